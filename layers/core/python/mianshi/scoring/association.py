"""How surely two things go together: rank correlation with its interval, and counts in two groups."""

from __future__ import annotations

import math
from collections.abc import Sequence

Z95 = 1.959964
"""Two-sided 95 % quantile of the normal distribution."""


def spearman(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Rank correlation, ties at their mean rank (Spearman 1904); None where one side does not vary."""
    return _pearson(_ranks(first), _ranks(second))


def interval(rho: float, n: int) -> tuple[float, float]:
    """95 % interval of a rank correlation of `n` > 3 pairs: Fisher's z with the standard error of Bonett and Wright
    (Psychometrika 65, 2000), ``sqrt((1 + rho²/2) / (n - 3))``.
    """
    z = math.atanh(max(-0.999999, min(0.999999, rho)))
    half = Z95 * math.sqrt((1 + rho * rho / 2) / (n - 3))
    return math.tanh(z - half), math.tanh(z + half)


def fisher_greater(with_a: int, of_a: int, with_b: int, of_b: int) -> float:
    """Fisher's exact test, one-sided: the chance of at least `with_a` of `of_a` if both groups were alike."""
    total, marked = of_a + of_b, with_a + with_b
    whole = _log_choose(total, of_a)
    chances = [
        math.exp(_log_choose(marked, hits) + _log_choose(total - marked, of_a - hits) - whole)
        for hits in range(with_a, min(marked, of_a) + 1)
        if of_a - hits <= total - marked
    ]
    return min(1.0, sum(chances))


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """q values in the order of `p_values`: the false discovery rate at which each would be accepted (1995)."""
    order = sorted(range(len(p_values)), key=lambda at: p_values[at], reverse=True)
    q_values, smallest = [1.0] * len(p_values), 1.0
    for place, at in enumerate(order):
        smallest = min(smallest, p_values[at] * len(p_values) / (len(p_values) - place))
        q_values[at] = smallest
    return q_values


def _ranks(values: Sequence[float]) -> list[float]:
    order = sorted(range(len(values)), key=lambda at: values[at])
    ranks = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and values[order[end + 1]] == values[order[start]]:
            end += 1
        for at in order[start : end + 1]:
            ranks[at] = (start + end) / 2
        start = end + 1
    return ranks


def _pearson(first: Sequence[float], second: Sequence[float]) -> float | None:
    if not first:
        return None
    mean_a, mean_b = sum(first) / len(first), sum(second) / len(second)
    spread_a = sum((a - mean_a) ** 2 for a in first)
    spread_b = sum((b - mean_b) ** 2 for b in second)
    if spread_a == 0 or spread_b == 0:
        return None
    together = sum((a - mean_a) * (b - mean_b) for a, b in zip(first, second, strict=True))
    return max(-1.0, min(1.0, together / math.sqrt(spread_a * spread_b)))


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
