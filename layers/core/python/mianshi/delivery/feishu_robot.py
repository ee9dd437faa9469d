"""Feishu custom group bot: a card, signed in its body.

Source: Feishu open platform, "custom bot guide". A bot has no key against repeats: after an attempt of which nobody
knows whether it arrived, a person decides, unless the settings say that twice is better than never.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

from pydantic import Field, ValidationError

from mianshi.contracts.base import Record
from mianshi.contracts.delivery import Connector, EventKind, Request
from mianshi.delivery import feishu, messages
from mianshi.delivery.exchange import Attempt, Exchange, Limit, Platform, Repeat, call
from mianshi.delivery.feishu import Codes
from mianshi.errors import Rejected

ADDRESS = "https://open.feishu.cn/open-apis/bot/v2/hook"
THROTTLED_S = 60
"""A bot takes 100 messages a minute and 5 a second; at full and half hours Feishu throttles sooner."""
ONCE, AT_LEAST_ONCE = "message", "message-at-least-once"

_THROTTLED = 11232
_CODES: Codes = {
    0: "ok",
    _THROTTLED: "retry",
    19001: "config_error",  # no such bot
    19021: "config_error",  # signature or clock
    19022: "config_error",  # address list
    19024: "config_error",  # keywords
    9499: "data_error",
}
_HOOK = re.compile(r"[A-Za-z0-9_-]{8,64}")


class RobotSecret(Record):
    """What Secrets Manager holds for one bot: its webhook address (or the last part of it) and its signing secret."""

    hook: str = Field(min_length=1)
    sign_secret: str = Field(min_length=1)


class RobotSettings(Record):
    """How a bot behaves."""

    send_twice_rather_than_never: bool = False
    """Send again after an attempt without an answer, instead of asking a person whether the message is there."""


def sign(timestamp_s: int, sign_secret: str) -> str:
    """Base64 of HMAC-SHA256 over nothing, with the key ``"<timestamp_s>\\n<secret>"``; good for an hour."""
    key = f"{timestamp_s}\n{sign_secret}".encode()
    return base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()


def deliver(attempt: Attempt) -> Exchange:
    """One card.

    Raises:
        Rejected: ``bad_connector`` where the secret cannot be used.
    """
    answer = yield from call(_request(attempt))
    said = feishu.read(answer, _CODES, attempt.now_ms)
    if said.code == _THROTTLED and said.verdict.retry_after_s is None:
        return said.verdict.model_copy(update={"retry_after_s": THROTTLED_S})
    return said.verdict


def deeds(_event: EventKind, connector: Connector) -> list[str]:
    """Whatever happened, a message; its name says what is done about a doubt."""
    try:
        settings = RobotSettings.model_validate(connector.settings)
    except ValidationError:
        return [ONCE]
    return [AT_LEAST_ONCE if settings.send_twice_rather_than_never else ONCE]


def repeat(deed: str) -> Repeat:
    """What is done after a doubt."""
    return "key" if deed == AT_LEAST_ONCE else "person"


def _request(attempt: Attempt) -> Request:
    secret = _secret(attempt.secret)
    address = (attempt.connector.url or ADDRESS).rstrip("/")
    _without_hook(address)
    hook = secret.hook.strip().removeprefix(f"{address}/").rstrip("/")
    if not _HOOK.fullmatch(hook):
        raise Rejected("bad_connector", f"The bot's webhook must be {address}/… or the last part of that address.")
    timestamp_s = attempt.now_ms // 1000
    payload = {
        "timestamp": str(timestamp_s),
        "sign": sign(timestamp_s, secret.sign_secret),
        "msg_type": "interactive",
        "card": feishu.card(messages.message(attempt.news, attempt.connector.language)),
    }
    return Request(
        url=f"{address}/{hook}",
        headers={"content-type": "application/json; charset=utf-8"},
        body=feishu.encoded(payload),
    )


def _without_hook(address: str) -> None:
    if not address.rstrip("/").endswith("/hook"):
        raise Rejected("bad_connector", "The bot's address must end at /hook; what follows is in the secret.")


def _secret(text: str) -> RobotSecret:
    try:
        return RobotSecret.model_validate_json(text)
    except ValidationError:
        sentence = 'The secret of a Feishu bot is {"hook": "https://…/hook/…", "sign_secret": "…"}.'
        raise Rejected("bad_connector", sentence) from None  # the cause would print the secret


PLATFORM = Platform(
    deliver=deliver,
    deeds=deeds,
    repeat=repeat,
    settings=RobotSettings,
    secret=RobotSecret,
    address=ADDRESS,
    address_check=_without_hook,
    limits=(Limit(5, 1), Limit(100, 60)),
)
