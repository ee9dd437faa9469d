"""OpenAI's completions on the wire: what a body asks, what an answer looks like, what is refused.

Every request is decoded greedily, so the fields that would bring chance into it are refused instead of ignored.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from endpoint.container import Refusal

MOST_PROMPTS = 256
MOST_TOKENS = 16
"""A check is answered by a word or a digit; nobody needs a text from here."""
MOST_LOGPROBS = 20
_NEUTRAL: dict[str, Any] = {"n": 1, "best_of": 1, "stream": False, "echo": False, "temperature": 0}
_NAMED = {"model", "prompt", "max_tokens", "logprobs", "seed"}


@dataclass(frozen=True)
class Request:
    """What a body asks for. `logprobs` is how many alternatives each token comes with; None: no probabilities."""

    prompts: tuple[str, ...]
    max_tokens: int = 1
    logprobs: int | None = None
    seed: int = 0
    model: str | None = None


@dataclass(frozen=True)
class Token:
    """One token of an answer, its natural log-probability, and the likeliest tokens in its place."""

    text: str
    logprob: float
    top: dict[str, float]


@dataclass(frozen=True)
class Completion:
    """What followed one prompt; `cached` of its `prompt_tokens` were known from the prompt before."""

    text: str
    finish_reason: str
    tokens: tuple[Token, ...]
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int


def refused(message: str) -> Refusal:
    """A body that cannot be answered."""
    return Refusal(HTTPStatus.BAD_REQUEST, "invalid_request_error", message)


def request_from(body: bytes) -> Request:
    """What `body` asks for.

    Raises:
        Refusal: 400 ``invalid_request_error`` with one sentence that names the field.
    """
    fields = _object(body)
    _refuse_unknown(fields)
    model = fields.get("model")
    if model is not None and not isinstance(model, str):
        raise refused("model is a string.")
    wanted = fields.get("logprobs")
    return Request(
        prompts=_prompts(fields.get("prompt")),
        max_tokens=_whole(fields, "max_tokens", 1, 1, MOST_TOKENS),
        logprobs=None if wanted is None else _whole(fields, "logprobs", 1, 1, MOST_LOGPROBS),
        seed=_whole(fields, "seed", 0, 0, 2**31 - 1),
        model=model,
    )


def _object(body: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        raise refused("The body is not JSON.") from None
    if not isinstance(fields, dict):
        raise refused("The body is not a JSON object.")
    return fields


def _refuse_unknown(fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        if name in _NAMED or value is None:
            continue
        if name not in _NEUTRAL:
            raise refused(f"The field {json.dumps(name[:40])} is not supported.")
        if value != _NEUTRAL[name]:
            raise refused(f"{name} is not supported with another value than {json.dumps(_NEUTRAL[name])}.")


def _prompts(given: Any) -> tuple[str, ...]:
    prompts = [given] if isinstance(given, str) else given
    if not isinstance(prompts, list) or not prompts:
        raise refused("prompt is a string or a list of strings.")
    if len(prompts) > MOST_PROMPTS:
        raise refused(f"There are {len(prompts)} prompts; at most {MOST_PROMPTS} go into a request.")
    for index, prompt in enumerate(prompts):
        if not isinstance(prompt, str) or not prompt.strip():
            raise refused(f"Prompt {index} is not a string with text in it.")
        if not _is_utf8(prompt):
            raise refused(f"Prompt {index} has half of a surrogate pair in it.")
    return tuple(prompts)


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _whole(fields: Mapping[str, Any], name: str, default: int, least: int, most: int) -> int:
    value = fields.get(name)
    if value is None:
        return default
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise refused(f"{name} is a whole number from {least} to {most}.")
    return value


def answer_of(request: Request, completions: Sequence[Completion], identity: Mapping[str, str]) -> dict[str, Any]:
    """The response body, without its times."""
    prompt_tokens = sum(one.prompt_tokens for one in completions)
    completion_tokens = sum(one.completion_tokens for one in completions)
    return {
        "object": "text_completion",
        "model": identity["name"],
        "choices": [_choice(index, one, request.logprobs) for index, one in enumerate(completions)],
        "usage": {
            "prompt_tokens": prompt_tokens,
            "completion_tokens": completion_tokens,
            "total_tokens": prompt_tokens + completion_tokens,
            "prompt_tokens_details": {"cached_tokens": sum(one.cached_tokens for one in completions)},
        },
        "weights_sha256": identity["sha256"],
        "engine": identity["engine"],
    }


def _choice(index: int, completion: Completion, logprobs: int | None) -> dict[str, Any]:
    return {
        "index": index,
        "text": completion.text,
        "finish_reason": completion.finish_reason,
        "logprobs": None if logprobs is None else _logprobs(completion.tokens),
    }


def _logprobs(tokens: Sequence[Token]) -> dict[str, Any]:
    offsets, reached = [], 0
    for token in tokens:
        offsets.append(reached)
        reached += len(token.text)
    return {
        "tokens": [token.text for token in tokens],
        "token_logprobs": [token.logprob for token in tokens],
        "top_logprobs": [token.top for token in tokens],
        "text_offset": offsets,
    }
