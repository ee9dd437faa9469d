"""What Feishu's modules share: the tenant's token, how its answers are read, and cards.

Sources: Feishu open platform, "tenant_access_token_internal", "api-call-guide" (frequency limits, general error
codes) and the error tables of the calls that are used. The same calls go to Lark at ``https://open.larksuite.com``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlencode

from pydantic import Field, ValidationError

from mianshi.contracts.base import Record
from mianshi.contracts.delivery import BODY_CUT, Answer, Request, Verdict
from mianshi.delivery import messages
from mianshi.delivery.answers import excerpt, nameless, retry_after_s, silence
from mianshi.delivery.exchange import Attempt, Ended, Exchange, Grant, NeedToken, Wish, authorised
from mianshi.delivery.messages import Message
from mianshi.errors import Rejected, code_of

ADDRESS = "https://open.feishu.cn"
ECO_EXAM_SOURCE = "feishu_eco_exam"
"""Source of a candidate whom a Feishu exam sent to us; `external_id` is the id of that exam."""
APPLICATION_SOURCE = "feishu_hire"
"""Source of a candidate whom a stage in Feishu Hire sent to us; `external_id` is the id of the application."""

THROTTLED = frozenset({99991400, 230020})
TOKEN_REFUSED = frozenset({99991661, 99991663, 99991664, 99991668, 99991671})
"""Token missing, invalid, of another kind, or malformed: nothing was done, and a new one may help."""
_MOST_PAGES = 20
_TITLE_BYTES, _ROW_BYTES = 300, 600
"""With these a card stays far below the 20 KB of a bot and the 30 KB of a message, escapes included."""

_Result = Literal["ok", "ok_duplicate", "retry", "config_error", "data_error", "unknown"]
Codes = Mapping[int, _Result]
_CODES: Codes = {
    0: "ok",
    **dict.fromkeys((*THROTTLED, *TOKEN_REFUSED), "retry"),
    99991672: "config_error",  # a permission is missing
    99991679: "config_error",  # a user must authorise again
    10003: "config_error",  # app id
    10014: "config_error",  # app secret
    1002001: "unknown",  # "system error": nobody says whether it was done
    1161000: "unknown",
    1002002: "data_error",
    1002009: "data_error",
    1002102: "data_error",
    1167037: "data_error",
    **dict.fromkeys(range(1161001, 1161200), "data_error"),
}
_PHONE = re.compile(r"(?<![0-9A-Za-z_])(?:\+?86[ -]?)?(1[3-9]\d|0\d{2,3})[ -]?\d{4}[ -]?\d{3,4}(?![0-9A-Za-z_])")
_EMAIL = re.compile(r"[\w.+-]+@(?=[\w-]+\.)")


class AppSecret(Record):
    """What Secrets Manager holds for one self-built app. The last two are of its event subscription."""

    app_id: str = Field(min_length=1)
    app_secret: str = Field(min_length=1)
    encrypt_key: str = ""
    verification_token: str = ""


@dataclass(frozen=True)
class Said:
    """What an answer says. `code`: None where there was none to read. `verdict`: what the code means by itself."""

    code: int | None
    data: dict[str, Any]
    verdict: Verdict


class Api:
    """Feishu's API as one attempt sees it.

    Raises:
        Rejected: ``bad_connector`` where the secret cannot be used.
    """

    def __init__(self, attempt: Attempt, codes: Codes | None = None) -> None:
        self._base = (attempt.connector.url or ADDRESS).rstrip("/")
        self._now_ms = attempt.now_ms
        self._person = attempt.news.person
        self._codes = {**_CODES, **(codes or {})}
        self._need = _token(self._base, secret_of(attempt.secret), attempt.now_ms)

    def act(
        self, method: Literal["POST", "PATCH", "GET"], path: str, body: Any = None, changes: bool = True, **query: Any
    ) -> Generator[Wish, Any, Said]:
        """One call, with a new token where the kept one is refused; `changes` as in `exchange.Call`."""
        text = urlencode({name: value for name, value in query.items() if value not in (None, "")})
        url = f"{self._base}/open-apis/{path}" + (f"?{text}" if text else "")

        def request(token: str) -> Request:
            return Request(
                url=url,
                method=method,
                headers={"authorization": f"Bearer {token}", "content-type": "application/json; charset=utf-8"},
                body=b"" if body is None else encoded(body),
            )

        answer = yield from authorised(self._need, request, _refused, changes=changes)
        said = read(answer, self._codes, self._now_ms)
        return replace(said, verdict=nameless(said.verdict, self._person))

    def look(
        self, method: Literal["POST", "GET"], path: str, body: Any = None, **query: Any
    ) -> Generator[Wish, Any, dict[str, Any]]:
        """The data of a call that changes nothing.

        Raises:
            Ended: where there are none. As nothing was changed, no answer means that it may be tried again.
        """
        said = yield from self.act(method, path, body, changes=False, **query)
        if said.code == 0:
            return said.data
        raise Ended(as_retry(said.verdict))

    def items(
        self, method: Literal["POST", "GET"], path: str, body: Any = None, **query: Any
    ) -> Generator[Wish, Any, list[dict[str, Any]]]:
        """Everything in a list of many pages.

        Raises:
            Ended: as `look`; also where the list is too long to be read.
        """
        found: list[dict[str, Any]] = []
        page = ""
        for _ in range(_MOST_PAGES):
            data = yield from self.look(method, path, body, page_token=page, **query)
            found += [item for item in data.get("items") or [] if isinstance(item, dict)]
            page = str(data.get("page_token") or "")
            if not (data.get("has_more") and page):
                return found
        raise Ended(Verdict(result="data_error", detail=f"Feishu lists more than {_MOST_PAGES} pages at {path}"))


def secret_of(text: str) -> AppSecret:
    """The secret of an app.

    Raises:
        Rejected: ``bad_connector``.
    """
    try:
        return AppSecret.model_validate_json(text)
    except ValidationError:
        sentence = 'The secret of a Feishu app is {"app_id": "cli_…", "app_secret": "…"}.'
        raise Rejected("bad_connector", sentence) from None  # the cause would print the secret


def token_only(attempt: Attempt) -> Exchange:
    """Whether Feishu hands out a token for this app; what the app may do with it shows only when it is done."""
    need = _token((attempt.connector.url or ADDRESS).rstrip("/"), secret_of(attempt.secret), attempt.now_ms)
    got = yield need
    return got if isinstance(got, Verdict) else Verdict(result="ok", detail="Feishu handed out a token for this app")


def as_retry(verdict: Verdict) -> Verdict:
    """The verdict on a call that changes nothing."""
    return verdict.model_copy(update={"result": "retry"}) if verdict.result == "unknown" else verdict


def read(answer: Answer, codes: Codes, now_ms: int) -> Said:
    """What an answer means. The truth is in ``code``; throttling comes with HTTP 429 or 400, errors with 200 too.

    A 5xx without a code may have been done, but for 503. Codes that nobody wrote down are tried again: attempts are
    bounded, so they reach a person in the end.
    """
    verdict = silence(answer)
    if verdict is not None:
        return Said(None, {}, verdict)
    trace = f" (logid {excerpt(answer.headers['x-tt-logid'], 64)})" if "x-tt-logid" in answer.headers else ""
    said = _object(answer)
    code = said.get("code", said.get("StatusCode"))
    if isinstance(code, int):
        detail = f"code {code}: {_words(said)}{trace}"
        wait = _reset_s(answer, now_ms) if code in THROTTLED or answer.status == 429 else None
        data = said.get("data")
        result = codes.get(code, "retry")
        return Said(
            code, data if isinstance(data, dict) else {}, Verdict(result=result, detail=detail, retry_after_s=wait)
        )
    return Said(None, {}, _by_status(answer, now_ms, trace))


def card(message: Message) -> dict[str, Any]:
    """An interactive card. Everything in it is plain text: no name of a role can plant a link or call everybody."""
    elements: list[dict[str, Any]] = [
        {"tag": "div", "fields": [_field(label, words) for label, words in message.rows]},
    ]
    if message.link:
        button = {"tag": "button", "type": "primary", "text": _plain(message.link_text, 100), "url": message.link}
        elements.append({"tag": "action", "actions": [button]})
    if message.footer:
        elements.append({"tag": "note", "elements": [_plain(message.footer, _ROW_BYTES)]})
    return {
        "config": {"wide_screen_mode": True},
        "header": {"template": "blue", "title": _plain(message.title, _TITLE_BYTES)},
        "elements": elements,
    }


def words(text: str, most_bytes: int = _ROW_BYTES) -> str:
    """One line that Feishu lets pass: nothing unprintable, no phone number and no e-mail address in clear."""
    return messages.fit(masked(" ".join("".join(c if c.isprintable() else " " for c in text).split())), most_bytes)


def masked(text: str) -> str:
    """Without phone numbers and e-mail addresses: messages with them are held back (error 230028)."""
    return _EMAIL.sub("***@", _PHONE.sub(lambda found: f"{found.group(1)}****", text))


def milliseconds(moment: str) -> int:
    """Of a moment in ISO 8601, since 1970."""
    return round(datetime.fromisoformat(moment).timestamp() * 1000)


def encoded(body: Any) -> bytes:
    """JSON as it is sent: the same bytes for the same value."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _token(base: str, secret: AppSecret, now_ms: int) -> NeedToken:
    fetch = Request(
        url=f"{base}/open-apis/auth/v3/tenant_access_token/internal",
        headers={"content-type": "application/json; charset=utf-8"},
        body=encoded({"app_id": secret.app_id, "app_secret": secret.app_secret}),
    )
    return NeedToken(key="tenant", fetch=fetch, read=_granted(now_ms))


