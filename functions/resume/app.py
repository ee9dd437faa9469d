"""Resume: the endpoint is done with an answer; keep it and wake the workflow that waits."""

from __future__ import annotations

from typing import Any

import endpoints
from mianshi import attempt
from mianshi.contracts.base import Record
from mianshi.contracts.usage import LineOutcome
from mianshi.log import logger
from mianshi.platform import inference
from mianshi.platform.store import tokens
from mianshi.stage import stage


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
    """Nobody waits where the result came twice or too late: that is paid for, logged, and changes nothing.

    An answer counts whichever try it comes from; a failure counts only for the try that is waiting.
    """
    result = task.result
    endpoint = endpoints.of(result)
    waiting = tokens.waiting(result.inference_id)
    attempt.came_to("ok" if waiting else _in_vain(result))
    keep = endpoint.take(result, attempt.outcome())
    if waiting is None or (result.output is None and result.inference_id != waiting.inference_id):
        attempt.came_to("cancelled" if waiting else attempt.outcome())  # an older try's failure concerns nobody
        logger.info("nobody waits for this result")
        return ResumeReceipt(interview_id=task.interview_id, resumed=False)
    resumed = keep(waiting) if keep else endpoint.fail(result, waiting)
    if not resumed:
        attempt.came_to("cancelled")  # its execution was stopped, or waited no longer
    tokens.answered(waiting)
    return ResumeReceipt(interview_id=task.interview_id, resumed=resumed)


def _in_vain(result: inference.InferenceResult) -> LineOutcome:
    """What a result is that nobody waits for: the answer was there already, or whoever asked is gone."""
    return "duplicate" if tokens.was_answered(result.inference_id) else "cancelled"
