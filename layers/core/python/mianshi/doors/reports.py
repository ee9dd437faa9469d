"""The two reports of an interview: pages that bring their own style and security policy and can be kept as files."""

from __future__ import annotations

from mianshi.contracts.base import Language
from mianshi.contracts.events import Interview
from mianshi.contracts.scorecard import Scorecard
from mianshi.doors import comparing, reading
from mianshi.errors import Rejected
from mianshi.pages.views import InterviewFacts, MediaSource, PolicyFacts, ReportView
from mianshi.privacy.policies import load_policy

PLACES = {"embedded": "data:", "beside": ""}


def render(kind: str, known: Interview, language: Language | None, saved: str | None) -> str:
    """``report``, the interviewer's, or ``candidate-report``.

    `saved` is for a page that is kept as a file: its recordings are ``embedded`` in it or lie ``beside`` it.

    Raises:
        Rejected: ``not_found`` for another kind, ``not_ready`` while the interview is not closed.
    """
    if kind == "report":
        from mianshi.pages.report import render_report  # noqa: PLC0415 - the largest page; most calls want none

        return render_report(for_interviewer(known, language, saved))
    if kind == "candidate-report":
        from mianshi.pages.candidate import render_candidate_report  # noqa: PLC0415 - as above

        return render_candidate_report(for_candidate(known, language, saved))
    raise Rejected("not_found", "there is no such report")


def for_interviewer(known: Interview, language: Language | None, saved: str | None = None) -> ReportView:
    """Everything there is; an average only where enough people were interviewed."""
    card, media = reading.scorecard(known), reading.media(known)
    return _view(known, card, language, saved).model_copy(
        update={
            "costs": reading.costs(known),
            "deliveries": reading.deliveries(known),
            "media": _named(media, saved) if saved in PLACES else media,
            "average": comparing.average(known, card),
            "candidate_report": "candidate_report.html" if saved in PLACES else "candidate-report",
        }
    )


def for_candidate(known: Interview, language: Language | None, saved: str | None = None) -> ReportView:
    """What concerns the candidate: nobody is compared with, and no recording is handed out."""
    return _view(known, reading.scorecard(known), language, saved)


def _view(known: Interview, card: Scorecard, language: Language | None, saved: str | None) -> ReportView:
    policy = load_policy(known.policy)
    spoken: Language | None = "zh" if card.language == "zh" else "en" if card.language == "en" else None
    return ReportView(
        interview=InterviewFacts(
            id=known.id,
            role_name=reading.role_name(known),
            created_at=known.created_at,
            language=known.language,
            policy=PolicyFacts(id=policy.id, name=policy.name, explanation=policy.explanation),
            file_names=[upload.file_name for upload in known.uploads],
        ),
        scorecard=card,
        transcripts=reading.transcripts(known),
        observations=reading.observations(known),
        role=reading.role(known),
        page_language=language or spoken or "zh",
        language_links=saved is None,
    )


def _named(sources: dict[int, MediaSource], place: str) -> dict[int, MediaSource]:
    """Names instead of signed addresses: whoever saves the page puts the recordings there."""
    return {
        answer: MediaSource(url=f"{PLACES[place]}recordings/{answer}", kind=source.kind)
        for answer, source in sources.items()
    }
