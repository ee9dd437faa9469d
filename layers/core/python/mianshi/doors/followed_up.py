"""What became of the follow-up questions that were put, as the staff's pages and the reports tell it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from mianshi.contracts.base import Bilingual
from mianshi.contracts.events import Interview, Upload
from mianshi.contracts.outcomes import Status
from mianshi.doors import follow_ups
from mianshi.pages.views import FollowUpShown, FollowUpState


def shown(interview: Interview, heard: Collection[int]) -> list[FollowUpShown]:
    """Every question that was put, and what became of it.

    What the questions refer to is told as long as the transcripts are kept. Afterwards those whose files were awaited
    to the end are left, and what became of them is not known any more.

    Args:
        interview: as it stands now.
        heard: numbers of the answers that could be read.
    """
    found = follow_ups.put(interview)
    known = {question.answer: question for question in found.questions} if found else {}
    uploads = {upload.answer: upload for upload in interview.uploads if upload.follow_up is not None}
    return [
        FollowUpShown(
            answer=number,
            of=known[number].of if number in known else None,
            question=known[number].text if number in known else _as_asked(uploads[number]),
            quote=known[number].quote if number in known else "",
            state=_state(interview, number, heard),
        )
        for number in sorted({*known, *uploads})
    ]


def unquoted(told: Iterable[FollowUpShown]) -> list[FollowUpShown]:
    """The same for whoever rates first: which words were asked about tells what the software found in them."""
    return [one.model_copy(update={"quote": ""}) for one in told]


def _as_asked(upload: Upload) -> Bilingual:
    asked = upload.question or upload.file_name
    return Bilingual(zh=asked, en=asked)


def _state(interview: Interview, number: int, heard: Collection[int]) -> FollowUpState:
    """Of one question: a run goes on only once every file that it still awaits is there, or the time is over."""
    if number in heard:
        return "answered"
    if interview.status is not Status.CLOSED:
        return "waiting"
    if not heard:
        return "unknown"
    taken = interview.asking is not None and interview.asking.answered_at is not None
    return "unusable" if taken and interview.upload(number) is not None else "unanswered"
