"""Things that break on the way: what passes is tried again, what stays ends in a named failure, nothing hangs."""

from __future__ import annotations

import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from mianshi.contracts.keys import upload_key
from mianshi.contracts.outcomes import Outcome
from mianshi.platform.clock import new_interview_id
from support.pipeline import Pipeline, eventually

pytestmark = pytest.mark.models


def errors(events: list[dict[str, Any]]) -> list[str]:
    """Errors of the attempts that failed, in order."""
    kinds = ("taskFailedEventDetails", "taskTimedOutEventDetails")
    return [event[kind]["error"] for event in events for kind in kinds if kind in event]


def last_state(events: list[dict[str, Any]]) -> str:
    entered = [event for event in events if event["type"].endswith("StateEntered")]
    return str(entered[-1]["stateEnteredEventDetails"]["name"])


def test_a_passing_fault_is_tried_again(house: Pipeline, sound_only: Path) -> None:
    house.stub.will("503", "500")
    view = house.run(sound_only)
    assert view.outcome is Outcome.SCORED, house.explain(view.id)
    assert [r["how"] for r in house.stub.requests(view.id)] == ["503", "500", "ok"]
    assert errors(house.history(view.id)) == ["Transient", "Transient"]
    attempts = {line.attempt for line in house.ledger(view.id, "transcribe") if line.price_key == "lambda.requests"}
    assert len(attempts) == 3


def test_a_fault_that_stays_is_a_named_failure(house: Pipeline, sound_only: Path) -> None:
    house.stub.will(*["503"] * 20)
    view = house.run(sound_only)
    assert (view.outcome, view.reason) == (Outcome.FAILED, "speech_endpoint")
    assert house.row(view.id)["failed_state"]["S"] == "Transcribe"
    assert len(house.stub.requests(view.id)) == 4
    [run] = house.executions(view.id)
    assert (run["status"], run["error"]) == ("FAILED", "Transient")
    assert last_state(house.history(view.id)) == "RunFailed"
    states = {s.state: s.status for s in view.progress}
    assert (states["Transcribe"], states["Score"], states["CloseRun"]) == ("failed", "skipped", "done")
    assert view.sentence.zh
    assert [row["state"] for row in house.client.settle_deliveries(view.id, 60)] == ["done", "done"]
    assert house.client.part(view.id, "scorecard")["total"] is None


def test_an_endpoint_that_dies_at_work_is_asked_again(house: Pipeline, sound_only: Path) -> None:
    house.stub.will("die", "die")  # the second time after the laptop cloud itself has tried again
    view = house.run(sound_only)
    assert view.outcome is Outcome.SCORED, house.explain(view.id)
    assert [r["how"] for r in house.stub.requests(view.id)] == ["die", "die", "ok"]
    assert errors(house.history(view.id)) == ["Transient"]


def test_a_result_nobody_can_read_fails_at_once(house: Pipeline, sound_only: Path) -> None:
    house.stub.will("garbage")
    view = house.run(sound_only)
    assert (view.outcome, view.reason) == (Outcome.FAILED, "speech_result")
    assert house.row(view.id)["failed_state"]["S"] == "Transcribe"
    assert errors(house.history(view.id)) == ["Defect"]


@pytest.mark.parametrize("stage", ["Ingest", "Transcribe", "Language", "Rate", "Score", "CloseRun"])
def test_a_function_killed_at_work_is_started_again_and_both_attempts_are_paid(
    house: Pipeline, sound_only: Path, stage: str
) -> None:
    function, word = f"{stage}Function", {"CloseRun": "close_run"}.get(stage, stage.lower())
    house.cloud.functions.kill(function)
    created = house.create()
    house.client.upload(created, [sound_only])
    kill_at_work(house, function)
    view = house.closed(created.interview_id)

    assert view.outcome is Outcome.SCORED, house.explain(view.id)
    assert errors(house.history(view.id)) == ["Runtime.ExitError"]
    paid = [line for line in house.ledger(view.id, word) if line.price_key == "lambda.compute.x86"]
    assert Counter(line.outcome for line in paid) == {"ok": 1, "failed": 1}
    assert all(line.quantity > 0 and line.amount_micro is not None for line in paid)


