"""The rules of the outbox: what is planned, when a row may be sent again, and where it ends.

A row moves pending → sent → done, or sent → failed/unknown → sent … → done or parked. The caller writes the row that
`sending` returns (on the condition that nobody changed it since it was read) *before* it touches the network, so a
crash leaves ``sent`` behind and never a second message where the receiver could not tell.

Doubt does not go away by itself: once an attempt may have arrived, the row stays ``unknown`` through every later
attempt that merely failed, so that a deed which must look before it acts looks each time. And what the platform has
taken (``accepted``) stays taken while asking after it fails.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

from mianshi.contracts.delivery import (
    RETRY_SCHEDULE_S,
    Delivery,
    DeliveryReceipt,
    DeliveryState,
    EventKind,
    Verdict,
)
from mianshi.delivery.exchange import Repeat
from mianshi.errors import Defect

JITTER = 0.2
"""A wait is spread by this share to both sides, so that a thousand rows do not wake in the same second."""

LONGEST_WAIT_S = 86_400
"""A receiver that asks for more than a day is not busy, it is closed: a person should know."""

LEASE_S = 90
"""A row marked ``sent`` belongs to the function that marked it for so long: longer than that function may run."""

LONGEST_PAUSE_S = 900
"""The workflow itself waits so long at most, so that a receiver that is down holds no place in it for hours. What is
due later, the sweep takes up when it is due: it comes as often (template.yaml), and the workflow's definition has the
same number."""

TURN_KEEPS_S = 60
"""A turn of the connector's rate limit that was kept for a row is good for so long; who comes later asks again."""

RUSH_S = 5
"""First seconds of minute 0 and 30, in which everybody's timers fire: WeCom and Feishu ask senders to stay away."""

MAY_BE_THERE = "an earlier attempt may have arrived"
"""Stands in the reason of a row that is parked in doubt."""

_ENDED = (DeliveryState.DONE, DeliveryState.PARKED)
Step = Literal["send", "ask", "wait", "park", "skip"]


def delivery_id(subject: str, connector_id: str, action: str) -> str:
    """The same id for the same subject, connector and action: at most 64 characters, no ``.`` (Standard Webhooks)."""
    name = "\x1f".join((subject, connector_id, action))
    return f"dl_{hashlib.sha256(name.encode()).hexdigest()[:40]}"


def new(subject: str, connector_id: str, event: EventKind, action: str, now: str) -> Delivery:
    """A pending row, due at once. Planning twice plans the same id, so a conditional put keeps one.

    Args:
        subject: what it is about.
        connector_id: whom it goes to.
        event: what happened.
        action: ``<occurrence>.<deed>``.
        now: UTC, ISO 8601.
    """
    return Delivery(
        id=delivery_id(subject, connector_id, action),
        subject=subject,
        connector=connector_id,
        event=event,
        action=action,
        due_at=now,
        created_at=now,
        updated_at=now,
    )


def next_step(delivery: Delivery, repeat: Repeat, now: str, schedule: Sequence[int] = RETRY_SCHEDULE_S) -> Step:
    """What is to be done with a row just read.

    ``skip``: it has ended. ``wait``: it is not due yet, or somebody is at it. ``ask``: the platform took it and is
    asked how it went. ``park``: its attempts are used up (crashes count), or an earlier attempt may have arrived and
    nothing could tell. ``send``: it may go out.
    """
    if delivery.state in _ENDED:
        return "skip"
    if now < delivery.due_at:
        return "wait"
    if delivery.attempts >= len(schedule):
        return "park"
    if accepted(delivery):
        return "ask"
    if uncertain(delivery) and repeat == "person":
        return "park"
    return "send"


def uncertain(delivery: Delivery) -> bool:
    """Whether an earlier attempt may have arrived without our knowing: no answer came, or we were killed."""
    return delivery.state is DeliveryState.UNKNOWN or (delivery.state is DeliveryState.SENT and not accepted(delivery))


def accepted(delivery: Delivery) -> bool:
    """Whether the platform took it and has not yet said how it went."""
    return delivery.state is DeliveryState.SENT and delivery.last_status == "accepted"


def wait_s(delivery: Delivery, now: str) -> int:
    """Seconds until an open row is due, at least 1."""
    return max(1, math.ceil((_moment(delivery.due_at) - _moment(now)).total_seconds()))


def resting(delivery: Delivery) -> bool:
    """Whether an open row waits longer than a workflow does, so that the sweep takes it up."""
    return _moment(delivery.due_at) - _moment(delivery.updated_at) > timedelta(seconds=LONGEST_PAUSE_S)


