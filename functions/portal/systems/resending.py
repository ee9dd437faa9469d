"""Parked deliveries of one connection, sent off again together."""

from __future__ import annotations

from mianshi.contracts.delivery import Connector, Delivery
from mianshi.delivery.connectors import platform_of
from mianshi.errors import Rejected
from mianshi.outbound import owing
from mianshi.platform.store import deliveries

MOST = 100
"""Of one press: they fit into the time of one request."""


def everything(known: Connector) -> int:
    """Send off what is parked, up to `MOST` rows; how many that were."""
    sent, after = 0, None
    while sent < MOST:
        rows, after = deliveries.page(known.id, "parked", MOST - sent, after)
        sent += sum(_one_again(row) for row in rows if not _may_have_arrived(known, row))
        if after is None:
            break
    return sent


def _one_again(row: Delivery) -> bool:
    try:
        owing.resend(row.subject, row.connector, row.action)
    except Rejected:
        return False  # somebody else was quicker
    return True


def _may_have_arrived(known: Connector, row: Delivery) -> bool:
    """Whether it may be there already, where neither the platform drops repeats nor can it be asked."""
    return row.may_have_arrived and platform_of(known.kind).repeat(row.deed) == "person"
