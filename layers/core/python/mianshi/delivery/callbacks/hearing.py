"""What every platform's callbacks have in common: a request in, an event and the platform's own reply out."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from mianshi.errors import Rejected

FORGED = "forged"
MOST_BYTES = 128 * 1024
"""Of one request; events name ids and a few fields."""
WINDOW_S = 24 * 3600
"""How old a signed time may be. No platform documents a limit. Feishu sends again for six hours and DingTalk's missed
events are fetched within a day; ids against repeats are kept for a week, so what is too old to be known is refused."""
_ID = re.compile(r"[A-Za-z0-9_-]{1,80}")

K = TypeVar("K", bound="Keys")


@dataclass(frozen=True)
class Incoming:
    """A request as it came: header names in lower case, the first value of each query name, decoded once."""

    method: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


class Moment(NamedTuple):
    """What a pure room cannot get by itself: the time in milliseconds since 1970, and bytes drawn by chance (32)."""

    now_ms: int
    chance: bytes


@dataclass(frozen=True)
class Reply:
    """What the platform wants to hear."""

    body: str = ""
    content_type: str = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Event:
    """One verified event. `id` is the same when it is sent again, and holds nothing personal."""

    id: str
    kind: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Heard:
    """A verified request: what to answer, and the event in it, or None where it only checked the address."""

    reply: Reply
    event: Event | None = None


class Keys(BaseModel):
    """What a platform's callbacks need of the connector's secret; other keys in it are for sending."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)


Listen = Callable[[Incoming, str, Sequence[str], Moment], Heard]
"""Request, secret as Secrets Manager holds it, further ids it may be addressed to, moment. Raises Rejected ``forged``
for everything that is not verified, whatever the reason."""


def keys_of(kind: type[K], secret: str) -> K:
    """The keys in a secret.

    Raises:
        Rejected: ``forged`` where they are not there: what cannot be verified is not believed.
    """
    try:
        return kind.model_validate_json(secret)
    except ValidationError:
        raise Rejected(FORGED, "the connector has no keys for callbacks") from None  # the cause prints the secret


def same(given: str, wanted: str) -> bool:
    """Whether two texts are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(octets(given), octets(wanted))


def octets(text: str) -> bytes:
    """UTF-8; what no text can hold (half of a surrogate pair) becomes a question mark."""
    return text.encode(errors="replace")


def in_time(timestamp: str, now_ms: int) -> None:
    """Refuse a signed time (seconds or milliseconds since 1970) that lies too far away, in either direction.

    Raises:
        Rejected: ``forged``.
    """
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 13):
        raise Rejected(FORGED, "the time is no number")
    signed_ms = int(timestamp) * (1 if len(timestamp) == 13 else 1000)
    if abs(signed_ms - now_ms) > WINDOW_S * 1000:
        raise Rejected(FORGED, "the time is too far away")


def json_object(text: bytes | str) -> dict[str, Any]:
    """A JSON object.

    Raises:
        Rejected: ``forged`` where it is none.
    """
    try:
        value = json.loads(text)
        whole = json.loads(octets(json.dumps(value, ensure_ascii=False)))  # without halves of characters
    except (ValueError, RecursionError):
        raise Rejected(FORGED, "no JSON") from None
    if not isinstance(whole, dict):
        raise Rejected(FORGED, "no JSON object")
    return whole


def text_of(fields: Mapping[str, Any], name: str) -> str:
    """A field as text; empty where it is missing or holds more than one value."""
    value = fields.get(name)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def event_id(given: str, *unique: str) -> str:
    """The platform's own id where it can be a key, else one made of what is unique about the event."""
    if given and _ID.fullmatch(given):
        return given
    return hashlib.sha256(octets("\n".join((given, *unique)))).hexdigest()[:40]
