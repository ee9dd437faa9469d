"""How many of a job's candidates came how far, week by week, and the review of a low pass rate."""

from __future__ import annotations

from job_parts import LONGEST_REASON, keep, load, page, router
from mianshi.contracts.base import Bilingual, Language
from mianshi.contracts.hiring import FunnelWeek, Job
from mianshi.doors import web
from mianshi.doors.web import Answer, Visit
from mianshi.errors import Rejected
from mianshi.hiring import funnel as counting
from mianshi.hiring.funnel import Alarm
from mianshi.pages.fmt import percent
from mianshi.pages.jobs import FunnelView, file_headings, participation, week_bars
from mianshi.pages.texts import TEXTS, text
from mianshi.platform.clock import timestamp
from mianshi.platform.store import funnel
from mianshi.privacy.rights import Right

WEEKS = 12


@router.get("/jobs/<job_id>/funnel")
def shown(job_id: str) -> Answer:
    visit, job = load(job_id)
    return _page(visit, job)


@router.get("/jobs/<job_id>/funnel.csv")
def as_file(job_id: str) -> Answer:
    visit, job = load(job_id)
    content = counting.table(_weeks(job)[::-1], file_headings(visit.language))
    return web.file(content, f"funnel-{job.id}.csv", "text/csv; charset=utf-8")


@router.post("/jobs/<job_id>/reviewed")
def reviewed(job_id: str) -> Answer:
    visit, job = load(job_id, Right.EDIT_JOB)
    note = " ".join(visit.form("note").split())[:LONGEST_REASON]
    if _alarm(job, _weeks(job)) is None:
        raise Rejected("already_done", "the pass rate needs no review")
    if not note:
        return _page(visit, job, note_missing=True)
    zh, en = TEXTS["jobs_reviewed"]
    after = job.model_copy(update={"reviewed_at": timestamp()})
    keep(visit, job, after, [Bilingual(zh=zh, en=en)], note)
    return web.see_other(f"/jobs/{job.id}/history")


def alarm_sentence(found: Alarm) -> Bilingual:
    """What is low, with its numbers."""

    def said(language: Language) -> str:
        share = percent(found.forward / found.scored)
        return text(
            "jobs_alarm_low", language, weeks=len(found.weeks), scored=found.scored, forward=found.forward, share=share
        )

    return Bilingual(zh=said("zh"), en=said("en"))


def _page(visit: Visit, job: Job, *, note_missing: bool = False) -> Answer:
    weeks = _weeks(job)
    totals = counting.summed(weeks).model_dump()
    this_week = counting.summed(weeks[:1])
    alarm = _alarm(job, weeks)
    view = FunnelView(
        sentence=counting.sentence(this_week),
        this_week=this_week.model_dump(),
        totals=totals,
        weeks=week_bars(weeks, {week.week: counting.monday(week.week) for week in weeks}),
        participation=participation(totals),
        alarm=alarm_sentence(alarm) if alarm else None,
    )
    status = 422 if note_missing else 200
    return page(visit, "jobs/funnel.html", job, "funnel", status=status, view=view, note_missing=note_missing)


def _weeks(job: Job) -> list[FunnelWeek]:
    return counting.whole_weeks(funnel.of_job(job.id, WEEKS), funnel.this_week(), WEEKS, job.id)


def _alarm(job: Job, weeks: list[FunnelWeek]) -> Alarm | None:
    return counting.alarm(weeks, funnel.this_week(), job.reviewed_at)
