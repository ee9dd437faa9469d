"""One competency as both reports show it: its level, the words behind it, what was missing and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from mianshi.contracts.base import Bilingual
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.role import Competency
from mianshi.contracts.scorecard import CompetencyScore, Evidence
from mianshi.pages import charts
from mianshi.pages.transcripts import sentence_id
from mianshi.pages.views import ReportView

Sureness = Literal["high", "medium", "low"]


@dataclass(frozen=True)
class Anchor:
    level: int
    text: Bilingual
    near: bool


@dataclass(frozen=True)
class Quote:
    """One piece of evidence: what it speaks for and the sentence it stands in (None where it is not found)."""

    evidence: Evidence
    about: str
    target: str | None


@dataclass(frozen=True)
class Missing:
    name: str
    example: str


@dataclass(frozen=True)
class Row:
    """One competency, named in the page language where the role is known.

    Missing key points and advice say something only where the interview was judged, advice only below what is asked.
    `between` names the two anchors around a level that matches neither. `required` is what the job asks for, `average`
    the role's average.
    """

    score: CompetencyScore
    name: str
    required: float | None
    average: float | None
    missing: list[Missing]
    anchors: list[Anchor]
    between: tuple[int, int] | None
    quotes: list[Quote]
    next_steps: list[str]
    scale: charts.Scale | None

    @property
    def has_detail(self) -> bool:
        """Whether there is more to say than that nothing bore on it."""
        return self.score.level is not None or bool(self.quotes or self.missing)

    @property
    def sureness(self) -> Sureness:
        """The confidence as a word: three in four and one in two are our choice, for reading."""
        confidence = self.score.confidence
        return "high" if confidence >= 0.75 else "medium" if confidence >= 0.5 else "low"

    @property
    def is_strength(self) -> bool:
        """The level reaches what the job asks for, and is sure enough to say so."""
        level, wanted = self.score.level, self.required
        return level is not None and wanted is not None and level >= wanted and not self.score.ask_person

    @property
    def points(self) -> int | None:
        """What it adds to the total before the division by the weights."""
        return None if self.score.score is None else self.score.weight * self.score.score


@dataclass(frozen=True)
class Sum:
    """The total as the sum it is: `points` (weight x score) divided by `weight`, both of what was addressed."""

    points: int
    weight: int

    @property
    def quotient(self) -> float:
        return self.points / self.weight


def rows(view: ReportView) -> list[Row]:
    """Every competency of an interview that got as far as being judged, in the order of the scorecard."""
    judged = view.scorecard.outcome in {Outcome.SCORED, Outcome.INSUFFICIENT_EVIDENCE}
    return [_row(score, view) for score in view.scorecard.competencies] if judged else []


def total(shown: Sequence[Row]) -> Sum | None:
    """The sum behind the total, or None where nothing was scored."""
    scored = [(row.points, row.score.weight) for row in shown if row.points is not None]
    return Sum(sum(p for p, _ in scored), sum(w for _, w in scored)) if scored else None


def radar(shown: Sequence[Row]) -> charts.Radar | None:
    """The levels beside what the job asks for and the role's average, or None where nothing has a level."""
    if all(row.score.level is None for row in shown):
        return None
    return charts.radar([charts.Spoke(row.name, row.score.level, row.required, row.average) for row in shown])


def _row(score: CompetencyScore, view: ReportView) -> Row:
    defined = next((c for c in view.role.competencies if c.id == score.id), None) if view.role else None
    scored = view.scorecard.outcome is Outcome.SCORED
    names = {p.id: p.name.in_language(view.page_language) for p in defined.key_points} if defined else {}
    required = score.required_level or (defined.required_level if defined else None)
    return Row(
        score=score,
        name=defined.name.in_language(view.page_language) if defined else score.name,
        required=required,
        average=view.average.levels.get(score.id) if view.average else None,
        missing=[Missing(names.get(p.id, p.name), p.example) for p in score.missing_key_points] if scored else [],
        anchors=_anchors(defined, score.level) if defined else [],
        between=_between(score.level),
        quotes=[_quote(evidence, names, view) for evidence in score.evidence],
        next_steps=score.next_steps if scored and _falls_short(score.level, required) else [],
        scale=None if score.level is None else charts.scale(score.level, score.low, score.high, required),
    )


def _falls_short(level: float | None, required: float | None) -> bool:
    """Whether advice has something to say: what nobody spoke of, or what is good enough, gets none."""
    return level is not None and (required is None or level < required)


def _quote(evidence: Evidence, names: dict[str, str], view: ReportView) -> Quote:
    about = names.get(evidence.key_point, evidence.key_point) or evidence.statement
    return Quote(evidence, about, _target(evidence, view))


def _anchors(competency: Competency, level: float | None) -> list[Anchor]:
    texts = {1: competency.anchors.level_1, 3: competency.anchors.level_3, 5: competency.anchors.level_5}
    around = _between(level) or ((_nearest(level),) if level is not None else ())
    return [Anchor(n, words, n in around) for n, words in texts.items()]


def _nearest(level: float) -> int:
    return min((1, 3, 5), key=lambda n: abs(n - level))


def _between(level: float | None) -> tuple[int, int] | None:
    if level is None or abs(level - _nearest(level)) <= 0.5:
        return None
    return (1, 3) if level < 3 else (3, 5)


def _target(evidence: Evidence, view: ReportView) -> str | None:
    """The sentence a quote stands in: by its time, or by its words where the answer was typed."""
    transcript = next((t for t in view.transcripts if t.answer == evidence.answer), None)
    if transcript is None:
        return None
    for index, sentence in enumerate(transcript.sentences):
        by_time = sentence.start_ms < evidence.end_ms and evidence.start_ms < sentence.end_ms
        by_words = not transcript.spoken and bool(evidence.quote) and evidence.quote in sentence.text
        if by_time if transcript.spoken else by_words:
            return sentence_id(evidence.answer, index)
    return None
