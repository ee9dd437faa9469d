"""What a rater's response says about the checks of a sheet. Numbers come out of it and nothing else.

The response is OpenAI's completions, one choice per prompt with the log-probabilities of its first token. It comes from
a language model that read what a candidate said, so nothing in it is believed further than it can be checked, and none
of its words is kept.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from mianshi.contracts.base import Record
from mianshi.contracts.rating import Check, CheckSheet, Rater, Ratings
from mianshi.errors import Defect

LARGEST = 12.0
"""Bound of a log ratio, natural logarithm: one in 160,000 is as sure as we let anybody be."""
LEAST_ON_ANSWERS = 0.2
"""Probability that must lie on the answers that were asked for; below it the model answered something else."""
MOST_VOID = 1 / 3
"""Share of void checks above which the model is taken not to follow at all."""
UNREPORTED = "unreported"
"""Where a server does not tell its weights or its engine, as a plain vLLM does not."""

_CODE = "rater_result"
_DAY_MS = 86_400_000
_NAME = re.compile(r"[A-Za-z0-9][\w .,:/@+()-]{0,79}", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Completions(Record):
    """The request that is answered so: one token for every prompt, never by chance, with its likeliest rivals."""

    prompt: list[str]
    max_tokens: int = 1
    temperature: int = 0
    logprobs: int = 20
    seed: int = 0


def response_of(body: bytes) -> Any:
    """The JSON of a response body.

    Raises:
        Defect: ``rater_result`` where it is none.
    """
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Defect(_CODE, "the response is not JSON") from None


def memory_key(model: str, sheet: CheckSheet) -> str:
    """Under which ratings of a sheet are remembered: 64 hexadecimal characters of SHA-256.

    The same for two answers only where the same model is asked the same; a changed prompt, role, embedding or
    calibration asks something else.
    """
    asked = json.dumps([model, sheet.version, sheet.prompts()], ensure_ascii=False)
    return hashlib.sha256(asked.encode()).hexdigest()


def remembered(ratings: Ratings, sheet: CheckSheet) -> Ratings | None:
    """Ratings of an earlier answer as those of this one, for which nobody worked; None where they do not fit it."""
    if len(ratings.values) != len(sheet.prompts()):
        return None
    return ratings.model_copy(update={"answer": sheet.answer, "compute_ms": 0})


def read(sheet: CheckSheet, response: Any) -> Ratings:
    """The values of every check, in the order of the sheet's prompts.

    A pair of answers gives ``ln p(first) - ln p(second)``, each ``p`` the sum over the listed tokens that are the
    answer but for spaces and case; an answer that is not listed counts with the smallest probability that is. A
    ``level`` gives the expected digit over the digits listed. A check is void, None, where less than
    `LEAST_ON_ANSWERS` of the probability lies on its answers.

    Args:
        sheet: what was asked.
        response: the JSON value that came back.

    Raises:
        Defect: ``rater_result``; not the shape of a completions response, another number of choices, wrong indices,
            no or impossible log-probabilities, or more than `MOST_VOID` of the checks void.
    """
    checks = [check for passage in sheet.passages for check in passage.checks]
    body = _mapping(response, "the response is not an object")
    values = [_value(check, top) for check, top in zip(checks, _tops(body, len(checks)), strict=True)]
    void = sum(value is None for value in values)
    if void > MOST_VOID * len(values):
        raise Defect(_CODE, f"{void} of {len(values)} replies are none of the answers that were asked for")
    return Ratings(answer=sheet.answer, rater=_rater(body), values=values, compute_ms=spent_ms(body))


def spent_ms(response: Any) -> int:
    """The milliseconds the server says it worked, whatever else it answered; 0 where it does not say."""
    told = response.get("compute_ms") if isinstance(response, dict) else None
    return told if isinstance(told, int) and not isinstance(told, bool) and 0 <= told <= _DAY_MS else 0


def _tops(body: Mapping[str, Any], expected: int) -> list[dict[str, float]]:
    """Per prompt, the probabilities of the tokens that are listed for its first token."""
    choices = _list(body.get("choices"), "there are no choices")
    if len(choices) != expected:
        raise Defect(_CODE, f"{len(choices)} choices came back for {expected} prompts")
    by_index: dict[int, dict[str, float]] = {}
    for choice in choices:
        fields = _mapping(choice, "a choice is not an object")
        index = fields.get("index")
        if not isinstance(index, int) or isinstance(index, bool) or index in by_index or not 0 <= index < expected:
            raise Defect(_CODE, "the indices of the choices are not those of the prompts")
        by_index[index] = _top(fields)
    return [by_index[index] for index in range(expected)]


def _top(choice: Mapping[str, Any]) -> dict[str, float]:
    told = _mapping(choice.get("logprobs"), "a choice has no log-probabilities")
    tops = _list(told.get("top_logprobs"), "a choice has no log-probabilities")
    first = _mapping(tops[0] if tops else None, "a choice lists no tokens")
    if not first:
        raise Defect(_CODE, "a choice lists no tokens")
    found = {token: _probability(logprob) for token, logprob in first.items()}
    if math.fsum(found.values()) > 1.01:
        raise Defect(_CODE, "the probabilities of a token add up to more than one")
    return found


def _probability(logprob: Any) -> float:
    """Between 0 and 1; a server may round a certain token to just above 0."""
    if isinstance(logprob, bool) or not isinstance(logprob, int | float):
        raise Defect(_CODE, "a log-probability is not a number")
    if not logprob <= 0.001:  # so that no number at all is refused too
        raise Defect(_CODE, "a log-probability is impossible")
    return math.exp(min(0.0, max(-745.0, logprob)))


def _value(check: Check, top: Mapping[str, float]) -> float | None:
    shares = [_share(top, answer) for answer in check.answers]
    if math.fsum(shares) < LEAST_ON_ANSWERS:
        return None
    if check.kind == "level":
        digits = math.fsum(share * int(answer) for share, answer in zip(shares, check.answers, strict=True))
        return digits / math.fsum(shares)
    least = max(min(top.values()), math.exp(-745.0))
    first, second = (share or least for share in shares)
    return max(-LARGEST, min(LARGEST, math.log(first) - math.log(second)))


def _share(top: Mapping[str, float], answer: str) -> float:
    wanted = answer.strip().casefold()
    return math.fsum(share for token, share in top.items() if token.strip().casefold() == wanted)


def _rater(body: Mapping[str, Any]) -> Rater:
    """Who says to have read. A name that is no plain name, or a hash that is none, is not repeated."""
    sha256 = body.get("weights_sha256")
    return Rater(
        model=_name(body.get("model")),
        weights_sha256=sha256 if isinstance(sha256, str) and _SHA256.fullmatch(sha256) else UNREPORTED,
        engine=_name(body.get("engine")),
    )


def _name(value: Any) -> str:
    return value if isinstance(value, str) and _NAME.fullmatch(value) else UNREPORTED


def _mapping(value: Any, otherwise: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Defect(_CODE, otherwise)
    return value


def _list(value: Any, otherwise: str) -> Sequence[Any]:
    if not isinstance(value, list):
        raise Defect(_CODE, otherwise)
    return value
