"""What an interview, a qualified candidate and a hire cost: the total of a period divided by what was counted in it.

Nothing is guessed: what was not counted, or has no price, makes a figure "not known", never 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Literal

from pydantic import Field

from mianshi.contracts import dates
from mianshi.contracts.base import Record
from mianshi.finance.months.rollup import Group
from mianshi.finance.reports import divide_up

Per = Literal["application", "interview", "scored_interview", "qualified", "hire"]
Lack = Literal["no_costs", "no_price", "unpriced", "none_counted", "below_zero"]
"""`no_price`: nothing in the total has a price. `unpriced`: some lines have none and are in no amount."""
MOST_MONTHS = 24
"""Of one period that is asked about."""
ENOUGH = 30
"""Cases below which no share is drawn from them. At 30 a share near one half is known to about 18 points either way
(normal approximation, 95 %: 1.96 * sqrt(0.25 / 30)); below that it says too little for a decision."""


class Counts(Record):
    """What was counted in a period."""

    applications: int = Field(default=0, ge=0)
    """Candidates who were invited."""
    interviews: int = Field(default=0, ge=0)
    """That were begun and cost something."""
    scored: int = Field(default=0, ge=0)
    qualified: int = Field(default=0, ge=0)
    """Candidates whom a named person advanced."""
    hires: int = Field(default=0, ge=0)

    def of(self, per: Per) -> int:
        """How many there are of what a figure is for."""
        return {
            "application": self.applications,
            "interview": self.interviews,
            "scored_interview": self.scored,
            "qualified": self.qualified,
            "hire": self.hires,
        }[per]


class Figure(Record):
    """A total divided by a count, rounded up to a micro-unit; None where it cannot be known, and `lacks` says why."""

    per: Per
    currency: str
    unit_micro: int | None
    amount_micro: int | None
    count: int
    unpriced: int
    """Lines without a price: in no amount."""
    lacks: list[Lack]
    formula: str
    converted: bool = False
    """Whether the amount is of several currencies, converted."""


class Stayed(Record):
    """Of `n` people who began at least `days` ago, how many were still there on that day."""

    days: int
    n: int
    stayed: int

    @property
    def says_something(self) -> bool:
        """Whether there are enough cases to speak of a share."""
        return self.n >= ENOUGH


class Stint(Record):
    """When somebody began, and when they left, if they did: ``YYYY-MM-DD``."""

    starts_on: str
    left_on: str | None = None


def figures(totals: Sequence[Group], counts: Counts, pers: Sequence[Per]) -> list[Figure]:
    """What one of each costs, for every currency: the whole total divided, failed attempts included."""
    return [_figure(total, per, counts.of(per)) for total in totals for per in pers]


def weeks_of(first_month: str, last_month: str) -> list[str]:
    """The ISO weeks of some months, in order: a week belongs to the month of its Thursday, so that each is in one
    (ISO 8601 gives a week to a year by the same day)."""
    end = date.fromisoformat(f"{dates.later(last_month, 1)}-01")
    day = date.fromisoformat(f"{first_month}-01")
    day += timedelta(days=(3 - day.weekday()) % 7)
    found = []
    while day < end:
        iso = day.isocalendar()
        found.append(f"{iso.year}-W{iso.week:02d}")
        day += timedelta(weeks=1)
    return found


def stayed(stints: Iterable[Stint], days: int, today: str) -> Stayed:
    """Retention: only people count who began so long ago that the day in question has come."""
    span = timedelta(days=days)
    due = [(date.fromisoformat(one.starts_on) + span, one) for one in stints]
    due = [(then, one) for then, one in due if then.isoformat() <= today]
    there = sum(one.left_on is None or one.left_on >= then.isoformat() for then, one in due)
    return Stayed(days=days, n=len(due), stayed=there)


def _figure(total: Group, per: Per, count: int) -> Figure:
    amount = total.sum.amount
    below = amount is not None and amount < 0
    unit = None if below else divide_up(amount, count)
    why: list[tuple[Lack, bool]] = [
        ("no_costs", not total.sum.lines),
        ("no_price", bool(total.sum.lines) and amount is None),
        ("unpriced", amount is not None and bool(total.sum.unpriced)),
        ("none_counted", not count),
        ("below_zero", below),
    ]
    return Figure(
        per=per,
        currency=total.currency,
        unit_micro=unit,
        amount_micro=amount,
        count=count,
        unpriced=total.sum.unpriced,
        lacks=[lack for lack, holds in why if holds],
        formula=f"{amount} / {count} = {unit}",
    )
