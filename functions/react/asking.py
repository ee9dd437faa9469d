"""Asking the platform about what an event only names."""

from __future__ import annotations

from collections.abc import Callable

from mianshi.delivery.callbacks.reading import asking
from mianshi.delivery.exchange import Attempt, Exchange
from mianshi.errors import Transient
from mianshi.outbound import driving
from mianshi.platform.clock import now_ms, timestamp
from mianshi.platform.secrets import secret
from noting import Turn


def ask(turn: Turn, question: Callable[[Attempt], Exchange]) -> str:
    """Read something from the platform: empty where it was told, else why it will not be.

    Raises:
        Transient: ``platform_busy`` where it may be told later.
    """
    value = secret(turn.connector.secret)
    attempt = asking(turn.connector, value, now_ms(), timestamp())
    verdict = driving.look(question(attempt), turn.connector, value)
    if verdict.result == "ok":
        return ""
    if verdict.result in ("retry", "unknown"):  # nothing was changed: it may simply be asked again
        raise Transient("platform_busy", "the platform did not answer")
    return verdict.result
