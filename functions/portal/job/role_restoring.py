"""An older version of a job's role made the current one again, under the same version as then."""

from __future__ import annotations

from job.job_parts import LONGEST_REASON, keep, load, may_edit, page, role_of, router, since
from job.job_words import by_name, topic_sentence, topics
from mianshi.contracts.base import Bilingual
from mianshi.contracts.hiring import Job, JobChange
from mianshi.contracts.role import Role
from mianshi.doors import web
from mianshi.doors.web import Answer, Visit
from mianshi.errors import Rejected
from mianshi.platform.store import jobs
from mianshi.privacy.rights import Right
from mianshi.scoring.differences import differences

_RESTORED = "恢复版本 {version}（{day}）", "Restored version {version} ({day})"


@router.post("/jobs/<job_id>/role-restore")
def restore(job_id: str) -> Answer:
    visit, job = load(job_id, Right.EDIT_JOB)
    wanted = visit.form("version")[:40]
    line = made_by(job, wanted)
    if wanted == job.role_version:  # the same form sent twice
        return web.see_other(f"/jobs/{job.id}/role?saved=1")
    known, old = role_of(job), role_of(job, wanted)
    reason = " ".join(visit.form("reason").split())[:LONGEST_REASON]
    found = topics(old)
    problems = [topic_sentence(found[0], found[0].where)] if found else []
    meanwhile = since(visit, job)
    if problems or meanwhile or not reason:
        return shown(visit, job, old, wanted, problems=problems, meanwhile=meanwhile, reason_missing=not reason)
    zh, en = (words.format(version=wanted, day=line.at[:10]) for words in _RESTORED)
    after = job.model_copy(update={"role_version": wanted, "title": old.name})
    keep(visit, job, after, [Bilingual(zh=zh, en=en), *by_name(differences(known, old), known, old)], reason)
    return web.see_other(f"/jobs/{job.id}/role?saved=1")


def made_by(job: Job, version: str) -> JobChange:
    """The newest line of the change log with a version.

    Raises:
        Rejected: ``not_found``: the job never had it.
    """
    for line in jobs.history(job.id):
        if line.role_version == version:
            return line
    raise Rejected("not_found", "this job had no such version")


def shown(
    visit: Visit,
    job: Job,
    role: Role,
    version: str,
    *,
    problems: list[Bilingual] | None = None,
    meanwhile: list[Bilingual] | None = None,
    reason_missing: bool = False,
) -> Answer:
    """A version to read; of an older one, what its return would change."""
    older = version != job.role_version
    known = role_of(job) if older and may_edit(visit) else role
    return page(
        visit,
        "jobs/role_read.html",
        job,
        "role",
        status=409 if meanwhile else 422 if problems or reason_missing else 200,
        role=role,
        shown=version,
        versions=versions(job),
        changes=by_name(differences(known, role), known, role),
        problems=problems or [],
        meanwhile=meanwhile or [],
        reason_missing=reason_missing,
    )


def versions(job: Job) -> list[JobChange]:
    """The lines of the change log that made a version, newest first."""
    lines = jobs.history(job.id)
    older = [line.role_version for line in lines[1:]] + [""]
    return [line for line, before in zip(lines, older, strict=True) if line.role_version != before]
