"""What a decision needs: a kind, a person, a reason, and for a rejection a second thought."""

from __future__ import annotations

from typing import Any

import pytest

from mianshi.contracts.events import Consent, Interview
from mianshi.contracts.hiring import Candidate, Decision, DecisionKind, FunnelStep, Stage
from mianshi.contracts.outcomes import Status
from mianshi.contracts.people import Person, StaffRole
from mianshi.errors import Rejected
from mianshi.hiring import decisions

K = DecisionKind
LI = Candidate(id="ca", job_id="jb", name="李", created_at="2026-11-01T00:00:00Z", created_by="lin")


def _made(kind: DecisionKind = K.ADVANCE, at: str = "2026-11-25T08:00:00.000Z", **more: Any) -> Decision:
    return Decision(kind=kind, by="lin", by_name="Lin", reason="r", at=at, **more)


def _interview(status: Status) -> Interview:
    return Interview(
        id="iv",
        role="r",
        role_version="v",
        language="zh",
        policy="cn",
        consent=Consent(recording=True, analysis=True, observations=False),
        uploads=[],
        created_at="2026-11-01T00:00:00Z",
        status=status,
    )


@pytest.mark.parametrize(
    ("stage", "kind", "reason", "confirmed", "code"),
    [
        (Stage.WITHDRAWN, K.ADVANCE, "good", False, "candidate_left"),
        (Stage.ERASED, K.REJECT, "bad", True, "candidate_left"),
        (Stage.SUBMITTED, K.ADVANCE, "", False, "no_reason"),
        (Stage.SUBMITTED, K.HOLD, " \n ", False, "no_reason"),
        (Stage.SUBMITTED, K.HOLD, "x" * 2001, False, "no_reason"),
        (Stage.SUBMITTED, K.REJECT, "bad", False, "not_confirmed"),
    ],
)
def test_what_a_decision_lacks(stage: Stage, kind: DecisionKind, reason: str, confirmed: bool, code: str) -> None:
    with pytest.raises(Rejected, match=code):
        decisions.check(LI.model_copy(update={"stage": stage}), kind, reason, confirmed=confirmed)


def test_what_is_complete_passes() -> None:
    for kind in K:
        decisions.check(LI.model_copy(update={"stage": Stage.SUBMITTED}), kind, "x" * 2000, confirmed=True)


@pytest.mark.parametrize("word", ["", "hire", "REJECT"])
def test_only_three_kinds_are_known(word: str) -> None:
    with pytest.raises(Rejected, match="no_decision"):
        decisions.kind_of(word)


def test_whoever_is_not_signed_in_must_give_a_name_and_whoever_is_cannot_take_another() -> None:
    nobody = Person(id="local", name="Local", roles=[StaffRole.ADMIN])
    with pytest.raises(Rejected, match="no_name"):
        decisions.name_of(nobody, "   ")
    assert decisions.name_of(nobody, "  Wang   Fang ") == "Wang Fang"
    assert decisions.name_of(Person(id="lin", name="Lin", roles=[StaffRole.HR]), "The boss") == "Lin"


@pytest.mark.parametrize(
    ("changes", "status", "verdict"),
    [
        ({"stage": Stage.SUBMITTED}, Status.CLOSED, "done"),
        ({"stage": Stage.SUBMITTED}, Status.PROCESSING, "not_ready"),
        ({"stage": Stage.INVITED}, None, "not_ready"),
        ({"stage": Stage.INVITED, "person_only": True}, None, "done"),
        ({"stage": Stage.DECIDED, "decision": _made(K.REJECT)}, Status.CLOSED, "already"),
        ({"stage": Stage.WITHDRAWN}, Status.CLOSED, "left"),
    ],
)
def test_who_can_be_advanced_with_others(changes: dict[str, Any], status: Status | None, verdict: str) -> None:
    known = _interview(status) if status else None
    assert decisions.may_advance_in_bulk(LI.model_copy(update=changes), known) == verdict


def test_the_funnel_counts_a_decision_and_takes_a_changed_mind_back_within_its_week() -> None:
    first = _made(K.ADVANCE)
    assert decisions.counts(None, first) == ([FunnelStep.ADVANCED], [])
    assert decisions.counts(first, _made(K.ADVANCE, "2026-11-26T08:00:00.000Z")) == ([], [])
    sunday, monday = _made(K.REJECT, "2026-11-29T08:00:00.000Z"), _made(K.REJECT, "2026-11-30T08:00:00.000Z")
    assert decisions.counts(first, sunday) == ([FunnelStep.REJECTED], [FunnelStep.ADVANCED])
    assert decisions.counts(first, monday) == ([FunnelStep.REJECTED], [])


def test_what_stood_before_is_listed_newest_first_without_what_stands() -> None:
    old, newer, standing = (_made(at=f"2026-11-2{day}T00:00:00.000Z") for day in (1, 2, 3))
    assert decisions.earlier([old, standing, newer], standing) == [newer, old]
