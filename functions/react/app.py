"""React: do what a callback asks for."""

from __future__ import annotations

from typing import Any

import missing
import reacting
from mianshi.contracts.callbacks import CallbackEvent, CallbackTask, Outcome, ReactReceipt
from mianshi.errors import Defect, Transient
from mianshi.platform.store import callbacks, connectors
from mianshi.stage import stage
from noting import turn_of


def handler(event: dict[str, Any], context: Any) -> Any:
    """An event that was announced, or a schedule's reminder to look for what was missed."""
    return look(event, context) if "action" in event else react(event, context)


@stage("react", missing.MissedTask)
def look(task: missing.MissedTask) -> missing.Missed:
    """Events that come by this way are announced like the others."""
    return missing.look(task)


@stage("react", CallbackTask)
def react(task: CallbackTask) -> ReactReceipt:
    """Safe to repeat: what was done before is not done again. What fails stays listed and is announced again."""
    name = task.detail.connector
    event = callbacks.find(name, task.detail.event)
    if event is None:
        return ReactReceipt(connector=name, done="ignored")
    done = _done(event)
    callbacks.empty(event)
    return ReactReceipt(connector=name, done=done)


def _done(event: CallbackEvent) -> Outcome:
    connector = connectors.find(event.connector)
    if connector is None:
        return "ignored"
    begun = callbacks.begin(event.connector, event.id)
    if not isinstance(begun, bool):
        return begun
    try:
        done = reacting.react(turn_of(connector, event, again=not begun))
    except (Transient, Defect):
        callbacks.give_up(event.connector, event.id)
        raise
    callbacks.end(event.connector, event.id, done)
    return done
