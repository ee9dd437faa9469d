"""Entrance: a link becomes a cookie of the browser that opens it, and its token leaves the address."""

from __future__ import annotations

from mianshi.contracts.people import AuditAction, Link
from mianshi.doors import access, links, visitor, web
from mianshi.doors.web import Answer
from mianshi.errors import Rejected
from mianshi.platform.store import candidates, limits

router = web.router()
_WINDOW_SECONDS = 900
_MOST_WRONG = 20
"""Wrong links from one address in a window: many phones share an address, and nobody mistypes so often."""


@router.get("/c/open/<token>")
def open_link(token: str) -> Answer:
    visit = web.visit(router)
    wrong = f"link:{visit.address}"
    if limits.hits(wrong, _WINDOW_SECONDS) >= _MOST_WRONG:
        raise Rejected("too_many", "too many wrong links from one address")
    try:
        link = _opened(token)
    except Rejected as refusal:
        limits.hit(wrong, _WINDOW_SECONDS)
        access.note(visit, AuditAction.LINK_REFUSED, refusal.code)
        raise
    candidate = candidates.find(link.job_id, link.candidate_id)
    access.note(f"link:{link.id}", AuditAction.LINK_OPENED, about=candidate)
    chosen = visit.wanted_language or visit.cookies.get(web.LANGUAGE_COOKIE) or not candidate
    asked = visit.wanted_language or (candidate.language if candidate and not chosen else "")
    where = (
        visitor.home(link.candidate_id)
        + ("erased" if visitor.erased(link) else "")
        + (f"?lang={asked}" if asked else "")
    )
    return web.see_other(where, [visitor.admit(link)])


def _opened(token: str) -> Link:
    """The link, also one that was ended by a deletion: it still leads to the receipt.

    Raises:
        Rejected: as `links.opened`.
    """
    link = links.known(token, "interview")
    if links.ended(link) and not visitor.erased(link):
        raise Rejected("link_expired", "the link has ended")
    return link
