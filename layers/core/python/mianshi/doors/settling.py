"""What a decision sets off, by whichever door it came: stored, counted, told to other systems, written down."""

from __future__ import annotations

from mianshi.contracts.delivery import EventKind
from mianshi.contracts.hiring import Candidate, Decision, DecisionKind, DecisionMade, Job, Stage
from mianshi.contracts.people import AuditAction
from mianshi.doors import access
from mianshi.hiring import decisions
from mianshi.outbound import owing
from mianshi.platform import workflow
from mianshi.platform.store import candidates, funnel, reviews
from mianshi.privacy.policies import load_policy


def settle(who: str, job: Job, candidate: Candidate, decision: Decision) -> Candidate:
    """Store a decision, count it, tell other systems, and write it into the access log; the candidate as stored.

    Args:
        who: for the access log: a person's id, or ``partner:<id>``, ``connector:<id>``.
        job: of the candidate.
        candidate: as last read.
        decision: made by a named person.

    Raises:
        Rejected: ``changed_meanwhile``.
    """
    final = job.release == "when_decided" and decision.kind is not DecisionKind.HOLD
    counted, taken_back = decisions.counts(candidate.decision, decision)
    owed = owing.about(candidate, EventKind.CANDIDATE_DECIDED)
    after = candidates.change(
        candidate,
        steps=counted,
        deliveries=owed,
        decision=decision,
        stage=Stage.DECIDED,
        released_at=candidate.released_at or (decision.at if final else None),
    )
    reviews.decided(job.id, candidate.id, decision, load_policy(job.policy).retention.audit_days)
    for step in taken_back:
        funnel.count(job.id, step, by=-1)
    before = f" after {candidate.decision.kind.value}" if candidate.decision else ""
    unseen = "" if decision.saw_report else " without the report"
    access.note(who, AuditAction.DECIDED, f"{decision.kind.value}{before}{unseen}", about=after)
    owing.announce(owed)
    workflow.announce("candidate.decided", DecisionMade(job_id=job.id, candidate_id=candidate.id, at=decision.at))
    return after
