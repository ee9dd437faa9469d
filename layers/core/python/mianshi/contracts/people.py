"""Who works with the product: accounts, roles, sessions, the links handed to others, and who looked at what."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from mianshi.contracts.base import Record


class StaffRole(StrEnum):
    """What somebody is allowed to do; also the name of the group in the user pool. `privacy.rights` says what."""

    ADMIN = "admin"
    HR = "hr"
    INTERVIEWER = "interviewer"
    HIRING_MANAGER = "hiring_manager"
    FINANCE = "finance"
    AUDITOR = "auditor"


class Person(Record):
    """A member of staff. `id` is the user name in the user pool, which never changes."""

    id: str
    name: str
    email: str = ""
    roles: list[StaffRole]


class AccountState(StrEnum):
    """Whether somebody can sign in: yes; with a temporary password still; by the company's own pages; not any more."""

    ACTIVE = "active"
    WAITING = "waiting"
    COMPANY = "company"
    OFF = "off"


class Account(Person):
    """A person as an administrator sees them."""

    state: AccountState


class SessionsEnded(Record):
    """Sessions of a person that began before this moment are over, because their rights changed."""

    at: str


class Session(Record):
    """Somebody who signed in. The cookie holds a secret whose hash is the row's key, never the row itself."""

    person: Person
    csrf: str
    """Must come back with everything that changes something."""
    created_at: str
    ends_at: str
    """However busy it is, the session is over then."""
    seen_at: str


class Link(Record):
    """A signed address for somebody without an account. It opens one thing, until `expires_at`.

    `interview`: the candidate's own door. `report`: one report for a guest of a department.
    """

    id: str
    purpose: Literal["interview", "report"]
    job_id: str
    candidate_id: str
    interview_id: str | None = None
    created_by: str
    created_at: str
    expires_at: str
    once: bool = False
    """Bound to the browser that opened it first; any other is refused."""
    revoked: bool = False


class AuditAction(StrEnum):
    """What the access log tells. The log is only ever added to."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    LOCKED_OUT = "locked_out"
    ACCOUNT_CHANGED = "account_changed"
    JOB_CREATED = "job_created"
    JOB_CHANGED = "job_changed"
    CANDIDATE_ADDED = "candidate_added"
    CANDIDATE_CHANGED = "candidate_changed"
    INVITED = "invited"
    LINK_OPENED = "link_opened"
    LINK_REFUSED = "link_refused"
    LINK_MADE = "link_made"
    LINK_REVOKED = "link_revoked"
    CONSENT_GIVEN = "consent_given"
    UPLOADED = "uploaded"
    WITHDRAWN = "withdrawn"
    ERASURE_ASKED = "erasure_asked"
    ERASED = "erased"
    REPORT_READ = "report_read"
    RESUME_READ = "resume_read"
    """What was read of a résumé and how it meets the job's requirements, not the file."""
    RECORDING_READ = "recording_read"
    DATA_EXPORTED = "data_exported"
    RATED = "rated"
    DIVERGED = "diverged"
    """Ratings far apart: raised by the software, closed by a person."""
    COMMENTED = "commented"
    DECIDED = "decided"
    APPEALED = "appealed"
    HUMAN_ASKED = "human_asked"
    REQUEST_ANSWERED = "request_answered"
    REPORT_RELEASED = "report_released"
    COSTS_READ = "costs_read"
    COSTS_BOOKED = "costs_booked"
    COSTS_ADJUSTED = "costs_adjusted"
    TERMS_CHANGED = "terms_changed"
    BUDGET_CHANGED = "budget_changed"
    RESTARTED = "restarted"
    RESCORED = "rescored"
    RESENT = "resent"
    CONNECTION_CHANGED = "connection_changed"
    PARTNER_CHANGED = "partner_changed"
    LOG_READ = "log_read"
    CALLBACK_RECEIVED = "callback_received"


class AuditEntry(Record):
    """One line of the access log: who did what to whose data, and when. Ids only, no names and no addresses."""

    at: str
    who: str
    """A person's id, ``candidate:<id>``, ``link:<id>``, ``partner:<id>``, ``connector:<id>`` or ``software``."""
    action: AuditAction
    job_id: str | None = None
    candidate_id: str | None = None
    interview_id: str | None = None
    detail: str = ""
    """A code or a few technical words, never a name or what somebody said."""


class GuideProgress(Record):
    """Which points of a training guide somebody has ticked off."""

    guide: Literal["hr", "interviewer", "it"]
    done: list[str] = Field(default_factory=list)
    at: str
