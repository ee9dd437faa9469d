"""The interval covers as often as it says, also where costs are skewed; and it says nothing from too little."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.finance.figures.forecast import LEAST, forecast, student_t


@pytest.mark.parametrize(
    ("freedom", "probability", "told"),
    [
        (1, 0.975, 12.7062),
        (2, 0.975, 4.3027),
        (9, 0.9, 1.3830),
        (9, 0.975, 2.2622),
        (29, 0.975, 2.0452),
        (100, 0.975, 1.9840),
        (999, 0.975, 1.9623),
        (1000, 0.975, 1.9623),
        (100_000, 0.975, 1.9600),
    ],
)
def test_the_quantiles_are_those_of_the_tables(freedom: int, probability: float, told: float) -> None:
    assert student_t(probability, freedom) == pytest.approx(told, abs=5e-5)


def _even(chance: random.Random) -> int:
    return max(0, round(chance.gauss(310_000, 60_000)))


def _skewed(chance: random.Random) -> int:
    return round(310_000 * chance.lognormvariate(0, 0.35))  # a few dear ones: retries, long answers, cold wakings


@pytest.mark.parametrize(("n", "wanted", "cost"), [(10, 5, _even), (12, 500, _even), (60, 500, _skewed)])
def test_it_covers_as_often_as_it_says(n: int, wanted: int, cost: Callable[[random.Random], int]) -> None:
    chance = random.Random(20261128)
    rounds, inside = 2000, {80: 0, 95: 0}
    for _ in range(rounds):
        told = forecast([cost(chance) for _ in range(n)], wanted, "USD")
        truth = sum(cost(chance) for _ in range(wanted)) if wanted <= 5 else _sum(chance, wanted, cost)
        for bounds in told.bounds:
            inside[bounds.level] += bounds.low_micro <= truth <= bounds.high_micro
    assert 0.93 <= inside[95] / rounds <= 0.97
    assert 0.77 <= inside[80] / rounds <= 0.83


def _sum(chance: random.Random, wanted: int, cost: Callable[[random.Random], int]) -> float:
    """A sum of many by the central limit theorem, from moments that were worked out by hand: 500 draws take too long."""
    # of a lognormal: e^(s²/2), and the mean times sqrt(e^(s²) - 1), for s = 0.35
    mean, deviation = (310_000, 60_000) if cost is _even else (310_000 * 1.063155, 310_000 * 1.063155 * 0.361041)
    return chance.gauss(wanted * mean, deviation * wanted**0.5)


costs = st.lists(st.integers(0, 10**10), min_size=LEAST, max_size=40)


@given(past=costs, wanted=st.integers(1, 10**6))
def test_the_middle_is_the_mean_and_the_wider_interval_holds_the_narrower(past: list[int], wanted: int) -> None:
    told = forecast(past, wanted, "CNY")
    assert told.total_micro == round(Fraction(sum(past) * wanted, len(past)))
    narrow, wide = told.bounds
    assert 0 <= wide.low_micro <= narrow.low_micro <= told.total_micro <= narrow.high_micro <= wide.high_micro
    if len(set(past)) == 1:
        assert wide.low_micro == wide.high_micro == past[0] * wanted


def test_nine_interviews_say_nothing() -> None:
    told = forecast([5] * (LEAST - 1), 100, "USD")
    assert (told.n, told.total_micro, told.mean_micro, told.bounds) == (9, None, None, [])


def test_a_known_case_by_hand() -> None:
    # 1 … 10: mean 5.5, s² = 55/6; N = 5: 27.5 ± 2.262157 * 3.027650 * sqrt(5 + 2.5) = 27.5 ± 18.757
    told = forecast([n * 1_000_000 for n in range(1, 11)], 5, "USD")
    assert told.total_micro == 27_500_000
    wide = told.bounds[1]
    assert (wide.level, wide.t) == (95, "2.262157")
    assert wide.high_micro == pytest.approx(46_256_800, abs=500)
    assert wide.low_micro == pytest.approx(8_743_200, abs=500)
