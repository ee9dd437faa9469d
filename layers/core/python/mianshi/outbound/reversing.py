"""The order of a booking and of what takes it back: a red entry never arrives where its booking has not."""

from __future__ import annotations

from datetime import datetime, timedelta

from mianshi.contracts.delivery import Delivery, DeliveryState, EventKind, Verdict
from mianshi.contracts.keys import subject_of
from mianshi.delivery import outbox as rules
from mianshi.platform.clock import now
from mianshi.platform.store import bookings, outbox

WAIT_S = rules.LONGEST_PAUSE_S + 1
"""Long enough that no turn is kept for a row that only waits for another one."""


def held_up(row: Delivery) -> Verdict | str | int | None:
    """What keeps a row from being sent that takes a booking back.

    Returns:
        None where nothing does. Seconds to wait while the booking itself is still on its way to the same receiver. A
        verdict where the booking may have arrived and waits for a person: then this one does, too. A reason where the
        receiver never got the booking, so nothing is owed.
    """
    sequence = _taken_back(row)
    if sequence is None:
        return None
    month = subject_of(row.subject).id
    first = outbox.find(row.subject, row.connector, f"booked-{sequence}.{row.deed}")
    if first is None:
        return None if _forgotten(month, sequence) else f"booking {sequence} was never sent there"
    if first.state is DeliveryState.DONE:
        spared = first.last_status == "not_needed" and not first.may_have_arrived
        return f"booking {sequence} was not sent there" if spared else None
    if first.state is DeliveryState.PARKED:
        if not first.may_have_arrived:
            return f"booking {sequence} was refused there"
        said = f"booking {sequence}, which this takes back, waits for a person: send that again first, then this"
        return Verdict(result="data_error", detail=said)
    return WAIT_S


def settled(row: Delivery) -> bool:
    """Whether a row tells of a booking that was taken back, and its receiver was spared that because it had not got
    the booking: now it may not get it any more."""
    if row.event is not EventKind.COSTS_BOOKED:
        return False
    month = subject_of(row.subject).id
    number = row.action.partition(".")[0].rpartition("-")[2]
    for later in bookings.of_month(month):
        if str(later.reverses) == number:
            back = outbox.find(row.subject, row.connector, f"booked-{later.sequence}.{row.deed}")
            return back is not None and back.last_status == "not_needed"
    return False


def _taken_back(row: Delivery) -> int | None:
    if row.event is not EventKind.COSTS_BOOKED:
        return None
    number = row.action.partition(".")[0].rpartition("-")[2]
    costs = bookings.find(subject_of(row.subject).id, int(number)) if number.isdecimal() else None
    return costs.reverses if costs else None


def _forgotten(month: str, sequence: int) -> bool:
    """Whether the record of sending a booking may have run out: then it is taken for sent."""
    first = bookings.find(month, sequence)
    if first is None or not first.at:
        return True
    return datetime.fromisoformat(first.at) < now() - timedelta(days=outbox.KEEP_DAYS)
