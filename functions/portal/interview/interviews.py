"""Interviews: created over the API, followed while they are worked on, read when they are done."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pydantic import BaseModel

from interview import reviewing
from mianshi.contracts.events import Interview
from mianshi.contracts.outcomes import Status
from mianshi.contracts.people import AuditAction
from mianshi.doors import access, blind, opening, reading, reports, staff, web
from mianshi.doors.web import Answer, Visit
from mianshi.errors import Rejected
from mianshi.pages.portal import render_interview
from mianshi.pages.reviews import RatingForm, RemarkForm
from mianshi.pages.views import CreateInterview, Desk, ProgressView
from mianshi.privacy.rights import Right, may
from office import operations

router = web.router()
_POSTED = {"rating", "comments", "restart", "rescore", "divergence"}
"""What only forms are posted to: whoever comes there by a link or a reload is led to the page."""
_TOLD = {
    "rated": "rv_told_rated",
    "remarked": "rv_told_remarked",
    "decided": "rv_told_decided",
    "anew": "rv_told_anew",
    "closed": "dv_told_closed",
}
_TELLS_SCORES = {"scorecard", "report", "candidate_report", "observations", "deliveries"}
_NEEDS = {"costs": Right.SEE_COSTS}
"""Parts that need more than to read reports."""


@router.get("/interviews/<interview_id>")
def interview(interview_id: str) -> Answer:
    visit = web.visit(router)
    return page(visit, access.interview(visit, interview_id), told=_TOLD.get(visit.query("done"), ""))


def page(
    visit: Visit,
    known: Interview,
    *,
    rating: RatingForm | None = None,
    remark: RemarkForm | None = None,
    anew: tuple[str, str] | None = None,
    apart: tuple[str, str, str] | None = None,
    told: str = "",
    status: int = 200,
) -> Answer:
    """The page of an interview; `rating` and `remark` are forms that came back with what is wrong, `anew` the code and
    the reason that came back with scoring anew, `apart` what came back with closing a divergence."""
    view = reviewing.review(visit, known, rating=rating, remark=remark, anew=anew, apart=apart, told=told)
    if view.card is not None:
        blind.note_seen(visit, known, "summary", scores=True)
    shown = reading.page(known, visit.language)
    shown = shown.model_copy(update={"progress": _open(visit, shown.progress, hides=view.must_rate_first)})
    return web.html(visit, render_interview(shown, staff.frame(visit, "jobs"), view), status)


@router.get("/interviews/<interview_id>/<kind>")
def document(interview_id: str, kind: str) -> Answer:
    visit = web.visit(router)
    known = access.interview(visit, interview_id)
    if kind in _POSTED:
        return web.see_other(f"/interviews/{known.id}")
    return web.html(visit, _report(visit, known, kind), policy="")


def _report(visit: Visit, known: Interview, kind: str) -> str:
    hides = blind.hides(visit, known) or visit.query("scores") == "hidden"
    if kind == "report":
        desk = Desk(
            csrf=visit.csrf,
            interview=f"/interviews/{known.id}",
            comments=f"/api/interviews/{known.id}/comments",
            remarks=reviewing.may_remark(visit),
            notes=reviewing.notes(visit, known),
        )
        saved = visit.query("media") or None
        costs = may(visit.person, Right.SEE_COSTS)
        shown, media = reports.interviewers(known, visit.wanted_language, saved, desk=desk, hides=hides, costs=costs)
        if media:
            access.note(visit, AuditAction.RECORDING_READ, f"{media} recordings", about=known)
    elif hides:
        raise Rejected("rate_first", "the candidate's report tells the scores too")
    else:
        shown = reports.render(kind, known, visit.wanted_language, visit.query("media") or None)
    blind.note_seen(visit, known, f"{kind}, blind" if hides else kind, report=kind == "report", scores=not hides)
    return shown


@router.post("/interviews/<interview_id>/restart")
def restart(interview_id: str) -> Answer:
    visit = web.visit(router)
    known = access.interview(visit, interview_id)
    if not reviewing.may_restart(visit, blind.job_of(known)):
        raise Rejected("not_allowed", "starting again is for operators and the job's own HR")
    try:
        operations.restart(known)
        access.note(visit, AuditAction.RESTARTED, about=known)
    except Rejected as error:
        if error.code not in ("already_done", "still_running"):  # a second click, or somebody else was quicker
            raise
    return web.see_other(f"/interviews/{known.id}")


@router.post("/api/interviews")
def create() -> Answer:
    visit = web.visit(router)
    access.require(visit, Right.OPERATE)
    return web.json(opening.create(visit.json(CreateInterview)), status=201)


@router.get("/api/interviews/<interview_id>")
def progress(interview_id: str) -> Answer:
    visit = web.visit(router)
    known = access.interview(visit, interview_id)
    view = reading.progress(known)
    return web.json(_open(visit, view, hides=view.status is Status.CLOSED and blind.hides(visit, known)))


@router.get("/api/interviews/<interview_id>/comments")
def comments(interview_id: str) -> Answer:
    visit = web.visit(router)
    known = access.interview(visit, interview_id)
    return web.json(reviewing.remarks(visit, known.id, withholds=reviewing.withholds(visit, known)))


@router.get("/api/interviews/<interview_id>/<part>")
def part(interview_id: str, part: str) -> Answer:
    visit = web.visit(router)
    read = PARTS.get(part)
    if read is None:
        raise Rejected("not_found", "there is no such part")
    known = access.interview(visit, interview_id)
    if part in _NEEDS:
        access.require(visit, _NEEDS[part])
    if part in _TELLS_SCORES:
        blind.require_open(visit, known)
    content = read(known)
    if part == "transcript" and (known.extra_time or blind.hides(visit, known)):
        content = [reports.untimed(transcript) for transcript in reading.transcripts(known)]
    access.note(visit, AuditAction.DATA_EXPORTED, part, about=known)
    if part == "scorecard":
        blind.note_seen(visit, known, part, scores=True)
    return web.json(content)


def _open(visit: Visit, view: ProgressView, *, hides: bool) -> ProgressView:
    """The progress with the addresses that this visitor may open: none that tell the scores to whoever rates first."""
    shut = (_TELLS_SCORES - {"report"} if hides else set()) | {
        part for part, right in _NEEDS.items() if not may(visit.person, right)
    }
    kept = {name: path for name, path in view.links.items() if name not in shut}
    return view.model_copy(update={"links": kept})


PARTS: dict[str, Callable[[Interview], BaseModel | Sequence[BaseModel] | None]] = {
    "scorecard": reading.scorecard,
    "transcript": reading.transcripts,
    "observations": reading.observations,
    "costs": reading.costs,
    "deliveries": reading.deliveries,
}
