"""Decisions: made by a named person in the partner's system, never by a score or a rule (policy 1)."""

from __future__ import annotations

from mianshi.contracts.hiring import Candidate, Decision
from mianshi.contracts.partner import Scope
from mianshi.contracts.partner_api_more import DecisionTold, DecisionWish
from mianshi.doors import settling
from mianshi.errors import Rejected
from mianshi.hiring import decisions
from mianshi.platform.clock import timestamp
from protocol import frame
from protocol.frame import Call

router = frame.Routes("Decisions")
_PATH = "/jobs/{job_id}/candidates/{candidate_id}/decision"


@router.post(
    _PATH,
    scope=Scope.DECISIONS_WRITE,
    takes=DecisionWish,
    gives=DecisionTold,
    status=201,
    summary="Record a decision",
    problems=(409, 410),
)
def decide(call: Call, wish: DecisionWish, job_id: str, candidate_id: str) -> DecisionTold:
    """Advance, hold or reject. `decided_by` is the person who decided, by name; software never rejects anybody.

    The same decision again changes nothing. A different one replaces it, and the one before stays in the history.
    """
    job, candidate = call.candidate(job_id, candidate_id)
    by = f"{call.who}/{wish.decided_by.id.strip()}"
    if decisions.same(candidate.decision, wish.kind, wish.reason, by):
        return _told(candidate)
    decisions.check(candidate, wish.kind, wish.reason, confirmed=True)  # the call names who decided and why
    made = Decision(
        kind=wish.kind,
        by=by,
        by_name=" ".join(wish.decided_by.name.split()),
        reason=wish.reason,
        at=timestamp(),
        interview_id=candidate.interview_id,
        saw_report=wish.saw_report,
    )
    return _told(settling.settle(call.who, job, candidate, made))


@router.get(_PATH, scope=Scope.CANDIDATES_READ, gives=DecisionTold, summary="Read the decision that stands")
def read(call: Call, job_id: str, candidate_id: str) -> DecisionTold:
    """The decision that stands, whoever made it."""
    _, candidate = call.candidate(job_id, candidate_id)
    return _told(candidate)


def _told(candidate: Candidate) -> DecisionTold:
    made = candidate.decision
    if made is None:
        raise Rejected("not_found", "Nobody has decided about this candidate yet.")
    return DecisionTold(
        job_id=candidate.job_id,
        candidate_id=candidate.id,
        kind=made.kind,
        decided_by=made.by,
        name=made.by_name,
        reason=made.reason,
        at=made.at,
        stage=candidate.stage,
    )
