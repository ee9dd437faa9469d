"""Who may come in: the access key, the session cookie, and what passes without either."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, quote

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response, content_types
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware
from aws_lambda_powertools.shared.cookies import Cookie, SameSite

from mianshi.contracts.base import Language
from mianshi.pages.portal import render_sign_in
from mianshi.pages.views import SignInView
from mianshi.platform import session

OPEN = ("/sign-in", "/static/")


def guard(app: APIGatewayHttpResolver, next_middleware: NextMiddleware) -> Response[Any]:
    """Everything but the sign-in page and its style needs a session; pages lead there, the API says 401."""
    path = app.current_event.path
    if not session.required() or path.startswith(OPEN) or session.valid(_cookie(app)):
        return next_middleware(app)
    if path.startswith("/api/"):
        return Response(status_code=401, content_type=content_types.APPLICATION_JSON, body='{"code":"signed_out"}')
    return _go(f"/sign-in?next={quote(path)}")


def sign_in_page(next_path: str, language: Language, wrong: bool = False) -> Response[str]:
    """The page that asks for the access key."""
    view = SignInView(next=next_path, wrong=wrong, page_language=language)
    return Response(status_code=403 if wrong else 200, content_type=content_types.TEXT_HTML, body=render_sign_in(view))


def sign_in(body: str, language: Language) -> Response[Any]:
    """A posted key: a session cookie and on to the page wanted, or the sign-in page again."""
    form = {name: values[0] for name, values in parse_qs(body).items()}
    view = SignInView(next=form.get("next", "/"), page_language=language)
    if not session.opens(form.get("code", "")):
        return sign_in_page(view.next, language, wrong=True)
    answer = _go(view.next)
    answer.cookies = [
        Cookie(
            name=session.COOKIE,
            value=session.cookie(),
            path="/",
            secure=True,
            http_only=True,
            max_age=session.SECONDS,
            same_site=SameSite.LAX_MODE,  # a link from a chat or a mail must open; no GET changes anything
        )
    ]
    return answer


def _cookie(app: APIGatewayHttpResolver) -> str:
    pairs = (cookie.partition("=") for cookie in app.current_event.get("cookies") or [])
    return next((value for name, _, value in pairs if name == session.COOKIE), "")


def _go(where: str) -> Response[Any]:
    return Response(status_code=303, content_type=content_types.TEXT_PLAIN, body="", headers={"Location": where})
