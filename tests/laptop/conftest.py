"""One small cloud for each test module."""

import json
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from laptop.cloud import Cloud, Container

signal.signal(signal.SIGINT, signal.default_int_handler)
"""A shell that runs the tests in the background has them ignore it, and every process that they start."""
SMALL = Path(__file__).parent / "fixtures" / "small"


def small_cloud(folder: Path, **options: Any) -> Cloud:
    """The test template with an inference server that misbehaves on request."""
    settings: dict[str, Any] = {
        "parameters": {"Greeting": "good day"},
        "opt": {"/opt/weights": SMALL / "infra"},
        "retry_delays": (0.05, 0.05),
        "state_overrides": {"Inner": {"TimeoutSeconds": 1}},
        "containers": {
            name: Container([sys.executable, str(SMALL / "inference.py")], {"MARK": str(folder / name)})
            for name in ("one", "other")
        },
    }
    return Cloud(SMALL / "template.yaml", **{**settings, **options})


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    with small_cloud(tmp_path_factory.mktemp("cloud")) as running:
        yield running


@pytest.fixture
def start_small() -> Callable[..., Cloud]:
    return small_cloud


@pytest.fixture
def eventually() -> Callable[..., Any]:
    """Waits for a function to give something true, and gives it."""

    def wait(ask: Callable[[], Any], seconds: float = 30) -> Any:
        until = time.monotonic() + seconds
        while not (found := ask()):
            assert time.monotonic() < until, "it did not happen"
            time.sleep(0.05)
        return found

    return wait


@pytest.fixture
def invoke(cloud: Cloud) -> Callable[..., tuple[Any, str | None]]:
    """Invokes through the Lambda API: (decoded payload, FunctionError)."""

    def call(logical_id: str, **event: Any) -> tuple[Any, str | None]:
        name = cloud.functions.spec(logical_id).name
        answer = cloud.client("lambda").invoke(FunctionName=name, Payload=json.dumps(event))
        return json.loads(answer["Payload"].read()), answer.get("FunctionError")

    return call


@pytest.fixture
def executions(cloud: Cloud) -> Callable[[], list[dict[str, Any]]]:
    """Every finished execution of the flow, with its input and output decoded."""

    def look() -> list[dict[str, Any]]:
        states = cloud.client("stepfunctions")
        found = []
        for listed in states.list_executions(stateMachineArn=cloud.outputs["FlowArn"])["executions"]:
            one = states.describe_execution(executionArn=listed["executionArn"])
            if one["status"] != "RUNNING":
                found.append(
                    {**one, "input": json.loads(one["input"]), "output": json.loads(one.get("output", "null"))}
                )
        return found

    return look