def fairly(deliveries: Iterable[Delivery]) -> list[Delivery]:
    """The longest overdue of each connector first, then the second of each, and so on: whoever owes a thousand messages
    to one receiver keeps no other waiting behind them."""
    had: Counter[str] = Counter()
    ranked = []
    for delivery in sorted(deliveries, key=lambda one: one.due_at):
        ranked.append((had[delivery.connector], delivery))
        had[delivery.connector] += 1
    return [delivery for _, delivery in sorted(ranked, key=lambda one: one[0])]


def has_turn(delivery: Delivery, now: str) -> bool:
    """Whether a turn of the connector's rate limit was kept for this row and has come."""
    return delivery.turn_at is not None and delivery.turn_at <= now <= _later(delivery.turn_at, TURN_KEEPS_S)


def sending(delivery: Delivery, now: str) -> Delivery:
    """The row as it must be stored before the request leaves: one attempt more, state ``sent``, ours for `LEASE_S`.

    What is known of earlier attempts stays readable in `last_status`, should this one never be answered.

    Raises:
        Defect: ``delivery_ended`` for a row that is done or parked.
    """
    _not_ended(delivery)
    known = "accepted" if accepted(delivery) else "unknown" if uncertain(delivery) else None
    return delivery.model_copy(
        update={
            "state": DeliveryState.SENT,
            "attempts": delivery.attempts + 1,
            "last_status": known,
            "turn_at": None,
            "due_at": _later(now, LEASE_S),
            "updated_at": now,
        }
    )


def put_off(delivery: Delivery, now: str, seconds: int) -> tuple[Delivery, DeliveryReceipt]:
    """A row that waits for its turn because we send too fast: no attempt is used up, and the turn is kept for it.

    A turn later than `LONGEST_PAUSE_S` was not taken: the sweep takes the row up then, and it asks again.
    """
    _not_ended(delivery)
    due_at = _later(now, seconds)
    turn_at = due_at if seconds <= LONGEST_PAUSE_S else None
    row = delivery.model_copy(update={"due_at": due_at, "turn_at": turn_at})  # `updated_at` is of the last attempt
    return row, receipt(row, seconds)


def after(
    delivery: Delivery,
    verdict: Verdict,
    now: str,
    jitter: float,
    schedule: Sequence[int] = RETRY_SCHEDULE_S,
    *,
    acted: bool = True,
) -> tuple[Delivery, DeliveryReceipt]:
    """The row after an attempt, and what the delivery workflow does next.

    Args:
        delivery: the row `sending` returned (any open row, for a verdict that no request was needed for).
        verdict: what the platform's module read in the answer.
        now: UTC, ISO 8601.
        jitter: a random number from -1 to 1.
        schedule: seconds to wait before attempt 1, 2, …
        acted: whether anything was sent that may have changed something at the other end; a token, a look and a
            question after what was taken change nothing.

    Raises:
        Defect: ``delivery_ended`` for a row that is done or parked, ``not_marked_sent`` for one that was answered
            without having been stored as ``sent``, ``bad_jitter``.
    """
    _not_ended(delivery)
    if not -1.0 <= jitter <= 1.0:
        raise Defect("bad_jitter", "Jitter is a number from -1 to 1.")
    if verdict.result in ("config_error", "data_error", "gone"):
        still = accepted(delivery) and not acted and verdict.result != "data_error"
        return _park(delivery, "accepted" if still else verdict.result, verdict.detail, now, _doubted(delivery))
    if delivery.state is not DeliveryState.SENT:
        raise Defect("not_marked_sent", "An answer arrived for a delivery that was not stored as sent.")
    if verdict.result in ("ok", "ok_duplicate"):
        done = delivery.model_copy(
            update={
                "state": DeliveryState.DONE,
                "remote_id": verdict.remote_id or delivery.remote_id,
                "last_status": verdict.result,
                "last_error": verdict.note or None,
                "updated_at": now,
            }
        )
        return done, receipt(done)
    return _again(delivery, verdict, now, jitter, schedule, acted)


def drop(delivery: Delivery, now: str, reason: str) -> tuple[Delivery, DeliveryReceipt]:
    """The row of something that is owed to nobody any more; it ends without having been sent, and nobody has to act.

    Raises:
        Defect: ``delivery_ended`` for a row that is done or parked.
    """
    _not_ended(delivery)
    why = _with_doubt(reason, uncertain(delivery))
    row = delivery.model_copy(
        update={"state": DeliveryState.DONE, "last_status": "not_needed", "last_error": why, "updated_at": now}
        | {"may_have_arrived": uncertain(delivery)}
    )
    return row, receipt(row)


def park(delivery: Delivery, now: str, reason: str | None = None) -> tuple[Delivery, DeliveryReceipt]:
    """The row handed to a person: `next_step` said ``park``, or sending broke on our side with this `reason`.

    Without a reason the last one stays. A row that has ended is returned as it is: what arrived stays done.
    """
    if delivery.state in _ENDED:
        return delivery, receipt(delivery)
    why = reason or delivery.last_error or "an attempt ended without an answer"
    return _park(delivery, delivery.last_status or "unknown", why, now, uncertain(delivery))


