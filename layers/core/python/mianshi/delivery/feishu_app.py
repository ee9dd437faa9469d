"""Messages of a self-built Feishu app to people and groups: one card for each receiver.

Source: Feishu open platform, "im-v1/message/create". Every receiver has a row of the outbox of their own, so one who
cannot be reached is told about and those who have the message never get it again. The id of the row is the ``uuid``
by which Feishu drops a repeat, but for an hour only.
"""

from __future__ import annotations

import hashlib
from typing import Annotated

from pydantic import Field, ValidationError

from mianshi.contracts.base import Record
from mianshi.contracts.delivery import Connector, EventKind, Verdict
from mianshi.delivery import feishu, messages, windows
from mianshi.delivery.exchange import Attempt, Ended, Exchange, Limit, Platform
from mianshi.delivery.feishu import Api, AppSecret, Codes
from mianshi.errors import Rejected

KEY_MS = 55 * 60 * 1000
"""How long a repeat is sent under the same ``uuid``: Feishu's hour, less what two clocks and a slow call may differ."""

_CODES: Codes = {
    **dict.fromkeys((230002, 230006, 230013, 230018, 230027, 230035), "config_error"),
    **dict.fromkeys((230001, 230022, 230025, 230028, 230029, 230034, 230053, 230054, 230099, 232009), "data_error"),
    230049: "unknown",  # still being sent: the same uuid asks again
}
Receiver = Annotated[str, Field(pattern=r"^(open_id|user_id|union_id|email|chat_id):[^\s:]{1,200}$")]


class AppSettings(Record):
    """Who gets the messages of an app."""

    receivers: list[Receiver] = Field(
        min_length=1, max_length=50, examples=[["chat_id:oc_84983ff6516d", "open_id:ou_7d8a6e6df762"]]
    )
    """``<kind of id>:<id>``, the kinds being open_id, user_id, union_id, email and chat_id."""


def deliver(attempt: Attempt) -> Exchange:
    """One card to one receiver.

    A repeat that is too old to be recognised is not sent: a person looks into the chat.

    Raises:
        Rejected: ``bad_connector`` where settings or secret cannot be used.
    """
    doubt = windows.doubt_of(attempt, feishu.milliseconds(attempt.delivery.updated_at))
    if windows.too_late(doubt, attempt.now_ms, KEY_MS):
        return windows.ask("one hour only", "look into the chat, and send again by hand if the message is not there")
    try:
        verdict = yield from _message(attempt)
    except Ended as end:
        verdict = end.verdict
    return windows.noted(attempt, doubt, verdict)


def deeds(_event: EventKind, connector: Connector) -> list[str]:
    """Whatever happened, a message to each receiver; the receiver is in the name of the deed, as a hash."""
    try:
        receivers = AppSettings.model_validate(connector.settings).receivers
    except ValidationError:
        return ["message"]
    return list(dict.fromkeys(_deed(receiver) for receiver in receivers))


def _message(attempt: Attempt) -> Exchange:
    kind, _, known = _receiver(attempt).partition(":")
    content = feishu.card(messages.message(attempt.news, attempt.connector.language))
    body = {
        "receive_id": known,
        "msg_type": "interactive",
        "content": feishu.encoded(content).decode(),
        "uuid": attempt.delivery.id,
    }
    said = yield from Api(attempt, _CODES).act("POST", "im/v1/messages", body, receive_id_type=kind)
    if said.code != 0:
        return said.verdict
    return said.verdict.model_copy(update={"remote_id": str(said.data.get("message_id") or "") or None})


def _receiver(attempt: Attempt) -> str:
    try:
        receivers = AppSettings.model_validate(attempt.connector.settings).receivers
    except ValidationError:
        raise Rejected("bad_connector", "settings: receivers") from None
    found = next((receiver for receiver in receivers if _deed(receiver) == attempt.delivery.deed), None)
    if found is None:
        raise Ended(Verdict(result="data_error", detail="this receiver is not in the settings any more"))
    return found


def _deed(receiver: str) -> str:
    return f"message-{hashlib.sha256(receiver.encode()).hexdigest()[:8]}"


PLATFORM = Platform(
    deliver=deliver,
    deeds=deeds,
    repeat=lambda _deed: "key",
    settings=AppSettings,
    secret=AppSecret,
    address=feishu.ADDRESS,
    limits=(Limit(5, 1), Limit(1000, 60)),
)
