"""Pooling: similar jobs, for whoever joined the talent pool and for nobody else (F28)."""

from __future__ import annotations

import agreeing
import facts
from mianshi.contracts.base import Language
from mianshi.contracts.events import Consent
from mianshi.contracts.hiring import Candidate, ConsentRecord, Job, JobStatus
from mianshi.contracts.people import AuditAction
from mianshi.doors import access, journeys, visitor, web
from mianshi.doors.web import Answer, Visit
from mianshi.errors import Rejected
from mianshi.pages.journey import JobsView, OpenJob, render_jobs
from mianshi.platform.clock import new_id, timestamp
from mianshi.platform.store import candidates, jobs, limits
from mianshi.privacy.policies import load_policy

router = web.router()
_LOOKED_THROUGH = 200
_SHOWN = 10
_REMEMBERED_SECONDS = 400 * 86400


@router.get("/c/<candidate_id>/jobs")
def similar(candidate_id: str) -> Answer:
    visit = web.visit(router)
    job, candidate = visitor.enter(visit, candidate_id)
    return _page(visit, job, candidate)


@router.post("/c/<candidate_id>/jobs/join")
def join(candidate_id: str) -> Answer:
    visit = web.visit(router)
    job, candidate = visitor.enter(visit, candidate_id)
    if agreeing.is_outdated(job, candidate):  # joining would note words that were not read
        return web.see_other(f"{visitor.home(candidate.id)}?again=yes")
    if not candidate.talent_pool:
        shown: Language = "en" if visit.form("shown") == "en" else "zh"
        _agree(visit, job, candidate, shown)
        journeys.change(candidate, lambda known: {} if known.talent_pool else {"talent_pool": True})
    return web.see_other(f"{visitor.home(candidate.id)}jobs")


@router.post("/c/<candidate_id>/jobs/<wanted>")
def interested(candidate_id: str, wanted: str) -> Answer:
    visit = web.visit(router)
    job, candidate = visitor.enter(visit, candidate_id)
    if not candidate.talent_pool:
        raise Rejected("no_consent", "only who joined the talent pool can be told to others")
    other = next((known for known in _alike(job) if known.id == wanted), None)
    if other is None:
        raise Rejected("not_found", "there is no such job to choose")
    _tell(candidate, other)
    return web.see_other(f"{visitor.home(candidate.id)}jobs?done=yes")


def _page(visit: Visit, job: Job, candidate: Candidate) -> Answer:
    found = _alike(job)[:_SHOWN] if candidate.talent_pool else []
    view = JobsView(
        facts=facts.of(job, candidate),
        joined=candidate.talent_pool,
        jobs=[
            OpenJob(
                id=known.id,
                title=known.title,
                department=known.department,
                interested=limits.hits(_told(candidate, known), _REMEMBERED_SECONDS) > 0,
            )
            for known in found
        ],
        done=visit.query("done") == "yes",
        words=_statement(job, visit.language),
    )
    return web.html(visit, render_jobs(view, visitor.frame(visit, "jobs")))


def _alike(job: Job) -> list[Job]:
    """Open jobs of the same department or role, newest first."""
    return [
        known
        for known in jobs.newest(_LOOKED_THROUGH)
        if known.status is JobStatus.OPEN
        and known.id != job.id
        and (known.role == job.role or (known.department and known.department == job.department))
    ]


def _tell(candidate: Candidate, other: Job) -> None:
    """Add the person to the other job, once; the counter decides between two tabs."""
    told = _told(candidate, other)
    if limits.hit(told, _REMEMBERED_SECONDS) > 1:
        return
    added = Candidate(
        id=new_id("ca"),
        job_id=other.id,
        name=candidate.name,
        email=candidate.email,
        phone=candidate.phone,
        source="talent_pool",
        language=candidate.language,
        created_at=timestamp(),
        created_by=f"candidate:{candidate.id}",
    )
    try:  # remembered first: a copy that nobody knows of would outlive an erasure
        journeys.change(candidate, lambda known: {"copies": [*known.copies, f"{added.job_id}/{added.id}"]})
        candidates.add([added], load_policy(other.policy).retention.audit_days)
    except Exception:
        limits.clear(told, _REMEMBERED_SECONDS)
        raise
    access.note(f"candidate:{candidate.id}", AuditAction.CANDIDATE_ADDED, "talent_pool", about=added)


def _told(candidate: Candidate, other: Job) -> str:
    return f"interest:{candidate.id}:{other.id}"


def _statement(job: Job, language: Language) -> str:
    return next(one.text for one in agreeing.words(job, language).statements if one.name == "talent_pool")


def _agree(visit: Visit, job: Job, candidate: Candidate, language: Language) -> None:
    record = ConsentRecord(
        consent=candidate.consent or Consent(recording=False, analysis=False, observations=False),
        talent_pool=True,
        text_version=agreeing.words(job, language).content_hash(),
        language=language,
        policy=job.policy,
        at=timestamp(),
        address_hash=visit.address,
    )
    candidates.agreed(job.id, candidate.id, record, load_policy(job.policy).retention.audit_days)
    access.note(f"candidate:{candidate.id}", AuditAction.CONSENT_GIVEN, "talent_pool", about=candidate)
