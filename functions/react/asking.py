"""Asking the platform about what an event only names, or telling it what may be told twice."""

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
    """Ask or tell the platform something: empty where it answered, else why it will not.

    Raises:
        Transient: ``platform_busy`` where it may be told later.
    """
    value = secret(turn.connector.secret, turn.connector.changed_at)
    attempt = asking(turn.connector, value, now_ms(), timestamp())
    verdict = driving.look(question(attempt), turn.connector, value)
    if verdict.result == "ok":
        return ""
    if verdict.result in ("retry", "unknown"):  # whatever was changed may be changed again
        raise Transient("platform_busy", "the platform did not answer")
    return verdict.result
