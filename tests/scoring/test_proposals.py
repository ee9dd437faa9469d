"""A proposal becomes a version by a named person, and by nobody else; what was edited by hand is held to the rules."""

from __future__ import annotations

import pytest

from mianshi.contracts.learning import HoldOut, Proposal, Term, ThresholdChange
from mianshi.contracts.role import Role
from mianshi.errors import Rejected
from mianshi.scoring.proposals import apply
from mianshi.scoring.protected import without_protected
from mianshi.scoring.roles import role_version
from support.judged_fixture import small_role

AT = "2026-11-28T05:00:00.000Z"


def term(key_point: str | None) -> Term:
    return Term(language="zh", term="用户分层", high_with=18, high_of=20, others_with=6, others_of=60, p=0.001, q=0.01, held_out_high=9, held_out_high_of=20, held_out_others=6, held_out_others_of=60, key_point=key_point)  # fmt: skip


def line(proposed: int, now: int = 70) -> ThresholdChange:
    return ThresholdChange(
        now=now, proposed=proposed, n=100, forward_now=0.5, forward_proposed=0.6, performing_now=0.5, performing_proposed=0.6
    )  # fmt: skip


def changed(**changes: object) -> Proposal:
    sound = Proposal(
        role="small",
        role_version=role_version(small_role()),
        cases=120,
        looked_at=100,
        hold_out=HoldOut(n=50, now=0.1, proposed=0.2),
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
        (small_role(), changed(looked_at=49), "Li", "fewer than 50 people"),
        (small_role(), changed(hold_out=None), "Li", "not tried on other people"),
        (
            small_role(),
            changed(terms=[term("p0a").model_copy(update={"held_out_high": None})]),
            "Li",
            "'用户分层' was not found again",
        ),
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


@pytest.mark.parametrize(
    "said",
    [
        "我在海底捞做了两年", "我是清华毕业的", "985高校出身", "王总带我做项目", "跟着李建国经理", "张工说可以", "刘姐教我的", "我们老乡很多",
        "当过兵", "我是党员", "苗族姑娘", "I studied at Oxford", "My manager John told me", "my team at Goldman Sachs",
        "I am a veteran",
    ],
)  # fmt: skip
def test_names_of_people_employers_schools_and_groups_are_not_learnt_from(said: str) -> None:
    assert without_protected(f"先听完再说，{said}") == "先听完再说"


def test_what_only_looks_like_a_name_is_learnt_from() -> None:
    for said in (
        "安排工作", "经常工作到很晚", "项目经理和我讨论", "时间总是不够", "和同事沟通", "处理问题", "每周例会总结", "做了一个KPI看板",
        "I looked at the retention cohorts first", "then I called the customer on Monday",
    ):  # fmt: skip
        assert without_protected(said) == said
