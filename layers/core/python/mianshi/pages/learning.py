"""What the page about learning shows: relations as rows and lines, agreement, batches, the chain, and a proposal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import Field

from mianshi.contracts.base import Bilingual, Record
from mianshi.contracts.combination import Agreement, Interval
from mianshi.contracts.learning import (
    FEWEST_PAIRS,
    FEWEST_RATED,
    FEWEST_SCORED,
    Batch,
    Outcome,
    Proposal,
    Relation,
    Study,
    Term,
)
from mianshi.contracts.role import Role
from mianshi.pages.texts import TEXTS

OUTCOMES: tuple[Outcome, ...] = ("performance", "stayed", "promoted")


class Line(Record):
    """Where an interval and its estimate stand on a line from -1 to 1, as 0-100; None where there is none."""

    low: float | None = None
    high: float | None = None
    dot: float | None = None


class RelationRow(Record):
    """One relation. `few`: fewer pairs than allow a conclusion."""

    name: Bilingual
    relation: Relation
    few: bool
    line: Line


class OutcomeTable(Record):
    """Everything known before, against one outcome."""

    outcome: Outcome
    rows: list[RelationRow]


class AgreementRow(Record):
    """Two kinds of raters on one competency, or on all of them together."""

    name: Bilingual
    agreement: Agreement
    few: bool


class BatchRow(Record):
    """One month of the job; shares are 0-1, None where the whole is nothing. `forward` is None where so few were scored
    that it would tell raters what software advised of one person."""

    batch: Batch
    forward: int | None
    pass_rate: float | None
    rejection_rate: float | None
    hire_rate: float | None


class ChainStep(Record):
    """How many came so far, with the width of their bar (0-100)."""

    step: str
    number: int
    width: float


class ChainRow(Record):
    """What was known before, followed through everything that came later; None where nobody looked."""

    name: Bilingual
    links: list[Relation | None]
    """In the order of `OUTCOMES`."""


class BenchmarkRow(Record):
    """Mean level of a competency among everybody interviewed, and what the role asks for; widths are 0-100 of five."""

    name: Bilingual
    level: float
    required: float | None
    width: float


class LearningView(Record):
    """The page of one job. Without a study only what is reported so far is known."""

    study: Study | None = None
    tables: list[OutcomeTable] = Field(default_factory=list)
    agreement: list[AgreementRow] = Field(default_factory=list)
    batches: list[BatchRow] = Field(default_factory=list)
    steps: list[ChainStep] = Field(default_factory=list)
    chain: list[ChainRow] = Field(default_factory=list)
    benchmark: list[BenchmarkRow] = Field(default_factory=list)
    proposal: Proposal | None = None
    """For the version that the job has now."""
    asked: bool = False
    applied: str = ""
    """Version that was just made of a proposal."""
    may_import: bool = False
    hired: int = 0
    """In this job, as reported."""
    with_outcome: int = 0
    """Of them, those of whom a rating, a promotion or a departure is reported."""
    fewest: int = FEWEST_PAIRS
    fewest_rated: int = FEWEST_RATED
    outcomes: tuple[Outcome, ...] = OUTCOMES


class WeightRow(Record):
    """One weight now and as proposed."""

    id: str
    name: Bilingual
    now: int
    proposed: int


class PointGroup(Record):
    """The key points of one competency, for a list to choose from."""

    name: Bilingual
    points: list[tuple[str, Bilingual]]


class ProposalView(Record):
    """A proposal beside today's version. None: there is nothing to apply to the version the job has now."""

    proposal: Proposal | None = None
    version: str = ""
    """Its hash, by which forms and the change log name it."""
    made_at: str = ""
    weights: list[WeightRow] = Field(default_factory=list)
    terms: list[Term] = Field(default_factory=list)
    points: list[PointGroup] = Field(default_factory=list)
    made_anew: bool = False
    """The form was sent for a proposal that is no longer the newest."""


def names_of(role: Role) -> dict[str, Bilingual]:
    """What the competencies of a role are called, by id."""
    return {competency.id: competency.name for competency in role.competencies}


def learning_view(study: Study, role: Role, job_id: str) -> LearningView:
    """Everything that the page shows of a study, seen from one job."""
    names = names_of(role)
    return LearningView(
        study=study,
        tables=_tables(study, names),
        agreement=[_agreement_row(one, names) for one in study.agreement],
        batches=_batches(study, job_id),
        steps=_steps(study),
        chain=_chain(study, names),
        benchmark=_benchmark(study, role),
    )


