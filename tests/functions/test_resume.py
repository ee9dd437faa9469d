"""The endpoint's time is paid for every try that was heard, whoever still waits for it."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from mianshi.contracts.base import Pointer
from mianshi.platform import inference, objects
from mianshi.platform.store import tokens
from support.heard import COMPLAINT, heard
from support.shells import shell

ID = "iv_01K00000000000000000000000"


@pytest.fixture
def resume(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = shell("resume", monkeypatch)
    monkeypatch.setattr(sys.modules["hearing"], "settings", lambda: SimpleNamespace(speech_instance="ml.g4dn.xlarge"))
    monkeypatch.setattr(objects, "get_record", lambda *_: heard(COMPLAINT))
    monkeypatch.setattr(tokens, "waiting", lambda _: None)
    return module


@pytest.mark.parametrize("retry", [0, 1])
def test_words_that_come_too_late_are_paid_for(resume: ModuleType, monkeypatch: pytest.MonkeyPatch, retry: int) -> None:
    billed: list[tuple[Any, ...]] = []
    monkeypatch.setattr(sys.modules["hearing"], "bill", lambda *told: billed.append(told))
    result = inference.InferenceResult(
        inference_id=f"{ID}:transcribe:1:0:2:{retry}", status="completed", output=Pointer(bucket="b", key="k")
    )
    receipt = resume.resume.__wrapped__(resume.ResumeTask(interview_id=ID, result=result))
    assert receipt.resumed is False
    [(stage, interview_id, attempt, outcome, [usage])] = billed
    assert (stage, interview_id, attempt, outcome) == ("transcribe", ID, f"endpoint-1-0-2-{retry}", "ok")
    assert usage.quantity == heard(COMPLAINT).compute_ms > 0
    assert usage.price_key == "sagemaker.async.instance.ml.g4dn.xlarge"
