"""What is booked of a month: to the cent, once, and never what is not known."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.news import CostNews
from mianshi.errors import Rejected
from mianshi.finance.books import booking
from mianshi.finance.months.rollup import Cell, DaySummary, InterviewSum, Sum

MONTH = "2026-02"
AT = "2026-03-01T08:00:00.000Z"


def cell(department: str, micro: int, *, job: str = "j1", currency: str = "CNY", unpriced: int = 0) -> Cell:
    total = Sum(micro=micro, lines=1 + unpriced, unpriced=unpriced)
    return Cell(job_id=job, department=department, service="lambda", currency=currency, sum=total)


def day(number: int, *cells: Cell, state: str = "final", interviews: tuple[tuple[str, str], ...] = ()) -> DaySummary:
    met = [
        {"interview_id": name, "job_id": job, "outcome": "scored", "currency": "CNY", "sum": Sum(micro=1, lines=1)}
        for name, job in interviews
    ]
    return DaySummary.model_validate(
        {
            "day": f"{MONTH}-{number:02d}",
            "state": state,
            "cells": list(cells),
            "interviews": [InterviewSum.model_validate(one) for one in met],
        }
    )


def whole(*days: DaySummary) -> list[DaySummary]:
    """A February in which nothing happened on the other days."""
    given_days = {one.day: one for one in days}
    return [given_days.get(f"{MONTH}-{number:02d}", day(number)) for number in range(1, 29)]


def book(
    days: list[DaySummary], before: list[CostNews], seen: int, *, currency: str = "CNY", confirmed: bool = False
) -> CostNews:
    return booking.to_book(MONTH, days, before, currency, seen, confirmed=confirmed, at=AT, by_name="Qian")


def test_a_month_is_booked_by_department_in_whole_cents() -> None:
    days = whole(
        day(3, cell("零售", 1_234_999), interviews=(("a", "j1"), ("b", "j1"))),
        day(4, cell("零售", 10_000), cell("", 15_000, job=""), interviews=(("a", "j1"), ("c", ""))),
    )
    made = book(days, [], 1_240_000 + 20_000)
    assert [(line.department, line.interviews, line.amount_micro) for line in made.lines] == [
        ("", 1, 20_000),
        ("零售", 2, 1_240_000),
    ]
    assert (made.sequence, made.month, made.currency, made.at, made.by_name) == (1, MONTH, "CNY", AT, "Qian")
    [left] = booking.proposals(days, [made])
    assert left.lines == [] and left.rest_micro == 1_259_999 - 1_260_000


def test_nothing_is_booked_twice() -> None:
    days = whole(day(3, cell("零售", 1_000_000)))
    first = book(days, [], 1_000_000)
    for seen in (0, 1_000_000):
        with pytest.raises(Rejected, match="nothing_to_book"):
            book(days, [first], seen)


def test_later_only_the_difference_is_booked() -> None:
    early = [day(3, cell("零售", 1_004_999), interviews=(("a", "j1"),)), day(4, cell("零售", 999_999), state="open")]
    first = book(early, [], 1_000_000, confirmed=True)
    later = whole(
        day(3, cell("零售", 1_004_999), interviews=(("a", "j1"),)),
        day(4, cell("零售", 4_999), cell("工厂", 30_000, job="j2"), interviews=(("a", "j1"), ("b", "j1"), ("c", "j2"))),
    )
    second = book(later, [first], 10_000 + 30_000)
    assert [(line.department, line.interviews, line.amount_micro) for line in second.lines] == [
        ("工厂", 1, 30_000),
        ("零售", 1, 10_000),
    ]
    assert second.sequence == 2


def test_a_month_that_is_not_over_is_booked_only_knowingly_and_only_its_final_days() -> None:
    days = [day(1, cell("零售", 1_000_000)), day(2, cell("零售", 5_000_000), state="open")]
    assert not booking.over(MONTH, days) and booking.over(MONTH, whole())
    with pytest.raises(Rejected, match="booking_unconfirmed"):
        book(days, [], 1_000_000)
    assert book(days, [], 1_000_000, confirmed=True).amount_micro == 1_000_000
    with pytest.raises(Rejected, match="nothing_to_book"):
        book([day(2, cell("零售", 5_000_000), state="open")], [], 0, confirmed=True)


def test_lines_without_a_price_are_told_and_never_booked() -> None:
    days = whole(day(3, cell("零售", 1_000_000, unpriced=2), cell("工厂", 0, job="j2", unpriced=3)))
    with pytest.raises(Rejected, match="booking_unconfirmed"):
        book(days, [], 1_000_000)
    made = book(days, [], 1_000_000, confirmed=True)
    assert made.unpriced == 5 and [line.department for line in made.lines] == ["零售"]
    with pytest.raises(Rejected, match="nothing_to_book"):
        book(whole(day(3, cell("零售", 0, unpriced=9))), [], 0, confirmed=True)


def test_each_currency_is_a_booking_of_its_own() -> None:
    days = whole(day(3, cell("零售", 1_000_000), cell("零售", 2_000_000, currency="USD")))
    yuan, dollars = booking.proposals(days, [])
    assert (yuan.currency, dollars.currency) == ("CNY", "USD")
    first = book(days, [], 1_000_000)
    second = book(days, [first], 2_000_000, currency="USD")
    assert (first.sequence, second.sequence) == (1, 2)
    with pytest.raises(Rejected, match="nothing_to_book"):
        book(days, [first, second], 0)
    with pytest.raises(Rejected, match="nothing_to_book"):
        book(days, [], 0, currency="EUR")


def test_an_amount_that_nobody_has_seen_is_not_booked() -> None:
    with pytest.raises(Rejected, match="changed_meanwhile"):
        book(whole(day(3, cell("零售", 1_000_000))), [], 990_000)


def test_below_half_a_cent_there_is_nothing_to_book() -> None:
    days = whole(day(3, cell("零售", 5_000)))
    with pytest.raises(Rejected, match="nothing_to_book"):
        book(days, [], 0)
    assert booking.proposals(days, [])[0].rest_micro == 5_000


def test_an_interview_counts_in_the_department_of_its_first_day() -> None:
    days = whole(
        day(3, cell("零售", 1_000_000), interviews=(("a", "j1"),)),
        day(4, cell("工厂", 3_000_000), interviews=(("a", "j1"), ("b", "j1"))),
    )
    counted = {line.department: line.interviews for line in book(days, [], 4_000_000).lines}
    assert counted == {"零售": 1, "工厂": 1}


def test_a_booking_that_is_taken_back_is_open_again() -> None:
    days = whole(day(3, cell("零售", 1_004_999), cell("", 20_000, job=""), interviews=(("a", "j1"), ("b", "j1"))))
    first = book(days, [], 1_000_000 + 20_000)
    back = booking.reversal([first], 1, at=AT, by_name="Sun", reason="wrong month")
    assert (back.sequence, back.reverses, back.currency, back.reason, back.by_name) == (
        2,
        1,
        "CNY",
        "wrong month",
        "Sun",
    )
    assert [(line.department, line.interviews, line.amount_micro) for line in back.lines] == [
        (line.department, -line.interviews, -line.amount_micro) for line in first.lines
    ]
    again = book(days, [first, back], 1_000_000 + 20_000)
    assert (again.sequence, again.lines) == (3, first.lines)


def test_what_cannot_be_taken_back() -> None:
    first = book(whole(day(3, cell("零售", 1_000_000))), [], 1_000_000)
    back = booking.reversal([first], 1, at=AT, by_name="Sun", reason="x")
    for before, sequence, code in (
        ([first], 2, "not_found"),
        ([first, back], 1, "already_done"),
        ([first, back], 2, "bad_request"),
    ):
        with pytest.raises(Rejected, match=code):
            booking.reversal(before, sequence, at=AT, by_name="Sun", reason="x")
    with pytest.raises(Rejected, match="no_reason"):
        booking.reversal([first], 1, at=AT, by_name="Sun", reason="")


@given(
    amounts=st.lists(st.integers(-(10**9), 10**12), min_size=1, max_size=6),
    back=st.lists(st.booleans(), min_size=6, max_size=6),
)
def test_whatever_is_taken_back_the_bookings_end_at_the_rounded_total(amounts: list[int], back: list[bool]) -> None:
    days = whole(*(day(number, cell("零售", micro)) for number, micro in enumerate(amounts, 1)))
    made: list[CostNews] = []
    for until, undo in zip([*range(1, len(amounts) + 1), 28], [*back, False], strict=False):
        for proposal in booking.proposals(days[:until], made):
            if proposal.lines:
                made.append(book(days[:until], made, proposal.amount_micro, confirmed=True))
        if undo and made and made[-1].reverses is None:
            made.append(booking.reversal(made, made[-1].sequence, at=AT, by_name="Sun", reason="x"))
    for proposal in booking.proposals(days, made):
        if proposal.lines:
            made.append(book(days, made, proposal.amount_micro, confirmed=True))
    assert abs(sum(one.amount_micro for one in made) - sum(amounts)) <= 5_000
    assert [one.sequence for one in made] == list(range(1, len(made) + 1))


@given(
    amounts=st.lists(st.tuples(st.sampled_from(["零售", "工厂", ""]), st.integers(0, 10**12)), min_size=1, max_size=28),
    cuts=st.lists(st.integers(1, 27), max_size=6),
)
def test_all_bookings_together_are_the_rounded_total(amounts: list[tuple[str, int]], cuts: list[int]) -> None:
    days = whole(*(day(number, cell(name, micro)) for number, (name, micro) in enumerate(amounts, 1)))
    made: list[CostNews] = []
    for until in [*sorted(cuts), 28]:
        known = days[:until]
        for proposal in booking.proposals(known, made):
            if proposal.lines:
                made.append(book(known, made, proposal.amount_micro, confirmed=True))
    assert all(line.amount_micro % 10_000 == 0 for one in made for line in one.lines)
    assert all(one.sequence + 1 == other.sequence for one, other in pairwise(made))
    for name in {name for name, _ in amounts}:
        exact = sum(micro for other, micro in amounts if other == name)
        booked = sum(line.amount_micro for one in made for line in one.lines if line.department == name)
        assert abs(exact - booked) <= 5_000
