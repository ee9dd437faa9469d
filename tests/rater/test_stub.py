"""The stub that stands in for the rater in other tests speaks as the rater does."""

from __future__ import annotations

import http.client
import json
import math
from collections.abc import Iterator
from typing import Any

import pytest

from rater.wire import Completion, Request, Token, answer_of
from support import rater_stub
from support.endpoint_client import Endpoint
from support.rater_stub import RaterStub, answer


@pytest.fixture
def stub() -> Iterator[RaterStub]:
    with RaterStub({"coat": 0.9}) as running:
        yield running


def ask(stub: RaterStub, *prompts: str) -> tuple[int, dict[str, Any]]:
    body = json.dumps({"prompt": list(prompts), "max_tokens": 1, "temperature": 0, "logprobs": 20, "seed": 0})
    return Endpoint(stub.port).send("POST", "/v1/completions", body.encode(), Content_Type="application/json")


def shape(value: Any) -> Any:
    """Names and types, the first of each list, log-probabilities by whatever name."""
    if isinstance(value, dict):
        named = {name: shape(one) for name, one in value.items()}
        return named if not all(isinstance(one, float) for one in value.values()) else float
    return [shape(value[0])] if isinstance(value, list) else type(value)


def test_it_has_the_shape_of_the_rater() -> None:
    completion = Completion("Yes", "length", (Token("Yes", -0.1, {"Yes": -0.1}),), 3, 1, 0)
    identity = {"name": "m", "sha256": "ab", "engine": "e 1"}
    real = {**answer_of(Request(("one",), logprobs=20), [completion], identity), "compute_ms": 1}
    assert shape(answer(["one"], [0.5])) == shape(real)


def test_chances_are_chosen_or_depend_on_the_prompt_alone(stub: RaterStub) -> None:
    first, again = ask(stub, "Did she get a coat?", "Was it red?"), ask(stub, "Did she get a coat?", "Was it red?")
    assert first == again
    top = first[1]["choices"][0]["logprobs"]["top_logprobs"][0]
    assert math.exp(top["Yes"]) / (math.exp(top["Yes"]) + math.exp(top["No"])) == pytest.approx(0.9)
    assert sum(map(math.exp, top.values())) == pytest.approx(1)
    assert len(stub.requests) == 2


def test_it_misbehaves_as_asked_and_then_no_more(stub: RaterStub) -> None:
    stub.behave("500", "garbage", "no_logprobs", "short", "shuffled", "no", "not_json", "die")
    assert ask(stub, "one")[0] == 500
    assert ask(stub, "one")[1]["choices"] == [{"text": 7}]
    assert ask(stub, "one")[1]["choices"][0]["logprobs"] is None
    assert len(ask(stub, "one", "two")[1]["choices"]) == 1
    assert [choice["index"] for choice in ask(stub, "one", "two")[1]["choices"]] == [1, 0]
    assert ask(stub, "coat")[1]["choices"][0]["text"] == "No"
    with pytest.raises(json.JSONDecodeError):
        ask(stub, "one")
    with pytest.raises((http.client.HTTPException, OSError)):
        ask(stub, "one")
    assert ask(stub, "coat")[1]["choices"][0]["text"] == "Yes"


def test_slow_and_hanging_answers(stub: RaterStub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rater_stub, "SLOW_SECONDS", 0.01)
    stub.behave("slow", "hang")
    assert ask(stub, "one")[0] == 200
    connection = http.client.HTTPConnection("127.0.0.1", stub.port, timeout=0.2)
    connection.request("POST", "/invocations", b'{"prompt": "one"}')
    with pytest.raises(TimeoutError):
        connection.getresponse()
    connection.close()
