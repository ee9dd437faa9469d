"""What became of one person, as numbers: the same for everybody at the same time since their first day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from mianshi.contracts.afterwards import Performance, TestScore
from mianshi.learning.study import MONTHS, PROMOTED_MONTHS
from mianshi.platform.store.afterwards import Afterwards


@dataclass(frozen=True)
class After:
    """None where it is not known (yet). `order`: when the first outcome was reported."""

    hired: bool = False
    order: str = ""
    starts_on: str = ""
    performance: float | None = None
    newest: float | None = None
    stayed: bool | None = None
    promoted: bool | None = None
    tests: list[TestScore] = field(default_factory=list)


@dataclass(frozen=True)
class Telling:
    """What is reported about anybody of a job at all: only there does silence say something."""

    outcomes: bool = False
    promotions: bool = False

    @classmethod
    def of(cls, reported: Iterable[Afterwards]) -> Telling:
        """Of everything that was reported about one job."""
        known = list(reported)
        rose = any(one.promotions for one in known)
        return cls(rose or any(one.performance or one.departures for one in known), rose)


def of(reported: Afterwards | None, today: str, telling: Telling) -> After:
    """Performance is the mean of one period's measures, each as a share of its scale: of the period that was reported
    first, which later ones do not change, and of the newest. Whether somebody stayed is known `MONTHS` after the first
    day, whether they rose `PROMOTED_MONTHS` after it, and of nobody before: those who leave or rise early would be told
    first. Where nothing was said of them, that counts only as far as the employer tells of others."""
    if reported is None or reported.hire is None:
        return After(tests=[] if reported is None else list(reported.tests))
    since = reported.hire.starts_on
    until, risen = _months_after(since, MONTHS), _months_after(since, PROMOTED_MONTHS)
    left = any(one.left_on < until for one in reported.departures)
    rose = any(one.promoted_on < risen for one in reported.promotions)
    ratings = sorted(reported.performance, key=lambda one: (one.first_at or one.at, one.period_ends_on))
    told = [one.first_at or one.at for one in reported.departures]
    told += [one.first_at or one.at for one in reported.promotions]
    return After(
        hired=True,
        order=(ratings[0].first_at or ratings[0].at) if ratings else min(told, default=""),
        starts_on=since,
        performance=_share(ratings, ratings[0].period_ends_on) if ratings else None,
        newest=_share(ratings, max(one.period_ends_on for one in ratings)) if ratings else None,
        stayed=_known(not left, said=left, over=today >= until, silence_tells=telling.outcomes),
        promoted=_known(rose, said=rose, over=today >= risen, silence_tells=telling.promotions),
        tests=list(reported.tests),
    )


def _known(value: bool, *, said: bool, over: bool, silence_tells: bool) -> bool | None:
    return value if over and (said or silence_tells) else None


def _share(reported: list[Performance], period: str) -> float | None:
    shares = [
        min(1.0, max(0.0, (one.score - one.lowest) / (one.highest - one.lowest)))
        for one in reported
        if one.period_ends_on == period and one.highest > one.lowest
    ]
    return sum(shares) / len(shares) if shares else None


def _months_after(day: str, months: int) -> str:
    """The same day so many months later; the 1st of the next month where that month has no such day."""
    first = date.fromisoformat(day)
    number = first.year * 12 + first.month - 1 + months
    year, month = number // 12, number % 12 + 1
    try:
        return date(year, month, first.day).isoformat()
    except ValueError:
        return date(year + month // 12, month % 12 + 1, 1).isoformat()
