"""Nobody answers a follow-up question: after its time the interview ends with what was said before."""

from __future__ import annotations

import json

import pytest

from mianshi.contracts.outcomes import Outcome
from support import hired
from support.heard import COMPLAINT
from support.pipeline import Pipeline

pytestmark = pytest.mark.models

OVERRIDES = {"FollowUp": {"TimeoutSeconds": 2}}


def test_the_score_that_is_there_stands(house: Pipeline) -> None:
    known = hired.interview(house, ("text",), follow_ups=3)
    hired.hand_in(house, known, ["".join(COMPLAINT).encode()])
    view = house.closed(known.id)
    assert view.outcome is Outcome.SCORED, house.explain(known.id)
    asking = json.loads(house.row(known.id)["body"]["S"])["asking"]
    assert asking["answered_at"], "nothing can be handed in any more"
    assert len(json.loads(house.row(known.id)["body"]["S"])["uploads"]) == 1, "what nobody gave is not awaited"
    assert {state.state: state.status for state in view.progress}["Score"] == "done"
    made, billed = house.transitions(known.id)
    assert made == billed
