"""What the rater answered: read, paid for, kept, remembered."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from mianshi.contracts.events import RateReceipt
from mianshi.contracts.rating import CheckSheet, Ratings
from mianshi.contracts.usage import LineOutcome
from mianshi.errors import Defect
from mianshi.language.reading import memory_key, read, response_of, spent_ms
from mianshi.log import logger
from mianshi.platform import inference, objects, workflow
from mianshi.platform.settings import settings
from mianshi.platform.store import tokens
from paying import pay

LARGEST_RESPONSE = 8 << 20
"""Bytes; twenty rivals for each of 256 checks are a tenth of it."""


def take(result: inference.InferenceResult, usable: LineOutcome) -> Callable[[tokens.Token], bool] | None:
    """What keeps the ratings and wakes who waits; None where there are none, or none that can be believed.

    The endpoint's time is billed either way; `usable` says how ratings that can be believed count.
    """
    if result.output is None:
        pay(result, 0, "failed")
        return None
    response: Any = None
    ratings: Ratings | None = None
    interview_id, _, attempt, answer, *_ = result.inference_id.split(":")
    try:
        sheet = objects.get_record(objects.work(interview_id, int(attempt), f"rate/sheet-{answer}.json"), CheckSheet)
        response = response_of(objects.get_body(result.output, LARGEST_RESPONSE))
        ratings = read(sheet, response)
    except Defect as error:
        logger.error("unusable ratings", extra={"code": error.code, "detail": error.detail})
    pay(result, spent_ms(response), "failed" if ratings is None else usable)
    return None if ratings is None else partial(_keep, ratings, sheet)


def _keep(ratings: Ratings, sheet: CheckSheet, waiting: tokens.Token) -> bool:
    name = f"ratings-{waiting.answer}.json"
    objects.put_record(objects.artefact(waiting.interview_id, waiting.stage, waiting.attempt, name), ratings)
    objects.put_record(objects.memory("ratings", memory_key(settings().require("rater_model"), sheet)), ratings)
    receipt = RateReceipt(
        interview_id=waiting.interview_id,
        answer=waiting.answer,
        checks=len(ratings.values),
        compute_ms=ratings.compute_ms,
    )
    return workflow.succeed(waiting.token, receipt)
