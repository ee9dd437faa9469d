"""What the pages show: records the portal fills, and the JSON that the portal's scripts exchange with its API."""

from __future__ import annotations

import re
from typing import Any, Literal

from pydantic import Field, field_validator

from mianshi.contracts.base import Bilingual, Language, LanguageChoice, Milliseconds, Record
from mianshi.contracts.delivery import Delivery
from mianshi.contracts.events import Consent
from mianshi.contracts.hiring import LONGEST_TEXT, InterviewMode
from mianshi.contracts.observations import Observations
from mianshi.contracts.outcomes import Outcome, Status
from mianshi.contracts.progress import StateStatus
from mianshi.contracts.role import Role
from mianshi.contracts.scorecard import Scorecard
from mianshi.contracts.transcript import Transcript
from mianshi.contracts.usage import LedgerLine

_SCHEME = re.compile(r"^([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_PLAYABLE = re.compile(r"^(https?|file|blob)$|^data$", re.IGNORECASE)


class MediaSource(Record):
    """Where the recording of one answer can be played: a signed address, or a path relative to the page."""

    url: str
    kind: Literal["video", "audio"]

    @field_validator("url")
    @classmethod
    def _playable(cls, url: str) -> str:
        scheme = _SCHEME.match(url)
        if scheme and not _PLAYABLE.match(scheme.group(1)):
            raise ValueError("a media address is http, https, file, blob, data or relative")
        return url


class PolicyFacts(Record):
    """The policy profile as a page names it."""

    id: str
    name: Bilingual
    explanation: Bilingual


class InterviewFacts(Record):
    """What is known about the interview itself. `file_names` are what people called their files: text, never paths."""

    id: str
    role_name: Bilingual
    created_at: str
    language: LanguageChoice | None
    policy: PolicyFacts
    file_names: list[str]


class Costs(Record):
    """Ledger lines and their priced total in micro-units of `currency`; lines without a price are not in the total."""

    lines: list[LedgerLine]
    total_micro: int
    currency: str


class RoleAverage(Record):
    """Mean level (1-5) by competency id over so many scorecards of the role; fewer than 30 are never shown."""

    scorecards: int = Field(ge=30)
    levels: dict[str, float]


class DeskNote(Record):
    """A remark as the report on the portal lists it. `answer` counts from 0."""

    by: str
    text: str
    at: str
    answer: int | None = None
    at_ms: Milliseconds | None = None


class Desk(Record):
    """What the report on the portal has besides the report itself: who reads it can remark on a moment there."""

    csrf: str
    interview: str
    """Path of the interview's page."""
    comments: str
    """Path of the API that takes remarks."""
    remarks: bool = False
    """Whether this reader may remark."""
    notes: list[DeskNote] = Field(default_factory=list)
    """Remarks that this reader may see, oldest first; on paper, too, and in no saved copy."""


FollowUpState = Literal["waiting", "answered", "unanswered", "unusable", "unknown"]
"""What became of a follow-up question; unknown once the transcripts have expired."""


class FollowUpShown(Record):
    """One follow-up question that was put, and what became of it. `answer` and `of` count from 0."""

    answer: int
    of: int | None = None
    """The answer that it goes on from, where that is known."""
    question: Bilingual
    quote: str = ""
    """The candidate's words that it refers to; empty once they have expired with the transcript."""
    state: FollowUpState


class ReportView(Record):
    """Everything the reports of one interview show. `media` maps the number of an answer to its recording."""

    interview: InterviewFacts
    scorecard: Scorecard
    transcripts: list[Transcript] = Field(default_factory=list)
    observations: Observations | None = None
    role: Role | None = None
    costs: Costs | None = None
    deliveries: list[Delivery] = Field(default_factory=list)
    media: dict[int, MediaSource] = Field(default_factory=dict)
    average: RoleAverage | None = None
    candidate_report: str | None = None
    """Where the candidate's report lies: a path relative to the interviewer's."""
    page_language: Language = "zh"
    language_links: bool = False
    """Whether ``?lang=`` leads to the other language (it does on the portal, not in a saved file)."""
    desk: Desk | None = None
    """None in a saved file."""
    superseded: bool = False
    """A later scoring stands in this one's place."""
    blind: bool = False
    """Recording and transcript only, for whoever rates first: what the software scored is not in this record."""
    own_questions: list[int] = Field(default_factory=list)
    """Numbers of the answers to the candidate's own questions, which are not scored."""
    own_unread: list[str] = Field(default_factory=list)
    """Those of these questions whose answer could not be used."""
    follow_ups: list[FollowUpShown] = Field(default_factory=list)
    """Follow-up questions that the software put, in the order of their answers."""
    delivery_shown: bool = True
    """False after an accommodation: rate, pauses and the like would tell of it."""


class StateView(Record):
    """One state of the workflow. `done` of `of` counts its units of work; both are 0 before the number is known."""

    state: str
    label: Bilingual
    status: StateStatus
    done: int = Field(default=0, ge=0)
    of: int = Field(default=0, ge=0)
    seconds: float = Field(default=0.0, ge=0.0)


class ProgressView(Record):
    """The answer of ``GET /api/interviews/<id>``."""

    id: str
    status: Status
    outcome: Outcome | None = None
    reason: str | None = None
    sentence: Bilingual
    stopped: bool = False
    """The run is over and did not close the interview: nothing will change until somebody starts it again."""
    waking: bool = False
    """The recogniser is at zero instances and work waits for it: some minutes pass until one has started."""
    asking_until: str | None = None
    """Set while the run waits for the candidate's answers to follow-up questions: how long, UTC."""
    progress: list[StateView]
    links: dict[str, str] = Field(default_factory=dict)
    """Addresses by name: ``report``, ``scorecard``, ``transcript`` and so on, as far as they exist."""


class InterviewView(Record):
    """The page of one interview while it is worked on and after."""

    progress: ProgressView
    role_name: Bilingual
    created_at: str
    file_names: list[str] = Field(default_factory=list)
    page_language: Language = "zh"


class ErrorView(Record):
    """A page that says what went wrong. `code` is a key of `labels.ERRORS`; an unknown one as ``server_error``."""

    code: str
    page_language: Language = "zh"


class FileToUpload(Record):
    """One file of a new interview; `question` is what was asked in it, where that is known."""

    name: str
    size: int = Field(ge=0)
    type: str
    question: str | None = Field(default=None, max_length=1000)


class CreateInterview(Record):
    """The body of ``POST /api/interviews``. `role_definition` is a whole role file, for a role that is not shipped."""

    role: str
    role_definition: dict[str, Any] | None = None
    language: LanguageChoice
    policy: str
    consent: Consent
    files: list[FileToUpload] = Field(min_length=1)


class UploadPart(Record):
    """A part to send by PUT, with exactly `size` bytes of the file from ``(number - 1) * part_bytes``."""

    number: int = Field(gt=0, le=10_000)
    url: str
    size: int = Field(gt=0)


class UploadTicket(Record):
    """How a file gets to its place.

    A small one by a signed POST: every field goes into the multipart form, and the file comes last as ``file``.
    A large one (`upload_id` is given, `url` is empty) in parts by signed PUTs; those in `parts` are to be sent now, and
    whoever has sent them asks for the next ticket with `upload_id`, until none are left.
    """

    answer: int = Field(ge=0)
    url: str = ""
    fields: dict[str, str] = Field(default_factory=dict)
    upload_id: str | None = None
    part_bytes: int = Field(default=0, ge=0)
    parts: list[UploadPart] = Field(default_factory=list)
    parts_done: list[int] = Field(default_factory=list)
    """Numbers of the parts that are stored."""
    stored: bool = False
    """The whole file is there already; nothing is to be sent."""


class UploadWish(Record):
    """The body of ``POST …/answers/<n>/ticket``: what is to be uploaded, in bytes, and what was begun before."""

    size: int = Field(gt=0)
    name: str = Field(default="", max_length=1000)
    upload_id: str | None = Field(default=None, pattern=r"^[\x21-\x7e]{1,1024}$")


class UploadDone(Record):
    """The body of ``POST …/answers/<n>/complete``; the times are as the browser measured them."""

    size: int = Field(gt=0)
    upload_id: str | None = Field(default=None, pattern=r"^[\x21-\x7e]{1,1024}$")
    thinking_ms: Milliseconds | None = None
    answering_ms: Milliseconds | None = None


class UploadAborted(Record):
    """The body of ``POST …/answers/<n>/abort``."""

    upload_id: str = Field(pattern=r"^[\x21-\x7e]{1,1024}$")


class TypedAnswer(Record):
    """The body of ``POST …/answers/<n>/text``."""

    text: str = Field(min_length=1, max_length=LONGEST_TEXT)
    thinking_ms: Milliseconds | None = None
    answering_ms: Milliseconds | None = None


class BeginInterview(Record):
    """The body of ``POST /c/<candidate>/api/begin``; without a mode it is the one that was chosen before."""

    mode: InterviewMode | None = None


class FinishInterview(Record):
    """The body of ``POST /c/<candidate>/api/finish``. `early`: with the answers that are there, fewer than asked."""

    early: bool = False


class AnswerState(Record):
    """One answer of an interview: what was asked, and whether the answer is stored."""

    answer: int = Field(ge=0)
    question: str
    scored: bool = True
    """False: a question of the candidate's own."""
    follow_up: bool = False
    of: int | None = None
    """Of a follow-up question: number of the answer that it goes on from, if it goes on from one."""
    heard: str = ""
    """Of a follow-up question: the candidate's words that it refers to."""
    file_name: str = ""
    kind: Literal["recording", "text"] = "recording"
    stored: bool = False
    retakes_left: int = Field(default=0, ge=0)


class AnswersView(Record):
    """How far the answers of an interview are. `open`: answers are still taken."""

    interview_id: str
    open: bool
    language: LanguageChoice = "auto"
    """Of the questions and answers."""
    answers: list[AnswerState]


class UploadFor(Record):
    """The body of ``POST /api/jobs/<job>/candidates/<candidate>/upload``: files for a candidate, in the order of the
    answers, and what the candidate agreed to, as the person who uploads confirms with their name."""

    consent: Consent
    confirmed: bool
    language: Language
    files: list[FileToUpload] = Field(min_length=1)


class InterviewCreated(Record):
    """The answer to ``POST /api/interviews``; `uploads` are in the order of the files."""

    interview_id: str
    uploads: list[UploadTicket]


class ApiError(Record):
    """The body of an error answer of the API; the page shows `sentence`."""

    code: str
    sentence: Bilingual
    detail: str = ""
    """Where and what, in English, for the person who wrote the request."""
