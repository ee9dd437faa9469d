"""Resume: the endpoint is done with an answer; keep what it heard and wake the workflow that waits."""

from __future__ import annotations

from typing import Any

import hearing
from mianshi.contracts.base import Record
from mianshi.log import logger
from mianshi.platform import inference, workflow
from mianshi.platform.store import tokens
from mianshi.stage import stage

_SENTENCES: dict[inference.Family, str] = {
    "Rejected": "it refused the sound",
    "Transient": "it gave no answer this time",
    "Defect": "it cannot be used",
}


class ResumeTask(Record):
    interview_id: str
    result: inference.InferenceResult


class ResumeReceipt(Record):
    interview_id: str
    resumed: bool


def handler(event: dict[str, Any], context: Any) -> list[Any]:
    """One SNS event, one notification or more."""
    return [
        resume({"interview_id": r.inference_id.split(":")[0], "result": r.model_dump(mode="json")}, context)
        for r in inference.results(event)
    ]


@stage("resume", ResumeTask)
def resume(task: ResumeTask) -> ResumeReceipt:
    """Nobody waits where the result came twice or too late: that is logged and changes nothing.

    Words count whichever try they come from; a failure counts only for the try that is waiting.
    """
    result, heard = task.result, hearing.hear(task.result)
    waiting = tokens.waiting(result.inference_id)
    if waiting is None or (result.output is None and result.inference_id != waiting.inference_id):
        logger.info("nobody waits for this result")
        return ResumeReceipt(interview_id=task.interview_id, resumed=False)
    if heard is not None:
        resumed = hearing.succeed(waiting, heard)
    elif result.output is not None:
        resumed = workflow.fail(waiting.token, "Defect", "speech_result: it cannot be read")
    else:
        family = inference.family(result.failure)
        resumed = workflow.fail(waiting.token, family, f"speech_endpoint: {_SENTENCES[family]}")
    tokens.answered(waiting)
    return ResumeReceipt(interview_id=task.interview_id, resumed=resumed)
