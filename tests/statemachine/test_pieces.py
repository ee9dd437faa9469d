"""A long answer is heard in pieces, each by a task of its own, and read as one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mianshi.contracts.outcomes import Outcome
from support.pipeline import Pipeline
from support.recordings import make, tone

pytestmark = pytest.mark.models

SECONDS = 610


@pytest.fixture(scope="module")
def long_sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten minutes of tone at 8 kHz: three pieces of sound."""
    folder = tmp_path_factory.mktemp("media")
    return make(folder / "long.wav", format="wav", video=None, audio="pcm_s16le", rate=8000, sound=tone(SECONDS, 8000))


def entered(events: list[dict[str, Any]], state: str) -> int:
    named = (event.get("stateEnteredEventDetails", {}).get("name") for event in events)
    return sum(name == state for name in named)


def test_a_long_answer_is_heard_in_pieces_and_read_as_one(house: Pipeline, long_sound: Path) -> None:
    view = house.run(long_sound)
    assert view.outcome is Outcome.SCORED, house.explain(view.id)
    plan_key = next(key for key in house.keys(view.id) if key.endswith("plan.json"))
    bucket = house.cloud.outputs["ArtefactBucketName"]
    plan = json.loads(house.cloud.client("s3").get_object(Bucket=bucket, Key=plan_key)["Body"].read())
    pieces = plan["answers"][0]["sound"]
    assert [piece["start_ms"] for piece in pieces] == [0, *(piece["end_ms"] for piece in pieces[:-1])]
    assert pieces[-1]["end_ms"] == SECONDS * 1000
    assert len(pieces) == 3

    [events] = [house.history(view.id, which) for which in range(len(house.executions(view.id)))]
    assert (entered(events, "Transcribe"), entered(events, "Language")) == (3, 1)
    assert len({request["id"] for request in house.stub.requests(view.id)}) == 3
    steps = {step.state: (step.done, step.of) for step in view.progress}
    assert (steps["Transcribe"], steps["Language"]) == ((3, 3), (1, 1))
    billed = [line for line in house.ledger(view.id, "transcribe") if line.price_key.startswith("sagemaker")]
    assert len(billed) == 3

    [transcript] = house.client.part(view.id, "transcript")
    first = transcript["sentences"][0]["text"]
    again = [s["start_ms"] for s in transcript["sentences"] if s["text"] == first]
    said = again[0]
    assert again == [piece["start_ms"] + said for piece in pieces]  # the stub hears the same words in every piece


def test_one_piece_that_cannot_be_heard_fails_the_answer_by_name(house: Pipeline, long_sound: Path) -> None:
    house.stub.will("ok", "garbage")
    view = house.run(long_sound)
    assert (view.outcome, view.reason) == (Outcome.FAILED, "speech_result")
    assert house.row(view.id)["failed_state"]["S"] == "Transcribe"


def test_role_vocabulary_and_language_reach_the_recogniser(house: Pipeline, sound_only: Path) -> None:
    view = house.run(sound_only, language="zh")
    [request] = house.stub.requests(view.id)
    assert request["attributes"].startswith("language=zh;vocabulary=%")


def test_an_endpoint_that_was_deleted_is_a_named_failure(house: Pipeline, sound_only: Path) -> None:
    workers = house.cloud.sagemaker._workers
    kept = dict(workers)
    workers.clear()
    try:
        view = house.run(sound_only)
    finally:
        workers.update(kept)
    assert (view.outcome, view.reason) == (Outcome.FAILED, "endpoint_missing"), house.explain(view.id)
    assert house.row(view.id)["failed_state"]["S"] == "Transcribe"
