"""The files of a month's costs: made from its days, and kept for good once the month is closed."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple, cast

from mianshi.accounting import summing
from mianshi.accounting.billing import rates
from mianshi.accounting.ringing import ring
from mianshi.contracts.base import Language
from mianshi.contracts.terms import ReportFile
from mianshi.contracts.usage import LedgerLine
from mianshi.finance.books.adjustments import late_sum, taken_out
from mianshi.finance.files import summaries
from mianshi.finance.files.shown import Shown
from mianshi.finance.months import days as calendar
from mianshi.finance.months import rollup
from mianshi.finance.months.rollup import DaySummary
from mianshi.finance.reports import KEYS, Tally, Total
from mianshi.finance.tariff import terms_of
from mianshi.log import logger
from mianshi.platform import files, objects
from mianshi.platform.clock import timestamp
from mianshi.platform.settings import settings
from mianshi.platform.store import jobs, ledger, terms

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSON = "application/json"
WORKBOOK, ENGLISH = "summary.xlsx", "summary.en.xlsx"
"""A closed month has its workbook in Chinese and in English."""
STAGES = "stages.csv"
LINES, EXACT = "lines.csv.gz", "lines.jsonl.gz"
"""Every line, for Excel and as it is. Only a closed month has them."""
_MARK = "\ufeff"
"""Without a byte order mark Excel takes Chinese in a CSV file for another encoding."""


class Source(NamedTuple):
    """What the files of a month are made from. `shown`: the currency amounts are also shown in."""

    month: str
    days: Sequence[DaySummary]
    language: Language
    titles: dict[str, str]
    shown: Shown | None


class Made(NamedTuple):
    """A finished file."""

    content: bytes
    content_type: str


def source(month: str, days: Sequence[DaySummary], language: Language) -> Source:
    """The days of a month with the titles of their jobs, in a language, and the customer's report currency."""
    found = jobs.several({cell.job_id for day in days for cell in day.cells} - {""})
    titles = {known.id: known.title.in_language(language) for known in found.values()}
    return Source(month, days, language, titles, shown_in(month))


def shown_in(month: str) -> Shown | None:
    """The report currency of a month, at the rates known by its last day; of a closed one as it was closed."""
    closing, last = terms.closed(month), calendar.of_month(month)[-1]
    if closing is not None:
        return Shown(closing.report_currency, last, closing.rates) if closing.report_currency else None
    revisions = terms.every()
    own = terms_of(month, revisions)
    return Shown(own.report_currency, last, rates(month, revisions)) if own and own.report_currency else None


def made(name: str, of: Source) -> Made:
    """One of the `NAMES` but `STAGES`, for which days are not enough (`stages_file`)."""
    return _MAKERS[name](of)


def day_of(name: str) -> DaySummary:
    """A day (``YYYY-MM-DD``) as it is kept once it is final, else without anything in it: enough for its lines."""
    return objects.find_record(objects.costs_of(name), DaySummary) or DaySummary(day=name)


def lines_of(days: Iterable[DaySummary]) -> Iterator[LedgerLine]:
    """The lines of days, moment by moment, then the credits that came with a day's becoming final."""
    for day in days:
        for _, moment in ledger.of_day(day.day, "", f"{day.day}~"):
            yield from moment
        yield from day.credits


def csv_bytes(lines: Iterable[LedgerLine]) -> Iterator[bytes]:
    """Lines as a CSV file that Excel opens as it is, piece by piece."""
    from mianshi.finance.files.exports import csv_of  # noqa: PLC0415 - only a file of lines needs it

    yield _MARK.encode()
    for piece in csv_of(lines):
        yield piece.encode()


def write(month: str) -> list[ReportFile]:
    """Write the files of a month whose days are all final, and say what was written.

    Safe to repeat: the same days give the same files, and those of a closed month stay as they are. Lines are read and
    written one after another; of a million of them only some are held.
    """
    known = terms.closed(month)
    if known is not None:
        return known.files
    stored = {day.day: day for day in summing.stored_days(month)}
    whole = [stored.get(name) or DaySummary(day=name, state="final") for name in calendar.of_month(month)]
    of = source(month, whole, "zh")
    lines, stages = _write_lines(of)
    written = [_write(month, name, make(of)) for name, make in _MAKERS.items()]
    written.append(_write(month, ENGLISH, _workbook(source(month, of.days, "en"))))
    written.append(_write(month, STAGES, stages_file(stages, of.shown)))
    return sorted([*written, *lines], key=lambda file: file.name)


def stages_file(found: Sequence[Total], shown: Shown | None) -> Made:
    """Totals by stage; days do not tell stages apart, so they come from the lines."""
    from mianshi.finance.files.exports import totals_csv  # noqa: PLC0415 - as above

    return _csv(totals_csv(found, "stage", shown))


