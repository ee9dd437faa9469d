"""What the pages and the API show about an interview, gathered from the table, the artefacts and the run's history."""

from __future__ import annotations

from mianshi.contracts.base import Bilingual, Language
from mianshi.contracts.delivery import Delivery
from mianshi.contracts.events import Interview
from mianshi.contracts.keys import interview_subject
from mianshi.contracts.media import AnswerMedia, MediaPlan
from mianshi.contracts.observations import Observations
from mianshi.contracts.outcomes import Status
from mianshi.contracts.progress import StateProgress
from mianshi.contracts.role import Role
from mianshi.contracts.scorecard import Scorecard
from mianshi.contracts.transcript import Transcript
from mianshi.errors import Rejected
from mianshi.pages.labels import outcome_sentence, state_label
from mianshi.pages.views import (
    Costs,
    InterviewView,
    MediaSource,
    ProgressView,
    StateView,
)
from mianshi.platform import history, inference, objects, workflow
from mianshi.platform.settings import settings
from mianshi.platform.store import interviews, ledger, outbox, scorecards

PLAYBACK_SECONDS = 3600


def interview(interview_id: str) -> Interview:
    """The interview of this id.

    Raises:
        Rejected: ``not_found``.
    """
    known = interviews.find(interview_id)
    if known is None:
        raise Rejected("not_found", "there is no such interview")
    return known


def progress(known: Interview) -> ProgressView:
    """Each state of the run, and the one sentence about where the interview stands.

    Of a run that is over and forgotten no state is told: what became of each is not known any more.
    """
    events = workflow.history(known.execution) if known.execution else []
    if known.status is not Status.CLOSED and history.ended(events):
        known = interview(known.id)  # it may have been closed since it was read; if not, nobody will close it
    closed = known.status is Status.CLOSED
    stopped = not closed and history.ended(events)
    states = history.progress(events, closed) if events or not closed else []
    waking = not stopped and _sleeps(states)
    return ProgressView(
        id=known.id,
        status=known.status,
        outcome=known.outcome,
        reason=known.reason,
        sentence=outcome_sentence(
            known.status, known.outcome, known.reason, stopped=stopped, waking=waking, asking=known.asks
        ),
        stopped=stopped,
        waking=waking,
        asking_until=known.asking.until if known.asks and known.asking else None,
        progress=[_state(state) for state in states],
        links=_links(known) if closed else {},
    )


def _sleeps(states: list[StateProgress]) -> bool:
    """Whether work was handed to an endpoint that has no instance, and none of it has come back."""
    waiting = {state.state for state in states if state.status == "running" and state.done == 0}
    return ("Transcribe" in waiting and inference.asleep(settings().require("speech_endpoint"))) or (
        "Rate" in waiting and inference.asleep(settings().require("rater_endpoint"))
    )


def page(known: Interview, language: Language) -> InterviewView:
    """The page of one interview while it is worked on and after."""
    return InterviewView(
        progress=progress(known),
        role_name=role_name(known),
        created_at=known.created_at,
        file_names=[upload.file_name for upload in known.uploads],
        page_language=language,
    )


def scorecard(known: Interview) -> Scorecard:
    """The scorecard of the last attempt.

    Raises:
        Rejected: ``not_ready`` while there is none, or follow-up questions may still change it.
    """
    card = scorecards.find(known.id, known.scorecard) if known.status is Status.CLOSED else None
    if card is None:
        raise Rejected("not_ready", "the interview is still being worked on")
    return card


def transcripts(known: Interview) -> list[Transcript]:
    """The transcripts there are, in the order of the answers."""
    made = (
        objects.find_record(
            objects.artefact(known.id, "language", known.attempt, f"transcript-{upload.answer}.json"), Transcript
        )
        for upload in known.uploads
    )
    return [transcript for transcript in made if transcript is not None]


def observations(known: Interview) -> Observations | None:
    """What was seen, or None where the run did not come so far."""
    return objects.find_record(objects.artefact(known.id, "score", known.attempt, "observations.json"), Observations)


def costs(known: Interview) -> Costs | None:
    """The ledger of the interview, read live; None before anything was used."""
    lines = ledger.of_interview(known.id)
    if not lines:
        return None
    return Costs(lines=lines, total_micro=sum(line.amount_micro or 0 for line in lines), currency=lines[0].currency)


def deliveries(known: Interview) -> list[Delivery]:
    """The outbox rows of the interview."""
    return outbox.about(interview_subject(known.id))


def media(known: Interview) -> dict[int, MediaSource]:
    """Signed addresses of the recordings, for playback; none for a recording that expired or was replaced since."""
    plan = objects.find_record(objects.artefact(known.id, "ingest", known.attempt, "plan.json"), MediaPlan)
    return {
        answer.answer: MediaSource(
            url=objects.signed_get(answer.original, PLAYBACK_SECONDS, answer.recording.media_type),
            kind="video" if answer.recording.video else "audio",
        )
        for answer in (plan.answers if plan else [])
        if _as_scored(answer)
    }


def role(known: Interview) -> Role | None:
    """The role as it was then, or None once its copy has expired."""
    return objects.find_record(objects.role_of(known), Role)


def role_name(known: Interview) -> Bilingual:
    """What the job is called, also once the role itself is forgotten."""
    return known.role_name or Bilingual(zh=known.role, en=known.role)


def _as_scored(answer: AnswerMedia) -> bool:
    """Whether what lies in S3 is still the file that was worked on: a signed upload lives an hour and can be reused."""
    now = objects.stored(answer.original)
    return now is not None and answer.etag in (None, now.etag)


def _state(state: StateProgress) -> StateView:
    return StateView(
        state=state.state,
        label=state_label(state.state),
        status=state.status,
        done=state.done,
        of=state.of,
        seconds=state.seconds,
    )


def _links(known: Interview) -> dict[str, str]:
    api = f"/api/interviews/{known.id}"
    names = ("scorecard", "transcript", "observations", "costs", "deliveries")
    pages = {
        "report": f"/interviews/{known.id}/report",
        "candidate_report": f"/interviews/{known.id}/candidate-report",
    }
    return pages | {name: f"{api}/{name}" for name in names}
