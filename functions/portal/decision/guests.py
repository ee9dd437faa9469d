"""One report for a guest of a department, by a signed link and without an account."""

from __future__ import annotations

from mianshi.contracts.people import AuditAction, Link
from mianshi.doors import access, links, reading, reports, web
from mianshi.doors.web import Answer, Visit
from mianshi.errors import Rejected
from mianshi.hiring import decisions
from mianshi.pages.frame import Frame
from mianshi.pages.people import GuestView, render_guest
from mianshi.platform import signing
from mianshi.platform.store import candidates, jobs, limits
from mianshi.platform.store import links as kept

router = web.router()
COOKIE = "mianshi_guest"
WRONG_MOST, WRONG_S = 30, 600
"""Wrong links that one address may try in ten minutes."""
KEPT_S = 31 * 86_400
"""How long a browser keeps what binds it: longer than any link opens."""


@router.get("/g/<token>")
def report(token: str) -> Answer:
    visit = web.visit(router)
    link = _opened(visit, token)
    if link.once and not visit.cookies.get(COOKIE):
        # Chat programs open every link they show: only a person presses the button that uses it up.
        return _door(visit, link)
    if link.once and not kept.bind(link.id, signing.hashed(visit.cookies[COOKIE])):
        raise _refused(link, "link_used")
    return _report(visit, link)


@router.post("/g/<token>")
def open_once(token: str) -> Answer:
    visit = web.visit(router)
    link = _opened(visit, token)
    secret = visit.cookies.get(COOKIE) or signing.chance()
    if link.once and not kept.bind(link.id, signing.hashed(secret)):
        raise _refused(link, "link_used")
    path = links.path(link)
    bound = web.cookie(COOKIE, secret, path=path, seconds=KEPT_S)
    return web.see_other(path, [bound])


def _opened(visit: Visit, token: str) -> Link:
    wrong = f"guest:{visit.address}"
    if limits.hits(wrong, WRONG_S) >= WRONG_MOST:
        raise Rejected("too_many", "too many wrong links from one address")
    try:
        link = links.opened(token, "report")
    except Rejected as error:
        if error.code == "link_broken":
            limits.hit(wrong, WRONG_S)
        over = kept.find(token.partition(".")[0]) if error.code == "link_expired" else None
        if over is not None:
            _refused(over, error.code)
        raise
    shown = candidates.find(link.job_id, link.candidate_id)
    if shown is None or shown.stage in decisions.LEFT:
        raise _refused(link, "gone")
    return link


def _refused(link: Link, code: str) -> Rejected:
    known = reading.interview(link.interview_id) if link.interview_id else None
    access.note(f"link:{link.id}", AuditAction.LINK_REFUSED, code, about=known)
    return Rejected(code, "the link was refused")


def _door(visit: Visit, link: Link) -> Answer:
    job = jobs.find(link.job_id)
    if job is None:
        raise Rejected("gone", "there is no such job any more")
    view = GuestView(title=job.title, department=job.department, expires_at=link.expires_at)
    return web.html(visit, render_guest(view, Frame(language=visit.language, path=visit.path)))


def _report(visit: Visit, link: Link) -> Answer:
    """The interviewer's report without recordings, costs, deliveries and the names of files."""
    from mianshi.pages.report import render_report  # noqa: PLC0415 - the largest page; most calls want none

    known = reading.interview(link.interview_id or "")
    view = reports.for_interviewer(known, visit.language)
    facts = view.interview.model_copy(update={"file_names": []})
    left_out: dict[str, object] = {"costs": None, "deliveries": [], "media": {}, "candidate_report": None}
    page = render_report(view.model_copy(update={**left_out, "interview": facts}))
    access.note(f"link:{link.id}", AuditAction.LINK_OPENED, "report", about=known)
    return web.html(visit, page, policy="")
