"""A workflow that compares and waits for moments, on a machine in any time zone."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta

import pytest

from laptop.cloud import Cloud

STATES = {
    "StartAt": "Ask",
    "States": {
        "Ask": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.first", "TimestampLessThanPath": "$.second", "Next": "Until"}],
            "Default": "Never",
        },
        "Until": {"Type": "Wait", "TimestampPath": "$.first", "End": True},
        "Never": {"Type": "Fail", "Error": "NotLess", "Cause": "the first moment is not before the second"},
    },
}


def stamp(seconds: float) -> str:
    moment = datetime.now(UTC) + timedelta(seconds=seconds)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York"])
def test_a_moment_with_milliseconds_is_waited_for(cloud: Cloud, monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    states = cloud.client("stepfunctions")
    arn = states.create_state_machine(
        name=zone.split("/")[1], definition=json.dumps(STATES), roleArn="arn:aws:iam::123456789012:role/r"
    )
    given = {"first": stamp(2.5), "second": stamp(2.6)}
    run = states.start_execution(stateMachineArn=arn["stateMachineArn"], input=json.dumps(given))["executionArn"]
    started = time.monotonic()
    while states.describe_execution(executionArn=run)["status"] == "RUNNING" and time.monotonic() < started + 20:
        time.sleep(0.1)
    ended = states.describe_execution(executionArn=run)
    monkeypatch.undo()
    time.tzset()
    assert ended["status"] == "SUCCEEDED"
    assert ended["stopDate"].timestamp() >= datetime.fromisoformat(given["first"]).timestamp()
