"""Rows whose sending broke on our side, until the workflow gave up."""

from __future__ import annotations

from datetime import timedelta

from mianshi.contracts.delivery import Delivery, DeliveryReceipt
from mianshi.contracts.tasks import DeliveryTask
from mianshi.delivery import outbox as rules
from mianshi.errors import code_of
from mianshi.platform.clock import now, timestamp
from mianshi.platform.store import outbox

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


def park(row: Delivery, task: DeliveryTask) -> DeliveryReceipt:
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
