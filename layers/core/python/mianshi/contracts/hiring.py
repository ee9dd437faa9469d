"""Hiring around an interview: jobs, candidates, invitations, what people rate and decide."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from mianshi.contracts.base import Bilingual, Language, Milliseconds, Record, Share
from mianshi.contracts.combination import Combination
from mianshi.contracts.events import Consent

InterviewMode = Literal["video", "audio", "text"]
LONGEST_TEXT = 20_000
"""Characters of a typed answer."""


class Slot(Record):
    """A stretch of time in which so many candidates may take the interview. Times are UTC, ISO 8601."""

    id: str
    starts_at: str
    ends_at: str
    capacity: int = Field(gt=0, le=1000)


class InterviewRules(Record):
    """How candidates are interviewed. The same for everybody of a job."""

    modes: list[InterviewMode] = Field(default=["video", "audio", "text"], min_length=1)
    """`text` is the way for whoever cannot or does not want to speak to a camera."""
    languages: list[Language] = Field(default=["zh", "en"], min_length=1)
    think_seconds: int = Field(default=30, ge=0, le=600)
    """Time to read and think before an answer starts by itself; the candidate may start sooner."""
    answer_seconds: int = Field(default=180, ge=15, le=1800)
    retakes: int = Field(default=1, ge=0, le=10)
    """How often one answer may be recorded again."""
    practice: bool = True
    advanced: bool = False
    """Basic: the core questions of the role. Advanced: the others too."""
    link_days: int = Field(default=14, ge=1, le=90)
    """How long an invitation can be used."""
    personal: int = Field(default=0, ge=0, le=3)
    """How many questions of their own a candidate may be asked at the end, chosen by a person and never scored: the
    same limit for everybody (F123)."""
    follow_ups: int = Field(default=0, ge=0, le=3)
    """How many follow-up questions the software puts once the answers have been read: the same number for everyone
    whose answers can be scored (F97)."""
    reminder_hours: int = Field(default=48, ge=0, le=720)
    """Hours after the invitation at which whoever has not begun is reminded; 0: never."""


class JobStatus(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Job(Record):
    """One opening. The role (questions, key points, weights, thresholds) is an artefact of its own, by its version."""

    id: str
    title: Bilingual
    department: str = ""
    headcount: int = Field(default=1, ge=1, le=10_000)
    owner: str
    """Person who made it. Owner and team see the job; nobody else does, except admin and auditor."""
    team: list[str] = Field(default_factory=list)
    role: str
    """Id of the role it was made from."""
    role_version: str
    policy: str
    rules: InterviewRules = InterviewRules()
    slots: list[Slot] = Field(default_factory=list)
    """Empty: candidates come when they like."""
    blind_first: bool = False
    """Interviewers rate before they see the scores."""
    release: Literal["when_scored", "when_decided", "by_hand"] = "when_decided"
    """When candidates may read their report."""
    status: JobStatus = JobStatus.DRAFT
    posting: str = ""
    """Version of the job text that résumés are held against; empty: none was written."""
    combination: Combination | None = None
    """What interview, résumé, test and people weigh in the combined report; None: nobody asked for one."""
    pass_low: Share = 0.5
    pass_high: Share = 1.0
    """Band of the share of scored interviews that reach the line; outside it somebody should look (F115)."""
    reviewed_at: str | None = None
    """When somebody last looked into a low pass rate; weeks up to then raise no alarm any more."""
    external_id: str = Field(default="", max_length=64)
    """What the partner's system calls the job."""
    partner: str | None = None
    """Id of the partner who made it by API."""
    created_at: str
    changed_at: str
    revision: int = 0
    """How often it was changed; a change must name the one it was made from."""


class JobChange(Record):
    """One line of a job's change log."""

    at: str
    by: str
    role_version: str
    revision: int
    posting: str = ""
    """Version of the job text then; empty: none was written."""
    what: list[Bilingual]
    reason: str = ""


class Stage(StrEnum):
    """How far a candidate has come, by what people did. What software does meanwhile is the interview's status."""

    ADDED = "added"
    INVITED = "invited"
    STARTED = "started"
    """Gave consent and began."""
    SUBMITTED = "submitted"
    """All answers are handed in; the software works or has worked."""
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


class DecisionKind(StrEnum):
    ADVANCE = "advance"
    HOLD = "hold"
    REJECT = "reject"
    """Only ever by a named person, with a reason."""


class Decision(Record):
    kind: DecisionKind
    by: str
    by_name: str
    reason: str = Field(min_length=1, max_length=2000)
    at: str
    interview_id: str | None = None
    saw_report: bool = False
    """Whether that person had opened the report before."""


class ConsentRecord(Record):
    """What a candidate agreed to, word by word: `text_version` is the hash of the page they saw. Never changed."""

    consent: Consent
    talent_pool: bool = False
    text_version: str
    language: Language
    policy: str
    at: str
    address_hash: str = ""
    """Keyed hash of the network address: shows that two came from one place, not which."""


class ChosenQuestion(Record):
    """A question for one candidate that a person chose: asked at the end, shown with its answer, never scored."""

    text: str = Field(min_length=1, max_length=400)
    """In the candidate's language."""
    why: str = Field(default="", max_length=400)
    suggested: str = Field(default="", max_length=400)
    """The words in which it was suggested, however a person put it afterwards; empty: it was not."""
    by: str
    at: str


