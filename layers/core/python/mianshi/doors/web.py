"""The frame around every door: what a browser sent, what it gets back, and how each failure is told."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import parse_qs, parse_qsl, quote, urlencode, urlsplit

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response, content_types
from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.shared.cookies import Cookie, SameSite
from pydantic import BaseModel, TypeAdapter, ValidationError

from mianshi.contracts import dates
from mianshi.contracts.base import Language
from mianshi.contracts.people import Person, Session
from mianshi.errors import Defect, Rejected, Transient
from mianshi.log import logger
from mianshi.pages.frame import Frame
from mianshi.pages.labels import error_sentence
from mianshi.pages.portal import content_security_policy, render_error
from mianshi.pages.views import ApiError, ErrorView
from mianshi.platform import objects, signing
from mianshi.platform.settings import settings

B = TypeVar("B", bound=BaseModel)
Answer = Response[Any]

LANGUAGE_COOKIE = "mianshi_lang"
_ANYTHING: TypeAdapter[Any] = TypeAdapter(Any)
_MOST_BODY = 6_000_000
"""Bytes; Lambda takes no more (docs.aws.amazon.com: gettingstarted-limits)."""

HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self)",
}
STATUS = {
    "not_found": 404,
    "link_broken": 404,
    "not_ready": 409,
    "changed_meanwhile": 409,
    "already_done": 409,
    "nothing_to_book": 409,
    "still_adding_up": 409,
    "booking_unconfirmed": 422,
    "budget_spent": 409,
    "not_restartable": 409,
    "not_rescorable": 409,
    "still_running": 409,
    "slot_taken": 409,
    "upload_incomplete": 409,
    "no_retakes": 409,
    "nothing_given": 409,
    "not_yet": 409,
    "too_large": 413,
    "link_expired": 410,
    "link_used": 403,
    "gone": 410,
    "not_allowed": 403,
    "forged": 403,
    "signed_out": 401,
    "too_many": 429,
    "locked_out": 429,
    "wrong_sign_in": 422,
    "no_role": 403,
    "challenge_over": 422,
    "sign_in_busy": 503,
    "rate_first": 403,
    "candidate_left": 409,
    "no_levels": 422,
    "bad_remark": 422,
    "bad_minutes": 422,
    "no_decision": 422,
    "no_reason": 422,
    "not_confirmed": 422,
    "no_test": 409,
    "not_advanced": 409,
    "not_hired": 409,
    "no_name": 422,
    "no_consent": 422,
    "bad_role": 422,
    "bad_sheet": 422,
    "bad_resume": 422,
    "bad_request": 422,
    "unknown_policy": 422,
}
"""HTTP status of each refusal; 400 for the others."""


@dataclass
class Visit:
    """One request, and who makes it."""

    event: Any
    """Powertools' view of the HTTP API event, payload 2.0."""
    session: Session | None = None
    _form: dict[str, list[str]] | None = field(default=None, init=False)

    @property
    def path(self) -> str:
        return str(self.event.path)

    @property
    def method(self) -> str:
        return str(self.event.http_method).upper()

    @property
    def query_without_language(self) -> str:
        """The query as it came, without ``lang``."""
        pairs = parse_qsl(str(self.event.get("rawQueryString") or ""), keep_blank_values=True)
        return urlencode([pair for pair in pairs if pair[0] != "lang"])

    @property
    def is_api(self) -> bool:
        """Whether a program asks, or the script of a page, and not a person's browser for a page."""
        return "/api/" in self.path or "application/json" in self.header("accept")

    def header(self, name: str) -> str:
        """The value of a header, empty where it was not sent."""
        return str((self.event.headers or {}).get(name.lower(), "") or "")

    def query(self, name: str) -> str:
        """One value of the query, empty where it is not there."""
        return str(self.event.get_query_string_value(name, "") or "")

    @cached_property
    def cookies(self) -> dict[str, str]:
        """All cookies that came along."""
        pairs = (cookie.partition("=") for cookie in self.event.get("cookies") or [])
        return {name.strip(): value for name, _, value in pairs}

    @property
    def body(self) -> str:
        """The body as text.

        Raises:
            Rejected: ``bad_request`` where it is no text or far too long.
        """
        try:
            body = self.event.decoded_body or ""
        except (UnicodeDecodeError, ValueError):
            raise Rejected("bad_request", "the body is not text") from None
        if len(body) > _MOST_BODY:
            raise Rejected("bad_request", "the body is too long")
        return str(body)

    def form(self, name: str, default: str = "") -> str:
        """One field of a posted form, without blanks around it."""
        return (self.fields(name) or [default])[0].strip()

    def fields(self, name: str) -> list[str]:
        """All values of a field of a posted form."""
        return self.whole_form().get(name, [])

    def whole_form(self) -> dict[str, list[str]]:
        """Every field of a posted form."""
        if self._form is None:
            try:
                self._form = parse_qs(self.body, keep_blank_values=True, max_num_fields=5000)
            except ValueError:
                raise Rejected("bad_request", "the form has far too many fields") from None
        return self._form

    def json(self, kind: type[B]) -> B:
        """The body as a record. Raises pydantic's ValidationError, which becomes ``bad_request``."""
        return kind.model_validate_json(self.body)

    @property
    def wanted_language(self) -> Language | None:
        """The language asked for in the address, or None."""
        wanted = self.query("lang")
        return "en" if wanted == "en" else "zh" if wanted == "zh" else None

    @property
    def language(self) -> Language:
        """The language of the page: as asked for, as chosen before, as the browser says; Chinese first."""
        if self.wanted_language:
            return self.wanted_language
        kept = self.cookies.get(LANGUAGE_COOKIE)
        if kept in ("zh", "en"):
            return "en" if kept == "en" else "zh"
        return "en" if self.header("accept-language").strip().lower().startswith("en") else "zh"

    @property
    def person(self) -> Person:
        """Who is signed in.

        Raises:
            Rejected: ``signed_out``.
        """
        if self.session is None:
            raise Rejected("signed_out", "nobody is signed in")
        return self.session.person

    @property
    def csrf(self) -> str:
        """What every form of the page must bring back; empty where nobody signs in."""
        return self.session.csrf if self.session else ""

    @property
    def address(self) -> str:
        """A keyed hash of the network address: equal for equal addresses, and not the address."""
        return signing.pseudonym(str(self.event.request_context.http.source_ip))

    @property
    def origin(self) -> str:
        """Scheme and host of addresses that are handed out: as configured, or those this visit came to."""
        if settings().portal_url:
            return settings().portal_url.rstrip("/")
        host = self.header("host") or str(self.event.request_context.domain_name)
        plain = host.partition(":")[0] in ("127.0.0.1", "localhost")
        return f"{'http' if plain else 'https'}://{host}"


