"""An event of a platform arrives: kept and announced once, however it came."""

from __future__ import annotations

from mianshi.contracts.callbacks import CallbackEvent, CallbackReceived
from mianshi.contracts.delivery import Connector
from mianshi.delivery.callbacks.hearing import Event
from mianshi.delivery.callbacks.understood import starts_something
from mianshi.errors import Defect, Transient
from mianshi.log import logger
from mianshi.platform import workflow
from mianshi.platform.clock import timestamp
from mianshi.platform.store import callbacks

_AT_ONCE = 200
"""Events that are taken up in one look; the next look goes on."""


def take(connector: Connector, event: Event) -> bool:
    """Keep, announce, remember that it was announced: whatever fails, who comes again goes on from there.

    Returns:
        Whether it was announced now; what means nothing here, and what was announced before, is not.
    """
    if not keep(connector, event):
        return False
    announce(connector.id, event.id)
    return True


def keep(connector: Connector, event: Event) -> bool:
    """Keep an event until it was worked on. False for what means nothing here, and for what was announced before."""
    if not starts_something(connector.kind, event.kind):
        logger.info("callback ignored", extra={"connector": connector.id, "kind": event.kind[:60]})
        return False
    if callbacks.announced(connector.id, event.id):
        return False
    callbacks.keep(
        CallbackEvent(connector=connector.id, id=event.id, kind=event.kind, data=event.data, received_at=timestamp())
    )
    return True


def announce(connector_id: str, event_id: str) -> None:
    """Put an event that is kept on the bus, and remember it."""
    workflow.announce("callback.received", CallbackReceived(connector=connector_id, event=event_id))
    callbacks.mark_announced(connector_id, event_id)


def take_up() -> int:
    """Announce again what was kept and never ended: the bus was not reached, or the platform was down for longer than
    Lambda tries. The older an event is, the longer until its next turn. How many there were."""
    return sum(_taken_up(event) for event in callbacks.waiting(_AT_ONCE))


def _taken_up(event: CallbackEvent) -> bool:
    try:
        if not callbacks.postpone(event):
            return False
        announce(event.connector, event.id)
    except (Transient, Defect) as error:
        logger.warning("event not taken up", extra={"connector": event.connector, "code": error.code})
        return False
    return True
