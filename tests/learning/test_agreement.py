"""Agreement reproduces the tables of the papers, a second library, and what simulated raters were made of."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from bench.learning_nightly import holding
from mianshi.contracts.combination import Interval
from mianshi.contracts.learning import LearningCase
from mianshi.learning.agreement import agreement_of, agreements, clustered, icc_of_groups, kappa, quadratic, tables_of
from support.judged_fixture import small_role

SHROUT_FLEISS = np.asarray(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], dtype=float
)
"""Four ratings on six targets: Shrout and Fleiss, Psychological Bulletin 86 (1979), table 2. Compared, all 24 ratings,
with the examples of R's psych: github.com/reallyTG/typeR, data/genthat_extracted_code/psych/examples/ICC.Rd.R."""
COHEN = np.asarray([[0.44, 0.07, 0.09], [0.05, 0.20, 0.05], [0.01, 0.03, 0.06]]) * 200
"""Two clinicians, 200 patients, three diagnoses: Cohen, Psychological Bulletin 70 (1968), table 1. Compared, all cells
and weights, with the examples of R's psych: github.com/reallyTG/typeR, .../psych/examples/kappa.Rd.R."""
FLEISS_COHEN_EVERITT = np.asarray([[106, 10, 4], [22, 28, 10], [2, 12, 6]], dtype=float)
"""The numerical example of Fleiss, Cohen and Everitt, Psychological Bulletin 72 (1969). Compared, all cells and
weights, with the same examples of psych. Not checked against a copy of the paper: which of its tables it is."""


def test_intraclass_correlation_of_shrout_and_fleiss() -> None:
    """ICC(1,1) is .17 and its interval -.133 to .72: as psych's ICC prints them for these ratings in
    github.com/dwoll/RExRepos, md/interRaterICC.md. The third digit of the upper bound, .723, is printed nowhere that
    was looked at."""
    found = icc_of_groups(SHROUT_FLEISS.tolist())
    assert found.value == pytest.approx(0.17, abs=0.005)
    assert found.low == pytest.approx(-0.133, abs=0.0005)
    assert found.high == pytest.approx(0.72, abs=0.005)


def test_agreement_of_pairs_from_their_sums_is_that_of_the_mean_squares() -> None:
    """ICC(2,1) = (BMS - EMS) / (BMS + EMS + 2 (JMS - EMS) / n) of Shrout and Fleiss, of two of their raters."""
    table = SHROUT_FLEISS[:, [1, 2]]
    n, mean = len(table), table.mean()
    targets = 2 * ((table.mean(axis=1) - mean) ** 2).sum() / (n - 1)
    raters = n * ((table.mean(axis=0) - mean) ** 2).sum()
    rest = ((table - table.mean(axis=1)[:, None] - table.mean(axis=0) + mean) ** 2).sum() / (n - 1)
    x, y = table.T
    sums = np.asarray([[n, x.sum(), y.sum(), x @ x, y @ y, x @ y]])
    expected = (targets - rest) / (targets + rest + 2 * (raters - rest) / n)
    assert agreement_of(sums)[0] == pytest.approx(expected)


def test_kappa_of_cohens_table() -> None:
    """Cohen (1968): kappa .492, weighted kappa .348, and .353 where mistakes of one kind weigh more than the other. All
    three stand as Cohen's in the examples of psych that the table was compared with."""
    assert float(kappa(COHEN, np.eye(3))) == pytest.approx(0.492, abs=0.0005)
    costs = np.asarray([[0, 1, 3], [1, 0, 6], [3, 6, 0]])
    assert float(kappa(COHEN, 1 - costs / 6)) == pytest.approx(0.348, abs=0.0005)
    uneven = np.asarray([[0, 1, 4], [1, 0, 6], [2, 2, 0]])
    assert float(kappa(COHEN, 1 - uneven / 6)) == pytest.approx(0.353, abs=0.0005)


