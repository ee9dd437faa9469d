"""Who may do what: the matrix of staff roles, and which fields are masked for whom."""

from __future__ import annotations

import re
from enum import StrEnum

from mianshi.contracts.hiring import Candidate, Job
from mianshi.contracts.people import Person, StaffRole


class Right(StrEnum):
    """Something that not everybody may do. Those about a job hold for the jobs somebody sees (`sees_job`)."""

    MAKE_JOBS = "make_jobs"
    EDIT_JOB = "edit_job"
    SEE_CANDIDATES = "see_candidates"
    SEE_CONTACTS = "see_contacts"
    EDIT_CANDIDATES = "edit_candidates"
    INVITE = "invite"
    UPLOAD = "upload"
    READ_REPORTS = "read_reports"
    RATE = "rate"
    COMMENT = "comment"
    DECIDE = "decide"
    SHARE = "share"
    ANSWER_REQUESTS = "answer_requests"
    SEE_COSTS = "see_costs"
    BOOK_COSTS = "book_costs"
    SEE_OPERATIONS = "see_operations"
    OPERATE = "operate"
    SEE_LOG = "see_log"
    SEE_USAGE = "see_usage"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_CONNECTIONS = "manage_connections"


_R = Right
_HR = {
    _R.MAKE_JOBS,
    _R.EDIT_JOB,
    _R.SEE_CANDIDATES,
    _R.SEE_CONTACTS,
    _R.EDIT_CANDIDATES,
    _R.INVITE,
    _R.UPLOAD,
    _R.READ_REPORTS,
    _R.RATE,
    _R.COMMENT,
    _R.DECIDE,
    _R.SHARE,
    _R.ANSWER_REQUESTS,
}
_INTERVIEWER = {_R.SEE_CANDIDATES, _R.READ_REPORTS, _R.RATE, _R.COMMENT}
MATRIX: dict[StaffRole, frozenset[Right]] = {
    StaffRole.ADMIN: frozenset(Right),
    StaffRole.HR: frozenset(_HR),
    StaffRole.INTERVIEWER: frozenset(_INTERVIEWER),
    StaffRole.HIRING_MANAGER: frozenset(_INTERVIEWER | {_R.DECIDE}),
    StaffRole.FINANCE: frozenset({_R.SEE_COSTS, _R.BOOK_COSTS}),
    StaffRole.AUDITOR: frozenset(
        {_R.SEE_CANDIDATES, _R.READ_REPORTS, _R.SEE_COSTS, _R.SEE_OPERATIONS, _R.SEE_LOG, _R.SEE_USAGE}
    ),
}
"""What each role may do; whoever has several roles may do what any of them may."""

SEES_EVERY_JOB = frozenset({StaffRole.ADMIN, StaffRole.AUDITOR})


def may(person: Person, right: Right) -> bool:
    """Whether somebody has a right at all; about a job, `sees_job` must hold as well."""
    return any(right in MATRIX[role] for role in person.roles)


def sees_job(person: Person, job: Job) -> bool:
    """Whether a job is somebody's own: made by them, or they are on its team (F100)."""
    if SEES_EVERY_JOB & set(person.roles):
        return True
    return may(person, Right.SEE_CANDIDATES) and person.id in {job.owner, *job.team}


def masked(candidate: Candidate, person: Person) -> Candidate:
    """The candidate as somebody may see them: contacts only for whoever writes to candidates."""
    if may(person, Right.SEE_CONTACTS):
        return candidate
    return candidate.model_copy(update={"email": mask_email(candidate.email), "phone": mask_phone(candidate.phone)})


def mask_email(address: str) -> str:
    """``l***@example.com``."""
    head, at, domain = address.partition("@")
    return f"{head[:1]}***@{domain}" if at else ("***" if address else "")


def mask_phone(number: str) -> str:
    """The last two digits: ``*********78``."""
    digits = re.sub(r"\D", "", number)
    return "*" * max(0, len(digits) - 2) + digits[-2:] if len(digits) > 2 else "*" * len(digits)
