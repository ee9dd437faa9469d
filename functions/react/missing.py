"""What DingTalk could not hand over in three tries, it keeps until it is asked for."""

from __future__ import annotations

import json
from typing import Literal

from mianshi.contracts.base import Record
from mianshi.contracts.delivery import Connector, ConnectorKind
from mianshi.delivery.callbacks import reading
from mianshi.delivery.callbacks.hearing import Event
from mianshi.doors import called_back
from mianshi.log import logger
from mianshi.outbound import driving
from mianshi.platform.clock import now_ms, timestamp
from mianshi.platform.secrets import secret
from mianshi.platform.store import connectors


class MissedTask(Record):
    action: Literal["missed"]


class Missed(Record):
    """How many events were fetched that nobody here had heard of."""

    events: int


def fetch() -> Missed:
    """Ask every DingTalk app whose events we get; one that does not answer stops no other."""
    apps = [known for known in connectors.every() if known.kind is ConnectorKind.DINGTALK_APP and known.enabled]
    return Missed(events=sum(_fetched(connector) for connector in apps if connector.secret))


def _fetched(connector: Connector) -> int:
    value = secret(connector.secret)
    if not _subscribes(value):
        return 0
    found: list[Event] = []
    verdict = driving.look(
        reading.missed(reading.asking(connector, value, now_ms(), timestamp()), found), connector, value
    )
    if verdict.result != "ok":
        logger.warning("missed events not told", extra={"connector": connector.id, "result": verdict.result})
    return sum(
        called_back.take(connector, event) for event in found
    )  # DingTalk forgets what it told, whatever came then


def _subscribes(value: str) -> bool:
    try:
        return bool(json.loads(value).get("callback_token"))
    except (ValueError, AttributeError):
        return False
