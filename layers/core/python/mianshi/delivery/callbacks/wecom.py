"""WeCom's callbacks: a sealed envelope in XML; the address is checked with a GET whose answer is the bare plain text.

Source: WeCom developer centre, 90930 and 90968 (callback configuration, the envelope), 90240 (events).
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from mianshi.delivery.callbacks import sealed, xml
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
    keys_of,
    text_of,
)
from mianshi.errors import Rejected


class WeComKeys(Keys):
    """Of an app that receives messages."""

    corpid: str = Field(min_length=1)
    callback_token: str = Field(min_length=1)
    callback_aes_key: str = Field(min_length=43, max_length=43)


def listen(incoming: Incoming, secret: str, receive_ids: Sequence[str], moment: Moment) -> Heard:
    """As `hearing.Listen`. Raises Rejected ``forged``."""
    keys = keys_of(WeComKeys, secret)
    if incoming.method == "GET":
        echo = incoming.query.get("echostr", "").replace(" ", "+")  # base64 whose plus sign was not escaped
        plain, _ = _opened(incoming, echo, keys, receive_ids, moment)
        return Heard(Reply(plain.decode(errors="replace")))
    if incoming.method != "POST":
        raise Rejected(FORGED, "WeCom gets or posts")
    encrypted = text_of(xml.read(incoming.body), "Encrypt")
    message, _ = _opened(incoming, encrypted, keys, receive_ids, moment)
    said = xml.read(message)
    kind = text_of(said, "Event") if text_of(said, "MsgType") == "event" else text_of(said, "MsgType")
    parts = [text_of(said, name) for name in ("FromUserName", "CreateTime", "Event", "EventKey", "TaskId")]
    known = text_of(said, "MsgId")
    return Heard(Reply(), Event(event_id(known, *parts), kind, said))


def _opened(
    incoming: Incoming, encrypted: str, keys: WeComKeys, receive_ids: Sequence[str], moment: Moment
) -> tuple[bytes, str]:
    timestamp, nonce = incoming.query.get("timestamp", ""), incoming.query.get("nonce", "")
    sealed.verify(incoming.query.get("msg_signature", ""), keys.callback_token, timestamp, nonce, encrypted)
    in_time(timestamp, moment.now_ms)
    return sealed.unseal(sealed.aes_key(keys.callback_aes_key), encrypted, [keys.corpid, *receive_ids])
