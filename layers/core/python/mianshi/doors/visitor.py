"""The candidates' door: whoever holds the link to an interview, and nobody else, sees that one candidate's pages."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware
from aws_lambda_powertools.shared.cookies import Cookie

from mianshi.contracts.hiring import Candidate, Job, Stage
from mianshi.contracts.people import Link
from mianshi.doors import links, web
from mianshi.doors.web import Visit
from mianshi.errors import Rejected
from mianshi.pages.frame import Frame
from mianshi.platform import signing
from mianshi.platform.store import candidates, jobs

COOKIE = "mianshi_candidate"
_SAFE = ("GET", "HEAD", "OPTIONS")


def admit(link: Link) -> Cookie:
    """The cookie of a browser that opened the link: it goes to this candidate's pages only."""
    return web.cookie(COOKIE, links.token(link), path=home(link.candidate_id), seconds=180 * 86400)


def home(candidate_id: str) -> str:
    """Path under which all pages of a candidate lie."""
    return f"/c/{candidate_id}/"


def guard(app: APIGatewayHttpResolver, next_middleware: NextMiddleware) -> Response[Any]:
    """What changes something must come from our own page."""
    visit = Visit(app.current_event)
    if visit.method not in _SAFE and not web.from_us(visit):
        raise Rejected("forged", "posted from another site")
    return next_middleware(app)


def enter(visit: Visit, candidate_id: str) -> tuple[Job, Candidate]:
    """The job and the candidate of these pages, for whoever opened the link to them.

    Raises:
        Rejected: as `holder`; ``gone`` after the data were deleted.
    """
    link = holder(visit, candidate_id)
    job, candidate = jobs.find(link.job_id), candidates.find(link.job_id, candidate_id)
    if job is None or candidate is None or candidate.stage is Stage.ERASED:
        raise Rejected("gone", "nothing is kept any more")
    return job, candidate


def holder(visit: Visit, candidate_id: str) -> Link:
    """The link to these pages that the visitor opened.

    Raises:
        Rejected: ``signed_out`` without the link's cookie, ``link_broken`` and ``link_expired`` as `links.opened`,
            ``forged`` where something is posted from elsewhere,
            ``gone`` where it ended because the data were deleted.
    """
    token, link = _brought(visit, candidate_id)
    if link.revoked and erased(link):
        raise Rejected("gone", "nothing is kept any more")
    if links.ended(link):
        raise Rejected("link_expired", "the link has ended")
    if visit.method not in _SAFE and not web.brings(visit, csrf(token)):
        raise Rejected("forged", "the form did not come from a page of this candidate")
    return link


def mourner(visit: Visit, candidate_id: str) -> Link:
    """The link of somebody whose data were deleted, or will be: it opens the receipt, and nothing else any more.

    Raises:
        Rejected: as `holder`, but never ``gone``.
    """
    _, link = _brought(visit, candidate_id)
    if links.ended(link) and not erased(link):
        raise Rejected("link_expired", "the link has ended")
    return link


def erased(link: Link) -> bool:
    """Whether the data behind a link were deleted."""
    found = candidates.find(link.job_id, link.candidate_id)
    return found is None or found.stage is Stage.ERASED


def _brought(visit: Visit, candidate_id: str) -> tuple[str, Link]:
    token = visit.cookies.get(COOKIE, "")
    if not token:
        raise Rejected("signed_out", "the link was not opened in this browser")
    link = links.known(token, "interview")
    if link.candidate_id != candidate_id:
        raise Rejected("not_found", "the link leads to somebody else")
    return token, link


def csrf(token: str) -> str:
    """What every form and script of the candidate's pages must bring back."""
    return signing.signature(f"csrf:{token}")


def frame(visit: Visit, active: str = "") -> Frame:
    """The frame of a candidate's page: no menu, nobody's name."""
    token = visit.cookies.get(COOKIE, "")
    return Frame(
        language=visit.language,
        csrf=csrf(token) if token else "",
        active=active,
        path=visit.path,
        query=visit.query_without_language,
    )
