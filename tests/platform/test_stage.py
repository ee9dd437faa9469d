"""The frame around every stage."""

from __future__ import annotations

import io
import json
import platform
from collections.abc import Iterator
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import Field

from mianshi import attempt
from mianshi.accounting.billing import lambda_usage
from mianshi.contracts.base import Record
from mianshi.contracts.usage import LedgerLine, LineOutcome, Tags
from mianshi.errors import Defect, Rejected, Transient
from mianshi.log import logger
from mianshi.platform.clock import new_interview_id
from mianshi.platform.store import ledger
from mianshi.stage import found, stage
from support.aws_fixture import cloud


@pytest.fixture(scope="module", autouse=True)
def one_cloud() -> Iterator[None]:
    """One for all: every test has interviews of its own."""
    with pytest.MonkeyPatch.context() as patch, cloud(patch):
        yield


class Task(Record):
    interview_id: str
    said: str = ""


class Receipt(Record):
    interview_id: str


CONTEXT = SimpleNamespace(memory_limit_in_mb="512", function_name="f", invoked_function_arn="arn")


def run(work: Any, interview_id: str, request: str = "request-1", **event: Any) -> Any:
    context = SimpleNamespace(**vars(CONTEXT), aws_request_id=request)
    return stage("score", Task)(work)({"interview_id": interview_id, **event}, context)


def ok(task: Task) -> Receipt:
    return Receipt(interview_id=task.interview_id)


class Told(Record):
    """A task as another function has it."""

    subject: str = ""
    job_id: str = ""
    candidate_id: str = ""
    action: str = ""
    detail: dict[str, str] = Field(default_factory=dict)
    upload: dict[str, str] = Field(default_factory=dict)


def raising(error: Exception) -> Any:
    def work(_: Task) -> Receipt:
        raise error

    return work


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What the stage's logger writes."""
    stream = io.StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", stream)
    return stream


def outcomes(interview_id: str) -> dict[str, str]:
    return {line.attempt.rpartition("-")[0]: line.outcome for line in ledger.of_interview(interview_id)}


def test_a_receipt_comes_out_as_plain_data_and_the_attempt_is_paid() -> None:
    interview_id = new_interview_id()
    assert run(ok, interview_id) == {"interview_id": interview_id}
    lines = {line.price_key: line for line in ledger.of_interview(interview_id)}
    assert {line.stage for line in lines.values()} == {"score"}
    assert outcomes(interview_id) == {"request-1": "ok"}
    assert lines["lambda.requests"].quantity == 1
    assert lines["lambda.compute.x86"].quantity % 512 == 0
    assert lines["dynamodb.ondemand.write_units"].quantity == 2000  # the ledger row itself, in table and index
    assert all(line.amount_micro is not None for line in lines.values())


@pytest.mark.parametrize("outcome", ["ok", "duplicate", "cancelled", "failed"])
def test_a_stage_may_say_that_having_ended_well_is_not_all(outcome: LineOutcome) -> None:
    def work(task: Task) -> Receipt:
        attempt.came_to(outcome)
        return ok(task)

    interview_id = new_interview_id()
    run(work, interview_id)
    assert outcomes(interview_id) == {"request-1": outcome}
    run(ok, interview_id, "request-2")  # what one said is not of the next
    assert outcomes(interview_id)["request-2"] == "ok"


def test_what_raises_has_failed_whatever_it_said() -> None:
    def work(_: Task) -> Receipt:
        attempt.came_to("duplicate")
        raise Transient("aws_busy")

    interview_id = new_interview_id()
    with pytest.raises(Transient):
        run(work, interview_id)
    assert outcomes(interview_id) == {"request-1": "failed"}


IV = "iv_01K00000000000000000000000"
EVENTS: list[tuple[dict[str, Any], Tags, str]] = [
    ({"interview_id": IV}, Tags(interview_id=IV), "usage"),
    ({"subject": f"interview:{IV}"}, Tags(interview_id=IV), "usage"),
    ({"upload": {"bucket": "b", "key": f"uploads/{IV}/0"}}, Tags(interview_id=IV), "usage"),
    ({"detail": {"interview_id": IV, "answer": "0"}}, Tags(interview_id=IV), "usage"),
    ({"subject": "candidate:jb_1:ca_1"}, Tags(job_id="jb_1", candidate_id="ca_1"), "usage"),
    ({"job_id": "jb_1", "candidate_id": "ca_1"}, Tags(job_id="jb_1", candidate_id="ca_1"), "usage"),
    ({"detail": {"job_id": "jb_1", "candidate_id": "ca_1"}}, Tags(job_id="jb_1", candidate_id="ca_1"), "usage"),
    ({"detail": {"job_id": "jb_1", "interview_id": "ca_1"}}, Tags(job_id="jb_1", candidate_id="ca_1"), "usage"),
    ({"subject": "job:jb_1"}, Tags(job_id="jb_1"), "usage"),
    ({"subject": "month:2026-11"}, Tags(), "overhead"),
    ({"subject": "connector:erp"}, Tags(), "overhead"),
    ({"action": "sweep"}, Tags(), "overhead"),
    ({"upload": {"bucket": "b", "key": "uploads/nobody/0"}}, Tags(), "overhead"),
    ({"detail": "not one of ours"}, Tags(), "overhead"),
]


