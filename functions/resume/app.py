"""Resume: the endpoint is done with an answer; keep what it heard and wake the workflow that waits."""

from __future__ import annotations

import re
from typing import Any, Literal

from mianshi.contracts.base import Record
from mianshi.contracts.events import TranscribeReceipt
from mianshi.contracts.transcript import Recognition
from mianshi.contracts.usage import Meter, Usage
from mianshi.errors import Defect
from mianshi.log import logger
from mianshi.platform import inference, objects, workflow
from mianshi.platform.settings import settings
from mianshi.platform.store import tokens
from mianshi.stage import bill, stage

_REFUSED = re.compile(r"(client|server) error \(4\d\d\)", re.IGNORECASE)
_PASSING = re.compile(r"server error \((0|5\d\d)\)|internalserver|time(d )?out|unavailable|expired", re.IGNORECASE)
Family = Literal["Rejected", "Transient", "Defect"]
_SENTENCES: dict[Family, str] = {
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
    result, heard = task.result, _hear(task.result)
    waiting = tokens.waiting(result.inference_id)
    if waiting is None or (result.output is None and result.inference_id != waiting.inference_id):
        logger.info("nobody waits for this result")
        return ResumeReceipt(interview_id=task.interview_id, resumed=False)
    if heard is not None:
        resumed = _succeed(waiting, heard)
    elif result.output is not None:
        resumed = workflow.fail(waiting.token, "Defect", "speech_result: it cannot be read")
    else:
        family = _family(result.failure)
        resumed = workflow.fail(waiting.token, family, f"speech_endpoint: {_SENTENCES[family]}")
    tokens.answered(waiting)
    return ResumeReceipt(interview_id=task.interview_id, resumed=resumed)


def _hear(result: inference.InferenceResult) -> Recognition | None:
    """What the endpoint heard, or None. Its time is billed to the try that asked, also where nobody waits any more."""
    if result.output is None:
        return None
    try:
        heard = objects.get_record(result.output, Recognition)
    except Defect as error:
        logger.error("unreadable result", extra={"code": error.code})
        return None
    interview_id, stage_name, *which = result.inference_id.split(":")
    seconds = Usage(meter=Meter.ENDPOINT_SECONDS, quantity=heard.compute_ms, variant=settings().speech_instance)
    bill(stage_name, interview_id, f"endpoint-{'-'.join(which)}", "ok", [seconds])
    return heard


def _succeed(waiting: tokens.Token, heard: Recognition) -> bool:
    name = f"answer-{waiting.answer}.json"
    objects.put_record(objects.artefact(waiting.interview_id, waiting.stage, waiting.attempt, name), heard)
    receipt = TranscribeReceipt(
        interview_id=waiting.interview_id,
        answer=waiting.answer,
        words=sum(len(segment.words) for segment in heard.segments),
        compute_ms=heard.compute_ms,
    )
    return workflow.succeed(waiting.token, receipt)


def _family(failure: str) -> Family:
    """How the endpoint's own words are meant: 4xx is the sound's fault, 5xx or no answer passes, the rest is ours."""
    if _REFUSED.search(failure):
        return "Rejected"
    return "Transient" if _PASSING.search(failure) else "Defect"
