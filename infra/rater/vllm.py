"""vLLM as a child process on loopback: a model of full precision on a GPU."""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rater.engine import HOST, Deadline, EngineDied, ask, sha256_of, too_long
from rater.wire import MOST_LOGPROBS, Completion, Request, Token

POLL_SECONDS = 0.5


@dataclass(frozen=True)
class Options:
    """A folder of safetensors with tokenizer and configuration; `context`: tokens of a prompt with its answer."""

    name: str
    folder: Path
    context: int
    gpu_memory_percent: int
    start_seconds: float


class Vllm:
    """A running vLLM. One prompt at a time: batches of a fixed shape, and so the same numbers for the same body."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._key = secrets.token_urlsafe(32)
        self._port = _free_port()
        self._child = self._start()
        atexit.register(self._end)
        heard = threading.Event()
        threading.Thread(target=_pass_on, args=(self._child, heard), daemon=True).start()
        self._wait()
        heard.set()
        self.identity = {
            "name": options.name,
            "sha256": sha256_of_weights(options.folder),
            "engine": f"vLLM {self._version()}",
        }

    @property
    def is_alive(self) -> bool:
        """Whether the child runs."""
        return self._child.poll() is None

    def complete(self, request: Request, deadline: Deadline) -> list[Completion]:
        """What follows each prompt, in order. Raises Refusal, EngineDied.

        The cache is emptied first, so what it holds comes from this body alone.
        """
        status, _ = ask(self._port, "/reset_prefix_cache", {}, deadline, self._key)
        if status != 200:
            raise EngineDied(f"the cache was not emptied: status {status}")
        return [self._follow(request, index, deadline) for index in range(len(request.prompts))]

    def _follow(self, request: Request, index: int, deadline: Deadline) -> Completion:
        body: dict[str, Any] = {
            "model": self._options.name,
            "prompt": request.prompts[index],
            "max_tokens": request.max_tokens,
            "temperature": 0,
            "seed": request.seed,
            "logprobs": request.logprobs,
        }
        status, answer = ask(self._port, "/v1/completions", body, deadline, self._key)
        if status == 400 and "context length" in str(answer):
            raise too_long(index, self._options.context)
        try:
            return _completion(answer)
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise EngineDied(f"status {status}, {type(error).__name__}") from None

    def _start(self) -> subprocess.Popen[bytes]:
        options = self._options
        command = ["vllm", "serve", str(options.folder), "--host", HOST, "--port", str(self._port)]
        command += ["--served-model-name", options.name, "--max-model-len", str(options.context)]
        command += ["--gpu-memory-utilization", f"{options.gpu_memory_percent / 100:.2f}", "--max-num-seqs", "1"]
        command += ["--enable-prefix-caching", "--enable-prompt-tokens-details", "--max-logprobs", str(MOST_LOGPROBS)]
        # Without this the weights' own wishes (a penalty for repetition, for one) would change what is likely.
        command += ["--generation-config", "vllm", "--seed", "0"]
        command += ["--disable-log-stats", "--disable-uvicorn-access-log"]
        settings = {
            "VLLM_API_KEY": self._key,
            "VLLM_SERVER_DEV_MODE": "1",  # what empties the cache is among its tools for developers
            "VLLM_NO_USAGE_STATS": "1",
            "HF_HUB_OFFLINE": "1",
        }
        return subprocess.Popen(
            command,
            env={**os.environ, **settings},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def _wait(self) -> None:
        until = time.monotonic() + self._options.start_seconds
        while not self._healthy():
            if not self.is_alive:
                raise EngineDied("vLLM ended while it loaded")
            if time.monotonic() > until:
                raise EngineDied(f"vLLM was not ready after {self._options.start_seconds:g} seconds")
            time.sleep(POLL_SECONDS)

    def _healthy(self) -> bool:
        return self._get("/health")[0] == 200

    def _version(self) -> str:
        try:
            return str(json.loads(self._get("/version")[1])["version"])
        except (ValueError, KeyError, TypeError):
            raise EngineDied("vLLM does not tell its version") from None

    def _get(self, path: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(HOST, self._port, timeout=5)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            connection.close()

    def _end(self) -> None:
        with contextlib.suppress(OSError):
            os.killpg(self._child.pid, signal.SIGKILL)  # it inherits our blocked signals; no other would reach it
        self._child.wait()


def _pass_on(child: subprocess.Popen[bytes], served: threading.Event) -> None:
    """What it says while it loads goes to our log; afterwards it has seen prompts, and nothing of it does."""
    assert child.stdout is not None  # noqa: S101  # it was asked for
    for line in child.stdout:
        if not served.is_set():
            sys.stderr.buffer.write(line)
            sys.stderr.flush()


def sha256_of_weights(folder: Path) -> str:
    """One digest for all weights: that of what ``sha256sum *.safetensors`` prints."""
    lines = [f"{sha256_of(path)}  {path.name}\n" for path in sorted(folder.glob("*.safetensors"))]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _completion(answer: dict[str, Any]) -> Completion:
    choice, usage = answer["choices"][0], answer["usage"]
    told = choice["logprobs"]
    tokens = zip(told["tokens"], told["token_logprobs"], told["top_logprobs"], strict=True) if told else ()
    return Completion(
        text=choice["text"],
        finish_reason=choice["finish_reason"],
        tokens=tuple(
            Token(text, float(logprob), {other: float(value) for other, value in top.items()})
            for text, logprob, top in tokens
        ),
        prompt_tokens=usage["prompt_tokens"],
        completion_tokens=usage["completion_tokens"],
        cached_tokens=(usage.get("prompt_tokens_details") or {}).get("cached_tokens") or 0,
    )
