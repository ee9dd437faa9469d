"""Proposals: what is there is found, noise is not, each half does its own work, and nothing is said of few."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.learning import World, found_by, history, noise, role_of, wilson
from bench.learning_nightly import nights
from mianshi.contracts.learning import LearningCase, Proposal
from mianshi.learning.proposals import FALSE_PROPOSALS, look, propose, taken
from mianshi.learning.terms import find_terms
from mianshi.learning.weights import MOST_POINTS
from mianshi.scoring.proposals import apply
from mianshi.scoring.protected import without_protected
from support.judged_fixture import small_role

NAMES = ("c0", "c1", "c2")


def people(n: int, seed: int = 1, **effect: float) -> list[LearningCase]:
    """People scored by the small role whose performance follows the levels named in `effect`, with noise."""
    draw = np.random.default_rng(seed)
    cases = []
    for at in range(n):
        levels = {name: round(float(draw.uniform(1, 5)), 1) for name in NAMES}
        well = sum(effect.get(name, 0.0) * level for name, level in levels.items()) + float(draw.normal(0, 0.5))
        cases.append(
            LearningCase(
                order=f"{at:05d}",
                holds=at % 2 == 1,
                role_version=small_role().content_hash(),
                job="j",
                hired=True,
                total=round(12.5 * (levels["c0"] + levels["c1"] - 2)),
                levels=levels,
                performance=0.1 * well,
            )
        )
    return cases


def proposed(cases: list[LearningCase]) -> Proposal:
    return propose(small_role(), cases, without_protected)


def test_looks_are_fixed_and_their_chances_stay_under_five_percent() -> None:
    assert [look(n) for n in (0, 1, 49)] == [(0, 0.0)] * 3
    assert [look(n) for n in (50, 99, 100, 399, 400)] == [
        (50, 0.025), (50, 0.025), (100, 0.0125), (200, 0.00625), (400, 0.003125),
    ]  # fmt: skip
    assert sum(alpha for n in range(50, 100_000) for size, alpha in [look(n)] if size == n) < FALSE_PROPOSALS


def test_a_competency_that_tells_gains_weight_and_the_evidence_is_there() -> None:
    proposal = proposed(people(120, c2=1.0))
    assert proposal.weights is not None
    assert proposal.weights["c2"] > 20 and proposal.weights["c0"] < 50
    assert sum(proposal.weights.values()) == 100
    assert (proposal.cases, proposal.looked_at, proposal.alpha) == (120, 100, 0.0125)
    assert proposal.hold_out is not None
    assert proposal.hold_out.n == 50
    assert (proposal.hold_out.proposed or 0) > (proposal.hold_out.now or 0)
    [told] = [one for one in proposal.relations if one.competency == "c2"]
    assert told.n == 100 and told.concluded and "n=100" in told.sentence.zh
    assert "about half made the proposal" in proposal.notes[1].en and "1.25%" in proposal.notes[1].zh
    new, _ = apply(small_role(), proposal, "Li Hua", "2026-11-28")
    assert {competency.id: competency.weight for competency in new.competencies} == proposal.weights


def test_a_look_is_taken_once_whoever_is_there_by_then() -> None:
    """A correction or an erasure after the look changes neither what is shown nor what is spent; the next look is."""
    role, noise_then_signal = small_role(), people(50) + people(70, c2=1.0)
    cases = [case.model_copy(update={"order": f"{at:05d}"}) for at, case in enumerate(noise_then_signal)]
    first, spent = taken(role, cases[:60], [], "2026-01-01T00:00:00.000Z", str)
    assert not first.suggests and [one.size for one in spent] == [50] and first.looked_on == "2026-01-01"
    erased = cases[50:]
    assert propose(role, erased, str).suggests, "tested anew it would propose something"
    again, still = taken(role, erased, spent, "2026-02-01T00:00:00.000Z", str)
    assert (again, still) == (first, spent)
    later, more = taken(role, people(120, c2=1.0), still, "2026-03-01T00:00:00.000Z", str)
    assert later.weights and [one.size for one in more] == [50, 100] and more[0] == spent[0]
    fewer, same = taken(role, cases[:20], more, "2026-04-01T00:00:00.000Z", str)
    assert fewer == later and same == more
    none, nothing = taken(role, cases[:20], [], "2026-04-01T00:00:00.000Z", str)
    assert not none.looked_at and nothing == []


def test_whose_interview_was_scored_anew_judges_no_version() -> None:
    cases = [case.model_copy(update={"anew": at < 30}) for at, case in enumerate(people(120, c2=1.0))]
    assert proposed(cases).cases == 90


def test_a_job_that_scores_and_rates_higher_is_no_relation() -> None:
    """Two jobs; in the one both c2 and performance are higher, within each nothing goes with anything."""
    cases = []
    for at, case in enumerate(people(200, seed=3)):
        up = at // 2 % 2
        levels = case.levels | {"c2": case.levels["c2"] / 2 + 2.4 * up}
        changed = {"levels": levels, "performance": (case.performance or 0.0) + 0.3 * up}
        cases.append(case.model_copy(update=changed | {"job": f"jb_{up}"}))
    pooled = [case.model_copy(update={"job": "one"}) for case in cases]
    assert proposed(pooled).weights and not proposed(cases).weights
    few = [case.model_copy(update={"job": "jb_few"}) if at < 3 else case for at, case in enumerate(cases)]
    assert "3 people are left out" in proposed(few).notes[-1].en


@pytest.mark.parametrize("n", [0, 1, 49])
def test_fewer_than_fifty_people_propose_nothing(n: int) -> None:
    proposal = proposed(people(n, c2=1.0))
    assert not proposal.suggests
    assert (proposal.looked_at, proposal.alpha) == (0, None)
    assert f"n={n} is too few" in proposal.notes[-1].en


def test_between_two_looks_nothing_changes() -> None:
    cases = people(120, c2=1.0)
    now, then = proposed(cases), proposed(cases[:100])
    assert (now.weights, now.hold_out, now.threshold, now.terms, now.looked_at) == (
        then.weights, then.hold_out, then.threshold, then.terms, then.looked_at,
    )  # fmt: skip
    assert [one.r for one in now.relations] == [one.r for one in then.relations]


def test_who_was_not_hired_has_no_result_or_another_version_does_not_count() -> None:
    cases = people(120, c2=1.0)
    for change in ({"hired": False}, {"performance": None}, {"role_version": "other"}):
        assert proposed([case.model_copy(update=change) for case in cases]).cases == 0


def test_the_first_by_outcome_are_looked_at_however_they_are_given() -> None:
    cases = people(130, c2=1.0)
    assert proposed(cases[::-1]) == proposed(cases)


def test_the_half_that_decides_has_no_part_in_making() -> None:
    """Where the second half shows the opposite, what the first suggests falls; where it is silent, too."""
    first, against = people(100, c2=1.0)[::2], people(100, seed=2, c2=-1.0)[1::2]
    both = [case for pair in zip(first, against, strict=True) for case in pair]
    ordered = [case.model_copy(update={"order": f"{at:05d}"}) for at, case in enumerate(both)]
    assert not proposed(ordered).suggests


def test_the_same_for_everybody_proposes_nothing() -> None:
    changes: list[dict[str, object]] = [
        {"performance": 0.5},
        {"levels": dict.fromkeys(NAMES, 3.0)},
        {"levels": {}, "total": None},
    ]
    for change in changes:
        proposal = proposed([case.model_copy(update=change) for case in people(120, c2=1.0)])
        assert proposal.weights is None
        assert proposal.notes


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.floats(-1, 1), min_size=3, max_size=3),
    st.sampled_from([(50, 30, 20), (98, 1, 1), (34, 33, 33), (80, 15, 5)]),
    st.integers(0, 99),
)
def test_no_weight_moves_further_than_allowed(effects: list[float], weights: tuple[int, ...], seed: int) -> None:
    role = small_role(weights)
    version = role.content_hash()
    cases = [
        case.model_copy(update={"role_version": version})
        for case in people(60, seed, **dict(zip(NAMES, effects, strict=True)))
    ]
    after = propose(role, cases, str).weights or {competency.id: competency.weight for competency in role.competencies}
    assert sum(after.values()) == 100
    assert all(after[c.id] >= 1 and abs(after[c.id] - c.weight) <= MOST_POINTS for c in role.competencies)


def test_a_line_that_stands_wrong_is_moved_and_its_trial_is_told() -> None:
    """People between 60 and 70 do as well as those above; the line stands at 70."""
    draw = np.random.default_rng(6)
    cases = []
    for at, case in enumerate(people(200)):
        total = int(draw.integers(40, 90))
        well = 0.8 if total >= 61 else 0.3
        cases.append(
            case.model_copy(
                update={"order": f"{at:05d}", "total": total, "performance": well + float(draw.normal(0, 0.1))}
            )
        )
    proposal = proposed(cases)
    line = proposal.threshold
    assert line is not None
    assert line.now == 70 and 60 <= line.proposed <= 62
    assert line.n == 100
    assert line.forward_proposed > line.forward_now
    assert (line.performing_proposed or 0) >= (line.performing_now or 0) - 0.1
    raised = small_role(thresholds={"forward": 52, "review": 40})
    moved = propose(raised, [case.model_copy(update={"role_version": raised.content_hash()}) for case in cases], str)
    assert moved.threshold is not None and 60 <= moved.threshold.proposed <= 62
    assert (moved.threshold.performing_proposed or 0) > (moved.threshold.performing_now or 1)


def speakers(zh: str, en: str = "", n: int = 160) -> list[LearningCase]:
    """The best quarter nearly all use the words, few of the others do; best and others in turn."""
    cases = []
    for at in range(n):
        best = at // 2 % 4 == 0
        uses = (at // 8 % 5 != 0) if best else at % 10 == 0
        words = {
            "zh": f"我们{'先' if at // 3 % 2 else '再'}看数据，{zh if uses else '然后开会'}。",
            "en": f"We {'looked' if at // 5 % 3 else 'tried'}, {en if uses else 'then met'}.",
        }
        cases.append(
            LearningCase(
                order=f"{at:05d}",
                holds=at % 2 == 1,
                role_version="v",
                job="j",
                hired=True,
                levels={"c0": 3.0},
                performance=0.9 if best else 0.2 + 0.001 * (at % 100),
                words=words,
            )
        )
    return cases


def terms(cases: list[LearningCase], alpha: float = 0.01) -> list[str]:
    return [term.term for term in find_terms(small_role(), (cases[::2], cases[1::2]), alpha, without_protected)]


def test_terms_of_high_performers_are_found_whole_with_the_counts_of_both_halves() -> None:
    cases = speakers("用户分层", "retention cohorts")
    found = find_terms(small_role(), (cases[::2], cases[1::2]), 0.01, without_protected)
    assert [(term.language, term.term) for term in found] == [("zh", "用户分层"), ("en", "retention cohorts")]
    [first, _] = found
    assert (first.high_of, first.others_of, first.held_out_high_of, first.held_out_others_of) == (20, 60, 20, 60)
    assert first.high_with == first.held_out_high == 16
    assert first.p <= first.q <= 0.05
    assert first.key_point is None


@pytest.mark.parametrize("words", ["孩子三岁", "做了", "我信佛教的"])
def test_protected_words_and_known_ones_are_no_terms(words: str) -> None:
    assert not any(piece in term for term in terms(speakers(words)) for piece in ("孩", "岁", "佛", "教", "做了"))


def test_words_of_everybody_or_of_few_or_of_one_half_are_no_terms() -> None:
    assert terms(speakers("用户分层")) == ["用户分层"]
    few = [
        case.model_copy(update={"words": {"zh": "区域张伟" if at in (0, 1, 8, 9, 16, 17) else "开会"}})
        for at, case in enumerate(speakers(""))
    ]
    assert terms(few) == []
    one_half = [
        case if at % 2 == 0 else case.model_copy(update={"words": {"zh": "然后开会"}})
        for at, case in enumerate(speakers("用户分层"))
    ]
    assert terms(one_half) == []


def test_pure_noise_proposes_something_in_fewer_than_one_of_twenty_histories() -> None:
    """Over all looks, kinds and kinds of data; `make bench` does the same with 2,000 histories."""
    histories = 400
    found = noise(histories)
    assert wilson(found["any"], histories)[1] < FALSE_PROPOSALS
    assert found["any"] > 0  # a machine that never proposes would pass, too


def test_noise_studied_every_night_is_proposed_no_more_often() -> None:
    """With corrections, erasures and retention; `make bench` does the same with 1,200 histories."""
    proposed_ever, concluded_ever = nights(30)
    assert proposed_ever <= 3 and concluded_ever <= 3


def test_what_is_there_is_found() -> None:
    assert found_by(World(people=400, tells={2: 0.5}, together=0.0, words=False), 40)["weights"] > 0.8
    assert found_by(World(people=400, shared="团队复盘"), 15)["terms"] > 0.6


def test_the_simulated_relation_is_the_one_that_was_put_in() -> None:
    world = World(people=4000, tells={2: 0.4}, together=0.0, ratings=101, words=False)
    cases = history(world, role_of(world), np.random.default_rng(1))
    levels = [case.levels.get("c2", np.nan) for case in cases]
    known = ~np.isnan(levels)
    performance = np.asarray([case.performance for case in cases])
    assert np.corrcoef(np.asarray(levels)[known], performance[known])[0, 1] == pytest.approx(0.4, abs=0.04)


def test_wilsons_interval() -> None:
    """10 of 100: 5.5 % to 17.4 % (Agresti and Coull 1998 give the score interval as such)."""
    assert wilson(10, 100) == pytest.approx((0.0552, 0.1744), abs=0.0001)
