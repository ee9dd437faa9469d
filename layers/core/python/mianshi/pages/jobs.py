"""What the pages about jobs and the first page show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import Field

from mianshi.contracts.base import Bilingual, Record
from mianshi.contracts.hiring import FunnelWeek, JobStatus, RequestKind
from mianshi.contracts.outcomes import Outcome, Status
from mianshi.pages.combining import WaitingDivergence
from mianshi.pages.texts import TEXTS

WEEK_STEPS = ("invited", "submitted", "scored", "forward", "held")
"""Columns of the table of weeks."""
PARTICIPATION = ("invited", "started", "submitted", "advanced")
FILE_STEPS = (
    "invited",
    "started",
    "submitted",
    "scored",
    "not_scored",
    "forward",
    "advanced",
    "held",
    "rejected",
    "withdrawn",
    "appealed",
)
_MARKS = {
    Outcome.SCORED: "yes",
    Outcome.INSUFFICIENT_EVIDENCE: "warn-mark",
    Outcome.REJECTED: "no",
    Outcome.FAILED: "no",
}


class JobLine(Record):
    """One job of the list. `counts` are of the last four weeks, by step."""

    id: str
    title: Bilingual
    department: str
    status: JobStatus
    headcount: int
    counts: dict[str, int]
    alarm: bool = False


class JobsView(Record):
    """The list of jobs, and what it was narrowed to."""

    lines: list[JobLine]
    departments: list[str]
    status: str = ""
    department: str = ""
    words: str = ""
    any: bool
    """Whether there is a job at all, whatever was chosen."""
    may_make: bool
    cut: bool = False
    """Whether there may be more jobs than `most`, which are not listed."""
    most: int


class RoleTemplate(Record):
    """A shipped role to begin with."""

    id: str
    name: Bilingual
    competencies: list[Bilingual]


class NewJobView(Record):
    """The form of a new job. `id` is the job's, so that a form sent twice makes one job."""

    id: str
    templates: list[RoleTemplate]
    findings: list[Bilingual] = Field(default_factory=list)
    """Protected topics in the file that was given."""
    refused: Bilingual
    most_bytes: int


class WeekBar(Record):
    """One week with the widths of its two bars: scored and forward, as shares (0-100) of the busiest week."""

    week: str
    monday: str
    counts: dict[str, int]
    whole: float
    part: float
    pass_rate: float | None


class Step(Record):
    """How many took a step, its bar (0-100), and the share of those who took the one before."""

    step: str
    number: int
    width: float
    of_before: float | None


class FunnelView(Record):
    """How many came how far. `weeks` has the newest week first."""

    sentence: Bilingual
    this_week: dict[str, int]
    totals: dict[str, int]
    weeks: list[WeekBar]
    participation: list[Step]
    steps: tuple[str, ...] = WEEK_STEPS
    alarm: Bilingual | None = None
    side: Literal["low", "high"] | None = None
    """Of the alarm: under or over the band."""
    band: str = ""
    """Of the pass rate, such as ``50%–100%``."""


class OwnJob(Record):
    """A job on the first page, with its week in one sentence."""

    id: str
    title: Bilingual
    status: JobStatus
    sentence: Bilingual


class JobAlert(Record):
    """A job whose pass rate somebody should look into."""

    job_id: str
    title: Bilingual
    sentence: Bilingual


class OpenRequest(Record):
    """Something a candidate asked for that nobody has answered."""

    job_id: str
    candidate_id: str
    title: Bilingual
    kind: RequestKind
    due_at: str
    late: bool


class LiveLine(Record):
    """One interview and where it stands, in the reader's language; `mark` is the class of its label."""

    href: str
    name: str
    title: Bilingual
    at: str
    state: str
    mark: str
    total: int | None = None


class StartView(Record):
    """The first page of whoever signed in."""

    name: str
    sees_jobs: bool
    may_make: bool
    jobs: list[OwnJob] = Field(default_factory=list)
    open_jobs: int = 0
    alerts: list[JobAlert] = Field(default_factory=list)
    requests: list[OpenRequest] = Field(default_factory=list)
    diverged: list[WaitingDivergence] = Field(default_factory=list)
    live: list[LiveLine] = Field(default_factory=list)
    busy: bool = False
    doors: list[str] = Field(default_factory=list)
    """Other parts of the portal this person works with, by their entry in the menu."""


def standing(status: Status, outcome: Outcome | None, language: str, *, asks: bool = False) -> tuple[str, str]:
    """What a list says about an interview, and the class of its mark. `asks`: it waits for answers to follow-ups."""
    if outcome is None:
        return TEXTS["status_asking" if asks else f"status_{status.value}"][language == "en"], ""
    return TEXTS[f"outcome_{outcome.value}"][language == "en"], _MARKS[outcome]


def week_bars(weeks: Sequence[FunnelWeek], mondays: Mapping[str, str]) -> list[WeekBar]:
    """Bars of the weeks, in their order; the busiest is 100 wide."""
    most = max([week.counts.get("scored", 0) for week in weeks] or [0])
    return [_bar(week, mondays[week.week], most) for week in weeks]


def participation(totals: Mapping[str, int]) -> list[Step]:
    """The steps from an invitation to the next round, each beside the one before (F76).

    A step is counted in the week it happens, so more may take it than took the one before; the share is cut at 1.
    """
    most = max(totals.get(step, 0) for step in PARTICIPATION)
    steps: list[Step] = []
    before: int | None = None
    for name in PARTICIPATION:
        number = totals.get(name, 0)
        of_before = min(1.0, number / before) if before else None
        steps.append(Step(step=name, number=number, width=_width(number, most), of_before=of_before))
        before = number
    return steps


def file_headings(language: str) -> dict[str, str]:
    """Headings of the funnel's CSV, by column."""
    at = 1 if language == "en" else 0
    first = {"week": TEXTS["jobs_week"][at], "monday": TEXTS["jobs_monday"][at]}
    return first | {step: TEXTS[f"jobs_step_{step}"][at] for step in FILE_STEPS}


def _bar(week: FunnelWeek, monday: str, most: int) -> WeekBar:
    scored, forward = week.counts.get("scored", 0), week.counts.get("forward", 0)
    return WeekBar(
        week=week.week,
        monday=monday,
        counts=week.counts,
        whole=_width(scored, most),
        part=_width(forward, most),
        pass_rate=forward / scored if scored else None,
    )


def _width(number: int, most: int) -> float:
    return round(min(100.0, 100 * number / most), 1) if most else 0.0
