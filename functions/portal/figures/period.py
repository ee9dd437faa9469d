"""The period and the job that somebody asks about, and everything that was counted in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import NamedTuple, TypeVar

from mianshi.accounting import summing
from mianshi.contracts import dates
from mianshi.contracts.afterwards import Hire
from mianshi.contracts.hiring import FunnelStep, FunnelWeek, Job
from mianshi.doors import web
from mianshi.doors.web import Visit
from mianshi.errors import Rejected
from mianshi.finance.figures import questions
from mianshi.finance.figures.questions import Counts, Stint
from mianshi.finance.months import days as calendar
from mianshi.finance.months import rollup
from mianshi.finance.months.opened import opened_within
from mianshi.finance.months.rollup import Cell, DaySummary, InterviewSum
from mianshi.platform.clock import now
from mianshi.platform.store import afterwards, funnel, jobs

MOST_JOBS = 200
"""Jobs whose hires are looked for where no job was named: two queries each, so that a page does not take for ever."""
FORECAST_MONTHS = 3
_AT_ONCE = 8
_SECONDS = 8.0
_ALL_WEEKS = 1000
A = TypeVar("A")
B = TypeVar("B")


class Period(NamedTuple):
    """Months from the first to the last, of one job or of all. `life`: everything of the job, whenever it was."""

    first: str
    last: str
    job: Job | None
    life: bool

    @property
    def months(self) -> list[str]:
        """Every one of them, in order."""
        names = [self.last]
        while names[0] > self.first:
            names.insert(0, calendar.before(names[0]))
        return names

    @property
    def end(self) -> str:
        """Its last day, or today."""
        return min(calendar.of_month(self.last)[-1], f"{now():%Y-%m-%d}")


class Found(NamedTuple):
    """What was counted."""

    by_month: dict[str, list[Cell]]
    interviews: list[InterviewSum]
    missing: list[str]
    open_days: list[str]
    counts: Counts
    hires: dict[str, int]
    """By department of the job."""
    stints: list[Stint]
    jobs: dict[str, Job]
    cut: int

    @property
    def cells(self) -> list[Cell]:
        """Of every month."""
        return [cell for cells in self.by_month.values() for cell in cells]


def asked(visit: Visit) -> Period:
    """The period of the address: the current month unless it says otherwise.

    Raises:
        Rejected: ``not_found`` for a job that is not there; ``bad_request`` for what is no period.
    """
    this = f"{now():%Y-%m}"
    name = visit.query("job")[:60]
    job = jobs.find(name) if name else None
    if name and job is None:
        raise Rejected("not_found", "there is no such job")
    if job is not None and visit.query("life"):
        period = Period(max(job.created_at[:7], dates.later(this, 1 - questions.MOST_MONTHS)), this, job, True)
    else:
        last = visit.query("to") or visit.query("from") or this
        period = Period(visit.query("from") or last, last, job, False)
    for month in (period.first, period.last):
        web.month(month)
    if period.first > period.last or period.first < dates.later(period.last, 1 - questions.MOST_MONTHS):
        raise Rejected("bad_request", "no period, or a very long one")
    return period


def this_month(visit: Visit) -> Period:
    """The current month and the job of the address, where its period is none."""
    this, name = f"{now():%Y-%m}", visit.query("job")[:60]
    return Period(this, this, jobs.find(name) if name else None, False)


def found(period: Period) -> Found:
    """Read what a period holds; days that are not added up yet are named, and the next call goes on with them."""
    deadline = monotonic() + _SECONDS
    read = {name: summing.month(name, max(0.2, deadline - monotonic())) for name in period.months}
    days = [_of(period.job, day) for month in read.values() for day in month.days]
    weeks = _weeks(period)
    known, cut = _jobs(period, days, weeks)
    after = dict(zip(known, _at_once(afterwards.of_job, list(known)), strict=True))
    hired = [
        (known[job_id], one.hire, max((gone.left_on for gone in one.departures), default=None))
        for job_id, people in after.items()
        for one in people.values()
        if one.hire is not None
    ]
    within = [job for job, hire, _ in hired if period.life or period.first <= hire.at[:7] <= period.last]
    interviews = _within(rollup.interviews(days), period)
    return Found(
        by_month={name: [c for day in month.days for c in _of(period.job, day).cells] for name, month in read.items()},
        interviews=interviews,
        missing=[day for month in read.values() for day in month.missing],
        open_days=[day.day for day in days if day.state != "final" and day.cells],
        counts=_counts(interviews, weeks, len(within)),
        hires={name: sum(job.department == name for job in within) for name in {job.department for job in within}},
        stints=[_stint(hire, left) for _, hire, left in hired],
        jobs=known,
        cut=cut,
    )


def past(job: Job | None) -> tuple[list[InterviewSum], list[str]]:
    """Interviews of the last months that are over, opened in them, and the days that are not added up yet."""
    this = f"{now():%Y-%m}"
    period = Period(dates.later(this, 1 - FORECAST_MONTHS), this, job, False)
    read = [summing.month(name) for name in period.months]
    days = [_of(job, day) for month in read for day in month.days]
    over = [one for one in _within(rollup.interviews(days), period) if one.outcome != "open"]
    return over, [day for month in read for day in month.missing]


def _of(job: Job | None, day: DaySummary) -> DaySummary:
    if job is None:
        return day
    cells = [cell for cell in day.cells if cell.job_id == job.id]
    return day.model_copy(
        update={"cells": cells, "interviews": [one for one in day.interviews if one.job_id == job.id]}
    )


def _within(found: Sequence[InterviewSum], period: Period) -> list[InterviewSum]:
    if period.life:
        return list(found)
    opened = opened_within({one.interview_id for one in found}, period.first, period.last)
    return [one for one in found if one.interview_id in opened]


def _weeks(period: Period) -> list[FunnelWeek]:
    names = questions.weeks_of(period.first, period.last)
    if period.job is not None:
        weeks = funnel.of_job(period.job.id, _ALL_WEEKS)
        return [week for week in weeks if period.life or week.week in names]
    return [week for weeks in _at_once(funnel.of_week, names) for week in weeks]


def _jobs(period: Period, days: Sequence[DaySummary], weeks: Sequence[FunnelWeek]) -> tuple[dict[str, Job], int]:
    """The jobs whose hires are looked for, and how many are not: those of the period first, then the newest."""
    if period.job is not None:
        return {period.job.id: period.job}, 0
    named = {cell.job_id for day in days for cell in day.cells if cell.job_id} | {week.job_id for week in weeks}
    there = jobs.several(sorted(named, reverse=True)[:MOST_JOBS]) | {job.id: job for job in jobs.newest(MOST_JOBS)}
    chosen = dict(list(there.items())[:MOST_JOBS])
    return chosen, max(0, len(named | set(there)) - len(chosen))


def _counts(interviews: Sequence[InterviewSum], weeks: Sequence[FunnelWeek], hires: int) -> Counts:
    def step(name: FunnelStep) -> int:
        return max(0, sum(week.counts.get(name.value, 0) for week in weeks))

    return Counts(
        applications=max(step(FunnelStep.INVITED), step(FunnelStep.SUBMITTED)),
        interviews=len({one.interview_id for one in interviews}),
        scored=len({one.interview_id for one in interviews if one.outcome == "scored"}),
        qualified=step(FunnelStep.ADVANCED),
        hires=hires,
    )


def _stint(hire: Hire, left_on: str | None) -> Stint:
    return Stint(starts_on=hire.starts_on, left_on=left_on)


def _at_once(read: Callable[[A], B], keys: Sequence[A]) -> list[B]:
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(read, keys))
