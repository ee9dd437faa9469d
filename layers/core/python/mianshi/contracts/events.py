"""Events and receipts: what moves between states, small and without personal data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from mianshi.contracts.base import Bilingual, Language, LanguageChoice, Record
from mianshi.contracts.outcomes import Outcome, Status

MOST_FILES = 20
"""Recordings of one interview: one per answer."""
MOST_FOLLOW_UPS = 3
FOLLOW_UP_HOURS = 24
"""How long a candidate has for the follow-up questions; the workflow waits as long."""


class Upload(Record):
    """One file we signed for. `file_name` is what the person called it: data, never an identity or a path."""

    answer: int = Field(ge=0)
    key: str
    file_name: str
    question: str | None = None
    scored: bool = True
    """False: a personal question, which only people read; no level comes from it."""
    follow_up: str | None = None
    """Of a follow-up question: id of the competency it asks more about."""
    kind: Literal["recording", "text"] = "recording"
    """`text`: the object is a typed answer in UTF-8, the way for whoever does not speak to a camera."""

    @property
    def optional(self) -> bool:
        """Whether the interview does without the answer where it cannot be used, or is not given."""
        return not self.scored or self.follow_up is not None


class Consent(Record):
    """What the candidate agreed to, separately."""

    recording: bool
    analysis: bool
    observations: bool


class Rescoring(Record):
    """Somebody had an interview scored anew, from what was said then, by a newer version of its job's role."""

    of: str
    """Id of the interview that is scored anew."""
    attempt: int
    """Of it: what was said and seen lies there."""
    number: int
    """Of the scorecard that comes of it."""
    by: str
    by_name: str
    reason: str = Field(max_length=600)
    at: str
    tells: bool = False
    """Whether other systems are told the new result."""


class Scoring(Record):
    """How an interview was scored before: it stays readable as it was."""

    number: int
    """Of its scorecard."""
    role_number: int
    role_version: str
    outcome: Outcome
    reason: str | None = None
    total: int | None = None
    closed_at: str | None = None


class RescoringRun(Record):
    """That an interview is being scored anew: by a run of its own, which nobody sees but the software."""

    run: str
    """Id of the interview record that the workflow works on."""
    role_version: str
    at: str


class Asking(Record):
    """That follow-up questions were put. Their words are in the uploads; what they refer to lies with the transcripts,
    because it quotes them."""

    attempt: int
    """Of the run that put them."""
    at: str
    until: str
    answered_at: str | None = None
    """When the answers, or that there are none, were taken."""


