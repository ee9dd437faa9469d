"""The standard file written: CSV, a workbook or JSON, the same rows in each."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from mianshi.contracts.base import Bilingual, Language
from mianshi.contracts.cells import harmless
from mianshi.contracts.exchange import ExchangeRow
from mianshi.hiring.exchange_columns import COLUMNS, Column
from mianshi.hiring.sheets import write_people

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel takes UTF-8 for the local code page and shows Chinese as rubbish."""


def write_csv(rows: Sequence[ExchangeRow], language: Language, columns: Sequence[Column] = COLUMNS) -> bytes:
    """UTF-8 with its mark, comma, CRLF (RFC 4180); no cell can become a formula."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow([column.heading.in_language(language) for column in columns])
    lines.writerows([harmless(cell) for cell in _cells(row, columns).values()] for row in rows)
    return (BYTE_ORDER_MARK + out.getvalue()).encode()


def write_xlsx(rows: Sequence[ExchangeRow], language: Language, columns: Sequence[Column] = COLUMNS) -> bytes:
    """A workbook of one sheet, every cell a text."""
    headings: dict[str, Bilingual] = {column.field: column.heading for column in columns}
    return write_people([_cells(row, columns) for row in rows], headings, language)


def write_json(rows: Sequence[ExchangeRow]) -> bytes:
    """A list of objects with every column, numbers as numbers; what is not known is null or empty."""
    values: list[dict[str, Any]] = [row.model_dump(mode="json") for row in rows]
    return json.dumps(values, ensure_ascii=False, indent=1).encode()


def _cells(row: ExchangeRow, columns: Sequence[Column]) -> dict[str, str]:
    return {column.field: _cell(getattr(row, column.field)) for column in columns}


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value)
