"""Results: progress, the report once it is released, and everything kept about a candidate as one file."""

from __future__ import annotations

import exporting
import facts
import standings
from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Candidate, Job
from mianshi.contracts.people import AuditAction
from mianshi.doors import access, journeys, reports, visitor, web
from mianshi.doors.web import Answer, Visit
from mianshi.errors import Rejected
from mianshi.pages.journey import StatusView, render_status
from mianshi.platform.settings import settings
from mianshi.platform.store import limits

router = web.router()
_DONE = ("person", "request", "withdrawn", "enough")
_WITH_SOFTWARE = ("arriving", "working", "waking")
_AFTERWARDS = ("with_person", "thin")
_UNSCORED = ("thin", "unusable")
_COPIES_A_MINUTE = 6  # each reads everything that is kept


@router.get("/c/<candidate_id>/status")
def status(candidate_id: str) -> Answer:
    visit = web.visit(router)
    job, candidate = visitor.enter(visit, candidate_id)
    interview = standings.own(candidate)
    standing = standings.of(job, candidate, interview)
    promised = standing.code in _WITH_SOFTWARE and standings.promised(interview)
    view = StatusView(
        facts=facts.of(job, candidate, interview),
        standing=standing,
        mode=candidate.mode,
        promised=promised,
        mailed=bool(candidate.email and settings().mail_from),
        missed=standing.code in _AFTERWARDS and standings.missed(interview),
        unasked=standing.code in _UNSCORED and standings.unasked(interview),
        report=journeys.released(job, candidate, interview),
        report_rule=job.release,
        supplements=[known.id for known in standings.supplements(job, candidate)],
        can_appeal=standings.may_appeal(candidate, interview),
        talent_pool=candidate.talent_pool,
        done=visit.query("done") if visit.query("done") in _DONE else "",
    )
    return web.html(visit, render_status(view, visitor.frame(visit, "status")))


@router.get("/c/<candidate_id>/report")
def report(candidate_id: str) -> Answer:
    visit, candidate, known = _released(candidate_id)
    ways = f"{visitor.home(candidate.id)}rights"
    page = reports.render("candidate-report", known, visit.wanted_language or visit.language, None, ways=ways)
    access.note(f"candidate:{candidate.id}", AuditAction.REPORT_READ, "candidate-report", about=known)
    return web.html(visit, page, policy="")


@router.get("/c/<candidate_id>/report.html")
def report_file(candidate_id: str) -> Answer:
    visit, candidate, known = _released(candidate_id)
    page = reports.render("candidate-report", known, visit.language, "beside")
    access.note(f"candidate:{candidate.id}", AuditAction.DATA_EXPORTED, "candidate-report", about=known)
    return web.file(page, "interview-report.html", "text/html; charset=utf-8")


@router.get("/c/<candidate_id>/data.zip")
def data(candidate_id: str) -> Answer:
    visit = web.visit(router)
    job, candidate = visitor.enter(visit, candidate_id)
    if limits.hit(f"data:{candidate.id}", 60) > _COPIES_A_MINUTE:
        raise Rejected("too_many", "copies of all data")
    content = exporting.archive(job, candidate, visit.language)
    access.note(f"candidate:{candidate.id}", AuditAction.DATA_EXPORTED, "all", about=candidate)
    return web.file(content, "my-data.zip", "application/zip")


def _released(candidate_id: str) -> tuple[Visit, Candidate, Interview]:
    """The interview whose report was asked for, if its candidate may read it.

    Raises:
        Rejected: ``not_ready``.
    """
    visit = web.visit(router)
    job, candidate = visitor.enter(visit, candidate_id)
    known = _wanted(job, candidate, visit.query("of"))
    if known is None or not journeys.released(job, candidate, known):
        raise Rejected("not_ready", "the report is not released")
    return visit, candidate, known


def _wanted(job: Job, candidate: Candidate, supplement: str) -> Interview | None:
    if not supplement:
        return standings.own(candidate)
    return next((known for known in standings.supplements(job, candidate) if known.id == supplement), None)
