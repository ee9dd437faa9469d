"""Overheads of a day: written once, whole or not at all, each part for itself, and late ones where they still belong."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import ModuleType, SimpleNamespace
from typing import Any

import boto3
import pytest

from laptop import moto_counts
from laptop.sagemaker import Activity
from mianshi.accounting import closing, storing
from mianshi.contracts.kept import KeptFiles, Piece
from mianshi.contracts.terms import MonthClosed
from mianshi.contracts.usage import LedgerLine, Meter, Tags, Usage
from mianshi.errors import Defect, Transient
from mianshi.finance.overheads import parts as parts_of_day
from mianshi.platform import clock, fleet, meter, stock, watch
from mianshi.platform.clients import client
from mianshi.platform.store import interviews, kept, ledger, overheads, plain, terms
from support.aws_fixture import ARTEFACTS, TABLE, UPLOADS, aws, forget
from support.shells import shell

__all__ = ["aws"]
pytestmark = pytest.mark.usefixtures("aws")

DAY = "2026-11-09"
NEXT = datetime(2026, 11, 10, 2, tzinfo=UTC)
INSTANCE = "ml.g5.xlarge"
FAR = 1e12
Clock = Callable[[datetime], None]


@pytest.fixture
def environment(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "SPEECH_ENDPOINT": "speech", "SPEECH_INSTANCE": INSTANCE, "RATER_ENDPOINT": "rater", "RATER_INSTANCE": INSTANCE,
        "FUNCTIONS": "portal=the-portal,sync_hr=the-sync", "API_ID": "api", "MACHINE_LOGS": "machine",
        "EVENT_DEAD_LETTERS": "https://q/1/events", "RESUME_DEAD_LETTERS": "https://q/1/resume",
        "ERASE_DEAD_LETTERS": "https://q/1/erase", "STANDING_CONDITIONS": "", "RECORDING_DAYS": "90",
        "TRANSCRIPT_DAYS": "180", "WORK_DAYS": "7",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)


@pytest.fixture
def app(environment: None, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    loaded = shell("bookkeep", monkeypatch)
    monkeypatch.setattr(closing, "keep", lambda _: closing.Kept(0, [], [], 0))
    return loaded


@pytest.fixture
def set_clock(app: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Clock:
    def at(moment: datetime) -> None:
        for module in (clock, storing, sys.modules["overheads_of_days"]):
            monkeypatch.setattr(module, "now", lambda: moment)

    at(NEXT)
    since(DAY)
    return at


@pytest.fixture
def deployed(aws: None) -> None:
    """Two functions and two endpoints, as AWS would describe them."""
    role = boto3.client("iam").create_role(RoleName="r", AssumeRolePolicyDocument="{}", Path="/")["Role"]["Arn"]
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("app.py", "")
    for name, memory in (("the-portal", 1024), ("the-sync", 512)):
        boto3.client("lambda").create_function(
            FunctionName=name, Runtime="python3.12", Role=role, Handler="app.handler", MemorySize=memory,
            Code={"ZipFile": body.getvalue()},
        )  # fmt: skip
    sagemaker = boto3.client("sagemaker")
    for name in ("speech", "rater"):
        sagemaker.create_model(ModelName=name, ExecutionRoleArn=role, PrimaryContainer={"Image": "i"})
        variant = {"VariantName": name, "ModelName": name, "InitialInstanceCount": 1, "InstanceType": "ml.m5.large"}
        sagemaker.create_endpoint_config(EndpointConfigName=name, ProductionVariants=[variant])
        sagemaker.create_endpoint(EndpointName=name, EndpointConfigName=name)


@pytest.fixture
def awake(deployed: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Activity]]:
    """What was done for each endpoint. Endpoints are as old as the test: the first one is there before all else."""
    done: dict[str, list[Activity]] = {"speech": [], "rater": []}
    for owner, name, ours in moto_counts.REPLACED:
        monkeypatch.setattr(owner, name, ours, raising=False)
    monkeypatch.setattr(moto_counts._Answers, "activities", lambda endpoint: done[endpoint])
    return done


def since(day: str) -> None:
    """From when on overheads are counted."""
    plain.put("COSTS", "OVERHEADS_SINCE", overheads.First(day=day))


def counted(namespace: str, name: str, dimensions: dict[str, str], value: float, day: str = DAY) -> None:
    told = {
        "MetricName": name,
        "Dimensions": [{"Name": key, "Value": found} for key, found in dimensions.items()],
        "Timestamp": datetime.fromisoformat(f"{day}T10:00:00+00:00"),
        "Value": value,
    }
    boto3.client("cloudwatch").put_metric_data(Namespace=namespace, MetricData=[told])


def line(interview_id: str, key: str, quantity: int, at: str, **facts: Any) -> None:
    told = {
        "interview_id": interview_id, "stage": "transcribe", "attempt": f"{interview_id}-{at}", "price_key": key,
        "quantity": quantity, "unit": "ms", "amount_micro": 1, "currency": "USD", "price_book": "b",
        "region": "us-east-1", "outcome": "ok", "at": at,
    }  # fmt: skip
    ledger.record([LedgerLine.model_validate({**told, **facts})])


def run(app: ModuleType) -> Any:
    return app.handler.__wrapped__(SimpleNamespace(action="keep"))


def lines(month: str = "2026-11") -> list[LedgerLine]:
    return [each for each in ledger.of_month(month) if each.kind != "usage" or each.stage == "storage"]


def by_key(stage: str, month: str = "2026-11") -> Counter[str]:
    found: Counter[str] = Counter()
    for each in lines(month):
        if each.stage == stage:
            found[each.price_key] += each.quantity
    return found


def at(hour: int, minute: int = 0, day: str = DAY) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour:02}:{minute:02}:00+00:00")


@pytest.mark.usefixtures("awake", "set_clock")
def test_what_a_function_bills_itself_is_taken_off_what_aws_counted(app: ModuleType) -> None:
    for name, runs, ms in (("the-portal", 10, 1234.5), ("the-sync", 5, 900)):
        counted("AWS/Lambda", "Invocations", {"FunctionName": name}, runs)
        counted("AWS/Lambda", "Duration", {"FunctionName": name}, ms)
    line("iv_1", "lambda.requests", 2, f"{DAY}T10:00:00.000Z", stage="sync_hr", unit="request")
    line("iv_1", "lambda.compute.x86", 600 * 512, f"{DAY}T10:00:01.000Z", stage="sync_hr", unit="MB-ms")
    assert run(app).failed == []
    assert by_key("portal") == {"lambda.requests": 10, "lambda.compute.x86": 1235 * 1024}
    assert by_key("sync_hr") == {"lambda.requests": 3, "lambda.compute.x86": 300 * 512}
    assert all(each.kind == "overhead" and not each.interview_id for each in lines() if each.stage == "portal")


@pytest.mark.usefixtures("awake", "set_clock")
def test_a_run_over_midnight_is_not_counted_twice(app: ModuleType) -> None:
    counted("AWS/Lambda", "Duration", {"FunctionName": "the-sync"}, 60_000)
    line("iv_1", "lambda.compute.x86", 60_000 * 512, "2026-11-10T00:00:30.000Z", stage="sync_hr", unit="MB-ms")
    run(app)
    assert by_key("sync_hr") == {}


@pytest.mark.usefixtures("awake", "set_clock")
def test_what_no_function_is_billed_for(app: ModuleType) -> None:
    counted("AWS/ApiGateway", "Count", {"ApiId": "api"}, 12)
    counted("AWS/SQS", "NumberOfMessagesSent", {"QueueName": "events"}, 2)
    counted("AWS/SQS", "NumberOfEmptyReceives", {"QueueName": "erase"}, 3)
    counted("AWS/Logs", "IncomingBytes", {"LogGroupName": "/aws/lambda/the-portal"}, 4000)
    counted("AWS/Logs", "IncomingBytes", {"LogGroupName": "machine"}, 50)
    counted("AWS/DynamoDB", "ConsumedReadCapacityUnits", {"TableName": TABLE}, 7.5)
    line("iv_1", "dynamodb.ondemand.read_units", 2500, f"{DAY}T10:00:00.000Z", unit="milli-unit")
    run(app)
    found = by_key("system")
    assert found["apigateway.http.requests"] == 12
    assert found["sqs.standard.requests"] == 5
    assert found["cloudwatch.logs.ingestion"] == 4050
    assert found["dynamodb.ondemand.read_units"] == 5000
    assert found["secretsmanager.secrets"] == 1000 * 9 // 30 - 1000 * 8 // 30
    assert found["cloudwatch.alarms"] == 6000 * 9 // 30 - 6000 * 8 // 30


@pytest.mark.usefixtures("set_clock")
def test_a_waking_is_shared_out_over_who_used_it(app: ModuleType, awake: dict[str, list[Activity]]) -> None:
    awake["speech"] += [
        Activity(at(7), at(7, 5), 0),
        Activity(at(8), at(8, 4), 1),
        Activity(at(8, 29), at(8, 30), 0),
        Activity(at(20), at(20, 4), 1),
        Activity(at(20, 9), at(20, 10), 0),
    ]
    key = f"sagemaker.async.instance.{INSTANCE}"
    line("iv_a", key, 100_000, f"{DAY}T08:10:00.000Z", job_id="jb", department="d", source="s")
    line("iv_b", key, 200_000, f"{DAY}T08:30:20.000Z")
    line("iv_b", key, 1, f"{DAY}T09:40:00.000Z", attempt="too late for that waking")
    run(app)
    shared = {each.interview_id: each for each in lines() if each.stage == "waking"}
    rest = 30 * 60_000 - 300_000
    assert (shared["iv_a"].quantity, shared["iv_b"].quantity) == (rest // 3, rest - rest // 3)
    assert (shared["iv_a"].job_id, shared["iv_a"].department, shared["iv_a"].source) == ("jb", "d", "s")
    assert shared["iv_a"].at == f"{DAY}T08:29:59.999Z"
    assert shared[""].quantity == 10 * 60_000, "a waking nobody used is nobody's"


@pytest.mark.usefixtures("set_clock")
def test_what_is_said_about_no_number_of_instances_is_passed_over(
    app: ModuleType, awake: dict[str, list[Activity]], monkeypatch: pytest.MonkeyPatch
) -> None:
    awake["speech"] += [Activity(at(8), at(8, 4), 1), Activity(at(8, 29), at(8, 30), 0)]
    told = moto_counts._activity

    def otherwise(resource: str, done: Activity) -> dict[str, Any]:
        return told(resource, done) | ({} if done.instances else {"Description": "Setting a schedule."})

    monkeypatch.setattr(moto_counts, "_activity", otherwise)
    history = fleet.changes("speech")
    assert (history.changes[-1].instances, history.others) == (1, ["Setting a schedule."])
    del awake["speech"][0]
    with pytest.raises(Defect, match="aws_answer_unknown"):
        fleet.changes("speech")


def test_every_kind_of_list_is_counted(aws: None) -> None:
    s3 = client("s3")
    meter.reset()
    list(stock.under(ARTEFACTS, "work/"))
    upload = s3.create_multipart_upload(Bucket=ARTEFACTS, Key="k")["UploadId"]
    s3.list_multipart_uploads(Bucket=ARTEFACTS)
    s3.list_parts(Bucket=ARTEFACTS, Key="k", UploadId=upload)
    assert {used.meter: used.quantity for used in meter.counted()} == {Meter.S3_WRITES: 4}


@pytest.mark.usefixtures("awake", "set_clock")
def test_again_and_after_a_crash_nothing_is_added(app: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    counted("AWS/Lambda", "Invocations", {"FunctionName": "the-portal"}, 10)
    counted("AWS/Lambda", "Invocations", {"FunctionName": "the-sync"}, 10)
    plans = sys.modules["plans"]
    write = plans.bill
    written: list[str] = []

    def crash(stage: str, *args: Any, **kwargs: Any) -> Any:
        if stage == "sync_hr" and not written:
            written.append(stage)
            raise Transient("aws_busy")
        return write(stage, *args, **kwargs)

    monkeypatch.setattr(plans, "bill", crash)
    assert run(app).failed == [f"{DAY} measured"]
    counted("AWS/Lambda", "Invocations", {"FunctionName": "the-sync"}, 5)  # it turns out meanwhile: the plan stands
    assert run(app).failed == []
    whole = sorted(each.model_dump_json() for each in lines())
    assert by_key("sync_hr")["lambda.requests"] == by_key("portal")["lambda.requests"] == 10
    assert run(app).overheads == 0
    assert sorted(each.model_dump_json() for each in lines()) == whole


@pytest.mark.usefixtures("awake", "set_clock")
def test_what_is_kept_for_no_interview_is_a_day_of_its_month(app: ModuleType) -> None:
    for key, size in (
        ("resumes/jb/ca/resume.pdf", 61),
        ("ratings/1.json", 30),
        ("work/rater/output/a.out", 9),
        ("interviews/iv_1/a.json", 1000),
    ):
        boto3.client("s3").put_object(Bucket=ARTEFACTS, Key=key, Body=b"x" * size)
    assert run(app).failed == []
    (held,) = [each for each in lines() if each.attempt == f"{DAY}-sizes" and each.price_key == Meter.S3_STORAGE]
    costs = boto3.client("s3").list_objects_v2(Bucket=ARTEFACTS, Prefix="costs/")["Contents"]
    plans = sum(each["Size"] for each in costs if "sizes" not in each["Key"] and "standing" not in each["Key"])
    assert held.quantity == -(-(100 + plans) // 30)


@pytest.mark.usefixtures("awake", "set_clock")
def test_one_part_that_fails_holds_up_no_other(app: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("what nobody thought of")

    monkeypatch.setattr(watch, "sums", broken)
    receipt = run(app)
    assert receipt.failed == [f"{DAY} measured"]
    assert by_key("system")["secretsmanager.secrets"] > 0
    assert ("2026-11-09", "standing") in overheads.done("2026-11")
    assert ("2026-11-09", "measured") not in overheads.done("2026-11")


@pytest.mark.usefixtures("awake")
def test_a_late_run_writes_where_it_still_belongs(app: ModuleType, set_clock: Clock) -> None:
    since("2026-11-28")
    set_clock(datetime(2026, 12, 3, 22, tzinfo=UTC))  # after an outage: November still waits
    run(app)
    first = {each.at[:10] for each in lines()}
    assert first == {"2026-11-28", "2026-11-29", "2026-11-30"}
    assert {each.kind for each in lines()} == {"overhead"}
    assert {each.note for each in [*lines(), *lines("2026-12")]} == {""}


@pytest.mark.usefixtures("awake")
def test_what_a_month_waits_for_no_more_is_an_adjustment_that_names_its_day(app: ModuleType, set_clock: Clock) -> None:
    since("2026-11-30")
    set_clock(datetime(2026, 12, 3, 23, tzinfo=UTC))
    run(app)
    assert not lines()
    late = {(each.kind, each.adjusts, each.at[:10]) for each in lines("2026-12") if each.note == "2026-11-30"}
    assert late == {("adjustment", "2026-11", "2026-12-03")}


@pytest.mark.usefixtures("awake")
def test_days_are_caught_up_with_newest_first_and_days_from_before_are_not(
    app: ModuleType, set_clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    since("2026-11-09")
    set_clock(datetime(2026, 11, 10, 0, 30, tzinfo=UTC))
    assert run(app).overheads == 0, "a day is ready an hour after its end"
    set_clock(datetime(2026, 11, 13, 3, tzinfo=UTC))
    noted: list[str] = []
    note = overheads.note
    monkeypatch.setattr(overheads, "note", lambda done: (noted.append(done.day), note(done)))
    run(app)
    assert list(dict.fromkeys(noted)) == [f"2026-11-{day:02}" for day in (12, 11, 10, 9)]


@pytest.mark.usefixtures("awake")
def test_a_new_system_is_charged_from_its_first_day_on(app: ModuleType, set_clock: Clock) -> None:
    plain.delete("COSTS", "OVERHEADS_SINCE")
    set_clock(datetime(2026, 12, 1, 10, tzinfo=UTC))
    assert run(app).overheads == 0 and overheads.since() == "2026-12-01"
    assert not [*lines(), *lines("2026-12")]


@pytest.mark.usefixtures("awake")
def test_what_is_too_long_ago_is_named_until_its_month_is_closed(
    app: ModuleType, set_clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = sys.modules["overheads_of_days"]
    monkeypatch.setattr(days, "_PLANNED", {"standing": days._PLANNED["standing"]})  # one part shows it as well as all
    since("2026-10-30")
    set_clock(datetime(2026, 12, 7, 3, tzinfo=UTC))  # 35 days before the sixth is the first of November
    receipt = run(app)
    assert [each for each in receipt.failed if each.endswith("standing")] == [
        "2026-10-30 standing",
        "2026-10-31 standing",
    ]
    assert "2026-10-31 storage" in receipt.failed
    terms.close(MonthClosed(month="2026-10", at="2026-12-07T03:00:00.000Z", by="software", totals=[]), [])
    assert run(app).failed == []


@pytest.mark.usefixtures("awake", "set_clock")
def test_how_far_behind_it_is_is_told_every_time(
    app: ModuleType, set_clock: Clock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(app)
    set_clock(datetime(2026, 11, 12, 2, tzinfo=UTC))
    with monkeypatch.context() as broken:
        broken.setattr(watch, "sums", lambda *_: (_ for _ in ()).throw(Transient("metrics_incomplete")))
        run(app)
    told = [json.loads(row) for row in capsys.readouterr().out.splitlines() if "_aws" in row]
    assert [row["OldestUnwrittenDays"] for row in told if "OldestUnwrittenDays" in row] == [[0.0], [2.0]]
    assert [row["MonthsOpen"] for row in told if "MonthsOpen" in row] == [[0.0], [0.0]]


@pytest.mark.usefixtures("awake", "set_clock")
def test_books_that_cannot_be_kept_keep_no_overhead_from_being_written(
    app: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closing, "keep", lambda _: (_ for _ in ()).throw(OSError))
    with pytest.raises(OSError):
        run(app)
    assert (DAY, "standing") in overheads.done("2026-11")


def test_every_part_is_one_that_days_wait_for(app: ModuleType) -> None:
    found = [part for part, _ in sys.modules["overheads_of_days"]._parts("2026-11-30", looked=True)]
    assert tuple(found) == parts_of_day.of_day("2026-11-30")


@pytest.mark.usefixtures("awake", "set_clock")
def test_what_was_written_late_is_no_use_of_the_day_it_was_written_on(app: ModuleType) -> None:
    counted("AWS/Lambda", "Invocations", {"FunctionName": "the-portal"}, 100)
    counted("AWS/DynamoDB", "ConsumedReadCapacityUnits", {"TableName": TABLE}, 50)
    for stage, attempt, key, quantity in (
        ("portal", "2026-10-07-unbilled", "lambda.requests", 70),
        ("system", "2026-10-07-table", "dynamodb.ondemand.read_units", 30_000),
    ):
        line("", key, quantity, f"{DAY}T12:00:00.000Z", stage=stage, attempt=attempt, kind="overhead")
    run(app)
    own = [each for each in lines() if each.attempt.startswith(DAY)]
    assert {each.price_key: each.quantity for each in own if each.stage == "portal"} == {"lambda.requests": 100}
    assert [each.quantity for each in own if each.price_key == "dynamodb.ondemand.read_units"] == [50_000]


@pytest.mark.usefixtures("set_clock")
def test_an_overhead_without_a_price_is_told(app: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    used = [Usage(meter=Meter.ENDPOINT_SECONDS, quantity=5, variant="ml.nobody.knows")]
    plans = sys.modules["plans"]
    plans.carry_out(DAY, "any", lambda _: [plans.system(DAY, "w", used)], FAR)
    assert "UnpricedLines" in capsys.readouterr().out


@pytest.mark.usefixtures("set_clock")
def test_more_work_than_the_endpoint_was_awake_for_is_told(
    app: ModuleType, awake: dict[str, list[Activity]], capsys: pytest.CaptureFixture[str]
) -> None:
    awake["speech"] += [Activity(at(7), at(7, 5), 0), Activity(at(8), at(8, 4), 1), Activity(at(8, 29), at(8, 30), 0)]
    key = f"sagemaker.async.instance.{INSTANCE}"
    for second in (1, 2):
        line(f"iv_{second}", key, 1_000_000, f"{DAY}T08:29:0{second}.000Z")
    run(app)
    told = [json.loads(row) for row in capsys.readouterr().out.splitlines() if "EndpointUsedBeyondBilled" in row]
    assert [row["EndpointUsedBeyondBilled"] for row in told if "_aws" in row] == [[200_000.0]]


@pytest.mark.usefixtures("set_clock")
def test_an_endpoint_whose_instances_may_still_run_is_asked_about_again(
    app: ModuleType, awake: dict[str, list[Activity]]
) -> None:
    awake["speech"] += [Activity(at(8), at(8, 4), 1), Activity(at(8, 29), None, 0)]
    assert run(app).failed == [f"{DAY} speech"]
    awake["speech"][-1] = Activity(at(8, 29), at(8, 30), 0)
    assert run(app).failed == []


@pytest.mark.usefixtures("awake", "set_clock")
def test_when_the_time_is_up_it_stops_and_goes_on_later(app: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    counted("AWS/Lambda", "Invocations", {"FunctionName": "the-portal"}, 10)
    parts = sys.modules["overheads_of_days"]
    assert parts.write(0.0)[:2] == (0, [])
    plans = sys.modules["plans"]
    ticks = iter([0.0, 10.0])
    monkeypatch.setattr(plans, "monotonic", lambda: next(ticks))
    planned = [plans.system(DAY, what, [Usage(meter=Meter.EVENTS, quantity=1)]) for what in ("one", "two")]
    assert plans.carry_out(DAY, "half", lambda _: planned, 5.0) is None
    monkeypatch.setattr(plans, "monotonic", lambda: 0.0)
    assert plans.carry_out(DAY, "half", lambda _: [], 5.0) == 2
    assert by_key("system") == {"eventbridge.custom_events": 2}


@pytest.mark.usefixtures("awake", "set_clock")
def test_what_an_interview_keeps_is_seen_and_paid_for_at_the_end_of_the_month(
    app: ModuleType, set_clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interviews, "find", lambda _: None)
    boto3.client("s3").put_object(Bucket=UPLOADS, Key="uploads/iv_1/0", Body=b"x" * 700)
    boto3.client("s3").put_object(Bucket=ARTEFACTS, Key="work/iv_1/1/clip.mkv", Body=b"x" * 20)
    line("iv_1", "lambda.requests", 1, f"{DAY}T10:00:00.000Z", unit="request")
    run(app)
    files = kept.find("iv_1")
    assert files is not None
    assert [(piece.folder, piece.bytes) for piece in files.pieces] == [("uploads", 700), ("work", 20)]
    assert (files.pieces[0].until - files.pieces[0].since).days == 90

    set_clock(datetime(2026, 12, 1, 1, 30, tzinfo=UTC))
    since("2026-11-30")
    run(app)
    assert ("2026-11-30", "storage") not in overheads.done("2026-11"), (
        "what was seen a moment ago may not be listed yet"
    )
    run(app)
    assert ("2026-11-30", "storage") in overheads.done("2026-11")
    overheads.set_place("2026-11", "settle", "")

    start = datetime(2026, 11, 16, tzinfo=UTC)
    half = Piece(folder="uploads", bytes=7200, since=start, until=start + timedelta(days=90))
    gone = Piece(folder="uploads", bytes=7200, since=start - timedelta(days=90), until=start)
    for name, piece in (("iv_3", half), ("iv_2", gone)):
        kept.put(KeptFiles(tags=Tags(interview_id=name, job_id="jb"), pieces=[piece]))
    set_clock(datetime(2026, 12, 1, 2, tzinfo=UTC))
    holding = sys.modules["holding"]
    assert holding.settle("2026-11-30", 0.0) is None, "no time: it goes on later"
    assert holding.settle("2026-11-30", FAR) == 3
    assert holding.settle("2026-11-30", FAR) == 3, "again: it adds nothing"
    paid = {each.interview_id: each for each in lines() if each.stage == "storage" and each.job_id}
    assert {name: each.quantity for name, each in paid.items()} == {"iv_3": 3600, "iv_2": 3600}
    assert all(each.at[:10] == "2026-11-30" for each in paid.values())
    set_clock(datetime(2026, 12, 5, tzinfo=UTC))
    monkeypatch.setattr(stock, "under", lambda *_: iter(()))
    storing.end("iv_3")
    (ended,) = [each for each in ledger.of_month("2026-12") if each.interview_id == "iv_3"]
    assert ended.quantity == -(-7200 * 4 * 24 // (31 * 24))


@pytest.mark.usefixtures("set_clock")
def test_lifetimes_of_now_say_how_long_files_are_kept(app: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = datetime(2026, 9, 20, tzinfo=UTC)
    for name, frozen in (("iv_1", 90), ("iv_2", 30)):
        piece = Piece(folder="uploads", bytes=7200, since=stored, until=stored + timedelta(days=frozen))
        kept.put(KeptFiles(tags=Tags(interview_id=name), pieces=[piece]))
    for days, quantity in (("30", {}), ("45", {"iv_1": 720, "iv_2": 720})):  # the fourth of November is day 45
        monkeypatch.setenv("RECORDING_DAYS", days)
        forget()
        overheads.set_place("2026-11", "settle", "")
        sys.modules["holding"].settle("2026-11-30", FAR)
        assert {each.interview_id: each.quantity for each in lines() if each.stage == "storage"} == quantity


def test_the_plan_is_kept_where_the_costs_are(app: ModuleType, set_clock: Clock) -> None:
    plans = sys.modules["plans"]
    plans.carry_out(DAY, "any", lambda _: [plans.system(DAY, "w", [Usage(meter=Meter.EVENTS, quantity=1)])], FAR)
    body = boto3.client("s3").get_object(Bucket=ARTEFACTS, Key=f"costs/overheads/{DAY}/any.json")["Body"].read()
    assert json.loads(body)["entries"][0]["attempt"] == f"{DAY}-w"
