"""Weights of competencies by how they went with performance in one half of the people, tried in the other."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mianshi.contracts.learning import HoldOut, LearningCase
from mianshi.contracts.role import Role
from mianshi.learning.association import Floats, centred, greater, spearman

MOST_POINTS = 10
"""How far one proposal moves one weight: ten times the correlation in the first half."""
Z80 = 1.281552
"""Two-sided 80 % quantile of the normal distribution: what is worth a try in the second half, which decides."""
_FEWEST = 4
_DIGITS = 3


@dataclass(frozen=True)
class Levels:
    """People with performance: levels by competency in the order of the role (shape people x competencies, NaN where
    there is none), performance, and how many jobs they are of. Of several jobs, performance is what somebody is over
    the mean of the own job, and people of jobs with too few are left out."""

    levels: Floats
    performance: Floats
    of_jobs: Sequence[str] = ()
    jobs: int = 1

    @classmethod
    def of(cls, role: Role, cases: Sequence[LearningCase]) -> Levels:
        """Read from cases; those without any level of the role are left out."""
        names = [competency.id for competency in role.competencies]
        known = [case for case in cases if case.performance is not None and any(name in case.levels for name in names)]
        rows = [[case.levels.get(name, math.nan) for name in names] for case in known]
        levels = np.asarray(rows, dtype=np.float64).reshape(len(known), len(names))
        told = np.asarray([case.performance for case in known], dtype=np.float64)
        [performance], kept, jobs = centred([told], [case.job for case in known])
        of_jobs = [case.job for case, is_kept in zip(known, kept, strict=True) if is_kept]
        return cls(levels[kept], performance, of_jobs, jobs)

    def within(self, values: Floats, at: NDArray[np.bool_] | None = None) -> Floats:
        """Values of these people less the mean of the own job, where there are several jobs."""
        if self.jobs < 2:
            return values
        chosen = np.ones(len(self.of_jobs), dtype=np.bool_) if at is None else at
        _, place = np.unique(np.asarray(self.of_jobs)[chosen], return_inverse=True)
        return np.asarray(values - (np.bincount(place, values) / np.bincount(place))[place])

    def total(self, weights: Sequence[int]) -> Floats:
        """Mean level of each person by `weights`, over the competencies they have a level of."""
        known = ~np.isnan(self.levels)
        weighed = np.asarray(weights, dtype=np.float64) * known
        return np.asarray((np.where(known, self.levels, 0.0) * weighed).sum(axis=1) / weighed.sum(axis=1))


def propose_weights(role: Role, making: Levels, holding: Levels, alpha: float) -> tuple[dict[str, int], HoldOut] | None:
    """Weights that `making` suggests, with how well the totals went with performance in `holding`; None unless there
    the change itself, new total less old, goes with performance (one-sided p of the rank correlation at most `alpha`)
    and the new total does so better than the old one.

    One test decides over all competencies, so nothing needs dividing among them.
    """
    now = [competency.weight for competency in role.competencies]
    proposed = _moved(now, _correlations(making), len(making.performance))
    n = len(holding.performance)
    if proposed == now or n < _FEWEST:
        return None
    before, after = holding.total(now), holding.total(proposed)
    change = spearman(holding.within(after - before), holding.performance)
    old, new = (spearman(holding.within(total), holding.performance) for total in (before, after))
    free = n - holding.jobs + 1
    if change is None or new is None or free < _FEWEST or greater(change, free) > alpha or new <= (old or 0.0):
        return None
    held = HoldOut(n=n, now=None if old is None else round(old, _DIGITS), proposed=round(new, _DIGITS))
    return {competency.id: weight for competency, weight in zip(role.competencies, proposed, strict=True)}, held


def _correlations(people: Levels) -> list[float | None]:
    """Rank correlation of each competency with performance among those who have a level of it."""
    if len(people.performance) < _FEWEST:
        return [None] * people.levels.shape[1]
    known = ~np.isnan(people.levels)
    columns = zip(people.levels.T, known.T, strict=True)
    return [
        spearman(people.within(column[at], at), people.performance[at]) if at.any() else None for column, at in columns
    ]


def _moved(now: Sequence[int], found: Sequence[float | None], n: int) -> list[int]:
    """Each competency whose 80 % interval is without 0 moves by ``10 r`` points; those without give or take the
    difference in proportion to their weights (all do, where every one moves). Whole numbers from 1 that make 100."""
    moves = {at: MOST_POINTS * r for at, r in enumerate(found) if r is not None and _worth_a_try(r, n)}
    if not moves:
        return list(now)
    others = [at for at in range(len(now)) if at not in moves] or list(range(len(now)))
    share = sum(moves.values()) / sum(now[at] for at in others)
    wished = {at: w + moves.get(at, 0.0) - (w * share if at in others else 0.0) for at, w in enumerate(now)}
    return _whole(now, wished)


def _whole(now: Sequence[int], wished: Mapping[int, float]) -> list[int]:
    floor = [max(1, weight - MOST_POINTS) for weight in now]
    ceiling = [min(100, weight + MOST_POINTS) for weight in now]
    weights = [min(max(round(wished[at]), floor[at]), ceiling[at]) for at in range(len(now))]
    while sum(weights) != 100:
        step = 1 if sum(weights) < 100 else -1
        free = [at for at in range(len(now)) if floor[at] <= weights[at] + step <= ceiling[at]]
        chosen = max(free, key=lambda at: step * (wished[at] - weights[at]))
        weights[chosen] += step
    return weights


def _worth_a_try(r: float, n: int) -> bool:
    return abs(math.atanh(max(-0.999999, min(0.999999, r)))) > Z80 * math.sqrt((1 + r * r / 2) / (n - 3))
