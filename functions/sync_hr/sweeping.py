"""Rows that are due and in no workflow: they waited longer than one does, or their event or their workflow was lost."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Literal

from mianshi.contracts.base import Record
from mianshi.contracts.delivery import Delivery
from mianshi.delivery import outbox as rules
from mianshi.outbound import owing
from mianshi.platform.clock import now, timestamp
from mianshi.platform.store import outbox

OVERDUE = timedelta(minutes=10)
"""Longer than a workflow may be late: its longest retry of a broken call takes five minutes."""
MOST = 500
"""Rows that are woken at once,"""
LOOKED_AT = 5000
"""out of so many."""


class SweepTask(Record):
    action: Literal["sweep"]


class Swept(Record):
    """How many rows were woken."""

    rows: int


def sweep() -> Swept:
    """Announce what is due. A workflow that is alive all the same does no harm: a row is sent by one of them."""
    overdue = timestamp(now() - OVERDUE)
    due = [row for row in outbox.owed(timestamp(), LOOKED_AT) if row.due_at < overdue or rules.resting(row)]
    found = rules.fairly(due)[:MOST]
    owing.wake(found)
    return Swept(rows=len(found))


def soon(rows: Iterable[Delivery]) -> list[str]:
    """The open rows that are due, or will be while the workflow waits; what is due later is the sweep's."""
    by = timestamp(now() + timedelta(seconds=rules.LONGEST_PAUSE_S))
    return [row.id for row in rules.fairly(rows) if rules.receipt(row).next == "retry" and row.due_at <= by]
