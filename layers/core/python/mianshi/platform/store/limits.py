"""Counters that end by themselves: how often something was tried in a stretch of time."""

from __future__ import annotations

from datetime import timedelta

from mianshi.platform.clock import now
from mianshi.platform.store.rows import CountRow, table


def hit(what: str, seconds: int) -> int:
    """Count one more try of `what` (a key without personal data) in the current window; how many that makes."""
    row = _row(what, seconds)
    until = now() + timedelta(seconds=2 * seconds)
    with table():
        row.update(actions=[CountRow.number.add(1), CountRow.expires_at.set(until)])
    return int(row.number)


def hits(what: str, seconds: int) -> int:
    """How often `what` was tried in the current window."""
    row = _row(what, seconds)
    with table():
        try:
            return int(CountRow.get(row.pk, row.sk, consistent_read=True).number)
        except CountRow.DoesNotExist:
            return 0


def clear(what: str, seconds: int) -> None:
    """Forget the tries of the current window, after one that succeeded."""
    with table():
        _row(what, seconds).delete()


def _row(what: str, seconds: int) -> CountRow:
    return CountRow(f"LIMIT#{what}", str(int(now().timestamp()) // seconds))
