"""Partners: companies whose systems call our API, and the keys they do it with."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from mianshi.contracts.base import Record
from mianshi.contracts.hiring import Job


class Scope(StrEnum):
    """What a key may be used for."""

    JOBS_READ = "jobs:read"
    JOBS_WRITE = "jobs:write"
    CANDIDATES_READ = "candidates:read"
    CANDIDATES_WRITE = "candidates:write"
    INTERVIEWS_READ = "interviews:read"
    INTERVIEWS_WRITE = "interviews:write"
    DECISIONS_WRITE = "decisions:write"
    OUTCOMES_READ = "outcomes:read"
    OUTCOMES_WRITE = "outcomes:write"
    """Hires, performance, departures, written tests."""
    COSTS_READ = "costs:read"
    ERASURES_WRITE = "erasures:write"
    WEBHOOKS_WRITE = "webhooks:write"


class ApiKey(Record):
    """One key of a partner. What is handed out is ``mk_<id>_<secret>``; here is only the hash of the secret."""

    id: str
    hash: str
    label: str = Field(default="", max_length=60)
    scopes: list[Scope]
    per_minute: int = Field(default=120, ge=1, le=6000)
    created_at: str
    created_by: str
    expires_at: str | None = None
    revoked_at: str | None = None


class Partner(Record):
    """A company whose system calls us."""

    id: str
    """``pa_`` and a ULID."""
    name: str = Field(min_length=1, max_length=80)
    jobs: Literal["own", "all"] = "own"
    """Which jobs it sees: those it made and those whose team names ``partner:<id>``, or every one."""
    contact: str = ""
    """Account of the member of staff who answers for its jobs and becomes their owner."""
    active: bool = True
    keys: list[ApiKey] = Field(default_factory=list)
    created_at: str
    revision: int = 0

    @property
    def who(self) -> str:
        """As the access log names it."""
        return f"partner:{self.id}"

    def sees(self, job: Job) -> bool:
        """Whether a job is this partner's to see."""
        return self.jobs == "all" or job.partner == self.id or self.who in {job.owner, *job.team}