def type_of(name: str) -> str:
    """The media type of a file by its name."""
    kinds = {".csv": CSV, ".xlsx": XLSX, ".json": JSON, ".gz": "application/gzip", ".zip": "application/zip"}
    return next(kind for end, kind in kinds.items() if name.endswith(end))


def closed_lines(month: str) -> Iterator[LedgerLine]:
    """The lines that a month was closed with, in their order, whatever the ledger holds by now. Only for a month whose
    files hold `EXACT`."""
    for row in files.reading(files.of_closed_month(month, EXACT)):
        yield LedgerLine.model_validate_json(row)


def _write_lines(of: Source) -> tuple[list[ReportFile], list[Total]]:
    stages, whole = Tally(KEYS["stage"]), Tally(lambda _: "all")

    def watched(also: gzip.GzipFile) -> Iterator[LedgerLine]:
        for line in lines_of(of.days):
            whole.take(line)
            yield _taken(line, stages, also)
        for line in _moved(of, whole.totals()):
            yield _taken(line, stages, also)

    with _packing(of.month, EXACT) as (exact, rows), _packing(of.month, LINES) as (table, packed):
        for piece in csv_bytes(watched(rows)):
            packed.write(piece)
    named = ((LINES, table), (EXACT, exact))
    return [ReportFile(name=name, bytes=one.size, sha256=one.sha256) for name, one in named], stages.totals()


@contextmanager
def _packing(month: str, name: str) -> Iterator[tuple[files.Stream, gzip.GzipFile]]:
    with (
        files.writing(files.of_closed_month(month, name), type_of(name)) as stream,
        gzip.GzipFile(filename="", mode="wb", fileobj=stream, mtime=0) as packed,
    ):
        yield stream, packed


def _taken(line: LedgerLine, stages: Tally, also: gzip.GzipFile) -> LedgerLine:
    stages.take(line)
    also.write(f"{line.model_dump_json(exclude_defaults=True)}\n".encode())
    return line


def _moved(of: Source, lines: Sequence[Total]) -> Iterator[LedgerLine]:
    """Lines that came after their day was final are in no sum: they are taken out again by a line for each currency,
    and counted this month, as an adjustment. That is said aloud."""
    added = {group.currency: (group.sum.lines, group.sum.micro) for group in rollup.totals(of.days)}
    read = {total.currency: (total.lines, total.amount_micro or 0) for total in lines}
    if added == read:
        return
    logger.error("The lines of a month are not its sums", extra={"month": of.month, "sums": added, "lines": read})
    different = [currency for currency in read if read[currency] != added.get(currency)]
    ring("BooksDiffer", len(different))
    now = timestamp()
    for currency in different:
        micro = read[currency][1] - added.get(currency, (0, 0))[1]
        if micro:
            counted = late_sum(of.month, currency, micro, now, settings().aws_region)
            ledger.record([counted])
            yield taken_out(counted)


def _write(month: str, name: str, file: Made) -> ReportFile:
    with files.writing(files.of_closed_month(month, name), file.content_type) as stream:
        stream.write(file.content)
    return ReportFile(name=name, bytes=stream.size, sha256=stream.sha256)


def _workbook(of: Source) -> Made:
    from mianshi.finance.files import workbook  # noqa: PLC0415 - only a file needs it

    return Made(workbook.to_xlsx(of.month, of.days, of.titles, of.language, of.shown), XLSX)


def _json(of: Source) -> Made:
    return Made(summaries.to_json(of.month, of.days, of.titles, of.shown).encode(), JSON)


def _cells(of: Source) -> Made:
    return _csv(summaries.cells_csv(of.days, of.titles, of.shown))


def _interviews(of: Source) -> Made:
    entries, left = rollup.interviews(of.days), rollup.beside_interviews(of.days)
    return _csv(summaries.interviews_csv(entries, of.titles, left, of.shown))


def _groups(by: str) -> Callable[[Source], Made]:
    grouping = cast(summaries.By, by)
    return lambda of: _csv(summaries.groups_csv(of.days, grouping, of.titles, of.shown))


def _csv(text: str) -> Made:
    return Made(f"{_MARK}{text}".encode(), CSV)


_MAKERS: dict[str, Callable[[Source], Made]] = {
    WORKBOOK: _workbook,
    "summary.json": _json,
    "summary.csv": _cells,
    "interviews.csv": _interviews,
    **{f"{by}s.csv": _groups(by) for by in ("job", "department", "source", "service", "kind", "day", "candidate")},
}
"""Files that are made from the days, by name."""
NAMES = frozenset({*_MAKERS, STAGES})
"""What there is of any month; a closed one has a file of its lines as well."""
