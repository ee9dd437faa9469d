"""The rater as a process with the real weights: what it knows, that it repeats itself, what it refuses, how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from models.fetch import is_fetched, model_dir, read_manifest
from support.endpoint_client import Endpoint

pytestmark = [
    pytest.mark.models,
    pytest.mark.skipif(not is_fetched("rater"), reason="the rater's weights are not in the cache (make setup)"),
]
ROOT = Path(__file__).parents[2]
ANSWER = "A customer was angry about a broken zip. I said sorry, looked at the receipt and gave her a new coat."
SECRET = "Marzipanfabrik"


def check(question: str) -> str:
    return (
        "<|im_start|>system\nYou check answers given in job interviews.<|im_end|>\n"
        f"<|im_start|>user\nAnswer: {ANSWER}\n\n{question} Reply Yes or No.<|im_end|>\n<|im_start|>assistant\n"
    )


QUESTIONS = ["Did the customer get a new coat?", "Did the candidate shout?", "Was the receipt looked at?"]
BODY = {"prompt": [check(q) for q in QUESTIONS], "max_tokens": 1, "temperature": 0, "logprobs": 20, "seed": 0}


class Process:
    def __init__(self, log: Path, **settings: str) -> None:
        environment = {
            "MODEL_PATH": str(model_dir("rater")),
            "MODEL_NAME": "coder",
            "BIND_HOST": "127.0.0.1",
            "BIND_PORT": "0",
        }
        self.log = log
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, str(ROOT / "infra" / "rater" / "serve.py"), "serve"],
                env={**os.environ, **environment, **settings},
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    def said(self, event: str) -> list[dict[str, Any]]:
        lines = self.log.read_text().splitlines()
        return [line for line in map(json.loads, lines) if line["event"] == event]

    def wait_for(self, event: str) -> dict[str, Any]:
        while not (said := self.said(event)):
            try:
                self.process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
            assert self.said(event), self.log.read_text()
        return said[0]

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    one = Process(tmp_path_factory.mktemp("rater") / "log", CONTEXT_TOKENS="512")
    one.wait_for("ready")
    yield one
    if one.process.poll() is None:
        one.process.kill()


@pytest.fixture
def rater(process: Process) -> Endpoint:
    return Endpoint(process.said("listening")[0]["port"])


def ask(rater: Endpoint, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    return rater.send("POST", "/invocations", json.dumps(body).encode(), Content_Type="application/json")


def test_plain_facts_are_read_from_the_text(rater: Endpoint) -> None:
    status, answer = ask(rater, BODY)
    assert status == 200
    assert [choice["text"] for choice in answer["choices"]] == ["Yes", "No", "Yes"]
    for choice in answer["choices"]:
        told = choice["logprobs"]
        [top] = told["top_logprobs"]
        assert told["tokens"] == [choice["text"]]
        assert told["token_logprobs"] == [max(top.values())] == [top[choice["text"]]]
        assert {"Yes", "No"} <= set(top)
        assert 15 <= len(top) <= 20
        assert all(value <= 0 for value in top.values())
    assert answer["model"] == "coder"
    assert answer["weights_sha256"] == read_manifest()["rater"].files["model.gguf"]
    assert answer["engine"].startswith("llama.cpp xllamacpp ")


def test_the_same_body_gives_the_same_numbers_whatever_came_between(rater: Endpoint) -> None:
    first, again = ask(rater, BODY)[1], ask(rater, BODY)[1]
    ask(rater, {"prompt": ["Something else entirely.", check(QUESTIONS[2])], "logprobs": 5})
    last = ask(rater, BODY)[1]
    assert first["choices"] == again["choices"] == last["choices"]
    usage = first["usage"]
    assert usage == again["usage"] == last["usage"]
    assert usage["prompt_tokens_details"]["cached_tokens"] > usage["prompt_tokens"] / 3, "what they share is read once"


def test_chinese_passes_whole(rater: Endpoint) -> None:
    prompt = "<|im_start|>user\n一加一等于几？只回答一个汉字。<|im_end|>\n<|im_start|>assistant\n"
    status, answer = ask(rater, {"prompt": prompt, "max_tokens": 2, "logprobs": 5})
    assert status == 200
    assert "二" in answer["choices"][0]["text"] or "两" in answer["choices"][0]["text"]


def test_a_prompt_longer_than_the_context_is_refused_and_the_next_request_works(rater: Endpoint) -> None:
    status, answer = ask(rater, {"prompt": ["short", "word " * 600]})
    assert (status, answer["error"]["type"]) == (400, "context_length_exceeded")
    assert "Prompt 1" in answer["error"]["message"]
    assert ask(rater, {"prompt": "short"})[0] == 200


def test_nothing_of_a_prompt_reaches_the_log_and_sigterm_ends_it(process: Process, rater: Endpoint) -> None:
    assert ask(rater, {"prompt": f"{SECRET} is"})[0] == 200
    assert ask(rater, {"prompt": f"{SECRET} " * 600})[0] == 400
    assert process.end() == 0
    text = process.log.read_text()
    assert SECRET not in text
    assert {json.loads(line)["event"] for line in text.splitlines()} == {"listening", "ready", "request", "stopped"}


def test_a_request_over_its_time_is_dropped_by_the_engine_too(tmp_path: Path) -> None:
    process = Process(tmp_path / "log", CONTEXT_TOKENS="1024", REQUEST_SECONDS="1")
    try:
        process.wait_for("ready")
        rater = Endpoint(process.said("listening")[0]["port"])
        status, answer = ask(rater, {"prompt": ["alpha beta " * 250] * 50})
        assert (status, answer["error"]["type"]) == (503, "too_slow")
        assert any(ask(rater, {"prompt": "short"})[0] == 200 for _ in range(20)), "it must come back"
    finally:
        process.process.kill()
        process.process.wait()


@pytest.mark.parametrize(
    ("settings", "code"),
    [({"MODEL_PATH": "/nowhere"}, 2), ({"CONTEXT_TOKENS": "many"}, 2)],
)
def test_settings_that_cannot_be_used(tmp_path: Path, settings: dict[str, str], code: int) -> None:
    process = Process(tmp_path / "log", **settings)
    assert process.process.wait(60) == code
    assert process.said("stopped")


def test_weights_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / "model.gguf").write_bytes(b"GGUF" + bytes(100))
    process = Process(tmp_path / "log", MODEL_PATH=str(tmp_path / "weights"))
    assert process.process.wait(60) == 1