def _granted(now_ms: int) -> Callable[[Answer], Grant | Verdict]:
    def granted(answer: Answer) -> Grant | Verdict:
        said = read(answer, _CODES, now_ms)
        body = _object(answer)
        token, seconds = body.get("tenant_access_token"), body.get("expire")
        if said.code == 0 and isinstance(token, str) and isinstance(seconds, int):
            return Grant(token, seconds)
        verdict = as_retry(said.verdict)
        return verdict if verdict.result != "ok" else Verdict(result="retry", detail="Feishu's answer has no token")

    return granted


def _refused(answer: Answer) -> bool:
    return answer.status is not None and _object(answer).get("code") in TOKEN_REFUSED


def _object(answer: Answer) -> dict[str, Any]:
    try:
        said = json.loads(answer.body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _words(said: dict[str, Any]) -> str:
    text = masked(excerpt(str(said.get("msg", said.get("StatusMessage", "")))))
    error = said.get("error")
    missing = error.get("permission_violations") if isinstance(error, dict) else None
    names = [str(part.get("subject")) for part in missing or [] if isinstance(part, dict)]
    return f"{text} [{excerpt(', '.join(names))}]" if names else text


def _reset_s(answer: Answer, now_ms: int) -> int | None:
    reset = answer.headers.get("x-ogw-ratelimit-reset", "").strip()
    if reset.isascii() and reset.isdigit() and len(reset) <= 9:
        return int(reset)
    return retry_after_s(answer, now_ms)


def _by_status(answer: Answer, now_ms: int, trace: str) -> Verdict:
    status = answer.status or 0
    said = f"HTTP {status}{trace}"
    if status in (429, 503):
        return Verdict(result="retry", detail=said, retry_after_s=_reset_s(answer, now_ms))
    if answer.error and code_of(answer.error) == BODY_CUT:
        return Verdict(result="unknown", detail=excerpt(f"{said}, {answer.error}"))
    if status >= 500 or 200 <= status < 300:
        return Verdict(result="unknown", detail=f"{said} without a code")
    return Verdict(result="config_error", detail=f"{said} without a code: this is not Feishu's address")


def _field(label: str, text: str) -> dict[str, Any]:
    content = f"{words(label, 100)}\n{words(text)}"
    return {"is_short": len(text) <= 24, "text": {"tag": "plain_text", "content": content}}


def _plain(text: str, most_bytes: int) -> dict[str, str]:
    return {"tag": "plain_text", "content": words(text, most_bytes)}
