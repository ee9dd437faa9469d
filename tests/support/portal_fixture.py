"""Views of the portal about people who do not exist."""

from __future__ import annotations

from mianshi.contracts.base import Bilingual, Language
from mianshi.contracts.outcomes import Outcome, Status
from mianshi.contracts.progress import StateStatus
from mianshi.pages.labels import outcome_sentence, state_label
from mianshi.pages.views import InterviewView, ProgressView, StateView
from support.report_fixture import INTERVIEW

STATES = ["Ingest", "Transcribe", "Language", "Vision", "Score", "CloseRun"]
ROLE = Bilingual(zh="零售门店店长", en="Retail store manager")


def progress(statuses: list[StateStatus], outcome: Outcome | None = None, reason: str | None = None) -> ProgressView:
    status = Status.CLOSED if outcome else Status.PROCESSING
    steps = [
        StateView(
            state=name,
            label=state_label(name),
            status=step,
            done={"done": 2, "running": 1}.get(step, 0),
            of=2 if name in {"Transcribe", "Language", "Vision"} and step != "skipped" else 0,
        )
        for name, step in zip(STATES, statuses, strict=True)
    ]
    links = {"report": f"/interviews/{INTERVIEW}/report", "scorecard": "/s"} if outcome is Outcome.SCORED else {}
    return ProgressView(
        id=INTERVIEW,
        status=status,
        outcome=outcome,
        reason=reason,
        sentence=outcome_sentence(status, outcome, reason),
        progress=steps,
        links=links,
    )


def interview_view(language: Language = "zh", *, rejected: bool = False) -> InterviewView:
    running = progress(["done", "done", "running", "running", "waiting", "waiting"])
    refused = progress(["failed", "skipped", "skipped", "skipped", "skipped", "done"], Outcome.REJECTED, "no_audio")
    return InterviewView(
        progress=refused if rejected else running,
        role_name=ROLE,
        created_at="2026-11-20T03:20:00Z",
        file_names=["面试-第一题.mp4", "b.mp4"],
        page_language=language,
    )