def proposal_view(study: Study, proposal: Proposal, role: Role) -> ProposalView:
    """A proposal beside the role it was made for."""
    weights = proposal.weights or {}
    return ProposalView(
        proposal=proposal,
        version=proposal.content_hash(),
        made_at=study.made_at,
        weights=[
            WeightRow(id=one.id, name=one.name, now=one.weight, proposed=weights.get(one.id, one.weight))
            for one in role.competencies
            if weights
        ],
        terms=proposal.terms,
        points=[
            PointGroup(name=one.name, points=[(point.id, point.name) for point in one.key_points])
            for one in role.competencies
        ],
    )


def predictor_name(predictor: str, competency: str, names: Mapping[str, Bilingual]) -> Bilingual:
    """What a relation looked at, such as a competency's name; one that the role has no more goes by its id."""
    if competency:
        return names.get(competency, Bilingual(zh=competency, en=competency))
    zh, en = TEXTS[f"learn_of_{predictor}"]
    return Bilingual(zh=zh, en=en)


def line_of(r: Interval) -> Line:
    """An interval of a correlation as positions on a line of 0-100."""
    return Line(low=_place(r.low), high=_place(r.high), dot=_place(r.value))


def _place(value: float | None) -> float | None:
    return None if value is None else round(50 + 50 * max(-1.0, min(1.0, value)), 1)


def _tables(study: Study, names: Mapping[str, Bilingual]) -> list[OutcomeTable]:
    tables = []
    for outcome in OUTCOMES:
        rows = [_relation_row(one, names) for one in study.relations if one.outcome == outcome]
        if rows:
            tables.append(OutcomeTable(outcome=outcome, rows=rows))
    return tables


def _relation_row(relation: Relation, names: Mapping[str, Bilingual]) -> RelationRow:
    name = predictor_name(relation.predictor, relation.competency, names)
    return RelationRow(name=name, relation=relation, few=relation.n < FEWEST_PAIRS, line=line_of(relation.r))


def _agreement_row(agreement: Agreement, names: Mapping[str, Bilingual]) -> AgreementRow:
    whole = Bilingual(zh=TEXTS["learn_all_together"][0], en=TEXTS["learn_all_together"][1])
    name = predictor_name("competency", agreement.competency, names) if agreement.competency else whole
    return AgreementRow(name=name, agreement=agreement, few=agreement.interviews < FEWEST_PAIRS)


def _batches(study: Study, job_id: str) -> list[BatchRow]:
    own = sorted((one for one in study.batches if one.job == job_id), key=lambda one: one.month, reverse=True)
    return [
        BatchRow(
            batch=one,
            forward=one.forward if one.scored >= FEWEST_SCORED else None,
            pass_rate=_share(one.forward, one.scored) if one.scored >= FEWEST_SCORED else None,
            rejection_rate=_share(one.rejected, one.scored),
            hire_rate=_share(one.hired, one.scored),
        )
        for one in own
    ]


def _share(part: int, whole: int) -> float | None:
    return min(1.0, part / whole) if whole else None


def _steps(study: Study) -> list[ChainStep]:
    counts = (("interviewed", study.interviewed), ("hired", study.hired), ("known", study.with_outcome))
    most = max(number for _, number in counts)
    return [
        ChainStep(step=step, number=number, width=round(100 * number / most, 1) if most else 0.0)
        for step, number in counts
    ]


def _chain(study: Study, names: Mapping[str, Bilingual]) -> list[ChainRow]:
    found = {(one.predictor, one.competency, one.outcome): one for one in study.relations}
    kinds = dict.fromkeys((one.predictor, one.competency) for one in study.relations)
    return [
        ChainRow(
            name=predictor_name(predictor, competency, names),
            links=[found.get((predictor, competency, outcome)) for outcome in OUTCOMES],
        )
        for predictor, competency in kinds
    ]


def _benchmark(study: Study, role: Role) -> list[BenchmarkRow]:
    if study.benchmark_people < FEWEST_PAIRS:
        return []
    asked = {one.id: one.required_level for one in role.competencies}
    names = names_of(role)
    return [
        BenchmarkRow(
            name=predictor_name("competency", known, names),
            level=level,
            required=asked.get(known),
            width=round(20 * level, 1),
        )
        for known, level in _in_order(study.benchmark, list(asked))
    ]


def _in_order(levels: Mapping[str, float], order: Sequence[str]) -> list[tuple[str, float]]:
    known = [one for one in order if one in levels]
    return [(one, levels[one]) for one in [*known, *sorted(set(levels) - set(known))]]
