"""DingTalk's event subscription by HTTP: a sealed envelope in JSON, answered with a sealed ``success``.

Source: DingTalk open platform, "configure-synchttp-push", "receive-callback-message". Newer pages call the signature
``msg_signature``, older ones ``signature``; the envelope is for the app's key, on older pages for the CorpId.
"""

from __future__ import annotations

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
    text_of,
)
from mianshi.errors import Rejected

CHECKS = frozenset({"check_url"})


class DingTalkKeys(Keys):
    """Of an app's event subscription."""

    app_key: str = Field(min_length=1)
    callback_token: str = Field(min_length=1)
    callback_aes_key: str = Field(min_length=43, max_length=43)


def listen(incoming: Incoming, secret: str, receive_ids: Sequence[str], moment: Moment) -> Heard:
    """As `hearing.Listen`. Raises Rejected ``forged``."""
    keys = keys_of(DingTalkKeys, secret)
    if incoming.method != "POST":
        raise Rejected(FORGED, "DingTalk posts")
    timestamp, nonce = incoming.query.get("timestamp", ""), incoming.query.get("nonce", "")
    encrypted = text_of(json_object(incoming.body), "encrypt")
    given = incoming.query.get("msg_signature") or incoming.query.get("signature", "")
    sealed.verify(given, keys.callback_token, timestamp, nonce, encrypted)
    in_time(timestamp, moment.now_ms)
    key = sealed.aes_key(keys.callback_aes_key)
    message, receive_id = sealed.unseal(key, encrypted, [keys.app_key, *receive_ids])
    said = json_object(message)
    reply = answer(keys, key, receive_id, moment)
    kind = text_of(said, "EventType")
    if kind in CHECKS:
        return Heard(reply)
    known = text_of(said, "eventId") or text_of(said, "EventId")
    return Heard(reply, Event(event_id(known, message.decode(errors="replace")), kind, said))


def answer(keys: DingTalkKeys, key: bytes, receive_id: str, moment: Moment) -> Reply:
    """The sealed ``success`` without which DingTalk sends again."""
    timestamp, nonce = str(moment.now_ms), moment.chance[16:].hex()
    encrypted = sealed.seal(key, b"success", receive_id, moment.chance)
    told = {
        "msg_signature": sealed.signature(keys.callback_token, timestamp, nonce, encrypted),
        "timeStamp": timestamp,
        "nonce": nonce,
        "encrypt": encrypted,
    }
    return Reply(json.dumps(told), "application/json; charset=utf-8")
