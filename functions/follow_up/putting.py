"""The questions that are put: which, in whose words, and until when they wait."""

from __future__ import annotations

from datetime import timedelta

from mianshi.contracts.base import Language
from mianshi.contracts.events import FOLLOW_UP_HOURS, Asking, Interview, Upload
from mianshi.contracts.follow_ups import FollowUps
from mianshi.contracts.keys import upload_key
from mianshi.contracts.role import Role
from mianshi.doors import follow_ups as places
from mianshi.errors import Rejected
from mianshi.hiring.follow_ups import follow_ups, kinds
from mianshi.platform import objects
from mianshi.platform.clock import now, timestamp
from mianshi.platform.store import interviews, scorecards
from mianshi.stage import found


def put(interview: Interview, attempt: int) -> Interview:
    """Choose the questions by the scorecard of the answers so far, and await their files. Twice is once.

    Raises:
        Rejected: ``gone`` where the run has lost its interview: it was withdrawn or erased.
    """
    card = found(scorecards.find(interview.id, attempt))
    role = objects.get_record(objects.role_of(interview), Role)
    first = max(upload.answer for upload in interview.uploads) + 1
    asked = kinds({upload.answer: upload.question for upload in interview.uploads if upload.question}, role)
    questions = follow_ups(card, role, interview.follow_ups, first, asked)
    objects.put_record(places.place(interview.id, attempt), FollowUps(questions=questions))
    language: Language = "en" if card.language == "en" else "zh"
    uploads = [
        Upload(
            answer=question.answer,
            key=upload_key(interview.id, question.answer),
            file_name=f"answer-{question.answer + 1}",
            question=question.text.in_language(language),
            follow_up=question.competency,
            kind=interview.uploads[0].kind,
        )
        for question in questions
    ]
    until = timestamp(now() + timedelta(hours=FOLLOW_UP_HOURS))
    changed = interviews.ask(interview.id, uploads, Asking(attempt=attempt, at=timestamp(), until=until))
    if changed is None:
        raise Rejected("gone", "the interview is not this run's any more")
    return changed
