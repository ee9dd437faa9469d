"""Jobs of a partner: made from a shipped role or from one of their own, listed, read, changed."""

from __future__ import annotations

import json
from typing import Any

from mianshi.contracts.base import Bilingual
from mianshi.contracts.hiring import InterviewRules, Job, JobChange, JobStatus
from mianshi.contracts.partner import Scope
from mianshi.contracts.partner_api import (
    JobEdit,
    JobsQuery,
    JobTold,
    JobWish,
    Page,
    QuestionsTold,
    QuestionTold,
    RulesWish,
)
from mianshi.contracts.people import AuditAction
from mianshi.contracts.role import Role
from mianshi.doors import access
from mianshi.errors import Rejected
from mianshi.hiring.jobs import changes
from mianshi.platform import objects
from mianshi.platform.clock import new_id, timestamp
from mianshi.platform.store import jobs as store
from mianshi.platform.store import partners
from mianshi.privacy.policies import load_policy, shipped_policies
from mianshi.scoring.roles import load_role, parse_role, role_version, shipped_roles
from protocol import frame
from protocol.frame import Call
from protocol.problems import Refused

router = frame.Routes("Jobs")
KEEP_DAYS = 3650
"""How long we know which job is meant by a partner's own id."""
_ETAG = {"ETag": "The job's version, for `If-Match`."}
_IF_MATCH = {"If-Match": "An `ETag` you got: the change is refused where the job has changed since."}


@router.post(
    "/jobs",
    scope=Scope.JOBS_WRITE,
    takes=JobWish,
    gives=JobTold,
    status=201,
    summary="Create a job",
    problems=(409,),
    headers={"Location": "Address of the job.", **_ETAG},
)
def create(call: Call, wish: JobWish) -> JobTold:
    """The role brings questions, key points, weights and thresholds; protected topics in a role of your own are refused
    by name. Your contact person becomes the owner of the job."""
    role = _role(wish)
    policy = wish.policy or ("cn" if "cn" in shipped_policies() else shipped_policies()[0])
    load_policy(policy)
    job_id = _id_for(call, wish.external_id)
    job = _stored(call, wish, role, policy, job_id)
    access.note(call.who, AuditAction.JOB_CREATED, job.role[:60], about=job)
    call.tell("Location", f"{frame.PREFIX}/jobs/{job.id}")
    return told(call, job)


@router.get("/jobs", scope=Scope.JOBS_READ, gives=Page[JobTold], query=JobsQuery, summary="List jobs, newest first")
def listed(call: Call, *, query: JobsQuery) -> Page[JobTold]:
    """The jobs this key sees: those you made and those you were added to; every job where your company may see all."""
    if query.external_id is not None:
        ours = partners.known(call.partner.id, "JOB", query.external_id)
        only = store.find(ours) if ours else None
        found, after = [only] if only and call.sees(only) else [], None
    else:
        found, after = partners.jobs_of(call.partner, query.limit, call.position(query.cursor))
    items = [_shape(call, job) for job in found if query.status in (None, job.status)]
    return Page[JobTold](items=items, next=call.cursor(after) if after else None)


@router.get("/jobs/{job_id}", scope=Scope.JOBS_READ, gives=JobTold, summary="Read a job", headers=_ETAG)
def read(call: Call, *, job_id: str) -> JobTold:
    """One job, with its version in `ETag`."""
    return told(call, call.job(job_id))


@router.get("/jobs/{job_id}/questions", scope=Scope.JOBS_READ, gives=QuestionsTold, summary="Questions of a job")
def questions(call: Call, *, job_id: str) -> QuestionsTold:
    """What is asked, in the order of the role. Name them word for word where you hand in recordings."""
    role = role_of(call.job(job_id))
    return QuestionsTold(
        questions=[
            QuestionTold(id=question.id, competency=competency.id, text=question.text, core=question.core)
            for competency in role.competencies
            for question in competency.questions
        ]
    )


@router.patch(
    "/jobs/{job_id}",
    scope=Scope.JOBS_WRITE,
    takes=JobEdit,
    gives=JobTold,
    summary="Change a job",
    problems=(409, 412),
    headers=_ETAG,
    takes_headers=_IF_MATCH,
)
def change(call: Call, edit: JobEdit, *, job_id: str) -> JobTold:
    """Only what you send is changed. With `If-Match` nobody's change is overwritten unseen."""
    job = call.job(job_id)
    match(call, job)
    if edit.status == JobStatus.OPEN.value and job.status is not JobStatus.OPEN:
        _openable(job)
    title = job.title.model_copy(update=edit.title.model_dump(exclude_none=True)) if edit.title else job.title
    renamed = title != job.title
    version = _renamed(job, title) if renamed else job.role_version
    updates: dict[str, Any] = {"title": title, "role_version": version, "rules": _rules(job.rules, edit.rules)}
    updates |= {name: value for name in ("headcount", "release") if (value := getattr(edit, name)) is not None}
    updates |= {"status": JobStatus(edit.status)} if edit.status else {}
    updates |= {"department": _tidy(edit.department)} if edit.department is not None else {}
    after = job.model_copy(update=updates)
    what = changes(job, after)
    if renamed:
        zh, en = f"名称：“{job.title.zh}” → “{title.zh}”", f'title: "{job.title.en}" → "{title.en}"'
        what = [Bilingual(zh=zh, en=en), *what]
    return told(call, kept(call, job, after, what, edit.reason) if what else job)


