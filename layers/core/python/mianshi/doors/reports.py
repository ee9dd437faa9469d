"""The two reports of an interview: pages that bring their own style and security policy and can be kept as files."""

from __future__ import annotations

from collections.abc import Sequence

from mianshi.contracts.base import Language
from mianshi.contracts.events import Interview
from mianshi.contracts.scorecard import Scorecard
from mianshi.contracts.transcript import Transcript
from mianshi.doors import comparing, followed_up, reading
from mianshi.errors import Rejected
from mianshi.pages.views import Desk, InterviewFacts, MediaSource, PolicyFacts, ReportView
from mianshi.privacy.policies import load_policy

PLACES = {"embedded": "data:", "beside": ""}


def render(kind: str, known: Interview, language: Language | None, saved: str | None, *, ways: str = "") -> str:
    """``report``, the interviewer's, or ``candidate-report``.

    `saved` is for a page that is kept as a file: its recordings are ``embedded`` in it or lie ``beside`` it. `ways` is
    where the candidate who reads it can ask for a person, a correction or an appeal.

    Raises:
        Rejected: ``not_found`` for another kind, ``not_ready`` while the interview is not closed.
    """
    if kind == "report":
        from mianshi.pages.report import render_report  # noqa: PLC0415 - the largest page; most calls want none

        return render_report(for_interviewer(known, language, saved))
    if kind == "candidate-report":
        from mianshi.pages.candidate import render_candidate_report  # noqa: PLC0415 - as above

        return render_candidate_report(for_candidate(known, language, saved), ways)
    raise Rejected("not_found", "there is no such report")


def interviewers(
    known: Interview, language: Language | None, saved: str | None, *, desk: Desk, hides: bool, costs: bool
) -> tuple[str, int]:
    """The interviewer's report and how many recordings it hands out.

    Without any score where `hides`; with what the interview cost only where `costs`.

    Raises:
        Rejected: ``not_ready`` while the interview is not closed.
    """
    from mianshi.pages.report import render_report  # noqa: PLC0415 - the largest page; most calls want none

    view = for_interviewer(known, language, saved)
    view = view if saved in PLACES else view.model_copy(update={"desk": desk})
    view = view if costs else view.model_copy(update={"costs": None})
    return render_report(without_scores(view) if hides else view), len(view.media)


def earlier(known: Interview, before: Interview, language: Language | None) -> tuple[str, int]:
    """The interviewer's report of an earlier scoring, marked as such, and how many recordings it hands out. What it
    cost and who was told is of the interview as it stands, so neither is in it.

    Args:
        known: the interview as it stands.
        before: as it stood then (`rescoring.as_scored`).
        language: of the page; None: the candidate's.
    """
    from mianshi.pages.report import render_report  # noqa: PLC0415 - as above

    desk = Desk(csrf="", interview=f"/interviews/{known.id}", comments="")
    update = {"superseded": True, "desk": desk, "costs": None, "deliveries": [], "candidate_report": None}
    view = for_interviewer(before, language).model_copy(update=update)
    return render_report(view), len(view.media)


def without_scores(view: ReportView) -> ReportView:
    """The same interview with recording and transcript only: nothing of what the software scored or observed."""
    card = view.scorecard.model_copy(
        update={"total": None, "recommendation": None, "competencies": [], "gates": [], "notes": [], "reason": None}
    )
    update: dict[str, object] = {"scorecard": card, "observations": None, "average": None, "costs": None}
    update |= {"deliveries": [], "candidate_report": None, "blind": True, "delivery_shown": False}
    update["transcripts"] = [untimed(transcript) for transcript in view.transcripts]
    update["follow_ups"] = followed_up.unquoted(view.follow_ups)
    return view.model_copy(update=update)


def for_interviewer(known: Interview, language: Language | None, saved: str | None = None) -> ReportView:
    """Everything there is; an average only where enough people were interviewed."""
    card, media = reading.scorecard(known), reading.media(known)
    view = _view(known, card, language, saved)
    if known.extra_time:
        view = view.model_copy(update={"transcripts": [untimed(t) for t in view.transcripts]})
    return view.model_copy(
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


def untimed(transcript: Transcript) -> Transcript:
    """The transcript without measures of how it was said."""
    return transcript.model_copy(update={"delivery": None, "pauses": []})


def _view(known: Interview, card: Scorecard, language: Language | None, saved: str | None) -> ReportView:
    policy = load_policy(known.policy)
    transcripts = reading.transcripts(known)
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
        transcripts=transcripts,
        observations=reading.observations(known),
        role=reading.role(known),
        page_language=language or spoken or "zh",
        language_links=saved is None,
        own_questions=[upload.answer for upload in known.uploads if not upload.scored],
        own_unread=_unread(known, transcripts),
        follow_ups=followed_up.shown(known, [transcript.answer for transcript in transcripts]),
        delivery_shown=not known.extra_time,
    )


def _unread(known: Interview, transcripts: Sequence[Transcript]) -> list[str]:
    """Of the candidate's own questions, those whose answer could not be used; none once the transcripts expired."""
    heard = {transcript.answer for transcript in transcripts}
    return [
        one.question or one.file_name for one in known.uploads if heard and not one.scored and one.answer not in heard
    ]


def _named(sources: dict[int, MediaSource], place: str) -> dict[int, MediaSource]:
    """Names instead of signed addresses: whoever saves the page puts the recordings there."""
    return {
        answer: MediaSource(url=f"{PLACES[place]}recordings/{answer}", kind=source.kind)
        for answer, source in sources.items()
    }
