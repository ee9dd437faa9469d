"""The days of a month, each added up once and kept; what is not over yet is added up as far as it goes."""

from __future__ import annotations

from calendar import monthrange
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import NamedTuple

from mianshi.contracts.events import Interview
from mianshi.contracts.outcomes import Outcome, Status
from mianshi.contracts.usage import LedgerLine
from mianshi.finance import rollup
from mianshi.finance.rollup import DaySummary, Group
from mianshi.platform import objects
from mianshi.platform.clock import now, timestamp
from mianshi.platform.store import interviews, ledger

BUDGET_SECONDS = 2.0
"""How long one page may add up; what is left then is shown as left, and the next page goes on."""
_CHUNK_LINES = 2000
_WORTH_KEEPING = 1000
_STEADY = timedelta(minutes=15)
"""How far behind now an open day is kept: by then the index has every line."""
_FRESH = timedelta(seconds=10)
"""How old the figures of an open day may be: whoever reloads does not have it read again."""
_MOST_DAYS = 93
_MOST_MONTHS = 3
_AT_ONCE = 8

_kept: dict[str, DaySummary] = {}
"""In this process: final days, which never change, and how far the open ones were added up."""


_live: dict[str, tuple[datetime, DaySummary]] = {}
"""Open days to the last line, and when that was."""


class Finals(NamedTuple):
    """The final days of a month together: their cells in one summary, their totals by day, and who was interviewed."""

    of: tuple[str, ...]
    whole: DaySummary
    by_day: list[Group]
    interviewed: frozenset[str]
    scored: frozenset[str]


_finals: dict[str, Finals] = {}
"""The last months that were asked for, so that a page adds up only what is new."""


class Month(NamedTuple):
    """The days of a month as far as they are added up, and those that are not yet."""

    month: str
    days: list[DaySummary]
    missing: list[str]


def month(name: str, budget_s: float = BUDGET_SECONDS) -> Month:
    """A month (``YYYY-MM``, UTC) from its first day to its last, or to today."""
    deadline, moment = monotonic() + budget_s, now()
    days = days_of(name, moment)
    _fetch([day for day in days if day not in _kept])
    found: list[DaySummary] = []
    missing: list[str] = []
    for day in days:
        summary, whole = _day(day, moment, deadline)
        found.append(summary)
        if not whole:
            missing.append(day)
    return Month(name, found, missing)


def finals(of: Month) -> Finals:
    """The final days of a month, merged once and kept until another day becomes final."""
    days = [day for day in of.days if day.state == "final"]
    names = tuple(day.day for day in days)
    known = _finals.get(of.month)
    if known is None or known.of != names:
        entries = [entry for day in days for entry in day.interviews]
        known = Finals(
            of=names,
            whole=rollup.merge(of.month, days),
            by_day=rollup.by_day(days),
            interviewed=frozenset(entry.interview_id for entry in entries),
            scored=frozenset(entry.interview_id for entry in entries if entry.outcome == "scored"),
        )
        _finals[of.month] = known
        while len(_finals) > _MOST_MONTHS:
            del _finals[next(iter(_finals))]
    return known


def days_of(name: str, moment: datetime) -> list[str]:
    """The days of a month that have begun."""
    year, number = int(name[:4]), int(name[5:])
    days = [f"{name}-{day:02d}" for day in range(1, monthrange(year, number)[1] + 1)]
    return [day for day in days if day <= f"{moment:%Y-%m-%d}"]


def settled(day: str, moment: datetime) -> bool:
    """Whether no line can be written for the day any more."""
    end = datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(days=1)
    return moment >= end + timedelta(hours=rollup.SETTLED_HOURS)


def _fetch(days: list[str]) -> None:
    """Read what is stored of these days, several at once: a cold process has a whole month to read."""
    if days:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for summary in pool.map(lambda day: objects.find_record(objects.costs_of(day), DaySummary), days):
                if summary is not None:
                    _keep(summary)


def _day(day: str, moment: datetime, deadline: float) -> tuple[DaySummary, bool]:
    summary = _kept.get(day) or DaySummary(day=day)
    if summary.state == "final":
        return summary, True
    if monotonic() > deadline:
        return summary, False
    over = settled(day, moment)
    if not over and day in _live and moment - _live[day][0] < _FRESH:
        return _live[day][1], True
    if over and summary.state == "open":
        summary = DaySummary(day=day, state="closing")  # from its beginning, so that no late line is missing
    before = _lines(summary)
    summary, whole = _advance(summary, f"{day}~" if over else timestamp(moment - _STEADY), deadline)
    if over and whole:
        summary = summary.model_copy(update={"state": "final"})
    if _lines(summary) and (summary.state == "final" or _lines(summary) - before >= _WORTH_KEEPING):
        objects.put_record(objects.costs_of(day), summary)
    _keep(summary)
    if whole and not over:
        summary, whole = _advance(summary, timestamp(moment), deadline)
    if whole and not over:
        _live[day] = (moment, summary)
    elif over:
        _live.pop(day, None)
    return summary, whole


def _advance(day: DaySummary, until: str, deadline: float) -> tuple[DaySummary, bool]:
    lines: list[LedgerLine] = []
    at = day.upto
    for at, more in ledger.of_day(day.day, day.upto, until):
        lines += more
        if len(lines) >= _CHUNK_LINES:
            day, lines = rollup.add(day, lines, _outcomes(lines), at), []
            if monotonic() > deadline:
                return day, False
    return (rollup.add(day, lines, _outcomes(lines), at) if lines else day), True


def _outcomes(lines: list[LedgerLine]) -> dict[str, rollup.Outcome]:
    found = interviews.several([line.interview_id for line in lines if line.interview_id])
    return {known.id: _outcome(known) for known in found.values()}


def _outcome(interview: Interview) -> rollup.Outcome:
    if interview.status is not Status.CLOSED:
        return "open"
    return "scored" if interview.outcome is Outcome.SCORED else "other"


def _lines(summary: DaySummary) -> int:
    return sum(cell.sum.lines for cell in summary.cells)


def _keep(summary: DaySummary) -> DaySummary:
    _kept[summary.day] = summary
    while len(_kept) > _MOST_DAYS:
        del _kept[next(iter(_kept))]
    return summary
