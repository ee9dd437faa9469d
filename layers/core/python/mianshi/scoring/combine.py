"""The sums: from what was found in single answers to the level, score and total of an interview.

Everything a reader needs to do the sums again is printed in the scorecard: levels with one decimal give the scores,
scores and weights give the total.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mianshi.contracts.assessment import CompetencyFinding

LEAST_RELEVANCE = 0.001


@dataclass(frozen=True)
class Rating:
    """Level and confidence of one competency over the whole interview. `tenths` is the level times ten, 10-50; `low`
    and `high` are its bounds, as far from it as those of the answers are on average; None where no answer has any."""

    tenths: int
    confidence: float
    low: float | None = None
    high: float | None = None

    @property
    def level(self) -> float:
        return self.tenths / 10

    @property
    def score(self) -> int:
        return score_of(self.tenths)


def bears(finding: CompetencyFinding) -> bool:
    """Whether an answer bears on a competency: the judge gave it a level and a relevance of a thousandth or more."""
    return finding.level is not None and finding.relevance >= LEAST_RELEVANCE


def rate(findings: Sequence[CompetencyFinding], own_questions: frozenset[str]) -> Rating | None:
    """One competency over all answers, or None where no answer bears on it.

    level = max(mean over answers to the competency's own questions, mean over all answers that bear on it), both
    weighted by relevance; where none answers an own question, the mean over all. Each answer is rated by itself and
    the ratings are combined by formula, as the research on structured interviews advises (Conway 1995; Campion 1997).
    What a candidate shows elsewhere can therefore raise a level and never lower it: a question about figures is not a
    fair occasion to be marked down on coaching. Order does not matter (`math.fsum` rounds once).

    Args:
        findings: findings for one competency, at most one an answer.
        own_questions: ids of the competency's questions.
    """
    every = [finding for finding in findings if bears(finding)]
    if not every:
        return None
    own = [finding for finding in every if finding.question in own_questions]
    level = max(_mean_level(own), _mean_level(every)) if own else _mean_level(every)
    weights = math.fsum(finding.relevance for finding in every)
    confidence = math.fsum(finding.relevance * finding.confidence for finding in every) / weights
    tenths = half_up(level * 10)
    low, high = _bounds(tenths / 10, every)
    return Rating(tenths=tenths, confidence=min(1.0, round(confidence, 2)), low=low, high=high)


def score_of(tenths: int) -> int:
    """(level - 1) / 4 x 100 for a level in tenths, rounded half up, in integers so that no machine differs."""
    return ((tenths - 10) * 5 + 1) // 2


def total_of(weighted: Iterable[tuple[int, int]]) -> int | None:
    """Mean of (weight, score) pairs, rounded half up, or None where there are none.

    The weights are those of the competencies that were addressed: they are renormalised by dividing by their own sum.
    """
    pairs = list(weighted)
    weight = sum(each for each, _ in pairs)
    if weight == 0:
        return None
    return (2 * sum(each * score for each, score in pairs) + weight) // (2 * weight)


def half_up(value: float) -> int:
    """The nearest integer to a value of 0 or more, halves up.

    The hair added makes sums such as 2.45 x 10 round as on paper.
    """
    return math.floor(value + 0.5 + 1e-9)


def _bounds(level: float, findings: Sequence[CompetencyFinding]) -> tuple[float | None, float | None]:
    known = [f for f in findings if f.level is not None and f.low is not None and f.high is not None]
    if not known:
        return None, None
    weights = math.fsum(f.relevance for f in known)
    below = math.fsum(f.relevance * ((f.level or 0) - (f.low or 0)) for f in known) / weights
    above = math.fsum(f.relevance * ((f.high or 0) - (f.level or 0)) for f in known) / weights
    return max(1.0, half_up((level - below) * 10) / 10), min(5.0, half_up((level + above) * 10) / 10)


def _mean_level(findings: Sequence[CompetencyFinding]) -> float:
    weights = math.fsum(finding.relevance for finding in findings)
    return math.fsum((finding.level or 0.0) * finding.relevance for finding in findings) / weights
