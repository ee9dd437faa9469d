"""Proposals: the statistics agree with published values, nothing moves without reason, nobody unnamed approves."""

from __future__ import annotations

import random
from collections.abc import Mapping
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mianshi.contracts.role import Role
from mianshi.errors import Rejected
from mianshi.scoring.association import benjamini_hochberg, fisher_greater, interval, spearman
from mianshi.scoring.proposals import MOST_POINTS, Case, Proposal, Term, apply, propose
from mianshi.scoring.roles import role_version
from mianshi.scoring.terms import find_terms
from support.judged_fixture import small_role


def test_rank_correlation_of_the_textbook() -> None:
    iq = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110]
    hours = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17]
    assert spearman(iq, hours) == pytest.approx(-29 / 165)
    assert spearman([1, 2, 2, 3], [1, 2, 2, 3]) == pytest.approx(1)
    assert spearman([1, 1, 1], [1, 2, 3]) is None


def test_interval_holds_the_estimate_and_narrows_with_n() -> None:
    low, high = interval(0.3, 50)
    assert (round(low, 3), round(high, 3)) == (0.017, 0.538)
    assert interval(0.3, 500)[0] > low
    assert -1 <= interval(1.0, 10)[0] <= interval(1.0, 10)[1] <= 1


def test_the_lady_tasting_tea() -> None:
    assert fisher_greater(4, 4, 0, 4) == pytest.approx(1 / 70)
    assert fisher_greater(3, 4, 1, 4) == pytest.approx(17 / 70)
    assert fisher_greater(0, 4, 4, 4) == pytest.approx(1)


def test_false_discovery_rates_of_benjamini_and_hochberg() -> None:
    p_values = [0.01, 0.04, 0.03, 0.5]
    assert benjamini_hochberg(p_values) == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])
    assert all(first <= second for first, second in pairwise(benjamini_hochberg(sorted(p_values))))


def people(
    n: int, effect: Mapping[str, float], seed: int = 1, names: tuple[str, ...] = ("c0", "c1", "c2")
) -> list[Case]:
    """People whose outcome follows the levels named in `effect`, with noise."""
    draw = random.Random(seed)
    cases = []
    for _ in range(n):
        levels = {name: round(draw.uniform(1, 5), 1) for name in names}
        outcome = sum(effect.get(name, 0.0) * level for name, level in levels.items()) + draw.gauss(0, 0.5)
        cases.append(Case(levels=levels, outcome=outcome))
    return cases


def test_a_competency_that_tells_gains_weight_and_the_evidence_is_there() -> None:
    proposal = propose(small_role(), people(120, {"c2": 1.0}))
    assert proposal.weights is not None
    assert proposal.weights["c2"] > 20
    assert proposal.weights["c0"] < 50
    assert sum(proposal.weights.values()) == 100
    assert proposal.hold_out is not None
    assert proposal.hold_out.n == 120
    assert (proposal.hold_out.proposed or 0) > (proposal.hold_out.now or 0)
    told = proposal.correlations[2]
    assert told.n == 120 and (told.low or 0) > 0
    assert "n=120" in told.sentence.zh and "95 % interval" in told.sentence.en


def test_fewer_than_fifty_people_propose_nothing() -> None:
    proposal = propose(small_role(), people(49, {"c2": 1.0}))
    assert (proposal.weights, proposal.hold_out, proposal.terms) == (None, None, [])
    assert "n=49 is too few" in proposal.notes[-1].en
    assert "fewer than 50 people are too few" in proposal.correlations[2].sentence.en


def test_noise_proposes_nothing() -> None:
    proposal = propose(small_role(), people(80, {}, seed=3))
    assert proposal.weights is None
    assert all("holds 0" in one.sentence.en for one in proposal.correlations)
    assert propose(small_role(), [Case({"c0": 3.0}, 1.0)] * 60).correlations[0].rho is None


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.floats(-1, 1), min_size=3, max_size=3),
    st.sampled_from([(50, 30, 20), (98, 1, 1), (34, 33, 33), (80, 15, 5)]),
    st.integers(0, 99),
)
def test_no_weight_moves_further_than_allowed(effects: list[float], weights: tuple[int, ...], seed: int) -> None:
    role = small_role(weights)
    proposal = propose(role, people(60, dict(zip(("c0", "c1", "c2"), effects, strict=True)), seed))
    after = proposal.weights or {competency.id: competency.weight for competency in role.competencies}
    assert sum(after.values()) == 100
    assert all(after[c.id] >= 1 and abs(after[c.id] - c.weight) <= MOST_POINTS for c in role.competencies)


