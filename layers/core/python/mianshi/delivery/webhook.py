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
from typing import Any

from mianshi.contracts.base import Language, Record
from mianshi.contracts.delivery import Answer, Connector, EventKind, Request, Verdict
from mianshi.contracts.news import InterviewNews, News
from mianshi.delivery.answers import retry_after_s, silence
from mianshi.delivery.exchange import Attempt, Exchange, Platform, call
from mianshi.errors import Rejected

SOURCE = "/mianshi"
_PREFIX = "whsec_"
_SHORTEST_KEY, _LONGEST_KEY = 24, 64
_BUSY = frozenset({429, 502, 503, 504})


def sign(message_id: str, timestamp_s: int, body: bytes, secrets: str) -> str:
    """``v1,<base64>`` for each of the space-separated secrets: HMAC-SHA256 over ``"<id>.<timestamp>.<body>"``.

    Two secrets give two signatures, so a receiver can move from the old to the new one without a gap.

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
        "data": _data(news, language),
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
        headers={
            "content-type": "application/cloudevents+json; charset=utf-8",
            "webhook-id": attempt.delivery.id,
            "webhook-timestamp": str(timestamp_s),
            "webhook-signature": sign(attempt.delivery.id, timestamp_s, body, attempt.secret),
        },
        body=body,
    )


def _data(news: News, language: Language) -> dict[str, Any]:
    data: dict[str, Any] = {}
    if news.interview:
        data |= _interview(news.interview, language)
    return data


def _interview(told: InterviewNews, language: Language) -> dict[str, Any]:
    return {
        "interview_id": told.id,
        "role_name": told.role_name.in_language(language),
        "outcome": told.outcome.value,
        "total": None if told.needs_person else told.total,
        "recommendation": None if told.needs_person else told.recommendation,
        "needs_person": told.needs_person,
        "report_url": told.report_url,
        "closed_at": told.closed_at,
    }


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(_PREFIX) or not _SHORTEST_KEY <= len(key) <= _LONGEST_KEY:
        raise Rejected("bad_connector", "A webhook secret is whsec_ followed by base64 of 24 to 64 random bytes.")
    return key


class WebhookSettings(Record):
    """A webhook needs none."""


PLATFORM = Platform(deliver=deliver, deeds=deeds, repeat=lambda _deed: "key", settings=WebhookSettings, secret=None)
