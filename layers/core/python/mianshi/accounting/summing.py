"""The days of a month, each added up once and kept; what is not over yet is added up as far as it goes.

The days of a month become final in their order: a day's credits depend on what was used before it. A final day is
stored once and never again, so of two processes that finish it at once the first one's stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from time import monotonic
from typing import NamedTuple

from mianshi.accounting import unwritten
from mianshi.accounting.billing import tariff
from mianshi.contracts.events import Interview
from mianshi.contracts.outcomes import Outcome, Status
from mianshi.contracts.usage import LedgerLine
from mianshi.finance.months import adding, days, rollup
from mianshi.finance.months.credits import Key, Used, after, credits
from mianshi.finance.months.rollup import DaySummary, Group
from mianshi.platform import objects
from mianshi.platform.clock import now, timestamp
from mianshi.platform.store import interviews, ledger, terms

BUDGET_SECONDS = 2.0
"""How long one page may add up; what is left then is shown as left, and the next page goes on."""
_CHUNK_LINES = 2000
_WORTH_KEEPING = 1000
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


class Finished(NamedTuple):
    """How far a month is final. `made`: days with lines that became final now. `whole`: the cells of the final days in
    one summary. `over`: whether the whole month is final. `added_up`: whether only time, or an overhead that is waited
    for, keeps the rest from it. `left`: the days that have begun and are not final."""

    made: int
    whole: DaySummary
    over: bool
    added_up: bool
    left: list[str]


class _Progress(NamedTuple):
    day: str
    used: dict[Key, Used]
    whole: DaySummary


_progress: dict[str, _Progress] = {}
"""How far this process has gone through the final days of a month."""


def month(name: str, budget_s: float = BUDGET_SECONDS) -> Month:
    """A month (``YYYY-MM``, UTC) from its first day to its last, or to today."""
    deadline, moment = monotonic() + budget_s, now()
    names = days_of(name, moment)
    _fetch([day for day in names if day not in _kept])
    if name < f"{moment:%Y-%m}" and any(day not in _kept for day in names) and terms.closed(name) is not None:
        for day in names:
            _kept.setdefault(day, DaySummary(day=day, state="final"))
    found: list[DaySummary] = []
    missing: list[str] = []
    used: dict[Key, Used] | None = {}
    first_open = _first_open(name, [day for day in names if day not in _kept or _kept[day].state != "final"], moment)
    for day in names:
        summary, whole = _day(day, used, moment, deadline, settled=day < first_open)
        used = None if used is None or summary.state != "final" else after(used, summary)
        found.append(summary)
        if not whole:
            missing.append(day)
    return Month(name, found, missing)


def finish(name: str, deadline: float) -> Finished:
    """Make the days of a month final, one after another, as far as the time (`monotonic`) goes; days are not held."""
    moment, made = now(), 0
    names = days_of(name, moment)
    done = _progress.get(name) or _Progress("", {}, DaySummary(day=name, state="final"))
    first_open = _first_open(name, [day for day in names if day > done.day], moment)
    while (rest := [day for day in names if day > done.day]) and rest[0] < first_open:
        day = rest[0]
        if day not in _kept:
            _fetch([day])
        new = day not in _kept or _kept[day].state != "final"
        summary, whole = _day(day, done.used, moment, deadline, settled=True)
        if not whole:
            return Finished(made, done.whole, over=False, added_up=False, left=rest)
        made += new and _lines(summary) > 0
        _kept.pop(day, None)
        done = _Progress(day, after(done.used, summary), rollup.merge(name, [done.whole, summary]))
        _progress[name] = done
        while len(_progress) > _MOST_MONTHS:
            del _progress[next(iter(_progress))]
    return Finished(made, done.whole, over=done.day == days.of_month(name)[-1], added_up=True, left=rest)


def _first_open(name: str, unsure: list[str], moment: datetime) -> str:
    """The first of a month's days that cannot become final yet; after all of them where each can.

    Args:
        unsure: those that are not known to be final.
    """
    settled = [day for day in unsure if days.settled(day, moment)]
    first = next((day for day in unsure if day not in settled), "~")
    if not settled or moment >= days.awaited_until(name):
        return first
    waiting = unwritten.of_month(name, moment)
    return next((day for day in settled if day in waiting), first)


def open_days(names: list[str], deadline: float) -> list[DaySummary]:
    """Days that are not final, as far as they are added up."""
    moment = now()
    _fetch([day for day in names if day not in _kept])
    return [_day(day, None, moment, deadline, settled=False)[0] for day in names]


def stored_days(name: str) -> Iterator[DaySummary]:
    """The final days of a month in their order, read one by one: days without lines are not there."""
    for day in days.of_month(name):
        summary = objects.find_record(objects.costs_of(day), DaySummary)
        if summary is not None:
            yield summary


def finals(of: Month) -> Finals:
    """The final days of a month, merged once and kept until another day becomes final."""
    final = [day for day in of.days if day.state == "final"]
    names = tuple(day.day for day in final)
    known = _finals.get(of.month)
    if known is None or known.of != names:
        entries = [entry for day in final for entry in day.interviews]
        known = Finals(
            of=names,
            whole=rollup.merge(of.month, final),
            by_day=rollup.by_day(final),
            interviewed=frozenset(entry.interview_id for entry in entries),
            scored=frozenset(entry.interview_id for entry in entries if entry.outcome == "scored"),
        )
        _finals[of.month] = known
        while len(_finals) > _MOST_MONTHS:
            del _finals[next(iter(_finals))]
    return known


def days_of(name: str, moment: datetime) -> list[str]:
    """The days of a month that have begun."""
    return [day for day in days.of_month(name) if day <= f"{moment:%Y-%m-%d}"]


def _fetch(wanted: list[str]) -> None:
    """Read what is stored of these days, several at once: a cold process has a whole month to read."""
    if wanted:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for summary in pool.map(_stored, wanted):
                if summary is not None:
                    _keep(summary)


def _stored(day: str) -> DaySummary | None:
    return objects.find_record(objects.costs_of(day), DaySummary) or objects.find_record(
        objects.costs_so_far(day), DaySummary
    )


def _day(
    day: str, used: Mapping[Key, Used] | None, moment: datetime, deadline: float, *, settled: bool
) -> tuple[DaySummary, bool]:
    """A day as far as it goes, and whether that is as far as it can. `used`: in the month's days before it, or None
    where one of them is not final, so that this one cannot become it either. `settled`: whether nothing can be written
    for it any more."""
    summary = _kept.get(day) or DaySummary(day=day)
    if summary.state == "final":
        return summary, True
    if monotonic() > deadline:
        return summary, False
    if settled:
        return _close(summary, used, deadline)
    if day in _live and moment - _live[day][0] < _FRESH:
        return _live[day][1], True
    summary, whole = _forward(summary, timestamp(moment - unwritten.STEADY), deadline, keep=True)
    if whole:
        summary, whole = _advance(summary, timestamp(moment), deadline)
    if whole:
        _live[day] = (moment, summary)
    return summary, whole


def _close(summary: DaySummary, used: Mapping[Key, Used] | None, deadline: float) -> tuple[DaySummary, bool]:
    day = summary.day
    if summary.state == "open":
        summary = DaySummary(day=day, state="closing")  # from its beginning, so that no late line is missing
    summary, whole = _forward(summary, f"{day}~", deadline, keep=False)
    _live.pop(day, None)
    if not whole or used is None:
        return summary, False
    final = adding.finished(summary, credits(summary, used, tariff(day[:7])))
    if _lines(final) and not objects.create_record(objects.costs_of(day), final):
        final = objects.find_record(objects.costs_of(day), DaySummary) or final
    return _keep(final), True


def _forward(summary: DaySummary, until: str, deadline: float, *, keep: bool) -> tuple[DaySummary, bool]:
    """Add up and remember. A piece of work is stored where it is not the whole, or `keep` says so."""
    before = _lines(summary)
    summary, whole = _advance(summary, until, deadline)
    if (keep or not whole) and _lines(summary) - before >= _WORTH_KEEPING:
        objects.put_record(objects.costs_so_far(summary.day), summary)
    return _keep(summary), whole


def _advance(day: DaySummary, until: str, deadline: float) -> tuple[DaySummary, bool]:
    lines: list[LedgerLine] = []
    at = day.upto
    for at, more in ledger.of_day(day.day, day.upto, until):
        lines += more
        if len(lines) >= _CHUNK_LINES:
            day, lines = adding.add(day, lines, _outcomes(lines), at), []
            if monotonic() > deadline:
                return day, False
    return (adding.add(day, lines, _outcomes(lines), at) if lines else day), True


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