@pytest.mark.parametrize(("event", "tags", "kind"), EVENTS, ids=[str(event)[:60] for event, _, _ in EVENTS])
def test_every_event_is_a_row_with_whose_cost_it_is(
    monkeypatch: pytest.MonkeyPatch, event: dict[str, Any], tags: Tags, kind: str
) -> None:
    recorded: list[LedgerLine] = []
    monkeypatch.setattr(ledger, "record", recorded.extend)
    context = SimpleNamespace(**vars(CONTEXT), aws_request_id="r")
    work = stage("sync_hr", Told)(lambda _: Receipt(interview_id=""))
    with suppress(Defect):  # some are no task of this stage: that is paid for, too
        work(event, context)
    assert {(line.tags.model_dump_json(), line.kind) for line in recorded} == {(tags.model_dump_json(), kind)}


@pytest.mark.parametrize("error", [Rejected("empty", "x"), Transient("aws_busy", "x"), Defect("not_found", "x")])
def test_our_failures_pass_as_they_are_and_are_paid_too(error: Exception) -> None:
    interview_id = new_interview_id()
    with pytest.raises(type(error)) as raised:
        run(raising(error), interview_id)
    assert raised.value is error
    assert outcomes(interview_id) == {"request-1": "failed"}


def test_anything_else_is_a_defect_that_says_nothing_of_what_it_held(logged: io.StringIO) -> None:
    interview_id = new_interview_id()
    with pytest.raises(Defect) as raised:
        run(raising(ValueError("诸葛清漪 13977770001")), interview_id, said="紫檀木算盘")
    assert str(raised.value) == "unexpected: ValueError"
    assert raised.value.__suppress_context__
    assert outcomes(interview_id) == {"request-1": "failed"}
    written = logged.getvalue()
    assert '"unexpected"' in written
    assert interview_id in written
    assert "test_stage.py" in written  # where it broke
    for word in ("诸葛清漪", "13977770001", "紫檀木算盘", json.dumps("诸葛清漪")[1:-1], json.dumps("紫檀木算盘")[1:-1]):
        assert word not in written


def test_a_broken_event_is_named_by_its_fields_only(logged: io.StringIO) -> None:
    interview_id = new_interview_id()
    with pytest.raises(Defect, match=r"bad_task: .*\bsurprise\b") as raised:
        run(ok, interview_id, surprise="13977770001")
    assert "13977770001" not in str(raised.value) + logged.getvalue()
    assert "bad_task" in logged.getvalue()
    assert outcomes(interview_id) == {"request-1": "failed"}


def test_every_try_is_paid_also_under_the_same_request_id() -> None:
    """Lambda tries an asynchronous event again under the id it had."""
    interview_id = new_interview_id()
    with pytest.raises(Transient):
        run(raising(Transient("aws_busy")), interview_id)
    run(ok, interview_id)
    paid = [line for line in ledger.of_interview(interview_id) if line.price_key == "lambda.requests"]
    assert [line.outcome for line in paid] == ["failed", "ok"]
    assert {line.attempt.rpartition("-")[0] for line in paid} == {"request-1"}


def test_a_ledger_that_cannot_be_written_fails_an_attempt_that_went_well(monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(_: Any) -> None:
        raise Transient("aws_busy")

    monkeypatch.setattr(ledger, "record", busy)
    with pytest.raises(Transient):
        run(ok, new_interview_id())

    def refused_elsewhere(task: Task) -> Receipt:
        attempt.came_to("failed")
        return ok(task)

    with pytest.raises(Transient):
        run(refused_elsewhere, new_interview_id())
    with pytest.raises(Rejected):  # and hides no other failure
        run(raising(Rejected("empty")), new_interview_id())


def test_compute_is_billed_by_the_started_millisecond() -> None:
    assert [usage.quantity for usage in lambda_usage(0.0101, 512)] == [1, 11 * 512]
    assert [usage.quantity for usage in lambda_usage(0.0, 128)] == [1, 0]
    assert [usage.quantity for usage in lambda_usage(0.0101, 512, 1024)] == [1, 11 * 512, 11 * 512]


def test_what_must_be_there_is() -> None:
    task = Task(interview_id="iv")
    assert found(task) is task
    with pytest.raises(Defect, match="not_found"):
        found(None)


@pytest.mark.parametrize(("machine", "key"), [("x86_64", "lambda.compute.x86"), ("aarch64", "lambda.compute.arm")])
def test_compute_is_paid_at_the_price_of_its_processor(monkeypatch: pytest.MonkeyPatch, machine: str, key: str) -> None:
    monkeypatch.setattr(platform, "machine", lambda: machine)
    interview_id = new_interview_id()
    run(ok, interview_id)
    [line] = [line for line in ledger.of_interview(interview_id) if line.price_key.startswith("lambda.compute")]
    assert line.price_key == key
    assert line.amount_micro is not None
