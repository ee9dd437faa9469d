"""DingTalk custom group robot: a markdown message, signed in the URL.

Source: DingTalk open platform, "custom-robots-send-group-messages" and "customize-robot-security-settings".
The secret is the JSON object ``{"access_token": "…", "sign_secret": "SEC…"}``; the connector's URL carries no token.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Literal
from urllib.parse import quote, urlsplit

from pydantic import Field, ValidationError

from mianshi.contracts.base import Record
from mianshi.contracts.delivery import BODY_CUT, Answer, Connector, EventKind, Request, Verdict
from mianshi.delivery import messages
from mianshi.delivery.answers import excerpt, retry_after_s, silence
from mianshi.delivery.exchange import Attempt, Exchange, Limit, Platform, call
from mianshi.delivery.messages import Message
from mianshi.errors import Rejected, code_of

ADDRESS = "https://oapi.dingtalk.com/robot/send"
THROTTLED_S = 600
"""A robot above 20 messages a minute is blocked for ten minutes."""
BLOCKED_S = 300
"""A source address above 10,000 calls in 20 s is blocked for five minutes and gets a page instead of JSON."""

_Result = Literal["retry", "config_error", "data_error"]
_ERRORS: dict[str, tuple[_Result, int | None]] = {
    "-1": ("retry", None),
    "310000": ("config_error", None),
    "400013": ("config_error", None),
    "400101": ("config_error", None),
    "400102": ("config_error", None),
    "400106": ("config_error", None),
    "90020": ("config_error", None),  # monthly quota of the organisation: no use before the next month
    "400105": ("data_error", None),
    "40035": ("data_error", None),
    "43004": ("data_error", None),
    "430101": ("data_error", None),
    "430102": ("data_error", None),
    "430103": ("data_error", None),
    "430104": ("data_error", None),
    "410100": ("retry", THROTTLED_S),
    "130101": ("retry", THROTTLED_S),
    "90018": ("retry", None),
    "90002": ("retry", None),
}
_MARKDOWN = str.maketrans({"[": "［", "]": "］", "<": "＜", ">": "＞", "*": "＊", "_": "＿", "`": "｀", "#": "＃"})
_MARKDOWN.update(dict.fromkeys(range(32), " "))


class RobotSecret(Record):
    """What Secrets Manager holds for one robot."""

    access_token: str = Field(min_length=1)
    sign_secret: str = Field(min_length=1)


def sign(timestamp_ms: int, sign_secret: str) -> str:
    """Base64 of HMAC-SHA256 over ``"<timestamp_ms>\\n<secret>"``, key = secret; not yet URL-encoded."""
    text = f"{timestamp_ms}\n{sign_secret}".encode()
    return base64.b64encode(hmac.new(sign_secret.encode(), text, hashlib.sha256).digest()).decode()


def deliver(attempt: Attempt) -> Exchange:
    """One message; valid for an hour around `now_ms`. The id of the delivery lets DingTalk drop a repeat.

    Raises:
        Rejected: ``bad_connector`` where the secret or the URL of the connector cannot be used.
    """
    answer = yield from call(_request(attempt))
    return read(answer, attempt.now_ms)


def deeds(_event: EventKind, _connector: Connector) -> list[str]:
    """Whatever happened, a message."""
    return ["message"]


def read(answer: Answer, now_ms: int) -> Verdict:
    """What DingTalk's answer means: the truth is in ``errcode`` (a number or a string), not in the HTTP status."""
    verdict = silence(answer)
    if verdict is not None:
        return verdict
    if answer.error and code_of(answer.error) == BODY_CUT:
        return Verdict(result="unknown", detail=excerpt(f"HTTP {answer.status}, {answer.error}"))
    try:
        said = json.loads(answer.body)
    except ValueError:
        said = None
    if isinstance(said, dict) and "errcode" in said:
        return _by_errcode(str(said["errcode"]), str(said.get("errmsg", "")))
    if isinstance(said, dict) and str(said.get("status")) == "1111":
        return Verdict(result="retry", detail="this network address is blocked for a while", retry_after_s=BLOCKED_S)
    return _by_status(answer, now_ms)


def _by_errcode(errcode: str, errmsg: str) -> Verdict:
    if errcode == "0":
        return Verdict(result="ok", detail="errcode 0")
    # An error that nobody wrote down is tried again: attempts are bounded, so it reaches a person in the end.
    result, wait = _ERRORS.get(errcode, ("retry", None))
    return Verdict(result=result, detail=excerpt(f"errcode {errcode}: {errmsg}"), retry_after_s=wait)


def _by_status(answer: Answer, now_ms: int) -> Verdict:
    status = answer.status or 0
    if status in (429, 502, 503, 504):
        return Verdict(result="retry", detail=f"HTTP {status}", retry_after_s=retry_after_s(answer, now_ms))
    if status >= 500:
        return Verdict(result="retry", detail=f"HTTP {status}")
    if answer.body.lstrip()[:1] == b"<" and (status == 403 or 200 <= status < 300):
        return Verdict(result="retry", detail=f"HTTP {status}, a page instead of JSON", retry_after_s=BLOCKED_S)
    if 200 <= status < 300:
        return Verdict(result="unknown", detail=f"HTTP {status} without errcode")
    return Verdict(result="config_error", detail=f"HTTP {status}: this is not a DingTalk robot's address")


def _request(attempt: Attempt) -> Request:
    keys = _keys(attempt.secret)
    address = attempt.connector.url or ADDRESS
    if urlsplit(address).query:
        raise Rejected("bad_connector", "The robot's URL must end at /robot/send; its access_token is in the secret.")
    signature = quote(sign(attempt.now_ms, keys.sign_secret), safe="")
    token = quote(keys.access_token, safe="")
    message = messages.message(attempt.news, attempt.connector.language)
    payload = {
        "msgtype": "markdown",
        "markdown": {"title": message.title, "text": _markdown(message, attempt.connector)},
        "msgUuid": attempt.delivery.id,
    }
    return Request(
        url=f"{address}?access_token={token}&timestamp={attempt.now_ms}&sign={signature}",
        headers={"content-type": "application/json; charset=utf-8"},
        body=json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode(),
    )


def _keys(secret: str) -> RobotSecret:
    try:
        return RobotSecret.model_validate_json(secret)
    except ValidationError:
        sentence = 'The secret of a DingTalk robot is {"access_token": "…", "sign_secret": "SEC…"}.'
        raise Rejected("bad_connector", sentence) from None  # the cause would print the secret


def _markdown(message: Message, connector: Connector) -> str:
    rows = [
        "- " + messages.line(label, words.translate(_MARKDOWN), connector.language) for label, words in message.rows
    ]
    url = message.link.replace("(", "%28").replace(")", "%29")
    parts = [
        f"### {message.title.translate(_MARKDOWN)}",
        "\n".join(rows),
        f"[{message.link_text}]({url})" if url else "",
        message.footer,
    ]
    return "\n\n".join(part for part in parts if part)


class RobotSettings(Record):
    """A robot needs none."""


PLATFORM = Platform(
    deliver=deliver,
    deeds=deeds,
    repeat=lambda _deed: "key",
    settings=RobotSettings,
    secret=RobotSecret,
    address=ADDRESS,
    limits=(Limit(20, 60),),
)
