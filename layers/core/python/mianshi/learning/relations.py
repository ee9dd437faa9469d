"""What was known of people before, held against what became of them: one relation for each pair, and how sure it is.

Performance is held against by Spearman's rank correlation: employers rate in few steps, unevenly apart, and one
outlier should not make a relation. What is yes or no (stayed, promoted) by the point-biserial one, which is Pearson's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from mianshi.contracts.base import Bilingual
from mianshi.contracts.combination import Interval
from mianshi.contracts.learning import FEWEST_PAIRS, LearningCase, Outcome, Predictor, Relation
from mianshi.contracts.role import Role
from mianshi.learning.association import Floats, corrected, holm, interval, pearson, rank_interval, spearman, two_sided

LEVEL = 0.05
"""Chance that noise is concluded from anywhere in a report."""
OUTCOMES: tuple[Outcome, ...] = ("performance", "stayed", "promoted")
_WHOLE: tuple[Predictor, ...] = ("total", "resume", "test", "human", "combined")
_DIGITS = 3


@dataclass(frozen=True)
class _Known:
    """One predictor: how it is read from a case."""

    predictor: Predictor
    competency: str
    of: Callable[[LearningCase], float | None]


def relations(
    role: Role,
    cases: Sequence[LearningCase],
    outcomes: Sequence[Outcome] = OUTCOMES,
    everybody: Sequence[LearningCase] | None = None,
) -> list[Relation]:
    """Every predictor that anybody has a value of against each of `outcomes`, as far as there is a pair.

    Concluded is what has at least `FEWEST_PAIRS` pairs and holds beside all the others of the report: p by Holm (1979)
    at most 5 %, so that a report of pure noise concludes anything in fewer than one of twenty.

    Args:
        role: whose competencies are looked at.
        cases: who was interviewed; only the hired have an outcome.
        outcomes: against which.
        everybody: who says how wide the range is among all, where that is more than `cases`.
    """
    found = [
        _relation(known, outcome, cases, everybody or cases) for outcome in outcomes for known in _predictors(role)
    ]
    found = [one for one in found if one.n]
    tested = [at for at, one in enumerate(found) if one.p is not None]
    adjusted = holm([found[at].p or 0.0 for at in tested])
    for at, p in zip(tested, adjusted, strict=True):
        found[at] = _told(found[at].model_copy(update={"concluded": _apart(found[at].r) and bool(p <= LEVEL)}))
    return [one if one.p is not None else _told(one) for one in found]


def _relation(
    known: _Known, outcome: Outcome, cases: Sequence[LearningCase], everybody: Sequence[LearningCase]
) -> Relation:
    """One predictor against one outcome; nothing but the number of pairs where there are fewer than `FEWEST_PAIRS`,
    or where one side does not vary."""
    values = [(known.of(case), reached) for case in cases if (reached := _reached(case, outcome)) is not None]
    pairs = [(value, reached) for value, reached in values if value is not None]
    bare = Relation(
        predictor=known.predictor,
        competency=known.competency,
        outcome=outcome,
        n=len(pairs),
        method="spearman" if outcome == "performance" else "point_biserial",
        r=Interval(),
        sentence=Bilingual(zh="", en=""),
    )
    if len(pairs) < FEWEST_PAIRS:
        return bare
    before, after = np.asarray(pairs, dtype=np.float64).T
    found = spearman(before, after) if bare.method == "spearman" else pearson(before, after)
    if found is None:
        return bare
    low, high = (rank_interval if bare.method == "spearman" else interval)(found, len(pairs))
    spread = _spread(before, [value for case in everybody if (value := known.of(case)) is not None])
    straight = pearson(before, after)
    return bare.model_copy(
        update={
            "r": Interval(value=round(found, _DIGITS), low=round(low, _DIGITS), high=round(high, _DIGITS)),
            "p": float(f"{two_sided(found, len(pairs)):.3g}"),
            "spread": None if spread is None else round(spread, _DIGITS),
            "corrected": round(corrected(straight, spread), _DIGITS) if straight and spread else None,
        }
    )


def _predictors(role: Role) -> list[_Known]:
    total, *others = [_Known(name, "", _whole(name)) for name in _WHOLE]
    return [total, *(_Known("competency", c.id, _level(c.id)) for c in role.competencies), *others]


def _whole(name: Predictor) -> Callable[[LearningCase], float | None]:
    def of(case: LearningCase) -> float | None:
        value: float | None = getattr(case, name)
        return value

    return of


def _level(competency: str) -> Callable[[LearningCase], float | None]:
    return lambda case: case.levels.get(competency)


def _reached(case: LearningCase, outcome: Outcome) -> float | None:
    if not case.hired:
        return None
    value = getattr(case, outcome)
    return None if value is None else float(value)


def _spread(part: Floats, whole: Sequence[float]) -> float | None:
    """Standard deviation in the part over that in the whole; None where either has none."""
    inner, outer = float(np.std(part, ddof=1)), float(np.std(whole, ddof=1))
    return inner / outer if inner > 0 and outer > 0 else None


def _apart(r: Interval) -> bool:
    return r.low is not None and r.high is not None and not r.low <= 0 <= r.high


def _told(one: Relation) -> Relation:
    return one.model_copy(update={"sentence": _sentence(one)})


def _sentence(one: Relation) -> Bilingual:
    if one.n < FEWEST_PAIRS:
        return Bilingual(
            zh=f"只有 {one.n} 人，少于 {FEWEST_PAIRS} 人，不下结论。",
            en=f"Only {one.n} people, fewer than {FEWEST_PAIRS}: nothing is concluded.",
        )
    if one.r.value is None:
        return Bilingual(
            zh=f"{one.n} 人里有一边完全相同，算不出相关。",
            en=f"One side is the same for all {one.n} people: there is no correlation to compute.",
        )
    zh = f"相关 {one.r.value:.2f}（95% 区间 {one.r.low:.2f} 到 {one.r.high:.2f}，n={one.n}）"
    en = f"correlation {one.r.value:.2f} (95 % interval {one.r.low:.2f} to {one.r.high:.2f}, n={one.n})"
    if one.concluded:
        ends = (
            ("越高结果越好", "goes with better results")
            if one.r.value > 0
            else ("越高结果越差", "goes with worse ones")
        )
        zh, en = f"{zh}：{ends[0]}", f"{en}: more of it {ends[1]}"
    elif _apart(one.r):
        zh += "；区间不含 0，但同时看了许多关系，单凭它不足以下结论"
        en += "; its interval is without 0, but among so many relations that is no conclusion yet"
    else:
        zh, en = f"{zh}；区间含 0，不能说有关", f"{en}; the interval holds 0, so nothing is concluded"
    if one.spread is not None and one.spread < 0.9 and one.corrected is not None:
        zh += f"。录用的人分布更窄（全体的 {one.spread:.2f}），若全部录用，估计约为 {one.corrected:.2f}，仅供参考"
        en += (
            f". The hired are more alike ({one.spread:.2f} of the spread of all); had all been hired, it might be "
            f"about {one.corrected:.2f}, an estimate"
        )
    return Bilingual(zh=f"{zh}。", en=f"{en[0].upper()}{en[1:]}.")
