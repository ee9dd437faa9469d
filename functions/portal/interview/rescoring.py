"""Interviews scored anew by a newer version of their role, and the reports of before."""

from __future__ import annotations

from interview import interviews as pages_of_interviews
from mianshi.contracts.people import AuditAction
from mianshi.doors import access, blind, reports, rescoring, web
from mianshi.doors.web import Answer
from mianshi.errors import Rejected

router = web.router()


@router.post("/interviews/<interview_id>/rescore")
def rescore(interview_id: str) -> Answer:
    visit = web.visit(router)
    known = access.interview(visit, interview_id)
    job = blind.job_of(known)
    if job is None:
        raise Rejected(rescoring.NOT_RESCORABLE, "an interview without a job has no newer version")
    reason = visit.form("reason").replace("\r\n", "\n")
    try:
        rescoring.start(visit, job, known, reason=reason, tells=visit.form("tells") == "yes")
        access.note(visit, AuditAction.RESCORED, job.role_version, about=known)
    except Rejected as error:
        if error.code == "no_reason":
            return pages_of_interviews.page(visit, known, anew=(error.code, reason), status=422)
        if error.code != "already_done":  # a second click
            raise
    return web.see_other(f"/interviews/{known.id}?done=anew")


@router.get("/interviews/<interview_id>/earlier/<number>")
def earlier(interview_id: str, number: str) -> Answer:
    visit = web.visit(router)
    known = access.interview(visit, interview_id)
    blind.require_open(visit, known)
    before = rescoring.as_scored(known, int(number) if number.isdecimal() and len(number) < 5 else 0)
    shown, media = reports.earlier(known, before, visit.wanted_language)
    if media:
        access.note(visit, AuditAction.RECORDING_READ, f"{media} recordings", about=known)
    blind.note_seen(visit, known, f"report of scorecard {before.scorecard}", report=True, scores=True)
    return web.html(visit, shown, policy="")
