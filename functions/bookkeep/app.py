"""Bookkeep: what the whole system used, days and months of the ledger added up, budgets watched, months closed."""

from __future__ import annotations

from time import monotonic
from typing import Literal

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import MetricUnit

import overheads_of_days
from mianshi.accounting import closing
from mianshi.contracts.base import Record
from mianshi.stage import stage

_BOOKS_S, _ALL_S = 360.0, 840.0
"""Seconds for the books, and for everything: the function has 900. The books come first, so that whatever hangs in
asking AWS takes nothing from them; they wait for overheads anyway."""
metrics = Metrics(namespace="Mianshi")


class BookkeepTask(Record):
    """What the schedule sends every hour."""

    action: Literal["keep"]


class BookkeepReceipt(Record):
    """How far the books are kept."""

    overheads: int
    """Parts of days whose overheads were written,"""
    failed: list[str]
    """and those that could not be, as ``day part``: the next run tries them again."""
    days: int
    """Days that became final."""
    months: list[str]
    """Months that were closed."""


@stage("bookkeep", BookkeepTask)
def handler(_: BookkeepTask) -> BookkeepReceipt:
    """Safe to repeat: whatever was written before is written once."""
    begun = monotonic()
    try:
        kept = closing.keep(begun + _BOOKS_S)
    finally:  # books that cannot be kept keep no overhead from being written
        written = overheads_of_days.write(begun + _ALL_S)
        metrics.add_metric("OldestUnwrittenDays", MetricUnit.Count, written.oldest_days)
        metrics.flush_metrics()
    metrics.add_metric("MonthsOpen", MetricUnit.Count, kept.open_months)
    metrics.flush_metrics()
    failed = [*kept.failed, *written.failed]
    return BookkeepReceipt(overheads=written.finished, failed=failed, days=kept.days, months=kept.months)
