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

_OVERHEADS_S, _ALL_S = 480.0, 840.0
"""Seconds for the overheads, and for everything: the function has 900."""
metrics = Metrics(namespace="Mianshi")


class BookkeepTask(Record):
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
    written, failed = overheads_of_days.write(begun + _OVERHEADS_S)
    if failed:
        metrics.add_metric("OverheadsNotWritten", MetricUnit.Count, len(failed))
        metrics.flush_metrics()
    kept = closing.keep(begun + _ALL_S)
    return BookkeepReceipt(overheads=written, failed=failed, days=kept.days, months=kept.months)
