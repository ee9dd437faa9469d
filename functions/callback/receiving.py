"""One callback: whose it is, whether it is genuine, and whether it is new."""

from __future__ import annotations

import re
import secrets as chance

from pydantic import ValidationError

from mianshi.contracts.callbacks import REACTIONS, Reactions
from mianshi.contracts.delivery import Connector
from mianshi.delivery.callbacks.hearing import FORGED, MOST_BYTES, Incoming, Moment, Reply
from mianshi.delivery.callbacks.understood import calls_back, listen_of
from mianshi.doors import called_back
from mianshi.errors import Rejected
from mianshi.platform.clock import now_ms
from mianshi.platform.secrets import secret
from mianshi.platform.store import connectors

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
    keys = secret(connector.secret, connector.changed_at)
    heard = listen_of(connector.kind)(incoming, keys, _receive_ids(connector), moment)
    if heard.event is not None:
        called_back.take(connector, heard.event)
    return heard.reply


def _receive_ids(connector: Connector) -> list[str]:
    try:
        return Reactions.model_validate(connector.settings.get(REACTIONS) or {}).receive_ids
    except ValidationError:
        return []
