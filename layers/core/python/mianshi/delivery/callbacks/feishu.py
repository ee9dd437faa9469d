"""Feishu's event subscription: signed headers, an encrypted body, a token in the event.

Source: Feishu open platform, event-subscription-guide. The signature is a plain SHA-256 over the time, a nonce, the
Encrypt Key and the raw body. We take encrypted bodies only: without an Encrypt Key nothing is signed.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from pydantic import Field

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

_BLOCK = 16
_JSON = "application/json; charset=utf-8"


class FeishuKeys(Keys):
    """Of an app's event subscription."""

    encrypt_key: str = Field(min_length=1)
    verification_token: str = Field(min_length=1)


def listen(incoming: Incoming, secret: str, _receive_ids: Sequence[str], moment: Moment) -> Heard:
    """As `hearing.Listen`; an app's events are for nobody else. Raises Rejected ``forged``."""
    keys = keys_of(FeishuKeys, secret)
    if incoming.method != "POST":
        raise Rejected(FORGED, "Feishu posts")
    encrypted = text_of(json_object(incoming.body), "encrypt")
    given = incoming.headers.get("x-lark-signature", "")
    if given:
        _verify(incoming, given, keys, moment)
    said = json_object(decrypt(keys.encrypt_key, encrypted))
    header = said.get("header")
    header = header if isinstance(header, dict) else {}
    if not same(text_of(header, "token") or text_of(said, "token"), keys.verification_token):
        raise Rejected(FORGED, "the verification token does not fit")
    if text_of(said, "type") == "url_verification":
        return Heard(Reply(json.dumps({"challenge": text_of(said, "challenge")}), _JSON))
    if not given:  # only the check of the address comes without a signature
        raise Rejected(FORGED, "the event is not signed")
    return Heard(Reply("{}", _JSON), _event(said, header))


def decrypt(encrypt_key: str, encrypted: str) -> bytes:
    """AES-256-CBC: key = SHA-256 of the Encrypt Key, IV = the first 16 bytes, PKCS#7 padding to 16.

    Raises:
        Rejected: ``forged``, the same for every reason.
    """
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # noqa: PLC0415 - as in `sealed`

    try:
        data = base64.b64decode(encrypted, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if len(data) < 2 * _BLOCK or len(data) % _BLOCK:
        raise Rejected(FORGED, "the envelope is broken")
    key = hashlib.sha256(encrypt_key.encode()).digest()
    cipher = Cipher(algorithms.AES(key), modes.CBC(data[:_BLOCK])).decryptor()
    plain = cipher.update(data[_BLOCK:]) + cipher.finalize()
    missing = plain[-1]
    if not 1 <= missing <= _BLOCK or plain[-missing:] != bytes([missing]) * missing:
        raise Rejected(FORGED, "the envelope is broken")
    return plain[:-missing]


def signature(timestamp: str, nonce: str, encrypt_key: str, body: bytes) -> str:
    """Hexadecimal SHA-256 over the four, in this order."""
    return hashlib.sha256(octets(timestamp + nonce + encrypt_key) + body).hexdigest()


def _verify(incoming: Incoming, given: str, keys: FeishuKeys, moment: Moment) -> None:
    timestamp = incoming.headers.get("x-lark-request-timestamp", "")
    nonce = incoming.headers.get("x-lark-request-nonce", "")
    if not same(given.lower(), signature(timestamp, nonce, keys.encrypt_key, incoming.body)):
        raise Rejected(FORGED, "the signature does not fit")
    in_time(timestamp, moment.now_ms)


def _event(said: dict[str, Any], header: dict[str, Any]) -> Event:
    told = said.get("event")
    told = told if isinstance(told, dict) else {}
    if header:
        return Event(
            event_id(text_of(header, "event_id"), json.dumps(said, sort_keys=True)), text_of(header, "event_type"), told
        )
    return Event(event_id(text_of(said, "uuid"), json.dumps(said, sort_keys=True)), text_of(told, "type"), told)
