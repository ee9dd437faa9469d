"""Interviews: created over the API, followed while they are worked on, read when they are done."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pydantic import BaseModel

from mianshi.contracts.events import Interview
from mianshi.contracts.people import AuditAction
from mianshi.doors import access, opening, reading, reports, staff, web
from mianshi.doors.web import Answer
from mianshi.errors import Rejected
from mianshi.pages.portal import render_interview
from mianshi.pages.views import CreateInterview
from mianshi.platform.store import ledger
from mianshi.privacy.rights import Right

router = web.router()


@router.get("/interviews/<interview_id>")
def interview(interview_id: str) -> Answer:
    visit = web.visit(router)
    known = access.interview(visit, interview_id)
    return web.html(visit, render_interview(reading.page(known, visit.language), staff.frame(visit, "jobs")))


@router.get("/interviews/<interview_id>/<kind>")
def document(interview_id: str, kind: str) -> Answer:
    visit = web.visit(router)
    known = access.interview(visit, interview_id)
    page = reports.render(kind, known, visit.wanted_language, visit.query("media") or None)
    access.note(visit, AuditAction.REPORT_READ, kind, about=known)
    return web.html(visit, page, policy="")


@router.post("/api/interviews")
def create() -> Answer:
    visit = web.visit(router)
    access.require(visit, Right.OPERATE)
    return web.json(opening.create(visit.json(CreateInterview)), status=201)


@router.get("/api/interviews/<interview_id>")
def progress(interview_id: str) -> Answer:
    return web.json(reading.progress(access.interview(web.visit(router), interview_id)))


@router.get("/api/interviews/<interview_id>/<part>")
def part(interview_id: str, part: str) -> Answer:
    visit = web.visit(router)
    read = PARTS.get(part)
    if read is None:
        raise Rejected("not_found", "there is no such part")
    known = access.interview(visit, interview_id)
    access.note(visit, AuditAction.DATA_EXPORTED, part, about=known)
    return web.json(read(known))


@router.get("/api/costs")
def costs() -> Answer:
    visit = web.visit(router)
    access.require(visit, Right.SEE_COSTS)
    return web.json(list(ledger.of_month(visit.query("month"))))


PARTS: dict[str, Callable[[Interview], BaseModel | Sequence[BaseModel] | None]] = {
    "scorecard": reading.scorecard,
    "transcript": reading.transcripts,
    "observations": reading.observations,
    "costs": reading.costs,
    "deliveries": reading.deliveries,
}
