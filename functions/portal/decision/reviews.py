"""What people rate, remark, compare and decide."""

from __future__ import annotations

from urllib.parse import quote

from decision import advancing, comparing
from interview import diverging, interviews, rating, remarking
from mianshi.doors import access, deciding, staff, web
from mianshi.doors.web import Answer
from mianshi.errors import Rejected
from mianshi.pages.compare import render_compare
from mianshi.pages.reviews import NewRemark, render_advance, render_decision
from mianshi.privacy.rights import Right

router = web.router()


@router.post("/interviews/<interview_id>/rating")
def rate(interview_id: str) -> Answer:
    visit = web.visit(router)
    known = access.interview(visit, interview_id, Right.RATE)
    refused = rating.rate(visit, known)
    if refused is not None:
        return interviews.page(visit, known, rating=refused, status=422)
    return web.see_other(f"/interviews/{known.id}?done=rated#ratings")


@router.post("/interviews/<interview_id>/divergence")
def close_divergence(interview_id: str) -> Answer:
    visit = web.visit(router)
    known = access.interview(visit, interview_id)
    refused = diverging.close(visit, known)
    if refused is not None:
        return interviews.page(visit, known, apart=refused, status=422)
    return web.see_other(f"/interviews/{known.id}?done=closed#divergence")


@router.post("/interviews/<interview_id>/comments")
def remark(interview_id: str) -> Answer:
    visit = web.visit(router)
    known = access.interview(visit, interview_id, Right.COMMENT)
    refused = remarking.from_form(visit, known)
    if refused is not None:
        return interviews.page(visit, known, remark=refused, status=422)
    return web.see_other(f"/interviews/{known.id}?done=remarked#remarks")


@router.post("/api/interviews/<interview_id>/comments")
def remark_by_script(interview_id: str) -> Answer:
    visit = web.visit(router)
    known = access.interview(visit, interview_id, Right.COMMENT)
    return web.json(remarking.add(visit, known, visit.json(NewRemark)), status=201)


@router.get("/jobs/<job_id>/candidates/<candidate_id>/decision")
def decision(job_id: str, candidate_id: str) -> Answer:
    visit = web.visit(router)
    job, candidate = access.candidate(visit, job_id, candidate_id, Right.SEE_CANDIDATES)
    form = deciding.form(visit, job, candidate)
    page = render_decision(
        form,
        staff.frame(visit, "jobs"),
        candidate_name=candidate.name,
        candidate_path=f"/jobs/{job.id}/candidates/{candidate.id}",
    )
    return web.html(visit, page)


@router.post("/jobs/<job_id>/candidates/<candidate_id>/decision")
def decide(job_id: str, candidate_id: str) -> Answer:
    visit = web.visit(router)
    job, candidate = access.candidate(visit, job_id, candidate_id, Right.DECIDE)
    path = f"/jobs/{job.id}/candidates/{candidate.id}"
    back = visit.form("back")
    back = back if back in {f"/interviews/{known}" for known in deciding.ids(candidate)} else ""
    try:
        deciding.decide(visit, job, candidate)
    except Rejected as error:
        fresh = access.candidate(visit, job_id, candidate_id, Right.DECIDE)[1]
        shown = deciding.typed(visit, deciding.form(visit, job, fresh, back), error)
        frame = staff.frame(visit, "jobs")
        page = render_decision(shown, frame, candidate_name=candidate.name, candidate_path=path)
        return web.html(visit, page, web.STATUS.get(error.code, 422))
    return web.see_other(f"{back}?done=decided#decision" if back else f"{path}?done=decided#decision")


@router.get("/jobs/<job_id>/advance")
def advance_none(job_id: str) -> Answer:
    return web.see_other(f"/jobs/{quote(job_id, safe='')}")


@router.post("/jobs/<job_id>/advance")
def advance(job_id: str) -> Answer:
    visit = web.visit(router)
    job = access.job(visit, job_id, Right.DECIDE)
    view = advancing.advance(visit, job)
    return web.html(visit, render_advance(view, staff.frame(visit, "jobs")), 422 if view.refused else 200)


@router.get("/compare")
def compare() -> Answer:
    visit = web.visit(router)
    job = access.job(visit, visit.query("job"), Right.READ_REPORTS)
    return web.html(visit, render_compare(comparing.compare(visit, job), staff.frame(visit, "jobs")))
