"""Bookkeep: what the whole system used, days and months of the ledger added up, budgets watched, months closed."""

from __future__ import annotations

from typing import Literal

from mianshi.contracts.base import Record
from mianshi.stage import stage


class BookkeepTask(Record):
    action: Literal["keep"]


class BookkeepReceipt(Record):
    """How far the books are kept."""

    days: int
    """Days that became final."""


@stage("bookkeep", BookkeepTask)
def handler(_: BookkeepTask) -> BookkeepReceipt:
    """Safe to repeat: whatever was written before is written once."""
    return BookkeepReceipt(days=0)
