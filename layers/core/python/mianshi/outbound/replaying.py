"""Messages sent once more because the receiver asks for them: same id, so that it knows what it has had."""

from __future__ import annotations

from collections.abc import Sequence

from mianshi.contracts.delivery import Connector, Delivery, DeliveryState
from mianshi.errors import Rejected, Transient
from mianshi.outbound import listening, owing
from mianshi.platform.clock import timestamp
from mianshi.platform.store import outbox


def replay(connector: Connector, rows: Sequence[Delivery]) -> int:
    """Put delivered and parked rows of a webhook back to their first try; how many that were.

    Only for receivers that drop repeats by our id. What it tells is gathered anew: of somebody who was erased
    meanwhile nothing is told, nor what the connector may not hear any more.
    """
    rows = list(listening.still(connector, rows))
    again = [row for row in rows if row.state is not DeliveryState.PARKED and _anew(row)]
    owing.wake(again)
    return len(again) + sum(_resent(row) for row in rows if row.state is DeliveryState.PARKED)


def _anew(row: Delivery) -> bool:
    if row.state is not DeliveryState.DONE:
        return False
    at = timestamp()  # not pending: whoever is told of an erasure is everybody whom something may have reached
    first = row.model_copy(
        update={"state": DeliveryState.UNKNOWN, "attempts": 0, "last_status": None, "due_at": at, "updated_at": at}
    )
    try:
        outbox.change(row, first)
    except Transient:
        return False  # somebody else sent it off just now
    return True


def _resent(row: Delivery) -> bool:
    try:
        owing.resend(row.subject, row.connector, row.action)
    except Rejected:
        return False
    return True
