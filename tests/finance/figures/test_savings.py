"""Savings are what their formulas say, and nothing is claimed that somebody did not say or measure."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.terms import FormerWay
from mianshi.finance.figures.questions import Counts
from mianshi.finance.figures.savings import FIGURES, Now, savings, savings_return, value_return

HOUR = 3_600_000
KNOWN = FormerWay(
    minutes_per_application="6",
    minutes_per_interview="0",
    hourly_rate="60",
    other_per_hire="200",
    interviews_per_hire="4",
    value_per_hire="5000",
    months_counted="1",
    source="HR, 2025",
)
COUNTS = Counts(applications=100, interviews=80, scored=70, qualified=20, hires=5)


def test_ten_hours_become_two_for_a_hundred_applications() -> None:
    now = Now(system_micro=40_000_000, review_micro=120_000_000, review_ms=2 * HOUR)
    found = savings(KNOWN, now, COUNTS)
    application, interview, hire = found.comparisons
    assert found.saved_ms_per_100 == 8 * HOUR
    assert (application.former_ms, application.now_ms) == (360_000, 72_000)
    assert (application.former_micro, application.now_micro) == (6_000_000, 1_600_000)
    assert found.saved_micro == 600_000_000 - 160_000_000
    assert interview.former_ms == 0
    assert hire.former_micro == (6 * 100 // 5 + 200) * 1_000_000  # 120 minutes at 60 an hour, and 200 besides
    assert hire.now_micro == 32_000_000
    assert hire.former_money == "(6 × 100 ÷ 5 + 0 × 4) × 60 ÷ 60 + 200"
    assert found.lacks == []


def test_a_hundred_for_a_hire_against_five_hundred() -> None:
    former = KNOWN.model_copy(update={"minutes_per_interview": "75", "other_per_hire": "80"})
    now = Now(system_micro=100_000_000, review_micro=400_000_000, review_ms=HOUR)
    hire = savings(former, now, COUNTS).comparisons[2]
    assert (hire.former_micro, hire.now_micro, hire.saved_micro) == (500_000_000, 100_000_000, 400_000_000)


@pytest.mark.parametrize(("system", "review"), [(-1, 500), (500, -1)])
def test_against_a_cost_below_zero_nothing_is_saved(system: int, review: int) -> None:
    found = savings(KNOWN, Now(system_micro=system, review_micro=review, review_ms=HOUR), COUNTS)
    assert found.lacks == ["below_zero"]
    assert found.saved_micro is None and found.comparisons[0].now_micro is None


@pytest.mark.parametrize("name", FIGURES[:5])
def test_without_an_assumption_what_depends_on_it_is_not_known(name: str) -> None:
    now = Now(system_micro=1, review_micro=1, review_ms=1)
    found = savings(KNOWN.model_copy(update={name: None}), now, COUNTS)
    assert found.lacks == [name]
    assert found.comparisons[2].saved_micro is None
    if name in FIGURES[:3]:
        assert found.saved_micro is None and found.swings == []
        assert found.saved_ms_per_100 is None or name == "hourly_rate"
    else:
        assert found.saved_micro is not None


@pytest.mark.parametrize(
    ("now", "lack"),
    [
        (Now(system_micro=None, review_micro=5, review_ms=5), "system"),
        (Now(system_micro=5, review_micro=None, review_ms=None), "review"),
    ],
)
def test_without_a_measurement_nothing_is_saved(now: Now, lack: str) -> None:
    found = savings(KNOWN, now, COUNTS)
    assert lack in found.lacks
    assert found.saved_micro is None and all(one.saved_micro is None for one in found.comparisons)


def test_no_hires_and_no_applications_are_not_divided_by() -> None:
    found = savings(KNOWN, Now(system_micro=5, review_micro=5, review_ms=5), Counts())
    assert {"applications", "hires"} <= set(found.lacks)
    assert found.saved_ms_per_100 is None and found.comparisons[0].now_micro is None


amounts = st.decimals("0", "5000", places=2).map(str)


@given(a=amounts, b=amounts, rate=amounts, system=st.integers(0, 10**12), review=st.integers(0, 10**12))
def test_half_and_double_are_what_the_formula_gives(a: str, b: str, rate: str, system: int, review: int) -> None:
    former = KNOWN.model_copy(update={"minutes_per_application": a, "minutes_per_interview": b, "hourly_rate": rate})
    found = savings(former, Now(system_micro=system, review_micro=review, review_ms=7), COUNTS)
    swings = {swing.assumption: swing for swing in found.swings}

    def before(x: Fraction, y: Fraction, z: Fraction) -> int:
        return round((x * 100 + y * 80) * z / 60 * 1_000_000) - system - review

    x, y, z, half = Fraction(a), Fraction(b), Fraction(rate), Fraction(1, 2)
    assert found.saved_micro == before(x, y, z)
    assert swings["minutes_per_application"].half == before(x * half, y, z)
    assert swings["minutes_per_interview"].double == before(x, y * 2, z)
    assert swings["hourly_rate"].half == before(x, y, z * half)
    hire = found.comparisons[2]
    assert hire.saved_micro is not None
    assert swings["other_per_hire"].double == hire.saved_micro + 200_000_000
    fewer = round(((x * 100 / 5 + y * 2) * z / 60 + 200) * 1_000_000)
    assert hire.now_micro is not None and swings["interviews_per_hire"].half == fewer - hire.now_micro
    assert {swing.of for swing in found.swings} == {"period", "hire"}


def test_five_to_one_and_its_formula() -> None:
    found = value_return("sales", KNOWN, 1_000_000_000, 1)
    assert (found.value_micro, found.hundredths) == (5_000_000_000, 500)
    assert (value_return("sales", KNOWN, 1_000_000_000, 0).hundredths, value_return("sales", KNOWN, 5, 0).lacks) == (
        None,
        ["hires"],
    )
    assert value_return("sales", KNOWN, 0, 1).hundredths is None
    assert value_return("sales", KNOWN, None, 1).lacks == ["costs"]
    assert value_return("sales", FormerWay(), 5, 1).lacks == ["value_per_hire", "months_counted"]
    back = savings_return(KNOWN, Now(system_micro=88_000_000, review_micro=72_000_000, review_ms=HOUR), COUNTS)
    assert back.hundredths == 500  # 600 before, 160 now: 440 saved for 88
