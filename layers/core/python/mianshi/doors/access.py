"""Whether somebody may do something here, and the line in the access log that says they did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Candidate, Job, Stage
from mianshi.contracts.people import AuditAction, AuditEntry, Person
from mianshi.errors import Rejected
from mianshi.platform.clock import timestamp
from mianshi.platform.store import audit, candidates, interviews, jobs
from mianshi.privacy.rights import Right, may, sees_job

if TYPE_CHECKING:
    from mianshi.doors.web import Visit  # only the doors of people have visits, and the pages that come with them


def require(visit: Visit, right: Right) -> Person:
    """Whoever is signed in, if they have the right.

    Raises:
        Rejected: ``not_allowed``.
    """
    person = visit.person
    if not may(person, right):
        raise Rejected("not_allowed", right.value)
    return person


def job(visit: Visit, job_id: str, right: Right = Right.SEE_CANDIDATES) -> Job:
    """A job that the visitor sees and has the right for.

    Raises:
        Rejected: ``not_found`` also for a job of others, so that nobody can ask which there are; ``not_allowed``.
    """
    found = jobs.find(job_id)
    if found is None or not sees_job(visit.person, found):
        raise Rejected("not_found", "there is no such job")
    require(visit, right)
    return found


def candidate(visit: Visit, job_id: str, candidate_id: str, right: Right) -> tuple[Job, Candidate]:
    """A candidate of a job that the visitor sees and has the right for.

    Raises:
        Rejected: as `job`; ``gone`` where the data were deleted and the right is more than to see that they were.
    """
    of = job(visit, job_id, right)
    found = candidates.find(job_id, candidate_id)
    if found is None:
        raise Rejected("not_found", "there is no such candidate")
    if found.stage is Stage.ERASED and right is not Right.SEE_CANDIDATES:
        raise Rejected("gone", "the data were deleted")
    return of, found


def candidate_of(known: Interview) -> Candidate | None:
    """Who was interviewed, or None for an interview without a candidate."""
    return candidates.find(known.job_id, known.candidate_id) if known.job_id and known.candidate_id else None


def interview(visit: Visit, interview_id: str, right: Right = Right.READ_REPORTS) -> Interview:
    """An interview of a job that the visitor sees; one without a job is for whoever made it and for admins.

    Raises:
        Rejected: as `job`.
    """
    found = interviews.find(interview_id)
    if found is None or found.is_rescoring:
        raise Rejected("not_found", "there is no such interview")
    if found.job_id:
        job(visit, found.job_id, right)
    elif found.created_by != visit.person.id:
        require(visit, Right.OPERATE)
    else:
        require(visit, right)
    return found


def note(
    who: Visit | str, action: AuditAction, detail: str = "", *, about: Interview | Candidate | Job | None = None
) -> None:
    """Add to the access log. `who` is the visit of a person, or ``candidate:<id>``, ``link:<id>``, ``software``."""
    name = who if isinstance(who, str) else (who.session.person.id if who.session else "nobody")
    ids: dict[str, str | None] = {}
    if isinstance(about, Interview):
        ids = {"job_id": about.job_id, "candidate_id": about.candidate_id, "interview_id": about.id}
    elif isinstance(about, Candidate):
        ids = {"job_id": about.job_id, "candidate_id": about.id, "interview_id": about.interview_id}
    elif isinstance(about, Job):
        ids = {"job_id": about.id}
    audit.record(AuditEntry(at=timestamp(), who=name, action=action, detail=detail, **ids))
