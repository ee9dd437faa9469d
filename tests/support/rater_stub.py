"""A rater without a model: OpenAI's completions with answers that a test chooses, or misbehaviour on request.

Inside a test: ``with RaterStub() as stub``; `stub.url` takes ``POST /invocations`` and ``POST /v1/completions``.

As a process (``BIND_PORT``) it stands in for the container; the folder STUB steers it: ``rater_plan.json`` lists how the
next requests go, ``rater_answers.json`` has the chances, and ``rater_requests.log`` gets a line for each request.

How a request goes: ``ok``; ``yes`` and ``no`` answer every prompt so; ``slow`` answers after `SLOW_SECONDS`; ``hang``
never; ``die`` hangs up (and ends the process); ``not_json``; ``garbage`` is JSON of another shape; ``no_logprobs``;
``short`` has an answer too few; ``shuffled`` gives the answers in another order; a status such as ``500``.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import threading
import time
from collections.abc import Iterable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self

SLOW_SECONDS = 1.0
SHARE = 0.9
"""Of the probability, for yes and no together; the rest is spread over other tokens."""
OTHERS = ("是", "否", "Yes", "No", "1", "2", "3", "4", "5", "The", " Yes", " No")
MODEL = "stub"
SHA256 = hashlib.sha256(MODEL.encode()).hexdigest()


class RaterStub:
    """A server on a loopback port; `requests` are the bodies that came, `answers` chances of yes by a part of a prompt.

    A prompt with none of the parts gets a chance that depends on its text alone.
    """

    def __init__(self, answers: Mapping[str, float] | None = None, folder: Path | None = None, port: int = 0) -> None:
        self.answers = dict(answers or {})
        self.requests: list[dict[str, Any]] = []
        self._plan: list[str] = []
        self._folder = folder
        self._lock = threading.Lock()
        self.closing = threading.Event()
        handler = type("BoundHandler", (_Handler,), {"stub": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self._server.daemon_threads = True

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def behave(self, *how: str) -> None:
        """How the next requests go, in turn; afterwards all is well."""
        self._plan = list(how)

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def serve(self) -> None:
        """Until it is closed."""
        self._server.serve_forever(poll_interval=0.01)

    def take(self, body: dict[str, Any]) -> str:
        """Remember a request; says how it goes."""
        with self._lock:
            self.requests.append(body)
            how = self._next()
            if self._folder:
                line = {"prompts": len(_prompts(body)), "how": how}
                with (self._folder / "rater_requests.log").open("a") as log:
                    log.write(json.dumps(line) + "\n")
            return how

    def _next(self) -> str:
        plan = self._folder / "rater_plan.json" if self._folder else None
        if plan is not None:
            self._plan = json.loads(plan.read_text()) if plan.exists() else []
        how = self._plan.pop(0) if self._plan else "ok"
        if plan is not None and self._plan:
            plan.write_text(json.dumps(self._plan))
        elif plan is not None:
            plan.unlink(missing_ok=True)
        return how

    def chance(self, prompt: str) -> float:
        """Of yes."""
        answers = self.answers
        if self._folder and (file := self._folder / "rater_answers.json").exists():
            answers = json.loads(file.read_text())
        for part, chance in answers.items():
            if part in prompt:
                return chance
        return (1 + hashlib.sha256(prompt.encode()).digest()[0]) / 257


def answer(prompts: Iterable[str], chances: Iterable[float]) -> dict[str, Any]:
    """A response body for prompts that are answered yes with these chances."""
    asked = list(prompts)
    choices = [_choice(index, chance, asked[index]) for index, chance in enumerate(chances)]
    size = sum(len(prompt) for prompt in asked)
    return {
        "object": "text_completion",
        "model": MODEL,
        "choices": choices,
        "usage": {
            "prompt_tokens": size,
            "completion_tokens": len(choices),
            "total_tokens": size + len(choices),
            "prompt_tokens_details": {"cached_tokens": 0},
        },
        "weights_sha256": SHA256,
        "engine": "stub 1",
        "compute_ms": 10 * len(choices),
    }


def _choice(index: int, chance: float, prompt: str) -> dict[str, Any]:
    yes, no = ("是", "否") if "“是”或“否”" in prompt else ("Yes", "No")
    others = [token for token in OTHERS if token not in (yes, no)]
    shares = {yes: SHARE * chance, no: SHARE * (1 - chance)} | {token: (1 - SHARE) / len(others) for token in others}
    top = {token: math.log(max(share, 1e-9)) for token, share in sorted(shares.items(), key=lambda one: -one[1])}
    text = next(iter(top))
    told = {"tokens": [text], "token_logprobs": [top[text]], "top_logprobs": [top], "text_offset": [0]}
    return {"index": index, "text": text, "finish_reason": "length", "logprobs": told}


def _prompts(body: dict[str, Any]) -> list[str]:
    prompt = body["prompt"]
    return [prompt] if isinstance(prompt, str) else list(prompt)


class _Handler(BaseHTTPRequestHandler):
    stub: ClassVar[RaterStub]

    def do_GET(self) -> None:
        self._send(200, b"{}")

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        how = self.stub.take(body)
        if how == "hang":
            self.stub.closing.wait()
        elif how == "die":
            self._die()
        elif how.isdigit():
            self._send(int(how), b'{"error": {"message": "as planned", "type": "planned"}}')
        else:
            if how == "slow":
                time.sleep(SLOW_SECONDS)
            self._send(200, self._body(_prompts(body), how))

    def _body(self, prompts: list[str], how: str) -> bytes:
        if how == "not_json":
            return b"<html>Bad gateway</html>"
        if how == "garbage":
            return b'{"choices": [{"text": 7}], "usage": "much"}'
        sure = {"yes": 0.999, "no": 0.001}.get(how)
        document = answer(prompts, [self.stub.chance(prompt) if sure is None else sure for prompt in prompts])
        choices = document["choices"]
        if how == "no_logprobs":
            document["choices"] = [{**choice, "logprobs": None} for choice in choices]
        elif how == "short":
            document["choices"] = choices[:-1]
        elif how == "shuffled":
            document["choices"] = choices[::-1]
        return json.dumps(document, ensure_ascii=False).encode()

    def _die(self) -> None:
        if __name__ == "__main__":
            os._exit(1)
        self.connection.close()

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    RaterStub(folder=Path(os.environ["STUB"]), port=int(os.environ["BIND_PORT"])).serve()
