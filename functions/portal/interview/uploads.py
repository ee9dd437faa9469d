"""Uploads: a recruiter hands in recordings on a candidate's behalf."""

from __future__ import annotations

from mianshi.contracts.events import Consent, Interview, Upload
from mianshi.contracts.hiring import Candidate, ConsentRecord, Job, Stage
from mianshi.contracts.people import AuditAction, Person
from mianshi.contracts.role import Role
from mianshi.doors import access, inviting, opening, staff, uploading, web
from mianshi.doors.web import Answer, Visit
from mianshi.errors import Rejected
from mianshi.pages.handover import HandoverView, render_handover
from mianshi.pages.views import FinishInterview, UploadAborted, UploadDone, UploadFor, UploadWish
from mianshi.platform import objects
from mianshi.platform.clock import new_interview_id, timestamp
from mianshi.platform.settings import settings
from mianshi.platform.store import candidates, interviews
from mianshi.privacy.policies import asks_consent, load_policy
from mianshi.privacy.rights import Right

router = web.router()
_MAY = (Stage.ADDED, Stage.INVITED, Stage.STARTED)
CONFIRMED = "confirmed_by_staff"
"""In place of the hash of a page, where a person confirmed what the candidate agreed to elsewhere."""


@router.get("/jobs/<job_id>/candidates/<candidate_id>/upload")
def page(job_id: str, candidate_id: str) -> Answer:
    visit = web.visit(router)
    job, candidate = access.candidate(visit, job_id, candidate_id, Right.UPLOAD)
    role = _role(job)
    interview = interviews.find(candidate.interview_id) if candidate.interview_id else None
    questions = [question for competency in role.competencies for question in competency.questions]
    view = HandoverView(
        job_id=job.id,
        candidate_id=candidate.id,
        candidate_name=candidate.name,
        job_title=job.title,
        by=visit.person.name or visit.person.id,
        language=candidate.language,
        languages=job.rules.languages,
        consent=candidate.consent,
        observations=asks_consent(load_policy(job.policy)),
        questions=[question.text for question in questions],
        max_bytes=settings().max_upload_bytes,
        answers=uploading.state(interview) if interview else None,
        refused=candidate.person_only or candidate.stage not in _MAY,
        budget_spent=inviting.stopped(job, candidate),
    )
    return web.html(visit, render_handover(view, staff.frame(visit, "jobs")))


@router.post("/api/jobs/<job_id>/candidates/<candidate_id>/upload")
def begin(job_id: str, candidate_id: str) -> Answer:
    visit = web.visit(router)
    job, candidate = access.candidate(visit, job_id, candidate_id, Right.UPLOAD)
    known = interviews.find(candidate.interview_id) if candidate.interview_id else None
    wish = visit.json(UploadFor)
    if known is not None:
        raise Rejected("already_done", "the candidate has an interview already")
    return web.json(uploading.state(_opened(visit, job, candidate, wish)), status=201)


@router.get("/api/uploads/<interview_id>/answers")
def answers(interview_id: str) -> Answer:
    return web.json(uploading.state(_interview(interview_id)))


@router.post("/api/uploads/<interview_id>/answers/<number>/ticket")
def ticket(interview_id: str, number: str) -> Answer:
    interview = _open(interview_id)
    return web.json(uploading.ticket(interview, uploading.number(number), web.visit(router).json(UploadWish)))


@router.post("/api/uploads/<interview_id>/answers/<number>/complete")
def complete(interview_id: str, number: str) -> Answer:
    interview = _open(interview_id)
    uploading.complete(interview, uploading.number(number), web.visit(router).json(UploadDone))
    return _handed_in(interview)


@router.post("/api/uploads/<interview_id>/answers/<number>/abort")
def abort(interview_id: str, number: str) -> Answer:
    interview = _open(interview_id)
    uploading.abort(interview, uploading.number(number), web.visit(router).json(UploadAborted).upload_id)
    return web.json(uploading.state(interview))


@router.post("/api/uploads/<interview_id>/finish")
def finish(interview_id: str) -> Answer:
    interview = _open(interview_id)
    known = uploading.state(interview)
    if not all(answer.stored for answer in known.answers):
        if not web.visit(router).json(FinishInterview).early:
            raise Rejected("upload_incomplete", "files are missing")
        interview = uploading.end_early(interview, known)
    else:
        uploading.run(interview)
    return _handed_in(interview)


def _open(interview_id: str) -> Interview:
    """An interview that somebody may hand in for its candidate: not while it waits for what only they can answer.

    Raises:
        Rejected: ``already_done``.
    """
    interview = _interview(interview_id)
    if interview.asks:
        raise Rejected("already_done", "follow-up questions are the candidate's own to answer")
    return interview


def _interview(interview_id: str) -> Interview:
    interview = access.interview(web.visit(router), interview_id, Right.UPLOAD)
    candidate = _candidate(interview)
    if candidate is not None:
        uploading.willing(candidate, interview)
    return interview


def _candidate(interview: Interview) -> Candidate | None:
    if interview.job_id is None or interview.candidate_id is None:
        return None
    return candidates.find(interview.job_id, interview.candidate_id)


def _handed_in(interview: Interview) -> Answer:
    known = uploading.state(interview)
    candidate = _candidate(interview)
    if candidate is not None and all(answer.stored for answer in known.answers):
        uploading.hand_in(candidate, interview)
        if candidate.stage in _MAY:  # not again when the same is said twice
            access.note(web.visit(router), AuditAction.UPLOADED, "in the candidate's place", about=interview)
    return web.json(known)


def _opened(visit: Visit, job: Job, candidate: Candidate, wish: UploadFor) -> Interview:
    if candidate.stage not in _MAY:
        raise Rejected("already_done", candidate.stage.value)
    if inviting.stopped(job, candidate):
        raise Rejected("budget_spent", job.id)
    consent = _consent(candidate, wish)
    candidate = uploading.started(
        candidate,
        candidate.interview_id or new_interview_id(),
        "video",
        None if candidate.consent else consent,
    )
    _remember(visit, visit.person, job, candidate, consent, wish)
    return opening.open_interview(
        _role(job),
        policy=job.policy,
        language=wish.language,
        consent=consent,
        files=[Upload(answer=n, key="", file_name=f.name, question=f.question) for n, f in enumerate(wish.files)],
        candidate=candidate,
        department=job.department,
        created_by=visit.person.id,
        interview_id=candidate.interview_id,
    )


def _consent(candidate: Candidate, wish: UploadFor) -> Consent:
    """What the candidate agreed to: their own word where there is one, else what the person who uploads confirms."""
    consent = candidate.consent or wish.consent
    if candidate.person_only or not (consent.recording and consent.analysis):
        raise Rejected("no_consent", "recording and analysis need the candidate's consent")
    if candidate.consent is None and not wish.confirmed:
        raise Rejected("no_consent", "nobody confirmed the consent with their name")
    return consent


def _remember(visit: Visit, person: Person, job: Job, candidate: Candidate, consent: Consent, wish: UploadFor) -> None:
    if not wish.confirmed:
        return
    record = ConsentRecord(
        consent=consent,
        text_version=f"{CONFIRMED}:{person.id}",
        language=wish.language,
        policy=job.policy,
        at=timestamp(),
    )
    candidates.agreed(job.id, candidate.id, record, load_policy(job.policy).retention.audit_days)
    access.note(visit, AuditAction.CONSENT_GIVEN, CONFIRMED, about=candidate)


def _role(job: Job) -> Role:
    return objects.get_record(objects.job_role(job.id, job.role_version), Role)
