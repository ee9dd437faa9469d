"""What the endpoint heard: read, paid for, kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from mianshi.contracts.events import TranscribeReceipt
from mianshi.contracts.transcript import Recognition
from mianshi.contracts.usage import LineOutcome
from mianshi.errors import Defect
from mianshi.log import logger
from mianshi.platform import inference, objects, workflow
from mianshi.platform.store import tokens
from paying import pay


def take(result: inference.InferenceResult, usable: LineOutcome) -> Callable[[tokens.Token], bool] | None:
    """What keeps the words and wakes who waits; None where nothing was heard that can be read.

    The endpoint's time is billed to the try that asked, also where nobody waits any more; `usable` says how words that
    can be read count.
    """
    heard = _read(result)
    pay(result, heard.compute_ms if heard else 0, usable if heard else "failed")
    return partial(_keep, heard) if heard else None


def _read(result: inference.InferenceResult) -> Recognition | None:
    if result.output is None:
        return None
    try:
        return objects.get_record(result.output, Recognition)
    except Defect as error:
        logger.error("unreadable result", extra={"code": error.code})
        return None


def _keep(heard: Recognition, waiting: tokens.Token) -> bool:
    name = f"answer-{waiting.answer}-{waiting.piece}.json"
    objects.put_record(objects.artefact(waiting.interview_id, waiting.stage, waiting.attempt, name), heard)
    receipt = TranscribeReceipt(
        interview_id=waiting.interview_id,
        answer=waiting.answer,
        piece=waiting.piece,
        words=sum(len(segment.words) for segment in heard.segments),
        compute_ms=heard.compute_ms,
    )
    return workflow.succeed(waiting.token, receipt)
