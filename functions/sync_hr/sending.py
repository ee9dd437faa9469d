"""One message to one system: marked before it leaves, settled by what comes back."""

from __future__ import annotations

import random

import counting
import preparing
from mianshi import attempt
from mianshi.contracts.delivery import Connector, Delivery, DeliveryReceipt, Verdict
from mianshi.delivery import connectors as kinds
from mianshi.delivery import outbox as rules
from mianshi.delivery.exchange import Attempt, Platform
from mianshi.errors import Defect, Transient
from mianshi.log import logger
from mianshi.outbound import driving, health
from mianshi.outbound.driving import Driven
from mianshi.platform.clock import now_ms, timestamp
from mianshi.platform.settings import settings
from mianshi.platform.store import connectors, outbox

_ARRIVED = ("ok", "ok_duplicate", "accepted")


def send(row: Delivery) -> DeliveryReceipt:
    """Do with a row what its state asks for, and store how it went.

    Raises:
        Transient: what passes on our side; the row is as it was, or marked as sent where it may have left.
        Defect: ours to mend; a row that was marked as sent is parked with the reason.
    """
    if rules.receipt(row).next != "retry":
        return rules.receipt(row)
    if timestamp() < row.due_at:
        return rules.receipt(row, rules.wait_s(row, timestamp()))
    connector = connectors.find(row.connector)
    if connector is None or not connector.enabled:
        return _settle(row, Driven(Verdict(result="config_error", detail=preparing.off(connector)), acted=False))
    platform = kinds.platform_of(connector.kind)
    if rules.next_step(row, platform.repeat(row.deed), timestamp(), _schedule()) == "park":
        return _stored(row, rules.park(row, timestamp()))
    prepared = preparing.prepared(row, connector, platform)
    if isinstance(prepared, Verdict):
        receipt = _settle(row, Driven(prepared, acted=False))
        _note(connector, prepared)
        return receipt
    if isinstance(prepared, int):
        return _stored(row, rules.put_off(row, timestamp(), prepared))
    if isinstance(prepared, str):
        attempt.came_to("cancelled")
        return _stored(row, rules.drop(row, timestamp(), f"not sent: {prepared}"))
    if wait := preparing.until_turn(row, prepared, platform):
        return _stored(row, rules.put_off(row, timestamp(), wait))
    sent = rules.sending(row, timestamp())
    outbox.change(row, sent)
    driven = _driven(sent, prepared, platform)
    receipt = _settle(sent, driven)
    _note(connector, driven.verdict)
    return receipt


def _driven(sent: Delivery, prepared: Attempt, platform: Platform) -> Driven:
    """Sign and send. What breaks in here is our own mistake: a person is asked before anything goes out again."""
    this_one = Attempt(
        delivery=prepared.delivery.model_copy(update={"attempts": sent.attempts}),
        connector=prepared.connector,
        secret=prepared.secret,
        news=prepared.news,
        now_ms=now_ms(),
        uncertain=prepared.uncertain,
    )
    try:
        return driving.drive(
            platform.deliver(this_one), this_one.connector, this_one.secret, counting.send(sent.connector)
        )
    except Exception as error:
        told = error.code if isinstance(error, Defect) else type(error).__name__
        _stored(sent, rules.park(sent, timestamp(), f"our side: {told}"))
        raise


def _settle(row: Delivery, driven: Driven) -> DeliveryReceipt:
    if driven.verdict.result not in _ARRIVED:
        attempt.came_to("failed")
    jitter = random.uniform(-1, 1)  # noqa: S311 - spreads those who wait; nobody must guess it
    return _stored(row, rules.after(row, driven.verdict, timestamp(), jitter, _schedule(), acted=driven.acted))


def _stored(row: Delivery, settled: tuple[Delivery, DeliveryReceipt]) -> DeliveryReceipt:
    after, receipt = settled
    outbox.change(row, after)
    logger.info(
        "delivery",
        extra={"delivery": row.id, "connector": row.connector, "result": after.last_status, "next": receipt.next},
    )
    return receipt


def _note(connector: Connector, verdict: Verdict) -> None:
    """How the connector is doing; the row is settled by now, and stays so whatever happens here."""
    try:
        health.after(connector, verdict)
    except (Transient, Defect) as error:
        logger.warning("health not noted", extra={"connector": connector.id, "code": error.code})


def _schedule() -> tuple[int, ...]:
    return tuple(int(seconds) for seconds in settings().delivery_schedule.split(","))
