"""SyncHr: one attempt at one outbox row. The delivery workflow keeps the clock; a sweep finds what it lost."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import sending
import sweeping
from mianshi.contracts.base import Record
from mianshi.contracts.delivery import Delivery, DeliveryReceipt
from mianshi.contracts.tasks import DeliveryTask
from mianshi.delivery import outbox as rules
from mianshi.errors import code_of
from mianshi.platform.clock import now, timestamp
from mianshi.platform.store import outbox
from mianshi.stage import stage

PATIENCE = timedelta(days=1)
"""What passes on our side keeps a row open for so long after its last attempt; then a person should know."""
_PASSING = frozenset(
    {
        "Transient",
        "Lambda.TooManyRequestsException",
        "Lambda.ServiceException",
        "Lambda.AWSLambdaException",
        "Lambda.SdkClientException",
        "Lambda.ClientExecutionTimeoutException",
    }
)
"""What the delivery workflow tried again for minutes, in vain."""


class OutboxList(Record):
    deliveries: list[str]


def handler(event: dict[str, Any], context: Any) -> Any:
    """A step of the delivery workflow, or the schedule's reminder to look for rows that nobody looks after."""
    return sweep(event, context) if event.get("action") == "sweep" else step(event, context)


@stage("sync_hr", DeliveryTask)
def step(task: DeliveryTask) -> OutboxList | DeliveryReceipt:
    """List the open rows of a subject, send one of them, or park one whose sending broke on our side."""
    rows = {row.id: row for row in outbox.about(task.subject)}
    if task.action == "list":
        return OutboxList(deliveries=_to_send(rows.values()))
    delivery = task.delivery or ""
    row = rows.get(delivery)
    if row is None:  # the candidate was erased meanwhile: nothing is owed about them any more
        return DeliveryReceipt(delivery=delivery, next="done", attempt=0)
    if task.action == "send":
        return sending.send(row)
    return _park(row, task)


def _to_send(rows: Iterable[Delivery]) -> list[str]:
    """The open rows that are due, or will be while the workflow waits; what is due later is the sweep's."""
    soon = timestamp(now() + timedelta(seconds=rules.LONGEST_PAUSE_S))
    return [row.id for row in rules.fairly(rows) if rules.receipt(row).next == "retry" and row.due_at <= soon]


def _park(row: Delivery, task: DeliveryTask) -> DeliveryReceipt:
    """Hand a row to a person whose sending broke on our side, unless somebody else is at it, it waits for its time, or
    what broke passes: then they, or the sweep, go on with it."""
    if rules.receipt(row).next != "retry":
        return rules.receipt(row)
    if timestamp() < row.due_at or (_passes(task) and timestamp(now() - PATIENCE) < row.updated_at):
        return rules.receipt(row, rules.wait_s(row, timestamp()))
    reason = (code_of(task.error.message) or task.error.Error) if task.error else "unknown"
    parked, receipt = rules.park(row, timestamp(), f"our side: {reason}")
    outbox.change(row, parked)
    return receipt


def _passes(task: DeliveryTask) -> bool:
    return task.error is not None and task.error.Error in _PASSING


@stage("sync_hr", sweeping.SweepTask)
def sweep(_: sweeping.SweepTask) -> sweeping.Swept:
    """Wake the delivery workflow for rows that are overdue: their event or their workflow was lost."""
    return sweeping.sweep()