def redeliver(delivery: Delivery, repeat: Repeat, now: str) -> Delivery:
    """A parked row as a person sends it off again: all attempts anew, the id unchanged.

    What the platform has taken is asked after again, and what may have arrived stays in doubt: it is looked for where
    the platform can be asked, and sent under the same id where it knows repeats; otherwise the person has looked.

    Raises:
        Defect: ``not_parked`` for any other row.
    """
    if delivery.state is not DeliveryState.PARKED:
        raise Defect("not_parked", "Only a parked delivery is sent off again by hand.")
    doubt = repeat == "look" or (repeat == "key" and delivery.may_have_arrived)
    state = DeliveryState.UNKNOWN if doubt else DeliveryState.PENDING
    if delivery.last_status == "accepted":
        state = DeliveryState.SENT
    return delivery.model_copy(
        update={"state": state, "attempts": 0, "may_have_arrived": False, "due_at": now, "turn_at": None}
        | {"updated_at": now}
    )


def receipt(delivery: Delivery, wait: int = 0) -> DeliveryReceipt:
    """What the workflow learns from a row: ended ones are done or parked, every other is tried after `wait` seconds."""
    ends: dict[DeliveryState, Literal["done", "parked"]] = {
        DeliveryState.DONE: "done",
        DeliveryState.PARKED: "parked",
    }
    end = ends.get(delivery.state)
    return DeliveryReceipt(
        delivery=delivery.id, next=end or "retry", attempt=delivery.attempts, wait_s=0 if end else wait
    )


def _again(
    delivery: Delivery, verdict: Verdict, now: str, jitter: float, schedule: Sequence[int], acted: bool
) -> tuple[Delivery, DeliveryReceipt]:
    state, status = _standing(delivery, verdict, acted)
    doubt = state is DeliveryState.UNKNOWN
    if delivery.attempts >= len(schedule):
        return _park(delivery, status, verdict.detail, now, doubt)
    asked = verdict.retry_after_s or 0
    if asked > LONGEST_WAIT_S:
        return _park(delivery, status, f"{verdict.detail} (asks to wait {asked} s)", now, doubt)
    wait = max(math.ceil(schedule[delivery.attempts] * (1 + JITTER * jitter)), asked)
    if verdict.result == "accepted" and asked:
        wait = asked
    wait += _rush(now, wait)
    remote_id = delivery.remote_id if verdict.remote_id is None else verdict.remote_id
    row = delivery.model_copy(
        update={
            "state": state,
            "remote_id": remote_id or None,
            "last_status": status,
            "last_error": None if verdict.result == "accepted" else verdict.detail,
            "due_at": _later(now, wait),
            "updated_at": now,
        }
    )
    return row, receipt(row, wait)


def _standing(delivery: Delivery, verdict: Verdict, acted: bool) -> tuple[DeliveryState, str]:
    """State and status of a row that is tried again."""
    forgets = verdict.remote_id == ""
    if verdict.result == "accepted" or (accepted(delivery) and not acted and not forgets):
        return DeliveryState.SENT, "accepted"
    doubt = verdict.result == "unknown" and acted
    if doubt or delivery.last_status == "unknown":
        return DeliveryState.UNKNOWN, verdict.result
    return DeliveryState.FAILED, verdict.result


def _rush(now: str, wait: int) -> int:
    """Seconds to add to a wait so that it does not end when everybody's timers fire."""
    moment = _moment(now) + timedelta(seconds=wait)
    return RUSH_S if wait and moment.minute % 30 == 0 and moment.second < RUSH_S else 0


def _park(delivery: Delivery, status: str, reason: str, now: str, doubt: bool) -> tuple[Delivery, DeliveryReceipt]:
    row = delivery.model_copy(
        update={
            "state": DeliveryState.PARKED,
            "last_status": status,
            "last_error": _with_doubt(reason, doubt),
            "may_have_arrived": doubt,
            "updated_at": now,
        }
    )
    return row, receipt(row)


def _doubted(delivery: Delivery) -> bool:
    """Whether an attempt before the one that was just answered may have arrived."""
    if delivery.state is DeliveryState.SENT:
        return delivery.last_status == "unknown"
    return uncertain(delivery)


def _with_doubt(reason: str, doubt: bool) -> str:
    return f"{reason} ({MAY_BE_THERE})" if doubt and MAY_BE_THERE not in reason else reason


def _not_ended(delivery: Delivery) -> None:
    if delivery.state in _ENDED:
        raise Defect("delivery_ended", "A delivery that is done or parked is not touched again.")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _later(now: str, seconds: int) -> str:
    """As `platform.clock.timestamp` writes it, so that texts compare as times."""
    moment = (_moment(now) + timedelta(seconds=seconds)).astimezone(UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
