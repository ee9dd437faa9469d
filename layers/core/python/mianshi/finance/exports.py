"""A report as CSV, JSON and XLSX."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from mianshi.contracts.base import Bilingual, Language
from mianshi.contracts.usage import LedgerLine
from mianshi.errors import Defect
from mianshi.finance.money import decimal_text, unpriced
from mianshi.finance.prices import MICRO
from mianshi.finance.reports import Report, Total, service_of

LONGEST_SHEET = 1_048_575
"""Rows below the heading of an Excel sheet."""

_CSV_COLUMNS = [
    *("at", "interview_id", "stage", "attempt", "outcome", "region", "service", "price_key"),
    *("quantity", "unit", "amount", "currency", "priced", "price_book"),
]

_COLUMNS = [
    ("at", 21, Bilingual(zh="时间 (UTC)", en="Time (UTC)")),
    ("interview_id", 32, Bilingual(zh="面试编号", en="Interview")),
    ("stage", 14, Bilingual(zh="环节", en="Stage")),
    ("attempt", 38, Bilingual(zh="尝试", en="Attempt")),
    ("outcome", 9, Bilingual(zh="结果", en="Outcome")),
    ("region", 16, Bilingual(zh="区域", en="Region")),
    ("service", 16, Bilingual(zh="服务", en="Service")),
    ("price_key", 44, Bilingual(zh="计费项", en="Price key")),
    ("quantity", 14, Bilingual(zh="数量", en="Quantity")),
    ("unit", 12, Bilingual(zh="单位", en="Unit")),
    ("amount_micro", 18, Bilingual(zh="金额 (百万分之一)", en="Amount (millionths)")),
    ("currency", 9, Bilingual(zh="币种", en="Currency")),
    ("price_book", 12, Bilingual(zh="价目表", en="Price book")),
]
_LETTER = {name: chr(ord("A") + at) for at, (name, _, _) in enumerate(_COLUMNS)}
_LINES_SHEET = Bilingual(zh="明细", en="Lines")
_GROUP_SHEETS = [
    ("currency", Bilingual(zh="合计", en="Total"), Bilingual(zh="范围", en="Scope")),
    ("service", Bilingual(zh="按服务", en="By service"), Bilingual(zh="服务", en="Service")),
    ("stage", Bilingual(zh="按环节", en="By stage"), Bilingual(zh="环节", en="Stage")),
    ("interview_id", Bilingual(zh="按面试", en="By interview"), Bilingual(zh="面试编号", en="Interview")),
]
_EVERYTHING = Bilingual(zh="全部", en="all")
_GROUP_HEADINGS = [
    Bilingual(zh="币种", en="Currency"),
    Bilingual(zh="金额 (百万分之一)", en="Amount (millionths)"),
    Bilingual(zh="金额", en="Amount"),
    Bilingual(zh="行数", en="Lines"),
    Bilingual(zh="未定价行数", en="Unpriced lines"),
]


def to_csv(report: Report) -> str:
    """The lines of the report, one table with English column names.

    `amount` has six decimals and is empty where `priced` is ``no``.
    """
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(_CSV_COLUMNS)
    for line in report.lines:
        priced = line.amount_micro is not None
        own = line.model_dump() | {
            "service": service_of(line),
            "amount": "" if line.amount_micro is None else decimal_text(line.amount_micro),
            "priced": "yes" if priced else "no",
        }
        rows.writerow([own[name] for name in _CSV_COLUMNS])
    return out.getvalue()


def to_json(report: Report) -> str:
    """The whole report; amounts are integers in millionths, null where unpriced."""
    return json.dumps(report.model_dump(mode="json"), ensure_ascii=False, indent=2, sort_keys=True)


def to_xlsx(report: Report, language: Language = "zh") -> bytes:
    """A workbook: totals per currency, service, stage and interview as formulas over a sheet with every line.

    The results stand beside the formulas, so viewers that do not calculate show them too. The same report gives the
    same bytes.

    Raises:
        Defect: ``too_many_lines`` where they do not fit one sheet (CSV has no limit).
    """
    if len(report.lines) > LONGEST_SHEET:
        raise Defect("too_many_lines", "The lines do not fit one sheet; use CSV.")
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": _newest(report)})  # the library would look at the clock
    bold = book.add_format({"bold": True, "bg_color": "#E8EEF4", "bottom": 1})
    whole = book.add_format({"num_format": "#,##0"})
    money = book.add_format({"num_format": "#,##0.000000"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    groups = [report.totals, report.by_service, report.by_stage, report.by_interview]
    sheets = [book.add_worksheet(name.in_language(language)) for _, name, _ in _GROUP_SHEETS]
    lines = book.add_worksheet(_LINES_SHEET.in_language(language))
    for sheet, (column, _, heading), found in zip(sheets, _GROUP_SHEETS, groups, strict=True):
        headings = [heading, *_GROUP_HEADINGS]
        _heading(sheet, [h.in_language(language) for h in headings], [32, 10, 20, 18, 10, 16], bold)
        for row, total in enumerate(found, start=1):
            _total_row(sheet, row, total, _Formulas(column, row, len(report.lines), language), (whole, money))
    _heading(lines, [h.in_language(language) for _, _, h in _COLUMNS], [width for _, width, _ in _COLUMNS], bold)
    for row, line in enumerate(report.lines, start=1):
        _line_row(lines, row, line, language, (whole, moment))
    if report.lines:
        lines.autofilter(0, 0, len(report.lines), len(_COLUMNS) - 1)
    book.close()
    return out.getvalue()


class _Formulas:
    """The formulas of one total over the sheet with the lines."""

    def __init__(self, column: str, row: int, lines: int, language: Language) -> None:
        self._sheet, self._last = _LINES_SHEET.in_language(language), lines + 1
        same = f"{self._range('currency')},$B{row + 1}"
        self._conditions = same if column == "currency" else f"{self._range(column)},$A{row + 1},{same}"
        self._everything = _EVERYTHING.in_language(language) if column == "currency" else None
        self.word = unpriced(language)

    def key(self, total: Total) -> str:
        return self._everything or total.key

    def amount(self) -> str:
        return f"=SUMIFS({self._range('amount_micro')},{self._conditions})"

    def lines(self) -> str:
        return f"=COUNTIFS({self._conditions})"

    def unpriced(self) -> str:
        return f'=COUNTIFS({self._conditions},{self._range("amount_micro")},"{self.word}")'

    def _range(self, column: str) -> str:
        letter = _LETTER[column]
        return f"'{self._sheet}'!${letter}$2:${letter}${self._last}"


def _total_row(sheet: Any, row: int, total: Total, formulas: _Formulas, formats: tuple[Any, Any]) -> None:
    whole, money = formats
    sheet.write_string(row, 0, formulas.key(total))
    sheet.write_string(row, 1, total.currency)
    if total.amount_micro is None:
        # A sum over nothing is 0 in a spreadsheet, and 0 would be a lie.
        sheet.write_string(row, 2, formulas.word)
        sheet.write_string(row, 3, formulas.word)
    else:
        sheet.write_formula(row, 2, formulas.amount(), whole, total.amount_micro)
        sheet.write_formula(row, 3, f"=C{row + 1}/{MICRO}", money, Decimal(total.amount_micro) / MICRO)
    sheet.write_formula(row, 4, formulas.lines(), whole, total.lines)
    sheet.write_formula(row, 5, formulas.unpriced(), whole, total.unpriced)


def _line_row(sheet: Any, row: int, line: LedgerLine, language: Language, formats: tuple[Any, Any]) -> None:
    whole, moment = formats
    own = line.model_dump() | {"service": service_of(line)}
    for at, (name, _, _) in enumerate(_COLUMNS):
        value = own[name]
        if name == "at":
            sheet.write_datetime(row, at, _instant(line).replace(tzinfo=None), moment)
        elif isinstance(value, int):
            sheet.write_number(row, at, value, whole)
        else:
            sheet.write_string(row, at, unpriced(language) if value is None else value)


def _heading(sheet: Any, words: list[str], widths: list[int], bold: Any) -> None:
    for at, (word, width) in enumerate(zip(words, widths, strict=True)):
        sheet.write_string(0, at, word, bold)
        sheet.set_column(at, at, width)
    sheet.freeze_panes(1, 0)


def _newest(report: Report) -> datetime:
    return _instant(report.lines[-1]) if report.lines else datetime(1980, 1, 1, tzinfo=UTC)


def _instant(line: LedgerLine) -> datetime:
    return datetime.fromisoformat(line.at).astimezone(UTC)
