"""Signed webhooks for any other system: Standard Webhooks 1.0.0 headers over a CloudEvents 1.0 structured body.

Sources: standard-webhooks/standard-webhooks ``spec/standard-webhooks.md``; cloudevents/spec 1.0, JSON event format.
``webhook-id`` = CloudEvents ``id`` = id of the delivery, the same on every attempt: the receiver's key against repeats.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
from datetime import datetime
from typing import Any

from pydantic import Field, ValidationError, field_validator

from mianshi.contracts.base import Language, Record
from mianshi.contracts.delivery import Answer, Connector, EventKind, Request, Verdict
from mianshi.contracts.news import News
from mianshi.delivery.answers import retry_after_s, silence
from mianshi.delivery.exchange import Attempt, Exchange, Platform, call
from mianshi.delivery.facts import Facts, facts
from mianshi.errors import Rejected

SOURCE = "/mianshi"
_PREFIX = "whsec_"
_SHORTEST_KEY, _LONGEST_KEY = 24, 64
_MOST_COMPETENCIES, _MOST_LINES = 30, 35
"""Entries told one by one: with the longest names there are, an event stays below 20 KB (Standard Webhooks)."""
_MOST_HEADERS = 10
_NOT_THEIRS = re.compile(
    r"(host|content-.*|transfer-encoding|connection|keep-alive|expect|upgrade|te|trailer|via|webhook-.*|ce-.*"
    r"|authorization|proxy-.*|cookie|user-agent)"
)
_BUSY = frozenset({429, 502, 503, 504})


def sign(message_id: str, timestamp_s: int, body: bytes, secrets: str) -> str:
    """``v1,<base64>`` for each of the space-separated secrets: HMAC-SHA256 over ``"<id>.<timestamp>.<body>"``.

    Two secrets give two signatures in the same order, so a receiver can move from the old to the new without a gap.

    Raises:
        Rejected: ``bad_connector`` where a secret is not ``whsec_`` + base64 of 24 to 64 bytes.
    """
    text = f"{message_id}.{timestamp_s}.".encode() + body
    keys = [_key(secret) for secret in secrets.split()]
    if not keys:
        raise Rejected("bad_connector", "A webhook needs at least one secret.")
    digests = (hmac.new(key, text, hashlib.sha256).digest() for key in keys)
    return " ".join(f"v1,{base64.b64encode(digest).decode()}" for digest in digests)


def deliver(attempt: Attempt) -> Exchange:
    """One signed event; receivers accept it for five minutes around `now_ms`.

    Raises:
        Rejected: ``bad_connector`` where a secret cannot be used.
    """
    answer = yield from call(_request(attempt))
    return read(answer, attempt.now_ms)


def deeds(_event: EventKind, _connector: Connector) -> list[str]:
    """Whatever happened, an event."""
    return ["event"]


def event(news: News, delivery_id: str, language: Language) -> dict[str, Any]:
    """The CloudEvent. Equal for equal news, so that every attempt sends the same body."""
    return {
        "specversion": "1.0",
        "id": delivery_id,
        "source": SOURCE,
        "type": news.event.value,
        "subject": news.subject.rpartition(":")[2],
        "time": news.at,
        "datacontenttype": "application/json",
        "data": _shortened(facts(news, language)),
    }


def read(answer: Answer, now_ms: int) -> Verdict:
    """What an answer means; only the status counts, so a receiver's words never enter our tables.

    Any 2xx is ok. 410 asks us to stop and 3xx points elsewhere (never followed): both need the operator. Everything
    else is tried again, 4xx too, as the specification asks: a receiver in the middle of a release answers 404 or 401
    for a while, and one that cannot read the body can be mended before the last attempt, a day later.
    """
    verdict = silence(answer)
    if verdict is not None:
        return verdict
    status = answer.status or 0
    said = f"HTTP {status}"
    if 200 <= status < 300:
        return Verdict(result="ok", detail=said)
    if status == 410:
        return Verdict(result="gone", detail=f"{said}: the receiver wants no more messages")
    if 300 <= status < 400:
        return Verdict(result="config_error", detail=f"{said}: the receiver moved; redirects are not followed")
    wait = retry_after_s(answer, now_ms) if status in _BUSY else None
    return Verdict(result="retry", detail=said, retry_after_s=wait)


def _request(attempt: Attempt) -> Request:
    body = json.dumps(
        event(attempt.news, attempt.delivery.id, attempt.connector.language), ensure_ascii=False, separators=(",", ":")
    ).encode()
    timestamp_s = attempt.now_ms // 1000
    return Request(
        url=attempt.connector.url,
        headers=_settings(attempt.connector).headers
        | {
            "content-type": "application/cloudevents+json; charset=utf-8",
            "webhook-id": attempt.delivery.id,
            "webhook-timestamp": str(timestamp_s),
            "webhook-signature": sign(attempt.delivery.id, timestamp_s, body, _secrets(attempt)),
        },
        body=body,
    )


def _secrets(attempt: Attempt) -> str:
    """Those that sign: once the time of the old ones is over, only the first, and no timer has to see to it."""
    until = attempt.connector.old_secret_until
    over = until is not None and attempt.now_ms >= datetime.fromisoformat(until).timestamp() * 1000
    return attempt.secret.split()[0] if over and attempt.secret.split() else attempt.secret


def _shortened(data: Facts) -> Facts:
    """The data with its lists cut, and how many entries were left out."""
    for name, most in (("competencies", _MOST_COMPETENCIES), ("lines", _MOST_LINES)):
        entries = data.get(name, [])
        if len(entries) > most:
            data = data | {name: entries[:most], f"{name}_left_out": len(entries) - most}
    return data


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(_PREFIX) or not _SHORTEST_KEY <= len(key) <= _LONGEST_KEY:
        raise Rejected("bad_connector", "A webhook secret is whsec_ followed by base64 of 24 to 64 random bytes.")
    return key


def _settings(connector: Connector) -> WebhookSettings:
    try:
        return WebhookSettings.model_validate(connector.settings)
    except ValidationError:
        raise Rejected("bad_connector", "One of the webhook's own headers cannot be used.") from None


class WebhookSettings(Record):
    """`headers` are sent along, such as a tenant's number for a gateway. They are shown in the portal and no place for
    a secret, and those that belong to the transport or to the signature cannot be set."""

    headers: dict[str, str] = Field(default_factory=dict, max_length=_MOST_HEADERS)

    @field_validator("headers")
    @classmethod
    def _usable(cls, headers: dict[str, str]) -> dict[str, str]:
        for name, value in headers.items():
            if not re.fullmatch(r"[A-Za-z0-9-]{1,60}", name) or not re.fullmatch(r"[\x20-\x7e]{0,500}", value):
                raise ValueError("a header has characters that do not belong in one")
            if _NOT_THEIRS.fullmatch(name.lower()):
                raise ValueError("a header belongs to the transport, to the signature, or in no settings")
        return {name.lower(): value for name, value in headers.items()}


def _usable(secrets: str) -> None:
    sign("id", 0, b"", secrets)


PLATFORM = Platform(
    deliver=deliver,
    deeds=deeds,
    repeat=lambda _deed: "key",
    settings=WebhookSettings,
    secret=None,
    secret_text=_usable,
)
