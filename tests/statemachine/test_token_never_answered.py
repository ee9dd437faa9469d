"""An endpoint that never answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from mianshi.contracts.outcomes import Outcome
from support.pipeline import Pipeline

pytestmark = pytest.mark.models
OVERRIDES = {"Transcribe": {"TimeoutSeconds": 2}}


def test_a_token_nobody_answers_fails_its_state_by_name(house: Pipeline, sound_only: Path) -> None:
    house.stub.will("hang")
    view = house.run(sound_only)
    assert (view.outcome, view.reason) == (Outcome.FAILED, "States.Timeout"), house.explain(view.id)
    assert house.row(view.id)["failed_state"]["S"] == "Transcribe"
    [run] = house.executions(view.id)
    assert (run["status"], run["error"]) == ("FAILED", "States.Timeout")
    assert {s.state: s.status for s in view.progress}["Transcribe"] == "failed"
    assert len(house.rows(view.id, "OUTBOX#")) == 2
