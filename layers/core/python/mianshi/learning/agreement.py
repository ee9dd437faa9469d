"""How far raters agree about the same interviews: weighted kappa, intraclass correlation, bias, each with its interval.

Nothing here says who is right: that two raters agree says that they read alike, not that they read well.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy import stats

from mianshi.contracts.base import Bilingual
from mianshi.contracts.combination import Agreement, Interval
from mianshi.contracts.learning import FEWEST_PAIRS, LearningCase
from mianshi.contracts.role import Role
from mianshi.learning.association import Floats

LEVELS = 5
UNKNOWN = Interval()
_DIGITS = 3
_NO_ERROR = 1e-12
Pairs = Sequence[tuple[float, float]]
"""Levels of one interview by two raters each."""


def quadratic(size: int = LEVELS) -> Floats:
    """Weights of agreement ``1 - (i - j)² / (size - 1)²``: 1 for the same level, 0 for the ends of the scale. With them
    kappa equals an intraclass correlation but for a term of order 1/n (Fleiss and Cohen 1973)."""
    at = np.arange(size, dtype=np.float64)
    return np.asarray(1 - (at[:, None] - at[None, :]) ** 2 / (size - 1) ** 2)


def kappa(counts: Floats, weights: Floats) -> Floats:
    """Weighted kappa (Cohen, Psychological Bulletin 70, 1968) of square tables; NaN where it is not defined.

    Args:
        counts: how often the one rater chose the row and the other the column; shape (..., k, k).
        weights: of agreement, 1 on the diagonal; shape (k, k).
    """
    total = counts.sum(axis=(-2, -1))
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = counts / total[..., None, None]
        seen = (weights * shares).sum(axis=(-2, -1))
        by_chance = np.einsum("...i,ij,...j->...", shares.sum(axis=-1), weights, shares.sum(axis=-2))
        defined = (total >= 2) & (1 - by_chance >= 1e-12)
        return np.where(defined, (seen - by_chance) / (1 - by_chance), np.nan)


def tables_of(interviews: Sequence[Pairs], *, alike: bool = False) -> Floats:
    """Of each interview how often levels met, from 1 to 5, each rounded to the nearest whole one (2.5 upwards); shape
    (interviews, 5, 5).

    Args:
        interviews: their pairs of levels.
        alike: the two of a pair are raters of one kind, none of them the first: every pair counts both ways at half.
    """
    counts = np.zeros((len(interviews), LEVELS, LEVELS))
    for at, pairs in enumerate(interviews):
        for one, other in pairs:
            counts[at, _whole(one), _whole(other)] += 1
    return (counts + counts.transpose(0, 2, 1)) / 2 if alike else counts


def clustered(parts: Floats, statistic: Callable[[Floats], Floats], *, bounded: bool) -> Interval:
    """A statistic of sums over interviews, with the 95 % interval of the jackknife that leaves out one interview at a
    time (Tukey 1958; Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 11): pairs of one interview
    are not independent of each other, interviews are. Student's t with one degree fewer than there are interviews; what
    lies between -1 and 1 on Fisher's scale. No interval where leaving any out changes nothing, or cannot be computed.

    Args:
        parts: what each interview adds to the sums; the interviews along the first axis.
        statistic: of such sums, along the same axis.
        bounded: whether the statistic lies between -1 and 1.
    """
    m = len(parts)
    if m == 0:
        return UNKNOWN
    value = float(statistic(parts.sum(axis=0, keepdims=True))[0])
    if math.isnan(value):
        return UNKNOWN
    bare = Interval(value=_rounded(value))
    without = statistic(parts.sum(axis=0, keepdims=True) - parts) if m > 1 else np.full(1, np.nan)
    if np.isnan(without).any() or (bounded and max(abs(value), float(np.abs(without).max())) >= 1):
        return bare
    to, back = (np.arctanh, math.tanh) if bounded else (np.asarray, float)
    scaled = np.asarray(to(without), dtype=np.float64)
    error = math.sqrt((m - 1) / m * float(((scaled - scaled.mean()) ** 2).sum()))
    if error < _NO_ERROR:
        return bare
    half = float(stats.t.ppf(0.975, m - 1)) * error
    middle = float(to(np.asarray(value)))
    return Interval(value=_rounded(value), low=_rounded(back(middle - half)), high=_rounded(back(middle + half)))


def agreement_of(sums: Floats) -> Floats:
    """ICC(2,1) of pairs from their sums: n, x, y, x², y², xy along the last axis, the same two raters in all;
    NaN where there is no spread (formulas of McGraw and Wong, Psychological Methods 1, 1996, table 4, case 2A)."""
    n, x, y, xx, yy, xy = np.moveaxis(sums, -1, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        whole = (x + y) ** 2 / (2 * n)
        all_of_it = xx + yy - whole
        by_target = (xx + yy + 2 * xy) / 2 - whole
        by_rater = (x * x + y * y) / n - whole
        targets, raters = by_target / (n - 1), by_rater
        rest = (all_of_it - by_target - by_rater) / (n - 1)
        below = targets + rest + 2 * (raters - rest) / n
        return np.where((n > 1) & (all_of_it > 1e-9) & (below > 1e-12), (targets - rest) / below, np.nan)


def differences_of(sums: Floats) -> Floats:
    """Mean difference of pairs from their sums: n and what the one is over the other, along the last axis."""
    return np.asarray(sums[..., 1] / np.maximum(sums[..., 0], 1))


def icc_of_groups(groups: Sequence[Sequence[float]]) -> Interval:
    """ICC(1,1) where targets were rated by different people, and not all by equally many: analysis of variance with
    the mean number of raters ``k0 = (N - Σk² / N) / (n - 1)`` (Donner, International Statistical Review 54, 1986);
    exact for equal numbers, a good approximation otherwise. Interval by the F test of Shrout and Fleiss (Psychological
    Bulletin 86, 1979).

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


