"""Language: put together what was heard of an answer, shape the transcript, judge it against the role."""

from __future__ import annotations

from functools import cache

import listening
from mianshi import language
from mianshi.contracts.events import LanguageReceipt
from mianshi.contracts.role import Role
from mianshi.contracts.tasks import AnswerTask
from mianshi.platform import objects
from mianshi.platform.settings import settings
from mianshi.platform.store import interviews
from mianshi.stage import found, stage


@cache
def judge() -> language.Judge:
    """The judge of this process: its model is loaded once."""
    return language.EmbeddingJudge(language.Embedder(settings().require("embedding_model")))


@stage("language", AnswerTask)
def handler(task: AnswerTask) -> LanguageReceipt:
    """The recognitions of an answer's pieces in; its transcript and an assessment out."""
    interview = found(interviews.find(task.interview_id))
    role = objects.get_record(objects.artefact(task.interview_id, "role", 0, "role.json"), Role)
    transcript = listening.transcript(task, interview)
    assessment = judge().assess(transcript, role)
    for kind, record in (("transcript", transcript), ("assessment", assessment)):
        where = objects.artefact(task.interview_id, "language", task.attempt, f"{kind}-{task.answer}.json")
        objects.put_record(where, record)
    return LanguageReceipt(
        interview_id=task.interview_id,
        answer=task.answer,
        language=transcript.language,
        sentences=len(transcript.sentences),
    )
