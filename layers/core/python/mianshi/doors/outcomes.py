"""What becomes of candidates, reported by partners or by a file: hires, performance, promotions, departures, tests."""

from __future__ import annotations

from mianshi.contracts.afterwards import Departure, Hire, Performance, Promotion, TestScore
from mianshi.contracts.delivery import EventKind
from mianshi.contracts.hiring import Candidate, DecisionKind, Job
from mianshi.contracts.people import AuditAction
from mianshi.doors import access
from mianshi.errors import Rejected
from mianshi.hiring.decisions import LEFT
from mianshi.outbound import owing
from mianshi.platform.store import afterwards, candidates
from mianshi.platform.store.afterwards import Told
from mianshi.privacy.policies import load_policy

_SENT = {"by", "at", "first_at"}
"""Who reported something, and when: the same report from somebody else is the same report."""
NOT_ADVANCED, NOT_HIRED, CANDIDATE_LEFT = "not_advanced", "not_hired", "candidate_left"


def hire(who: str, job: Job, candidate: Candidate, wish: Hire) -> tuple[Hire, bool]:
    """Store that somebody was hired, and tell other systems, all or nothing.

    Args:
        who: ``partner:<id>`` or a person's id, for the access log.
        job: of the candidate.
        candidate: as last read.
        wish: what is reported; it replaces what was reported before.

    Returns:
        The hire as it is kept, and whether it is new or changed.

    Raises:
        Rejected: as `may_hire`; ``changed_meanwhile``.
    """
    may_hire(candidate)
    known = afterwards.hired(job.id, candidate.id)
    if known is not None and same(known, wish):
        return known, False
    keep_days = _keep_days(job)
    owed = owing.about(candidate, EventKind.CANDIDATE_HIRED)
    candidates.change(
        candidate,
        deliveries=owed,
        beside=lambda transaction: afterwards.hiring(transaction, job.id, candidate.id, wish, keep_days),
    )
    access.note(who, AuditAction.CANDIDATE_CHANGED, "hire", about=candidate)
    owing.announce(owed)
    return wish, True


def may_hire(candidate: Candidate) -> None:
    """See whether somebody can be hired: a named person has to have advanced them.

    Raises:
        Rejected: ``candidate_left``, ``not_advanced``.
    """
    if candidate.stage in LEFT:
        raise Rejected(CANDIDATE_LEFT, candidate.id)
    if candidate.decision is None or candidate.decision.kind is not DecisionKind.ADVANCE:
        raise Rejected(NOT_ADVANCED, "nobody has advanced this candidate")


def report(who: str, job: Job, candidate: Candidate, told: Told) -> bool:
    """Add to what became of a candidate; whether that is news. The same day and measure (or name) replaces.

    Raises:
        Rejected: ``candidate_left`` where the data were deleted; ``not_hired`` for performance, promotions and
            departures of somebody who was not.
    """
    if candidate.stage in LEFT:
        raise Rejected(CANDIDATE_LEFT, candidate.id)
    if not isinstance(told, TestScore) and afterwards.hired(job.id, candidate.id) is None:
        raise Rejected(NOT_HIRED, "nobody reported that this candidate was hired")
    if any(same(known, told) for known in afterwards.reported(job.id, candidate.id, type(told))):
        return False
    afterwards.report(job.id, candidate.id, told, _keep_days(job))
    access.note(who, AuditAction.CANDIDATE_CHANGED, _NAMES[type(told)], about=candidate)
    return True


def same(known: Hire | Told, told: Hire | Told) -> bool:
    """Whether two reports say the same, whoever sent them."""
    return known.model_dump(exclude=_SENT) == told.model_dump(exclude=_SENT)


_NAMES: dict[type, str] = {
    Performance: "performance",
    Promotion: "promotion",
    Departure: "departure",
    TestScore: "test",
}


def _keep_days(job: Job) -> int:
    return load_policy(job.policy).retention.score_days
