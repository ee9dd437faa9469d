"""The line from which an interview is put forward: chosen in one half of the people, tried in the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mianshi.contracts.learning import LearningCase, ThresholdChange
from mianshi.contracts.role import Role
from mianshi.learning.association import Floats, fisher_greater

Flags = NDArray[np.bool_]

MOST_POINTS = 10
"""How far one proposal moves the line, in points of the total (0-100)."""
_DIGITS = 3


def propose_line(
    role: Role, making: Sequence[LearningCase], holding: Sequence[LearningCase], alpha: float
) -> ThresholdChange | None:
    """The line that tells best, in `making`, who did well: the largest J of Youden (Cancer 3, 1950), the share of those
    who did well over the line less that of the others. None unless those it moves in `holding` are the right ones:
    between the two lines stand more (line lowered) or fewer (raised) of those who did well, by Fisher's exact test,
    one-sided, at most `alpha`.

    Did well: performance at or over the median of all of them.
    """
    middle = _middle([case.performance for case in (*making, *holding) if case.performance is not None])
    totals, well = _known(making, middle)
    now = role.thresholds.forward
    lines = [
        line
        for line in range(max(role.thresholds.review, now - MOST_POINTS), min(100, now + MOST_POINTS) + 1)
        if line != now
    ]
    if not lines or not 0 < well.sum() < len(well):
        return None
    told = [_youden(totals, well, line) for line in lines]
    best = max(range(len(lines)), key=lambda at: (round(told[at], 9), -abs(lines[at] - now)))
    if told[best] <= _youden(totals, well, now):
        return None
    return _tried(now, lines[best], *_known(holding, middle), alpha)


def _tried(now: int, line: int, totals: Floats, well: Flags, alpha: float) -> ThresholdChange | None:
    between = (totals >= min(now, line)) & (totals < max(now, line))
    right = well if line < now else ~well
    among = np.asarray([int((between & right).sum())]), int(right.sum())
    others = np.asarray([int((between & ~right).sum())]), int((~right).sum())
    if not among[1] or not others[1] or fisher_greater(*among, *others)[0] > alpha:
        return None
    return ThresholdChange(
        now=now,
        proposed=line,
        n=len(totals),
        forward_now=round(float((totals >= now).mean()), _DIGITS),
        forward_proposed=round(float((totals >= line).mean()), _DIGITS),
        performing_now=_share(well[totals >= now]),
        performing_proposed=_share(well[totals >= line]),
    )


def _known(cases: Sequence[LearningCase], middle: float) -> tuple[Floats, Flags]:
    known = [(c.total, c.performance >= middle) for c in cases if c.total is not None and c.performance is not None]
    totals = np.asarray([total for total, _ in known], dtype=np.float64)
    return totals, np.asarray([well for _, well in known], dtype=np.bool_)


def _middle(performance: Sequence[float]) -> float:
    """The median; where nobody is below it, the next value above, so that doing well means something."""
    if not performance:
        return 0.0
    median = float(np.median(performance))
    over = [value for value in performance if value > median]
    return median if min(performance) < median or not over else min(over)


def _youden(totals: Floats, well: Flags, line: int) -> float:
    over = totals >= line
    return float(over[well].mean() - over[~well].mean())


def _share(of: Flags) -> float | None:
    return round(float(of.mean()), _DIGITS) if len(of) else None
