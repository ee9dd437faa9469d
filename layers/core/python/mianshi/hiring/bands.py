"""Candidates in bands instead of ranks: a score has bounds, and who lies within another's bounds is not behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.role import Thresholds
from mianshi.contracts.scorecard import CompetencyScore, Scorecard


class Band(StrEnum):
    """Where an interview stands for whoever reads next. None of them rejects anybody."""

    FORWARD = "forward"
    LOOK_CLOSER = "look_closer"
    NOT_SCORED = "not_scored"


ORDER = tuple(Band)


MATCH_BAND = 10
"""Per cent that one band of résumé matches spans: one requirement more or less of ten tells nobody apart."""


def match_band(percent: int | None) -> int | None:
    """The lowest per cent of the band of a résumé's match, such as 80 for 80 to 89; 100 is in the highest band, from
    90. None where nothing was matched."""
    return None if percent is None else min(percent, 100 - MATCH_BAND) // MATCH_BAND * MATCH_BAND


@dataclass(frozen=True)
class Bounds:
    """A level and the range it may lie in, on the scale of 1 to 5."""

    level: float
    low: float
    high: float


def band(outcome: Outcome | None, total: int | None, thresholds: Thresholds | None) -> Band:
    """The band of a total, for lists that have no scorecard at hand; `of_card` is stricter where there is one."""
    if outcome is not Outcome.SCORED or total is None:
        return Band.NOT_SCORED
    return Band.FORWARD if thresholds is not None and total >= thresholds.forward else Band.LOOK_CLOSER


def of_card(card: Scorecard) -> Band:
    """The band by the advice of the scorecard, which also looks at flags and at how much was addressed."""
    if card.outcome is not Outcome.SCORED or card.total is None:
        return Band.NOT_SCORED
    return Band.FORWARD if card.recommendation == "forward" else Band.LOOK_CLOSER


def bounds(score: CompetencyScore | None) -> Bounds | None:
    """Level and bounds of a competency, or None without a level. A level without bounds may be anything."""
    if score is None or score.level is None:
        return None
    return Bounds(score.level, 1.0 if score.low is None else score.low, 5.0 if score.high is None else score.high)


def distinct(one: Bounds, other: Bounds) -> bool:
    """Whether two levels can be told apart: their bounds do not even touch."""
    return one.low > other.high or other.low > one.high


def told_apart(found: Sequence[Bounds | None]) -> list[tuple[int, int]]:
    """Every pair of places that can be told apart in one competency, the higher of the two first."""
    pairs: list[tuple[int, int]] = []
    for (i, one), (j, other) in combinations(enumerate(found), 2):
        if one is not None and other is not None and distinct(one, other):
            pairs.append((i, j) if one.low > other.high else (j, i))
    return pairs
