"""How an attempt at a row went: stored with when it goes on, logged, and noted of its connector."""

from __future__ import annotations

import random

from mianshi import attempt
from mianshi.contracts.delivery import Connector, Delivery, DeliveryReceipt, Verdict
from mianshi.delivery import outbox as rules
from mianshi.errors import Defect, Transient
from mianshi.log import logger
from mianshi.outbound import health
from mianshi.outbound.driving import Driven
from mianshi.platform.clock import timestamp
from mianshi.platform.settings import settings
from mianshi.platform.store import outbox

_ARRIVED = ("ok", "ok_duplicate", "accepted")


def settle(row: Delivery, driven: Driven) -> DeliveryReceipt:
    """Store what came of a deed; one that did not arrive counts as failed in the ledger, though nothing broke here."""
    if driven.verdict.result not in _ARRIVED:
        attempt.came_to("failed")
    jitter = random.uniform(-1, 1)  # noqa: S311 - spreads those who wait; nobody must guess it
    return stored(row, rules.after(row, driven.verdict, timestamp(), jitter, schedule(), acted=driven.acted))


def stored(row: Delivery, settled: tuple[Delivery, DeliveryReceipt]) -> DeliveryReceipt:
    """Store a row as it is now, and log it."""
    after, receipt = settled
    outbox.change(row, after)
    logger.info(
        "delivery",
        extra={"delivery": row.id, "connector": row.connector, "result": after.last_status, "next": receipt.next},
    )
    return receipt


def note(connector: Connector, verdict: Verdict) -> None:
    """How the connector is doing; the row is settled by now, and stays so whatever happens here."""
    try:
        health.after(connector, verdict)
    except (Transient, Defect) as error:
        logger.warning("health not noted", extra={"connector": connector.id, "code": error.code})


def schedule() -> tuple[int, ...]:
    """Seconds before each attempt."""
    return tuple(int(seconds) for seconds in settings().delivery_schedule.split(","))
