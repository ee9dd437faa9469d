"""A month added up, as CSV and XLSX: by job, department and AWS service, and by interview."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from mianshi.contracts.base import Bilingual, Language
from mianshi.contracts.cells import harmless
from mianshi.finance import rollup
from mianshi.finance.money import decimal_text, unpriced
from mianshi.finance.prices import MICRO
from mianshi.finance.rollup import Cell, DaySummary, Group, InterviewSum, Sum

_CELL_COLUMNS = ["day", "job_id", "job", "department", "service"]
_SUM_COLUMNS = ["amount", "currency", "lines", "unpriced_lines", "failed_amount", "failed_lines"]

_NAMES = {
    "job": Bilingual(zh="职位", en="Job"),
    "job_id": Bilingual(zh="职位编号", en="Job id"),
    "department": Bilingual(zh="部门", en="Department"),
    "service": Bilingual(zh="服务", en="Service"),
    "interview_id": Bilingual(zh="面试编号", en="Interview"),
    "outcome": Bilingual(zh="结果", en="Outcome"),
    "currency": Bilingual(zh="币种", en="Currency"),
    "amount": Bilingual(zh="金额", en="Amount"),
    "lines": Bilingual(zh="行数", en="Lines"),
    "unpriced": Bilingual(zh="未定价行数", en="Unpriced lines"),
    "failed": Bilingual(zh="其中未成功的尝试", en="Of which failed attempts"),
    "total": Bilingual(zh="合计", en="Total"),
    "by_job": Bilingual(zh="按职位", en="By job"),
    "by_department": Bilingual(zh="按部门", en="By department"),
    "by_service": Bilingual(zh="按服务", en="By service"),
    "by_interview": Bilingual(zh="按面试", en="By interview"),
}


def cells_csv(days: Iterable[DaySummary], job_names: Mapping[str, str]) -> str:
    """One row per day, job, AWS service and currency, English column names.

    `amount` has six decimals and is empty where nothing in it has a price.
    """
    rows = [
        [*_cell(day.day, cell, job_names), *_amounts(cell.currency, cell.sum)] for day in days for cell in day.cells
    ]
    return _csv([*_CELL_COLUMNS, *_SUM_COLUMNS], rows)


def interviews_csv(entries: Iterable[InterviewSum], job_names: Mapping[str, str]) -> str:
    """One row per interview and currency."""
    rows = [
        [e.interview_id, e.job_id, harmless(job_names.get(e.job_id, "")), e.outcome, *_amounts(e.currency, e.sum)]
        for e in entries
    ]
    return _csv(["interview_id", "job_id", "job", "outcome", *_SUM_COLUMNS], rows)


def to_xlsx(days: Sequence[DaySummary], job_names: Mapping[str, str], language: Language = "zh") -> bytes:
    """A workbook with a sheet each for jobs, departments, services and interviews. Same days, same bytes."""
    import xlsxwriter  # noqa: PLC0415 - large, and only a download needs it

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": _end(days)})  # the library would look at the clock
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#E8EEF4", "bottom": 1}),
        "whole": book.add_format({"num_format": "#,##0"}),
        "money": book.add_format({"num_format": "#,##0.000000"}),
    }
    sheet = _Sheets(book, formats, language)
    sheet.groups("by_job", ["job", "job_id"], rollup.by_job(days), lambda g: [job_names.get(g.key, ""), g.key])
    sheet.groups("by_department", ["department"], rollup.by_department(days), lambda g: [g.key])
    sheet.groups("by_service", ["service"], rollup.by_service(days), lambda g: [g.key])
    sheet.interviews(rollup.interviews(days), job_names)
    book.close()
    return out.getvalue()


class _Sheets:
    def __init__(self, book: Any, formats: Mapping[str, Any], language: Language) -> None:
        self._book, self._formats, self._language = book, formats, language

    def groups(self, name: str, columns: list[str], groups: Sequence[Group], words: Any) -> None:
        rows = [(words(group), group.currency, group.sum) for group in groups]
        self._sheet(name, columns, rows)

    def interviews(self, entries: Sequence[InterviewSum], job_names: Mapping[str, str]) -> None:
        rows = [([e.interview_id, job_names.get(e.job_id, ""), e.outcome], e.currency, e.sum) for e in entries]
        self._sheet("by_interview", ["interview_id", "job", "outcome"], rows)

    def _sheet(self, name: str, columns: list[str], rows: Sequence[tuple[list[str], str, Sum]]) -> None:
        sheet = self._book.add_worksheet(self._say(name))
        heads = [*columns, "currency", "amount", "lines", "unpriced", "failed"]
        for at, head in enumerate(heads):
            sheet.write_string(0, at, self._say(head), self._formats["head"])
            sheet.set_column(at, at, 32 if at < len(columns) else 18)
        sheet.freeze_panes(1, 0)
        for row, (words, currency, total) in enumerate(rows, start=1):
            for at, word in enumerate([*words, currency]):
                sheet.write_string(row, at, word)
            self._sum(sheet, row, len(columns) + 1, total)
        self._add_up(sheet, columns, rows)

    def _sum(self, sheet: Any, row: int, at: int, total: Sum) -> None:
        if total.amount is None:
            sheet.write_string(row, at, unpriced(self._language))  # an empty cell would be added up as 0
        else:
            sheet.write_number(row, at, Decimal(total.micro) / MICRO, self._formats["money"])
        sheet.write_number(row, at + 1, total.lines, self._formats["whole"])
        sheet.write_number(row, at + 2, total.unpriced, self._formats["whole"])
        sheet.write_number(row, at + 3, Decimal(total.failed_micro) / MICRO, self._formats["money"])

    def _add_up(self, sheet: Any, columns: list[str], rows: Sequence[tuple[list[str], str, Sum]]) -> None:
        """Below the rows, a sum for each currency: a formula, with its result beside it."""
        currency_at, amount_at = len(columns), len(columns) + 1
        for below, currency in enumerate(sorted({currency for _, currency, _ in rows})):
            row = len(rows) + 2 + below
            sheet.write_string(row, 0, self._say("total"), self._formats["head"])
            sheet.write_string(row, currency_at, currency)
            own, amounts = (_range(at, len(rows)) for at in (currency_at, amount_at))
            whole = sum(total.micro for _, of, total in rows if of == currency)
            formula = f'=SUMIFS({amounts},{own},"{currency}")'
            sheet.write_formula(row, amount_at, formula, self._formats["money"], Decimal(whole) / MICRO)

    def _say(self, name: str) -> str:
        return _NAMES[name].in_language(self._language)


def _range(column: int, rows: int) -> str:
    letter = chr(ord("A") + column)
    return f"${letter}$2:${letter}${rows + 1}"


def _cell(day: str, cell: Cell, job_names: Mapping[str, str]) -> list[str]:
    return [day, cell.job_id, harmless(job_names.get(cell.job_id, "")), harmless(cell.department), cell.service]


def _amounts(currency: str, total: Sum) -> list[str]:
    amount = "" if total.amount is None else decimal_text(total.micro)
    failed = decimal_text(total.failed_micro)
    return [amount, currency, str(total.lines), str(total.unpriced), failed, str(total.failed_lines)]


def _csv(columns: list[str], rows: list[list[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()


def _end(days: Sequence[DaySummary]) -> datetime:
    last = max((day.day for day in days), default="1980-01-01")
    return datetime.fromisoformat(last).replace(tzinfo=UTC)
