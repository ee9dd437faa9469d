"""React: do what a callback asks for."""

from __future__ import annotations

from typing import Any

import missing
import reacting
from mianshi.contracts.callbacks import CallbackTask, ReactReceipt
from mianshi.platform.store import callbacks, connectors
from mianshi.stage import stage
from noting import turn_of


def handler(event: dict[str, Any], context: Any) -> Any:
    """An event that was announced, or the schedule's reminder to ask for what was never handed over."""
    return fetch(event, context) if event.get("action") == "missed" else react(event, context)


@stage("react", missing.MissedTask)
def fetch(_: missing.MissedTask) -> missing.Missed:
    """Events that come by this way are announced like the others."""
    return missing.fetch()


@stage("react", CallbackTask)
def react(task: CallbackTask) -> ReactReceipt:
    """Safe to repeat: what was done before is not done again."""
    name, known = task.detail.connector, task.detail.event
    event, connector = callbacks.find(name, known), connectors.find(name)
    if event is None or connector is None:
        return ReactReceipt(connector=name, done="ignored")
    begun = callbacks.begin(name, known)
    if not isinstance(begun, bool):
        return ReactReceipt(connector=name, done=begun)
    done = reacting.react(turn_of(connector, event, again=not begun))
    callbacks.end(name, known, done)
    callbacks.empty(event)
    return ReactReceipt(connector=name, done=done)
