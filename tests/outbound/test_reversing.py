"""What takes a booking back never arrives where the booking has not."""

from __future__ import annotations

from typing import Any

import pytest

from mianshi.contracts.delivery import Delivery, DeliveryState, EventKind, Verdict
from mianshi.contracts.news import CostLine, CostNews
from mianshi.delivery import outbox as rules
from mianshi.errors import Rejected
from mianshi.finance.books import booking
from mianshi.outbound import owing, reversing
from mianshi.platform.clock import timestamp
from mianshi.platform.store import bookings, outbox

pytestmark = pytest.mark.usefixtures("aws")
MONTH, SUBJECT = "2026-10", "month:2026-10"


def booked(at: str = "") -> None:
    lines = [CostLine(department="零售", interviews=1, amount_micro=10_000)]
    when = at or timestamp()
    first = CostNews(month=MONTH, currency="CNY", sequence=1, lines=lines, at=when)
    bookings.book(first, [])
    bookings.book(booking.reversal([first], 1, at=when, by_name="Qian", reason="x"), [])


def row(sequence: int, deed: str = "voucher", **more: Any) -> Delivery:
    action = f"booked-{sequence}.{deed}"
    made = rules.new(SUBJECT, "k3", EventKind.COSTS_BOOKED, action, timestamp())
    return made.model_copy(update=more)


def test_it_follows_a_booking_that_has_arrived() -> None:
    booked()
    outbox.add([row(1, state=DeliveryState.DONE, last_status="ok")])
    assert reversing.held_up(row(2)) is None


@pytest.mark.parametrize(
    "state", [DeliveryState.PENDING, DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.UNKNOWN]
)
def test_it_waits_for_a_booking_that_is_on_its_way(state: DeliveryState) -> None:
    booked()
    outbox.add([row(1, state=state)])
    assert reversing.held_up(row(2)) == reversing.WAIT_S
    assert reversing.held_up(row(2, "event")) == "booking 1 was never sent there"  # another deed, another order


def test_it_waits_for_a_person_where_the_booking_may_have_arrived_and_does() -> None:
    booked()
    outbox.add([row(1, state=DeliveryState.PARKED, may_have_arrived=True)])
    held = reversing.held_up(row(2))
    assert isinstance(held, Verdict) and held.result == "data_error" and "booking 1" in held.detail


def test_a_booking_that_was_refused_owes_no_reversal_and_is_not_sent_afterwards() -> None:
    booked()
    first = row(1, state=DeliveryState.PARKED)
    outbox.add([first])
    assert reversing.held_up(row(2)) == "booking 1 was refused there"
    assert not reversing.settled(first)  # as long as its reversal is owed, it may still be sent before it
    outbox.add([row(2, state=DeliveryState.DONE, last_status="not_needed")])
    assert reversing.settled(first) and not reversing.settled(row(2))
    with pytest.raises(Rejected, match="already_done"):
        owing.resend(SUBJECT, "k3", first.action)


def test_a_booking_that_was_dropped_in_doubt_is_taken_back() -> None:
    booked()
    dropped, _ = rules.drop(row(1, state=DeliveryState.UNKNOWN), timestamp(), "nobody asked for it")
    outbox.add([dropped])
    assert reversing.held_up(row(2)) is None


def test_who_never_got_the_booking_gets_nothing() -> None:
    booked()
    assert reversing.held_up(row(2)) == "booking 1 was never sent there"
    outbox.add([row(1, state=DeliveryState.DONE, last_status="not_needed")])
    assert reversing.held_up(row(2)) == "booking 1 was not sent there"


def test_a_record_that_ran_out_counts_as_arrived() -> None:
    booked("2025-01-01T00:00:00.000Z")
    assert reversing.held_up(row(2)) is None


def test_nothing_else_is_held_up() -> None:
    booked()
    assert reversing.held_up(row(1)) is None
    assert reversing.held_up(row(9)) is None
    other = rules.new(SUBJECT, "k3", EventKind.COSTS_CLOSED, "closed-2.event", timestamp())
    assert reversing.held_up(other) is None
