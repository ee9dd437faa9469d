"""The rules of the outbox: what is planned, when a row may be sent again, and where it ends.

A row moves pending → sent → done, or sent → failed/unknown → sent … → done or parked. The caller writes the row that
`sending` returns (on the condition that state and attempts are still those it read) *before* it touches the network,
so a crash leaves ``sent`` behind and never a second message where the receiver could not tell.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Sequence
from typing import Literal

from mianshi.contracts.delivery import RETRY_SCHEDULE_S, Connector, Delivery, DeliveryReceipt, DeliveryState, Verdict
from mianshi.errors import Defect

JITTER = 0.2
"""A wait is spread by this share to both sides, so that a thousand rows do not wake in the same second."""

LONGEST_WAIT_S = 86_400
"""A receiver that asks for more than a day is not busy, it is closed: a person should know."""

_ENDED = (DeliveryState.DONE, DeliveryState.PARKED)


def delivery_id(interview_id: str, connector_id: str, action: str) -> str:
    """The same id for the same interview, connector and action: at most 64 characters, no ``.`` (Standard Webhooks)."""
    name = "\x1f".join((interview_id, connector_id, action))
    return f"dl_{hashlib.sha256(name.encode()).hexdigest()[:40]}"


def plan(interview_id: str, connectors: Iterable[Connector], action: str, now: str) -> list[Delivery]:
    """One pending row per enabled connector. Closing twice plans the same ids, so a conditional put keeps one.

    Args:
        action: what is told, such as ``closed``; a result that replaces an earlier one is another action.
        now: UTC, ISO 8601.
    """
    return [
        Delivery(
            id=delivery_id(interview_id, connector.id, action),
            interview_id=interview_id,
            connector=connector.id,
            action=action,
            created_at=now,
            updated_at=now,
        )
        for connector in connectors
        if connector.enabled
    ]


def may_send(
    delivery: Delivery, has_dedupe_key: bool, schedule: Sequence[int] = RETRY_SCHEDULE_S
) -> Literal["send", "park", "skip"]:
    """Whether a row just read may go out.

    ``skip``: it has ended. ``park``: its attempts are used up (crashes count), or an earlier attempt may have arrived
    and the platform could not recognise the repeat.
    """
    if delivery.state in _ENDED:
        return "skip"
    if delivery.attempts >= len(schedule):
        return "park"
    if delivery.state in (DeliveryState.SENT, DeliveryState.UNKNOWN) and not has_dedupe_key:
        return "park"
    return "send"


def sending(delivery: Delivery, now: str) -> Delivery:
    """The row as it must be stored before the request leaves: one attempt more, state ``sent``.

    Raises:
        Defect: ``delivery_ended`` for a row that is done or parked.
    """
    _not_ended(delivery)
    return delivery.model_copy(
        update={"state": DeliveryState.SENT, "attempts": delivery.attempts + 1, "updated_at": now}
    )


def after(
    delivery: Delivery, verdict: Verdict, now: str, jitter: float, schedule: Sequence[int] = RETRY_SCHEDULE_S
) -> tuple[Delivery, DeliveryReceipt]:
    """The row after an attempt, and what the delivery workflow does next.

    Args:
        delivery: the row `sending` returned (any open row, for a verdict that no request was needed for).
        verdict: what the platform's module read in the answer.
        now: UTC, ISO 8601.
        jitter: a random number from -1 to 1.
        schedule: seconds to wait before attempt 1, 2, …

    Raises:
        Defect: ``delivery_ended`` for a row that is done or parked, ``not_marked_sent`` for one that was answered
            without having been stored as ``sent``, ``bad_jitter``.
    """
    _not_ended(delivery)
    if not -1.0 <= jitter <= 1.0:
        raise Defect("bad_jitter", "Jitter is a number from -1 to 1.")
    if verdict.result in ("config_error", "data_error"):
        return _park(delivery, verdict.result, verdict.detail, now)
    if delivery.state is not DeliveryState.SENT:
        raise Defect("not_marked_sent", "An answer arrived for a delivery that was not stored as sent.")
    if verdict.result in ("ok", "ok_duplicate"):
        done = delivery.model_copy(
            update={
                "state": DeliveryState.DONE,
                "remote_id": verdict.remote_id or delivery.remote_id,
                "last_status": verdict.result,
                "last_error": None,
                "updated_at": now,
            }
        )
        return done, receipt(done)
    return _again(delivery, verdict, now, jitter, schedule)


def park(delivery: Delivery, now: str, reason: str | None = None) -> tuple[Delivery, DeliveryReceipt]:
    """The row handed to a person: `may_send` said ``park``, or sending broke on our side with this `reason`.

    Without a reason the last one stays. A row that has ended is returned as it is: what arrived stays done.
    """
    if delivery.state in _ENDED:
        return delivery, receipt(delivery)
    why = reason or delivery.last_error or "an attempt ended without an answer"
    return _park(delivery, delivery.last_status or "unknown", why, now)


def redeliver(delivery: Delivery, now: str) -> Delivery:
    """A parked row as a person sends it off again: all attempts anew, the id unchanged.

    Raises:
        Defect: ``not_parked`` for any other row.
    """
    if delivery.state is not DeliveryState.PARKED:
        raise Defect("not_parked", "Only a parked delivery is sent off again by hand.")
    return delivery.model_copy(update={"state": DeliveryState.PENDING, "attempts": 0, "updated_at": now})


def receipt(delivery: Delivery, wait_s: int = 0) -> DeliveryReceipt:
    """What the workflow learns from a row: ended ones are done or parked, every other is tried after `wait_s`."""
    ends: dict[DeliveryState, Literal["done", "parked"]] = {
        DeliveryState.DONE: "done",
        DeliveryState.PARKED: "parked",
    }
    end = ends.get(delivery.state)
    return DeliveryReceipt(
        delivery=delivery.id, next=end or "retry", attempt=delivery.attempts, wait_s=0 if end else wait_s
    )


def _again(
    delivery: Delivery, verdict: Verdict, now: str, jitter: float, schedule: Sequence[int]
) -> tuple[Delivery, DeliveryReceipt]:
    if delivery.attempts >= len(schedule):
        return _park(delivery, verdict.result, verdict.detail, now)
    asked = verdict.retry_after_s or 0
    if asked > LONGEST_WAIT_S:
        return _park(delivery, verdict.result, f"{verdict.detail} (asks to wait {asked} s)", now)
    state = DeliveryState.UNKNOWN if verdict.result == "unknown" else DeliveryState.FAILED
    row = delivery.model_copy(
        update={"state": state, "last_status": verdict.result, "last_error": verdict.detail, "updated_at": now}
    )
    wait = math.ceil(schedule[delivery.attempts] * (1 + JITTER * jitter))
    return row, receipt(row, max(wait, asked))


def _park(delivery: Delivery, status: str, reason: str, now: str) -> tuple[Delivery, DeliveryReceipt]:
    row = delivery.model_copy(
        update={"state": DeliveryState.PARKED, "last_status": status, "last_error": reason, "updated_at": now}
    )
    return row, receipt(row)


def _not_ended(delivery: Delivery) -> None:
    if delivery.state in _ENDED:
        raise Defect("delivery_ended", "A delivery that is done or parked is not touched again.")
