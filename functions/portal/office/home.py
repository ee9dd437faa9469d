"""The first page of whoever signed in: their open jobs, what waits for them, and the newest interviews."""

from __future__ import annotations

from collections.abc import Sequence

from job import jobs as all_jobs
from job.job_funnels import alarm_sentence
from mianshi.contracts.base import Bilingual
from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Candidate, FunnelWeek, Job, JobStatus
from mianshi.contracts.outcomes import Status
from mianshi.contracts.people import Person
from mianshi.doors import access, blind, staff, web
from mianshi.doors.web import Answer, Visit
from mianshi.hiring import funnel as counting
from mianshi.pages.combining import WaitingDivergence
from mianshi.pages.frame import render_page
from mianshi.pages.jobs import JobAlert, LiveLine, OpenRequest, OwnJob, StartView, standing
from mianshi.platform.clock import timestamp
from mianshi.platform.store import candidates, divergences, funnel, interviews
from mianshi.privacy.rights import SEES_EVERY_JOB, Right, may

router = web.router()
LOOKED_AT = 40
"""Newest jobs among which the open ones are looked for, and whose requests are told: also of closed ones, since most
appeals come after the end."""
REQUESTS = 1000
"""Most urgent requests of all jobs among which those of one's own are looked for: one query, not one for each job."""
OPEN_JOBS = 6
"""Open jobs that are shown."""
LIVE_JOBS = 3
"""Newest open jobs whose newest candidates are shown."""
LIVE = 10
_DOORS = (
    ("costs", Right.SEE_COSTS),
    ("operations", Right.SEE_OPERATIONS),
    ("log", Right.SEE_LOG),
    ("usage", Right.SEE_USAGE),
)


@router.get("/")
def home() -> Answer:
    visit = web.visit(router)
    person = visit.person
    doors = [name for name, right in _DOORS if may(person, right)]
    view = StartView(
        name=person.name if staff.signs_in() else "",
        sees_jobs=may(person, Right.SEE_CANDIDATES),
        may_make=may(person, Right.MAKE_JOBS),
        doors=doors,
    )
    if view.sees_jobs:
        view = _with_jobs(visit, person, view)
    return web.html(visit, render_page("home.html", staff.frame(visit, "home"), view=view))


@router.get("/api/home")
def live() -> Answer:
    visit = web.visit(router)
    person = access.require(visit, Right.SEE_CANDIDATES)
    lines, busy = _live(visit, person, _open(all_jobs.own(person, LOOKED_AT)))
    shown = [line.model_dump(mode="json") | {"title": line.title.in_language(visit.language)} for line in lines]
    return web.json({"lines": shown, "busy": busy})


def _with_jobs(visit: Visit, person: Person, view: StartView) -> StartView:
    found = all_jobs.own(person, LOOKED_AT)
    opened = _open(found)
    weeks = all_jobs.recent_weeks() if opened else {}
    lines, busy = _live(visit, person, opened)
    shown = (
        opened[:OPEN_JOBS] or [job for job in found if job.status is JobStatus.DRAFT][:OPEN_JOBS] or found[:OPEN_JOBS]
    )
    return view.model_copy(
        update={
            "jobs": [_own(job, weeks.get(job.id, [])) for job in shown],
            "open_jobs": len(opened),
            "alerts": _alerts(opened, weeks),
            "requests": _requests(found) if may(person, Right.ANSWER_REQUESTS) else [],
            "diverged": _diverged(visit, person, found),
            "live": lines,
            "busy": busy,
        }
    )


def _open(found: Sequence[Job]) -> list[Job]:
    return [job for job in found if job.status is JobStatus.OPEN]


def _own(job: Job, weeks: Sequence[FunnelWeek]) -> OwnJob:
    this_week = [week for week in weeks if week.week == funnel.this_week()]
    return OwnJob(id=job.id, title=job.title, status=job.status, sentence=counting.sentence(counting.summed(this_week)))


def _alerts(opened: Sequence[Job], weeks: dict[str, list[FunnelWeek]]) -> list[JobAlert]:
    found = ((job, counting.alarm(weeks.get(job.id, []), funnel.this_week(), job)) for job in opened)
    return [JobAlert(job_id=job.id, title=job.title, sentence=alarm_sentence(alarm)) for job, alarm in found if alarm]


def _requests(own: Sequence[Job]) -> list[OpenRequest]:
    """What nobody has answered yet, the most urgent first."""
    now, jobs = timestamp(), {job.id: job for job in own}
    return [
        OpenRequest(
            job_id=request.job_id,
            candidate_id=request.candidate_id,
            title=jobs[request.job_id].title,
            kind=request.kind,
            due_at=request.due_at,
            late=request.due_at < now,
        )
        for request in candidates.unanswered(REQUESTS)
        if request.job_id in jobs
    ]


def _diverged(visit: Visit, person: Person, own: Sequence[Job]) -> list[WaitingDivergence]:
    """Ratings far apart that this person may settle, the longest waiting first; none of an interview that they are to
    rate before they hear what others found."""
    if not (may(person, Right.DECIDE) or may(person, Right.EDIT_JOB)):
        return []
    jobs = {job.id: job for job in own}
    found = [one for one in divergences.waiting(REQUESTS) if one.job_id in jobs]
    ids: dict[str, list[str]] = {}
    for one in found:
        ids.setdefault(one.job_id or "", []).append(one.interview_id)
    unseen = {known for job_id, of_job in ids.items() for known in blind.hidden(visit, jobs[job_id], of_job)}
    return [
        WaitingDivergence(
            interview_id=one.interview_id, title=jobs[one.job_id or ""].title, at=one.at, raters=one.raters
        )
        for one in found
        if one.interview_id not in unseen
    ]


def _live(visit: Visit, person: Person, opened: Sequence[Job]) -> tuple[list[LiveLine], bool]:
    """The newest interviews of the newest open jobs, and whether one of them changes by itself."""
    came = {
        candidate.interview_id: (job, candidate)
        for job in opened[:LIVE_JOBS]
        for candidate in candidates.page(job.id, LIVE)[0]
        if candidate.interview_id
    }
    known = interviews.several(list(came)) if came else {}
    if SEES_EVERY_JOB & set(person.roles):
        known |= {one.id: one for one in interviews.latest(LIVE)}
    newest = sorted(known.values(), key=lambda one: one.created_at, reverse=True)[:LIVE]
    unseen = {known for job in opened[:LIVE_JOBS] for known in blind.hidden(visit, job, _of_job(job, newest))}
    lines = [_line(visit, one, came.get(one.id), hides=one.id in unseen) for one in newest]
    return lines, any(one.status is not Status.CLOSED and not one.asks for one in newest)


def _of_job(job: Job, known: Sequence[Interview]) -> list[str]:
    return [one.id for one in known if one.job_id == job.id]


def _line(visit: Visit, known: Interview, of: tuple[Job, Candidate] | None, *, hides: bool) -> LiveLine:
    state, mark = standing(known.status, known.outcome, visit.language, asks=known.asks)
    role = known.role_name.in_language(visit.language) if known.role_name else known.role
    return LiveLine(
        href=f"/interviews/{known.id}",
        name=of[1].name if of else role,
        title=of[0].title if of else (known.role_name or Bilingual(zh=known.role, en=known.role)),
        at=known.created_at,
        state=state,
        mark=mark,
        total=None if hides else known.total,
    )
