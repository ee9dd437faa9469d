"""Lines of the ledger as CSV, JSON and XLSX, and their totals by one thing."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

from mianshi.contracts.base import Bilingual, Language
from mianshi.contracts.cells import harmless
from mianshi.contracts.money import MICRO, decimal_text
from mianshi.contracts.usage import LedgerLine
from mianshi.finance.files.shown import SHOWN_COLUMNS, Shown, told
from mianshi.finance.files.spreadsheet import Column, Formula, Kind, Table, Value, Workbook, in_units, letter, parts_of
from mianshi.finance.money import unpriced
from mianshi.finance.reports import KEYS, Grouping, Report, Total, instant_of, service_of

MOST_COMPARISONS = 20_000_000
"""Rows times rows that the formulas of a sheet compare whenever a program opens the file; a sheet that would need more
has its rows as numbers."""
_AT_ONCE = 500
_CSV_COLUMNS = [
    *("at", "interview_id", "stage", "attempt", "outcome", "region", "service", "price_key"),
    *("quantity", "unit", "amount", "currency", "priced", "price_book"),
    *("kind", "job_id", "department", "candidate_id", "source", "adjusts", "note"),
]


def _column(name: str, width: int, zh: str, en: str, kind: Kind = "text") -> Column:
    return Column(name, kind, width, Bilingual(zh=zh, en=en))


_COLUMNS = [
    _column("at", 21, "时间 (UTC)", "Time (UTC)", "moment"),
    _column("interview_id", 32, "面试编号", "Interview"),
    _column("stage", 14, "环节", "Stage"),
    _column("attempt", 38, "尝试", "Attempt"),
    _column("outcome", 9, "结果", "Outcome"),
    _column("region", 16, "区域", "Region"),
    _column("service", 16, "服务", "Service"),
    _column("price_key", 44, "计费项", "Price key"),
    _column("quantity", 14, "数量", "Quantity", "whole"),
    _column("unit", 12, "单位", "Unit"),
    _column("amount_micro", 18, "金额 (百万分之一)", "Amount (millionths)", "whole"),
    _column("currency", 9, "币种", "Currency"),
    _column("price_book", 12, "价目表", "Price book"),
    _column("kind", 12, "类别", "Kind"),
    _column("job_id", 32, "职位编号", "Job id"),
    _column("department", 24, "部门", "Department"),
    _column("candidate_id", 32, "候选人编号", "Candidate"),
    _column("source", 24, "来源", "Source"),
    _column("adjusts", 10, "调整的月份", "Month adjusted"),
    _column("note", 40, "说明", "Note"),
]
_LINES_SHEET = Bilingual(zh="明细", en="Lines")


class _Sheet(NamedTuple):
    """A sheet of totals. `numbered`: its groups are found by number, because their names are what people typed, or may
    be empty, and a spreadsheet program would take such a condition for something else."""

    name: Bilingual
    heading: Bilingual
    numbered: bool = False


_TOTAL_SHEET = _Sheet(Bilingual(zh="合计", en="Total"), Bilingual(zh="范围", en="Scope"))
_SHEETS: dict[Grouping, _Sheet] = {
    "service": _Sheet(Bilingual(zh="按服务", en="By service"), Bilingual(zh="服务", en="Service")),
    "stage": _Sheet(Bilingual(zh="按环节", en="By stage"), Bilingual(zh="环节", en="Stage"), numbered=True),
    "interview": _Sheet(
        Bilingual(zh="按面试", en="By interview"), Bilingual(zh="面试编号", en="Interview"), numbered=True
    ),
    "candidate": _Sheet(
        Bilingual(zh="按候选人", en="By candidate"), Bilingual(zh="候选人编号", en="Candidate"), numbered=True
    ),
    "job": _Sheet(Bilingual(zh="按职位", en="By job"), Bilingual(zh="职位编号", en="Job id"), numbered=True),
    "department": _Sheet(
        Bilingual(zh="按部门", en="By department"), Bilingual(zh="部门", en="Department"), numbered=True
    ),
    "source": _Sheet(Bilingual(zh="按来源", en="By source"), Bilingual(zh="来源", en="Source"), numbered=True),
    "kind": _Sheet(Bilingual(zh="按类别", en="By kind"), Bilingual(zh="类别", en="Kind")),
    "outcome": _Sheet(Bilingual(zh="按结果", en="By outcome"), Bilingual(zh="结果", en="Outcome")),
    "day": _Sheet(Bilingual(zh="按天", en="By day"), Bilingual(zh="日期", en="Day"), numbered=True),
    "month": _Sheet(Bilingual(zh="按月", en="By month"), Bilingual(zh="月份", en="Month"), numbered=True),
}
_USUAL: tuple[Grouping, ...] = ("service", "stage", "interview")
_EVERYTHING = Bilingual(zh="全部", en="all")
_NOTHING = Bilingual(zh="(未填)", en="(none)")
_CURRENCY = _column("currency", 10, "币种", "Currency")
_MICRO_COLUMN = _column("micro", 20, "金额 (百万分之一)", "Amount (millionths)", "whole")
_AMOUNT = _column("amount", 18, "金额", "Amount", "money")
_COUNTS = [
    _column("lines", 10, "行数", "Lines", "whole"),
    _column("unpriced", 16, "未定价行数", "Unpriced lines", "whole"),
]
_NO = _column("no", 8, "序号", "No.", "whole")


def csv_of(lines: Iterable[LedgerLine]) -> Iterator[str]:
    """Lines as a CSV table with English column names, piece by piece, in the order given.

    `amount` has six decimals and is empty where `priced` is ``no``. Only some lines are held at any time.
    """
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(_CSV_COLUMNS)
    for number, line in enumerate(lines, start=1):
        rows.writerow(_csv_row(line))
        if number % _AT_ONCE == 0:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def to_csv(report: Report) -> str:
    """The lines of the report as `csv_of` writes them."""
    return "".join(csv_of(report.lines))


def to_json(report: Report) -> str:
    """The whole report; amounts are integers in millionths, null where unpriced."""
    return json.dumps(report.model_dump(mode="json"), ensure_ascii=False, indent=2, sort_keys=True)


def totals_csv(found: Sequence[Total], by: Grouping, shown: Shown | None = None) -> str:
    """One row per group and currency; with `shown` also in that currency, with the rate, its day and its source."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    heading = [by, "amount", "currency", "lines", "unpriced_lines"]
    rows.writerow([*heading, *(SHOWN_COLUMNS if shown else [])])
    for total, amount in zip(found, _converted(found, shown), strict=True):
        own = "" if total.amount_micro is None else decimal_text(total.amount_micro)
        row = [harmless(total.key), own, total.currency, str(total.lines), str(total.unpriced)]
        rows.writerow([*row, *(told(shown, total.currency, amount) if shown else [])])
    return out.getvalue()


