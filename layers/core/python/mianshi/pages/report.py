"""The report of one interview: one page that stands alone, for the screen and for paper."""

from __future__ import annotations

from dataclasses import dataclass

from mianshi.contracts.outcomes import Outcome, Status
from mianshi.contracts.scorecard import Gate, Scorecard
from mianshi.contracts.transcript import Transcript
from mianshi.pages import charts, costs, engine, measures
from mianshi.pages.follow_ups import marks
from mianshi.pages.labels import INFORMING_GATES, outcome_sentence
from mianshi.pages.rows import radar, rows, total
from mianshi.pages.texts import TEXTS
from mianshi.pages.transcripts import Line, lines
from mianshi.pages.views import ReportView

_STYLES = ("base.css", "charts.css", "report.css", "paper.css")
_SCRIPT_TEXTS = ("media_error", "rv_captions")
_DESK_TEXTS = ("rv_at_moment", "rv_remark_saved", "rv_remark_failed", "rv_offline")


@dataclass(frozen=True)
class Answer:
    """One answer with everything shown about it."""

    transcript: Transcript
    lines: list[Line]
    timeline: charts.Timeline | None
    measures: list[measures.Measure]


def render_report(view: ReportView) -> str:
    """The report as one HTML page with inline style, script and drawings; it loads nothing but the recordings."""
    language, card = view.page_language, view.scorecard
    style, script = engine.inline(*_STYLES), engine.inline("page.js", "report.js")
    answers = [_answer(t, view) for t in sorted(view.transcripts, key=lambda t: t.answer)]
    shown = rows(view)
    wanted = (*_SCRIPT_TEXTS, *(_DESK_TEXTS if view.desk else ()))
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
        rows=shown,
        radar=radar(shown),
        total=total(shown),
        answers=answers,
        followed=marks(view.follow_ups, language),
        seen_summaries={s.answer: s for s in view.observations.summaries} if view.observations else {},
        not_computed=_not_computed(view),
        cost_rows=gathered,
        cost_services=costs.by_service(view.costs.lines) if view.costs else [],
        unpriced=sum(row.unpriced for row in gathered),
        price_books=sorted({line.price_book for line in view.costs.lines}) if view.costs else [],
        script_data={"texts": {key: TEXTS[key][language == "en"] for key in wanted}},
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
            *(["connect-src 'self'"] if view.desk else []),
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
        lines=lines(transcript),
        timeline=timeline,
        measures=measures.measures(transcript),
    )
