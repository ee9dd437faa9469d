"""An event of a platform arrives: kept and announced once, however it came."""

from __future__ import annotations

from mianshi.contracts.callbacks import CallbackEvent, CallbackReceived
from mianshi.contracts.delivery import Connector
from mianshi.delivery.callbacks.hearing import Event
from mianshi.delivery.callbacks.understood import starts_something
from mianshi.log import logger
from mianshi.platform import workflow
from mianshi.platform.clock import timestamp
from mianshi.platform.store import callbacks


def take(connector: Connector, event: Event) -> bool:
    """Keep, announce, remember that it was announced: whatever fails, who comes again goes on from there.

    Returns:
        Whether it was announced now; what means nothing here, and what was announced before, is not.
    """
    if not starts_something(connector.kind, event.kind):
        logger.info("callback ignored", extra={"connector": connector.id, "kind": event.kind[:60]})
        return False
    if callbacks.announced(connector.id, event.id):
        return False
    callbacks.keep(
        CallbackEvent(connector=connector.id, id=event.id, kind=event.kind, data=event.data, received_at=timestamp())
    )
    workflow.announce("callback.received", CallbackReceived(connector=connector.id, event=event.id))
    callbacks.mark_announced(connector.id, event.id)
    return True
