"""Relations that are there are found again, under selection too; noise concludes nothing, and few people even less."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mianshi.contracts.learning import LearningCase, Outcome, Relation
from mianshi.learning.relations import LEVEL, look, looked, relations
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
    assert (told.corrected_low or 1) < r < (told.corrected_high or 0)


def test_what_nobody_was_chosen_by_is_not_corrected() -> None:
    cases = [case.model_copy(update={"resume": case.total}) for case in people(300, 0.6, hired=0.5)]
    found = relations(small_role(), cases)
    assert one(found, "resume").concluded and one(found, "resume").corrected is None
    assert one(found, "total").corrected is not None
    noise = one(relations(small_role(), people(300, 0.0, hired=0.5)), "total")
    assert (noise.concluded, noise.corrected, noise.spread) == (False, None, None)


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


def test_a_relation_is_concluded_at_a_look_and_not_before_the_next() -> None:
    """However sure it is in between: whoever decides every night finds more and more by chance."""
    noise, signal = people(60, 0.0), people(59, 0.99, seed=2)
    both = [case.model_copy(update={"order": f"{at:05d}", "stayed": None}) for at, case in enumerate(noise + signal)]
    found, spent = looked(small_role(), both[:60], {}, "2026-01-01")
    assert [one.size for one in spent["performance"]] == [60]
    between, still = looked(small_role(), both, spent, "2026-02-01")
    assert one(relations(small_role(), both), "total").concluded and not one(between, "total").concluded
    assert "looked at again at 120" in one(between, "total").sentence.en and still == spent
    _, then = looked(small_role(), [*both, both[-1]], still, "2026-03-01")
    assert [one.size for one in then["performance"]] == [60, 120]
    assert [one.alpha for one in then["performance"]] == pytest.approx([0.05 / 12, 0.05 / 24])
    assert then["performance"][-1].held == ["total"]
    assert sum(alpha for n in range(30, 99_999) for size, alpha in [look(n)] if size == n) < LEVEL / 3
    found, spent = looked(small_role(), people(60, 0.8), {}, "2026-01-01")
    told = one(found, "total")
    assert told.concluded and told.looked_at == 60 and spent["performance"][0].held == ["total"]
    held = one(looked(small_role(), people(100, 0.6, seed=2), spent, "2026-02-01")[0], "total")
    assert (held.concluded, held.n, held.looked_at) == (True, 100, 60)


def test_one_promotion_is_no_relation() -> None:
    for yes, computed in ((1, False), (9, False), (10, True), (51, False)):
        cases = [
            case.model_copy(update={"promoted": at < yes, "performance": None, "stayed": None})
            for at, case in enumerate(people(60, 0.5))
        ]
        assert (one(relations(small_role(), cases), "total", "promoted").r.value is not None) is computed


def test_people_are_compared_within_their_job() -> None:
    """The one job scores and rates higher: that is no relation. Of a job with four people nothing can be said."""
    jobs = [("a", 0.0)] * 30 + [("b", 4.0)] * 30 + [("c", 0.0)] * 4
    cases = [
        case.model_copy(
            update={"job": job, "total": (case.total or 0) + 10 * up, "performance": (case.performance or 0) + up}
        )
        for case, (job, up) in zip(people(64, 0.0), jobs, strict=True)
    ]
    told = one(relations(small_role(), cases), "total")
    assert (told.n, told.jobs, told.left_out, told.concluded) == (60, 2, 4, False)
    assert abs(told.r.value or 1) < 0.3 and "4 people of jobs with fewer than 5 left out" in told.sentence.en
    together = [case.model_copy(update={"job": "one"}) for case in cases]
    assert one(relations(small_role(), together), "total").concluded


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
