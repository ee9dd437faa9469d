"""What all of DingTalk has in common: its access token, its two kinds of API, and what their errors mean.

Sources: DingTalk open platform, "call-frequency-limit", "how-to-process-api-throttling", "obtain-the-access-token-of-
an-internal-app". The old API (`oapi`) answers HTTP 200 with ``errcode``; the new one a status with ``code``.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Generator
from functools import partial
from typing import Any, Literal, NamedTuple
from urllib.parse import quote

from pydantic import Field

from mianshi.contracts.base import Language, Record
from mianshi.contracts.delivery import BODY_CUT, Answer, Request, Verdict
from mianshi.delivery import messages
from mianshi.delivery.answers import excerpt, retry_after_s, silence
from mianshi.delivery.exchange import Ended, Grant, NeedToken, Wish, authorised
from mianshi.delivery.messages import Message, fit
from mianshi.errors import code_of

NEW_API = "https://api.dingtalk.com"
OLD_API = "https://oapi.dingtalk.com"
BLOCKED_S = 300
"""A source address above 10,000 calls in 20 s is blocked for five minutes and gets a page instead of JSON."""
UNTIL_NEXT_MONTH = "the organisation's monthly quota of calls is used up: no use before next month"

_Result = Literal["retry", "config_error", "data_error", "unknown"]
_QUOTA = frozenset({"90020", "Forbidden.AccessDenied.ApiCountLimitForOrg"})
_WRAPPED = "88"
"""The old API's gateway speaks; what it means stands in ``sub_code``, or else the token was refused."""
_TOKEN_REFUSED = frozenset({"40014", "42001", "InvalidAuthentication", _WRAPPED})

# `unknown`: the platform failed inside; whether something was done before, nobody says.
_ERRORS: dict[str, _Result] = {
    "-1": "unknown",
    "90018": "retry",
    "90002": "retry",
    **dict.fromkeys(sorted(_QUOTA | _TOKEN_REFUSED), "config_error"),
    "invalidClientIdOrSecret": "config_error",
    "40035": "data_error",
    "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi": "retry",
    "Forbidden.AccessDenied.QpsLimitForApi": "retry",
    "noPermission": "config_error",
    "needAuth": "config_error",
    "processCodeError": "config_error",
    "formConverterError": "config_error",
    "illegalComponent": "config_error",
    "invalidParameter": "data_error",
    "processInstanceInvalidParameter": "data_error",
    "processInstanceStartFailed": "data_error",
    "sysErrror": "unknown",
    "systemError": "unknown",
}
_MARKDOWN = str.maketrans({"[": "［", "]": "］", "<": "＜", ">": "＞", "*": "＊", "`": "｀", "#": "＃"})
_EMPHASIS = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
"""Underscores but those inside an id, which people copy."""
_MARKDOWN.update(dict.fromkeys([*range(32), 127, 0x2028, 0x2029], " "))


class AppSecret(Record):
    """What Secrets Manager holds for one app: `app_key` is also called Client ID, `app_secret` Client Secret.

    The two others are of the app's event subscription; empty where it subscribes to nothing.
    """

    app_key: str = Field(min_length=1)
    app_secret: str = Field(min_length=1)
    callback_token: str = ""
    callback_aes_key: str = Field(default="", pattern=r"^([A-Za-z0-9]{43})?$")


class App(NamedTuple):
    """An app as its deeds need it: where the APIs are, who it is, and what time it is (milliseconds since 1970)."""

    new_api: str
    old_api: str
    agent_id: int
    secret: AppSecret
    now_ms: int


class Said(NamedTuple):
    """One answer of an API. `verdict` is None where the call was done; `fields`: the JSON object, if it was one."""

    verdict: Verdict | None
    fields: dict[str, Any]
    code: str = ""


def plain(text: str, most_bytes: int) -> str:
    """Words that cannot become a link, a heading or a second line in DingTalk's markdown, cut to so many bytes."""
    return fit(_EMPHASIS.sub("＿", text.translate(_MARKDOWN)), most_bytes)


def markdown(message: Message, language: Language, most_bytes: int, *more: str) -> str:
    """A message's title, rows and footer, then `more`; each at most so many bytes. The link is a button."""
    rows = [f"- {messages.line(label, plain(words, most_bytes), language)}" for label, words in message.rows]
    parts = [f"### {plain(message.title, most_bytes)}", "\n".join(rows), message.footer, *more]
    return "\n\n".join(part for part in parts if part)


def old(app: App, path: str, payload: dict[str, Any], *, changes: bool) -> Generator[Wish, Any, Said]:
    """One call of the old API: the token stands in the query."""

    def build(token: str) -> Request:
        return _post(f"{app.old_api}{path}?access_token={quote(token, safe='')}", payload, {})

    return _said((yield from authorised(need(app), build, refused, changes=changes)), app.now_ms)


def new(app: App, path: str, payload: dict[str, Any] | None, *, changes: bool) -> Generator[Wish, Any, Said]:
    """One call of the new API, a GET without a payload: the token stands in a header."""

    def build(token: str) -> Request:
        headers = {"x-acs-dingtalk-access-token": token}
        if payload is None:
            return Request(method="GET", url=app.new_api + path, headers=headers)
        return _post(app.new_api + path, payload, headers)

    return _said((yield from authorised(need(app), build, refused, changes=changes)), app.now_ms)


