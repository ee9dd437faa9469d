"""The ledger against the bill as a table for a spreadsheet. `reason` is a code of `reconcile.Reason`."""

from __future__ import annotations

import csv
import io

from mianshi.contracts.cells import harmless
from mianshi.contracts.money import decimal_text
from mianshi.finance.books.reconcile import PARTS, Reconciliation, Row, Section

COLUMNS = (
    *("currency", "key", "region", "day", "unit", "quantity_ours", "quantity_theirs", "unpriced_quantity"),
    *("ours", "theirs", "difference"),
    *PARTS,
    "reason",
)


def to_csv(told: Reconciliation) -> str:
    """A line for each currency, price key and day, and one for each total: UTF-8 with its mark; amounts have six
    decimals, and no cell can become a formula."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(COLUMNS)
    for section in told.sections:
        for row in section.rows:
            names = [section.currency, row.key, row.region, row.day, row.unit]
            lines.writerow([*map(harmless, names), row.ours, row.theirs, row.unpriced, *_amounts(row), row.reason])
        lines.writerow([harmless(section.currency), "total", *[""] * 6, *_amounts(section), ""])
    return "\ufeff" + out.getvalue()


def _amounts(one: Row | Section) -> list[str]:
    parts = one.parts
    amounts = (one.ours_micro, one.theirs_micro, one.difference_micro, *(parts.get(part, 0) for part in PARTS))
    return [decimal_text(micro) for micro in amounts]
