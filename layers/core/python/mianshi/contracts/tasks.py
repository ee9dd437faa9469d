"""What a state hands to its function. `execution` and `retry` come from the workflow's own context."""

from __future__ import annotations

import json
from typing import Literal

from pydantic import ConfigDict, Field

from mianshi.contracts.base import Pointer, Record
from mianshi.contracts.hiring import ErasureAsked
from mianshi.contracts.outcomes import Outcome


class Task(Record):
    """Common to every task of the interview workflow."""

    execution: str
    retry: int = Field(ge=0)


class IngestTask(Task):
    upload: Pointer


class RunTask(Task):
    """A task of a claimed run; `attempt` counts how often the interview was started."""

    interview_id: str
    attempt: int = Field(ge=1)


class AnswerTask(RunTask):
    answer: int = Field(ge=0)


class TranscribeTask(AnswerTask):
    piece: int = Field(ge=0)
    token: str


class RateTask(AnswerTask):
    token: str


class FollowUpTask(RunTask):
    token: str


class SegmentTask(RunTask):
    segment: int = Field(ge=0)


class Failure(Record):
    """A caught error as Step Functions hands it on: `Cause` is JSON text where a function raised it."""

    Error: str
    Cause: str = ""

    @property
    def message(self) -> str:
        """What the function said, without its stack trace."""
        try:
            cause = json.loads(self.Cause)
        except ValueError:
            return self.Cause
        return str(cause.get("errorMessage", "")) if isinstance(cause, dict) else self.Cause


class CloseTask(Task):
    upload: Pointer
    outcome: Outcome
    error: Failure | None = None


class DeliveryTask(Record):
    """One step of the delivery workflow."""

    action: Literal["list", "send", "park"]
    subject: str
    delivery: str | None = None
    error: Failure | None = None


class InviteTask(Record):
    """One message to a candidate. The address and the link are looked up when it is sent, never part of a state."""

    job_id: str
    candidate_id: str
    kind: Literal["invitation", "reminder", "decision", "follow_ups"]
    ends_at: str
    """Of the invitation that this belongs to, the time of the decision, or until when follow-up questions wait: what
    was renewed, taken back, decided anew or answered since writes to nobody any more."""


class EraseTask(Record):
    """EventBridge's event ``candidate.erasure_asked``; the rest of its envelope is ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    detail: ErasureAsked


class PostingChanged(Record):
    """Detail of the event ``posting.changed``: the résumés of a job are matched anew, `after` this candidate id on, or
    those of `only` these candidates: one whose turn failed, or those that another method read. `posting`: the version
    they are held against; once another is in force, nothing is done."""

    job_id: str
    posting: str | None = None
    after: str = ""
    only: list[str] = Field(default_factory=list)


class StudyAsked(Record):
    """Detail of the event ``study.asked``: a role is studied now instead of tonight."""

    role: str


class _S3Object(Record):
    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    key: str


class ResumeStored(Record):
    """Detail of S3's event about a résumé that was handed in; the rest of it is ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    object: _S3Object


class MatchTask(Record):
    """EventBridge's event: a résumé was stored, or a posting changed; the rest of its envelope is ignored. Or the
    schedule's reminder to delete what was read of files that are gone, and to have read anew what another method
    read."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    action: Literal["tidy"] | None = None
    detail: PostingChanged | ResumeStored | None = None


class StudyTask(Record):
    """The schedule's reminder, or EventBridge's event ``study.asked``."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    action: Literal["study"] | None = None
    detail: StudyAsked | None = None


class MatchReceipt(Record):
    """`read` counts résumés, `matched` those that were held against a posting, `refused` those that cannot be read."""

    job_id: str
    read: int
    matched: int
    refused: int


class StudyReceipt(Record):
    """Roles that were studied, and how many of the studies propose something."""

    roles: int
    proposing: int
