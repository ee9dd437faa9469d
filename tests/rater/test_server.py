"""The rater's protocol, with a stand-in for the engine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from endpoint.container import Refusal
from rater.engine import Deadline, EngineDied, too_long
from rater.server import RaterServer, RaterService
from rater.wire import MOST_PROMPTS, Completion, Request, Token
from support.endpoint_client import Endpoint


class Engine:
    """Answers yes to everything; can be told to fail, to wait, or to die."""

    def __init__(self) -> None:
        self.identity = {"name": "small-model", "sha256": "ab12", "engine": "stand-in 1"}
        self.is_alive = True
        self.failure: Exception | None = None
        self.asked: list[Request] = []
        self.running = 0
        self.most_running = 0

    def complete(self, request: Request, deadline: Deadline) -> Sequence[Completion]:
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        self.asked.append(request)
        deadline.left()
        self.running -= 1
        if self.failure:
            raise self.failure
        tokens = (Token("Yes", -0.1, {"Yes": -0.1, "No": -2.3}), Token("好", -0.5, {"好": -0.5}))
        return [Completion("Yes好", "length", tokens, 7, 2, 4) for _ in request.prompts]


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def server() -> Iterator[RaterServer]:
    made = RaterServer(("127.0.0.1", 0), RaterService(queue_size=9), largest_body=100_000, request_seconds=5)
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.fixture
def rater(server: RaterServer, engine: Engine) -> Endpoint:
    server.service.ready(engine)
    return Endpoint(server.server_address[1])


def ask(
    rater: Endpoint, body: Any, path: str = "/invocations", kind: str = "application/json"
) -> tuple[int, dict[str, Any]]:
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    return rater.send("POST", path, sent, Content_Type=kind)


CHECKS = {"prompt": ["one", "two"], "max_tokens": 1, "temperature": 0, "logprobs": 20, "seed": 0}


@pytest.mark.parametrize("path", ["/invocations", "/v1/completions"])
def test_the_answer_has_the_shape_of_openais_completions(rater: Endpoint, path: str) -> None:
    status, answer = ask(rater, CHECKS, path)
    assert status == 200
    spent = answer.pop("compute_ms")
    assert isinstance(spent, int) and spent >= 0
    logprobs = {
        "tokens": ["Yes", "好"],
        "token_logprobs": [-0.1, -0.5],
        "top_logprobs": [{"Yes": -0.1, "No": -2.3}, {"好": -0.5}],
        "text_offset": [0, 3],
    }
    choices = [{"index": i, "text": "Yes好", "finish_reason": "length", "logprobs": logprobs} for i in range(2)]
    assert answer == {
        "object": "text_completion",
        "model": "small-model",
        "choices": choices,
        "usage": {
            "prompt_tokens": 14,
            "completion_tokens": 4,
            "total_tokens": 18,
            "prompt_tokens_details": {"cached_tokens": 8},
        },
        "weights_sha256": "ab12",
        "engine": "stand-in 1",
    }


def test_what_is_asked_reaches_the_engine(rater: Endpoint, engine: Engine) -> None:
    assert ask(rater, {**CHECKS, "seed": 5, "max_tokens": 2, "model": "small-model"})[0] == 200
    assert ask(rater, {"prompt": "为什么？", "stream": False, "n": 1, "stop": None, "temperature": 0.0})[0] == 200
    assert engine.asked == [
        Request(("one", "two"), max_tokens=2, logprobs=20, seed=5, model="small-model"),
        Request(("为什么？",), max_tokens=1, logprobs=None, seed=0),
    ]


def test_without_logprobs_there_are_none(rater: Endpoint) -> None:
    assert ask(rater, {"prompt": "one"})[1]["choices"][0]["logprobs"] is None


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"{", "not JSON"),
        (b"", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 50_000, "not JSON"),
        ([1], "not a JSON object"),
        ({}, "prompt is"),
        ({"prompt": []}, "prompt is"),
        ({"prompt": {"a": 1}}, "prompt is"),
        ({"prompt": ["one", " \n"]}, "Prompt 1"),
        ({"prompt": [[1, 2]]}, "Prompt 0"),
        (b'{"prompt": "half \\ud83d"}', "surrogate"),
        ({"prompt": ["x"] * (MOST_PROMPTS + 1)}, f"at most {MOST_PROMPTS}"),
        ({"prompt": "x", "stream": True}, "stream"),
        ({"prompt": "x", "n": 2}, "n is not supported"),
        ({"prompt": "x", "best_of": 2}, "best_of"),
        ({"prompt": "x", "echo": True}, "echo"),
        ({"prompt": "x", "temperature": 0.7}, "temperature"),
        ({"prompt": "x", "temperature": "0"}, "temperature"),
        ({"prompt": "x", "tools": []}, '"tools"'),
        ({"prompt": "x", "max_tokens": 0}, "max_tokens"),
        ({"prompt": "x", "max_tokens": 17}, "max_tokens"),
        ({"prompt": "x", "max_tokens": True}, "max_tokens"),
        ({"prompt": "x", "max_tokens": 1.0}, "max_tokens"),
        ({"prompt": "x", "logprobs": 21}, "logprobs"),
        ({"prompt": "x", "logprobs": 0}, "logprobs"),
        ({"prompt": "x", "seed": -1}, "seed"),
        ({"prompt": "x", "model": 3}, "model"),
    ],
)
def test_a_body_that_cannot_be_answered_is_told_why(rater: Endpoint, engine: Engine, body: Any, words: str) -> None:
    status, answer = ask(rater, body)
    assert (status, answer["error"]["type"]) == (400, "invalid_request_error")
    assert words in answer["error"]["message"]
    assert answer["error"]["message"].count(". ") == 0, "one sentence"
    assert engine.asked == []


def test_other_refusals(rater: Endpoint) -> None:
    assert _short(ask(rater, {**CHECKS, "model": "gpt-9"})) == (404, "model_not_found")
    assert _short(ask(rater, CHECKS, "/v1/chat/completions")) == (404, "not_found")
    assert _short(ask(rater, CHECKS, kind="text/plain")) == (415, "invalid_request_error")
    assert _short(ask(rater, {"prompt": "x" * 100_001})) == (413, "too_large")


def _short(answer: tuple[int, dict[str, Any]]) -> tuple[int, str]:
    status, body = answer
    assert set(body) == {"error"} and set(body["error"]) == {"message", "type"}
    return status, body["error"]["type"]


def test_as_many_prompts_as_allowed(rater: Endpoint) -> None:
    assert len(ask(rater, {"prompt": ["x"] * MOST_PROMPTS})[1]["choices"]) == MOST_PROMPTS


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (too_long(1, 8192), (400, "context_length_exceeded")),
        (EngineDied("gone"), (500, "engine_failed")),
        (RuntimeError("secret words of a candidate"), (500, "engine_failed")),
    ],
)
def test_failures_of_the_engine_are_named_and_quote_nothing(
    rater: Endpoint,
    engine: Engine,
    capsys: pytest.CaptureFixture[str],
    failure: Exception,
    expected: tuple[int, str],
) -> None:
    engine.failure = failure
    answer = ask(rater, CHECKS)
    assert _short(answer) == expected
    assert "secret" not in answer[1]["error"]["message"] + capsys.readouterr().err
    engine.failure = None
    assert ask(rater, CHECKS)[0] == 200


def test_it_is_ready_while_its_engine_lives(server: RaterServer, engine: Engine) -> None:
    rater = Endpoint(server.server_address[1])
    assert rater.ping() == 503
    assert _short(ask(rater, CHECKS)) == (503, "loading")
    server.service.ready(engine)
    assert rater.ping() == 200
    engine.is_alive = False
    assert rater.ping() == 503
    assert ask(rater, CHECKS)[0] == 503


def test_a_request_that_takes_too_long_is_let_go(server: RaterServer, rater: Endpoint) -> None:
    server.request_seconds = 0
    assert _short(ask(rater, CHECKS)) == (503, "too_slow")
    server.request_seconds = 5
    assert ask(rater, CHECKS)[0] == 200


def test_one_request_at_a_time(rater: Endpoint, engine: Engine) -> None:
    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(ask(rater, CHECKS)[0])) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert answers == [200] * 5
    assert engine.most_running == 1


def test_a_refusal_is_an_exception_with_a_status() -> None:
    with pytest.raises(Refusal) as refusal:
        Deadline(0).left()
    assert refusal.value.status == 503