def kill_at_work(house: Pipeline, function: str) -> None:
    """Kill the function's process as soon as it has an invocation."""

    def busy() -> bool:
        return any(name == function and state == "busy" for name, _, state in house.cloud.functions.processes())

    until = time.monotonic() + 60
    while not busy():
        assert time.monotonic() < until, f"{function} never ran"
        time.sleep(0.002)
    assert house.cloud.functions.kill(function) > 0


def test_pictures_that_fail_leave_a_gap_and_not_a_hole(house: Pipeline, recording: Path) -> None:
    created = house.create()
    house.cloud.functions.kill("VisionFunction")
    house.client.upload(created, [recording])
    for _ in range(2):  # the attempt and its one retry
        kill_at_work(house, "VisionFunction")
        eventually(lambda: all(name != "VisionFunction" for name, _, _ in house.cloud.functions.processes()))
    view = house.closed(created.interview_id)
    assert view.outcome is Outcome.SCORED, house.explain(view.id)
    assert house.client.part(view.id, "observations")["reason"] == "vision_failed"
    paid = [line for line in house.ledger(view.id, "vision") if line.price_key == "lambda.requests"]
    assert [line.outcome for line in paid] == ["failed", "failed"]


def test_the_same_event_twice_starts_nothing_twice(house: Pipeline, sound_only: Path) -> None:
    view = house.run(sound_only)
    house.client.settle_deliveries(view.id, 60)
    first = house.ledger(view.id)
    [run] = house.executions(view.id)
    states = house.cloud.client("stepfunctions")
    states.start_execution(stateMachineArn=house.cloud.outputs["InterviewMachineArn"], input=run["input"], name="again")
    bucket = house.cloud.outputs["UploadBucketName"]
    house.cloud.client("s3").upload_file(str(sound_only), bucket, upload_key(view.id, 0))
    runs = eventually(lambda: len(found := house.executions(view.id)) == 3 and found)

    assert runs
    assert [one["status"] for one in runs] == ["SUCCEEDED"] * 3
    assert [last_state(house.history(view.id, which)) for which in (1, 2)] == ["Duplicate", "Duplicate"]
    again = house.ledger(view.id)
    assert [line for line in first if line not in again] == []
    more = [line for line in again if line not in first]
    assert {line.stage for line in more} == {"ingest"}  # what the duplicates themselves cost, and no more
    assert len(house.rows(view.id, "OUTBOX#")) == 2
    assert len(house.told(view.id)) == 2
    assert house.row(view.id)["attempt"]["N"] == "1"
    assert len(house.stub.requests(view.id)) == 1


def test_two_events_at_once_start_one_run(house: Pipeline, sound_only: Path) -> None:
    created = house.create()
    states, machine = house.cloud.client("stepfunctions"), house.cloud.outputs["InterviewMachineArn"]
    house.client.upload(created, [sound_only])
    bucket, key = house.cloud.outputs["UploadBucketName"], created.uploads[0].fields["key"]
    event = {"detail": {"bucket": {"name": bucket}, "object": {"key": key}}}
    states.start_execution(stateMachineArn=machine, input=json.dumps(event), name="beside")
    view = house.closed(created.interview_id)
    assert view.outcome is Outcome.SCORED, house.explain(view.id)
    ends = sorted(last_state(house.history(view.id, which)) for which in range(len(house.executions(view.id))))
    assert ends == ["Closed", "Duplicate"]
    assert len(house.stub.requests(view.id)) == 1


@pytest.mark.parametrize("known_shape", [False, True])
def test_a_key_nobody_signed_starts_nothing(house: Pipeline, sound_only: Path, known_shape: bool) -> None:
    stranger = new_interview_id()
    key = upload_key(stranger, 0) if known_shape else f"uploads/{stranger}/x/../0"
    house.cloud.client("s3").upload_file(str(sound_only), house.cloud.outputs["UploadBucketName"], key)
    [run] = eventually(lambda: house.executions(stranger))
    assert run["status"] == "SUCCEEDED"
    assert last_state(house.history(stranger)) == "NotOurs"
    assert [row["sk"]["S"] for row in house.rows(stranger) if not row["sk"]["S"].startswith("LEDGER#ingest#")] == []
    assert house.keys(stranger) == [key]
    assert house.stub.requests(stranger) == []