def look(calls: Generator[Wish, Any, Said]) -> Generator[Wish, Any, dict[str, Any]]:
    """The fields of a call that only looks.

    Raises:
        Ended: where it cannot be seen. What would be tried again stays ``unknown``, so that it is looked again first.
    """
    said = yield from calls
    if said.verdict is None:
        return said.fields
    told = said.verdict
    unseen = told.result in ("retry", "unknown")
    detail = f"could not look whether it arrived: {told.detail}"
    raise Ended(told.model_copy(update={"result": "unknown" if unseen else told.result, "detail": excerpt(detail)}))


def check(app: App) -> Generator[Wish, Any, Verdict]:
    """Whether key and secret are accepted: a token is fetched, nothing is sent. Tokens do not count."""
    got = yield need(app)
    if isinstance(got, Verdict):
        return got
    return Verdict(result="ok", detail="DingTalk accepts the app's key and secret")


def need(app: App) -> NeedToken:
    """The app's token; one serves both APIs for two hours."""
    payload = {"appKey": app.secret.app_key, "appSecret": app.secret.app_secret}
    of_app = hashlib.sha256(app.secret.app_key.encode()).hexdigest()[:12]
    return NeedToken(
        f"app-{of_app}", _post(f"{app.new_api}/v1.0/oauth2/accessToken", payload, {}), partial(_grant, app.now_ms)
    )


def refused(answer: Answer) -> bool:
    """Whether the token was not accepted, so that nothing was done."""
    return _code(_object(answer)) in _TOKEN_REFUSED


def not_json(answer: Answer, said: dict[str, Any], now_ms: int) -> Verdict:
    """The verdict on an answer that is not one of DingTalk's APIs speaking: a block of our address, or a gateway."""
    status = answer.status or 0
    if str(said.get("status")) == "1111":
        return Verdict(result="retry", detail="this network address is blocked for a while", retry_after_s=BLOCKED_S)
    if status in (429, 503):
        return Verdict(result="retry", detail=f"HTTP {status}", retry_after_s=retry_after_s(answer, now_ms))
    if answer.body.lstrip()[:1] == b"<" and (status == 403 or 200 <= status < 300):
        return Verdict(result="retry", detail=f"HTTP {status}, a page instead of JSON", retry_after_s=BLOCKED_S)
    if status >= 500:
        return Verdict(result="unknown", detail=f"HTTP {status}")
    if 200 <= status < 300:
        return Verdict(result="unknown", detail=f"HTTP {status}, not the answer of an API")
    return Verdict(result="config_error", detail=f"HTTP {status}: this is not DingTalk's API")


def cut(answer: Answer) -> Verdict | None:
    """The verdict on an answer that is missing or incomplete, or None where it is whole."""
    verdict = silence(answer)
    if verdict is not None:
        return verdict
    if answer.error and code_of(answer.error) == BODY_CUT:
        return Verdict(result="unknown", detail=excerpt(f"HTTP {answer.status}, {answer.error}"))
    return None


def _said(answer: Answer, now_ms: int) -> Said:
    broken = cut(answer)
    if broken is not None:
        return Said(broken, {})
    fields = _object(answer)
    code = _code(fields)
    if not code and not (200 <= (answer.status or 0) < 300 and _speaks(fields)):
        return Said(not_json(answer, fields, now_ms), fields)
    if code in ("", "0"):
        return Said(None, fields)
    return Said(_error(code, fields, answer, now_ms), fields, code)


def _error(code: str, fields: dict[str, Any], answer: Answer, now_ms: int) -> Verdict:
    words = str(fields.get("sub_msg") or fields.get("errmsg") or fields.get("message") or "")
    if code in _QUOTA:
        return Verdict(result="config_error", detail=excerpt(f"{code}: {UNTIL_NEXT_MONTH}"))
    result = _ERRORS.get(code) or _by_status(answer.status or 0)
    wait = retry_after_s(answer, now_ms) if result == "retry" else None
    return Verdict(result=result, detail=excerpt(f"{code}: {words}"), retry_after_s=wait)


def _by_status(status: int) -> _Result:
    """The class of an error that nobody wrote down; attempts are bounded, so it reaches a person in the end."""
    if status >= 500:
        return "unknown"
    if status in (401, 403, 404):
        return "config_error"
    return "data_error" if status == 400 else "retry"


def _grant(now_ms: int, answer: Answer) -> Grant | Verdict:
    said = _said(answer, now_ms)
    if said.verdict is not None:
        unsure = said.verdict.result in ("unknown", "data_error")  # asking for a token changes nothing
        result: _Result = "config_error" if said.verdict.result == "data_error" else "retry"
        return said.verdict.model_copy(update={"result": result}) if unsure else said.verdict
    token, seconds = said.fields.get("accessToken"), said.fields.get("expireIn")
    if not isinstance(token, str) or not token or not isinstance(seconds, int):
        return Verdict(result="config_error", detail="no token in the answer: this is not DingTalk's API")
    return Grant(token, seconds)


def _object(answer: Answer) -> dict[str, Any]:
    try:
        value = json.loads(answer.body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _code(fields: dict[str, Any]) -> str:
    """``errcode`` is a number or a text; ``code`` comes with a message and only where something failed."""
    if "errcode" in fields:
        code, inside = str(fields["errcode"]), str(fields.get("sub_code", ""))
        return inside if code == _WRAPPED and inside in _ERRORS else code
    return str(fields["code"]) if "message" in fields and fields.get("code") else ""


def _speaks(fields: dict[str, Any]) -> bool:
    return bool(fields) and str(fields.get("status")) != "1111"


def _post(url: str, payload: dict[str, Any], headers: dict[str, str]) -> Request:
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    return Request(url=url, headers={"content-type": "application/json; charset=utf-8", **headers}, body=body)
