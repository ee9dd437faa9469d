"""Whose cost a line is, what has no price, and that the same work told again adds nothing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mianshi.accounting import billing
from mianshi.contracts.events import Consent, Interview
from mianshi.contracts.hiring import Candidate, JobChange, JobStatus
from mianshi.contracts.keys import subject_of
from mianshi.contracts.outcomes import Status
from mianshi.contracts.terms import OwnPrice, Terms
from mianshi.contracts.usage import LedgerLine, LineOutcome, Meter, Tags, Usage
from mianshi.errors import Transient
from mianshi.platform import history, meter, workflow
from mianshi.platform.clock import new_id, new_interview_id, timestamp
from mianshi.platform.store import candidates, interviews, jobs, ledger
from mianshi.platform.store import terms as kept_terms
from support.aws_fixture import TABLE, cloud
from support.histories import history as recorded
from support.jobs import JOB

CALLS = Usage(meter=Meter.CONNECTOR_CALLS, quantity=3, variant="erp")
REQUEST = Usage(meter=Meter.LAMBDA_REQUESTS, quantity=1)


@pytest.fixture(scope="module", autouse=True)
def one_cloud() -> Iterator[None]:
    """One for all: every test has interviews of its own."""
    with pytest.MonkeyPatch.context() as patch, cloud(patch):
        yield


def interview(**more: Any) -> Interview:
    made = Interview(
        id=new_interview_id(), role="r", role_version="v", language="zh", policy="cn", uploads=[],
        consent=Consent(recording=True, analysis=True, observations=False), created_at=timestamp(), job_id="jb_1",
        candidate_id="ca_1", department="门店运营", source="智联招聘", **more,
    )  # fmt: skip
    interviews.create(made, 30)
    return made


def reads() -> int:
    return sum(usage.quantity for usage in meter.counted() if usage.meter is Meter.DYNAMODB_READS)


def test_an_interview_is_read_once_and_not_at_all_by_who_has_it() -> None:
    known, other = interview(), interview()
    meter.reset()
    for _ in range(3):
        tags = billing.tags_of(known.id)
    assert tags == Tags(
        interview_id=known.id, candidate_id="ca_1", job_id="jb_1", department="门店运营", source="智联招聘"
    )
    once = reads()
    assert once > 0
    billing.know(other)
    assert billing.tags_of(other.id).interview_id == other.id
    assert reads() == once


def test_an_interview_that_is_not_there_is_named_and_asked_for_again() -> None:
    wanted = new_interview_id()
    assert billing.tags_of(wanted) == Tags(interview_id=wanted)
    assert wanted not in billing._tags


def test_a_process_keeps_no_more_interviews_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(billing, "_MOST_KEPT", 2)
    for _ in range(5):
        billing.know(interview())
    assert len(billing._tags) <= 2


def test_what_is_about_a_candidate_a_job_or_the_whole_system() -> None:
    job = JOB.model_copy(update={"id": "jb_9", "status": JobStatus.OPEN, "department": "总部"})
    jobs.create(job, JobChange(at=timestamp(), by="hr", role_version="v", revision=0, what=[]))
    person = Candidate(
        id="ca_9", job_id=job.id, name="王芳", source="内推", created_at=timestamp(), created_by="hr", language="zh"
    )
    candidates.add_one(person, 30)
    about = billing.tags_of_subject(subject_of("candidate:jb_9:ca_9"))
    assert about == Tags(candidate_id="ca_9", job_id="jb_9", department="总部", source="内推")
    assert billing.about(job, person) == about
    assert billing.tags_of_subject(subject_of("job:jb_9")) == Tags(job_id="jb_9", department="总部")
    assert billing.tags_of_subject(subject_of("candidate:jb_0:ca_0")) == Tags(candidate_id="ca_0", job_id="jb_0")
    for other in ("month:2026-11", "connector:erp", "", "<script>"):
        assert billing.tags_of_subject(subject_of(other)) == Tags()


@pytest.mark.parametrize(
    ("tags", "kind"), [(Tags(), "overhead"), (Tags(job_id="jb"), "usage"), (Tags(interview_id="iv"), "usage")]
)
def test_what_is_nobodys_is_overhead(tags: Tags, kind: str) -> None:
    [line] = billing.bill("sync_hr", tags, new_id("at"), "ok", [REQUEST])
    assert line.kind == kind


def figures(**prices: OwnPrice) -> list[Terms]:
    return [Terms(revision=1, effective_from="2020-01", by="qian", at=timestamp(), prices=prices)]


def test_what_only_the_customer_could_have_a_price_for_is_no_line_without_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tags = billing.know(interview())
    assert billing.bill("review", tags, "a", "ok", [Usage(meter=Meter.REVIEW, quantity=60_000)]) == []
    [line] = billing.bill("sync_hr", tags, "b", "ok", [CALLS, REQUEST])
    assert line.price_key == "lambda.requests"
    assert not billing.priced("connector.calls.erp")
    price = OwnPrice(price="0.05", per=1, currency="CNY")
    monkeypatch.setattr(kept_terms, "every", lambda: figures(**{"connector.calls.erp": price}))
    billing.forget()
    assert billing.priced("connector.calls.erp") and not billing.priced("connector.calls.other")
    lines = {line.price_key: line for line in billing.bill("sync_hr", tags, "c", "ok", [CALLS, REQUEST])}
    assert (lines["connector.calls.erp"].amount_micro, lines["connector.calls.erp"].price_book) == (150_000, "terms-1")
    assert lines["connector.calls.erp"].currency == "CNY"
    assert "UnpricedLines" not in capsys.readouterr().out
    billing.forget()


def test_what_comes_after_its_month_is_less_that_months_discount_and_names_its_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    off = [Terms(revision=1, effective_from="2020-01", by="qian", at=timestamp(), discounts={"*": "25"})]
    monkeypatch.setattr(kept_terms, "every", lambda: off)
    billing.forget()
    many = [Usage(meter=Meter.LAMBDA_REQUESTS, quantity=1000)]
    [late] = billing.bill("sync_hr", Tags(), "late", "ok", many, at="2026-01-31T12:00:00.000Z")
    [today] = billing.bill("sync_hr", Tags(), "today", "ok", many)
    assert (late.kind, late.adjusts, late.amount_micro) == ("adjustment", "2026-01", 150)
    assert late.note == "2026-01-31, discount 25 %"
    assert (today.kind, today.amount_micro, today.note) == ("overhead", 200, "")
    billing.forget()


def test_a_line_without_a_price_rings_once_and_says_nothing_of_anybody(capsys: pytest.CaptureFixture[str]) -> None:
    known = interview()
    unknown = Usage(meter=Meter.ENDPOINT_SECONDS, quantity=5, variant="ml.made.up")
    for _ in range(2):
        [line] = billing.bill("transcribe", billing.know(known), "a", "ok", [unknown])
    assert line.amount_micro is None
    [rung] = [json.loads(told) for told in capsys.readouterr().out.splitlines() if "UnpricedLines" in told]
    assert rung["UnpricedLines"] == [1.0] and rung["service"] == "mianshi"
    [metric] = rung["_aws"]["CloudWatchMetrics"]
    assert (metric["Namespace"], metric["Dimensions"]) == ("Mianshi", [["service"]])
    assert known.id not in json.dumps(rung)


@pytest.mark.parametrize("length", [0, 200, 1200])
def test_the_row_is_paid_by_the_kilobytes_it_has(length: int) -> None:
    tags = Tags(interview_id=new_interview_id(), department="部" * (length // 3))
    assert billing.bill("score", tags, "a", "ok", [], own_row=True) == []  # nothing was used: no row
    lines = billing.bill("score", tags, "b", "ok", [REQUEST], own_row=True)
    own = next(line for line in lines if line.price_key == "dynamodb.ondemand.write_units")
    key = {"pk": {"S": f"IV#{tags.interview_id}"}, "sk": {"S": "LEDGER#score#b"}}
    row = boto3.client("dynamodb").get_item(TableName=TABLE, Key=key)["Item"]
    size = sum(len(name) + len(next(iter(value.values())).encode()) for name, value in row.items())
    assert own.quantity == 2000 * -(-size // 1024)
    assert (own.quantity > 2000) == (length == 1200)


def test_lines_come_back_as_they_went_in() -> None:
    tags = billing.know(interview())
    usages = [
        REQUEST,
        Usage(meter=Meter.S3_READS, quantity=2),
        Usage(meter=Meter.ENDPOINT_SECONDS, quantity=1, variant="?"),
    ]
    lines = billing.bill("score", tags, "a", "failed", usages)
    assert sorted(ledger.of_interview(tags.interview_id), key=lambda line: line.price_key) == lines


def test_a_stopped_run_is_paid_for_once_and_keeps_nobody_from_leaving(monkeypatch: pytest.MonkeyPatch) -> None:
    events = recorded("scored")[:40]
    known = interview(status=Status.PROCESSING, execution="arn:run")
    monkeypatch.setattr(workflow, "history", lambda _: events)
    for _ in range(2):
        billing.bill_stopped(known)
    [line] = ledger.of_interview(known.id)
    assert (line.stage, line.outcome, line.quantity) == ("workflow", "cancelled", history.transitions(events))
    billing.bill_stopped(interview(status=Status.CLOSED, execution="arn:other"))

    def unreachable(_: str) -> list[Any]:
        raise Transient("aws_busy")

    monkeypatch.setattr(workflow, "history", unreachable)
    billing.bill_stopped(interview(status=Status.PROCESSING, execution="arn:run"))


# What happens to an interview, in any order, any number of times, with breaks before and after the write.
WORK: tuple[tuple[str, str, LineOutcome, tuple[Usage, ...]], ...] = (
    ("transcribe", "endpoint-1-0-0-0", "ok", (Usage(meter=Meter.ENDPOINT_SECONDS, quantity=900, variant="ml.g5.xlarge"),)),
    ("transcribe", "endpoint-1-0-0-1", "failed", (Usage(meter=Meter.ENDPOINT_SECONDS, quantity=70, variant="ml.g5.xlarge"),)),
    ("workflow", "run-a", "ok", (Usage(meter=Meter.STATE_TRANSITIONS, quantity=31),)),
    ("workflow", "run-a-close-1", "failed", (Usage(meter=Meter.STATE_TRANSITIONS, quantity=1),)),
    ("language", "run-a-event-9", "failed", (REQUEST, Usage(meter=Meter.LAMBDA_COMPUTE, quantity=12_345))),
)  # fmt: skip
BREAKS = ("none", "before", "after")


def told(tags: Tags, number: int, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stage_name, attempt, outcome, usages = WORK[number]

    def broken(lines: list[LedgerLine]) -> bool:
        if how == "after":
            record(lines)
        raise Transient("aws_unreachable")

    record = ledger.record
    with monkeypatch.context() as patch:
        if how != "none":
            patch.setattr(ledger, "record", broken)
        try:
            billing.bill(stage_name, tags, attempt, outcome, usages)
        except Transient:
            assert how != "none"


@given(st.lists(st.tuples(st.integers(0, len(WORK) - 1), st.sampled_from(BREAKS)), max_size=25))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_told_again_and_broken_off_anywhere_the_sum_is_that_of_the_work(story: list[tuple[int, str]]) -> None:
    tags = Tags(interview_id=new_interview_id())
    with pytest.MonkeyPatch.context() as monkeypatch:
        for number, how in story:
            told(tags, number, how, monkeypatch)
        for number in range(len(WORK)):  # whoever was broken off is called again
            told(tags, number, "none", monkeypatch)
    lines = ledger.of_interview(tags.interview_id)
    used: Counter[str] = Counter()
    for line in lines:
        used[line.price_key] += line.quantity
    expected: Counter[str] = Counter()
    for _, _, _, usages in WORK:
        expected.update({usage.price_key: usage.quantity for usage in usages})
    assert used == expected
    assert Counter(line.attempt for line in lines) == Counter(attempt for _, attempt, _, u in WORK for _ in u)


def test_the_row_of_a_usual_attempt_is_one_write_unit_in_each_place() -> None:
    """Ingest, which uses the most meters, with a name of a department and of a source."""
    tags = Tags(
        interview_id=new_interview_id(),
        candidate_id=new_id("ca"),
        job_id=new_id("jb"),
        department="门店运营中心",
        source="智联招聘",
    )
    counted = [
        Usage(meter=Meter.DYNAMODB_READS, quantity=2500),
        Usage(meter=Meter.S3_READS, quantity=3),
        Usage(meter=Meter.S3_WRITES, quantity=12),
    ]
    attempt = "8f5d2a1e-1111-2222-3333-444455556666-1764342000000"
    lines = billing.bill("ingest", tags, attempt, "ok", billing.lambda_usage(12.3, 1769, 10240) + counted, own_row=True)
    assert len(lines) == 7
    own = next(line for line in lines if line.price_key == "dynamodb.ondemand.write_units")
    assert own.quantity == 2000
