"""The books after an interview: what nobody saw being used is in the ledger, of this very cloud, and only once."""

from __future__ import annotations

import json
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from mianshi.accounting import storing
from mianshi.contracts.usage import LedgerLine
from mianshi.platform import clock
from mianshi.platform.store import kept, ledger
from support.aws_fixture import forget
from support.pipeline import Pipeline
from support.shells import shell

pytestmark = pytest.mark.models


@pytest.fixture
def bookkeep(house: Pipeline, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The function's code in this process, in this cloud, on the day after."""
    spec = house.cloud.functions.spec("BookkeepFunction")
    for name, value in {**spec.environment, "AWS_LAMBDA_FUNCTION_NAME": spec.name}.items():
        monkeypatch.setenv(name, value)
    forget()
    app = shell("bookkeep", monkeypatch)
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).replace(hour=2)
    for module in (clock, storing, sys.modules["overheads_of_days"]):
        monkeypatch.setattr(module, "now", lambda: tomorrow)
    return app


def test_what_nobody_saw_being_used_is_counted_once(
    house: Pipeline, recording: Path, bookkeep: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    interview = house.run(recording).id
    day = datetime.now(UTC).date().isoformat()
    for worker in house.cloud.sagemaker._workers.values():  # an hour later nothing would run any more
        if worker.pid and worker._server:
            begun = datetime.now(UTC)
            worker._server.stop()
            worker._scaled(begun, 0)

    deployed = house.cloud.functions.invoke(house.cloud.functions.spec("BookkeepFunction").name, b'{"action": "keep"}')
    assert json.loads(deployed.payload).get("failed") == [], house.cloud.functions.log("BookkeepFunction")[-2000:]
    receipt = bookkeep.handler.__wrapped__(SimpleNamespace(action="keep"))
    assert receipt.failed == []
    assert receipt.overheads >= 6

    lines = [line for line in ledger.of_month(day[:7]) if line.at[:10] == day]
    whole = Counter(line.model_dump_json() for line in lines)
    for name in ("speech", "rater"):
        endpoint = next(key for key in house.cloud.sagemaker.running() if name in key.lower())
        assert spent(lines, name, interview) > 0
        over = sum(r.over_ms for r in caplog.records if getattr(r, "endpoint", "") == name and hasattr(r, "over_ms"))
        assert all_of(lines, name) == pytest.approx(billed(house, endpoint) + over, abs=5), "requests may overlap here"
    by_stage = Counter(line.stage for line in lines if line.kind == "overhead" and not line.interview_id)
    assert {"portal", "bookkeep", "system"} <= set(by_stage)
    runs = sum(line.quantity for line in lines if line.stage == "portal" and line.price_key == "lambda.requests")
    door = sum(line.quantity for line in lines if line.price_key == "apigateway.http.requests")
    assert 0 < runs <= door, "every call of the portal came through the door"
    files = kept.find(interview)
    assert files is not None
    assert sum(piece.bytes for piece in files.pieces if piece.folder == "uploads") == recording.stat().st_size

    bookkeep.handler.__wrapped__(SimpleNamespace(action="keep"))
    assert Counter(line.model_dump_json() for line in ledger.of_month(day[:7]) if line.at[:10] == day) == whole


def spent(lines: list[LedgerLine], name: str, interview: str) -> int:
    """The share of one interview in the wakings of an endpoint, in milliseconds."""
    return sum(line.quantity for line in lines if line.attempt.startswith(name) and line.interview_id == interview)


def all_of(lines: list[LedgerLine], name: str) -> int:
    """Milliseconds of an endpoint in the ledger, work and overhead together."""
    work = {"speech": "transcribe", "rater": "rate"}[name]
    return sum(
        line.quantity
        for line in lines
        if line.price_key.startswith("sagemaker.") and (line.stage == work or line.attempt.startswith(name))
    )


def billed(house: Pipeline, endpoint: str) -> float:
    """Milliseconds for which the endpoint's server ran, by the laptop's own notes."""
    made = house.cloud.client("sagemaker").describe_endpoint(EndpointName=endpoint)["CreationTime"]
    total, since = timedelta(), made
    for each in house.cloud.sagemaker.activities(endpoint):
        if each.instances:
            since = each.start
        elif since is not None:
            total += each.end - since
            since = None
    return total / timedelta(milliseconds=1)
