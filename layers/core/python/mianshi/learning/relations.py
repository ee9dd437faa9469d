"""What was known of people before, held against what became of them: one relation for each pair, and how sure it is.

Performance is held against by Spearman's rank correlation: employers rate in few steps, unevenly apart, and one
outlier should not make a relation. What is yes or no (stayed, promoted) by the point-biserial one, which is Pearson's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mianshi.contracts.base import Bilingual
from mianshi.contracts.combination import Interval
from mianshi.contracts.learning import FEWEST_PAIRS, LearningCase, Outcome, Predictor, Relation, RelationsTaken
from mianshi.contracts.role import Role
from mianshi.learning.association import (
    FEWEST_IN_JOB,
    Floats,
    centred,
    corrected,
    holm,
    interval,
    pearson,
    rank_interval,
    spearman,
    two_sided,
)

LEVEL = 0.05
"""Chance that noise is concluded from anywhere in a report, over all its looks."""
OUTCOMES: tuple[Outcome, ...] = ("performance", "stayed", "promoted")
_WHOLE: tuple[Predictor, ...] = ("total", "resume", "test", "human", "combined")
_SELECTING: tuple[Predictor, ...] = ("total", "combined")
"""By which people are chosen: only there does Thorndike's correction hold."""
FEWEST_OF_EACH = 10
"""People who reached a yes-or-no outcome, and who did not: with one promotion, one person is the relation."""
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
    level: float = LEVEL,
) -> list[Relation]:
    """Every predictor that anybody has a value of against each of `outcomes`, as far as there is a pair.

    Concluded is what has at least `FEWEST_PAIRS` pairs and holds beside all the others: p by Holm (1979) at most
    `level`. Asked again and again of people who come in, it concludes more by chance; `looked` does not.

    Args:
        role: whose competencies are looked at.
        cases: who was interviewed; only the hired have an outcome.
        outcomes: against which.
        everybody: who says how wide the range is among all, where that is more than `cases`.
        level: chance that noise is concluded from anywhere in these relations.
    """
    found = [
        _relation(known, outcome, cases, everybody or cases) for outcome in outcomes for known in _predictors(role)
    ]
    found = [one for one in found if one.n]
    tested = [at for at, one in enumerate(found) if one.p is not None]
    adjusted = holm([found[at].p or 0.0 for at in tested])
    for at, p in zip(tested, adjusted, strict=True):
        found[at] = _concluding(found[at], _apart(found[at].r) and bool(p <= level))
    return [one if one.p is not None else _told(one) for one in found]


def look(n: int) -> tuple[int, float]:
    """How many people with one outcome are looked at of `n`, and the chance of noise that this look may spend: 30, 60,
    120, 240 …, half as much each time; (0, 0) below 30. Over all looks and outcomes that is under `LEVEL`."""
    if n < FEWEST_PAIRS:
        return 0, 0.0
    size, alpha = FEWEST_PAIRS, LEVEL / len(OUTCOMES) / 2
    while size * 2 <= n:
        size, alpha = size * 2, alpha / 2
    return size, alpha


def looked(
    role: Role, cases: Sequence[LearningCase], before: Mapping[Outcome, Sequence[RelationsTaken]], at: str
) -> tuple[list[Relation], dict[Outcome, list[RelationsTaken]]]:
    """The relations of today, each concluded only where the newest look at its outcome found that it holds; and every
    look spent by now. A look is of the first so many people, by when their rating came in or by their first day, and is
    never taken again.

    Args:
        role: whose competencies are looked at.
        cases: everybody who was interviewed.
        before: looks that were spent.
        at: the moment.
    """
    spent = {outcome: list(looks) for outcome, looks in before.items()}
    found: list[Relation] = []
    for outcome in OUTCOMES:
        known = (one for one in cases if _reached(one, outcome) is not None)
        reached = sorted(known, key=lambda one: one.order if outcome == "performance" else one.starts_on)
        size, alpha = look(len(reached))
        last = max(spent.get(outcome, []), key=lambda one: one.size, default=None)
        if size > (last.size if last else 0):
            held = [_key(one) for one in relations(role, reached[:size], [outcome], cases, alpha) if one.concluded]
            last = RelationsTaken(size=size, alpha=alpha, at=at, held=held)
            spent.setdefault(outcome, []).append(last)
        today = relations(role, cases, [outcome])
        found += [_as_held(one, last) for one in today]
    return found, spent


