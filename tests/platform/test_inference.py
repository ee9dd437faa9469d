"""What is asked of the inference endpoint, and how its absence and its sleep are named."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

import pytest
from botocore.exceptions import ClientError

from mianshi.contracts.base import Pointer
from mianshi.errors import Defect, Transient
from mianshi.platform import inference

SOUND = Pointer(bucket="b", key="work/a.wav")


def refusal(code: str, message: str, status: int = 400) -> ClientError:
    answer: Any = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, "InvokeEndpointAsync")


def service(monkeypatch: pytest.MonkeyPatch, answer: Any) -> list[dict[str, Any]]:
    """A SageMaker that gives `answer` (or raises it) to every call; the list holds what was asked."""
    asked: list[dict[str, Any]] = []

    def call(**arguments: Any) -> Any:
        asked.append(arguments)
        if isinstance(answer, Exception):
            raise answer
        return answer

    made = SimpleNamespace(invoke_endpoint_async=call, describe_endpoint=call)
    monkeypatch.setattr(inference, "client", lambda _: made)
    return asked


@pytest.mark.parametrize(
    ("error", "family", "code"),
    [
        (refusal("ValidationError", "Endpoint x of account 1 not found."), Defect, "endpoint_missing"),
        (refusal("ValidationError", "InputLocation must be an S3 URI"), Defect, "aws_refused"),
        (refusal("ThrottlingException", "Rate exceeded"), Transient, "aws_busy"),
        (refusal("InternalFailure", "", 500), Transient, "aws_busy"),
    ],
)
def test_a_request_that_is_not_taken_is_named(
    monkeypatch: pytest.MonkeyPatch, error: ClientError, family: type[Exception], code: str
) -> None:
    service(monkeypatch, error)
    with pytest.raises(family) as caught:
        inference.submit("x", SOUND, "id", content_type="audio/wav", attributes="language=zh")
    assert caught.value.code == code  # type: ignore[attr-defined]


def test_a_request_says_where_the_sound_lies_and_waits_as_long_as_a_wave_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = service(monkeypatch, {})
    inference.submit("x", SOUND, "id", content_type="audio/wav", attributes="language=zh")
    [request] = asked
    assert (request["InputLocation"], request["InferenceId"]) == ("s3://b/work/a.wav", "id")
    assert request["RequestTTLSeconds"] == inference.QUEUE_SECONDS


def test_vocabulary_travels_as_ascii_and_only_as_much_as_fits() -> None:
    terms = ["金豆豆, 试用; 装", "A/B test", *(f"第{n}个很长的行业术语" for n in range(60))]
    told = inference.attributes(language="auto", vocabulary=terms)
    assert told.isascii()
    assert 900 < len(told) <= 1024
    language, vocabulary = told.split(";")
    assert language == "language=auto"
    sent = [unquote(term) for term in vocabulary.removeprefix("vocabulary=").split(",")]
    assert sent == terms[: len(sent)]
    assert inference.attributes(language="zh", vocabulary=[]) == "language=zh"


def test_a_term_too_long_leaves_room_for_those_after_it() -> None:
    assert inference.attributes(language="en", vocabulary=["x" * 2000, "ok"]) == "language=en;vocabulary=ok"


@pytest.mark.parametrize(
    ("answer", "sleeps"),
    [
        ({"ProductionVariants": [{"VariantName": "speech", "CurrentInstanceCount": 0}]}, True),
        ({"ProductionVariants": [{"VariantName": "speech"}]}, True),
        ({"ProductionVariants": [{"VariantName": "speech", "CurrentInstanceCount": 1}]}, False),
        ({}, False),
        (refusal("ValidationException", "Could not find endpoint"), False),
    ],
)
def test_an_endpoint_sleeps_where_no_instance_runs(monkeypatch: pytest.MonkeyPatch, answer: Any, sleeps: bool) -> None:
    service(monkeypatch, answer)
    assert inference.asleep("x") is sleeps
