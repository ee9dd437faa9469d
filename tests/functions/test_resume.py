"""The endpoint's time is paid for every try that was heard, whoever still waits for it."""

from __future__ import annotations

import json
import math
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from mianshi import attempt
from mianshi.contracts.base import Pointer
from mianshi.contracts.rating import Check, CheckSheet, PassageSheet
from mianshi.contracts.usage import Tags
from mianshi.errors import Defect
from mianshi.platform import inference, objects, workflow
from mianshi.platform.store import tokens
from support.heard import COMPLAINT, heard
from support.rater_stub import answer
from support.shells import shell

ID = "iv_01K00000000000000000000000"
SHEET = CheckSheet(
    answer=3,
    version="v",
    passages=[
        PassageSheet(
            competency="care",
            question=None,
            relevance=0.5,
            sentences=[0],
            prefix="Said. ",
            checks=[Check(id="c", kind="own_act", text="Asked?", answers=["Yes", "No"])],
            quotes=[],
            tellings=[],
            flags=[],
            features={},
        )
    ],
)


@pytest.fixture
def resume(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = shell("resume", monkeypatch)
    known = SimpleNamespace(speech_instance="ml.g4dn.xlarge", rater_instance="ml.g5.xlarge")
    monkeypatch.setattr(sys.modules["paying"], "settings", lambda: known)
    monkeypatch.setattr(sys.modules["paying"], "tags_of", lambda interview_id: Tags(interview_id=interview_id))
    monkeypatch.setattr(objects, "get_record", lambda *_: heard(COMPLAINT))
    monkeypatch.setattr(tokens, "waiting", lambda _: None)
    monkeypatch.setattr(tokens, "was_answered", lambda _: False)
    return module


@pytest.fixture
def billed(resume: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What `paying` gave to the ledger."""
    told: list[tuple[Any, ...]] = []
    monkeypatch.setattr(sys.modules["paying"], "bill", lambda *line: told.append(line))
    return told


@pytest.mark.parametrize("retry", [0, 1])
@pytest.mark.parametrize(("answered", "outcome"), [(True, "duplicate"), (False, "cancelled")])
def test_words_that_come_too_late_are_paid_for_and_say_so(
    resume: ModuleType, billed: list[Any], monkeypatch: pytest.MonkeyPatch, retry: int, answered: bool, outcome: str
) -> None:
    monkeypatch.setattr(tokens, "was_answered", lambda _: answered)
    result = inference.InferenceResult(
        inference_id=f"{ID}:transcribe:1:0:2:{retry}", status="completed", output=Pointer(bucket="b", key="k")
    )
    receipt = resume.resume.__wrapped__(resume.ResumeTask(interview_id=ID, result=result))
    assert receipt.resumed is False and attempt.outcome() == outcome
    [(stage, tags, name, told, [usage])] = billed
    assert (stage, tags.interview_id, name, told) == ("transcribe", ID, f"endpoint-1-0-2-{retry}", outcome)
    assert usage.quantity == heard(COMPLAINT).compute_ms > 0
    assert usage.price_key == "sagemaker.async.instance.ml.g4dn.xlarge"


def test_what_an_endpoint_tells_no_time_of_is_in_its_waking_and_in_no_line(
    resume: ModuleType, billed: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Requests that failed together waited for one another: their times add up to more than the endpoint was awake."""
    failed = {"inference_id": f"{ID}:transcribe:1:0:2:0", "invocationStatus": "Failed", "failureReason": "error (500)"}
    times = {"receivedTime": "2026-11-09T10:00:00Z", "eventTime": "2026-11-09T10:10:00Z"}
    event = {"Records": [{"Sns": {"Message": json.dumps({"inferenceId": failed["inference_id"], **failed, **times})}}]}
    [result] = inference.results(event)
    unreadable = inference.InferenceResult(
        inference_id=f"{ID}:transcribe:1:0:2:0", status="completed", output=Pointer(bucket="b", key="k")
    )
    monkeypatch.setattr(objects, "get_record", lambda *_: (_ for _ in ()).throw(Defect("bad_artefact")))
    for each in (result, unreadable):
        resume.resume.__wrapped__(resume.ResumeTask(interview_id=ID, result=each))
    assert billed == []


def completions(*chances: float, **changed: Any) -> bytes:
    return json.dumps({**answer(["p"] * len(chances), chances), **changed}).encode()


WAITING = tokens.Token(
    interview_id=ID, stage="rate", attempt=1, answer=3, piece=0, retry=0, execution="arn:run", token="tok"
)


def rated(
    resume: ModuleType, monkeypatch: pytest.MonkeyPatch, body: bytes, *, failure: str = ""
) -> dict[str, list[Any]]:
    """What happens when the rater's endpoint is done."""
    happened: dict[str, list[Any]] = {"billed": [], "kept": [], "woke": []}
    module = sys.modules["rating"]
    known = SimpleNamespace(artefacts="b", rater_instance="ml.g5.xlarge", require=lambda _: "m")
    monkeypatch.setattr(module, "settings", lambda: known)
    monkeypatch.setattr(objects, "settings", lambda: known)
    monkeypatch.setattr(sys.modules["paying"], "bill", lambda *told: happened["billed"].append(told))
    monkeypatch.setattr(objects, "get_record", lambda *_: SHEET)
    monkeypatch.setattr(objects, "get_body", lambda *_: body)
    monkeypatch.setattr(objects, "put_record", lambda where, record: happened["kept"].append((where.key, record)))
    monkeypatch.setattr(tokens, "waiting", lambda _: WAITING)
    monkeypatch.setattr(tokens, "answered", lambda _: None)
    monkeypatch.setattr(workflow, "succeed", lambda token, receipt: happened["woke"].append((token, receipt)) or True)
    monkeypatch.setattr(workflow, "fail", lambda *told: happened["woke"].append(told) or True)
    result = inference.InferenceResult(
        inference_id=WAITING.inference_id,
        status="failed" if failure else "completed",
        output=None if failure else Pointer(bucket="b", key="k"),
        failure=failure,
    )
    assert resume.resume.__wrapped__(resume.ResumeTask(interview_id=ID, result=result)).resumed
    return happened


def test_ratings_are_kept_remembered_paid_for_and_wake_the_workflow(
    resume: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened = rated(resume, monkeypatch, completions(0.8))
    [(stage, _, name, outcome, [usage])] = happened["billed"]
    assert (stage, name, outcome, usage.quantity) == ("rate", "endpoint-1-3-0-0", "ok", 10)
    assert usage.price_key == "sagemaker.async.instance.ml.g5.xlarge"
    [(own, ratings), (memory, same)] = happened["kept"]
    assert own == f"interviews/{ID}/rate/1/ratings-3.json"
    assert memory.startswith("ratings/")
    assert ratings == same
    assert ratings.values == [pytest.approx(math.log(4), abs=0.1)]
    [(token, receipt)] = happened["woke"]
    assert (token, receipt.checks, receipt.compute_ms) == ("tok", 1, 10)


def test_a_server_that_does_not_tell_its_time_has_no_line(resume: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    assert rated(resume, monkeypatch, completions(0.8, compute_ms=None))["billed"] == []


@pytest.mark.parametrize("body", [b"<html>", b"{}", completions(0.8, 0.8)])
def test_a_rater_that_lies_is_asked_again_and_not_remembered(
    resume: ModuleType, monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    happened = rated(resume, monkeypatch, body)
    assert happened["kept"] == []
    assert [told[3] for told in happened["billed"]] == (["failed"] if b"compute_ms" in body else [])
    assert happened["woke"] == [("tok", "Transient", "rater_result: it cannot be read")]


@pytest.mark.parametrize(
    ("failure", "family"),
    [
        ("Received server error (500) from model", "Transient"),
        ("Received client error (400) from model", "Rejected"),
        ("something nobody has seen", "Transient"),
    ],
)
def test_a_rater_that_fails_is_named(
    resume: ModuleType, monkeypatch: pytest.MonkeyPatch, failure: str, family: str
) -> None:
    [(token, told, message)] = rated(resume, monkeypatch, b"", failure=failure)["woke"]
    assert (token, told) == ("tok", family)
    assert message.startswith("rater_endpoint: ")


@pytest.mark.parametrize("reached", [True, False])
def test_an_answer_that_the_workflow_does_not_take_any_more_was_in_vain(
    resume: ModuleType, monkeypatch: pytest.MonkeyPatch, reached: bool
) -> None:
    rated(resume, monkeypatch, completions(0.8))
    monkeypatch.setattr(workflow, "succeed", lambda *_: reached)
    result = inference.InferenceResult(
        inference_id=WAITING.inference_id, status="completed", output=Pointer(bucket="b", key="k")
    )
    receipt = resume.resume.__wrapped__(resume.ResumeTask(interview_id=ID, result=result))
    assert (receipt.resumed, attempt.outcome()) == (reached, "ok" if reached else "cancelled")


def test_a_result_that_no_stage_asked_for_is_a_defect(resume: ModuleType) -> None:
    result = inference.InferenceResult(inference_id=f"{ID}:dream:1:0:0:0", status="completed")
    with pytest.raises(Defect) as caught:
        resume.resume.__wrapped__(resume.ResumeTask(interview_id=ID, result=result))
    assert caught.value.code == "bad_notification"
