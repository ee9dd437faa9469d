"""DingTalk custom group robot: one card or markdown message, signed in the URL.

Source: DingTalk open platform, "custom-robots-send-group-messages" and "customize-robot-security-settings".
The secret is the JSON object ``{"access_token": "…", "sign_secret": "SEC…"}``; the connector's URL carries no token.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any, Literal
from urllib.parse import quote

from pydantic import Field, ValidationError

from mianshi.contracts.base import Record
from mianshi.contracts.delivery import Answer, Connector, EventKind, Request, Verdict
from mianshi.delivery import messages
from mianshi.delivery.answers import excerpt
from mianshi.delivery.dingtalk import UNTIL_NEXT_MONTH, cut, markdown, not_json, plain
from mianshi.delivery.exchange import Attempt, Exchange, Limit, Platform, call
from mianshi.delivery.messages import Message
from mianshi.errors import Rejected

ADDRESS = "https://oapi.dingtalk.com/robot/send"
THROTTLED_S = 600
"""A robot above 20 messages a minute is blocked for ten minutes."""
LONGEST_WORDS = 200
"""Bytes of the title and of each row; no length is documented for the whole, and so it stays under 3 KiB."""

_Result = Literal["retry", "config_error", "data_error"]
_QUOTA = "90020"
_ERRORS: dict[str, tuple[_Result, int | None]] = {
    "-1": ("retry", None),
    "310000": ("config_error", None),
    "400013": ("config_error", None),
    "400101": ("config_error", None),
    "400102": ("config_error", None),
    "400106": ("config_error", None),
    _QUOTA: ("config_error", None),
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


class RobotSecret(Record):
    """What Secrets Manager holds for one robot."""

    access_token: str = Field(min_length=1)
    sign_secret: str = Field(min_length=1)


class RobotSettings(Record):
    """`keyword`: where the robot asks for one (自定义关键词), it is put under every message that has it not already."""

    keyword: str = Field(default="", max_length=40, examples=["面试"])


def sign(timestamp_ms: int, sign_secret: str) -> str:
    """Base64 of HMAC-SHA256 over ``"<timestamp_ms>\\n<secret>"``, key = secret; not yet URL-encoded."""
    text = f"{timestamp_ms}\n{sign_secret}".encode()
    return base64.b64encode(hmac.new(sign_secret.encode(), text, hashlib.sha256).digest()).decode()


def deliver(attempt: Attempt) -> Exchange:
    """One message; valid for an hour around `now_ms`. The id of the delivery lets DingTalk drop a repeat.

    Raises:
        Rejected: ``bad_connector`` where the secret, the settings or the URL of the connector cannot be used.
    """
    answer = yield from call(_request(attempt))
    return read(answer, attempt.now_ms)


def deeds(_event: EventKind, _connector: Connector) -> list[str]:
    """Whatever happened, a message."""
    return ["message"]


def read(answer: Answer, now_ms: int) -> Verdict:
    """What DingTalk's answer means: the truth is in ``errcode`` (a number or a string), not in the HTTP status."""
    broken = cut(answer)
    if broken is not None:
        return broken
    try:
        said = json.loads(answer.body)
    except ValueError:
        said = None
    if isinstance(said, dict) and "errcode" in said:
        return _by_errcode(str(said["errcode"]), str(said.get("errmsg", "")))
    return not_json(answer, said if isinstance(said, dict) else {}, now_ms)


def _by_errcode(errcode: str, errmsg: str) -> Verdict:
    if errcode == "0":
        return Verdict(result="ok", detail="errcode 0")
    # An error that nobody wrote down is tried again: attempts are bounded, so it reaches a person in the end.
    result, wait = _ERRORS.get(errcode, ("retry", None))
    words = UNTIL_NEXT_MONTH if errcode == _QUOTA else errmsg
    return Verdict(result=result, detail=excerpt(f"errcode {errcode}: {words}"), retry_after_s=wait)


def _request(attempt: Attempt) -> Request:
    keys, settings = _keys(attempt.secret), _settings(attempt.connector)
    address = attempt.connector.url or ADDRESS
    _without_token(address)
    signature = quote(sign(attempt.now_ms, keys.sign_secret), safe="")
    token = quote(keys.access_token, safe="")
    message = messages.message(attempt.news, attempt.connector.language)
    payload = {**_content(message, settings.keyword, attempt), "msgUuid": attempt.delivery.id}
    return Request(
        url=f"{address}?access_token={token}&timestamp={attempt.now_ms}&sign={signature}",
        headers={"content-type": "application/json; charset=utf-8"},
        body=json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode(),
    )


def _without_token(address: str) -> None:
    if "?" in address or "#" in address:
        raise Rejected("bad_connector", "The robot's URL must end at /robot/send; its access_token is in the secret.")


def _content(message: Message, keyword: str, attempt: Attempt) -> dict[str, Any]:
    """A card whose button opens our page, or plain markdown where there is no page to open."""
    title = plain(message.title, LONGEST_WORDS)
    text = markdown(message, attempt.connector.language, LONGEST_WORDS)
    if keyword not in text:
        text = f"{text}\n\n{keyword}"
    if not message.link:
        return {"msgtype": "markdown", "markdown": {"title": title, "text": text}}
    card = {
        "title": title,
        "text": text,
        "btnOrientation": "0",
        "singleTitle": message.link_text,
        "singleURL": message.link,
    }
    return {"msgtype": "actionCard", "actionCard": card}


def _keys(secret: str) -> RobotSecret:
    try:
        return RobotSecret.model_validate_json(secret)
    except ValidationError:
        sentence = 'The secret of a DingTalk robot is {"access_token": "…", "sign_secret": "SEC…"}.'
        raise Rejected("bad_connector", sentence) from None  # the cause would print the secret


def _settings(connector: Connector) -> RobotSettings:
    try:
        return RobotSettings.model_validate(connector.settings)
    except ValidationError:
        raise Rejected("bad_connector", 'The settings of a DingTalk robot are {"keyword": "…"}.') from None


PLATFORM = Platform(
    deliver=deliver,
    deeds=deeds,
    repeat=lambda _deed: "key",
    settings=RobotSettings,
    secret=RobotSecret,
    address=ADDRESS,
    address_check=_without_token,
    limits=(Limit(20, 60),),
)
