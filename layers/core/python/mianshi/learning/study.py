"""Everything learnt about one role over all its jobs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from mianshi.contracts.base import Bilingual
from mianshi.contracts.learning import FEWEST_PAIRS, FEWEST_RATED, Batch, LearningCase, Study
from mianshi.contracts.role import Role
from mianshi.learning.agreement import agreements
from mianshi.learning.proposals import taken
from mianshi.learning.relations import looked

MONTHS = 6
"""After which somebody stayed or not: the longest probation under the Labour Contract Law (PRC), art. 19."""
PROMOTED_MONTHS = 24
"""Within which somebody rose or not: in six months hardly anybody does, and one promotion is no relation."""
MIDDLE = 0.5
"""Of the employer's scale: from here on somebody performs (F132)."""
_TENS = 10


def study(
    role: Role,
    versions: Mapping[str, Role],
    cases: Sequence[LearningCase],
    *,
    made_at: str,
    clear: Callable[[str], str],
    left_out: int = 0,
    late: int = 0,
    last: Study | None = None,
) -> Study:
    """Agreement, relations, batches, benchmark and proposals, each with how many people it stands on.

    Args:
        role: the version whose competencies and weights the tables follow.
        versions: those that a job has now; each gets its own proposal.
        cases: everybody who was interviewed, in one and the same order every time.
        made_at: the moment.
        clear: takes out of a text what must not be learnt from.
        left_out: how many more were interviewed than could be read.
        late: ratings, tests and matches that were made after the first day at work and so were not known before.
        last: the study before, whose looks are spent.
    """
    hired = [case for case in cases if case.hired]
    judged = {
        version: taken(one, cases, last.looks.get(version, []) if last else [], made_at, clear)
        for version, one in sorted(versions.items())
    }
    found, spent = looked(role, cases, last.relation_looks if last else {}, made_at)
    benchmark = _benchmark(role, cases)
    return Study(
        role=role.id,
        made_at=made_at,
        interviewed=len(cases),
        hired=len(hired),
        with_outcome=sum(_has_outcome(case) for case in hired),
        months=MONTHS,
        promoted_months=PROMOTED_MONTHS,
        agreement=agreements(role, cases),
        relations=found,
        batches=_batches(cases),
        proposals={version: proposal for version, (proposal, _) in judged.items()},
        looks={**(last.looks if last else {}), **{version: spent for version, (_, spent) in judged.items() if spent}},
        relation_looks=spent,
        benchmark=benchmark,
        benchmark_people=_scored(cases) // _TENS * _TENS if benchmark else 0,
        notes=_notes(cases, left_out, late),
    )


def _has_outcome(case: LearningCase) -> bool:
    return (case.performance, case.stayed, case.promoted) != (None, None, None)


def _scored(cases: Sequence[LearningCase]) -> int:
    return sum(case.total is not None for case in cases)


def _benchmark(role: Role, cases: Sequence[LearningCase]) -> dict[str, float]:
    found = {}
    for competency in role.competencies:
        levels = [c.levels[competency.id] for c in cases if c.total is not None and competency.id in c.levels]
        if len(levels) >= FEWEST_PAIRS:
            found[competency.id] = round(sum(levels) / len(levels), 1)
    return found


def _batches(cases: Sequence[LearningCase]) -> list[Batch]:
    """By job and month, the newest month first."""
    enough = sum(_is_rated(case) for case in cases) >= FEWEST_PAIRS
    groups: dict[tuple[str, str], list[LearningCase]] = {}
    for case in cases:
        groups.setdefault((case.month, case.job), []).append(case)
    return [
        Batch(
            job=job,
            month=month,
            scored=_scored(group),
            forward=sum(case.forward for case in group),
            rejected=sum(case.rejected for case in group),
            hired=sum(case.hired for case in group),
            rated=sum(map(_is_rated, group)),
            performing=_performing(group) if enough else None,
        )
        for (month, job), group in sorted(groups.items(), key=lambda one: one[0], reverse=True)
    ]


def _is_rated(case: LearningCase) -> bool:
    return case.hired and case.performance is not None


def _performing(group: Sequence[LearningCase]) -> int | None:
    rated = [case.performance for case in group if case.hired and case.performance is not None]
    return sum(one >= MIDDLE for one in rated) if len(rated) >= FEWEST_RATED else None


def _notes(cases: Sequence[LearningCase], left_out: int, late: int) -> list[Bilingual]:
    notes = [
        Bilingual(
            zh="只有被录用的人才有结果：关系只在他们中间成立，对没有录用的人什么也没说。",
            en="Only hired people have an outcome: relations hold among them and say nothing of those not hired.",
        ),
        Bilingual(
            zh="绩效由人评定，也可能不公平：面试若与它一致，可能连同它的偏差也一致。",
            en="People rate performance and may be unfair: what agrees with it may agree with its bias, too.",
        ),
    ]
    versions = len({case.role_version for case in cases})
    if versions > 1:
        notes.append(
            Bilingual(
                zh=f"面试是按职位的 {versions} 个版本评分的：表里合在一起看，提案只看同一版本。",
                en=f"Interviews were scored by {versions} versions of the role: together here, apart in proposals.",
            )
        )
    notes.append(
        Bilingual(
            zh=f"留任看满 {MONTHS} 个月，晋升看满 {PROMOTED_MONTHS} 个月：期限没到的人一律不计。没有登记离开，"
            "只有这个职位登记过别人的结果时才算留任；没有登记晋升，只有这个职位登记过别人的晋升时才算没有晋升。",
            en=f"Staying is known after {MONTHS} months, promotion after {PROMOTED_MONTHS}, and of nobody before. That "
            "no departure is reported counts as staying only where an outcome of somebody in the same job was "
            "reported, and that no promotion is, as none only where somebody's was.",
        )
    )
    if late:
        notes.append(
            Bilingual(
                zh=f"有 {late} 项人工评分、笔试或简历对照是在入职之后才做的，不算当时已知，没有计入。",
                en=f"{late} ratings, written tests or résumé matches were made after the first day at work: not known "
                "before, and left out.",
            )
        )
    if left_out:
        notes.append(
            Bilingual(
                zh=f"面试太多：另有 {left_out} 场没有结果的较早面试没有读入。",
                en=f"Too many interviews: {left_out} earlier ones without an outcome were not read.",
            )
        )
    return notes