def router() -> Router:
    """An empty router for the routes of one subject."""
    return Router()  # type: ignore[no-untyped-call]  # Powertools leaves it untyped


def visit(router: Any) -> Visit:
    """The request at hand, of an app or a router of Powertools, with the session that the guard found."""
    return Visit(router.current_event, router.context.get("session"))


def html(visit: Visit, body: str, status: int = 200, *, policy: str | None = None) -> Answer:
    """A page. `policy` replaces the portal's content security policy; an empty one leaves it to the page."""
    told = content_security_policy([objects.upload_origin()]) if policy is None else policy
    headers: dict[str, str | list[str]] = {**HEADERS, **({"Content-Security-Policy": told} if told else {})}
    answer: Answer = Response(
        status_code=status, content_type="text/html; charset=utf-8", body=body, headers=headers, compress=None
    )
    if visit.wanted_language:
        answer.cookies = [cookie(LANGUAGE_COOKIE, visit.wanted_language, seconds=365 * 86400, http_only=False)]
    return answer


def json(record: BaseModel | Sequence[BaseModel] | Mapping[str, Any] | None, status: int = 200) -> Answer:
    """A record, or several, as JSON."""
    body = _ANYTHING.dump_json(record).decode()
    return Response(status_code=status, content_type=content_types.APPLICATION_JSON, body=body, headers={**HEADERS})


