"""Agreement reproduces the tables of the papers, a second library, and what simulated raters were made of."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from mianshi.contracts.combination import Interval
from mianshi.contracts.learning import LearningCase
from mianshi.learning.agreement import agreements, bias, icc, icc_of_groups, kappa, kappa_of_levels, quadratic
from mianshi.learning.association import Floats
from support.judged_fixture import small_role

SHROUT_FLEISS = np.asarray(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], dtype=float
)
"""Four ratings on six targets: Shrout and Fleiss, Psychological Bulletin 86 (1979), table 2."""
COHEN = np.asarray([[0.44, 0.07, 0.09], [0.05, 0.20, 0.05], [0.01, 0.03, 0.06]]) * 200
"""Two clinicians, 200 patients, three diagnoses: Cohen, Psychological Bulletin 70 (1968), table 1."""
FLEISS_COHEN_EVERITT = np.asarray([[106, 10, 4], [22, 28, 10], [2, 12, 6]], dtype=float)
"""The numerical example of Fleiss, Cohen and Everitt, Psychological Bulletin 72 (1969), tables 1 and 2, p. 326."""


def test_intraclass_correlations_of_shrout_and_fleiss() -> None:
    """Table 4 of the paper; the intervals as R's psych 2.4 and McGraw and Wong's formulas have them."""
    found = icc(SHROUT_FLEISS)
    assert {name: round(one.value or 0.0, 2) for name, one in found.items()} == {
        "1,1": 0.17, "2,1": 0.29, "3,1": 0.71, "1,k": 0.44, "2,k": 0.62, "3,k": 0.91,
    }  # fmt: skip
    bounds = {name: (one.low, one.high) for name, one in found.items()}
    assert bounds["1,1"] == pytest.approx((-0.133, 0.723), abs=0.001)
    assert bounds["2,1"] == pytest.approx((0.019, 0.761), abs=0.001)
    assert bounds["3,1"] == pytest.approx((0.342, 0.946), abs=0.001)
    assert bounds["1,k"] == pytest.approx((-0.884, 0.912), abs=0.001)
    assert bounds["2,k"] == pytest.approx((0.071, 0.927), abs=0.001)
    assert bounds["3,k"] == pytest.approx((0.676, 0.986), abs=0.001)
    assert icc_of_groups(SHROUT_FLEISS.tolist()) == found["1,1"]


def test_kappa_of_cohens_table() -> None:
    """Cohen (1968): kappa .492, weighted kappa .348, and .353 where mistakes of one kind weigh more than the other."""
    assert kappa(COHEN, np.eye(3)).value == pytest.approx(0.492, abs=0.0005)
    costs = np.asarray([[0, 1, 3], [1, 0, 6], [3, 6, 0]])
    assert kappa(COHEN, 1 - costs / 6).value == pytest.approx(0.348, abs=0.0005)
    uneven = np.asarray([[0, 1, 4], [1, 0, 6], [2, 2, 0]])
    assert kappa(COHEN, 1 - uneven / 6).value == pytest.approx(0.353, abs=0.0005)


def test_standard_errors_of_fleiss_cohen_and_everitt() -> None:
    """kappa .429 with variance .002885, weighted kappa .507 with variance .003248."""
    plain = kappa(FLEISS_COHEN_EVERITT, np.eye(3))
    assert (plain.value, (plain.error or 0) ** 2) == pytest.approx((0.4286, 0.002885), abs=0.0001)
    weights = np.asarray([[1, 0, 0.4444], [0, 1, 0.6667], [0.4444, 0.6667, 1]])
    weighted = kappa(FLEISS_COHEN_EVERITT, weights)
    assert weighted.value == pytest.approx(0.507, abs=0.0005)
    assert (weighted.error or 0) ** 2 == pytest.approx(0.003248, abs=0.000001)


def test_quadratic_kappa_is_that_of_scikit_learn() -> None:
    draw = np.random.default_rng(3)
    for _ in range(20):
        first = draw.integers(1, 6, 40)
        second = np.clip(first + draw.integers(-1, 2, 40), 1, 5)
        ours = kappa_of_levels(list(zip(first.tolist(), second.tolist(), strict=True))).value
        assert ours == pytest.approx(cohen_kappa_score(first, second, weights="quadratic", labels=[1, 2, 3, 4, 5]))


def test_quadratic_kappa_is_nearly_the_intraclass_correlation() -> None:
    """Fleiss and Cohen (Educational and Psychological Measurement 33, 1973): the two differ by a term of order 1/n."""
    draw = np.random.default_rng(5)
    first = draw.integers(1, 6, 2000)
    second = np.clip(first + draw.integers(-1, 2, 2000), 1, 5)
    pairs = np.stack([first, second], axis=1).astype(float)
    assert kappa_of_levels(pairs.tolist()).value == pytest.approx(icc(pairs)["2,1"].value, abs=0.002)
    assert quadratic()[0, 4] == 0 and quadratic()[2, 2] == 1


def test_the_interval_of_kappa_holds_what_the_raters_were_made_of() -> None:
    """Of 300 studies of 80 pairs, about 95 % of the intervals hold the kappa of a hundred thousand pairs."""
    draw = np.random.default_rng(7)

    def pairs(n: int) -> list[tuple[float, float]]:
        true = draw.normal(3, 0.8, n)
        return list(zip(true + draw.normal(0, 0.5, n), true + draw.normal(0, 0.5, n), strict=True))

    known = kappa_of_levels(pairs(100_000)).value or 0.0
    intervals = [kappa_of_levels(pairs(80)).interval for _ in range(300)]
    held = sum((one.low or 1) <= known <= (one.high or -1) for one in intervals)
    assert 273 <= held <= 297


def test_simulated_raters_are_recovered() -> None:
    """Targets with variance 0.64, raters with noise 0.16 and a bias of 0.4: ICC(1,1) and (2,1) come out as the ratio of
    variances, and the bias as it was put in."""
    draw = np.random.default_rng(9)
    true = draw.normal(3, 0.8, 4000)
    strict, lenient = true + draw.normal(0, 0.4, 4000), true + 0.4 + draw.normal(0, 0.4, 4000)
    between = 0.4**2 / 2  # variance of two raters who differ by 0.4
    assert icc(np.stack([strict, lenient], 1))["2,1"].value == pytest.approx(0.64 / (0.64 + 0.16 + between), abs=0.02)
    assert icc(np.stack([strict, lenient], 1))["3,1"].value == pytest.approx(0.64 / 0.80, abs=0.02)
    found = bias((lenient - strict).tolist())
    assert found.value == pytest.approx(0.4, abs=0.03)
    assert (found.low or 9) < 0.4 < (found.high or -9)
    groups = [[t + e for e in draw.normal(0, 0.4, 2 + at % 3)] for at, t in enumerate(true)]
    assert icc_of_groups(groups).value == pytest.approx(0.8, abs=0.02)


@pytest.mark.parametrize("table", [np.empty((0, 2)), np.ones((1, 2)), np.ones((5, 1)), np.full((5, 2), 3.0)])
def test_too_little_to_tell_gives_empty_intervals(table: Floats) -> None:
    assert all(one == Interval() for one in icc(table).values())


def test_degenerate_ratings() -> None:
    assert kappa_of_levels([]).interval == Interval()
    assert kappa_of_levels([(3, 3)]).interval == Interval()
    assert kappa_of_levels([(3, 3)] * 20).interval == Interval()
    assert kappa_of_levels([(1, 1), (5, 5)] * 20).value == 1
    assert bias([]) == Interval()
    assert bias([0.5]) == Interval(value=0.5)
    assert icc_of_groups([[3.0], [4.0]]) == Interval()
    assert icc_of_groups([[3.0, 3.0], [3.0, 3.0]]) == Interval()
    assert icc(np.asarray([[1.0, 1.0], [2.0, 2.0]]))["1,1"] == Interval(value=1.0)


def case(software: dict[str, float], *people: dict[str, float], saw: bool = False) -> LearningCase:
    return LearningCase(
        order="", role_version="v", job="j", hired=False, levels=software,
        human_levels=list(people), saw=[saw] * len(people),
    )  # fmt: skip


def test_people_and_software_side_by_side() -> None:
    cases = [
        case({"c0": 2.0, "c1": 4.0}, {"c0": 2.5, "c1": 4.0}),
        case({"c0": 3.0, "c1": 2.0}, {"c0": 3.5}, {"c0": 4.5, "c1": 2.0}, saw=True),
        case({"c0": 4.4}, {"c0": 5.0}),
        case({}, {"c0": 1.0}),
    ]
    found = {(one.who, one.competency): one for one in agreements(small_role(), cases)}
    software = found["person_software", "c0"]
    assert (software.n, software.blind, software.within_one) == (4, 2, 0.75)
    assert software.bias.value == pytest.approx((0.5 + 0.5 + 1.5 + 0.6) / 4, abs=0.001)
    assert "4 pairs" in software.sentence.en and "Fewer than 30" in software.sentence.en
    assert "人比软件平均高 0.78 级" in software.sentence.zh
    people = found["person_person", "c0"]
    assert (people.n, people.blind, people.bias) == (1, 0, Interval())
    assert "1 pair" in people.sentence.en
    overall = found["person_software", ""]
    first = (0.5 * 50 + 0 * 30) / 80
    assert overall.bias.value == pytest.approx(np.mean([first, 0.5, (1.5 * 50) / 80, 0.6]), abs=0.001)
    assert ("person_person", "c2") not in found


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