def _as_held(today: Relation, last: RelationsTaken | None) -> Relation:
    if last is None or today.r.value is None:
        return _concluding(today, False)
    return _concluding(today.model_copy(update={"looked_at": last.size}), _apart(today.r) and _key(today) in last.held)


def _key(one: Relation) -> str:
    return f"{one.predictor}:{one.competency}" if one.competency else one.predictor


def _relation(
    known: _Known, outcome: Outcome, cases: Sequence[LearningCase], everybody: Sequence[LearningCase]
) -> Relation:
    """One predictor against one outcome; nothing but the number of pairs where there are fewer than `FEWEST_PAIRS`,
    where one side does not vary, or where fewer than `FEWEST_OF_EACH` people reached a yes-or-no outcome, or did not.
    """
    pairs = _Pairs.of(known, outcome, cases)
    bare = Relation(
        predictor=known.predictor,
        competency=known.competency,
        outcome=outcome,
        n=pairs.n,
        method="spearman" if outcome == "performance" else "point_biserial",
        r=Interval(),
        jobs=pairs.jobs,
        left_out=pairs.left_out,
        sentence=Bilingual(zh="", en=""),
    )
    ranks, free = bare.method == "spearman", pairs.n - pairs.jobs + 1
    if pairs.n < FEWEST_PAIRS or free < FEWEST_PAIRS // 2 or not (ranks or pairs.least >= FEWEST_OF_EACH):
        return bare
    before, after = pairs.before, pairs.after
    found = spearman(before, after) if ranks else pearson(before, after)
    if found is None:
        return bare
    low, high = (rank_interval if ranks else interval)(found, free)
    told = bare.model_copy(
        update={
            "r": Interval(value=round(found, _DIGITS), low=round(low, _DIGITS), high=round(high, _DIGITS)),
            "p": float(f"{two_sided(found, free):.3g}"),
        }
    )
    return _unrestricted(told, known, pairs, everybody) if known.predictor in _SELECTING else told


def _unrestricted(told: Relation, known: _Known, pairs: _Pairs, everybody: Sequence[LearningCase]) -> Relation:
    """With what the relation might be if all had been hired: of that by which people are chosen, and nothing else."""
    whole = [(value, case.job) for case in everybody if (value := known.of(case)) is not None]
    [all_of_it], *_ = centred([[value for value, _ in whole]], [job for _, job in whole])
    spread, straight = _spread(pairs.before, all_of_it), pearson(pairs.before, pairs.after)
    if not spread or straight is None:
        return told
    low, high = interval(straight, pairs.n - pairs.jobs + 1)
    value, low, high = (round(corrected(r, spread), _DIGITS) for r in (straight, low, high))
    return told.model_copy(
        update={
            "spread": round(spread, _DIGITS), "corrected": value, "corrected_low": low, "corrected_high": high,
        }
    )  # fmt: skip


@dataclass(frozen=True)
class _Pairs:
    """Values of one predictor beside one outcome, each less the mean of the own job where there are several jobs."""

    before: Floats
    after: Floats
    jobs: int
    left_out: int
    least: int
    """People in the smaller of the two groups of a yes-or-no outcome."""

    @property
    def n(self) -> int:
        return len(self.before)

    @classmethod
    def of(cls, known: _Known, outcome: Outcome, cases: Sequence[LearningCase]) -> _Pairs:
        told = [(known.of(case), _reached(case, outcome), case.job) for case in cases]
        held = [(value, reached, job) for value, reached, job in told if value is not None and reached is not None]
        after = np.asarray([reached for _, reached, _ in held], dtype=np.float64)
        columns = [np.asarray([value for value, *_ in held], dtype=np.float64), after]
        (one, other), kept, jobs = centred(columns, [job for *_, job in held])
        yes = int((after[kept] > 0).sum())
        return cls(one, other, max(1, jobs), int((~kept).sum()), min(yes, int(kept.sum()) - yes))


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
    if outcome == "performance" and case.newest is not None:
        value = case.newest
    return None if value is None else float(value)


