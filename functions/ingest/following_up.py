"""Answers to follow-up questions: the run that put them waits, and goes on with what was handed in."""

from __future__ import annotations

from collections.abc import Mapping

import fetching
import plans
from mianshi.contracts.events import IngestReceipt, Interview
from mianshi.platform import workflow
from mianshi.platform.store import interviews, tokens


def awaited(interview: Interview) -> set[int]:
    """The answers without which this event starts nothing: what a run that waits has asked for, else the core and the
    personal ones. A run that is started again does without follow-ups that nobody answered."""
    return {upload.answer for upload in interview.uploads if interview.asks or upload.follow_up is None}


def is_over(interview: Interview, execution: str) -> bool:
    """Whether the run that put the questions asks itself what came of them: nobody ended its wait."""
    return (
        not interview.is_rescoring
        and interview.asking is not None
        and interview.asking.attempt == interview.attempt
        and (interview.execution == execution)
    )


def late(interview: Interview, *, gone: bool) -> IngestReceipt:
    """What was handed in until now: the work of the run that waited, which goes on without the rest.

    `gone`: whether nothing of the candidate's is worked on any more.
    """
    interviews.answered(interview)  # first: what arrives while it is counted is refused, not lost
    sizes = {} if gone else fetching.sizes(interview)
    interviews.answered(interview, sizes.keys())
    return plans.more(interview, sizes)


def hand_over(interview: Interview, sizes: Mapping[int, int]) -> None:
    """Plan the answers and wake the run that waits. The second of two events that come at once finds nobody waiting."""
    waiting = tokens.waiting(tokens.Token.of_follow_ups(interview.id, interview.attempt).inference_id)
    if waiting is None:
        return
    if workflow.succeed(waiting.token, plans.more(interview, sizes)):  # else a newer token waits, or the time is over
        interviews.answered(interview, sizes.keys())
        tokens.answered(waiting)
