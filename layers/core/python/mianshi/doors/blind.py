"""Who rates before seeing the scores (F41), and what everybody was shown of an interview."""

from __future__ import annotations

from collections.abc import Sequence

from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Job
from mianshi.contracts.people import AuditAction
from mianshi.doors import access
from mianshi.doors.web import Visit
from mianshi.errors import Rejected
from mianshi.hiring.agreement import hides_scores
from mianshi.platform.store import jobs, reviews
from mianshi.privacy.policies import load_policy


def job_of(known: Interview) -> Job | None:
    """The job of an interview, or None for one that was made without."""
    return jobs.find(known.job_id) if known.job_id else None


def hidden(visit: Visit, job: Job | None, interview_ids: Sequence[str]) -> set[str]:
    """Which of these interviews of a job must not show the visitor any score, band or level yet."""
    if job is None or not hides_scores(job, visit.person, []):
        return set()
    return set(interview_ids) - reviews.rated(visit.person.id, interview_ids)


def hides(visit: Visit, known: Interview) -> bool:
    """Whether the scores of this one interview must not be shown to the visitor yet."""
    return known.id in hidden(visit, job_of(known), [known.id])


def require_open(visit: Visit, known: Interview) -> None:
    """Go on only where the scores are not hidden from the visitor.

    Raises:
        Rejected: ``rate_first``.
    """
    if hides(visit, known):
        raise Rejected("rate_first", "this person rates before seeing the scores")


def note_seen(visit: Visit, known: Interview, what: str, *, report: bool = False, scores: bool = False) -> None:
    """Write into the access log that the visitor read `what`, and remember what it showed them."""
    access.note(visit, AuditAction.REPORT_READ, what, about=known)
    keep_days = load_policy(known.policy).retention.score_days
    reviews.saw(known.id, visit.person.id, keep_days, report=report, scores=scores)
