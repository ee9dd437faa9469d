"""A study as the study function would keep it, with made-up numbers."""

from __future__ import annotations

from typing import Any, Literal

from mianshi.contracts.base import Bilingual
from mianshi.contracts.combination import Agreement, Interval
from mianshi.contracts.hiring import Job
from mianshi.contracts.learning import Batch, HoldOut, Outcome, Proposal, Relation, Study, Term, ThresholdChange
from mianshi.contracts.role import Role
from mianshi.platform import objects
from mianshi.scoring.roles import role_version

MADE_AT = "2026-11-28T02:00:00.000Z"
TOLD = Bilingual(zh="一句话。", en="One sentence.")


def relation(competency: str, outcome: Outcome, n: int, r: float, **more: Any) -> Relation:
    """Of a competency; without a name, of the total."""
    return Relation(
        predictor="competency" if competency else "total", competency=competency, outcome=outcome, n=n,
        method="spearman" if outcome == "performance" else "point_biserial",
        r=Interval(value=r, low=r - 0.2, high=r + 0.2), p=0.01, concluded=n >= 30 and r > 0.2, sentence=TOLD, **more,
    )  # fmt: skip


def agreement(who: Literal["person_software", "person_person"], competency: str = "", n: int = 64) -> Agreement:
    return Agreement(
        who=who, competency=competency, n=n, interviews=n, kappa=Interval(value=0.71, low=0.6, high=0.8),
        icc=Interval(value=0.74, low=0.62, high=0.83), bias=Interval(value=-0.12, low=-0.3, high=0.05),
        within_one=0.94, blind=min(41, n), sentence=TOLD,
    )  # fmt: skip


def proposal(role: Role, **changes: Any) -> Proposal:
    """Five points from the second competency to the first, a phrase, and a line two points lower."""
    weights = {one.id: one.weight for one in role.competencies}
    first, second = list(weights)[:2]
    weights |= {first: weights[first] + 5, second: weights[second] - 5}
    now = role.thresholds.forward
    made = Proposal(
        role=role.id, role_version=role_version(role), cases=120, looked_at=100, alpha=0.0125, relations=[],
        weights=weights, hold_out=HoldOut(n=50, now=0.21, proposed=0.34),
        terms=[
            Term(
                language="zh", term="先听完再说", high_with=14, high_of=25, others_with=3, others_of=25, p=0.0009,
                q=0.018, held_out_high=11, held_out_others=4, held_out_high_of=25, held_out_others_of=25,
            ),
        ],
        threshold=ThresholdChange(
            now=now, proposed=now - 2, n=50, forward_now=0.4, forward_proposed=0.5, performing_now=0.7,
            performing_proposed=0.72,
        ),
        notes=[TOLD],
    )  # fmt: skip
    return made.model_copy(update=changes)


def study(job: Job, role: Role, **changes: Any) -> Study:
    """One of enough people for everything but promotions, of which there are too few to conclude anything."""
    ids = [one.id for one in role.competencies]
    made = Study(
        role=role.id, made_at=MADE_AT, interviewed=412, hired=130, with_outcome=120,
        agreement=[agreement("person_software"), agreement("person_software", ids[0], 22)],
        relations=[
            relation("", "performance", 120, 0.31, spread=0.62, corrected=0.46, corrected_low=0.31, corrected_high=0.59),
            *[relation(one, "performance", 120, 0.1 * at) for at, one in enumerate(ids)],
            relation("", "stayed", 88, 0.05),
            relation(ids[0], "promoted", 12, 0.4),
        ],
        batches=[
            Batch(job=job.id, month="2026-05", scored=40, forward=22, rejected=12, hired=9, rated=8, performing=6),
            Batch(job=job.id, month="2026-06", scored=4, forward=3, rejected=0, hired=4, rated=3),
            Batch(job="jb_of_others", month="2026-04", scored=977, forward=1, rejected=1, hired=1),
        ],
        proposals={role_version(role): proposal(role)},
        benchmark=dict.fromkeys(ids, 3.4), benchmark_people=410, notes=[TOLD],
    )  # fmt: skip
    return made.model_copy(update=changes)


def keep(job: Job, made: Study) -> Study:
    """Store a study where the pages find it."""
    objects.put_record(objects.study(job.role), made)
    return made