def _spread(part: Floats, whole: Floats) -> float | None:
    """Standard deviation in the part over that in the whole; None where either has none."""
    inner, outer = float(np.std(part, ddof=1)), float(np.std(whole, ddof=1))
    return inner / outer if inner > 0 and outer > 0 else None


def _apart(r: Interval) -> bool:
    return r.low is not None and r.high is not None and not r.low <= 0 <= r.high


def _told(one: Relation) -> Relation:
    return one.model_copy(update={"sentence": _sentence(one)})


def _concluding(one: Relation, concluded: bool) -> Relation:
    """The corrected r stands beside what is concluded, and nowhere else."""
    bare = {} if concluded else {"spread": None, "corrected": None, "corrected_low": None, "corrected_high": None}
    return _told(one.model_copy(update={"concluded": concluded, **bare}))


def _sentence(one: Relation) -> Bilingual:
    aside = _aside(one)
    if one.n < FEWEST_PAIRS:
        return Bilingual(
            zh=f"只有 {one.n} 人，少于 {FEWEST_PAIRS} 人，不下结论{aside.zh}。",
            en=f"Only {one.n} people, fewer than {FEWEST_PAIRS}: nothing is concluded{aside.en}.",
        )
    if one.r.value is None and one.outcome != "performance":
        return Bilingual(
            zh=f"{one.n} 人里，“是”或“否”不足 {FEWEST_OF_EACH} 人，或另一边完全相同：不算相关{aside.zh}。",
            en=f"Of {one.n} people fewer than {FEWEST_OF_EACH} are a yes or a no, or the other side is the same for "
            f"all: no correlation is computed{aside.en}.",
        )
    if one.r.value is None:
        return Bilingual(
            zh=f"{one.n} 人里有一边完全相同，算不出相关{aside.zh}。",
            en=f"One side is the same for all {one.n} people: there is no correlation to compute{aside.en}.",
        )
    zh = f"相关 {one.r.value:.2f}（95% 区间 {one.r.low:.2f} 到 {one.r.high:.2f}，n={one.n}）"
    en = f"correlation {one.r.value:.2f} (95 % interval {one.r.low:.2f} to {one.r.high:.2f}, n={one.n})"
    said = _said(one)
    zh, en = f"{zh}{said.zh}{aside.zh}", f"{en}{said.en}{aside.en}"
    return Bilingual(zh=f"{zh}。", en=f"{en[0].upper()}{en[1:]}.")


def _said(one: Relation) -> Bilingual:
    at = Bilingual(zh="", en="")
    if one.looked_at:
        at = Bilingual(
            zh=f"，看最先有结果的 {one.looked_at} 人时成立", en=f", as held at the first {one.looked_at} people"
        )
    if one.concluded:
        up = (one.r.value or 0.0) > 0
        ends = ("越高结果越好", "goes with better results") if up else ("越高结果越差", "goes with worse ones")
        return Bilingual(zh=f"：{ends[0]}{at.zh}", en=f": more of it {ends[1]}{at.en}")
    if one.looked_at:
        return Bilingual(
            zh=f"；看最先有结果的 {one.looked_at} 人时不成立，满 {2 * one.looked_at} 人时再看",
            en=f"; it did not hold at the first {one.looked_at} people, and is looked at again at {2 * one.looked_at}",
        )
    if _apart(one.r):
        return Bilingual(
            zh="；区间不含 0，但同时看了许多关系，单凭它不足以下结论",
            en="; its interval is without 0, but among so many relations that is no conclusion yet",
        )
    return Bilingual(zh="；区间含 0，不能说有关", en="; the interval holds 0, so nothing is concluded")


def _aside(one: Relation) -> Bilingual:
    """That people are compared within their job, and how many could not be."""
    if one.jobs < 2 and not one.left_out:
        return Bilingual(zh="", en="")
    zh, en = f"；在 {one.jobs} 个职位内部比较", f"; compared within {one.jobs} job{'s' * (one.jobs > 1)}"
    if one.left_out:
        zh += f"，另有 {one.left_out} 人所在职位不足 {FEWEST_IN_JOB} 人，没有计入"
        en += f", {one.left_out} people of jobs with fewer than {FEWEST_IN_JOB} left out"
    return Bilingual(zh=zh, en=en)
