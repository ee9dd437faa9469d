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


class Place(NamedTuple):
    """Where a line goes: the moment it counts for, what it is there, and the closed month it is about, if any."""

    at: str
    kind: LineKind
    adjusts: str


def placed(at: str, now: str, kind: LineKind) -> Place:
    """The place of something that was used at `at` and is written now: its own day for as long as that may be written,
    else today; and where the month of its day is over by then, as an adjustment that names the month.

    Args:
        at: UTC, ISO 8601.
        now: the same, when the line is written.
        kind: what it would be in its own day.
    """
    if now < timestamp_after(at[:10], WRITTEN_HOURS):
        return Place(at, kind, "")
    late = at[:7] != now[:7]
    return Place(now, "adjustment" if late else kind, at[:7] if late else "")


def settled(day: str, moment: datetime) -> bool:
    """Whether no line can be written for the day any more."""
    return moment >= _end(day) + timedelta(hours=SETTLED_HOURS)


def timestamp_after(day: str, hours: int) -> str:
    """The moment so many hours after a day's end, UTC, ISO 8601 with milliseconds."""
    return (_end(day) + timedelta(hours=hours)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def of_month(month: str) -> list[str]:
    """Every day of a month (``YYYY-MM``)."""
    return [f"{month}-{day:02d}" for day in range(1, int(dates.last_of(month)[8:]) + 1)]


def before(month: str) -> str:
    """The month before a month (``YYYY-MM``)."""
    return dates.later(month, -1)


def _end(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(days=1)
