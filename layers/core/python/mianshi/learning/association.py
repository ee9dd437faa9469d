"""How surely two things go together: correlations with their intervals, counts in two groups, many tests at once."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

Floats = NDArray[np.float64]

Z95 = float(special.ndtri(0.975))
"""Two-sided 95 % quantile of the normal distribution."""
FEWEST_IN_JOB = 5
"""People of one job: with fewer the mean of the job is little more than themselves."""
_NEARLY_ONE = 0.999999


def spearman(first: Sequence[float] | Floats, second: Sequence[float] | Floats) -> float | None:
    """Rank correlation, ties at their mean rank (Spearman 1904); None where one side does not vary."""
    one, other = stats.rankdata(np.asarray([first, second], dtype=np.float64), axis=1)
    return pearson(one, other)


def pearson(first: Sequence[float] | Floats, second: Sequence[float] | Floats) -> float | None:
    """Product-moment correlation; where one side is 0 or 1 the point-biserial one. None where one does not vary.

    Without scipy's tests around it, which cost ten times as much and are asked for thousands of times."""
    one, other = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if len(one) < 2 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    one, other = one - one.mean(), other - other.mean()
    return float(np.clip(one @ other / math.sqrt((one @ one) * (other @ other)), -1.0, 1.0))


def centred(
    columns: Sequence[Sequence[float] | Floats], jobs: Sequence[str]
) -> tuple[list[Floats], NDArray[np.bool_], int]:
    """Each column less its mean in the own job, so that neither a job whose people score higher nor a lenient manager
    makes a relation; as it is where there is one job.

    Args:
        columns: of the same people, no gaps.
        jobs: of each person.

    Returns:
        The columns without the people of jobs that have fewer than `FEWEST_IN_JOB`, who was kept, and of how many jobs:
        each takes one degree of freedom.
    """
    names, at = np.unique(np.asarray(jobs, dtype=np.str_), return_inverse=True)
    values = [np.asarray(column, dtype=np.float64) for column in columns]
    if len(names) < 2:
        return values, np.ones(len(at), dtype=np.bool_), len(names)
    sizes = np.bincount(at)
    kept = sizes[at] >= FEWEST_IN_JOB
    means = [np.bincount(at, column) / sizes for column in values]
    apart = [column[kept] - mean[at[kept]] for column, mean in zip(values, means, strict=True)]
    return apart, kept, int((sizes >= FEWEST_IN_JOB).sum())


def rank_interval(rho: float, n: int) -> tuple[float, float]:
    """95 % interval of a rank correlation of `n` > 3 pairs: Fisher's z with the standard error of Bonett and Wright
    (Psychometrika 65, 2000), ``sqrt((1 + rho²/2) / (n - 3))``."""
    return _around(rho, math.sqrt((1 + rho * rho / 2) / (n - 3)))


def interval(r: float, n: int) -> tuple[float, float]:
    """95 % interval of a product-moment correlation of `n` > 3 pairs: Fisher's z (1921), ``1 / sqrt(n - 3)``."""
    return _around(r, 1 / math.sqrt(n - 3))


def greater(r: float, n: int) -> float:
    """Chance of a correlation of `n` > 2 pairs of at least `r` where nothing goes together: Student's t with n - 2
    degrees of freedom, exact for normal values and close for ranks from ten pairs on (Kendall and Stuart, 31.19)."""
    if abs(r) >= 1:
        return 0.0 if r > 0 else 1.0
    return float(special.stdtr(n - 2, -r * math.sqrt((n - 2) / (1 - r * r))))


def two_sided(r: float, n: int) -> float:
    """The same for a correlation as far from 0, whichever way."""
    return min(1.0, 2 * greater(abs(r), n))


def corrected(r: float, spread: float) -> float:
    """r in the whole group from that in a part with a smaller spread of the predictor: Thorndike's case 2 (1949),
    ``r U / sqrt(1 + r² (U² - 1))`` with U = 1 / `spread`.

    It holds where the part was chosen by the predictor itself, the relation is straight and the scatter even.

    Args:
        r: in the part.
        spread: standard deviation of the predictor in the part over that in the whole, above 0.
    """
    wider = 1 / spread
    return r * wider / math.sqrt(1 + r * r * (wider * wider - 1))


def fisher_greater(with_a: NDArray[np.int64], of_a: int, with_b: NDArray[np.int64], of_b: int) -> Floats:
    """Fisher's exact test, one-sided, of many pairs of counts at once: the chance of at least `with_a` of `of_a` if
    both groups were alike (hypergeometric)."""
    tail = stats.hypergeom.sf(np.asarray(with_a) - 1, of_a + of_b, np.asarray(with_a) + np.asarray(with_b), of_a)
    return np.minimum(1.0, np.asarray(tail, dtype=np.float64))


def benjamini_hochberg(p_values: Sequence[float] | Floats) -> Floats:
    """q values in the order of `p_values`: the false discovery rate at which each would be accepted (1995)."""
    if not len(p_values):
        return np.empty(0)
    return np.asarray(stats.false_discovery_control(p_values), dtype=np.float64)


def holm(p_values: Sequence[float] | Floats) -> Floats:
    """p values in the order given, each as large as keeps the chance of any false one at the level it is compared with
    (Holm 1979)."""
    p = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(p, kind="stable")
    stepped = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(1.0, stepped)
    return adjusted


def _around(r: float, error: float) -> tuple[float, float]:
    z = math.atanh(max(-_NEARLY_ONE, min(_NEARLY_ONE, r)))
    return math.tanh(z - Z95 * error), math.tanh(z + Z95 * error)
