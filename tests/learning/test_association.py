"""The statistics agree with published values and with scipy's own."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from mianshi.learning.association import (
    benjamini_hochberg,
    corrected,
    fisher_greater,
    greater,
    holm,
    interval,
    pearson,
    rank_interval,
    spearman,
    two_sided,
)

IQ = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110]
HOURS = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17]


def test_rank_correlation_of_the_textbook() -> None:
    assert spearman(IQ, HOURS) == pytest.approx(-29 / 165)
    assert spearman([1, 2, 2, 3], [1, 2, 2, 3]) == pytest.approx(1)
    assert spearman([1, 1, 1], [1, 2, 3]) is None
    assert spearman([], []) is None
    assert pearson([1], [2]) is None


def test_they_are_those_of_scipy_ties_and_all() -> None:
    draw = np.random.default_rng(4)
    first, second = draw.integers(1, 6, 40).astype(float), draw.integers(1, 6, 40).astype(float)
    assert spearman(first, second) == pytest.approx(stats.spearmanr(first, second).statistic)
    assert pearson(first, second) == pytest.approx(stats.pearsonr(first, second).statistic)
    r = spearman(first, second) or 0.0
    assert two_sided(r, 40) == pytest.approx(stats.spearmanr(first, second).pvalue)
    assert greater(r, 40) == pytest.approx(stats.spearmanr(first, second, alternative="greater").pvalue)
    low, high = stats.pearsonr(first, second).confidence_interval()
    assert interval(pearson(first, second) or 0.0, 40) == pytest.approx((low, high))
    yes = (second > 3).astype(float)
    assert pearson(yes, first) == pytest.approx(stats.pointbiserialr(yes, first).statistic)


def test_interval_holds_the_estimate_and_narrows_with_n() -> None:
    low, high = rank_interval(0.3, 50)
    assert (round(low, 3), round(high, 3)) == (0.017, 0.538)
    assert rank_interval(0.3, 500)[0] > low
    assert -1 <= rank_interval(1.0, 10)[0] <= rank_interval(1.0, 10)[1] <= 1
    assert (greater(1.0, 9), greater(-1.0, 9)) == (0.0, 1.0)


def test_ranks_keep_their_interval_in_simulation() -> None:
    """Bonett and Wright's interval of normal values with rho 0.4 holds the true rank correlation about 95 % of times."""
    draw = np.random.default_rng(11)
    true = 6 / np.pi * np.arcsin(0.4 / 2)
    held = 0
    for _ in range(500):
        first = draw.standard_normal(60)
        second = 0.4 * first + np.sqrt(1 - 0.16) * draw.standard_normal(60)
        low, high = rank_interval(spearman(first, second) or 0.0, 60)
        held += low <= true <= high
    assert 460 <= held <= 489


def test_the_lady_tasting_tea() -> None:
    with_a, with_b = np.asarray([4, 3, 0]), np.asarray([0, 1, 4])
    assert fisher_greater(with_a, 4, with_b, 4) == pytest.approx([1 / 70, 17 / 70, 1])
    exact = stats.fisher_exact([[9, 3], [6, 30]], alternative="greater").pvalue
    assert fisher_greater(np.asarray([9]), 12, np.asarray([6]), 36) == pytest.approx([exact])


def test_false_discovery_rates_of_benjamini_and_hochberg() -> None:
    p_values = [0.01, 0.04, 0.03, 0.5]
    assert benjamini_hochberg(p_values) == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])
    assert all(first <= second for first, second in pairwise(benjamini_hochberg(sorted(p_values))))
    assert benjamini_hochberg([]).size == 0


def test_holm_steps_down_and_never_back() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.6, 0.5]) == pytest.approx([1.0, 1.0])
    assert holm([]).size == 0


def test_thorndikes_correction() -> None:
    """r = 0.30 in a group with half the spread: 0.6 / sqrt(1.27) = 0.532; the same spread changes nothing."""
    assert corrected(0.3, 0.5) == pytest.approx(0.6 / 1.27**0.5)
    assert corrected(-0.3, 1.0) == pytest.approx(-0.3)
