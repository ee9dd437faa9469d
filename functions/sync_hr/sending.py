"""One message to one system: marked before it leaves, settled by what comes back."""

from __future__ import annotations

import ending
import preparing
from mianshi import attempt
from mianshi.contracts.delivery import Delivery, DeliveryReceipt, Verdict
from mianshi.delivery import connectors as kinds
from mianshi.delivery import outbox as rules
from mianshi.delivery.exchange import Attempt, Platform
from mianshi.errors import Defect
from mianshi.outbound import driving
from mianshi.outbound.driving import Driven
from mianshi.platform.clock import now_ms, timestamp
from mianshi.platform.store import connectors, outbox


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
        off = Verdict(result="config_error", detail=preparing.off(connector))
        return ending.settle(row, Driven(off, acted=False))
    platform = kinds.platform_of(connector.kind)
    if rules.next_step(row, platform.repeat(row.deed), timestamp(), ending.schedule()) == "park":
        return ending.stored(row, rules.park(row, timestamp()))
    prepared = preparing.prepared(row, connector, platform)
    if isinstance(prepared, Verdict):
        receipt = ending.settle(row, Driven(prepared, acted=False))
        ending.note(connector, prepared)
        return receipt
    if isinstance(prepared, int):
        return ending.stored(row, rules.put_off(row, timestamp(), prepared))
    if isinstance(prepared, str):
        attempt.came_to("cancelled")
        return ending.stored(row, rules.drop(row, timestamp(), f"not sent: {prepared}"))
    if wait := preparing.until_turn(row, prepared, platform):
        return ending.stored(row, rules.put_off(row, timestamp(), wait))
    sent = rules.sending(row, timestamp())
    outbox.change(row, sent)
    driven = _driven(sent, prepared, platform)
    receipt = ending.settle(sent, driven)
    ending.note(connector, driven.verdict)
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
        return driving.drive(platform.deliver(this_one), this_one.connector, this_one.secret)
    except Exception as error:
        told = error.code if isinstance(error, Defect) else type(error).__name__
        ending.stored(sent, rules.park(sent, timestamp(), f"our side: {told}"))
        raise