class Candidate(Record):
    """One person for one job. Name and contacts are personal data: masked for whoever does not need them."""

    id: str
    job_id: str
    name: str = Field(max_length=100)
    email: str = Field(default="", max_length=254)
    phone: str = Field(default="", max_length=40)
    source: str = Field(default="", max_length=60)
    """Where the candidate came from, such as a job board."""
    external_id: str = Field(default="", max_length=64)
    """What the partner's system calls this application."""
    came_by: str = Field(default="", max_length=60)
    """What sent them here where results go back by it, such as an exam of Feishu Hire; no form changes it."""
    language: Language = "zh"
    stage: Stage = Stage.ADDED
    created_at: str
    created_by: str
    invited_at: str | None = None
    invitation_ends_at: str | None = None
    started_at: str | None = None
    submitted_at: str | None = None
    mode: InterviewMode | None = None
    slot: str | None = None
    """Id of the booked slot."""
    consent: Consent | None = None
    talent_pool: bool = False
    copies: list[str] = Field(default_factory=list)
    """``job id/candidate id`` where the talent pool added the same person to another job: erased with them."""
    person_only: bool = False
    """Refused analysis by software: a person interviews and decides."""
    extra_time: bool = False
    """Accommodation: no clock, and delivery measures are not shown. Scoring never sees it."""
    interview_id: str | None = None
    appeal_ids: list[str] = Field(default_factory=list)
    """Supplementary interviews, newest last."""
    personal: list[ChosenQuestion] = Field(default_factory=list, max_length=3)
    """Questions of their own, as long as they have not begun."""
    retakes: dict[str, int] = Field(default_factory=dict)
    """Number of the answer to how often it was recorded again."""
    decision: Decision | None = None
    released_at: str | None = None
    """When the report was released to the candidate."""
    revision: int = 0

    @model_validator(mode="before")
    @classmethod
    def _came_by(cls, given: Any) -> Any:
        """Rows from before this field: whom a connector added came by what it wrote as their source."""
        if not isinstance(given, dict) or "came_by" in given:
            return given
        added = str(given.get("created_by", "")).startswith("connector:")
        return {**given, "came_by": given.get("source", "")} if added else given


class AnswerTime(Record):
    """How long somebody thought and answered, as their browser measured it. Nothing is scored by it."""

    answer: int = Field(ge=0)
    kind: Literal["recording", "text"]
    thinking_ms: Milliseconds | None = None
    """From when the question was shown until the answer began."""
    answering_ms: Milliseconds | None = None
    at: str


class RequestKind(StrEnum):
    """What a candidate may ask for."""

    HUMAN_REVIEW = "human_review"
    APPEAL = "appeal"
    CORRECTION = "correction"
    ERASURE = "erasure"
    ACCOMMODATION = "accommodation"


class CandidateRequest(Record):
    """Something a candidate asked for, and what a person answered."""

    id: str
    job_id: str
    candidate_id: str
    kind: RequestKind
    text: str = Field(default="", max_length=4000)
    at: str
    due_at: str = Field(min_length=1)
    """Until when a person must have answered; what waits is listed by it."""
    interview_id: str | None = None
    """Of an appeal: the supplementary interview."""
    answered_at: str | None = None
    answered_by: str | None = None
    answer: str = Field(default="", max_length=4000)


class HumanRating(Record):
    """What one person thinks of one interview, competency by competency, on the same anchored scale of 1 to 5."""

    interview_id: str
    by: str
    by_name: str
    levels: dict[str, Annotated[float, Field(ge=1.0, le=5.0)]]
    notes: dict[str, str] = Field(default_factory=dict)
    saw_scores: bool
    """Whether the scores of the software had been shown to that person before."""
    at: str
    role_version: str = ""
    """Of the role that the levels were given by; empty in a rating that was stored without."""

    def by_version(self, role_version: str) -> bool:
        """Whether the levels can be held against those of a version: one that was scored anew has other anchors."""
        return self.role_version in ("", role_version)


class Comment(Record):
    """A remark on an interview, or on one moment of it."""

    id: str
    interview_id: str
    by: str
    by_name: str
    text: str = Field(min_length=1, max_length=4000)
    answer: int | None = None
    at_ms: Milliseconds | None = None
    at: str


class FunnelStep(StrEnum):
    """What is counted per job and week."""

    INVITED = "invited"
    STARTED = "started"
    SUBMITTED = "submitted"
    SCORED = "scored"
    NOT_SCORED = "not_scored"
    """Refused, or too little evidence. What broke on our side can be run again, and counts when it ends otherwise."""
    FORWARD = "forward"
    """The total reached the role's threshold."""
    ADVANCED = "advanced"
    HELD = "held"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    APPEALED = "appealed"


class FunnelWeek(Record):
    """Counts of one job in one ISO week, such as ``2026-W48``."""

    job_id: str
    week: str
    counts: dict[str, int] = Field(default_factory=dict)
    """By `FunnelStep` value."""


class InvitationSent(Record):
    """Detail of the event ``candidate.invited``: ids only, the address and the link are looked up when it is sent."""

    job_id: str
    candidate_id: str
    channel: Literal["email", "none"]
    remind_at: str
    """When whoever has not begun is reminded; the end of the invitation where nobody is."""
    ends_at: str


class DecisionMade(Record):
    """Detail of the event ``candidate.decided``: ids only; what was decided is read by whoever may."""

    job_id: str
    candidate_id: str
    at: str
    """Of the decision."""


class ErasureAsked(Record):
    """Detail of the event ``candidate.erasure_asked``."""

    job_id: str
    candidate_id: str
    request_id: str
