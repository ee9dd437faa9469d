"""Rows that are overdue because their event or their workflow was lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from mianshi.contracts.base import Record
from mianshi.outbound import owing
from mianshi.platform.clock import now, timestamp
from mianshi.platform.store import outbox

OVERDUE = timedelta(minutes=10)
"""Longer than a workflow may be late: its longest retry of a broken call takes five minutes."""
MOST = 500


class SweepTask(Record):
    action: Literal["sweep"]


class Swept(Record):
    """How many rows were overdue."""

    rows: int


def sweep() -> Swept:
    """Announce what is overdue. A workflow that is alive all the same does no harm: a row is sent by one of them."""
    found = outbox.owed(timestamp(now() - OVERDUE), MOST)
    owing.wake(found)
    return Swept(rows=len(found))
