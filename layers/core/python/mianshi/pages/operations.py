"""The pages of operations, the access log and use of the product."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from mianshi.contracts.base import Bilingual, Record
from mianshi.contracts.delivery import Delivery
from mianshi.contracts.people import AuditAction, AuditEntry
from mianshi.pages.failures import failure_sentence
from mianshi.pages.frame import Frame, render_page
from mianshi.pages.labels import state_label

DONE = ("restarted", "resent")


class EndpointLine(Record):
    """One model's endpoint."""

    kind: Literal["speech", "rater"]
    name: str
    state: Literal["asleep", "waking", "awake", "missing", "unknown"]


class QueueLine(Record):
    """One queue of dead letters. `waiting` is None where nobody can say."""

    kind: Literal["events", "results", "erasures"]
    waiting: int | None


class InterviewLine(Record):
    """One interview that runs, waits or failed. `long`: its run should be over by now."""

    id: str
    name: Bilingual | None
    role: str
    created_at: str
    attempt: int
    reason: str | None = None
    failed_state: str | None = None
    closed_at: str | None = None
    long: bool = False
    asking_until: str | None = None
    """Set while a candidate is asked follow-up questions: until when they are waited for, UTC."""


class OperationsView(Record):
    """Everything about now. Lists hold one entry more than `most` where there are more."""

    endpoints: list[EndpointLine]
    running: list[InterviewLine]
    waiting: list[InterviewLine]
    failed: list[InterviewLine]
    parked: list[Delivery]
    queues: list[QueueLine]
    versions: dict[str, str]
    most: int
    may_operate: bool
    done: str = ""


class LogView(Record):
    """Lines of the access log, newest first; `more` is the key to go on before."""

    day: str
    day_before: str
    day_after: str
    action: str
    who: str
    about: str
    entries: list[AuditEntry]
    more: str | None


class PersonUse(Record):
    """What one person did in a month; `guides`: those completed at any time."""

    id: str
    signed_in: int
    reports: int
    recordings: int
    ratings: int
    comments: int
    decisions: int
    guides: list[str] = Field(default_factory=list)

    @property
    def deep(self) -> bool:
        """Whether they did more than read: rated, remarked or decided."""
        return bool(self.ratings or self.comments or self.decisions)


class UsageView(Record):
    """A month of use. `rated` of `sample` scored interviews have a rating by a person."""

    month: str
    before: str
    after: str | None
    people: list[PersonUse]
    sample: int
    rated: int


def render_operations(view: OperationsView, frame: Frame) -> str:
    """What runs, waits and failed, and what can be done about it."""
    return render_page(
        "operations/operations.html",
        frame,
        view=view,
        done=view.done if view.done in DONE else "",
        why=failure_sentence,
        state_name=state_label,
        sections=(("running", view.running), ("waiting", view.waiting), ("failed", view.failed)),
    )


def render_log(view: LogView, frame: Frame) -> str:
    """The access log."""
    return render_page("operations/log.html", frame, view=view, actions=[action.value for action in AuditAction])


def render_usage(view: UsageView, frame: Frame) -> str:
    """Use and depth of use, each figure with its formula."""
    readers = [person for person in view.people if person.reports]
    return render_page(
        "operations/usage.html",
        frame,
        view=view,
        readers=len(readers),
        deep=sum(person.deep for person in readers),
        trained=sum(bool(person.guides) for person in view.people),
        rated_share=view.rated / view.sample if view.sample else None,
        deep_share=sum(person.deep for person in readers) / len(readers) if readers else None,
        trained_share=sum(bool(person.guides) for person in view.people) / len(view.people) if view.people else None,
    )
