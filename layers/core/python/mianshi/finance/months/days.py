"""When a day of the ledger may still be written, and when it is added up for good."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from mianshi.contracts import dates
from mianshi.contracts.usage import LineKind

WRITTEN_HOURS = 5
"""Hours after a day's end (UTC) during which what is found out about it may still be written for it."""
SETTLED_HOURS = 6
"""Hours after a day's end (UTC) from which on it is added up for good. The hour between the two is our margin for
writes that are tried again and for an index that lags; both take seconds."""
AWAITED_DAYS = 3
"""Days after a month's end (UTC) for which its days wait for overheads that could not be written yet."""


class Place(NamedTuple):
    """Where a line goes: the moment it counts for, what it is there, the closed month it is about, if any, and the day
    it is about where it comes late."""

    at: str
    kind: LineKind
    adjusts: str
    about: str


def placed(at: str, now: str, kind: LineKind, *, awaited: bool = False) -> Place:
    """The place of something that was used at `at` and is written now: its own day for as long as that may be written,
    else today; and where the month of its day is over by then, as an adjustment that names the month.

    Args:
        at: UTC, ISO 8601.
        now: the same, when the line is written.
        kind: what it would be in its own day.
        awaited: whether the day waits for it, as for its overheads (`awaited_until`).
    """
    if now < _timestamp(written_until(at[:10], awaited=awaited)):
        return Place(at, kind, "", "")
    late = at[:7] != now[:7]
    return Place(now, "adjustment" if late else kind, at[:7] if late else "", at[:10])


def written_until(day: str, *, awaited: bool = False) -> datetime:
    """Until when what is found out about a day is written for it; `awaited` as for `placed`."""
    if awaited:
        return awaited_until(day[:7]) - timedelta(hours=SETTLED_HOURS - WRITTEN_HOURS)
    return _end(day) + timedelta(hours=WRITTEN_HOURS)


def settled(day: str, moment: datetime) -> bool:
    """Whether nothing but an overhead that the day waits for can be written for it any more."""
    return moment >= _end(day) + timedelta(hours=SETTLED_HOURS)


def awaited_until(month: str) -> datetime:
    """Until when the days of a month (``YYYY-MM``) wait for overheads; then they are final without them."""
    return _end(of_month(month)[-1]) + timedelta(days=AWAITED_DAYS)


def _timestamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def of_month(month: str) -> list[str]:
    """Every day of a month (``YYYY-MM``)."""
    return [f"{month}-{day:02d}" for day in range(1, int(dates.last_of(month)[8:]) + 1)]


def before(month: str) -> str:
    """The month before a month (``YYYY-MM``)."""
    return dates.later(month, -1)


def _end(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(days=1)
