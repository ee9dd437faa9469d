"""SyncHr: one attempt at one outbox row. The delivery workflow keeps the clock."""

from __future__ import annotations

import sending
from mianshi.contracts.base import Record
from mianshi.contracts.delivery import DeliveryReceipt
from mianshi.contracts.tasks import DeliveryTask
from mianshi.delivery import outbox as rules
from mianshi.platform.clock import timestamp
from mianshi.platform.store import outbox
from mianshi.stage import stage


class OutboxList(Record):
    deliveries: list[str]


@stage("sync_hr", DeliveryTask)
def handler(task: DeliveryTask) -> OutboxList | DeliveryReceipt:
    """List the open rows of an interview, send one of them, or park one whose sending broke on our side."""
    rows = {row.id: row for row in outbox.of_interview(task.interview_id)}
    if task.action == "list":
        return OutboxList(deliveries=[row.id for row in rows.values() if rules.receipt(row).next == "retry"])
    delivery = task.delivery or ""
    row = rows.get(delivery)
    if row is None:  # the candidate was erased meanwhile: nothing is owed about them any more
        return DeliveryReceipt(delivery=delivery, next="done", attempt=0)
    if task.action == "send":
        return sending.send(row)
    reason = task.error.Error if task.error else "unknown"
    parked, receipt = rules.park(row, timestamp(), f"our side: {reason}")
    outbox.change(row, parked)
    return receipt
