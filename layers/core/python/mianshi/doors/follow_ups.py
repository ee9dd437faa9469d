"""Follow-up questions that the software put, as its pages show them."""

from __future__ import annotations

from mianshi.contracts.base import Pointer
from mianshi.contracts.events import Interview
from mianshi.contracts.follow_ups import FollowUps
from mianshi.platform import objects


def put(interview: Interview) -> FollowUps | None:
    """What was asked, with the words it refers to; None where nothing was, or it has expired with the transcripts."""
    if interview.asking is None:
        return None
    return objects.find_record(place(interview.said_in[0], interview.asking.attempt), FollowUps)


def place(interview_id: str, attempt: int) -> Pointer:
    """Where the questions that a run put are kept."""
    return objects.artefact(interview_id, "follow_up", attempt, "questions.json")