def test_kappa_of_fleiss_cohen_and_everitt() -> None:
    """kappa .429: as R's irr prints it for half of each cell, which has the same kappa (github.com/dwoll/RExRepos,
    md/interRaterICC.md). The weighted kappa, .507, and its large-sample variance, .003248, were not checked against a
    copy of the paper: they follow here from its formula, which the jackknife's error is held against."""
    assert float(kappa(FLEISS_COHEN_EVERITT, np.eye(3))) == pytest.approx(0.4286, abs=0.0001)
    weights = np.asarray([[1, 0, 0.4444], [0, 1, 0.6667], [0.4444, 0.6667, 1]])
    each = [
        np.eye(9)[at].reshape(3, 3)
        for at, times in enumerate(FLEISS_COHEN_EVERITT.astype(int).ravel())
        for _ in range(times)
    ]
    found = clustered(np.asarray(each), lambda counts: kappa(counts, weights), bounded=False)
    assert found.value == pytest.approx(0.507, abs=0.0005)
    variance = large_sample_variance(FLEISS_COHEN_EVERITT, weights)
    assert variance == pytest.approx(0.003248, abs=0.000001)
    assert ((found.high or 0) - (found.low or 0)) / 2 == pytest.approx(1.972 * variance**0.5, rel=0.03)


def large_sample_variance(counts: np.ndarray, weights: np.ndarray) -> float:
    """Of weighted kappa, by the formula of Fleiss, Cohen and Everitt: the sum of
    p (w (1 - pe) - (wr + wc) (1 - po))^2, less (po pe - 2 pe + po)^2, over n (1 - pe)^4."""
    n = counts.sum()
    shares = counts / n
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    seen, chance = (weights * shares).sum(), (weights * np.outer(rows, columns)).sum()
    means = (weights @ columns)[:, None] + (rows @ weights)[None, :]
    spread = (shares * (weights * (1 - chance) - means * (1 - seen)) ** 2).sum()
    return float((spread - (seen * chance - 2 * chance + seen) ** 2) / (n * (1 - chance) ** 4))


def test_quadratic_kappa_is_that_of_scikit_learn() -> None:
    draw = np.random.default_rng(3)
    for _ in range(20):
        first = draw.integers(1, 6, 40)
        second = np.clip(first + draw.integers(-1, 2, 40), 1, 5)
        ours = float(kappa(tables_of([list(zip(first.tolist(), second.tolist(), strict=True))])[0], quadratic()))
        assert ours == pytest.approx(cohen_kappa_score(first, second, weights="quadratic", labels=[1, 2, 3, 4, 5]))


def test_quadratic_kappa_is_nearly_the_intraclass_correlation() -> None:
    """Fleiss and Cohen (Educational and Psychological Measurement 33, 1973): the two differ by a term of order 1/n."""
    draw = np.random.default_rng(5)
    first = draw.integers(1, 6, 2000).astype(float)
    second = np.clip(first + draw.integers(-1, 2, 2000), 1, 5)
    pairs = list(zip(first.tolist(), second.tolist(), strict=True))
    sums = np.asarray([[2000, first.sum(), second.sum(), first @ first, second @ second, first @ second]])
    assert float(kappa(tables_of([pairs])[0], quadratic())) == pytest.approx(float(agreement_of(sums)[0]), abs=0.002)
    assert quadratic()[0, 4] == 0 and quadratic()[2, 2] == 1


def test_intervals_hold_although_pairs_of_one_interview_are_alike() -> None:
    """Of 100 studies of 30 interviews by five people about 95 hold what a large table has; taking pairs as independent,
    fewer than 85 do. `make bench` has more."""
    found = holding(30, 5, 0.8, 100)
    assert set(found) == {"kappa, software", "icc, software", "kappa, people", "icc, people"}
    assert min(found.values()) >= 0.88


def test_simulated_raters_are_recovered() -> None:
    """Targets with variance 0.64, raters with noise 0.16 and a bias of 0.4: ICC(1,1) and (2,1) come out as the ratio of
    variances, and the bias as it was put in."""
    draw = np.random.default_rng(9)
    true = draw.normal(3, 0.8, 4000)
    strict, lenient = true + draw.normal(0, 0.4, 4000), true + 0.4 + draw.normal(0, 0.4, 4000)
    both = [case({"c0": float(one)}, {"c0": float(other)}) for one, other in zip(strict, lenient, strict=True)]
    [found] = [one for one in agreements(small_role(), both) if one.competency == "c0"]
    assert found.icc.value == pytest.approx(0.64 / (0.64 + 0.16 + 0.4**2 / 2), abs=0.02)
    assert found.bias.value == pytest.approx(0.4, abs=0.03)
    assert (found.bias.low or 9) < 0.4 < (found.bias.high or -9)
    groups = [[t + e for e in draw.normal(0, 0.4, 2 + at % 3)] for at, t in enumerate(true)]
    assert icc_of_groups(groups).value == pytest.approx(0.8, abs=0.02)


