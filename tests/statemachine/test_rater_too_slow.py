"""A rater that never answers: the token's time runs out, and the interview says so instead of being lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from mianshi.contracts.outcomes import Outcome
from support.heard import COACHING, COMPLAINT
from support.pipeline import Pipeline

pytestmark = pytest.mark.models
OVERRIDES = {"Rate": {"TimeoutSeconds": 8}}


def test_a_token_nobody_answers_leaves_the_interview_unjudged(house: Pipeline, sound_only: Path) -> None:
    house.stub.rater_will("slow")
    late = house.run(sound_only)
    assert late.outcome is Outcome.SCORED, house.explain(late.id)  # a second late is still in time
    house.stub.says((*COMPLAINT, "那一天是霜降。"), COACHING)
    house.stub.rater_will("hang")
    view = house.run(sound_only)
    assert (view.outcome, view.reason) == (Outcome.INSUFFICIENT_EVIDENCE, "rater_unavailable"), house.explain(view.id)
    [run] = house.executions(view.id)
    assert run["status"] == "SUCCEEDED"