def told(call: Call, job: Job) -> JobTold:
    """The job as a partner reads it, with its version in the answer's headers."""
    call.tell("ETag", f'"{job.revision}"')
    return _shape(call, job)


def role_of(job: Job) -> Role:
    """The role of a job as it is now."""
    return objects.get_record(objects.job_role(job.id, job.role_version), Role)


def _shape(call: Call, job: Job) -> JobTold:
    same = ("id", "title", "department", "headcount", "status", "role", "role_version", "policy", "rules", "release")
    return JobTold(
        **{name: getattr(job, name) for name in (*same, "blind_first", "created_at", "changed_at", "revision")},
        external_id=(job.external_id or None) if job.partner == call.partner.id else None,
        url=f"{call.origin}/jobs/{job.id}",
    )


def _role(wish: JobWish) -> Role:
    if wish.role_definition is not None:
        role = parse_role(json.dumps(wish.role_definition).encode(), "role_definition")
    elif wish.role in shipped_roles():
        role = load_role(wish.role)
    else:
        raise Rejected("bad_role", f"There is no such shipped role; there are {', '.join(shipped_roles())}.")
    return role.model_copy(update={"name": wish.title.both()}) if wish.title else role


def _id_for(call: Call, external_id: str | None) -> str:
    """The id of the job to be made: a new one, or the one that was promised to a request that then broke.

    Raises:
        Rejected: ``external_id_taken``.
    """
    job_id = new_id("jb")
    if external_id is None or partners.remember(call.partner.id, "JOB", external_id, job_id, KEEP_DAYS):
        return job_id
    ours = partners.known(call.partner.id, "JOB", external_id) or job_id
    if store.find(ours) is None:
        return ours
    raise Refused("external_id_taken", "A job of yours has this external id already.", existing=ours)


def _stored(call: Call, wish: JobWish, role: Role, policy: str, job_id: str) -> Job:
    version, at = role_version(role), timestamp()
    job = Job(
        id=job_id,
        title=role.name,
        department=_tidy(wish.department),
        headcount=wish.headcount,
        owner=call.partner.contact or call.who,
        role=role.id,
        role_version=version,
        policy=policy,
        rules=_rules(InterviewRules(), wish.rules),
        blind_first=wish.blind_first,
        release=wish.release,
        status=JobStatus(wish.status),
        external_id=wish.external_id or "",
        partner=call.partner.id,
        created_at=at,
        changed_at=at,
    )
    made = Bilingual(zh=f"由合作方“{call.partner.name}”建立", en=f'Made by the partner "{call.partner.name}"')
    line = JobChange(at=at, by=call.who, role_version=version, revision=0, what=[made])
    objects.put_record(objects.job_role(job_id, version), role)
    partners.made(call.partner.id, job_id)
    store.create(job, line)
    return job


def kept(call: Call, job: Job, after: Job, what: list[Bilingual], reason: str) -> Job:
    """Store a changed job with its line in the change log and in the access log."""
    at = timestamp()
    line = JobChange(
        at=at,
        by=call.who,
        role_version=after.role_version,
        revision=job.revision + 1,
        posting=after.posting,
        what=what,
        reason=reason,
    )
    stored = store.change(job, after.model_copy(update={"changed_at": at}), line)
    access.note(call.who, AuditAction.JOB_CHANGED, f"revision {stored.revision}", about=stored)
    return stored


def _openable(job: Job) -> None:
    from mianshi.scoring.protected import lint  # noqa: PLC0415 - long patterns, and jobs are rarely opened

    if lint(role_of(job)):
        raise Rejected("bad_role", "The role holds a protected topic that may not be asked about or count.")


def _renamed(job: Job, title: Bilingual) -> str:
    """The version of the job's role under its new name, stored."""
    role = role_of(job).model_copy(update={"name": title})
    version = role_version(role)
    objects.put_record(objects.job_role(job.id, version), role)
    return version


def _rules(before: InterviewRules, wish: RulesWish) -> InterviewRules:
    return before.model_copy(update=wish.model_dump(exclude_none=True))


def match(call: Call, job: Job) -> None:
    """Refuse where ``If-Match`` names another version of the job.

    Raises:
        Refused: ``precondition_failed``.
    """
    wanted = call.header("if-match").strip()
    tags = [tag.strip() for tag in wanted.split(",")]
    if wanted and "*" not in tags and f'"{job.revision}"' not in tags:
        raise Refused("precondition_failed", headers={"ETag": f'"{job.revision}"'})


def _tidy(text: str) -> str:
    return " ".join(text.split())
