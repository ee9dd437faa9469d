"""The average of a role: what people interviewed for it reached, where there are enough of them to hide each one."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.scorecard import Scorecard
from mianshi.scoring.combine import half_up

FEWEST = 30
"""Scorecards below which no average is given (k-anonymity): a choice of ours, as is usual for pay statistics."""


@dataclass(frozen=True)
class RoleAverage:
    """The mean level (1-5, one decimal) by competency id, only of competencies that at least `FEWEST` scorecards rated.
    `scorecards`: how many there are, rounded down to tens, so that nobody sees that just one came."""

    scorecards: int
    levels: dict[str, float]


def comparable(one: Scorecard, other: Scorecard) -> bool:
    """Whether both were scored for the same version of the role by the same judge, with its rater and calibration."""
    same_role = (one.role, one.role_version) == (other.role, other.role_version)
    return same_role and _judge(one) == _judge(other)


def _judge(card: Scorecard) -> str:
    """Who judged, in full: an answer about which nothing had to be asked names its judge without the rater."""
    return max(card.versions.get("judge", "").split(", "), key=len)


def role_average(card: Scorecard, others: Iterable[Scorecard]) -> RoleAverage | None:
    """The average over the scorecards among `others` that are scored and comparable with `card`, one an interview.

    The mean is rounded to a tenth (halves up). One more scorecard moves a mean of 30 by at most 4/31, so whoever
    compares the averages of two days learns little about the one that came between, yet not nothing. Whether `card`
    itself is in it is the caller's choice.

    Returns:
        None where there are fewer than `FEWEST` such scorecards, or no competency was rated by as many.
    """
    alike = {other.interview_id: other for other in others if other.outcome is Outcome.SCORED}
    kept = [other for other in alike.values() if comparable(card, other)]
    if len(kept) < FEWEST:
        return None
    levels: dict[str, list[float]] = {}
    for other in kept:
        for competency in other.competencies:
            if competency.level is not None:
                levels.setdefault(competency.id, []).append(competency.level)
    means = {i: half_up(10 * math.fsum(own) / len(own)) / 10 for i, own in levels.items() if len(own) >= FEWEST}
    return RoleAverage(scorecards=len(kept) // 10 * 10, levels=means) if means else None
