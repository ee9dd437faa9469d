"""How far raters agree about the same interviews: weighted kappa, intraclass correlation, bias, each with its interval.

Nothing here says who is right: that two raters agree says that they read alike, not that they read well.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from mianshi.contracts.base import Bilingual
from mianshi.contracts.combination import Agreement, Interval
from mianshi.contracts.learning import FEWEST_PAIRS, LearningCase
from mianshi.contracts.role import Role
from mianshi.learning.association import Z95, Floats

LEVELS = 5
UNKNOWN = Interval()
_DIGITS = 3


@dataclass(frozen=True)
class Kappa:
    """Weighted kappa and its large-sample standard error; both None where kappa is not defined."""

    value: float | None
    error: float | None

    @property
    def interval(self) -> Interval:
        """With 95 % bounds, kept within -1 and 1."""
        if self.value is None or self.error is None:
            return UNKNOWN
        low, high = self.value - Z95 * self.error, self.value + Z95 * self.error
        return Interval(value=_rounded(self.value), low=_rounded(max(-1.0, low)), high=_rounded(min(1.0, high)))


def quadratic(size: int = LEVELS) -> Floats:
    """Weights of agreement ``1 - (i - j)² / (size - 1)²``: 1 for the same level, 0 for the ends of the scale. With them
    kappa equals an intraclass correlation but for a term of order 1/n (Fleiss and Cohen 1973)."""
    at = np.arange(size, dtype=np.float64)
    return np.asarray(1 - (at[:, None] - at[None, :]) ** 2 / (size - 1) ** 2)


def kappa(counts: NDArray[np.float64], weights: Floats, n: float | None = None) -> Kappa:
    """Weighted kappa (Cohen, Psychological Bulletin 70, 1968) of a square table, with the standard error of Fleiss,
    Cohen and Everitt (Psychological Bulletin 72, 1969) for kappa other than 0.

    Args:
        counts: how often the one rater chose the row and the other the column; shape (k, k).
        weights: of agreement, 1 on the diagonal; shape (k, k).
        n: how many pairs the table is of, where its cells do not add up to them.
    """
    n = float(counts.sum()) if n is None else n
    if n < 2:
        return Kappa(None, None)
    shares = counts / counts.sum()
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    seen = float((weights * shares).sum())
    by_chance = float(rows @ weights @ columns)
    if 1 - by_chance < 1e-12:
        return Kappa(None, None)
    value = (seen - by_chance) / (1 - by_chance)
    means = (weights @ columns)[:, None] + (rows @ weights)[None, :]
    spread = (shares * (weights * (1 - by_chance) - means * (1 - seen)) ** 2).sum()
    variance = (spread - (seen * by_chance - 2 * by_chance + seen) ** 2) / (n * (1 - by_chance) ** 4)
    return Kappa(value, math.sqrt(max(0.0, float(variance))))


def kappa_of_levels(pairs: Sequence[tuple[float, float]], *, alike: bool = False) -> Kappa:
    """Quadratic weighted kappa of pairs of levels from 1 to 5, each rounded to the nearest whole one (2.5 upwards).

    Args:
        pairs: of levels.
        alike: the two of a pair are raters of one kind, none of them the first: every pair counts both ways at half.
    """
    counts = np.zeros((LEVELS, LEVELS))
    for one, other in pairs:
        counts[_whole(one), _whole(other)] += 1
    if alike:
        counts = (counts + counts.T) / 2
    return kappa(counts, quadratic())


def icc(table: Floats) -> dict[str, Interval]:
    """Intraclass correlations of ratings, targets in rows and the same k raters in columns.

    By Shrout and Fleiss (Psychological Bulletin 86, 1979), names as there: ``1,1`` raters differ from target to target,
    ``2,1`` raters drawn at random and their leniency counts against them, ``3,1`` these raters only and it does not;
    ``1,k`` … of the mean of all k. Intervals by their F tests; that of ``2,1`` with the degrees of freedom of
    Satterthwaite as in McGraw and Wong (Psychological Methods 1, 1996, table 7).

    Args:
        table: shape (n, k), n > 1 and k > 1, no gaps. Anything less, or no spread at all, gives empty intervals.
    """
    names = ("1,1", "2,1", "3,1", "1,k", "2,k", "3,k")
    if table.ndim != 2 or min(table.shape) < 2 or np.ptp(table) == 0:
        return dict.fromkeys(names, UNKNOWN)
    n, k = table.shape
    targets, raters, rest, within = _mean_squares(table)
    singles = (
        _by_ratio(targets, within, n - 1, n * (k - 1), float(k)),
        _two_way(targets, raters, rest, n, k),
        _by_ratio(targets, rest, n - 1, (n - 1) * (k - 1), float(k)),
    )
    every = [*singles, *(tuple(_of_mean(bound, k) for bound in single) for single in singles)]
    return dict(zip(names, map(_interval, every), strict=True))


def icc_of_groups(groups: Sequence[Sequence[float]]) -> Interval:
    """ICC(1,1) where targets were rated by different people, and not all by equally many: analysis of variance with
    the mean number of raters ``k0 = (N - Σk² / N) / (n - 1)`` (Donner, International Statistical Review 54, 1986);
    exact for equal numbers, a good approximation otherwise.

    Args:
        groups: the ratings of each target; targets with one rating are left out.
    """
    known = [np.asarray(group, dtype=np.float64) for group in groups if len(group) > 1]
    n, total = len(known), sum(map(len, known))
    if n < 2:
        return UNKNOWN
    everything = np.concatenate(known)
    if np.ptp(everything) == 0:
        return UNKNOWN
    between = sum(len(group) * (group.mean() - everything.mean()) ** 2 for group in known) / (n - 1)
    within = sum(((group - group.mean()) ** 2).sum() for group in known) / (total - n)
    k0 = (total - sum(len(group) ** 2 for group in known) / total) / (n - 1)
    return _interval(_by_ratio(float(between), float(within), n - 1, total - n, float(k0)))


def bias(differences: Sequence[float]) -> Interval:
    """Mean difference with its t interval; the mean alone where there is one, or all are the same."""
    n = len(differences)
    if n == 0:
        return UNKNOWN
    mean = float(np.mean(differences))
    if n < 2 or np.ptp(differences) == 0:
        return Interval(value=_rounded(mean))
    half = float(stats.t.ppf(0.975, n - 1)) * float(np.std(differences, ddof=1)) / math.sqrt(n)
    return Interval(value=_rounded(mean), low=_rounded(mean - half), high=_rounded(mean + half))


def agreements(role: Role, cases: Sequence[LearningCase]) -> list[Agreement]:
    """Person against software and person against person: over all competencies first, then each of `role`. Left out
    where there is no pair at all.

    Each person's rating of an interview is a pair with the software's, so somebody who rates much weighs much, and
    pairs about one interview are not wholly independent of each other: the true intervals are a little wider.
    """
    found = []
    for name in ("", *(competency.id for competency in role.competencies)):
        rated = [_opinions(role, case, name) for case in cases]
        found.append(_with_software(name, rated))
        found.append(_among_people(name, rated))
    return sorted((one for one in found if one.n), key=lambda one: one.who, reverse=True)


@dataclass(frozen=True)
class _Opinion:
    """One person's level of one interview, the software's beside it, and whether the person had seen that."""

    level: float
    software: float | None
    saw: bool


def _opinions(role: Role, case: LearningCase, name: str) -> list[_Opinion]:
    found = []
    for levels, saw in zip(case.human_levels, [*case.saw, *[True] * len(case.human_levels)], strict=False):
        if name:
            level, software = levels.get(name), case.levels.get(name)
        else:  # means over what both rated, so that like meets like
            both = levels.keys() & case.levels.keys() if case.levels else levels.keys()
            level, software = _mean(role, levels, both), _mean(role, case.levels, both)
        if level is not None:
            found.append(_Opinion(level, software, saw))
    return found


def _mean(role: Role, levels: Mapping[str, float], over: Collection[str]) -> float | None:
    known = [(c.weight, levels[c.id]) for c in role.competencies if c.id in over and c.id in levels]
    return sum(weight * level for weight, level in known) / sum(weight for weight, _ in known) if known else None


def _with_software(name: str, rated: Sequence[Sequence[_Opinion]]) -> Agreement:
    held = [(one.level, one.software, one.saw) for opinions in rated for one in opinions if one.software is not None]
    pairs = [(person, software) for person, software, _ in held]
    return _agreement(
        "person_software",
        name,
        pairs,
        kappa_of_levels(pairs).interval,
        icc(np.asarray(pairs, dtype=np.float64).reshape(-1, 2))["2,1"],
        bias([person - software for person, software in pairs]),
        sum(not saw for *_, saw in held),
    )


def _among_people(name: str, rated: Sequence[Sequence[_Opinion]]) -> Agreement:
    held = [pair for opinions in rated for pair in combinations(opinions, 2)]
    pairs = [(one.level, other.level) for one, other in held]
    return _agreement(
        "person_person",
        name,
        pairs,
        kappa_of_levels(pairs, alike=True).interval,
        icc_of_groups([[one.level for one in opinions] for opinions in rated]),
        UNKNOWN,
        sum(not one.saw and not other.saw for one, other in held),
    )


def _agreement(
    who: str,
    name: str,
    pairs: Sequence[tuple[float, float]],
    weighted: Interval,
    intraclass: Interval,
    apart: Interval,
    blind: int,
) -> Agreement:
    near = sum(abs(one - other) <= 1 + 1e-9 for one, other in pairs)
    return Agreement.model_validate(
        {
            "who": who,
            "competency": name,
            "n": len(pairs),
            "kappa": weighted,
            "icc": intraclass,
            "bias": apart,
            "within_one": round(near / len(pairs), _DIGITS) if pairs else None,
            "blind": blind,
            "sentence": _sentence(len(pairs), weighted, apart),
        }
    )


def _sentence(n: int, weighted: Interval, apart: Interval) -> Bilingual:
    if n < 2:
        return Bilingual(
            zh=f"只有 {n} 对评分，算不出一致程度。", en=f"{n} pair of ratings: agreement cannot be computed."
        )
    if weighted.value is None:
        return Bilingual(
            zh=f"{n} 对评分全在同一等级，一致程度无从算起。",
            en=f"All {n} pairs are on one level: there is no spread to agree about.",
        )
    zh = f"{n} 对评分：加权 kappa {weighted.value:.2f}（95% 区间 {weighted.low:.2f} 到 {weighted.high:.2f}）"
    en = f"{n} pairs: weighted kappa {weighted.value:.2f} (95 % interval {weighted.low:.2f} to {weighted.high:.2f})"
    if apart.value is not None and abs(apart.value) < 0.005:
        zh, en = f"{zh}，人和软件平均一样高", f"{en}; people and software rate alike on average"
    elif apart.value is not None:
        sides = ("高", "higher") if apart.value > 0 else ("低", "lower")
        zh += f"，人比软件平均{sides[0]} {abs(apart.value):.2f} 级"
        en += f"; people rate {abs(apart.value):.2f} of a level {sides[1]} on average"
    if n < FEWEST_PAIRS:
        return Bilingual(
            zh=f"{zh}。少于 {FEWEST_PAIRS} 对，只是线索，不下结论。",
            en=f"{en}. Fewer than {FEWEST_PAIRS} pairs: a hint, and nothing is concluded.",
        )
    return Bilingual(zh=f"{zh}。", en=f"{en}.")


def _mean_squares(table: Floats) -> tuple[float, float, float, float]:
    """Between targets, between raters, of the rest, and within targets (Shrout and Fleiss, table 2)."""
    n, k = table.shape
    mean, by_target, by_rater = table.mean(), table.mean(axis=1), table.mean(axis=0)
    targets = k * ((by_target - mean) ** 2).sum() / (n - 1)
    raters = n * ((by_rater - mean) ** 2).sum() / (k - 1)
    rest = ((table - by_target[:, None] - by_rater[None, :] + mean) ** 2).sum() / ((n - 1) * (k - 1))
    within = ((table - by_target[:, None]) ** 2).sum() / (n * (k - 1))
    return float(targets), float(raters), float(rest), float(within)


def _by_ratio(above: float, below: float, of_above: int, of_below: int, k: float) -> Sequence[float | None]:
    """``(F - 1) / (F + k - 1)`` with the bounds of F: ICC(1,1) and ICC(3,1). Estimate, low, high."""
    if below <= 0:
        return 1.0, None, None
    ratio = above / below
    upper, lower = float(stats.f.ppf(0.975, of_above, of_below)), float(stats.f.ppf(0.975, of_below, of_above))
    return tuple((f - 1) / (f + k - 1) for f in (ratio, ratio / upper, ratio * lower))


def _two_way(targets: float, raters: float, rest: float, n: int, k: int) -> Sequence[float | None]:
    """ICC(2,1): absolute agreement of raters drawn at random. Estimate, low, high."""
    below = targets + (k - 1) * rest + k * (raters - rest) / n
    if below <= 0:
        return None, None, None
    value = (targets - rest) / below
    if rest <= 0:
        return value, None, None
    of_raters = k * value * raters / rest
    of_targets = n * (1 + (k - 1) * value) - k * value
    freedom = (n - 1) * (k - 1) * (of_raters + of_targets) ** 2 / ((n - 1) * of_raters**2 + of_targets**2)
    upper, lower = float(stats.f.ppf(0.975, n - 1, freedom)), float(stats.f.ppf(0.975, freedom, n - 1))
    others = k * raters + (k * n - k - n) * rest
    low = n * (targets - upper * rest) / (upper * others + n * targets)
    high = n * (lower * targets - rest) / (others + n * lower * targets)
    return value, low, high


def _of_mean(single: float | None, k: int) -> float | None:
    """The same for the mean of k ratings: the formula of Spearman and Brown (1910)."""
    return None if single is None or 1 + (k - 1) * single <= 0 else k * single / (1 + (k - 1) * single)


def _interval(of: Sequence[float | None]) -> Interval:
    value, low, high = (None if bound is None else _rounded(bound) for bound in of)
    return Interval(value=value, low=low, high=high)


def _whole(level: float) -> int:
    return min(LEVELS, max(1, math.floor(level + 0.5))) - 1


def _rounded(value: float) -> float:
    return round(value, _DIGITS)
