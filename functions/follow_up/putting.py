"""The questions that are put: which, in whose words, and until when they wait."""

from __future__ import annotations

from datetime import timedelta

from mianshi.contracts.base import Language
from mianshi.contracts.events import FOLLOW_UP_HOURS, Asking, Interview, Upload
from mianshi.contracts.follow_ups import FollowUp, FollowUps
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
    """Put the questions and await their files: those of an earlier run that nobody could answer to its end, else by the
    scorecard of the answers so far.

    Raises:
        Rejected: ``gone`` where the run has lost its interview: it was withdrawn or erased.
    """
    before = interview.asking
    questions = _again(interview, before.attempt) if before else _chosen(interview, attempt)
    objects.put_record(places.place(interview.id, attempt), FollowUps(questions=questions))
    known = {upload.answer for upload in interview.uploads}
    uploads = [_upload(interview, question) for question in questions if question.answer not in known]
    until = timestamp(now() + timedelta(hours=FOLLOW_UP_HOURS))
    changed = interviews.ask(interview.id, uploads, Asking(attempt=attempt, at=timestamp(), until=until))
    if changed is None:
        raise Rejected("gone", "the interview is not this run's any more")
    return changed


def _again(interview: Interview, attempt: int) -> list[FollowUp]:
    return objects.get_record(places.place(interview.id, attempt), FollowUps).questions


def _chosen(interview: Interview, attempt: int) -> list[FollowUp]:
    card = found(scorecards.find(interview.id, attempt))
    role = objects.get_record(objects.role_of(interview), Role)
    first = max(upload.answer for upload in interview.uploads) + 1
    asked = kinds({upload.answer: upload.question for upload in interview.uploads if upload.question}, role)
    return follow_ups(card, role, interview.follow_ups, first, asked)


def _upload(interview: Interview, question: FollowUp) -> Upload:
    language: Language = "en" if interview.language == "en" else "zh"
    return Upload(
        answer=question.answer,
        key=upload_key(interview.id, question.answer),
        file_name=f"answer-{question.answer + 1}",
        question=question.text.in_language(language),
        follow_up=question.competency,
        kind=interview.uploads[0].kind,
    )
