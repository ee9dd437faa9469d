"""The candidate's report: the same scorecard for the person it is about. No advice, no thresholds, nobody else."""

from __future__ import annotations

from mianshi.contracts.observations import Observations
from mianshi.contracts.outcomes import Outcome, Status
from mianshi.contracts.transcript import Transcript
from mianshi.pages import engine
from mianshi.pages.candidate_texts import rights
from mianshi.pages.follow_ups import marks
from mianshi.pages.labels import outcome_sentence
from mianshi.pages.rows import radar, rows, total
from mianshi.pages.transcripts import lines
from mianshi.pages.views import ReportView

_STYLES = ("base.css", "charts.css", "candidate.css", "paper.css")
_NOTHING_ELSE = "img-src data:; base-uri 'none'; form-action 'none'"


def render_candidate_report(view: ReportView, ways: str = "") -> str:
    """The report as one HTML page with inline style and drawings; it runs no script and loads nothing.

    `ways` is the path of the pages on which its reader can contest it; without one it says whom to write to.

    Left out of what `view` holds: the role's average, what other voices said, recordings, costs, deliveries, file
    names, checks, and the advice to people.
    """
    own = view.model_copy(update={"average": None})
    card, style = own.scorecard, engine.inline(*_STYLES)
    shown, refused = rows(own), card.outcome is Outcome.REJECTED
    spoken = sorted(own.transcripts, key=lambda transcript: transcript.answer)
    return engine.render(
        "candidate.html",
        own.page_language,
        view=own,
        card=card,
        style=style,
        policy=f"default-src 'none'; style-src {engine.digest(str(style))}; {_NOTHING_ELSE}",
        refusal=outcome_sentence(Status.CLOSED, card.outcome, card.reason) if refused else None,
        rows=shown,
        strong=[row for row in shown if row.is_strength],
        advised=[row for row in shown if row.next_steps],
        radar=radar(shown),
        total=total(shown),
        answers=[(transcript, [line for line in lines(transcript) if not line.another]) for transcript in spoken],
        followed=marks(own.follow_ups, own.page_language),
        spoken={transcript.answer: transcript.spoken for transcript in spoken},
        besides=_besides(own.transcripts, own.observations),
        rights=rights(own.interview.policy.id),
        ways=ways,
    )


def _besides(transcripts: list[Transcript], observations: Observations | None) -> list[str]:
    """Text keys of what was recorded about this person apart from the words, as the records show it."""
    found = []
    if observations is not None and observations.computed:
        found.append("cand_besides_behaviour")
    if observations is not None and observations.summaries:
        found.append("cand_besides_picture")
    if any(transcript.delivery is not None for transcript in transcripts):
        found.append("cand_besides_delivery")
    if any(transcript.sound is not None and transcript.sound.voice is not None for transcript in transcripts):
        found.append("cand_besides_voice")
    if any(transcript.sound is not None for transcript in transcripts):
        found.append("cand_besides_sound")
    return found
