"""Costs as files: of a closed month as they were kept, of an open one made while somebody waits.

Every file goes by way of S3 and a signed address, because Lambda gives back 6 MB at most.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from time import monotonic
from urllib.parse import parse_qsl

from mianshi.accounting import month_files, summing
from mianshi.contracts.dates import DAY
from mianshi.contracts.people import AuditAction
from mianshi.contracts.terms import MonthClosed
from mianshi.contracts.usage import LedgerLine
from mianshi.doors import access, web
from mianshi.doors.web import Answer, Visit
from mianshi.errors import Rejected
from mianshi.finance.reports import KEYS, Tally
from mianshi.platform import files
from mianshi.platform.clock import now
from mianshi.platform.store import terms
from mianshi.privacy.rights import Right

router = web.router()

SECONDS = 20.0
"""How long a file may be in the making; API Gateway gives up after 30."""
ADDRESS_SECONDS = 300
MOST_JSON = 5_000_000
"""Bytes of lines in one answer."""
MOST_ROWS = 25_000
"""Rows of a workbook that is made while somebody waits; a larger one is there once its month is closed. 28,000 took
4.8 s of a processor where this was written, and a function of 1,024 MB has 0.58 of one (1,769 MB are one whole:
docs.aws.amazon.com, configuration-memory)."""
_MARGIN = 8.0
"""Seconds of these for making and storing the file, once the days are added up."""
_LOOK_EVERY = 200


@router.get("/costs/download/<month>/<name>")
def download(month: str, name: str) -> Answer:
    visit = web.visit(router)
    access.require(visit, Right.SEE_COSTS)
    closed = terms.closed(_begun(month))
    place = _kept(visit, closed, name) if closed and closed.files else _made(visit, month, name)
    access.note(visit, AuditAction.DATA_EXPORTED, f"costs {month} {name}")
    return web.see_other(place)


@router.get("/costs/lines/<day>")
def lines(day: str) -> Answer:
    visit = web.visit(router)
    access.require(visit, Right.SEE_COSTS)
    if not _is_day(day) or day > f"{now():%Y-%m-%d}":
        raise Rejected("bad_request", "no day, or one that has not begun")
    name = f"mianshi-lines-{day}.zip"
    where, kind = files.passing(name), month_files.type_of(name)
    found = _lines_of_day(day, monotonic() + SECONDS)
    with files.writing(where, kind) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo(f"mianshi-lines-{day}.csv")
        entry.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(entry, "w", force_zip64=True) as packed:
            for piece in month_files.csv_bytes(found):
                packed.write(piece)
    access.note(visit, AuditAction.DATA_EXPORTED, f"costs {day} lines")
    return web.see_other(files.address(where, ADDRESS_SECONDS, kind, name))


@router.get("/api/costs")
def as_json() -> Answer:
    """The lines of a month as a JSON list: in the answer itself where they fit, else by an address that leads to it. Of
    a closed month that does not fit, the address leads to its table of lines."""
    visit = web.visit(router)
    access.require(visit, Right.SEE_COSTS)
    if [name for name, _ in parse_qsl(visit.query_without_language, keep_blank_values=True)] != ["month"]:
        raise Rejected("bad_request", "the month is asked for, and nothing else")
    month = _begun(visit.query("month"))
    closed = terms.closed(month)
    packed = closed if closed and month_files.LINES in {file.name for file in closed.files} else None
    found = _in_time(_lines_of_month(month), monotonic() + SECONDS)
    first: list[LedgerLine] = []
    try:
        fits = _fits(found, first)
    except Rejected:
        if packed is None:
            raise
        fits = False
    access.note(visit, AuditAction.COSTS_READ, month)
    if fits:
        return web.json(first)
    kept = _kept(visit, packed, month_files.LINES) if packed else _stored_json(month, chain(first, found))
    return web.see_other(kept)


def _fits(found: Iterable[LedgerLine], first: list[LedgerLine]) -> bool:
    """Take lines until they are too many for one answer; whether all of them are not."""
    size = 0
    for line in found:
        first.append(line)
        size += len(json.dumps(line.model_dump_json())) + 1  # as a text inside of Lambda's own answer
        if size > MOST_JSON:
            return False
    return True


def _stored_json(month: str, found: Iterable[LedgerLine]) -> str:
    name = f"mianshi-costs-{month}-lines.json"
    where = files.passing(name)
    with files.writing(where, month_files.JSON) as stream:
        mark = "["
        for line in found:
            stream.write(f"{mark}{line.model_dump_json()}".encode())
            mark = ","
        stream.write(b"]")
    return files.address(where, ADDRESS_SECONDS, month_files.JSON, name)


def _kept(visit: Visit, closed: MonthClosed, name: str) -> str:
    """The address of a file of a closed month; the workbook in the visitor's language."""
    wanted = month_files.ENGLISH if (name, visit.language) == (month_files.WORKBOOK, "en") else name
    if wanted not in {file.name for file in closed.files}:
        raise Rejected("not_found", "there is no such file")
    where = files.of_closed_month(closed.month, wanted)
    return files.address(where, ADDRESS_SECONDS, month_files.type_of(wanted), f"mianshi-costs-{closed.month}-{name}")


