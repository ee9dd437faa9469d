"""Language: put together what was heard or typed of an answer, shape the transcript, prepare the questions about it."""

from __future__ import annotations

from functools import cache

import listening
from mianshi.accounting import billing
from mianshi.contracts.events import LanguageReceipt
from mianshi.contracts.media import MediaPlan
from mianshi.contracts.role import Role
from mianshi.contracts.tasks import AnswerTask
from mianshi.language import budget
from mianshi.language.embedding import Embedder
from mianshi.language.prepare import Preparer
from mianshi.platform import objects
from mianshi.platform.settings import settings
from mianshi.platform.store import interviews
from mianshi.stage import found, stage


@cache
def preparer() -> Preparer:
    """The preparer of this process: its model is loaded once."""
    return Preparer(Embedder(settings().require("embedding_model")))


@stage("language", AnswerTask)
def handler(task: AnswerTask) -> LanguageReceipt:
    """The recognitions of an answer's pieces, or its typed text, in; its transcript and a check sheet out."""
    interview = found(interviews.find(task.interview_id))
    billing.know(interview)
    role = objects.get_record(objects.role_of(interview), Role)
    said, at = interview.said_in
    plan = objects.get_record(objects.artefact(said, "ingest", at, "plan.json"), MediaPlan)
    anew = interview.is_rescoring
    transcript = listening.kept(said, at, task.answer) if anew else listening.transcript(task, interview, plan)
    scored = interview.scored(plan.numbers)
    expected = len(interview.core(plan.numbers)) + interview.follow_ups  # the first answers leave the last their share
    most = budget.share_of(settings().rater_max_checks, expected)
    sheet = preparer().sheet(transcript, role) if task.answer in scored else budget.nothing(transcript)
    sheet = budget.within(sheet, most)
    for kind, record in (("sheet", sheet), ("transcript", transcript))[: 2 - anew]:  # what was said is kept already
        where = objects.artefact(task.interview_id, "language", task.attempt, f"{kind}-{task.answer}.json")
        objects.put_record(where, record)
    return LanguageReceipt(
        interview_id=task.interview_id,
        answer=task.answer,
        language=transcript.language,
        sentences=len(transcript.sentences),
        checks=len(sheet.prompts()),
    )
