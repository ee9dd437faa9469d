"""Counters that end by themselves: how often something was tried in a stretch of time."""

from __future__ import annotations

from datetime import timedelta

from mianshi.platform.clock import now
from mianshi.platform.store.rows import CountRow, table

_BLOCK = "BLOCK"


def hit(what: str, seconds: int) -> int:
    """Count one more try of `what` (a key without personal data) in the current window; how many that makes."""
    row = _row(what, seconds)
    until = now() + timedelta(seconds=2 * seconds)
    with table():
        row.update(actions=[CountRow.number.add(1), CountRow.expires_at.set(until)])
    return int(row.number)


def hits(what: str, seconds: int) -> int:
    """How often `what` was tried in the current window."""
    return _number(_row(what, seconds))


def recent(what: str, seconds: int) -> int:
    """How often `what` was tried in the current window and the one before: never fewer than in the last `seconds`."""
    return hits(what, seconds) + _number(_row(what, seconds, back=1))


def clear(what: str, seconds: int) -> None:
    """Forget the recent tries, after one that succeeded."""
    with table():
        for back in (0, 1):
            _row(what, seconds, back).delete()


def block(what: str, seconds: int) -> None:
    """Close `what` for so long from now on."""
    until = now() + timedelta(seconds=seconds)
    with table():
        CountRow(f"LIMIT#{what}", _BLOCK, number=int(until.timestamp()), expires_at=until).save()


def blocked(what: str) -> bool:
    """Whether `what` is closed now."""
    return _number(CountRow(f"LIMIT#{what}", _BLOCK)) > now().timestamp()


def _number(row: CountRow) -> int:
    with table():
        try:
            return int(CountRow.get(row.pk, row.sk, consistent_read=True).number)
        except CountRow.DoesNotExist:
            return 0


def _row(what: str, seconds: int, back: int = 0) -> CountRow:
    return CountRow(f"LIMIT#{what}", str(int(now().timestamp()) // seconds - back))
