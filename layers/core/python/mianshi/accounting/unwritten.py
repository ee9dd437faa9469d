"""What a month waits for: the parts of its days' overheads that are not in the ledger."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from mianshi.finance.months import days
from mianshi.finance.overheads import parts
from mianshi.log import logger
from mianshi.platform.clock import timestamp
from mianshi.platform.store import overheads, terms

STEADY = timedelta(minutes=15)
"""How far behind now the index is complete for certain."""


def of_month(month: str, moment: datetime) -> dict[str, list[str]]:
    """The parts that are missing from the days of a month (``YYYY-MM``), by day; days that lack none are not in it.

    A part that was written after its day could wait no more is missing too: it stands in a later month. Days from
    before the books were kept have no overheads at all.
    """
    since = overheads.since()
    if since is None:
        return {}
    last = days.written_until(f"{month}-01", awaited=True)
    done = overheads.done(month, by=timestamp(min(moment - STEADY, last)))
    found = {day: _left(day, done) for day in days.of_month(month) if day >= since}
    return {day: left for day, left in found.items() if left}


def given_up(first: date, before: date) -> list[str]:
    """What is missing of the days from `first` up to `before`, which nobody goes back to any more, as ``day part``, of
    the months that are still open: a closed one names what it lacks."""
    found: list[str] = []
    month = f"{before:%Y-%m}"
    while f"{first:%Y-%m}" <= month and terms.closed(month) is None:
        done = overheads.done(month)
        lost = [day for day in days.of_month(month) if f"{first}" <= day < f"{before}"]
        found += [f"{day} {part}" for day in lost for part in _left(day, done)]
        month = days.before(month)
    if found:
        logger.error("overheads given up", extra={"parts": sorted(found)})
    return sorted(found)


def _left(day: str, done: set[tuple[str, str]]) -> list[str]:
    return [part for part in parts.of_day(day) if (day, part) not in done]
