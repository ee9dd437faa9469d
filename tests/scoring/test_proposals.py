"""A proposal becomes a version by a named person, and by nobody else; what was edited by hand is held to the rules."""

from __future__ import annotations

import pytest

from mianshi.contracts.learning import Proposal, Term, ThresholdChange
from mianshi.contracts.role import Role
from mianshi.errors import Rejected
from mianshi.scoring.proposals import apply
from mianshi.scoring.protected import without_protected
from mianshi.scoring.roles import role_version
from support.judged_fixture import small_role

AT = "2026-11-28T05:00:00.000Z"


def term(key_point: str | None) -> Term:
    return Term(language="zh", term="用户分层", high_with=18, high_of=20, others_with=6, others_of=60, p=0.001, q=0.01, key_point=key_point)  # fmt: skip


def line(proposed: int, now: int = 70) -> ThresholdChange:
    return ThresholdChange(
        now=now, proposed=proposed, n=100, forward_now=0.5, forward_proposed=0.6, performing_now=0.5, performing_proposed=0.6
    )  # fmt: skip


def changed(**changes: object) -> Proposal:
    sound = Proposal(
        role="small",
        role_version=role_version(small_role()),
        cases=120,
        relations=[],
        weights={"c0": 45, "c1": 28, "c2": 27},
        notes=[],
    )
    return Proposal.model_validate(sound.model_dump() | changes)


def test_an_approved_proposal_makes_a_new_version_and_a_record() -> None:
    role = small_role()
    proposal = changed(terms=[term("p0a"), term(None)], threshold=line(62))
    new, approval = apply(role, proposal, " Li Hua ", AT)
    assert {competency.id: competency.weight for competency in new.competencies} == proposal.weights
    assert new.competencies[0].key_points[0].synonyms.zh == ["做了", "用户分层"]
    assert (new.thresholds.forward, new.thresholds.review) == (62, 50)
    assert (approval.from_version, approval.to_version) == (role_version(role), role_version(new))
    assert (approval.approved_by, approval.at) == ("Li Hua", AT)
    assert approval.proposal == proposal.content_hash()
    assert role == small_role()


def test_the_line_alone_is_a_change_too() -> None:
    new, _ = apply(small_role(), changed(weights=None, threshold=line(80)), "Li", AT)
    assert new == small_role().model_copy(
        update={"thresholds": new.thresholds.model_copy(update={"forward": 80, "review": 50})}
    )


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
        (small_role(), changed(threshold=line(81)), "Li", "threshold moves by more than 10"),
        (small_role(), changed(threshold=line(59)), "Li", "threshold moves by more than 10"),
        (small_role(), changed(threshold=line(72, now=71)), "Li", "starts from 71, the role's 70"),
        (small_role(), changed(weights=None, threshold=line(70)), "Li", "changes nothing"),
    ],
)
def test_what_nobody_may_apply(role: Role, proposal: Proposal, name: str, words: str) -> None:
    with pytest.raises(Rejected, match=words) as caught:
        apply(role, proposal, name, AT)
    assert caught.value.code == "bad_proposal"


def test_the_line_stays_over_the_one_from_which_a_person_looks() -> None:
    role = small_role(thresholds={"forward": 55, "review": 50})
    proposal = changed(role_version=role_version(role), threshold=line(48, now=55))
    with pytest.raises(Rejected, match="below 50"):
        apply(role, proposal, "Li", AT)


def test_clauses_that_touch_a_protected_topic_are_not_learnt_from() -> None:
    assert without_protected("我们先看数据，孩子三岁，然后分层。We looked, I have two children. Then cohorts") == (
        "我们先看数据\n\n然后分层\nWe looked\n\n Then cohorts"
    ).replace("\n\n", "\n")
