"""The report of one interview: one page that stands alone, for the screen and for paper."""

from __future__ import annotations

from dataclasses import dataclass

from mianshi.contracts.base import Bilingual
from mianshi.contracts.outcomes import Outcome, Status
from mianshi.contracts.role import Competency
from mianshi.contracts.scorecard import CompetencyScore, Evidence, Gate, Scorecard
from mianshi.contracts.transcript import Sentence, Transcript
from mianshi.pages import charts, costs, engine, measures
from mianshi.pages.labels import INFORMING_GATES, outcome_sentence
from mianshi.pages.texts import TEXTS
from mianshi.pages.views import ReportView

UNCLEAR_BELOW = 0.5
"""Words recognised with less confidence than this are marked for the reader."""

_SCRIPT_TEXTS = ("media_error",)


@dataclass(frozen=True)
class Run:
    """Part of a sentence; `unclear` is the confidence of a word to be marked, else None."""

    text: str
    unclear: float | None


@dataclass(frozen=True)
class Line:
    """A sentence of the transcript, or what `another` voice said. `id` is its anchor in the page."""

    id: str
    start_ms: int
    end_ms: int
    runs: list[Run]
    another: bool = False


@dataclass(frozen=True)
class Answer:
    """One answer with everything shown about it."""

    transcript: Transcript
    lines: list[Line]
    timeline: charts.Timeline | None
    measures: list[measures.Measure]


@dataclass(frozen=True)
class Anchor:
    level: int
    text: Bilingual
    near: bool


@dataclass(frozen=True)
class Quote:
    """One piece of evidence, the name of its key point and the sentence it stands in (None where it is not found)."""

    evidence: Evidence
    key_point: str
    target: str | None


@dataclass(frozen=True)
class Row:
    """One competency as the report shows it, named in the page language where the role is known.

    Missing key points say something only where the interview was judged. `between` names the two anchors around a
    level that matches neither.
    """

    score: CompetencyScore
    name: str
    missing: list[str]
    anchors: list[Anchor]
    between: tuple[int, int] | None
    quotes: list[Quote]

    @property
    def has_detail(self) -> bool:
        """Whether there is more to say than that nothing bore on it."""
        return self.score.level is not None or bool(self.quotes or self.missing)


def render_report(view: ReportView) -> str:
    """The report as one HTML page with inline style, script and drawings; it loads nothing but the recordings."""
    language, card = view.page_language, view.scorecard
    style, script = engine.inline("base.css", "report.css"), engine.inline("page.js", "report.js")
    answers = [_answer(t, view) for t in sorted(view.transcripts, key=lambda t: t.answer)]
    judged = card.outcome in {Outcome.SCORED, Outcome.INSUFFICIENT_EVIDENCE}
    rows = [_row(c, view) for c in card.competencies] if judged else []
    gathered = costs.rows(view.costs.lines) if view.costs else []
    return engine.render(
        "report.html",
        language,
        view=view,
        card=card,
        style=style,
        script=script,
        policy=_content_security_policy(view, str(style), str(script)),
        sentence=outcome_sentence(Status.CLOSED, card.outcome, card.reason),
        failed_gates=_failed_gates(card),
        informing=INFORMING_GATES,
        rows=rows,
        radar=charts.radar([(r.name, r.score.level) for r in rows])
        if any(r.score.level is not None for r in rows)
        else None,
        answers=answers,
        seen_summaries={s.answer: s for s in view.observations.summaries} if view.observations else {},
        not_computed=_not_computed(view),
        cost_rows=gathered,
        cost_services=costs.by_service(view.costs.lines) if view.costs else [],
        unpriced=sum(row.unpriced for row in gathered),
        price_books=sorted({line.price_book for line in view.costs.lines}) if view.costs else [],
        script_data={"texts": {key: TEXTS[key][language == "en"] for key in _SCRIPT_TEXTS}},
    )


def _failed_gates(card: Scorecard) -> list[Gate]:
    """The checks that kept this interview from being scored."""
    if card.outcome is Outcome.SCORED:
        return []
    return [gate for gate in card.gates if not gate.passed and gate.name not in INFORMING_GATES]


def _content_security_policy(view: ReportView, style: str, script: str) -> str:
    return "; ".join(
        [
            "default-src 'none'",
            f"style-src {engine.digest(style)}",
            f"script-src {engine.digest(script)}",
            "media-src " + " ".join(engine.media_origins(m.url for m in view.media.values())),
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _not_computed(view: ReportView) -> str | None:
    """Text key of the reason why there are no observations, or None where they were computed."""
    if view.observations is None:
        return "not_computed_unknown"
    if view.observations.computed:
        return None
    key = f"not_computed_{view.observations.reason}"
    return key if key in TEXTS else "not_computed_unknown"


def _answer(transcript: Transcript, view: ReportView) -> Answer:
    observed = view.observations.observations if view.observations else []
    seen = sorted((o for o in observed if o.answer == transcript.answer), key=lambda o: o.start_ms)
    timeline = charts.timeline(transcript, seen)
    return Answer(
        transcript=transcript,
        lines=_lines(transcript),
        timeline=timeline,
        measures=measures.measures(transcript),
    )


def _lines(transcript: Transcript) -> list[Line]:
    own = [
        Line(sentence_id(transcript.answer, i), s.start_ms, s.end_ms, _runs(s, transcript))
        for i, s in enumerate(transcript.sentences)
    ]
    others = [
        Line(f"a{transcript.answer}-o{i}", aside.start_ms, aside.end_ms, [Run(aside.text, None)], another=True)
        for i, aside in enumerate(transcript.asides)
    ]
    return sorted([*own, *others], key=lambda line: line.start_ms) if others else own


def sentence_id(answer: int, index: int) -> str:
    """The anchor of a sentence in the page."""
    return f"a{answer}-s{index}"


def _runs(sentence: Sentence, transcript: Transcript) -> list[Run]:
    """Split a sentence around its unclear words. The sentence is the truth: a word it does not hold is passed over."""
    runs: list[Run] = []
    rest = sentence.text
    for word in transcript.words[sentence.first_word : sentence.end_word]:
        spelling = word.text.strip()
        before, found, after = rest.partition(spelling) if spelling else ("", "", rest)
        if not found:
            continue
        if word.confidence < UNCLEAR_BELOW:
            runs += [Run(before, None), Run(found, word.confidence)]
        else:
            runs.append(Run(before + found, None))
        rest = after
    return _joined([*runs, Run(rest, None)])


def _joined(runs: list[Run]) -> list[Run]:
    joined: list[Run] = []
    for run in runs:
        if joined and run.unclear is None and joined[-1].unclear is None:
            joined[-1] = Run(joined[-1].text + run.text, None)
        elif run.text:
            joined.append(run)
    return joined


def _row(score: CompetencyScore, view: ReportView) -> Row:
    defined = next((c for c in view.role.competencies if c.id == score.id), None) if view.role else None
    scored = view.scorecard.outcome is Outcome.SCORED
    names = {p.id: p.name.in_language(view.page_language) for p in defined.key_points} if defined else {}
    return Row(
        score=score,
        name=defined.name.in_language(view.page_language) if defined else score.name,
        missing=[names.get(p.id, p.name) for p in score.missing_key_points] if scored else [],
        anchors=_anchors(defined, score.level) if defined else [],
        between=_between(score.level),
        quotes=[Quote(e, names.get(e.key_point, e.key_point), _target(e, view)) for e in score.evidence],
    )


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