def see_other(where: str, cookies: Iterable[Cookie] = ()) -> Answer:
    """On to another page of ours, after something was posted."""
    answer: Answer = Response(
        status_code=303,
        content_type=content_types.TEXT_PLAIN,
        body="",
        headers={"Location": where, "Cache-Control": "no-store"},
    )
    answer.cookies = list(cookies)
    return answer


def month(text: str) -> str:
    """A month that an address or a form names, as it is.

    Raises:
        Rejected: ``bad_request`` for what is none.
    """
    if not dates.is_month(text):
        raise Rejected("bad_request", "no month")
    return text


def file(content: bytes | str, name: str, content_type: str) -> Answer:
    """A file to save. `name` is ours and holds no personal data."""
    headers: dict[str, str | list[str]] = {
        **HEADERS,
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
    }
    return Response(status_code=200, content_type=content_type, body=content, headers=headers)


def cookie(name: str, value: str, *, path: str = "/", seconds: int | None = None, http_only: bool = True) -> Cookie:
    """A cookie that travels over TLS only. Lax: a link in a chat or a mail brings it along, a foreign form does not."""
    return Cookie(
        name=name,
        value=value,
        path=path,
        secure=True,
        http_only=http_only,
        max_age=seconds,
        same_site=SameSite.LAX_MODE,
    )


def refuse(visit: Visit, code: str, detail: str = "", frame: Frame | None = None) -> Answer:
    """A refusal in one sentence: a page for people, in a frame where somebody is signed in, and JSON for scripts."""
    status = STATUS.get(code, 500 if code == "server_error" else 400)
    if visit.is_api:
        return json(ApiError(code=code, sentence=error_sentence(code), detail=detail), status=status)
    return html(visit, render_error(ErrorView(code=code, page_language=visit.language), frame), status=status)


def from_us(visit: Visit) -> bool:
    """Whether a request comes from our own page. Browsers name the origin of all that is posted; programs need not."""
    origin = visit.header("origin")
    if not origin:
        return True
    ours = {visit.header("host"), urlsplit(settings().portal_url).netloc} - {""}
    return origin != "null" and urlsplit(origin).netloc in ours


def brings(visit: Visit, wanted: str) -> bool:
    """Whether a request brings back what our page gave it: in the header of a script, or in the form."""
    given = visit.header("x-csrf")
    if not given and "application/x-www-form-urlencoded" in visit.header("content-type"):
        given = visit.form("csrf")
    return hmac.compare_digest(given.encode(), wanted.encode())


def tell_failures(app: APIGatewayHttpResolver, name: str, tell: Callable[[Visit, str, str], Answer] = refuse) -> None:
    """Give every failure of a door its page or its JSON; nothing else reaches whoever asked.

    `tell` answers a visit with a code of `labels.ERRORS` and a detail for programs.
    """

    @app.not_found
    def nothing_here(_: Exception) -> Answer:
        return tell(visit(app), "not_found", "")

    @app.exception_handler(Rejected)
    def refused(error: Rejected) -> Answer:
        return tell(visit(app), error.code, error.detail)

    @app.exception_handler(ValidationError)
    def bad_request(_: ValidationError) -> Answer:
        return tell(visit(app), "bad_request", "")

    @app.exception_handler(Exception)
    def broken(error: Exception) -> Answer:
        code = error.code if isinstance(error, (Transient, Defect)) else None
        logger.error(f"{name} failed", extra={"kind": type(error).__name__, "code": code})
        return tell(visit(app), "server_error", "")