def test_degenerate_ratings() -> None:
    weights = quadratic()
    one_level = tables_of([[(3, 3)]] * 20)
    assert clustered(one_level, lambda counts: kappa(counts, weights), bounded=True) == Interval()
    same = tables_of([[(1, 1), (5, 5)]] * 20)
    assert clustered(same, lambda counts: kappa(counts, weights), bounded=True) == Interval(value=1.0)
    assert clustered(np.empty((0, 2)), lambda sums: sums[:, 0], bounded=False) == Interval()
    alike = np.asarray([[1.0, 0.5]] * 20)
    assert clustered(alike, lambda sums: sums[:, 1] / sums[:, 0], bounded=False) == Interval(value=0.5)
    assert icc_of_groups([[3.0], [4.0]]) == Interval()
    assert icc_of_groups([[3.0, 3.0], [3.0, 3.0]]) == Interval()


def case(software: dict[str, float], *people: dict[str, float], saw: bool = False) -> LearningCase:
    return LearningCase(
        order="", role_version="v", job="j", hired=False, levels=software,
        human_levels=list(people), saw=[saw] * len(people),
    )  # fmt: skip


def test_few_interviews_have_counts_and_no_numbers_however_many_pairs() -> None:
    cases = [case({"c0": 3.0}, {"c0": 3.5}, {"c0": 4.5}, {"c0": 2.0}, saw=True) for _ in range(29)]
    found = {(one.who, one.competency): one for one in agreements(small_role(), cases)}
    for one in (found["person_software", "c0"], found["person_person", "c0"]):
        assert (one.n, one.interviews, one.blind) == (87, 29, 0)
        assert (one.kappa, one.icc, one.bias, one.within_one) == (Interval(), Interval(), Interval(), None)
        assert "87 pairs of ratings about 29 interviews: fewer than 30" in one.sentence.en
    assert ("person_person", "c2") not in found


def test_people_and_software_side_by_side() -> None:
    cases = [
        case({"c0": 2.0, "c1": 4.0}, {"c0": 2.5, "c1": 4.0}),
        case({"c0": 3.0, "c1": 2.0}, {"c0": 3.5}, {"c0": 4.5, "c1": 2.0}, saw=True),
        case({"c0": 4.4}, {"c0": 5.0}),
        case({}, {"c0": 1.0}),
    ] * 10
    found = {(one.who, one.competency): one for one in agreements(small_role(), cases)}
    software = found["person_software", "c0"]
    assert (software.n, software.interviews, software.blind, software.within_one) == (40, 30, 20, 0.75)
    assert software.bias.value == pytest.approx((0.5 + 0.5 + 1.5 + 0.6) / 4, abs=0.001)
    assert "40 pairs" in software.sentence.en and "人比软件平均高 0.78 级" in software.sentence.zh
    overall = found["person_software", ""]
    first = (0.5 * 50 + 0 * 30) / 80
    assert overall.bias.value == pytest.approx(np.mean([first, 0.5, (1.5 * 50) / 80, 0.6]), abs=0.001)


def test_nobody_rated_is_no_row() -> None:
    assert agreements(small_role(), [case({"c0": 3.0})]) == []


def test_a_strict_interviewer_is_told_as_such() -> None:
    draw = np.random.default_rng(2)
    levels = draw.uniform(2, 4.5, 60)
    cases = [case({"c0": float(level)}, {"c0": float(max(1, level - 0.5))}) for level in levels]
    [one] = [one for one in agreements(small_role(), cases) if one.competency == "c0"]
    assert one.n == one.blind == 60
    assert "低 0.50 级" in one.sentence.zh and "Fewer than" not in one.sentence.en


def test_no_difference_is_told_as_none() -> None:
    cases = [case({"c0": 1.0 + at % 5}, {"c0": 1.0 + at % 5}) for at in range(40)]
    [one] = [one for one in agreements(small_role(), cases) if one.competency == "c0"]
    assert "people and software rate alike" in one.sentence.en and "平均一样高" in one.sentence.zh
