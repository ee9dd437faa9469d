"""WeCom group robot: one markdown message. Its key is its only secret, and it knows no key against repeats.

Source: WeCom developer centre 91770 (group robots).
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from pydantic import Field, ValidationError

from mianshi.contracts.base import Record
from mianshi.contracts.delivery import Connector, EventKind, Request, Verdict
from mianshi.delivery import messages, wecom
from mianshi.delivery.exchange import Attempt, Exchange, Limit, Platform, Repeat, call
from mianshi.errors import Rejected

ADDRESS = f"{wecom.ADDRESS}/cgi-bin/webhook/send"
LONGEST_MARKDOWN = 4096
"""Bytes of UTF-8; one more gives errcode 40058."""
_ONCE, _MAYBE_TWICE = "message", "message_maybe_twice"


class RobotSecret(Record):
    """What Secrets Manager holds for one robot: the part of its address after ``key=``."""

    key: str = Field(min_length=1, max_length=200, pattern=r"^[0-9A-Za-z_-]+$")


class RobotSettings(Record):
    """How careful the robot is, and whom it calls."""

    send_twice_rather_than_never: bool = False
    """After an attempt without an answer the message may be in the group or not, and nothing can tell. False: a person
    looks. True: it is sent again, and may stand there twice."""
    mention: list[Annotated[str, Field(pattern=r"^[0-9A-Za-z_.@-]{1,64}$")]] = Field(
        default_factory=list, max_length=10, examples=[["zhangsan"]]
    )
    """User ids of members whom every message calls by name."""


def deliver(attempt: Attempt) -> Exchange:
    """One message into the group.

    Raises:
        Rejected: ``bad_connector`` where secret, settings or URL cannot be used.
    """
    answer = yield from call(_request(attempt))
    verdict = wecom.read(answer, attempt).verdict
    if verdict.result != "unknown":
        return verdict
    detail = f"{verdict.detail}. The message may be in the group or not: WeCom's robots know no repeats"
    return Verdict(result="unknown", detail=detail)


def deeds(_event: EventKind, connector: Connector) -> list[str]:
    """Whatever happened, a message; how a repeat is to be handled is in the deed's name, so that it outlives us."""
    twice = connector.settings.get("send_twice_rather_than_never") is True
    return [_MAYBE_TWICE if twice else _ONCE]


def repeat(deed: str) -> Repeat:
    """A person looks into the group, unless a message twice was said to be better than none."""
    return "key" if deed == _MAYBE_TWICE else "person"


def _request(attempt: Attempt) -> Request:
    settings, key = _setup(attempt)
    address = attempt.connector.url or ADDRESS
    _without_key(address)
    message = messages.message(attempt.news, attempt.connector.language)
    called = "".join(f"<@{user}>" for user in settings.mention)
    content = wecom.markdown(message, attempt.connector.language, LONGEST_MARKDOWN, called)
    return wecom.posted(
        f"{address}?key={quote(key, safe='')}", {"msgtype": "markdown", "markdown": {"content": content}}
    )


def _without_key(address: str) -> None:
    if "?" in address or "#" in address:
        raise Rejected("bad_connector", "The robot's URL must end at /webhook/send; its key is in the secret.")


def _setup(attempt: Attempt) -> tuple[RobotSettings, str]:
    try:
        settings = RobotSettings.model_validate(attempt.connector.settings)
        return settings, RobotSecret.model_validate_json(attempt.secret).key
    except ValidationError as error:
        wrong = ", ".join(".".join(map(str, part["loc"])) for part in error.errors()[:5])
        raise Rejected("bad_connector", f"Settings or secret of the WeCom robot: {wrong}") from None


PLATFORM = Platform(
    deliver=deliver,
    deeds=deeds,
    repeat=repeat,
    settings=RobotSettings,
    secret=RobotSecret,
    address=ADDRESS,
    address_check=_without_key,
    limits=(Limit(20, 60),),
)
