"""An interview that is scored anew: what was heard and seen the last time, laid ready for the new attempt."""

from __future__ import annotations

from typing import TypeVar

from mianshi.contracts.base import Record
from mianshi.contracts.events import AnswerOfSound, IngestReceipt, Interview
from mianshi.contracts.media import MediaPlan
from mianshi.contracts.observations import SegmentReadings
from mianshi.contracts.transcript import Transcript
from mianshi.errors import Rejected
from mianshi.platform import objects
from mianshi.platform.store import interviews

R = TypeVar("R", bound=Record)


def take_back(interview: Interview) -> None:
    """Whoever left meanwhile is not scored anew: the interview is as it was."""
    if interview.rescoring and interview.earlier:
        interviews.unrescore(interview, None)


def lay_ready(interview: Interview) -> IngestReceipt:
    """Copy plan, transcripts and what was seen to the claimed attempt; nothing is heard or looked at again.

    Raises:
        Rejected: ``gone`` where what was said has expired.
    """
    before = interview.earlier[-1].attempt
    plan = _copied(interview, before, "ingest", "plan.json", MediaPlan)
    if plan is None:
        raise Rejected("gone", "what was said in the interview is not kept any more")
    for number in plan.numbers:
        if _copied(interview, before, "language", f"transcript-{number}.json", Transcript) is None:
            raise Rejected("gone", "what was said in the interview is not kept any more")
    for segment in plan.segments:
        _copied(interview, before, "vision", f"segment-{segment.index:04d}.json", SegmentReadings)
    return IngestReceipt(
        interview_id=interview.id,
        claim="accepted",
        attempt=interview.attempt,
        answers=[AnswerOfSound(answer=number, pieces=[]) for number in plan.numbers],
    )


def _copied(interview: Interview, before: int, stage: str, name: str, kind: type[R]) -> R | None:
    found = objects.find_record(objects.artefact(interview.id, stage, before, name), kind)
    if found is not None:
        objects.put_record(objects.artefact(interview.id, stage, interview.attempt, name), found)
    return found
