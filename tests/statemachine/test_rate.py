"""The rater at work: well, slowly, wrongly, not at all. What it does not answer, nobody answers in its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.rating import CheckSheet, Ratings
from mianshi.contracts.scorecard import Scorecard
from support.heard import COACHING, COMPLAINT
from support.pipeline import Pipeline
from support.rater_stub import SHA256

pytestmark = pytest.mark.models


def scorecard(house: Pipeline, interview_id: str) -> Scorecard:
    return Scorecard.model_validate(house.client.part(interview_id, "scorecard"))


def entered(events: list[dict[str, Any]]) -> list[str]:
    return [e["stateEnteredEventDetails"]["name"] for e in events if e["type"].endswith("StateEntered")]


def artefact(house: Pipeline, interview_id: str, name: str) -> bytes:
    bucket = house.cloud.outputs["ArtefactBucketName"]
    found: bytes = (
        house.cloud.client("s3").get_object(Bucket=bucket, Key=f"interviews/{interview_id}/{name}")["Body"].read()
    )
    return found


def fresh(house: Pipeline, words: str) -> None:
    """Words that no other test says, so that nobody remembers what was answered about them."""
    house.stub.says((*COMPLAINT, f"那一天是{words}。"), COACHING)


def billed(house: Pipeline, interview_id: str) -> list[tuple[str, int, str]]:
    lines = house.ledger(interview_id, "rate")
    return [(e.price_key, e.quantity, e.outcome) for e in lines if e.price_key.startswith("sagemaker")]


def test_an_answer_is_rated_paid_for_and_remembered(house: Pipeline, sound_only: Path) -> None:
    fresh(house, "星期一")
    before = len(house.stub.rater_requests())
    first = house.run(sound_only)
    assert first.outcome is Outcome.SCORED, house.explain(first.id)
    assert {s.state: s.status for s in first.progress}["Rate"] == "done"
    [request] = house.stub.rater_requests()[before:]
    sheet = CheckSheet.model_validate_json(artefact(house, first.id, "language/1/sheet-0.json"))
    ratings = Ratings.model_validate_json(artefact(house, first.id, "rate/1/ratings-0.json"))
    assert request["prompts"] == len(sheet.prompts()) == len(ratings.values) > 0
    assert ratings.rater.weights_sha256 == SHA256
    assert billed(house, first.id) == [("sagemaker.async.instance.ml.g5.xlarge", ratings.compute_ms, "ok")]

    again = house.run(sound_only)
    assert again.outcome is Outcome.SCORED, house.explain(again.id)
    assert len(house.stub.rater_requests()) == before + 1
    assert billed(house, again.id) == []
    cards = [scorecard(house, view.id).model_copy(update={"interview_id": "same"}) for view in (first, again)]
    assert cards[0] == cards[1]


def test_no_prompt_and_no_word_is_in_the_history_or_a_log(house: Pipeline, sound_only: Path) -> None:
    fresh(house, "惊蛰")
    view = house.run(sound_only)
    told = json.dumps(house.history(view.id), default=str, ensure_ascii=False)
    told += "".join(house.cloud.functions.log(name) for name in house.cloud.functions.logical_ids())
    assert "RateFunction" in told
    assert "惊蛰" not in told
    assert "候选人" not in told


@pytest.mark.parametrize("how", ["500", "503", "die", "not_json", "garbage", "no_logprobs", "short"])
def test_what_passes_is_asked_again(house: Pipeline, sound_only: Path, how: str) -> None:
    fresh(house, f"第{how}号")
    before = len(house.stub.rater_requests())
    house.stub.rater_will(how, *(["die"] if how == "die" else []))  # the laptop cloud asks a dead one once more itself
    view = house.run(sound_only)
    assert view.outcome is Outcome.SCORED, house.explain(view.id)
    asked = [request["how"] for request in house.stub.rater_requests()[before:]]
    assert asked == [how, *(["die"] if how == "die" else []), "ok"]


def test_answers_in_another_order_are_put_right(house: Pipeline, sound_only: Path) -> None:
    fresh(house, "白露")
    house.stub.rater_will("shuffled")
    view = house.run(sound_only)
    assert view.outcome is Outcome.SCORED, house.explain(view.id)


@pytest.mark.parametrize("how", ["503", "garbage"])
def test_a_rater_that_stays_silent_leaves_the_interview_unjudged_and_whole(
    house: Pipeline, sound_only: Path, how: str
) -> None:
    fresh(house, f"沉默{how}")
    before = len(house.stub.rater_requests())
    house.stub.rater_will(*[how] * 6)
    view = house.run(sound_only)
    assert (view.outcome, view.reason) == (Outcome.INSUFFICIENT_EVIDENCE, "rater_unavailable"), house.explain(view.id)
    assert len(house.stub.rater_requests()) == before + 6
    card = scorecard(house, view.id)
    assert card.total is None
    assert card.recommendation is None
    assert all(c.level is None and c.score is None and not c.evidence for c in card.competencies)
    assert "可以重新处理" in card.notes[0]
    assert house.client.part(view.id, "transcript")
    [run] = house.executions(view.id)
    assert run["status"] == "SUCCEEDED"
    assert "NotRated" in entered(house.history(view.id))


def test_a_rater_that_refuses_the_prompts_does_not_refuse_the_recording(house: Pipeline, sound_only: Path) -> None:
    fresh(house, "寒露")
    house.stub.rater_will("400")
    view = house.run(sound_only)
    assert (view.outcome, view.reason) == (Outcome.INSUFFICIENT_EVIDENCE, "rater_unavailable"), house.explain(view.id)


def test_silence_wakes_no_rater(house: Pipeline, sound_only: Path) -> None:
    before = len(house.stub.rater_requests())
    house.stub.says(("嗯。",))
    view = house.run(sound_only)
    assert view.reason == "enough_speech", house.explain(view.id)
    assert len(house.stub.rater_requests()) == before
    assert "NothingToRate" in entered(house.history(view.id))
    assert {s.state: s.status for s in view.progress}["Rate"] == "skipped"
