"""Resume: the endpoint is done with an answer; keep what it heard and wake the workflow that waits."""

from __future__ import annotations

import re
from typing import Any, Literal

from mianshi.contracts.base import Record
from mianshi.contracts.events import TranscribeReceipt
from mianshi.contracts.transcript import Recognition
from mianshi.contracts.usage import Meter, Usage
from mianshi.log import logger
from mianshi.platform import inference, objects, workflow
from mianshi.platform.settings import settings
from mianshi.platform.store import tokens
from mianshi.stage import bill, stage

_CLIENT_ERROR = re.compile(r"client error \(4\d\d\)", re.IGNORECASE)
_SERVER_ERROR = re.compile(r"server error \(5\d\d\)|timed out|unavailable", re.IGNORECASE)


class ResumeTask(Record):
    interview_id: str
    result: inference.InferenceResult


class ResumeReceipt(Record):
    interview_id: str
    resumed: bool


def handler(event: dict[str, Any], context: Any) -> list[Any]:
    """One SNS event, one notification or more."""
    results = inference.results(event)
    return [
        resume({"interview_id": r.inference_id.split(":")[0], "result": r.model_dump(mode="json")}, context)
        for r in results
    ]


@stage("resume", ResumeTask)
def resume(task: ResumeTask) -> ResumeReceipt:
    """Nobody waits where the result came twice or too late: that is logged and changes nothing."""
    waiting = tokens.waiting(task.result.inference_id)
    if waiting is None:
        logger.info("nobody waits for this result")
        return ResumeReceipt(interview_id=task.interview_id, resumed=False)
    if task.result.output is None:
        resumed = workflow.fail(waiting.token, _family(task.result.failure), "speech_endpoint: it refused the sound")
    else:
        resumed = _succeed(waiting, objects.get_record(task.result.output, Recognition))
    tokens.answered(waiting.inference_id)
    return ResumeReceipt(interview_id=task.interview_id, resumed=resumed)


def _succeed(waiting: tokens.Token, heard: Recognition) -> bool:
    name = f"answer-{waiting.answer}.json"
    objects.put_record(objects.artefact(waiting.interview_id, waiting.stage, waiting.attempt, name), heard)
    seconds = Usage(meter=Meter.ENDPOINT_SECONDS, quantity=heard.compute_ms, variant=settings().speech_instance)
    bill("transcribe", waiting.interview_id, f"endpoint-{waiting.attempt}-{waiting.answer}", "ok", [seconds])
    receipt = TranscribeReceipt(
        interview_id=waiting.interview_id,
        answer=waiting.answer,
        words=sum(len(segment.words) for segment in heard.segments),
        compute_ms=heard.compute_ms,
    )
    return workflow.succeed(waiting.token, receipt)


def _family(failure: str) -> Literal["Rejected", "Transient", "Defect"]:
    """How the endpoint's own words are meant: 4xx is the sound's fault, 5xx passes, anything else is ours."""
    if _CLIENT_ERROR.search(failure):
        return "Rejected"
    return "Transient" if _SERVER_ERROR.search(failure) else "Defect"
