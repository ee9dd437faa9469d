"""A candidate's résumé: put into S3 by the browser, awaited, and held against what the job asks for."""

from __future__ import annotations

from typing import get_args

from candidate.listing import rows
from mianshi.contracts.hiring import Candidate, Job, Stage
from mianshi.contracts.matching import MatchNote
from mianshi.contracts.partner_interviews import MOST_RESUME_BYTES, ResumeType
from mianshi.contracts.people import AuditAction
from mianshi.doors import access, blind, deciding, postings, staff, web
from mianshi.doors import resumes as known
from mianshi.doors.resumes import ResumeState
from mianshi.doors.web import Answer, Visit
from mianshi.errors import Rejected
from mianshi.hiring.standings import standing
from mianshi.pages.portal import content_security_policy
from mianshi.pages.resumes import (
    Elsewhere,
    InterviewShown,
    ResumeCard,
    ResumePage,
    ResumeStateView,
    ResumeTicket,
    TicketWish,
    match_lines,
    render_match,
    upload_words,
)
from mianshi.platform import objects, resumes
from mianshi.platform.clock import timestamp
from mianshi.platform.resumes import StoredResume
from mianshi.platform.store import candidates, interviews, jobs, matches
from mianshi.privacy.rights import Right, masked, may, sees_job

router = web.router()
_LEFT = (Stage.WITHDRAWN, Stage.ERASED)
_AT = "/jobs/<job_id>/candidates/<candidate_id>"


@router.post(f"/api{_AT}/resume/ticket")
def ticket(job_id: str, candidate_id: str) -> Answer:
    """Where the browser puts one file; asked for again, it is the same place."""
    visit = web.visit(router)
    _, candidate = access.candidate(visit, job_id, candidate_id, Right.EDIT_CANDIDATES)
    wish = visit.json(TicketWish)
    if candidate.stage in _LEFT:
        raise Rejected("candidate_left", "the candidate withdrew")
    if wish.content_type not in get_args(ResumeType):
        raise Rejected("bad_resume", "a PDF, a Word file (.docx) or plain text")
    if not 1 <= wish.size_bytes <= MOST_RESUME_BYTES:
        raise Rejected("too_large" if wish.size_bytes else "bad_resume", f"1 to {MOST_RESUME_BYTES} bytes")
    url = known.ticket(candidate, wish.content_type, wish.size_bytes)
    access.note(visit, AuditAction.UPLOADED, "resume", about=candidate)
    return web.json(ResumeTicket(url=url, headers={"Content-Type": wish.content_type}), status=201)


@router.get(f"/api{_AT}/resume")
def told(job_id: str, candidate_id: str) -> Answer:
    """How far the résumé has come."""
    visit = web.visit(router)
    job, candidate = access.candidate(visit, job_id, candidate_id, Right.SEE_CANDIDATES)
    shown = card(visit, job, candidate)
    return web.json(ResumeStateView(state=shown.state, at=shown.note.at if shown.note else "", sentence=shown.why))


@router.get(f"{_AT}/resume-match")
def page(job_id: str, candidate_id: str) -> Answer:
    """Résumé, interview and history in one view; a person decides below."""
    visit = web.visit(router)
    job, candidate = access.candidate(visit, job_id, candidate_id, Right.SEE_CANDIDATES)
    shown = card(visit, job, candidate)
    reading = None
    if shown.state == ResumeState.READ:
        reading = known.reading(job.id, candidate.id)
        access.note(visit, AuditAction.RESUME_READ, reading.sha256[:12] if reading else "", about=candidate)
    asked = postings.of_job(job, reading.match.posting) if reading and reading.match else None
    names = postings.names(asked, reading.profile) if reading else {}
    view = ResumePage(
        job=job,
        candidate=masked(candidate, visit.person),
        card=shown,
        reading=reading,
        posting=asked,
        lines=match_lines(asked, reading, names, visit.language) if asked and reading else [],
        names=names,
        interview=_interview(visit, job, candidate),
        elsewhere=_elsewhere(visit, candidate),
    )
    back = f"/jobs/{job.id}/candidates/{candidate.id}/resume-match"
    return web.html(visit, render_match(view, staff.frame(visit, "jobs"), deciding.form(visit, job, candidate, back)))


def card(visit: Visit, job: Job, candidate: Candidate) -> ResumeCard:
    """The résumé in a few words. What lists show of it is shown to whoever sees the candidate, also before they rate
    an interview: it says nothing about the interview."""
    there, note = _there(candidate), matches.find(job.id, candidate.id)
    stands = known.state(candidate, there, note)
    current: MatchNote | None = note if stands in (ResumeState.READ, ResumeState.REFUSED) else None
    return ResumeCard(
        state=stands.value,
        note=current,
        asks=bool(job.posting),
        outdated=current is not None and current.percent is not None and current.posting != job.posting,
        may_upload=may(visit.person, Right.EDIT_CANDIDATES) and candidate.stage not in _LEFT,
        may_save=there is not None and may(visit.person, Right.SEE_CONTACTS),
        may_edit_job=may(visit.person, Right.EDIT_JOB),
        stored_at=there.at if there else "",
    )


def partial(visit: Visit, job: Job, candidate: Candidate) -> dict[str, object]:
    """What the candidate's page needs to show the résumé, and to take one."""
    return {"resume": card(visit, job, candidate), "resume_words": upload_words(visit.language)}


def policy() -> str:
    """What a page may load that puts a résumé where résumés lie."""
    return content_security_policy([objects.upload_origin(), resumes.upload_origin()])


def _there(candidate: Candidate) -> StoredResume | None:
    return None if candidate.stage is Stage.ERASED else resumes.stored(candidate.job_id, candidate.id)


def _interview(visit: Visit, job: Job, candidate: Candidate) -> InterviewShown | None:
    """The interview's result, where the visitor reads reports and does not rate it first."""
    found = interviews.find(candidate.interview_id) if candidate.interview_id else None
    if found is None:
        return None
    hides = bool(blind.hidden(visit, job, [found.id]))
    shown = may(visit.person, Right.READ_REPORTS) and not hides and found.outcome is not None
    if shown:
        blind.note_seen(visit, found, "resume match", scores=True)
    row = rows(visit, job, [candidate])[0]
    return InterviewShown(
        id=found.id,
        standing=row.standing,
        band=row.band if shown else None,
        total=found.total if shown else None,
        rate_first=hides,
    )


def _elsewhere(visit: Visit, candidate: Candidate) -> list[Elsewhere]:
    """The same person in the jobs that the talent pool added them to, as far as the visitor sees those."""
    found = []
    for place in candidate.copies[:20]:
        job_id, _, candidate_id = place.partition("/")
        job = jobs.find(job_id)
        if job is None or not sees_job(visit.person, job):
            continue
        other = candidates.find(job_id, candidate_id)
        if other is None or other.stage is Stage.ERASED:
            continue
        interview = interviews.find(other.interview_id) if other.interview_id else None
        hides = bool(interview and blind.hidden(visit, job, [interview.id]))
        found.append(
            Elsewhere(
                job_id=job_id,
                candidate_id=candidate_id,
                title=job.title,
                standing=standing(other, interview, timestamp()).value,
                decision=other.decision.kind.value if other.decision and not hides else None,
            )
        )
    return found
