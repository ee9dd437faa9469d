"""YonBIP's event push: the shared envelope, its key made of the app's secret, signed with HMAC-SHA256.

Source: the vendor's own kit on PyPI (yonyouopenapisdk1 0.0.2), whose encryption is broken; the algorithm was derived
from it again and was never tried against the platform. Nothing of what it tells starts anything here yet.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence

from pydantic import Field

from mianshi.delivery.callbacks import sealed
from mianshi.delivery.callbacks.hearing import (
    FORGED,
    Event,
    Heard,
    Incoming,
    Keys,
    Moment,
    Reply,
    event_id,
    in_time,
    json_object,
    keys_of,
    octets,
    same,
    text_of,
)
from mianshi.errors import Rejected

CHECKS = frozenset({"CHECK_URL"})


class YonBipKeys(Keys):
    """Of an app: the same two that its API asks for."""

    app_key: str = Field(min_length=1)
    app_secret: str = Field(min_length=1)


def listen(incoming: Incoming, secret: str, _receive_ids: Sequence[str], moment: Moment) -> Heard:
    """As `hearing.Listen`; for whom the envelope is, is not documented and not checked. Raises Rejected ``forged``."""
    keys = keys_of(YonBipKeys, secret)
    if incoming.method != "POST":
        raise Rejected(FORGED, "YonBIP posts")
    told = json_object(incoming.body)
    nonce, encrypted, timestamp = (text_of(told, name) for name in ("nonce", "encrypt", "timestamp"))
    if not same(text_of(told, "signature"), signature(keys.app_secret, nonce, encrypted, timestamp)):
        raise Rejected(FORGED, "the signature does not fit")
    in_time(timestamp, moment.now_ms)
    key = sealed.aes_key(encoding_key(keys.app_secret))
    message, receive_id = sealed.unseal(key, encrypted, [])
    said = json_object(message)
    reply = _answer(keys, key, receive_id, moment)
    kind = text_of(said, "type")
    if kind in CHECKS:
        return Heard(reply)
    return Heard(reply, Event(event_id(text_of(said, "eventId"), message.decode(errors="replace")), kind, said))


def encoding_key(app_secret: str) -> str:
    """43 characters of base64: the secret without hyphens, cut, or filled up with ``0``."""
    return app_secret.replace("-", "")[:43].ljust(43, "0")


def signature(app_secret: str, *parts: str) -> str:
    """Base64 of HMAC-SHA256 over the sorted and joined parts."""
    text = octets("".join(sorted(parts)))
    return base64.b64encode(hmac.new(app_secret.encode(), text, hashlib.sha256).digest()).decode()


def _answer(keys: YonBipKeys, key: bytes, receive_id: str, moment: Moment) -> Reply:
    nonce, timestamp = moment.chance[16:].hex(), str(moment.now_ms)
    encrypted = sealed.seal(key, b"success", receive_id, moment.chance)
    told = {"nonce": nonce, "encrypt": encrypted, "timestamp": timestamp}
    told["signature"] = signature(keys.app_secret, nonce, encrypted, timestamp)
    return Reply(json.dumps(told), "application/json; charset=utf-8")
