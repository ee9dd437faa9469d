"""llama.cpp in this process, from the wheel `xllamacpp`: a quantised model on the CPU."""

from __future__ import annotations

import importlib.metadata
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import xllamacpp

from rater.engine import Deadline, EngineDied, ask, sha256_of, too_long
from rater.wire import Completion, Request, Token

BATCH = 512
"""Tokens between two looks at whether the client still waits: about five seconds of work on two cores."""


@dataclass(frozen=True)
class Options:
    """A GGUF file and how to run it; `context` is the most tokens of a prompt and its answer."""

    name: str
    weights: Path
    context: int = 8192
    threads: int = 2


class Llama:
    """A loaded model. One request at a time: what else runs would change the batches, and with them the last digits."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._key = secrets.token_urlsafe(32)
        self.identity = {
            "name": options.name,
            "sha256": sha256_of(options.weights),
            "engine": f"llama.cpp xllamacpp {importlib.metadata.version('xllamacpp')}",
        }
        self._server = xllamacpp.Server(_parameters(options, self._key))
        self._port = urlsplit(self._server.listening_address).port or 0

    @property
    def is_alive(self) -> bool:
        """Always: it lives and dies with this process."""
        return True

    def complete(self, request: Request, deadline: Deadline) -> list[Completion]:
        """What follows each prompt, in order. Raises Refusal, EngineDied.

        The first prompt is read from its first token, whatever the cache holds; each other one from where it parts from
        the one before. So the same body gives the same numbers, whoever asked what before.
        """
        return [self._follow(request, index, deadline) for index in range(len(request.prompts))]

    def _follow(self, request: Request, index: int, deadline: Deadline) -> Completion:
        body: dict[str, Any] = {
            "prompt": request.prompts[index],
            "max_tokens": request.max_tokens,
            "temperature": 0,
            "seed": request.seed,
            "cache_prompt": index > 0,
        }
        if request.logprobs:
            body |= {"logprobs": request.logprobs, "n_probs": request.logprobs}
        status, answer = ask(self._port, "/v1/completions", body, deadline, self._key)
        if status == 400 and answer.get("error", {}).get("type") == "exceed_context_size_error":
            raise too_long(index, self._options.context)
        try:
            return _completion(answer)
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise EngineDied(f"status {status}, {type(error).__name__}") from None


def _parameters(options: Options, key: str) -> Any:
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(options.weights)
    parameters.n_ctx = options.context
    parameters.n_parallel = 1
    parameters.n_batch = parameters.n_ubatch = BATCH
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = options.threads
    parameters.cache_ram_mib = 0  # prompts of others are not kept, and no earlier one comes back
    parameters.warmup = False
    parameters.verbosity = 0  # prompts are answers of people; none of them may reach a log
    parameters.ui = False
    parameters.api_keys = [key]  # it listens on loopback, where others may run
    return parameters


def _completion(answer: dict[str, Any]) -> Completion:
    choice, usage = answer["choices"][0], answer["usage"]
    told = (choice["logprobs"] or {}).get("content", [])
    return Completion(
        text=choice["text"],
        finish_reason=choice["finish_reason"],
        tokens=tuple(_token(entry) for entry in told),
        prompt_tokens=usage["prompt_tokens"],
        completion_tokens=usage["completion_tokens"],
        cached_tokens=usage["prompt_tokens_details"]["cached_tokens"],
    )


def _token(entry: dict[str, Any]) -> Token:
    top: dict[str, float] = {}
    for other in entry["top_logprobs"]:
        top.setdefault(other["token"], float(other["logprob"]))  # halves of characters look alike; the likeliest stays
    return Token(entry["token"], float(entry["logprob"]), top)
