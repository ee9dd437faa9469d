"""What a wave of interviews will cost, from what interviews have cost, with how far off that may be."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from statistics import NormalDist
from typing import Literal

from pydantic import Field

from mianshi.contracts.base import Record

LEAST = 10
"""Finished interviews below which nothing is forecast. Our choice: from here on the interval covered as often as it
says in simulated histories (the tests); the calculator answers without any history."""
MOST_WANTED = 1_000_000
Level = Literal[80, 95]
_LEVELS: tuple[Level, ...] = (80, 95)


class Bounds(Record):
    """The sum lies between these micro-units with a probability of `level` percent, if the future is like the past."""

    level: Level
    low_micro: int = Field(ge=0)
    high_micro: int
    t: str
    """Quantile of Student's distribution that was used, six decimals."""


class Forecast(Record):
    """What `wanted` interviews will cost altogether, in micro-units. None of it is known where `n` is below `LEAST`."""

    currency: str
    wanted: int
    n: int
    """Interviews it is drawn from."""
    mean_micro: int | None
    spread_micro: int | None
    """Standard deviation of one interview's cost."""
    total_micro: int | None
    bounds: list[Bounds]


def forecast(costs: Sequence[int], wanted: int, currency: str) -> Forecast:
    """The cost of `wanted` more interviews like those that `costs` is of, with 80 % and 95 % prediction intervals.

    ``N * mean ± t * s * sqrt(N + N² / n)``: the interval for the mean of N future values of a normal distribution whose
    mean and deviation are estimated from n (Hahn, Meeker and Escobar, Statistical Intervals, 2nd ed. 2017, chapter
    4: ``mean ± t(1 - α/2; n - 1) * s * sqrt(1/N + 1/n)``), times N. A skewed cost is covered as far as sums of it
    are near normal; the tests say how far. The lower end is never below 0.

    Args:
        costs: micro-units of finished interviews, each with everything it caused and its share of wakings.
        wanted: N, 1 or more.
        currency: ISO 4217 code.

    Amounts are integers: mean and variance exact, the roots rounded up.
    """
    n = len(costs)
    if n < LEAST:
        return Forecast(
            currency=currency,
            wanted=wanted,
            n=n,
            mean_micro=None,
            spread_micro=None,
            total_micro=None,
            bounds=[],
        )
    total = sum(costs)
    variance = Fraction(n * sum(cost * cost for cost in costs) - total * total, n * (n - 1))
    middle = round(Fraction(total * wanted, n))
    return Forecast(
        currency=currency,
        wanted=wanted,
        n=n,
        mean_micro=round(Fraction(total, n)),
        spread_micro=_root_up(variance),
        total_micro=middle,
        bounds=[_bounds(level, middle, variance, wanted, n) for level in _LEVELS],
    )


def student_t(probability: float, freedom: int) -> float:
    """Quantile of Student's distribution above one half, by bisection of its distribution function.

    The function is the finite sum for whole degrees of freedom (Abramowitz and Stegun 1964, 26.7.3 and 26.7.4); from
    1,000 degrees on the expansion about the normal quantile (26.7.5), whose error there is below a millionth.
    """
    if freedom >= 1000:
        x = NormalDist().inv_cdf(probability)
        return x + (x**3 + x) / (4 * freedom) + (5 * x**5 + 16 * x**3 + 3 * x) / (96 * freedom**2)
    low, high = 0.0, 1000.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if (1 + _within(middle, freedom)) / 2 < probability else (low, middle)
    return high


def _within(t: float, freedom: int) -> float:
    """The probability that the size of a value is below `t`."""
    angle = math.atan(t / math.sqrt(freedom))
    cos2 = math.cos(angle) ** 2
    odd = freedom % 2
    term = math.cos(angle) if odd else 1.0
    total = term if freedom > 1 else 0.0
    for k in range(2 + odd, freedom - 1, 2):
        term *= cos2 * (k - 1) / k
        total += term
    return 2 / math.pi * (angle + math.sin(angle) * total) if odd else math.sin(angle) * total


def _bounds(level: Level, middle: int, variance: Fraction, wanted: int, n: int) -> Bounds:
    t = f"{student_t((1 + level / 100) / 2, n - 1):.6f}"
    half = _root_up(Fraction(t) ** 2 * variance * (wanted + Fraction(wanted * wanted, n)))
    return Bounds(level=level, low_micro=max(0, middle - half), high_micro=middle + half, t=t)


def _root_up(square: Fraction) -> int:
    """The smallest whole number whose square is not below this."""
    root = math.isqrt(math.ceil(square))
    return root if root * root >= square else root + 1
