"""The staff's door: sessions, and what must come along with everything that changes something."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware
from aws_lambda_powertools.shared.cookies import Cookie

from mianshi.contracts.people import Person, Session, StaffRole
from mianshi.doors import web
from mianshi.doors.web import Answer, Visit
from mianshi.errors import Rejected
from mianshi.pages.frame import Frame
from mianshi.platform import signing
from mianshi.platform.clock import now, timestamp
from mianshi.platform.settings import settings
from mianshi.platform.store import sessions
from mianshi.privacy.rights import Right, may

COOKIE = "mianshi_session"
LONGEST = timedelta(hours=8)
IDLE = timedelta(minutes=60)
_NOTED_EVERY = timedelta(minutes=5)
OPEN = ("/sign-in", "/static/", "/g/")
"""What needs no session: signing in, style and scripts, and links for guests."""
MENU: tuple[tuple[str, tuple[Right, ...]], ...] = (
    ("home", ()),
    ("jobs", (Right.SEE_CANDIDATES,)),
    ("costs", (Right.SEE_COSTS,)),
    ("operations", (Right.SEE_OPERATIONS,)),
    ("log", (Right.SEE_LOG,)),
    ("usage", (Right.SEE_USAGE,)),
    ("connections", (Right.MANAGE_CONNECTIONS,)),
    ("accounts", (Right.MANAGE_PEOPLE,)),
    ("guides", ()),
)
"""Entries of the menu, each the first part of its path (``home`` is ``/``), and the rights of which one is needed."""
_SAFE = ("GET", "HEAD", "OPTIONS")
_LOCAL = Person(id="local", name="Local", roles=[StaffRole.ADMIN])
"""Who uses a portal that nobody else can reach (`PortalSignIn` none)."""


def guard(app: APIGatewayHttpResolver, next_middleware: NextMiddleware) -> Response[Any]:
    """Everything that is not open needs a session; what changes something must come from our own page besides."""
    visit = Visit(app.current_event)
    if visit.method not in _SAFE and not web.from_us(visit):
        raise Rejected("forged", "posted from another site")
    session = _session(visit)
    app.append_context(session=session)  # type: ignore[no-untyped-call]  # Powertools leaves it untyped
    visit.session = session
    if visit.path.startswith(OPEN):
        return next_middleware(app)
    if session is None:
        if visit.is_api or visit.method not in _SAFE:
            return web.refuse(visit, "signed_out")
        query = str(visit.event.get("rawQueryString") or "")
        return web.see_other(f"/sign-in?next={quote(f'{visit.path}?{query}' if query else visit.path)}")
    if visit.method not in _SAFE and session.csrf and not web.brings(visit, session.csrf):
        raise Rejected("forged", "the form did not come from a page of this session")
    return next_middleware(app)


def begin(person: Person) -> Cookie:
    """A new session for somebody who proved who they are: the cookie to hand out."""
    secret, start = signing.chance(), now()
    session = Session(
        person=person,
        csrf=signing.chance(),
        created_at=timestamp(start),
        ends_at=timestamp(start + LONGEST),
        seen_at=timestamp(start),
    )
    sessions.save(signing.hashed(secret), session, start + LONGEST)
    return web.cookie(COOKIE, secret, seconds=int(LONGEST.total_seconds()))


def end(visit: Visit) -> Cookie:
    """Forget the session: the cookie that removes the browser's."""
    if secret := visit.cookies.get(COOKIE):
        sessions.end(signing.hashed(secret))
    return web.cookie(COOKIE, "", seconds=0)


def frame(visit: Visit, active: str = "") -> Frame:
    """The frame of a page for this visit: the menu holds what the person may open."""
    person = visit.session.person if visit.session else None
    nav = [name for name, rights in MENU if person and (not rights or any(may(person, right) for right in rights))]
    return Frame(
        language=visit.language,
        person=person.name or person.id if person else None,
        signs_in=signs_in(),
        csrf=visit.csrf,
        nav=nav,
        active=active,
        path=visit.path,
        query=visit.query_without_language,
    )


def refuse(visit: Visit, code: str, detail: str = "") -> Answer:
    """As `web.refuse`, with the menu of whoever is signed in."""
    return web.refuse(visit, code, detail, frame(visit) if visit.session else None)


def signs_in() -> bool:
    """Whether people sign in at all."""
    return settings().portal_sign_in != "none"


def _session(visit: Visit) -> Session | None:
    if not signs_in():
        at = timestamp()
        return Session(person=_LOCAL, csrf="", created_at=at, ends_at=at, seen_at=at)
    secret = visit.cookies.get(COOKIE)
    if not secret:
        return None
    key, moment = signing.hashed(secret), now()
    session = sessions.find(key)
    if session is None or session.ends_at <= timestamp(moment) or session.seen_at <= timestamp(moment - IDLE):
        return None
    if session.seen_at <= timestamp(moment - _NOTED_EVERY):
        seen = session.model_copy(update={"seen_at": timestamp(moment)})
        sessions.used(key, seen, datetime.fromisoformat(session.ends_at))
    return session
