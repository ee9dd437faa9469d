"""One callback: whose it is, whether it is genuine, and whether it is new."""

from __future__ import annotations

import re
import secrets as chance

from pydantic import ValidationError

from mianshi.contracts.callbacks import REACTIONS, CallbackEvent, CallbackReceived, Reactions
from mianshi.contracts.delivery import Connector
from mianshi.delivery.callbacks.hearing import FORGED, MOST_BYTES, Event, Incoming, Moment, Reply
from mianshi.delivery.callbacks.understood import calls_back, listen_of, starts_something
from mianshi.errors import Rejected
from mianshi.log import logger
from mianshi.platform import workflow
from mianshi.platform.clock import now_ms, timestamp
from mianshi.platform.secrets import secret
from mianshi.platform.store import callbacks, connectors

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def receive(connector_id: str, incoming: Incoming) -> Reply:
    """The platform's own reply to a verified request; an event in it that means something is kept and announced, once.

    Raises:
        Rejected: ``forged`` for everything that is not verified: no such connector, switched off, a wrong signature.
    """
    connector = connectors.find(connector_id) if _ID.fullmatch(connector_id) else None
    if connector is None or not (connector.enabled and connector.secret and calls_back(connector.kind)):
        raise Rejected(FORGED, "no connector that is called back")
    if len(incoming.body) > MOST_BYTES:
        raise Rejected(FORGED, "the body is too long")
    moment = Moment(now_ms(), chance.token_bytes(32))
    heard = listen_of(connector.kind)(incoming, secret(connector.secret), _receive_ids(connector), moment)
    if heard.event is not None:
        _take(connector, heard.event)
    return heard.reply


def _take(connector: Connector, event: Event) -> None:
    """Keep, announce, remember that it was announced: whatever fails, the platform sends again and this goes on."""
    if not starts_something(connector.kind, event.kind):
        logger.info("callback ignored", extra={"connector": connector.id, "kind": event.kind[:60]})
        return
    if callbacks.announced(connector.id, event.id):
        return
    callbacks.keep(
        CallbackEvent(connector=connector.id, id=event.id, kind=event.kind, data=event.data, received_at=timestamp())
    )
    workflow.announce("callback.received", CallbackReceived(connector=connector.id, event=event.id))
    callbacks.mark_announced(connector.id, event.id)


def _receive_ids(connector: Connector) -> list[str]:
    try:
        return Reactions.model_validate(connector.settings.get(REACTIONS) or {}).receive_ids
    except ValidationError:
        return []
