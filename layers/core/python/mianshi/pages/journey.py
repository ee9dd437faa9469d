"""The candidate's own pages: what they show, and the templates they fill."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Literal

from pydantic import Field

from mianshi.contracts.base import Bilingual, Language, Record
from mianshi.contracts.events import FOLLOW_UP_HOURS
from mianshi.contracts.hiring import CandidateRequest, ConsentRecord, InterviewMode, InterviewRules, RequestKind, Slot
from mianshi.contracts.outcomes import REASON_SENTENCES, Outcome, Reason, Status
from mianshi.pages.consent_words import ConsentWords
from mianshi.pages.frame import Frame, render_page
from mianshi.pages.texts import text

StepStatus = Literal["waiting", "running", "done", "failed", "skipped"]
STEPS = ("begin", "answers", "read", "person", "decided")


class Facts(Record):
    """What every page of a candidate knows: whose pages they are and what the interview is."""

    home: str
    """Path under which the candidate's pages lie, with a slash at its end."""
    name: str = ""
    title: Bilingual
    department: str = ""
    employer: str = ""
    contact: str = ""
    questions: int = Field(default=0, ge=0)
    follow_ups: int = Field(default=0, ge=0)
    """How many follow-up questions the software puts once the answers have been read."""
    rules: InterviewRules = InterviewRules()
    extra_time: bool = False

    @property
    def minutes(self) -> int:
        """Most minutes the interview takes, with three for the device check and the practice question."""
        return 3 + self._minutes(self.questions)

    @property
    def more_minutes(self) -> int:
        """Most minutes the follow-up questions take."""
        return self._minutes(self.follow_ups)

    @property
    def asks(self) -> str:
        """Who asks: the employer, or the department, or nobody that is known."""
        return self.employer or self.department

    def _minutes(self, questions: int) -> int:
        return -(-questions * (self.rules.think_seconds + self.rules.answer_seconds) // 60)


class OpenQuestions(Record):
    """Follow-up questions that wait for their answers."""

    left: int = Field(ge=0)
    of: int = Field(ge=0)
    until: str


class StartView(Record):
    """The first page: the notice, and what the candidate agrees to."""

    facts: Facts
    words: ConsentWords
    ends_at: str | None = None
    ticked: list[str] = Field(default_factory=list)
    """What was ticked when the form came back refused; never anything the first time."""
    problem: Literal["missing", "changed"] | None = None
    agreed_at: str | None = None
    stopped: str | None = None
    """Why nobody can begin any more: ``closed`` or ``ended``."""
    request_id: str

    @property
    def version(self) -> str:
        """Of the words, as it is stored with the consent."""
        return self.words.content_hash()


class SlotView(Record):
    """One time to choose, and how many places are left."""

    slot: Slot
    left: int = Field(ge=0)


class PlanView(Record):
    """Choosing language, way of answering, time, and what somebody needs."""

    facts: Facts
    language: str
    mode: str
    slot: str = ""
    slots: list[SlotView] = Field(default_factory=list)
    asks_slot: bool = False
    extra_time: bool = False
    text_mode: bool = False
    other: str = ""
    wrong: dict[str, str] = Field(default_factory=dict)
    """Field to the key of the text that says what is wrong with it."""
    request_id: str


class ReadyView(Record):
    """The agenda, what was chosen, and the way on."""

    facts: Facts
    language: Language
    mode: InterviewMode
    slot: Slot | None = None
    slot_now: Literal["early", "now", "over"] = "now"
    begun: bool = False
    saved: bool = False
    asked: OpenQuestions | None = None
    """Set where the interview is handed in and the follow-up questions are what is left."""


class Standing(Record):
    """How far an application is, in words."""

    code: str
    steps: dict[str, StepStatus]
    reason: Bilingual | None = None
    due_at: str | None = None
    asked: OpenQuestions | None = None
    """Of ``asking``."""
    look_again: int = 0
    """Seconds after which it may have changed by itself, so that the page looks again; 0: it changes by people only."""


class StatusView(Record):
    """The progress page."""

    facts: Facts
    standing: Standing
    mode: InterviewMode | None = None
    promised: bool = False
    """Whether follow-up questions are to come once the answers have been read."""
    mailed: bool = False
    """Whether a mail says so when they are there."""
    missed: bool = False
    """Whether the time for follow-up questions ended before all were answered."""
    unasked: bool = False
    """Whether follow-up questions were to come, and none do because the answers cannot be scored."""
    report: bool = False
    report_rule: str = "when_decided"
    supplements: list[str] = Field(default_factory=list)
    """Ids of supplementary interviews whose report may be read."""
    can_appeal: bool = False
    talent_pool: bool = False
    done: str = ""
    """What was just done, a ``journey_done_…`` text."""


class RightsView(Record):
    """Data and rights: what was agreed and asked, and everything somebody may do."""

    facts: Facts
    consents: list[ConsentRecord]
    requests: list[CandidateRequest]
    recordings: dict[int, str] = Field(default_factory=dict)
    """Number of the answer to where it can be played for an hour."""
    can_appeal: bool = False
    withdrawn: bool = False
    talent_pool: bool = False
    observed: bool = False
    may_unobserve: bool = False
    """Whether taking back the consent to observations still has effect."""
    done: str = ""


class AskView(Record):
    """One form by which a candidate asks for something or ends something."""

    facts: Facts
    action: Literal["person", "correct", "appeal", "withdraw", "erase"]
    text: str = ""
    wrong: dict[str, str] = Field(default_factory=dict)
    days: int = 15
    can_record: bool = False
    record: bool = False
    stopped: bool = False
    """An appeal without anything to appeal against."""
    request_id: str


class OpenJob(Record):
    id: str
    title: Bilingual
    department: str = ""
    interested: bool = False


class JobsView(Record):
    facts: Facts
    joined: bool
    jobs: list[OpenJob] = Field(default_factory=list)
    done: bool = False
    words: str = ""
    """The statement somebody agrees to by joining."""


class ReceiptView(Record):
    """What became of a deletion, for whoever asked for it."""

    request: CandidateRequest | None
    home: str

    @property
    def deleted(self) -> dict[str, int]:
        """How many files and rows went, as the answer to the request tells it; empty before it is answered."""
        if self.request is None or self.request.answered_at is None:
            return {}
        told = json.loads(self.request.answer or "{}")
        return {name: int(told.get(name, 0)) for name in ("objects", "rows")}


def render_start(view: StartView, frame: Frame) -> str:
    """The first page."""
    return render_page("journey/start.html", frame, view=view, hours=FOLLOW_UP_HOURS)


def render_plan(view: PlanView, frame: Frame) -> str:
    """Choosing how and when."""
    return render_page("journey/plan.html", frame, view=view)


def render_ready(view: ReadyView, frame: Frame) -> str:
    """The agenda before the interview."""
    return render_page("journey/ready.html", frame, view=view, spell=_spell(frame.language), hours=FOLLOW_UP_HOURS)


def render_status(view: StatusView, frame: Frame) -> str:
    """How far an application is."""
    return render_page("journey/status.html", frame, view=view, steps=STEPS, hours=FOLLOW_UP_HOURS)


def render_rights(view: RightsView, frame: Frame) -> str:
    """Data and rights."""
    return render_page("journey/rights.html", frame, view=view)


def render_ask(view: AskView, frame: Frame) -> str:
    """One form of data and rights."""
    return render_page("journey/ask.html", frame, view=view)


def render_jobs(view: JobsView, frame: Frame) -> str:
    """Similar jobs."""
    return render_page("journey/jobs.html", frame, view=view)


def render_receipt(view: ReceiptView, frame: Frame) -> str:
    """The receipt of a deletion."""
    return render_page("journey/receipt.html", frame, view=view)


def render_trouble(sentence: Bilingual, code: str, home: str, frame: Frame) -> str:
    """What went wrong, in one sentence, and the way back that is left."""
    return render_page("journey/trouble.html", frame, sentence=sentence, code=code, home=home)


def unusable(reason: str | None) -> Bilingual:
    """Why a recording could not be used, as its candidate reads it."""
    known = REASON_SENTENCES.get(Reason(reason)) if reason in set(Reason) else None
    return known or Bilingual(zh="", en="")


def working(status: Status, outcome: Outcome | None, *, stopped: bool, waking: bool) -> str:
    """The code of an application whose interview is with the software, or came back from it."""
    if outcome is not None:
        return {
            Outcome.SCORED: "with_person",
            Outcome.INSUFFICIENT_EVIDENCE: "thin",
            Outcome.REJECTED: "unusable",
            Outcome.FAILED: "stuck",
        }[outcome]
    if stopped:
        return "stuck"
    if waking:
        return "waking"
    return "arriving" if status is Status.AWAITING_UPLOAD else "working"


_WAY: dict[str, tuple[StepStatus, ...]] = {
    "invited": ("running", "waiting", "waiting", "waiting", "waiting"),
    "ended": ("failed", "waiting", "waiting", "waiting", "waiting"),
    "closed": ("failed", "skipped", "skipped", "skipped", "skipped"),
    "begun": ("done", "running", "waiting", "waiting", "waiting"),
    "arriving": ("done", "running", "waiting", "waiting", "waiting"),
    "person_only": ("done", "skipped", "skipped", "running", "waiting"),
    "working": ("done", "done", "running", "waiting", "waiting"),
    "waking": ("done", "done", "running", "waiting", "waiting"),
    "asking": ("done", "done", "running", "waiting", "waiting"),
    "stuck": ("done", "done", "failed", "waiting", "waiting"),
    "unusable": ("done", "done", "failed", "running", "waiting"),
    "thin": ("done", "done", "done", "running", "waiting"),
    "with_person": ("done", "done", "done", "running", "waiting"),
    "advance": ("done", "done", "done", "done", "done"),
    "hold": ("done", "done", "done", "running", "waiting"),
    "reject": ("done", "done", "done", "done", "done"),
    "withdrawn": ("skipped", "skipped", "skipped", "skipped", "skipped"),
}
CODES = tuple(_WAY)
"""Everything `Standing.code` can be."""
_SOON, _LATER = 8, 60
_MOVING = {"arriving": _SOON, "working": _SOON, "waking": _SOON, "with_person": _SOON, "thin": _SOON, "asking": _LATER}


def standing(
    code: str, *, reason: Bilingual | None = None, due_at: str | None = None, asked: OpenQuestions | None = None
) -> Standing:
    """The steps of an application of this code."""
    steps = dict(zip(STEPS, _WAY[code], strict=True))
    look_again = _MOVING.get(code, 0)
    return Standing(code=code, steps=steps, reason=reason, due_at=due_at, asked=asked, look_again=look_again)


ASKS: dict[str, RequestKind] = {
    "person": RequestKind.HUMAN_REVIEW,
    "correct": RequestKind.CORRECTION,
    "appeal": RequestKind.APPEAL,
}
"""Forms that a person answers."""


def _spell(language: Language) -> Callable[[int], str]:
    """How a stretch of seconds reads."""

    def spelled(seconds: int) -> str:
        if seconds >= 60 and seconds % 60 == 0:
            return text("journey_whole_minutes", language, n=seconds // 60)
        return text("journey_seconds", language, n=seconds)

    return spelled
