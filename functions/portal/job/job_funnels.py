"""How many of a job's candidates came how far, week by week; the band of the pass rate, and its review outside it."""

from __future__ import annotations

from job.job_parts import LONGEST_REASON, keep, load, page, router, since
from mianshi.contracts.base import Bilingual, Language
from mianshi.contracts.hiring import FunnelWeek, Job, JobStatus
from mianshi.doors import web
from mianshi.doors.web import Answer, Visit
from mianshi.errors import Rejected
from mianshi.hiring import funnel as counting
from mianshi.hiring.funnel import Alarm
from mianshi.hiring.jobs import changes
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
    found = _alarm(job, _weeks(job))
    if found is None:
        raise Rejected("already_done", "the pass rate needs no review")
    if not note:
        return _page(visit, job, note_missing=True)
    zh, en = TEXTS["jobs_reviewed"]
    after = job.model_copy(update={"reviewed_at": timestamp()})
    keep(visit, job, after, [Bilingual(zh=zh, en=en), alarm_sentence(found)], note)
    return web.see_other(f"/jobs/{job.id}/history")


@router.post("/jobs/<job_id>/band")
def change_band(job_id: str) -> Answer:
    """The band outside which the pass rate raises an alarm, in whole per cent, with a reason."""
    visit, job = load(job_id, Right.EDIT_JOB)
    low, high = _percent(visit.form("pass_low")), _percent(visit.form("pass_high"))
    reason = " ".join(visit.form("reason").split())[:LONGEST_REASON]
    if low is None or high is None or low >= high:
        return _page(visit, job, band_wrong="jobs_band_wrong")
    after = job.model_copy(update={"pass_low": low / 100, "pass_high": high / 100})
    told = changes(job, after)
    if told and since(visit, job):
        raise Rejected("changed_meanwhile", job.id)
    if told and not reason and job.status is not JobStatus.DRAFT:
        return _page(visit, job, band_wrong="jobs_reason_missing")
    if told:
        keep(visit, job, after, told, reason)
    return web.see_other(f"/jobs/{job.id}/funnel?saved=1#band")


def alarm_sentence(found: Alarm) -> Bilingual:
    """What is outside its band, with its numbers."""

    def said(language: Language) -> str:
        share = percent(found.forward / found.scored)
        low, high = percent(found.low), percent(found.high)
        counts = {"weeks": len(found.weeks), "scored": found.scored, "forward": found.forward}
        return text(f"jobs_alarm_{found.side}", language, **counts, share=share, low=low, high=high)

    return Bilingual(zh=said("zh"), en=said("en"))


def _page(visit: Visit, job: Job, *, note_missing: bool = False, band_wrong: str = "") -> Answer:
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
        side=alarm.side if alarm else None,
        band=counting.band(job),
    )
    status = 422 if note_missing or band_wrong else 200
    fields = {"pass_low": f"{100 * job.pass_low:.0f}", "pass_high": f"{100 * job.pass_high:.0f}", "reason": ""}
    if band_wrong:
        fields = {name: visit.form(name)[:LONGEST_REASON] for name in fields}
    told = {"note_missing": note_missing, "band_wrong": band_wrong, "fields": fields, "saved": visit.query("saved")}
    return page(visit, "jobs/funnel.html", job, "funnel", status=status, view=view, **told)


def _weeks(job: Job) -> list[FunnelWeek]:
    return counting.whole_weeks(funnel.of_job(job.id, WEEKS), funnel.this_week(), WEEKS, job.id)


def _alarm(job: Job, weeks: list[FunnelWeek]) -> Alarm | None:
    return counting.alarm(weeks, funnel.this_week(), job)


def _percent(typed: str) -> int | None:
    """A whole number from 0 to 100, or None."""
    known = typed.strip().removesuffix("%").strip()
    if not (known.isascii() and known.isdecimal() and len(known) <= 3):
        return None
    return int(known) if int(known) <= 100 else None
