"""How somebody who was hired goes on: what the interview showed, and what was rated since, competency by competency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from mianshi.contracts.afterwards import Performance
from mianshi.contracts.events import Interview
from mianshi.contracts.scorecard import Scorecard

OVERALL = "overall"
LEAST_STEP = 1.25
"""On 0 to 10: half a level, the finest step that people rate an interview in. Less is shown as no change."""
Step = Literal["up", "down", "same"]


@dataclass(frozen=True)
class Point:
    """One moment. `value`: 0-10, one decimal; `on`: ``YYYY-MM-DD``."""

    on: str
    value: float


@dataclass(frozen=True)
class Line:
    """One competency, or another measure of the employer's. `interview` None where it was not asked about or may not
    be shown."""

    measure: str
    interview: Point | None = None
    ratings: list[Point] = field(default_factory=list)

    @property
    def change(self) -> float | None:
        """Newest rating minus the one before it. None where there are not two: from the interview to the first rating
        there is a `step` and no amount."""
        return round(self.ratings[-1].value - self.ratings[-2].value, 1) if len(self.ratings) > 1 else None

    @property
    def step(self) -> Step | None:
        """From the interview to the first rating; None where either is missing."""
        if self.interview is None or not self.ratings:
            return None
        before, after = self.interview.value, self.ratings[0].value
        return "same" if abs(after - before) < LEAST_STEP else "up" if after > before else "down"


def interviewed_on(known: Interview) -> str:
    """When an interview was closed, or begun where it is not: the first time, not when it was scored anew."""
    return (known.earlier[0].closed_at if known.earlier else known.closed_at) or known.created_at


def lines(card: Scorecard | None, on: str, ratings: Sequence[Performance]) -> list[Line]:
    """Every competency of the scorecard in its order, then what else was measured, by its name.

    A level of 1 to 5 and a rating on the employer's scale are put on 0 to 10 by their ends (`of_level`, `of_rating`):
    the same ends do not make the scales the same, so a step from one to the other is a direction and no amount.

    Args:
        card: of the interview; None where it may not be shown or is not kept.
        on: day of the interview.
        ratings: in the order of their days.
    """
    found = {c.id: _interview(c.level, on) for c in card.competencies} if card else {}
    by_measure: dict[str, list[Point]] = {}
    for rating in ratings:
        if rating.highest > rating.lowest:
            by_measure.setdefault(rating.measure, []).append(Point(rating.period_ends_on, of_rating(rating)))
    names = [*found, *sorted(by_measure.keys() - found.keys(), key=lambda name: (name == OVERALL, name))]
    return [Line(name, found.get(name), by_measure.get(name, [])) for name in names]


def of_level(level: float) -> float:
    """A level of 1 to 5 on 0 to 10: ``(level - 1) / 4 * 10``."""
    return round((level - 1) / 4 * 10, 1)


def of_rating(rating: Performance) -> float:
    """A rating on 0 to 10 of its own scale, held within it."""
    share = (rating.score - rating.lowest) / (rating.highest - rating.lowest)
    return round(10 * min(1.0, max(0.0, share)), 1)


def _interview(level: float | None, on: str) -> Point | None:
    return None if level is None else Point(on, of_level(level))
