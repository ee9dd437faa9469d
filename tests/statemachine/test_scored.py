"""The way of a good recording, through the real state machine."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from mianshi.contracts.observations import TECHNICAL
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.scorecard import Scorecard
from mianshi.finance.reports import grand_totals
from support.heard import COACHING, COMPLAINT
from support.pipeline import Pipeline, eventually

pytestmark = pytest.mark.models


def scorecard(house: Pipeline, interview_id: str) -> Scorecard:
    return Scorecard.model_validate(house.client.part(interview_id, "scorecard"))


def entered(events: list[dict[str, Any]]) -> list[str]:
    return [e["stateEnteredEventDetails"]["name"] for e in events if e["type"].endswith("StateEntered")]


def bare(text: str) -> str:
    """The words without their punctuation, which is the speech room's to choose."""
    return re.sub(r"[\W_]+", "", text)


def test_a_recording_becomes_a_scorecard_with_deliveries_and_a_cost(house: Pipeline, recording: Path) -> None:
    before = len(house.arrivals)
    view = house.run(recording)

    assert view.outcome is Outcome.SCORED, house.explain(view.id)
    assert {s.state: s.status for s in view.progress} == dict.fromkeys(
        ("Ingest", "Transcribe", "Language", "Rate", "Vision", "Score", "CloseRun"), "done"
    )
    [run] = house.executions(view.id)
    assert run["status"] == "SUCCEEDED"
    assert entered(house.history(view.id))[-1] == "Closed"

    card = scorecard(house, view.id)
    assert card.total is not None
    assert card.language == "zh"
    judged = {c.id for c in card.competencies if c.level is not None}
    assert "customer_care" in judged
    said = bare("".join(COMPLAINT + COACHING))
    quotes = [e.quote for c in card.competencies for e in c.evidence]
    assert quotes
    assert all(bare(quote) in said for quote in quotes)

    [transcript] = house.client.part(view.id, "transcript")
    assert bare("".join(s["text"] for s in transcript["sentences"])) == said
    observations = house.client.part(view.id, "observations")
    assert (observations["computed"], observations["reason"]) == (True, "policy_allows")
    assert observations["summaries"][0]["frames"] > 0

    rows = house.client.settle_deliveries(view.id, 60)
    assert [(row["state"], row["attempts"]) for row in rows] == [("done", 1), ("done", 1)]
    received = [r for r in house.arrivals[before:] if view.id in json.dumps(r.body)]
    assert sorted(r.platform for r in received) == ["dingtalk", "webhook"]
    assert all(r.verified and not r.duplicate for r in received)
    assert {r.key for r in received} == {row["id"] for row in rows}


def test_every_stage_has_a_priced_line_and_the_sum_is_exact(house: Pipeline, recording: Path) -> None:
    view = house.run(recording)
    house.client.settle_deliveries(view.id, 60)
    lines = house.ledger(view.id)
    stages = {"ingest", "transcribe", "resume", "language", "rate", "vision", "score", "close_run", "workflow"}
    assert {line.stage for line in lines} == stages | {"sync_hr"}
    assert {line.outcome for line in lines} == {"ok"}
    assert [line for line in lines if line.amount_micro is None] == []
    [endpoint] = [line for line in lines if line.price_key.startswith("sagemaker") and line.stage == "transcribe"]
    assert (endpoint.price_key, endpoint.quantity) == ("sagemaker.async.instance.ml.g5.xlarge", 1234)
    made, billed = house.transitions(view.id)
    assert made == billed > 0
    [total] = grand_totals(lines)
    assert total.amount_micro == sum(line.amount_micro or 0 for line in lines)
    assert total.unpriced == 0


def test_the_same_recording_gives_the_same_scorecard(house: Pipeline, recording: Path) -> None:
    first, second = house.run(recording), house.run(recording)
    cards = [scorecard(house, view.id).model_copy(update={"interview_id": "same"}) for view in (first, second)]
    assert cards[0].model_dump_json() == cards[1].model_dump_json()
    assert cards[0].outcome is Outcome.SCORED


