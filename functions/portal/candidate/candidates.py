"""Candidates of a job: listed, added one by one or by spreadsheet, invited; the page of each."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from candidate import adding, candidate_page, handing_out, listing, resumes, written_tests
from decision import combined, sharing
from mianshi.contracts.hiring import Candidate, Job, JobStatus
from mianshi.doors import access, deciding, inviting, staff, web
from mianshi.doors.web import Answer, Visit
from mianshi.pages import people
from mianshi.pages.people import AddView, Wrong
from mianshi.privacy.rights import Right, may

router = web.router()
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TOLD = {
    "added": "people_told_added",
    "saved": "people_told_saved",
    "revoked": "people_told_revoked",
    "released": "people_told_released",
    "answered": "people_told_answered",
    "shared": "people_told_shared",
    "choose": "people_choose_first",
    "not_open": "people_not_open",
    "budget_spent": "people_budget_spent",
    "decided": "people_told_saved",
}


@router.get("/jobs/<job_id>")
def listed(job_id: str) -> Answer:
    visit = web.visit(router)
    job = access.job(visit, job_id)
    view = listing.view(visit, job, _TOLD.get(visit.query("done"), ""))
    return web.html(visit, people.render_list(view, staff.frame(visit, "jobs")))


@router.get("/api/jobs/<job_id>/candidates")
def live(job_id: str) -> Answer:
    visit = web.visit(router)
    job = access.job(visit, job_id)
    rows, _, _ = listing.page(visit, job, listing.filters(visit), visit.query("before")[:40] or None)
    return web.json(people.live(rows, visit.language))


@router.get("/jobs/<job_id>/candidates.xlsx")
def template(job_id: str) -> Answer:
    visit = web.visit(router)
    access.job(visit, job_id, Right.EDIT_CANDIDATES)
    return web.file(adding.template(visit.language), "candidates.xlsx", _XLSX)


@router.get("/jobs/<job_id>/people.xlsx")
def export(job_id: str) -> Answer:
    visit = web.visit(router)
    job = access.job(visit, job_id, Right.SEE_CONTACTS)
    return web.file(adding.export(visit, job), f"{job.id}.xlsx", _XLSX)


@router.get("/jobs/<job_id>/candidates/new")
def new(job_id: str) -> Answer:
    visit = web.visit(router)
    return _forms(visit, adding.form(_open_to_change(visit, job_id)), 200)


@router.post("/jobs/<job_id>/candidates")
def add(job_id: str) -> Answer:
    visit = web.visit(router)
    job = _open_to_change(visit, job_id)
    made = adding.one(visit, job)
    if isinstance(made, AddView):
        return _forms(visit, made)
    if visit.form("then") == "invite" and may(visit.person, Right.INVITE) and inviting.possible(job, made):
        if inviting.stopped(job, made):
            return web.see_other(f"{_path(job)}?done=budget_spent")
        inviting.invite(visit.person.id, job, made)
        return web.see_other(f"{_path(job)}/invitations?c={made.id}")
    return web.see_other(f"{_path(job)}?done=added&n=1")


@router.post("/jobs/<job_id>/candidates/check")
def check(job_id: str) -> Answer:
    visit = web.visit(router)
    view = adding.check(visit, _open_to_change(visit, job_id))
    if isinstance(view, AddView):
        return _forms(visit, view)
    return web.html(visit, people.render_check(view, staff.frame(visit, "jobs")))


@router.post("/jobs/<job_id>/candidates/store")
def store(job_id: str) -> Answer:
    visit = web.visit(router)
    job = _open_to_change(visit, job_id)
    return web.see_other(f"{_path(job)}?done=added&n={adding.store(visit, job)}")


@router.post("/jobs/<job_id>/invite")
def invite_several(job_id: str) -> Answer:
    visit = web.visit(router)
    job = access.job(visit, job_id, Right.INVITE)
    chosen = _chosen(visit)
    if not chosen:
        return web.see_other(f"{_path(job)}?done=choose")
    if job.status is not JobStatus.OPEN:
        return web.see_other(f"{_path(job)}?done=not_open")
    if handing_out.stopped(job, chosen):
        return web.see_other(f"{_path(job)}?done=budget_spent")
    invited, skipped = handing_out.several(visit, job, chosen)
    return web.see_other(f"{_path(job)}/invitations?c={','.join(invited)}&skipped={skipped}")


@router.post("/jobs/<job_id>/links")
def links(job_id: str) -> Answer:
    visit = web.visit(router)
    job = access.job(visit, job_id, Right.INVITE)
    chosen = _chosen(visit)
    return web.see_other(f"{_path(job)}/invitations?c={','.join(chosen)}" if chosen else f"{_path(job)}?done=choose")


@router.get("/jobs/<job_id>/invitations")
def invitations(job_id: str) -> Answer:
    visit = web.visit(router)
    job = access.job(visit, job_id, Right.INVITE)
    return web.html(visit, people.render_invitations(handing_out.view(visit, job), staff.frame(visit, "jobs")))


@router.post("/jobs/<job_id>/compare")
def compare(job_id: str) -> Answer:
    visit = web.visit(router)
    job = access.job(visit, job_id, Right.READ_REPORTS)
    chosen = _chosen(visit)
    asked = urlencode([("job", job.id), *(("c", known) for known in chosen)])
    return web.see_other(f"/compare?{asked}" if chosen else f"{_path(job)}?done=choose")


@router.get("/jobs/<job_id>/candidates/<candidate_id>")
def one(job_id: str, candidate_id: str) -> Answer:
    visit = web.visit(router)
    job, candidate = access.candidate(visit, job_id, candidate_id, Right.SEE_CANDIDATES)
    return _page(visit, job, candidate, told=_TOLD.get(visit.query("done"), ""))


@router.get("/jobs/<job_id>/candidates/<candidate_id>/resume")
def resume(job_id: str, candidate_id: str) -> Answer:
    visit = web.visit(router)
    _, candidate = access.candidate(visit, job_id, candidate_id, Right.SEE_CONTACTS)
    return web.see_other(candidate_page.resume(visit, candidate))


@router.post("/jobs/<job_id>/candidates/<candidate_id>/contacts")
def contacts(job_id: str, candidate_id: str) -> Answer:
    visit = web.visit(router)
    job, candidate = access.candidate(visit, job_id, candidate_id, Right.EDIT_CANDIDATES)
    wrong = candidate_page.save_contacts(visit, candidate)
    if wrong:
        return _page(visit, job, candidate, wrong=wrong, typed=candidate_page.typed_contacts(visit))
    return web.see_other(f"{_path(job, candidate)}?done=saved")


@router.post("/jobs/<job_id>/candidates/<candidate_id>/extra-time")
def extra_time(job_id: str, candidate_id: str) -> Answer:
    visit = web.visit(router)
    job, candidate = access.candidate(visit, job_id, candidate_id, Right.EDIT_CANDIDATES)
    candidate_page.save_extra_time(visit, candidate)
    return web.see_other(f"{_path(job, candidate)}?done=saved")


@router.post("/jobs/<job_id>/candidates/<candidate_id>/invite")
def invite(job_id: str, candidate_id: str) -> Answer:
    visit = web.visit(router)
    job, candidate = access.candidate(visit, job_id, candidate_id, Right.INVITE)
    if not inviting.possible(job, candidate):
        return _page(visit, job, candidate, wrong={"invite": Wrong(code="not_open")})
    if inviting.stopped(job, candidate):
        return _page(visit, job, candidate, wrong={"invite": Wrong(code="budget_spent")})
    candidate_page.same_as_seen(visit, candidate)
    inviting.invite(visit.person.id, job, candidate)
    return web.see_other(f"{_path(job, candidate)}#invitation")


@router.post("/jobs/<job_id>/candidates/<candidate_id>/revoke")
def revoke(job_id: str, candidate_id: str) -> Answer:
    visit = web.visit(router)
    job, candidate = access.candidate(visit, job_id, candidate_id, Right.INVITE)
    handing_out.revoke(visit, candidate)
    return web.see_other(f"{_path(job, candidate)}?done=revoked#invitation")


@router.post("/jobs/<job_id>/candidates/<candidate_id>/requests")
def answer(job_id: str, candidate_id: str) -> Answer:
    visit = web.visit(router)
    job, candidate = access.candidate(visit, job_id, candidate_id, Right.ANSWER_REQUESTS)
    wrong = candidate_page.answer(visit, job, candidate)
    if wrong:
        return _page(visit, job, candidate, wrong=wrong, typed={visit.form("request"): visit.form("answer")[:8000]})
    return web.see_other(f"{_path(job, candidate)}?done=answered#requests")


@router.post("/jobs/<job_id>/candidates/<candidate_id>/release")
def release(job_id: str, candidate_id: str) -> Answer:
    visit = web.visit(router)
    job, candidate = access.candidate(visit, job_id, candidate_id, Right.ANSWER_REQUESTS)
    candidate_page.release(visit, candidate)
    return web.see_other(f"{_path(job, candidate)}?done=released")


@router.post("/jobs/<job_id>/candidates/<candidate_id>/hire")
def hire(job_id: str, candidate_id: str) -> Answer:
    visit = web.visit(router)
    job, candidate = access.candidate(visit, job_id, candidate_id, Right.DECIDE)
    wrong = candidate_page.save_hire(visit, job, candidate)
    if wrong:
        return _page(visit, job, candidate, wrong=wrong, typed=candidate_page.typed_hire(visit))
    return web.see_other(f"{_path(job, candidate)}?done=saved#hire")


@router.post("/jobs/<job_id>/candidates/<candidate_id>/tests")
def test(job_id: str, candidate_id: str) -> Answer:
    visit = web.visit(router)
    job, candidate = access.candidate(visit, job_id, candidate_id, Right.EDIT_CANDIDATES)
    wrong = written_tests.save(visit, job, candidate)
    if wrong:
        return _page(visit, job, candidate, wrong=wrong, typed=written_tests.typed(visit))
    return web.see_other(f"{_path(job, candidate)}?done=saved#tests")


@router.post("/jobs/<job_id>/candidates/<candidate_id>/share")
def share(job_id: str, candidate_id: str) -> Answer:
    visit = web.visit(router)
    job, candidate = access.candidate(visit, job_id, candidate_id, Right.SHARE)
    days = sharing.days(visit.form("days"))
    if days is None:
        typed = {"days": visit.form("days")[:20]}
        return _page(visit, job, candidate, wrong={"days": Wrong(code="days")}, typed=typed)
    sharing.share(visit, job, candidate, days)
    return web.see_other(f"{_path(job, candidate)}?done=shared#shared")


@router.post("/jobs/<job_id>/candidates/<candidate_id>/unshare")
def unshare(job_id: str, candidate_id: str) -> Answer:
    visit = web.visit(router)
    job, candidate = access.candidate(visit, job_id, candidate_id, Right.SHARE)
    sharing.unshare(visit, candidate, visit.form("link"))
    return web.see_other(f"{_path(job, candidate)}?done=revoked#shared")


def _page(
    visit: Visit,
    job: Job,
    candidate: Candidate,
    *,
    told: str = "",
    wrong: dict[str, Wrong] | None = None,
    typed: dict[str, str] | None = None,
) -> Answer:
    view = candidate_page.view(visit, job, candidate, told=told, wrong=wrong, typed=typed)
    more = {
        "decision": deciding.form(visit, job, candidate),
        "combined": combined.of_candidate(visit, job, candidate),
        "tests": written_tests.view(visit, job, candidate),
        **resumes.partial(visit, job, candidate),
    }
    page = people.render_candidate(view, staff.frame(visit, "jobs"), **more)
    return web.html(visit, page, 422 if wrong else 200, policy=resumes.policy())


def _forms(visit: Visit, view: AddView, status: int = 422) -> Answer:
    return web.html(visit, people.render_add(view, staff.frame(visit, "jobs")), status)


def _open_to_change(visit: Visit, job_id: str) -> Job:
    return access.job(visit, job_id, Right.EDIT_CANDIDATES)


def _chosen(visit: Visit) -> list[str]:
    return list(dict.fromkeys(visit.fields("c")))[: handing_out.MOST_AT_ONCE]


def _path(job: Job, candidate: Candidate | None = None) -> str:
    at = f"/jobs/{quote(job.id, safe='')}"
    return f"{at}/candidates/{quote(candidate.id, safe='')}" if candidate else at
