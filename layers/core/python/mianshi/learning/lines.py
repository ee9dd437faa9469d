"""The line from which an interview is put forward: chosen in one half of the people, tried in the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from mianshi.contracts.learning import LearningCase, ThresholdChange
from mianshi.contracts.role import Role
from mianshi.learning.association import Floats, centred

Flags = NDArray[np.bool_]

MOST_POINTS = 10
"""How far one proposal moves the line, in points of the total (0-100)."""
FEWEST_BETWEEN = 8
"""People between the two lines, and others, in the half that decides: with fewer the test's p is too rough."""
_DIGITS = 3


def propose_line(
    role: Role, making: Sequence[LearningCase], holding: Sequence[LearningCase], alpha: float
) -> ThresholdChange | None:
    """The line that divides the people of `making` best: over it, performance lies most above the mean of all, summed
    over people (with yes and no instead of ratings that is where the J of Youden, Cancer 3, 1950, is largest). None
    unless `holding` confirms it: those between the two lines perform better (line lowered) or worse (raised) than the
    others, by the rank-sum test of Mann and Whitney (1947), one-sided, at most `alpha`.
    """
    totals, performance = _known(making)
    now = role.thresholds.forward
    lowest, highest = max(role.thresholds.review, now - MOST_POINTS), min(100, now + MOST_POINTS)
    lines = [line for line in range(lowest, highest + 1) if line != now]
    if not lines or not len(totals):
        return None
    told = [_divides(totals, performance, line) for line in lines]
    best = max(range(len(lines)), key=lambda at: (round(told[at], 9), -abs(lines[at] - now)))
    if told[best] <= _divides(totals, performance, now):
        return None
    return _tried(now, lines[best], *_known(holding), alpha)


def _tried(now: int, line: int, totals: Floats, performance: Floats, alpha: float) -> ThresholdChange | None:
    between = (totals >= min(now, line)) & (totals < max(now, line))
    if min(between.sum(), (~between).sum()) < FEWEST_BETWEEN or np.ptp(performance) == 0:
        return None
    side = "greater" if line < now else "less"
    test = stats.mannwhitneyu(performance[between], performance[~between], alternative=side, method="asymptotic")
    if test.pvalue > alpha:
        return None
    well = performance >= _middle(performance)
    return ThresholdChange(
        now=now,
        proposed=line,
        n=len(totals),
        forward_now=round(float((totals >= now).mean()), _DIGITS),
        forward_proposed=round(float((totals >= line).mean()), _DIGITS),
        performing_now=_share(well[totals >= now]),
        performing_proposed=_share(well[totals >= line]),
    )


def _known(cases: Sequence[LearningCase]) -> tuple[Floats, Floats]:
    """Totals, as the line divides them, and performance: over several jobs, what is over the mean of the own job."""
    known = [case for case in cases if case.total is not None]
    told = np.asarray([case.performance for case in known], dtype=np.float64)
    [performance], kept, _ = centred([told], [case.job for case in known])
    return np.asarray([case.total for case in known], dtype=np.float64)[kept], performance


def _divides(totals: Floats, performance: Floats, line: int) -> float:
    return float((performance[totals >= line] - performance.mean()).sum())


def _middle(performance: Floats) -> float:
    """The rating at or over which most nearly half of them are: ratings come in so few steps that the median will not
    do."""
    ratings = np.unique(performance)[::-1]
    shares = np.asarray([(performance >= rating).mean() for rating in ratings])
    return float(ratings[np.argmin(np.abs(shares - 0.5))])


def _share(of: Flags) -> float | None:
    return round(float(of.mean()), _DIGITS) if len(of) else None
