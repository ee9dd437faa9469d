"""Links that show one report to somebody of a department, without an account (F127)."""

from __future__ import annotations

from mianshi.contracts.hiring import Candidate, Job
from mianshi.contracts.people import AuditAction
from mianshi.doors import access, links
from mianshi.doors.web import Visit
from mianshi.errors import Rejected
from mianshi.hiring import decisions
from mianshi.pages.people import SharedLink
from mianshi.platform.clock import timestamp
from mianshi.platform.store import links as kept

LONGEST_DAYS = 30


def days(typed: str) -> int | None:
    """How many days a link is to open, or None where that is no number from 1 to 30."""
    found = int(typed) if typed.isdecimal() and len(typed) < 4 else 0
    return found if 1 <= found <= LONGEST_DAYS else None


def share(visit: Visit, job: Job, candidate: Candidate, for_days: int) -> None:
    """Make a link to the candidate's report.

    Raises:
        Rejected: ``not_ready`` where there is no interview to show, ``candidate_left`` where the candidate withdrew.
    """
    if candidate.stage in decisions.LEFT:
        raise Rejected("candidate_left", candidate.id)
    if candidate.interview_id is None:
        raise Rejected("not_ready", "there is no interview")
    links.make(
        "report",
        job_id=job.id,
        candidate_id=candidate.id,
        interview_id=candidate.interview_id,
        created_by=visit.person.id,
        days=for_days,
        once=visit.form("once") == "yes",
    )
    access.note(visit, AuditAction.LINK_MADE, "report", about=candidate)


def unshare(visit: Visit, candidate: Candidate, link_id: str) -> None:
    """Take a link to the candidate's report back.

    Raises:
        Rejected: ``not_found`` where this candidate has none of this id.
    """
    link = kept.find(link_id)
    if link is None or link.purpose != "report" or link.candidate_id != candidate.id:
        raise Rejected("not_found", "there is no such link")
    kept.revoke(link.id)
    access.note(visit, AuditAction.LINK_REVOKED, "report", about=candidate)


def shared(visit: Visit, candidate: Candidate) -> list[SharedLink]:
    """The links to the candidate's report, newest first."""
    at = timestamp()
    return [
        SharedLink(link=link, url=visit.origin + links.path(link), live=not link.revoked and link.expires_at > at)
        for link in kept.of_candidate(candidate.id)
        if link.purpose == "report"
    ]
