"""Relations that are there are found again, under selection too; noise concludes nothing, and few people even less."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mianshi.contracts.learning import LearningCase, Outcome, Relation
from mianshi.learning.relations import relations
from support.judged_fixture import small_role


def people(n: int, r: float, seed: int = 1, hired: float = 1.0) -> list[LearningCase]:
    """`n` hired people whose performance correlates with their total by `r` among all interviewed; chosen by total."""
    draw = np.random.default_rng(seed)
    everybody = math.ceil(n / hired)
    total = draw.standard_normal(everybody)
    well = r * total + math.sqrt(1 - r * r) * draw.standard_normal(everybody)
    line = np.sort(total)[::-1][n - 1]
    return [
        LearningCase(
            order=f"{at:05d}",
            role_version="v",
            job="j",
            hired=bool(total[at] >= line),
            total=50 + 10 * float(total[at]),
            levels={"c0": float(draw.integers(1, 6)), "c1": 3.0},
            resume=float(draw.integers(0, 101)),
            performance=0.5 + 0.1 * float(well[at]) if total[at] >= line else None,
            stayed=bool(well[at] > 0) if total[at] >= line else None,
        )
        for at in range(everybody)
    ]


def one(found: list[Relation], predictor: str, outcome: Outcome = "performance", competency: str = "") -> Relation:
    [only] = [
        each for each in found if (each.predictor, each.outcome, each.competency) == (predictor, outcome, competency)
    ]
    return only


@pytest.mark.parametrize("r", [0.3, 0.5, 0.7])
def test_a_true_relation_is_recovered(r: float) -> None:
    told = one(relations(small_role(), people(3000, r)), "total")
    ranks = 6 / math.pi * math.asin(r / 2)  # of normal values: Kruskal 1958
    assert told.r.value == pytest.approx(ranks, abs=0.04)
    assert (told.r.low or 1) < ranks < (told.r.high or 0)
    assert (told.n, told.method, told.concluded, told.spread) == (3000, "spearman", True, 1.0)
    assert told.corrected == pytest.approx(r, abs=0.04)
    assert "goes with better results" in told.sentence.en and "越高结果越好" in told.sentence.zh


def test_yes_and_no_is_point_biserial() -> None:
    told = one(relations(small_role(), people(3000, 0.5)), "total", "stayed")
    assert told.method == "point_biserial"
    assert told.r.value == pytest.approx(0.5 * math.sqrt(2 / math.pi), abs=0.04)  # halved at the median: Tate 1954


@pytest.mark.parametrize(("r", "hired"), [(0.5, 0.2), (0.5, 0.5), (0.3, 0.3)])
def test_under_selection_the_relation_is_smaller_and_the_correction_recovers_it(r: float, hired: float) -> None:
    told = one(relations(small_role(), people(4000, r, hired=hired)), "total")
    assert told.n == 4000
    assert (told.r.value or 1) < r - 0.05
    assert (told.spread or 1) < 0.75
    assert told.corrected == pytest.approx(r, abs=0.05)
    assert "had all been hired" in told.sentence.en and "若全部录用" in told.sentence.zh


def test_below_thirty_nothing_but_the_number_is_said() -> None:
    for n, concluded in ((29, False), (30, True)):
        told = one(relations(small_role(), people(n, 0.95)), "total")
        assert (told.n, told.concluded, told.r.value is None) == (n, concluded, not concluded)
        assert ("fewer than 30" in told.sentence.en) is not concluded


def test_what_does_not_vary_has_no_relation() -> None:
    told = one(relations(small_role(), people(60, 0.5)), "competency", competency="c1")
    assert (told.r.value, told.p, told.concluded) == (None, None, False)
    assert "the same for all 60 people" in told.sentence.en


def test_only_the_hired_count_and_only_what_is_there_is_told() -> None:
    found = relations(small_role(), people(60, 0.5, hired=0.5))
    assert {told.n for told in found} == {60}
    assert not any(told.outcome == "promoted" or told.predictor in ("test", "human", "combined") for told in found)
    unhired = [case.model_copy(update={"hired": False}) for case in people(60, 0.5)]
    assert relations(small_role(), unhired) == []


def test_a_report_of_noise_concludes_something_in_fewer_than_one_of_twenty() -> None:
    concluded = 0
    for seed in range(200):
        found = relations(small_role(), people(60, 0.0, seed=seed))
        concluded += any(told.concluded for told in found)
    assert concluded / 200 <= 0.07


def test_an_interval_without_0_alone_is_no_conclusion() -> None:
    """Some report of noise has such an interval, and says why it is none."""
    found = [told for seed in range(40) for told in relations(small_role(), people(60, 0.0, seed=seed))]
    apart = [told for told in found if told.r.low is not None and (told.r.low > 0 or (told.r.high or 0) < 0)]
    alone = [told for told in apart if not told.concluded]
    assert len(alone) > len(apart) / 2
    assert all("no conclusion yet" in told.sentence.en for told in alone)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.one_of(st.none(), st.floats(0, 100)), st.one_of(st.none(), st.floats(0, 1)), st.booleans()),
        max_size=45,
    )
)
def test_whatever_the_data_the_report_is_whole(rows: list[tuple[float | None, float | None, bool]]) -> None:
    cases = [
        LearningCase(order="", role_version="v", job="j", hired=hired, total=total, performance=performance)
        for total, performance, hired in rows
    ]
    for told in relations(small_role(), cases):
        assert 0 < told.n <= len(rows)
        assert told.sentence.zh and told.sentence.en
        if told.r.value is not None:
            assert -1 <= (told.r.low or 0) <= told.r.value <= (told.r.high or 0) <= 1
