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

from mianshi.contracts.delivery import Answer, Connector, Request, Verdict
from mianshi.delivery.answers import retry_after_s, silence
from mianshi.delivery.messages import Facts
from mianshi.errors import Rejected

HAS_DEDUPE_KEY = True
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


def build(facts: Facts, connector: Connector, secret: str, delivery_id: str, now_ms: int) -> Request:
    """The signed request; receivers accept it for five minutes around `now_ms`.

    Raises:
        Rejected: ``bad_connector`` where a secret cannot be used.
    """
    event = {
        "specversion": "1.0",
        "id": delivery_id,
        "source": SOURCE,
        "type": f"interview.{facts.outcome.value}",
        "subject": facts.interview_id,
        "time": facts.closed_at,
        "datacontenttype": "application/json",
        "data": {
            "interview_id": facts.interview_id,
            "role_name": facts.role_name.in_language(connector.language),
            "outcome": facts.outcome.value,
            "total": None if facts.needs_person else facts.total,
            "recommendation": None if facts.needs_person else facts.recommendation,
            "needs_person": facts.needs_person,
            "report_url": facts.report_url,
            "closed_at": facts.closed_at,
        },
    }
    body = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
    timestamp_s = now_ms // 1000
    return Request(
        url=connector.url,
        headers={
            "content-type": "application/cloudevents+json; charset=utf-8",
            "webhook-id": delivery_id,
            "webhook-timestamp": str(timestamp_s),
            "webhook-signature": sign(delivery_id, timestamp_s, body, secret),
        },
        body=body,
    )


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
        return Verdict(result="config_error", detail=f"{said}: the receiver wants no more messages")
    if 300 <= status < 400:
        return Verdict(result="config_error", detail=f"{said}: the receiver moved; redirects are not followed")
    wait = retry_after_s(answer, now_ms) if status in _BUSY else None
    return Verdict(result="retry", detail=said, retry_after_s=wait)


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(_PREFIX) or not _SHORTEST_KEY <= len(key) <= _LONGEST_KEY:
        raise Rejected("bad_connector", "A webhook secret is whsec_ followed by base64 of 24 to 64 random bytes.")
    return key
