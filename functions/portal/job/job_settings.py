"""The settings of a job: who works on it, how candidates are interviewed, which times can be booked."""

from __future__ import annotations

from job.job_parts import keep, load, page, role_of, router, since, team_choices
from job.job_words import topics
from mianshi.contracts.base import Bilingual
from mianshi.contracts.events import FOLLOW_UP_HOURS, MOST_FOLLOW_UPS
from mianshi.contracts.hiring import Job, JobStatus
from mianshi.contracts.people import Account
from mianshi.doors import web
from mianshi.doors.web import Answer, Visit
from mianshi.errors import Rejected
from mianshi.hiring.calendars import Entry, calendar
from mianshi.hiring.jobs import changes
from mianshi.hiring.settings_forms import NUMBERS, more_slots, settled
from mianshi.pages.texts import TEXTS, text
from mianshi.platform.clock import timestamp
from mianshi.platform.store import candidates, jobs
from mianshi.privacy.policies import load_policy, shipped_policies
from mianshi.privacy.rights import Right

_SLOT = {"minutes": "30", "times": "1", "capacity": "1"}
_LOOKED_AT = 100
"""Newest candidates among whom one with an interview is looked for, to say that a change makes interviews unlike."""
_SLOT_FIELDS = ("start", "minutes", "times", "capacity")


@router.get("/jobs/<job_id>/settings")
def settings(job_id: str) -> Answer:
    visit, job = load(job_id)
    return _page(visit, job, _fields(job), _lists(job))


@router.post("/jobs/<job_id>/settings")
def change_settings(job_id: str) -> Answer:
    visit, job = load(job_id, Right.EDIT_JOB)
    posted = visit.whole_form()
    found = settled(job, posted, shipped_policies(), _ids(team_choices(job)))
    meanwhile = since(visit, job)
    told = changes(job, found.job) if found.job else []
    if found.job is None or (meanwhile and told):
        fields = {name: values[0] for name, values in posted.items()}
        lists = {name: posted.get(name, []) for name in ("modes", "languages", "team")}
        return _page(visit, job, fields, lists, problems=found.problems, meanwhile=meanwhile)
    if told:
        keep(visit, job, found.job, told)
    return web.see_other(f"/jobs/{job.id}/settings?saved=1")


@router.post("/jobs/<job_id>/slots")
def add_slots(job_id: str) -> Answer:
    visit, job = load(job_id, Right.EDIT_JOB)
    found = more_slots(job, visit.whole_form(), timestamp())
    if found.job is None:
        typed = {name: visit.form(name) for name in _SLOT_FIELDS}
        return _page(visit, job, _fields(job) | typed, _lists(job), problems=found.problems, slot_problems=True)
    keep(visit, job, found.job, changes(job, found.job))
    return web.see_other(f"/jobs/{job.id}/settings#slots")


@router.post("/jobs/<job_id>/slots/remove")
def remove_slot(job_id: str) -> Answer:
    visit, job = load(job_id, Right.EDIT_JOB)
    wanted = visit.form("slot")
    if jobs.booked(job.id).get(wanted):
        zh, en = TEXTS["jobs_slot_has_bookings"]
        told = {"slots": Bilingual(zh=zh, en=en)}
        return _page(visit, job, _fields(job), _lists(job), problems=told, slot_problems=True)
    after = job.model_copy(update={"slots": [slot for slot in job.slots if slot.id != wanted]})
    if what := changes(job, after):
        keep(visit, job, after, what)
    return web.see_other(f"/jobs/{job.id}/settings#slots")


@router.post("/jobs/<job_id>/status")
def change_status(job_id: str) -> Answer:
    visit, job = load(job_id, Right.EDIT_JOB)
    wanted = visit.form("status")
    if wanted not in (JobStatus.OPEN.value, JobStatus.CLOSED.value):
        raise Rejected("bad_request", "a job is opened or closed")
    if wanted == JobStatus.OPEN.value and topics(role_of(job)):
        raise Rejected("bad_role", "the role holds a protected topic")
    after = job.model_copy(update={"status": JobStatus(wanted)})
    if told := changes(job, after):
        if since(visit, job):
            raise Rejected("changed_meanwhile", job.id)
        keep(visit, job, after, told)
    return web.see_other(f"/jobs/{job.id}" if wanted == JobStatus.OPEN.value else f"/jobs/{job.id}/settings")


@router.get("/jobs/<job_id>/calendar.ics")
def booked_times(job_id: str) -> Answer:
    visit, job = load(job_id)
    taken, at, language = jobs.booked(job.id), timestamp(), visit.language
    title = job.title.in_language(language)
    entries = [
        Entry(
            uid=f"{job.id}-{slot.id}@mianshi",
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            stamped_at=at,
            summary=text("jobs_calendar_entry", language, title=title, n=taken[slot.id]),
            description=text("jobs_calendar_note", language, n=taken[slot.id], of=slot.capacity),
            url=f"{visit.origin}/jobs/{job.id}",
        )
        for slot in job.slots
        if taken.get(slot.id)
    ]
    content = calendar(entries, text("jobs_calendar_name", language, title=title))
    return web.file(content, f"{job.id}.ics", "text/calendar; charset=utf-8")


def _page(
    visit: Visit,
    job: Job,
    fields: dict[str, str],
    lists: dict[str, list[str]],
    *,
    problems: dict[str, Bilingual] | None = None,
    meanwhile: list[Bilingual] | None = None,
    slot_problems: bool = False,
) -> Answer:
    return page(
        visit,
        "jobs/settings.html",
        job,
        "settings",
        status=422 if problems else 409 if meanwhile else 200,
        fields=_SLOT | fields,
        lists=lists,
        problems=problems or {},
        slot_problems=slot_problems,
        meanwhile=meanwhile or [],
        notes={},
        policies=[load_policy(name) for name in shipped_policies()],
        booked=jobs.booked(job.id) if job.slots else {},
        people=team_choices(job),
        saved=visit.query("saved") == "1",
        most_follow_ups=MOST_FOLLOW_UPS,
        follow_up_hours=FOLLOW_UP_HOURS,
        begun=any(candidate.interview_id for candidate in candidates.page(job.id, _LOOKED_AT)[0]),
    )


def _ids(known: list[Account] | None) -> list[str] | None:
    return None if known is None else [account.id for account in known]


def _lists(job: Job) -> dict[str, list[str]]:
    return {"modes": [*job.rules.modes], "languages": [*job.rules.languages], "team": job.team}


def _fields(job: Job) -> dict[str, str]:
    rules = job.rules
    return {
        "department": job.department,
        "headcount": str(job.headcount),
        "team": "\n".join(job.team),
        "policy": job.policy,
        "release": job.release,
        "blind_first": "yes" if job.blind_first else "",
        "practice": "yes" if rules.practice else "",
        "advanced": "yes" if rules.advanced else "",
        **{name: str(getattr(rules, name)) for name in NUMBERS},
    }
