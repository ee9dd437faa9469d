"""Months of work from the dates of employments."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mianshi.contracts.matching import Period

_DATE = re.compile(r"^(\d{4})(?:-(\d{2}))?$")
_MOST_MONTHS = 12 * 70


def months(period: Period, now: str) -> set[int]:
    """The months of a period, counted from year 0; empty where a date is missing or the end lies before the start.

    A year alone begins in July and ends in June: from 2019 to 2021 are two years, whatever the months were.

    Args:
        period: of an employment.
        now: ``YYYY-MM``; what goes on, or ends later, ends there.
    """
    start = _month(period.start, 7)
    end = _month(now, 12) if period.current or period.end is None else _month(period.end, 6)
    today = _month(now, 12)
    if start is None or end is None or today is None or (period.end is None and not period.current):
        return set()
    if period.start == period.end and len(period.start or "") == 4:
        end = start + 5
    return set(range(start, min(end, today, start + _MOST_MONTHS) + 1))


def together(periods: Iterable[Period], now: str) -> int:
    """Months of all periods, overlaps counted once."""
    return len(set().union(*(months(period, now) for period in periods)))


def _month(date: str | None, alone: int) -> int | None:
    found = _DATE.match(date or "")
    if found is None:
        return None
    return int(found[1]) * 12 + (int(found[2]) if found[2] else alone) - 1
