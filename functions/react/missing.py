"""What was missed: by DingTalk, which keeps what it could not hand over until it is asked; by us, what never ended."""

from __future__ import annotations

import json
from typing import Literal

from mianshi.contracts.base import Record
from mianshi.contracts.delivery import Connector, ConnectorKind
from mianshi.delivery.callbacks import reading
from mianshi.delivery.callbacks.hearing import Event
from mianshi.doors import called_back
from mianshi.errors import Defect, Rejected, Transient
from mianshi.log import logger
from mianshi.outbound import driving
from mianshi.platform.clock import now_ms, timestamp
from mianshi.platform.secrets import secret
from mianshi.platform.store import connectors

_FAILED = (Rejected, Transient, Defect)


class MissedTask(Record):
    """``missed``: ask DingTalk, then take up what never ended. ``waiting``: only the second."""

    action: Literal["missed", "waiting"]


class Missed(Record):
    """How many events were fetched that nobody here had heard of, and how many announced again."""

    events: int = 0
    again: int = 0


def look(task: MissedTask) -> Missed:
    """Ask every DingTalk app whose events we get, where it is time to; one that fails stops no other."""
    if task.action == "waiting":
        return Missed(again=called_back.take_up())
    apps = [known for known in connectors.every() if known.kind is ConnectorKind.DINGTALK_APP and known.enabled]
    return Missed(
        events=sum(_fetched(connector) for connector in apps if connector.secret), again=called_back.take_up()
    )


def _fetched(connector: Connector) -> int:
    found: list[Event] = []
    try:
        _ask(connector, found)
    except _FAILED as error:
        logger.warning("missed events not told", extra={"connector": connector.id, "code": error.code})
    kept = [event for event in found if _kept(connector, event)]  # DingTalk forgets what it told: all, before the rest
    return sum(_announced(connector, event) for event in kept)


def _ask(connector: Connector, found: list[Event]) -> None:
    value = secret(connector.secret, connector.changed_at)
    if not _subscribes(value):
        return
    question = reading.missed(reading.asking(connector, value, now_ms(), timestamp()), found)
    verdict = driving.look(question, connector, value)
    if verdict.result != "ok":
        logger.warning("missed events not told", extra={"connector": connector.id, "result": verdict.result})


def _kept(connector: Connector, event: Event) -> bool:
    try:
        return called_back.keep(connector, event)
    except _FAILED as error:
        logger.error("missed event lost", extra={"connector": connector.id, "event": event.id, "code": error.code})
        return False


def _announced(connector: Connector, event: Event) -> bool:
    """What is not announced now is taken up with what never ended."""
    try:
        called_back.announce(connector.id, event.id)
    except _FAILED as error:
        logger.warning("missed event waits", extra={"connector": connector.id, "code": error.code})
        return False
    return True


def _subscribes(value: str) -> bool:
    try:
        return bool(json.loads(value).get("callback_token"))
    except (ValueError, AttributeError):
        return False
