"""What a job's interviews have been worth: the study of its role, asked for anew, and read."""

from __future__ import annotations

from job.job_parts import load, page, role_name, role_of, router
from mianshi.contracts.hiring import Job
from mianshi.contracts.learning import Study
from mianshi.contracts.tasks import StudyAsked
from mianshi.doors import web
from mianshi.doors.web import Answer
from mianshi.pages.learning import LearningView, learning_view
from mianshi.platform import objects, workflow
from mianshi.platform.store import afterwards, limits
from mianshi.privacy.rights import Right, may

ASKED_SECONDS = 300
"""A study takes minutes; who asks again meanwhile gets the one under way."""


@router.get("/jobs/<job_id>/learning")
def shown(job_id: str) -> Answer:
    visit, job = load(job_id)
    told = {
        "asked": visit.query("asked") == "1",
        "applied": visit.query("applied") == job.role_version,
        "may_import": may(visit.person, Right.EDIT_CANDIDATES),
    }
    view = _view(job).model_copy(update=told)
    minutes, name = ASKED_SECONDS // 60, role_name(job)
    return page(visit, "jobs/learning.html", job, "learning", view=view, minutes=minutes, role_name=name)


@router.post("/jobs/<job_id>/learning/study")
def ask(job_id: str) -> Answer:
    """Asked twice within minutes, one study is made."""
    _, job = load(job_id, Right.EDIT_JOB)
    if limits.hit(f"STUDY#{job.id}", ASKED_SECONDS) == 1:
        workflow.announce("study.asked", StudyAsked(role=job.role))
    return web.see_other(f"/jobs/{job.id}/learning?asked=1")


def study_of(job: Job) -> Study | None:
    """The newest study of a job's role, over all jobs of that role."""
    return objects.find_record(objects.study(job.role), Study)


def _view(job: Job) -> LearningView:
    study = study_of(job)
    if study is not None:
        view = learning_view(study, role_of(job), job.id)
        return view.model_copy(update={"proposal": study.proposals.get(job.role_version)})
    reported = afterwards.of_job(job.id).values()
    hired = [one for one in reported if one.hire is not None]
    known = sum(bool(one.performance or one.promotions or one.departures) for one in hired)
    return LearningView(hired=len(hired), with_outcome=known)