def agreements(role: Role, cases: Sequence[LearningCase]) -> list[Agreement]:
    """Person against software and person against person: over all competencies first, then each of `role`. Left out
    where there is no pair at all; numbers from `FEWEST_PAIRS` interviews on, below them counts.

    Each person's rating of an interview is a pair with the software's, so somebody who rates much weighs much.
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
    held = [
        pairs
        for opinions in rated
        if (pairs := [(one.level, one.software, one.saw) for one in opinions if one.software is not None])
    ]
    interviews = [[(person, software) for person, software, _ in pairs] for pairs in held]
    blind = sum(not saw for pairs in held for *_, saw in pairs)
    if len(interviews) < FEWEST_PAIRS:
        return _agreement("person_software", name, interviews, blind)
    sums = np.asarray([_sums(pairs) for pairs in interviews])
    return _agreement(
        "person_software",
        name,
        interviews,
        blind,
        kappa=_kappa(interviews),
        icc=clustered(sums, agreement_of, bounded=True),
        bias=clustered(np.stack([sums[:, 0], sums[:, 1] - sums[:, 2]], axis=1), differences_of, bounded=False),
    )


def _among_people(name: str, rated: Sequence[Sequence[_Opinion]]) -> Agreement:
    held = [pairs for opinions in rated if (pairs := list(combinations(opinions, 2)))]
    interviews = [[(one.level, other.level) for one, other in pairs] for pairs in held]
    blind = sum(not one.saw and not other.saw for pairs in held for one, other in pairs)
    if len(interviews) < FEWEST_PAIRS:
        return _agreement("person_person", name, interviews, blind)
    return _agreement(
        "person_person",
        name,
        interviews,
        blind,
        kappa=_kappa(interviews, alike=True),
        icc=icc_of_groups([[one.level for one in opinions] for opinions in rated]),
    )


def _kappa(interviews: Sequence[Pairs], *, alike: bool = False) -> Interval:
    weights = quadratic()
    return clustered(tables_of(interviews, alike=alike), lambda counts: kappa(counts, weights), bounded=True)


def _sums(pairs: Pairs) -> list[float]:
    """n, x, y, x², y², xy."""
    x, y = np.asarray(pairs, dtype=np.float64).T
    return [len(pairs), *map(float, (x.sum(), y.sum(), x @ x, y @ y, x @ y))]


def _agreement(
    who: str,
    name: str,
    interviews: Sequence[Pairs],
    blind: int,
    *,
    kappa: Interval = UNKNOWN,
    icc: Interval = UNKNOWN,
    bias: Interval = UNKNOWN,
) -> Agreement:
    pairs = [pair for one in interviews for pair in one]
    near = sum(abs(one - other) <= 1 + 1e-9 for one, other in pairs)
    enough = len(interviews) >= FEWEST_PAIRS
    return Agreement.model_validate(
        {
            "who": who,
            "competency": name,
            "n": len(pairs),
            "interviews": len(interviews),
            "kappa": kappa,
            "icc": icc,
            "bias": bias,
            "within_one": round(near / len(pairs), _DIGITS) if enough else None,
            "blind": blind,
            "sentence": _sentence(len(pairs), len(interviews), kappa, bias),
        }
    )


def _sentence(n: int, interviews: int, weighted: Interval, apart: Interval) -> Bilingual:
    of = Bilingual(
        zh=f"{interviews} 场面试的 {n} 对评分",
        en=f"{n} pair{'s' * (n != 1)} of ratings about {interviews} interview{'s' * (interviews != 1)}",
    )
    if interviews < FEWEST_PAIRS:
        return Bilingual(
            zh=f"{of.zh}：少于 {FEWEST_PAIRS} 场面试，太少，不列数字，不下结论。",
            en=f"{of.en}: fewer than {FEWEST_PAIRS} interviews are too few for numbers, and nothing is concluded.",
        )
    if weighted.value is None:
        return Bilingual(
            zh=f"{of.zh}全在同一等级，一致程度无从算起。",
            en=f"{of.en}, all on one level: there is no spread to agree about.",
        )
    zh, en = f"{of.zh}：加权 kappa {weighted.value:.2f}", f"{of.en}: weighted kappa {weighted.value:.2f}"
    if weighted.low is not None and weighted.high is not None:
        zh += f"（95% 区间 {weighted.low:.2f} 到 {weighted.high:.2f}）"
        en += f" (95 % interval {weighted.low:.2f} to {weighted.high:.2f})"
    if apart.value is not None and abs(apart.value) < 0.005:
        zh, en = f"{zh}，人和软件平均一样高", f"{en}; people and software rate alike on average"
    elif apart.value is not None:
        sides = ("高", "higher") if apart.value > 0 else ("低", "lower")
        zh += f"，人比软件平均{sides[0]} {abs(apart.value):.2f} 级"
        en += f"; people rate {abs(apart.value):.2f} of a level {sides[1]} on average"
    return Bilingual(zh=f"{zh}。", en=f"{en}.")


def _by_ratio(above: float, below: float, of_above: int, of_below: int, k: float) -> Sequence[float | None]:
    """``(F - 1) / (F + k - 1)`` with the bounds of F. Estimate, low, high."""
    if below <= 0:
        return 1.0, None, None
    ratio = above / below
    upper, lower = float(stats.f.ppf(0.975, of_above, of_below)), float(stats.f.ppf(0.975, of_below, of_above))
    return tuple((f - 1) / (f + k - 1) for f in (ratio, ratio / upper, ratio * lower))


def _interval(of: Sequence[float | None]) -> Interval:
    value, low, high = (None if bound is None else _rounded(bound) for bound in of)
    return Interval(value=value, low=low, high=high)


def _whole(level: float) -> int:
    return min(LEVELS, max(1, math.floor(level + 0.5))) - 1


def _rounded(value: float) -> float:
    return round(value, _DIGITS)