def _made(visit: Visit, month: str, name: str) -> str:
    """The address of a file that is made now, of what there is so far.

    Raises:
        Rejected: ``not_ready`` where days are still being added up or the time is not enough.
    """
    if name not in month_files.NAMES:
        raise Rejected("not_found", "there is no such file")
    deadline = monotonic() + SECONDS
    added = summing.month(month, SECONDS - _MARGIN)
    if added.missing:
        raise Rejected("not_ready", "days are still being added up")
    if name == month_files.STAGES:
        stages = Tally(KEYS["stage"])
        for line in _in_time(_lines_of_month(month), deadline):
            stages.take(line)
        file = month_files.stages_file(stages.totals(), month_files.shown_in(month))
    else:
        of = month_files.source(month, added.days, visit.language)
        if name == month_files.WORKBOOK and _rows(added) > MOST_ROWS:
            raise Rejected("not_ready", "the workbook of so large a month is made when the month is closed")
        file = month_files.made(name, of)
    where = files.passing(name)
    with files.writing(where, file.content_type) as stream:
        stream.write(file.content)
    return files.address(where, ADDRESS_SECONDS, file.content_type, f"mianshi-costs-{month}-{name}")


def _lines_of_month(month: str) -> Iterator[LedgerLine]:
    """Of a closed month those it was closed with: a line that came later is in none of its sums."""
    if _holds_lines(month):
        return month_files.closed_lines(month)
    return month_files.lines_of(month_files.day_of(day) for day in summing.days_of(month, now()))


def _lines_of_day(day: str, deadline: float) -> Iterator[LedgerLine]:
    if _holds_lines(day[:7]):
        whole = _in_time(month_files.closed_lines(day[:7]), deadline)
        return (line for line in whole if line.at.startswith(day))
    return _in_time(month_files.lines_of([month_files.day_of(day)]), deadline)


def _holds_lines(month: str) -> bool:
    closed = terms.closed(month)
    return closed is not None and month_files.EXACT in {file.name for file in closed.files}


def _in_time(found: Iterable[LedgerLine], deadline: float) -> Iterator[LedgerLine]:
    """The lines as long as there is time: a file that ends early would be a wrong file."""
    for number, line in enumerate(found):
        if number % _LOOK_EVERY == 0 and monotonic() > deadline:
            raise Rejected("not_ready", "there are more lines than can be read while somebody waits")
        yield line


def _rows(added: summing.Month) -> int:
    return sum(len(day.cells) + len(day.interviews) for day in added.days)


def _begun(name: str) -> str:
    if web.month(name) > f"{now():%Y-%m}":
        raise Rejected("bad_request", "the month has not begun")
    return name


def _is_day(name: str) -> bool:
    try:
        return bool(re.fullmatch(DAY, name)) and bool(date.fromisoformat(name))
    except ValueError:
        return False
