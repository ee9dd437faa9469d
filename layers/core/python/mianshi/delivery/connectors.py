"""Which module speaks to which kind of system."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from mianshi.contracts.delivery import Answer, Connector, ConnectorKind, Request, Verdict
from mianshi.delivery import dingtalk_robot, webhook
from mianshi.delivery.answers import excerpt
from mianshi.delivery.messages import Facts
from mianshi.errors import Rejected


class Platform(NamedTuple):
    """What one module offers. `has_dedupe_key` says that the receiver drops a repeated delivery id."""

    build: Callable[[Facts, Connector, str, str, int], Request]
    read: Callable[[Answer, int], Verdict]
    has_dedupe_key: bool


PLATFORMS: dict[ConnectorKind, Platform] = {
    ConnectorKind.DINGTALK_ROBOT: Platform(dingtalk_robot.build, dingtalk_robot.read, dingtalk_robot.HAS_DEDUPE_KEY),
    ConnectorKind.WEBHOOK: Platform(webhook.build, webhook.read, webhook.HAS_DEDUPE_KEY),
}


def has_dedupe_key(connector: Connector) -> bool:
    """True where sending the same delivery twice cannot be seen twice at the other end."""
    return PLATFORMS[connector.kind].has_dedupe_key


def build_request(facts: Facts, connector: Connector, secret: str, delivery_id: str, now_ms: int) -> Request:
    """The signed bytes for this connector; `now_ms` is milliseconds since 1970 and is part of the signature.

    Raises:
        Rejected: ``bad_connector`` where its settings or secret cannot be used.
    """
    return PLATFORMS[connector.kind].build(facts, connector, secret, delivery_id, now_ms)


def read_answer(connector: Connector, answer: Answer, now_ms: int) -> Verdict:
    """How this connector's platform means its answer; `now_ms` turns a date in ``Retry-After`` into seconds."""
    return PLATFORMS[connector.kind].read(answer, now_ms)


def refused(error: Rejected) -> Verdict:
    """The verdict where a request could not even be built or its URL is not allowed: the operator has to mend it."""
    return Verdict(result="config_error", detail=excerpt(str(error)))
