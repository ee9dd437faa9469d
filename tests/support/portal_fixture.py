"""Views of the portal about people who do not exist."""

from __future__ import annotations

from mianshi.contracts.base import Bilingual, Language
from mianshi.contracts.events import MOST_FILES
from mianshi.contracts.outcomes import Outcome, Status
from mianshi.contracts.progress import StateStatus
from mianshi.pages.labels import outcome_sentence, state_label
from mianshi.pages.views import (
    HomeView,
    InterviewView,
    PolicyChoice,
    ProgressView,
    RecentInterview,
    RoleChoice,
    StateView,
)
from support.report_fixture import CN, EU, INTERVIEW

STATES = ["Ingest", "Transcribe", "Language", "Vision", "Score", "CloseRun"]
ROLE = Bilingual(zh="零售门店店长", en="Retail store manager")


def home_view(language: Language = "zh", *, max_bytes: int = 2_000_000_000, max_files: int = MOST_FILES) -> HomeView:
    def recent(number: int, status: Status, outcome: Outcome | None, total: int | None) -> RecentInterview:
        return RecentInterview(
            id=f"iv_{number:026}",
            role_name=ROLE if number % 2 else Bilingual(zh="软件工程师", en="Software engineer"),
            created_at=f"2026-11-2{number}T03:20:00Z",
            status=status,
            outcome=outcome,
            total=total,
        )

    return HomeView(
        roles=[
            RoleChoice(id="retail_store_manager", name=ROLE),
            RoleChoice(id="software_engineer", name=Bilingual(zh="软件工程师", en="Software engineer")),
        ],
        policies=[
            PolicyChoice(**CN.model_dump(), observations=True),
            PolicyChoice(**EU.model_dump(), observations=False),
        ],
        recent=[
            recent(1, Status.PROCESSING, None, None),
            recent(2, Status.CLOSED, Outcome.SCORED, 72),
            recent(3, Status.CLOSED, Outcome.INSUFFICIENT_EVIDENCE, None),
            recent(4, Status.CLOSED, Outcome.REJECTED, None),
        ],
        max_bytes=max_bytes,
        max_files=max_files,
        page_language=language,
    )


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