def totals_json(
    month: str, found: Sequence[Total], by: Grouping, whole: Sequence[Total], shown: Shown | None = None
) -> str:
    """The totals by one thing, and the whole; amounts are integers in millionths, null where unpriced."""
    rates = [rate.entry for total in whole if shown and (rate := shown.rate(total.currency))]
    content = {
        "month": month,
        "by": by,
        "groups": _totals_told(found, shown),
        "totals": _totals_told(whole, shown),
        "report_currency": shown.currency if shown else None,
        "rates": [entry.model_dump(mode="json") for entry in rates],
    }
    return json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True)


def to_xlsx(report: Report, language: Language = "zh", by: Grouping | None = None, shown: Shown | None = None) -> bytes:
    """A workbook: totals per currency and by one thing as formulas over sheets with every line.

    The results stand beside the formulas, so viewers that do not calculate show them too. The same report gives the
    same bytes. Lines that do not fit one sheet go on in the next.

    Args:
        by: what to tell apart; None: service, stage and interview.
        shown: the currency in which amounts are also shown.

    Raises:
        Defect: ``too_large_for_a_sheet`` for a sum that a spreadsheet program would change.
    """
    return _Book(report, language, (by,) if by else _USUAL, shown).written()


class _Book:
    def __init__(self, report: Report, language: Language, by: Sequence[Grouping], shown: Shown | None) -> None:
        self._report, self._language, self._by, self._shown = report, language, by, shown
        self._book = Workbook(_newest(report), language)
        self._totals = {one: getattr(report, f"by_{one}") for one in by}
        self._numbers = {
            one: {key: number for number, key in enumerate(dict.fromkeys(t.key for t in self._totals[one]), start=1)}
            for one in by
            if _SHEETS[one].numbered
        }
        numbers = [Column(f"{one}_no", "whole", 10, _numbered(_SHEETS[one].heading)) for one in self._numbers]
        self._columns = [*_COLUMNS, *numbers]
        self._lines = Table(self._columns, parts_of(_LINES_SHEET.in_language(language), len(report.lines)))

    def written(self) -> bytes:
        self._sheet(_TOTAL_SHEET, None, self._report.totals)
        for by in self._by:
            self._sheet(_SHEETS[by], by, self._totals[by])
        self._book.table(_LINES_SHEET.in_language(self._language), self._columns, map(self._line, self._report.lines))
        return self._book.done()

    def _sheet(self, sheet: _Sheet, by: Grouping | None, found: Sequence[Total]) -> None:
        columns = self._sheet_columns(sheet, by)
        at = {column.name: letter(number) for number, column in enumerate(columns)}
        live = len(found) * len(self._report.lines) <= MOST_COMPARISONS
        conditions = [("currency", f"${at['currency']}{{row}}")]
        if by is not None:
            named = (f"{by}_no", at["no"]) if by in self._numbers else (str(by), at["key"])
            conditions.insert(0, (named[0], f"${named[1]}{{row}}"))

        def rows() -> Iterator[list[Value]]:
            for total, shown in zip(found, _converted(found, self._shown), strict=True):
                amounts = self._amounts(total, conditions if live else None, at)
                row = [self._key(by, total.key), total.currency, *amounts]
                if self._shown:
                    row += self._shown_cells(self._shown, total.currency, shown, at)
                yield [*row, self._numbers[by][total.key]] if by in self._numbers else row

        self._book.table(sheet.name.in_language(self._language), columns, rows())

    def _sheet_columns(self, sheet: _Sheet, by: Grouping | None) -> list[Column]:
        columns = [Column("key", "text", 32, sheet.heading), _CURRENCY, _MICRO_COLUMN, _AMOUNT, *_COUNTS]
        if self._shown:
            name = self._shown.currency
            columns += [
                _column("shown_micro", 20, f"折合 {name} (百万分之一)", f"In {name} (millionths)", "whole"),
                _column("shown", 18, f"折合 {name}", f"In {name}", "money"),
                _column("rate", 22, "汇率", "Rate"),
                _column("rate_day", 14, "汇率日期", "Day of the rate"),
                _column("rate_source", 24, "汇率来源", "Source of the rate"),
            ]
        return [*columns, _NO] if by in self._numbers else columns

    def _amounts(self, total: Total, conditions: list[tuple[str, str]] | None, at: dict[str, str]) -> list[Value]:
        counts: list[Value] = [total.lines, total.unpriced]
        micro: Value = total.amount_micro
        if conditions is not None:
            word = unpriced(self._language)
            without = self._lines.countifs(*conditions, ("amount_micro", f'"{word}"'))
            counts = [Formula(self._lines.countifs(*conditions), total.lines), Formula(without, total.unpriced)]
            if total.amount_micro is not None:
                micro = Formula(self._lines.sumifs("amount_micro", *conditions), total.amount_micro)
        if total.amount_micro is None:
            return [None, None, *counts]
        return [micro, Formula(in_units(at["micro"]), Decimal(total.amount_micro) / MICRO), *counts]

    @staticmethod
    def _shown_cells(shown: Shown, currency: str, amount: int | None, at: dict[str, str]) -> list[Value]:
        rate = shown.rate(currency)
        entry = rate.entry if rate else None
        words = [f"1 {entry.base} = {entry.rate} {entry.quote}", entry.day, entry.source] if entry else ["", "", ""]
        if amount is None:
            return ["", "", *words]
        return [amount, Formula(in_units(at["shown_micro"]), Decimal(amount) / MICRO), *words]

    def _key(self, by: Grouping | None, key: str) -> str:
        return _EVERYTHING.in_language(self._language) if by is None else key or _NOTHING.in_language(self._language)

    def _line(self, line: LedgerLine) -> list[Value]:
        own: dict[str, Value] = {name: getattr(line, name) for name in _PLAIN} | {
            "at": instant_of(line),
            "service": service_of(line),
        }
        cells = [own[column.name] for column in _COLUMNS]
        return [*cells, *(numbers[KEYS[by](line)] for by, numbers in self._numbers.items())]


