"""Receivers that are down: the score does not care, and what is owed arrives once or waits for a person."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from fakes.frame import Fault, Reply
from mianshi.contracts.outcomes import Outcome
from support.pipeline import Pipeline

ROOT = Path(__file__).resolve().parents[2]
DOWN, BROKEN = Fault("answer", Reply(503)), Fault("answer", Reply(500))

pytestmark = pytest.mark.models


def test_a_receiver_that_is_down_for_a_while_gets_its_message_once(house: Pipeline, sound_only: Path) -> None:
    house.dingtalk.fail_next(2, DOWN)
    house.webhook.fail_next(1, DOWN)
    view = house.run(sound_only)
    assert view.outcome is Outcome.SCORED, house.explain(view.id)
    rows = house.client.settle_deliveries(view.id, 60)
    assert [row["state"] for row in rows] == ["done", "done"]
    assert sum(row["attempts"] for row in rows) == 5
    received = house.told(view.id)
    assert sorted((r.platform, r.verified, r.duplicate) for r in received) == [
        ("dingtalk", True, False),
        ("webhook", True, False),
    ]
    [run] = house.executions(view.id, "DeliveryMachineArn")
    assert run["status"] == "SUCCEEDED"
    made, billed = house.transitions(view.id)
    assert made == billed > 0
    tries = [line.outcome for line in house.ledger(view.id, "sync_hr") if line.price_key == "lambda.requests"]
    assert tries.count("failed") == 3


def test_a_receiver_that_stays_down_leaves_a_row_for_a_person(house: Pipeline, sound_only: Path) -> None:
    for receiver in (house.dingtalk, house.webhook):
        receiver.fail_next(4, BROKEN)  # as many as there are attempts
    view = house.run(sound_only)
    assert view.outcome is Outcome.SCORED, house.explain(view.id)
    total = house.client.part(view.id, "scorecard")["total"]
    rows = house.client.settle_deliveries(view.id, 60)
    assert [(row["state"], row["attempts"]) for row in rows] == [("parked", 4), ("parked", 4)]
    assert all("500" in (row["last_error"] or "") + (row["last_status"] or "") for row in rows)
    [run] = house.executions(view.id, "DeliveryMachineArn")
    assert run["status"] == "SUCCEEDED"
    assert house.client.part(view.id, "scorecard")["total"] == total
    parked = house.cloud.client("dynamodb").query(
        TableName=house.cloud.outputs["TableName"],
        IndexName="listed",
        KeyConditionExpression="list_pk = :p",
        ExpressionAttributeValues={":p": {"S": "PARKED"}},
    )["Items"]
    assert sum(view.id in row["pk"]["S"] for row in parked) == 2


def test_a_sender_killed_after_its_message_left_repeats_it_under_the_same_id(house: Pipeline, sound_only: Path) -> None:
    for receiver in (house.dingtalk, house.webhook):
        receiver.fail_next(1, Fault("slow_after"))  # it takes the message and never finishes its answer
    view = house.run(sound_only)
    until = time.monotonic() + 60
    while len(house.told(view.id)) < 2:
        assert time.monotonic() < until
        time.sleep(0.02)
    assert house.cloud.functions.kill("SyncHrFunction") > 0
    lease_ends(house, view.id)
    rows = house.client.settle_deliveries(view.id, 60)
    assert [(row["state"], row["attempts"]) for row in rows] == [("done", 2), ("done", 2)]
    by_platform: dict[str, list[str | None]] = {}
    for received in house.told(view.id):
        by_platform.setdefault(received.platform, []).append(received.key)
    assert {platform: len(ids) for platform, ids in by_platform.items()} == {"dingtalk": 2, "webhook": 2}
    assert all(len(set(ids)) == 1 for ids in by_platform.values())


def lease_ends(house: Pipeline, interview_id: str) -> None:
    """A minute and a half later: whoever was at the rows is at them no more, and the sweep has found them."""
    table, long_ago = house.cloud.client("dynamodb"), "2026-01-01T00:00:00.000Z"
    for row in house.rows(interview_id, "OUTBOX#"):
        body = json.dumps(json.loads(row["body"]["S"]) | {"due_at": long_ago})
        changed = row | {"body": {"S": body}, "list_sk": {"S": long_ago}}
        table.put_item(TableName=house.cloud.outputs["TableName"], Item=changed)
    detail = json.dumps({"subject": f"interview:{interview_id}"})
    entry = {"Source": "mianshi", "DetailType": "deliveries.owed", "Detail": detail}
    house.cloud.client("events").put_events(Entries=[entry])


def test_a_row_that_cannot_even_be_parked_fails_the_workflow_after_its_neighbours(house: Pipeline) -> None:
    definition = json.loads((ROOT / "statemachines" / "delivery.asl.json").read_text())
    two = {"Type": "Pass", "Result": {"deliveries": ["a", "b"]}, "ResultPath": "$.outbox", "Next": "Deliveries"}
    text = json.dumps({**definition, "States": {**definition["States"], "List": two}})
    text = text.replace("${Partition}", "aws").replace("${SyncHrFunction}", "nobody")
    states = house.cloud.client("stepfunctions")
    machine = states.create_state_machine(
        name="nobody-sends", definition=text, roleArn="arn:aws:iam::123456789012:role/r"
    )
    run = states.start_execution(
        stateMachineArn=machine["stateMachineArn"],
        name="one",
        input=json.dumps({"detail": {"subject": "interview:iv"}}),
    )
    until = time.monotonic() + 60
    while (found := states.describe_execution(executionArn=run["executionArn"]))["status"] == "RUNNING":
        assert time.monotonic() < until
        time.sleep(0.1)
    assert (found["status"], found["error"]) == ("FAILED", "DeliveryNotParked")
    events = states.get_execution_history(executionArn=run["executionArn"])["events"]
    names = [event.get("stateEnteredEventDetails", {}).get("name") for event in events]
    assert names.count("NotParked") == 2
