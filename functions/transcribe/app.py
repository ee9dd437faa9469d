"""Transcribe: hand one piece of an answer's sound to the asynchronous endpoint; Resume answers the task token."""

from __future__ import annotations

from mianshi.accounting import billing
from mianshi.contracts.events import TranscribeReceipt
from mianshi.contracts.media import MediaPlan
from mianshi.contracts.role import Role
from mianshi.contracts.tasks import TranscribeTask
from mianshi.platform import inference, objects
from mianshi.platform.settings import settings
from mianshi.platform.store import interviews, tokens
from mianshi.scoring.vocabulary import vocabulary
from mianshi.stage import found, stage


@stage("transcribe", TranscribeTask)
def handler(task: TranscribeTask) -> TranscribeReceipt:
    """The token is stored before the sound is handed in, so that no result can arrive before its token."""
    plan = objects.get_record(objects.artefact(task.interview_id, "ingest", task.attempt, "plan.json"), MediaPlan)
    answer = next(a for a in plan.answers if a.answer == task.answer)
    interview = found(interviews.find(task.interview_id))
    billing.know(interview)
    token = tokens.Token(
        interview_id=task.interview_id,
        stage="transcribe",
        attempt=task.attempt,
        answer=task.answer,
        piece=task.piece,
        retry=task.retry,
        execution=task.execution,
        token=task.token,
    )
    tokens.save(token)
    role = objects.get_record(objects.role_of(interview), Role)
    inference.submit(
        settings().require("speech_endpoint"),
        answer.sound[task.piece].sound,
        token.inference_id,
        content_type="audio/wav",
        attributes=inference.attributes(language=interview.language, vocabulary=vocabulary(role, interview.language)),
    )
    return TranscribeReceipt(interview_id=task.interview_id, answer=task.answer, piece=task.piece)