def speakers(zh: str, en: str = "") -> list[Case]:
    """80 people; the best 20 nearly all use the words, few of the others do."""
    cases = []
    for at in range(80):
        uses = at % 10 != 0 if at < 20 else at % 10 == 0
        words = {
            "zh": f"我们先看数据，{zh if uses else '然后开会'}。",
            "en": f"We {'looked' if at % 3 else 'tried'}, {en if uses else 'then met'}.",
        }
        cases.append(Case(levels={"c0": 3.0}, outcome=100.0 - at, words=words))  # type: ignore[arg-type]
    return cases


def test_terms_of_high_performers_are_found_whole_with_their_counts() -> None:
    found = find_terms(small_role(), speakers("用户分层", "retention cohorts"))
    assert [(term.language, term.term) for term in found] == [("zh", "用户分层"), ("en", "retention cohorts")]
    assert (found[0].high_with, found[0].high_of, found[0].others_with, found[0].others_of) == (18, 20, 6, 60)
    assert found[0].p <= found[0].q <= 0.05
    assert found[0].key_point is None


@pytest.mark.parametrize("words", ["孩子三岁", "做了", "我信佛教的"])
def test_protected_words_and_known_ones_are_no_terms(words: str) -> None:
    found = [term.term for term in find_terms(small_role(), speakers(words)) if term.language == "zh"]
    assert not any(piece in term for term in found for piece in ("孩", "岁", "佛", "教", "做了"))


def test_words_of_everybody_or_of_few_are_no_terms() -> None:
    assert "先看数据" not in [term.term for term in find_terms(small_role(), speakers("用户分层"))]
    few = [
        Case(case.levels, case.outcome, {"zh": "区域张伟" if at < 5 else "开会"})
        for at, case in enumerate(speakers(""))
    ]
    assert find_terms(small_role(), few) == []
    assert find_terms(small_role(), speakers("用户分层")[:49]) == []


def term(key_point: str | None) -> Term:
    return Term(language="zh", term="用户分层", high_with=18, high_of=20, others_with=6, others_of=60, p=0.001, q=0.01, key_point=key_point)  # fmt: skip


def test_an_approved_proposal_makes_a_new_version_and_a_record() -> None:
    role = small_role()
    proposal = propose(role, people(120, {"c2": 1.0}), [term("p0a"), term(None)])
    new, approval = apply(role, proposal, " Li Hua ", "2026-11-28T05:00:00.000Z")
    assert {competency.id: competency.weight for competency in new.competencies} == proposal.weights
    assert new.competencies[0].key_points[0].synonyms.zh == ["做了", "用户分层"]
    assert (approval.from_version, approval.to_version) == (role_version(role), role_version(new))
    assert (approval.approved_by, approval.at) == ("Li Hua", "2026-11-28T05:00:00.000Z")
    assert approval.proposal == proposal.content_hash()
    assert role == small_role()


def changed(**changes: object) -> Proposal:
    sound = propose(small_role(), people(120, {"c2": 1.0}))
    return Proposal.model_validate(sound.model_dump() | changes)


@pytest.mark.parametrize(
    ("role", "proposal", "name", "words"),
    [
        (small_role(), changed(), "  ", "a named person"),
        (small_role((40, 40, 20)), changed(), "Li", "the proposal is for small"),
        (small_role(), changed(weights={"c0": 61, "c1": 19, "c2": 20}), "Li", "moves by more than 10"),
        (small_role(), changed(weights={"c0": 50, "c1": 50}), "Li", "name every competency"),
        (small_role(), changed(weights={"c0": 50, "c1": 30, "c2": 21}), "Li", "make 100"),
        (small_role(), changed(weights=None, terms=[term(None)]), "Li", "changes nothing"),
        (small_role(), changed(terms=[term("nowhere")]), "Li", "no key point 'nowhere'"),
    ],
)
def test_what_nobody_may_apply(role: Role, proposal: Proposal, name: str, words: str) -> None:
    with pytest.raises(Rejected, match=words) as caught:
        apply(role, proposal, name, "2026-11-28T05:00:00.000Z")
    assert caught.value.code == "bad_proposal"
