"""The parts that a day's overheads consist of: a day is whole once each of them is in the ledger."""

from __future__ import annotations

from mianshi.finance.months import days

LOOK, STORAGE = "look", "storage"
EVERY_DAY = ("speech", "rater", "measured", "sizes", "standing", LOOK)


def of_day(day: str) -> tuple[str, ...]:
    """The parts of a day (``YYYY-MM-DD``); the last one of a month also has what the month's interviews kept."""
    return (*EVERY_DAY, STORAGE) if day == days.of_month(day[:7])[-1] else EVERY_DAY
