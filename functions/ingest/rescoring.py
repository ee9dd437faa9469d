"""A run that scores an interview anew: there is nothing to hear or to see, only to judge what was said then."""

from __future__ import annotations

from mianshi.contracts.events import AnswerOfSound, IngestReceipt, Interview
from mianshi.contracts.media import MediaPlan
from mianshi.contracts.transcript import Transcript
from mianshi.errors import Rejected
from mianshi.platform import objects


def plan(run: Interview) -> IngestReceipt:
    """The answers there were, each without sound to work on.

    Raises:
        Rejected: ``gone`` where what was said has expired.
    """
    said, at = run.said_in
    made = objects.find_record(objects.artefact(said, "ingest", at, "plan.json"), MediaPlan)
    kept = [number for number in made.numbers if _kept(said, at, number)] if made else []
    if made is None or not set(kept) >= set(run.core(made.numbers)):
        raise Rejected("gone", "what was said in the interview is not kept any more")
    return IngestReceipt(
        interview_id=run.id,
        claim="accepted",
        attempt=run.attempt,
        answers=[AnswerOfSound(answer=n, pieces=[], optional=n not in run.core(made.numbers)) for n in kept],
    )


def _kept(said: str, at: int, number: int) -> bool:
    where = objects.artefact(said, "language", at, f"transcript-{number}.json")
    return objects.find_record(where, Transcript) is not None