def test_policy_can_forbid_to_look(house: Pipeline, recording: Path) -> None:
    view = house.run(recording, policy="minimal")
    assert view.outcome is Outcome.SCORED, house.explain(view.id)
    assert not_looked(house, view.id) == "policy_forbids"


def test_policy_can_forbid_all_but_technical_checks(house: Pipeline, recording: Path) -> None:
    view = house.run(recording, policy="eu")
    assert view.outcome is Outcome.SCORED, house.explain(view.id)
    observations = house.client.part(view.id, "observations")
    assert (observations["computed"], observations["reason"]) == (False, "policy_forbids")
    seen = {span["what"] for span in observations["observations"]}
    assert "face_missing" in seen  # a test picture, no person
    assert seen <= {kind.value for kind in TECHNICAL}
    assert [summary["one_face_share"] for summary in observations["summaries"]] == [0.0]
    gates = {gate["name"]: gate["passed"] for gate in house.client.part(view.id, "scorecard")["gates"]}
    assert (gates["one_face"], gates["observations_complete"]) == (False, True)


def test_observation_needs_its_own_consent(house: Pipeline, recording: Path) -> None:
    view = house.run(recording, observations=False)
    assert view.outcome is Outcome.SCORED, house.explain(view.id)
    assert not_looked(house, view.id) == "no_consent"


def test_sound_alone_can_be_scored(house: Pipeline, sound_only: Path) -> None:
    view = house.run(sound_only)
    assert view.outcome is Outcome.SCORED, house.explain(view.id)
    assert not_looked(house, view.id) == "no_video"


def not_looked(house: Pipeline, interview_id: str) -> str:
    """Asserts that no picture left the recording; the reason that is given."""
    assert "NotObserved" in entered(house.history(interview_id))
    assert {s.state: s.status for s in house.client.progress(interview_id).progress}["Vision"] == "skipped"
    assert [key for key in house.keys(interview_id) if "clip" in key or "/vision/" in key] == []
    assert house.ledger(interview_id, "vision") == []
    observations = house.client.part(interview_id, "observations")
    assert observations["computed"] is False
    assert observations["summaries"] == observations["observations"] == []
    return str(observations["reason"])


def test_too_little_speech_is_no_low_score(house: Pipeline, recording: Path) -> None:
    house.stub.says(COMPLAINT[:2])
    view = house.run(recording)
    assert view.outcome is Outcome.INSUFFICIENT_EVIDENCE, house.explain(view.id)
    card = scorecard(house, view.id)
    assert card.total is None
    assert "enough_speech" in {gate.name for gate in card.gates if not gate.passed}
    [run] = house.executions(view.id)
    assert run["status"] == "SUCCEEDED"


def test_two_recordings_start_one_run(house: Pipeline, recording: Path) -> None:
    created = house.create(names=("one.mp4", "two.mp4"), questions=("讲一次严重的投诉。", "怎么带落后的店员?"))
    first, second = created.uploads
    s3, bucket = house.cloud.client("s3"), house.cloud.outputs["UploadBucketName"]
    s3.upload_file(str(recording), bucket, first.fields["key"])
    [waited] = eventually(lambda: house.executions(created.interview_id))
    assert entered(house.history(created.interview_id))[-1] == "AwaitingOtherAnswers"
    assert waited["status"] == "SUCCEEDED"
    assert house.row(created.interview_id)["status"]["S"] == "awaiting_upload"

    s3.upload_file(str(recording), bucket, second.fields["key"])
    view = house.closed(created.interview_id)
    assert view.outcome is Outcome.SCORED, house.explain(view.id)
    assert len(house.executions(view.id)) == 2
    assert {s.state: (s.done, s.of) for s in view.progress}["Transcribe"] == (2, 2)
    asked = {r["id"]: r["attributes"] for r in house.stub.requests(view.id)}
    assert set(asked) == {f"{view.id}:transcribe:1:{n}:0:0" for n in (0, 1)}
    assert all(wish.startswith("language=auto;vocabulary=%") for wish in asked.values())
    questions = [t["question"] for t in house.client.part(view.id, "transcript")]
    assert questions == ["讲一次严重的投诉。", "怎么带落后的店员?"]
