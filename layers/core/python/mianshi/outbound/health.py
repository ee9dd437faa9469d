"""How a connector is doing, and when it is switched off because it has failed for days."""

from __future__ import annotations

from datetime import datetime, timedelta

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import MetricUnit

from mianshi.contracts.delivery import Connector, ConnectorHealth, EventKind, SwitchedOff, Verdict
from mianshi.contracts.keys import connector_subject
from mianshi.errors import Rejected
from mianshi.log import logger
from mianshi.outbound import owing
from mianshi.platform.clock import now, timestamp
from mianshi.platform.store import connectors

LONGEST = timedelta(days=5)
"""Of failures alone before a connector is switched off (docs.svix.com/retries: five days)."""
FEWEST = 5
"""Failures in a row; a connector that is used once a week is not switched off for one bad day."""
_SELDOM = timedelta(minutes=1)
"""After `FEWEST` failures they are noted so seldom only: a thousand rows that fail together are one piece of news."""
_NOTED_EVERY = timedelta(minutes=5)
metrics = Metrics(namespace="Mianshi")


def after(connector: Connector, verdict: Verdict) -> None:
    """Note how an attempt went; switch the connector off where it asks for it, or has failed for days."""
    before, at = connectors.health(connector.id), timestamp()
    if verdict.result in ("ok", "ok_duplicate", "accepted"):
        if before.failures or before.last_ok_at is None or before.last_ok_at < timestamp(now() - _NOTED_EVERY):
            connectors.doing(ConnectorHealth(connector=connector.id, last_ok_at=at, last_at=at))
        return
    if verdict.result == "data_error":  # of one message; the connection is well
        return
    if verdict.result != "gone" and _just_noted(before):
        return
    health = before.model_copy(
        update={
            "last_at": at,
            "failing_since": before.failing_since or at,
            "failures": before.failures + 1,
            "last_error": verdict.detail,
        }
    )
    connectors.doing(health)
    if verdict.result == "gone" or _for_days(health):
        switch_off(connector, "software", verdict.detail)


def switch_off(connector: Connector, by: str, reason: str) -> None:
    """Let nothing more be sent, and tell whoever watches. Somebody who changed it meanwhile keeps the last word."""
    try:
        connectors.change(connector, enabled=False, switched_off=SwitchedOff(at=timestamp(), by=by, reason=reason))
    except Rejected:
        return
    if by != "software":
        return
    logger.warning("connector switched off", extra={"connector": connector.id})
    metrics.add_metric("ConnectorSwitchedOff", MetricUnit.Count, 1)
    metrics.flush_metrics()
    owing.owe(EventKind.CONNECTOR_OFF, connector_subject(connector.id), f"off-{timestamp()[:19]}")


def _just_noted(health: ConnectorHealth) -> bool:
    last = health.last_at
    return health.failures >= FEWEST and last is not None and datetime.fromisoformat(last) > now() - _SELDOM


def _for_days(health: ConnectorHealth) -> bool:
    since = health.failing_since
    return health.failures >= FEWEST and since is not None and now() - datetime.fromisoformat(since) >= LONGEST
