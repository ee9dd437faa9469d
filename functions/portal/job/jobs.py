"""Jobs: made from templates, listed, opened and closed. Their questions, settings and funnel have modules beside."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

from job import job_funnels, job_learning, job_proposals, job_rescoring, job_roles, job_settings, postings, weighing
from job.job_parts import JOB_ID, load, page, router
from mianshi.contracts.base import Bilingual
from mianshi.contracts.hiring import FunnelWeek, Job, JobChange
from mianshi.contracts.people import AuditAction, Person
from mianshi.contracts.role import Role
from mianshi.doors import access, staff, web
from mianshi.doors.web import Answer, Visit
from mianshi.errors import Rejected
from mianshi.hiring import funnel as counting
from mianshi.hiring.jobs import chosen, departments
from mianshi.hiring.settings_forms import LONGEST_DEPARTMENT
from mianshi.pages.frame import render_page
from mianshi.pages.jobs import JobLine, JobsView, NewJobView, RoleTemplate
from mianshi.platform import objects
from mianshi.platform.clock import new_id, now, timestamp
from mianshi.platform.store import funnel
from mianshi.platform.store import jobs as store
from mianshi.privacy.policies import shipped_policies
from mianshi.privacy.rights import SEES_EVERY_JOB, Right, may
from mianshi.scoring.roles import MAX_ROLE_BYTES, load_role, role_bytes, role_version, shipped_roles

__all__ = [
    "job_funnels",
    "job_learning",
    "job_proposals",
    "job_rescoring",
    "job_roles",
    "job_settings",
    "postings",
    "router",
    "weighing",
]
MOST = 100
"""Jobs in the list: the newest."""
WEEKS = 4
_STEADY = timedelta(minutes=10)
"""How long a process keeps the counts of a week that is over: nothing is added to them but what was under way then."""
_FILE = "file"
_NO_TEMPLATE = Bilingual(zh="请选择一个模板，或上传职位文件。", en="Please choose a template, or upload a role file.")
_TOO_LONG = Bilingual(zh="名称最多 100 个字。", en="At most 100 characters.")
_HEADCOUNT = Bilingual(zh="请填 1 到 10000 的整数。", en="A whole number from 1 to 10000, please.")
_over: dict[str, tuple[datetime, list[FunnelWeek]]] = {}
"""Weeks that are over, and when they were read."""


@router.get("/jobs")
def listed() -> Answer:
    visit = web.visit(router)
    person = access.require(visit, Right.SEE_CANDIDATES)
    found = own(person, MOST)
    status, department, words = visit.query("status"), visit.query("department"), visit.query("words")[:100]
    weeks = recent_weeks()
    view = JobsView(
        lines=[_line(job, weeks.get(job.id, [])) for job in chosen(found, status, department, words)],
        departments=departments(found),
        status=status,
        department=department,
        words=words,
        any=bool(found),
        may_make=may(person, Right.MAKE_JOBS),
        cut=len(found) == MOST,
        most=MOST,
    )
    return web.html(visit, render_page("jobs/list.html", staff.frame(visit, "jobs"), view=view))


@router.get("/jobs/new")
def new() -> Answer:
    visit = web.visit(router)
    access.require(visit, Right.MAKE_JOBS)
    return _form(visit, {"headcount": "1"}, {}, new_id("jb"))


@router.post("/jobs/new")
def make() -> Answer:
    visit = web.visit(router)
    person = access.require(visit, Right.MAKE_JOBS)
    job_id = visit.form("id")
    if not JOB_ID.fullmatch(job_id):
        raise Rejected("bad_request", "the form has no id of a job")
    problems = _typed(visit)
    role, findings, refused = _role(visit)
    if refused:
        problems["role"] = refused
    if role is None or problems:
        fields = {name: visit.form(name) for name in ("role", "title.zh", "title.en", "department", "headcount")}
        return _form(visit, fields, problems, job_id, findings)
    if not _made(visit, person, job_id, role):
        raise Rejected("already_done", "a job of this id is there")
    return web.see_other(f"/jobs/{job_id}/role")


@router.get("/jobs/<job_id>/history")
def history(job_id: str) -> Answer:
    visit, job = load(job_id)
    return page(visit, "jobs/history.html", job, "history", history=store.history(job.id))


def own(person: Person, limit: int) -> list[Job]:
    """The newest jobs that somebody sees."""
    return store.newest(limit) if SEES_EVERY_JOB & set(person.roles) else store.of_person(person.id, limit)


def recent_weeks() -> dict[str, list[FunnelWeek]]:
    """The last four weeks of every job, by job: one query for each week that is not kept."""
    found: dict[str, list[FunnelWeek]] = {}
    this, *earlier = counting.weeks_up_to(funnel.this_week(), WEEKS)
    for counts in (funnel.of_week(this), *map(_of_earlier, earlier)):
        for one in counts:
            found.setdefault(one.job_id, []).append(one)
    return found


def _of_earlier(week: str) -> list[FunnelWeek]:
    moment = now()
    read_at, counts = _over.get(week, (None, []))
    if read_at is None or not timedelta() <= moment - read_at < _STEADY:
        counts = funnel.of_week(week)
        _over[week] = (moment, counts)
    return counts


def _line(job: Job, weeks: list[FunnelWeek]) -> JobLine:
    return JobLine(
        id=job.id,
        title=job.title,
        department=job.department,
        status=job.status,
        headcount=job.headcount,
        counts=counting.summed(weeks).model_dump(),
        alarm=counting.alarm(weeks, funnel.this_week(), job) is not None,
    )


def _typed(visit: Visit) -> dict[str, Bilingual]:
    problems: dict[str, Bilingual] = {}
    for name, longest in (("title.zh", 100), ("title.en", 100), ("department", LONGEST_DEPARTMENT)):
        if len(visit.form(name)) > longest:
            problems[name] = _TOO_LONG
    number = visit.form("headcount", "1")
    if not (number.isascii() and number.isdecimal() and len(number) < 6 and 1 <= int(number) <= 10_000):
        problems["headcount"] = _HEADCOUNT
    return problems


def _role(visit: Visit) -> tuple[Role | None, list[Bilingual], Bilingual | None]:
    """The role that was chosen or uploaded, the protected topics in it, and what is wrong with it."""
    wanted = visit.form("role")
    if wanted == _FILE:
        return job_roles.uploaded(visit)
    if wanted not in shipped_roles():
        return None, [], _NO_TEMPLATE
    return load_role(wanted), [], None


def _made(visit: Visit, person: Person, job_id: str, template: Role) -> bool:
    """Store the job. False where one of this id is somebody else's; the same form sent twice makes it once."""
    zh, en = visit.form("title.zh"), visit.form("title.en")
    name = Bilingual(zh=zh or en, en=en or zh) if zh or en else template.name
    role, at = template.model_copy(update={"name": name}), timestamp()
    version = role_version(role)
    job = Job(
        id=job_id,
        title=name,
        department=" ".join(visit.form("department").split()),
        headcount=int(visit.form("headcount", "1")),
        owner=person.id,
        role=template.id,
        role_version=version,
        policy="cn" if "cn" in shipped_policies() else shipped_policies()[0],
        created_at=at,
        changed_at=at,
    )
    told = Bilingual(zh=f"由“{template.name.zh}”建立", en=f'Made from "{template.name.en}"')
    line = JobChange(at=at, by=person.id, role_version=version, revision=0, what=[told])
    objects.put_record(objects.job_role(job_id, version), role)
    try:
        store.create(job, line)
    except Rejected:
        known = store.find(job_id)
        return known is not None and known.owner == person.id
    access.note(visit, AuditAction.JOB_CREATED, job.role[:60], about=job)
    return True


def _form(
    visit: Visit,
    fields: dict[str, str],
    problems: dict[str, Bilingual],
    job_id: str,
    findings: list[Bilingual] | None = None,
) -> Answer:
    refused = Bilingual(
        zh="没有建立：请修改下面标出的地方。", en="Nothing was made: please change the places marked below."
    )
    view = NewJobView(
        id=job_id, templates=_templates(), findings=findings or [], refused=refused, most_bytes=MAX_ROLE_BYTES
    )
    body = render_page(
        "jobs/new.html", staff.frame(visit, "jobs"), view=view, fields=fields, problems=problems, notes={}
    )
    return web.html(visit, body, 422 if problems else 200)


@cache
def _templates() -> list[RoleTemplate]:
    """What the form says about the shipped roles, whose texts were checked when they were shipped."""
    shipped = (Role.model_validate_json(role_bytes(name)[0]) for name in shipped_roles())
    return [RoleTemplate(id=one.id, name=one.name, competencies=[c.name for c in one.competencies]) for one in shipped]
