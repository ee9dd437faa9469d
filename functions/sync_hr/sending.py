"""One message to one system: marked before it leaves, settled by what comes back."""

from __future__ import annotations

import random

from mianshi.contracts.delivery import Connector, Delivery, DeliveryReceipt, Verdict
from mianshi.delivery import connectors as kinds
from mianshi.delivery import outbox as rules
from mianshi.delivery.exchange import Attempt, Platform
from mianshi.errors import Rejected
from mianshi.log import logger
from mianshi.outbound import driving, gathering, health
from mianshi.platform.clock import now_ms, timestamp
from mianshi.platform.secrets import secret
from mianshi.platform.settings import settings
from mianshi.platform.store import connectors, limits, outbox


def send(row: Delivery) -> DeliveryReceipt:
    """Do with a row what its state asks for, and store how it went."""
    schedule = _schedule()
    connector = connectors.find(row.connector)
    if rules.receipt(row).next != "retry":
        return rules.receipt(row)
    if connector is None or not connector.enabled:
        return _settle(row, Verdict(result="config_error", detail="the connector is switched off or gone"), schedule)
    platform = kinds.platform_of(connector.kind)
    step = rules.next_step(row, platform.repeat(row.deed), timestamp(), schedule)
    if step == "wait":
        return rules.receipt(row, rules.wait_s(row, timestamp()))
    if step == "park":
        parked, receipt = rules.park(row, timestamp())
        outbox.change(row, parked)
        return receipt
    wait = _too_fast(connector, platform)
    if wait:
        later, receipt = rules.put_off(row, timestamp(), wait)
        outbox.change(row, later)
        return receipt
    sent = rules.sending(row, timestamp())
    outbox.change(row, sent)
    verdict = _attempt(row, sent, connector, platform)
    health.after(connector, verdict)
    return _settle(sent, verdict, schedule)


def _attempt(before: Delivery, sent: Delivery, connector: Connector, platform: Platform) -> Verdict:
    """Gather, sign and send; the row is already marked sent, so a crash in here is never a silent second message."""
    try:
        attempt = Attempt(
            delivery=before.model_copy(update={"attempts": sent.attempts}),
            connector=connector,
            secret=secret(connector.secret) if connector.secret else "",
            news=gathering.news(before, with_person=before.deed in platform.needs_person),
            now_ms=now_ms(),
            uncertain=rules.uncertain(before),
        )
        return driving.drive(platform.deliver(attempt), connector)
    except Rejected as error:
        if error.code == "gone":
            return Verdict(result="data_error", detail="the candidate's data were deleted")
        return kinds.refused(error)


def _too_fast(connector: Connector, platform: Platform) -> int:
    """Seconds to wait where the credential's limit is used up; 0 where it may go out."""
    for limit in platform.limits:
        if limits.hit(f"send:{connector.id}:{limit.seconds}", limit.seconds) > limit.count:
            spread = random.uniform(0, limit.seconds / 2)  # noqa: S311 - spreads those who wait; nobody must guess it
            return int(limit.seconds + spread)
    return 0


def _settle(row: Delivery, verdict: Verdict, schedule: tuple[int, ...]) -> DeliveryReceipt:
    settled, receipt = rules.after(row, verdict, timestamp(), random.uniform(-1, 1), schedule)  # noqa: S311 - jitter
    outbox.change(row, settled)
    logger.info("delivery", extra={"connector": row.connector, "result": verdict.result, "next": receipt.next})
    return receipt


def _schedule() -> tuple[int, ...]:
    return tuple(int(seconds) for seconds in settings().delivery_schedule.split(","))
