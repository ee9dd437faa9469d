"""SyncHr: one attempt at one outbox row. The delivery workflow keeps the clock; a sweep finds what it lost."""

from __future__ import annotations

from typing import Any

import parking
import sending
import sweeping
from mianshi import attempt
from mianshi.contracts.base import Record
from mianshi.contracts.delivery import DeliveryReceipt
from mianshi.contracts.tasks import DeliveryTask
from mianshi.contracts.usage import Meter
from mianshi.delivery import outbox as rules
from mianshi.platform import meter, transitions
from mianshi.platform.store import outbox
from mianshi.stage import stage

_THEN = {"list": transitions.LISTED, "send": transitions.SENT, "park": transitions.PARKED}
"""State transitions that follow once a step was done."""


class OutboxList(Record):
    deliveries: list[str]


def handler(event: dict[str, Any], context: Any) -> Any:
    """A step of the delivery workflow, or the schedule's reminder to look for rows that nobody looks after."""
    return sweep(event, context) if event.get("action") == "sweep" else step(event, context)


@stage("sync_hr", DeliveryTask)
def step(task: DeliveryTask) -> OutboxList | DeliveryReceipt:
    """List the open rows of a subject, send one of them, or park one whose sending broke on our side.

    The workflow's transitions are billed here, with what they are about; nobody else knows that.
    """
    meter.add(Meter.STATE_TRANSITIONS, transitions.CALLED)
    done = _step(task)
    meter.add(Meter.STATE_TRANSITIONS, _THEN[task.action])
    return done


def _step(task: DeliveryTask) -> OutboxList | DeliveryReceipt:
    rows = {row.id: row for row in outbox.about(task.subject)}
    if task.action == "list":
        return OutboxList(deliveries=sweeping.soon(rows.values()))
    delivery = task.delivery or ""
    row = rows.get(delivery)
    if row is None:  # the candidate was erased meanwhile: nothing is owed about them any more
        attempt.came_to("cancelled")
        return DeliveryReceipt(delivery=delivery, next="done", attempt=0)
    if rules.receipt(row).next != "retry":
        attempt.came_to("duplicate")
    if task.action == "send":
        return sending.send(row)
    return parking.park(row, task)


@stage("sync_hr", sweeping.SweepTask)
def sweep(_: sweeping.SweepTask) -> sweeping.Swept:
    """Wake the delivery workflow for rows that are overdue: their event or their workflow was lost."""
    return sweeping.sweep()