_PLAIN = [column.name for column in _COLUMNS if column.name not in ("at", "service")]


def _csv_row(line: LedgerLine) -> list[str | int]:
    amount = line.amount_micro
    return [
        *(line.at, line.interview_id, line.stage, harmless(line.attempt), line.outcome, line.region),
        *(service_of(line), line.price_key, line.quantity, line.unit),
        *("" if amount is None else decimal_text(amount), line.currency, "no" if amount is None else "yes"),
        *(line.price_book, line.kind, line.job_id, harmless(line.department), line.candidate_id),
        *(harmless(line.source), line.adjusts, harmless(line.note)),
    ]


def _totals_told(found: Sequence[Total], shown: Shown | None) -> list[dict[str, object]]:
    return [
        {**total.model_dump(mode="json"), **({"report_micro": amount} if shown else {})}
        for total, amount in zip(found, _converted(found, shown), strict=True)
    ]


def _converted(found: Sequence[Total], shown: Shown | None) -> list[int | None]:
    return shown.each([(total.currency, total.amount_micro) for total in found]) if shown else [None] * len(found)


def _numbered(heading: Bilingual) -> Bilingual:
    return Bilingual(zh=f"{heading.zh}序号", en=f"{heading.en} no.")


def _newest(report: Report) -> datetime:
    return instant_of(report.lines[-1]) if report.lines else datetime(1980, 1, 1, tzinfo=UTC)
