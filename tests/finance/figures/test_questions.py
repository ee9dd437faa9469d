"""Costs per something counted: exact, and silent where nothing is known."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from mianshi.finance.figures import questions
from mianshi.finance.figures.questions import Counts, Stint
from mianshi.finance.months.rollup import Group, Sum


def total(micro: int, currency: str = "CNY", *, lines: int = 3, unpriced: int = 0) -> Group:
    return Group(key="all", currency=currency, sum=Sum(micro=micro, lines=lines, unpriced=unpriced))


@given(micro=st.integers(0, 10**15), count=st.integers(1, 10**6))
def test_a_unit_is_the_total_divided_and_rounded_up_by_less_than_one(micro: int, count: int) -> None:
    [found] = questions.figures([total(micro)], Counts(hires=count), ["hire"])
    assert found.unit_micro is not None and 0 <= found.unit_micro * count - micro < count
    assert (found.amount_micro, found.count, found.lacks) == (micro, count, [])


def test_what_is_not_known_is_said_and_never_0() -> None:
    def lacks(group: Group, hires: int = 2) -> tuple[int | None, list[str]]:
        [found] = questions.figures([group], Counts(hires=hires), ["hire"])
        return found.unit_micro, list(found.lacks)

    assert lacks(total(7), hires=0) == (None, ["none_counted"])
    assert lacks(total(0, lines=4, unpriced=4)) == (None, ["no_price"])
    assert lacks(total(7, unpriced=1)) == (4, ["unpriced"])
    assert lacks(total(-5)) == (None, ["below_zero"])


def test_each_currency_has_its_own_figures() -> None:
    found = questions.figures(
        [total(10), total(6, "USD")], Counts(interviews=2, scored=1), ["interview", "scored_interview"]
    )
    assert [(f.currency, f.per, f.unit_micro) for f in found] == [
        ("CNY", "interview", 5),
        ("CNY", "scored_interview", 10),
        ("USD", "interview", 3),
        ("USD", "scored_interview", 6),
    ]


@given(start=st.dates(date(2024, 1, 1), date(2034, 1, 1)), months=st.integers(1, 24))
def test_every_week_is_in_exactly_one_month(start: date, months: int) -> None:
    names = []
    for ahead in range(months):
        number = start.month - 1 + ahead
        names.append(f"{start.year + number // 12}-{number % 12 + 1:02d}")
    apart = [week for name in names for week in questions.weeks_of(name, name)]
    assert apart == questions.weeks_of(names[0], names[-1])
    assert len(set(apart)) == len(apart)
    days = [date.fromisocalendar(int(week[:4]), int(week[6:]), 4) for week in apart]
    assert all(f"{day:%Y-%m}" in names for day in days)
    assert all(after - before == timedelta(weeks=1) for before, after in pairwise(days))


def test_only_those_count_whose_day_has_come() -> None:
    stints = [
        Stint(starts_on="2026-01-01"),
        Stint(starts_on="2026-01-01", left_on="2026-03-31"),
        Stint(starts_on="2026-01-01", left_on="2026-04-01"),
        Stint(starts_on="2026-10-01"),
    ]
    found = questions.stayed(stints, 90, "2026-11-28")  # the 90th day of the first three is 1 April
    assert (found.n, found.stayed, found.says_something) == (3, 2, False)
    assert questions.stayed([Stint(starts_on="2026-01-01")] * 30, 90, "2026-11-28").says_something
