"""What became of one person, as numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from mianshi.contracts.afterwards import Performance, TestScore
from mianshi.learning.study import MONTHS
from mianshi.platform.store.afterwards import Afterwards


@dataclass(frozen=True)
class After:
    """None where it is not known (yet). `order`: when the first outcome was reported."""

    hired: bool = False
    order: str = ""
    performance: float | None = None
    stayed: bool | None = None
    promoted: bool | None = None
    tests: list[TestScore] = field(default_factory=list)


def of(reported: Afterwards | None, today: str) -> After:
    """Performance is the mean of the newest period's measures, each as a share of its scale. Stayed and promoted:
    within `MONTHS` from the first day; whoever is there for a shorter time and neither left nor rose is not known."""
    if reported is None or reported.hire is None:
        return After(tests=[] if reported is None else list(reported.tests))
    until = _months_after(reported.hire.starts_on, MONTHS)
    over = today >= until
    left = any(one.left_on < until for one in reported.departures)
    rose = any(one.promoted_on < until for one in reported.promotions)
    told = [one.at for one in reported.departures] + [one.at for one in reported.promotions]
    return After(
        hired=True,
        order=min((one.at for one in reported.performance), default=min(told, default="")),
        performance=_performance(reported.performance),
        stayed=False if left else True if over else None,
        promoted=True if rose else False if over else None,
        tests=list(reported.tests),
    )


def _performance(reported: list[Performance]) -> float | None:
    if not reported:
        return None
    newest = max(one.period_ends_on for one in reported)
    shares = [
        min(1.0, max(0.0, (one.score - one.lowest) / (one.highest - one.lowest)))
        for one in reported
        if one.period_ends_on == newest and one.highest > one.lowest
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
