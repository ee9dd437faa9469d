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


@pytest.mark.parametrize(
    ("failure", "took_ms", "paid"),
    [
        ("Received server error (500) from model", 40_000, [40_000]),
        ("Received server error (500) from model", 9 * 3_600_000, [3_600_000]),  # it waited; no model may take longer
        ("The request expired before it was taken up", 6 * 3_600_000, []),  # no instance ever had it
        ("Received server error (500) from model", 0, []),  # nobody told
    ],
)
def test_a_request_that_came_to_nothing_is_paid_for_as_long_as_a_model_can_have_had_it(
    resume: ModuleType, billed: list[Any], failure: str, took_ms: int, paid: list[int]
) -> None:
    result = inference.InferenceResult(
        inference_id=f"{ID}:transcribe:1:0:2:0", status="failed", failure=failure, took_ms=took_ms
    )
    resume.resume.__wrapped__(resume.ResumeTask(interview_id=ID, result=result))
    assert [(outcome, usage.quantity) for _, _, _, outcome, [usage] in billed] == [("failed", ms) for ms in paid]


def test_words_that_cannot_be_read_are_paid_for_as_failed(
    resume: ModuleType, billed: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(*_: Any) -> None:
        raise Defect("bad_artefact")

    monkeypatch.setattr(objects, "get_record", unreadable)
    result = inference.InferenceResult(
        inference_id=f"{ID}:transcribe:1:0:2:0", status="completed", output=Pointer(bucket="b", key="k"), took_ms=700
    )
    resume.resume.__wrapped__(resume.ResumeTask(interview_id=ID, result=result))
    assert [(outcome, usage.quantity) for _, _, _, outcome, [usage] in billed] == [("failed", 700)]


def completions(*chances: float, **changed: Any) -> bytes:
    return json.dumps({**answer(["p"] * len(chances), chances), **changed}).encode()


WAITING = tokens.Token(
    interview_id=ID, stage="rate", attempt=1, answer=3, piece=0, retry=0, execution="arn:run", token="tok"
)


def rated(
    resume: ModuleType, monkeypatch: pytest.MonkeyPatch, body: bytes, *, failure: str = "", took_ms: int = 0
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
        took_ms=took_ms,
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


def test_a_server_that_does_not_tell_its_time_is_paid_for_all_of_it(
    resume: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened = rated(resume, monkeypatch, completions(0.8, compute_ms=None), took_ms=4_000)
    assert happened["billed"][0][4][0].quantity == 4_000


@pytest.mark.parametrize("body", [b"<html>", b"{}", completions(0.8, 0.8)])
def test_a_rater_that_lies_is_paid_asked_again_and_not_remembered(
    resume: ModuleType, monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    happened = rated(resume, monkeypatch, body, took_ms=50)
    assert happened["kept"] == []
    assert [told[3] for told in happened["billed"]] == ["failed"]
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
