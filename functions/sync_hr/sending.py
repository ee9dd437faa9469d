"""One message to one system: marked before it leaves, settled by what comes back."""

from __future__ import annotations

import random

from mianshi.contracts.delivery import Connector, Delivery, DeliveryReceipt, Verdict
from mianshi.contracts.role import Role
from mianshi.delivery import connectors
from mianshi.delivery import outbox as rules
from mianshi.delivery.messages import Facts
from mianshi.errors import Defect, Rejected
from mianshi.log import logger
from mianshi.platform import http, objects
from mianshi.platform.clock import now_ms, timestamp
from mianshi.platform.secrets import secret
from mianshi.platform.settings import settings
from mianshi.platform.store import interviews, outbox, scorecards
from mianshi.stage import found


def send(row: Delivery) -> DeliveryReceipt:
    """Send a row if its state allows, and store how it went."""
    schedule = _schedule()
    if rules.may_send(row, has_dedupe_key=True, schedule=schedule) == "skip":
        return rules.receipt(row)
    connector = next((c for c in outbox.connectors() if c.id == row.connector and c.enabled), None)
    if connector is None:
        return _settle(row, Verdict(result="config_error", detail="the connector is switched off or gone"), schedule)
    if rules.may_send(row, connectors.has_dedupe_key(connector), schedule) == "park":
        parked, receipt = rules.park(row, timestamp())
        outbox.change(row, parked)
        return receipt
    sent = rules.sending(row, timestamp())
    outbox.change(row, sent)
    return _settle(sent, _attempt(sent, connector), schedule)


def _attempt(row: Delivery, connector: Connector) -> Verdict:
    """Build, sign and send; the row is already marked sent, so a crash in here is never a silent second message."""
    try:
        request = connectors.build_request(
            _facts(row.interview_id), connector, secret(connector.secret), row.id, now_ms()
        )
        answer = http.send(request, private_address_allowed=connector.private_address_allowed)
    except Rejected as error:
        return connectors.refused(error)
    return connectors.read_answer(connector, answer, now_ms())


def _settle(row: Delivery, verdict: Verdict, schedule: tuple[int, ...]) -> DeliveryReceipt:
    settled, receipt = rules.after(row, verdict, timestamp(), random.uniform(-1, 1), schedule)  # noqa: S311 - jitter
    outbox.change(row, settled)
    logger.info("delivery", extra={"connector": row.connector, "result": verdict.result, "next": receipt.next})
    return receipt


def _facts(interview_id: str) -> Facts:
    interview = found(interviews.find(interview_id))
    card = found(scorecards.find(interview_id, interview.attempt))
    role = objects.get_record(objects.artefact(interview_id, "role", 0, "role.json"), Role)
    if interview.outcome is None or interview.closed_at is None:
        raise Defect("not_closed", "a delivery of an interview that is not closed")
    return Facts(
        interview_id=interview_id,
        role_name=role.name,
        outcome=interview.outcome,
        total=interview.total,
        recommendation=card.recommendation,
        report_url=f"{settings().portal_url}/interviews/{interview_id}/report",
        closed_at=interview.closed_at,
    )


def _schedule() -> tuple[int, ...]:
    return tuple(int(seconds) for seconds in settings().delivery_schedule.split(","))