class Interview(Record):
    """One interview as the table keeps it."""

    id: str
    role: str
    role_version: str
    role_name: Bilingual | None = None
    """Kept here because the role's own copy expires with the transcript, long before the interview does."""
    language: LanguageChoice
    policy: str
    consent: Consent
    uploads: list[Upload]
    created_at: str
    status: Status = Status.AWAITING_UPLOAD
    outcome: Outcome | None = None
    reason: str | None = None
    failed_state: str | None = None
    attempt: int = 0
    """How often it was started; artefacts of each start have their own keys."""
    number: int = 0
    """Of the scorecard that stands, where the interview was scored anew; 0: the one of its attempt. The copy of the
    role that it is scored by lies under the same number."""
    rescoring: Rescoring | None = None
    """Where it was scored anew: why the scorecard that stands was made. Of a run that scores anew: what it is for."""
    earlier: list[Scoring] = Field(default_factory=list)
    """How it was scored before, oldest first."""
    execution: str | None = None
    total: int | None = None
    closed_at: str | None = None
    job_id: str | None = None
    candidate_id: str | None = None
    department: str = ""
    """Of the job when it was opened: a job that moves later takes no past cost along."""
    source: str = ""
    """Where the candidate came from, as for `hiring.Candidate`."""
    created_by: str | None = None
    """The person who uploaded on a candidate's behalf."""
    appeal_of: str | None = None
    """The interview that this one supplements."""
    extra_time: bool = False
    """An accommodation was asked for: delivery measures are not shown. Scoring never sees it."""
    follow_ups: int = Field(default=0, ge=0, le=MOST_FOLLOW_UPS)
    """How many follow-up questions are put once the answers were read: what the job had for everybody when the
    interview was opened."""
    asking: Asking | None = None
    """Set once, when they are put."""

    @property
    def asks(self) -> bool:
        """Whether the run waits for answers to follow-up questions."""
        asking = self.asking
        return (
            self.status is Status.PROCESSING
            and asking is not None
            and asking.answered_at is None
            and asking.attempt == self.attempt
            and not self.is_rescoring
        )

    @property
    def takes_files(self) -> bool:
        """Whether the candidate may hand anything in."""
        return self.status is Status.AWAITING_UPLOAD or self.asks

    @property
    def scorecard(self) -> int:
        """Number of the scorecard that stands."""
        return self.number or self.attempt

    def before(self, scoring: Scoring) -> Interview:
        """The interview as it stood with one of its `earlier` scorings."""
        same = scoring.model_dump(include={"role_version", "reason", "total", "closed_at"})
        earlier = self.earlier[: self.earlier.index(scoring)]
        update = {"outcome": scoring.outcome, "number": scoring.role_number, "rescoring": None, "earlier": earlier}
        return self.model_copy(update=same | update)

    @property
    def is_rescoring(self) -> bool:
        """Whether this is no interview of its own but the run that scores one anew."""
        return self.rescoring is not None and self.rescoring.of != self.id

    @property
    def said_in(self) -> tuple[str, int]:
        """Interview and attempt under which lies what was said and seen."""
        if self.rescoring is not None and self.is_rescoring:
            return self.rescoring.of, self.rescoring.attempt
        return self.id, self.attempt

    def scored(self, answers: Sequence[int]) -> list[int]:
        """Those of these answers that levels come from: not the ones to a candidate's own questions."""
        own = {upload.answer for upload in self.uploads if not upload.scored}
        return [number for number in answers if number not in own]

    def core(self, answers: Sequence[int]) -> list[int]:
        """Those of these answers that the interview cannot do without."""
        optional = {upload.answer for upload in self.uploads if upload.optional}
        return [number for number in answers if number not in optional]

    def upload(self, answer: int) -> Upload | None:
        """The file of an answer, or None where nobody asked for it."""
        return next((upload for upload in self.uploads if upload.answer == answer), None)


class AnswerOfSound(Record):
    """The work of one answer, for the workflow's maps."""

    answer: int
    pieces: list[int]
    """Of its sound; empty where the answer was typed."""
    optional: bool = False
    """Whether the run goes on without it where it cannot be heard."""


class IngestReceipt(Record):
    interview_id: str
    claim: Literal["accepted", "duplicate", "waiting", "ignored"]
    attempt: int = 0
    answers: list[AnswerOfSound] = Field(default_factory=list)
    segments: list[int] = Field(default_factory=list)
    observe: bool = False


class TranscribeReceipt(Record):
    interview_id: str
    answer: int
    piece: int
    words: int = 0
    compute_ms: int = 0


class LanguageReceipt(Record):
    interview_id: str
    answer: int
    language: Language | None
    sentences: int
    checks: int = 0
    """Small questions that the rater is to be asked about the answer."""


class RateReceipt(Record):
    """`remembered`: the same was asked before, and nobody had to read it again."""

    interview_id: str
    answer: int
    checks: int = 0
    remembered: bool = False
    compute_ms: int = 0


class VisionReceipt(Record):
    interview_id: str
    segment: int
    frames: int


class ScoreReceipt(Record):
    interview_id: str
    outcome: Outcome
    total: int | None
    follow_ups: int = 0
    """How many follow-up questions are to be put now."""


class FollowUpReceipt(Record):
    interview_id: str
    asked: int


class FollowUpsAsked(Record):
    """Detail of the event ``candidate.follow_ups_asked``: ids only, what is asked is read by whoever may."""

    job_id: str
    candidate_id: str
    until: str


class CloseReceipt(Record):
    interview_id: str
    outcome: Outcome
    lines: int


class InterviewClosed(Record):
    """Detail of the event ``interview.closed``; its detail-type names the outcome: ``interview.scored`` and so on."""

    interview_id: str
    subject: str
    """As `contracts.keys` writes it, for the delivery workflow."""
    outcome: Outcome
    deliveries: int


class InviteReceipt(Record):
    """`sent` is false where nobody had to be written to any more, or no mail is sent at all."""

    candidate_id: str
    sent: bool


class EraseReceipt(Record):
    """How much was deleted, all looks together: objects in S3 with all their versions, and rows of the table."""

    candidate_id: str
    objects: int
    rows: int
