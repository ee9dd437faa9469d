"""A deletion reaches what was reported after the decision, the résumé, and everybody who was told something."""

from __future__ import annotations

import json
from datetime import timedelta
from types import ModuleType

import boto3
import pytest

from mianshi.contracts.afterwards import Departure, Hire, Performance, Promotion, TestScore
from mianshi.contracts.base import Bilingual
from mianshi.contracts.delivery import Connector, ConnectorKind, Delivery, DeliveryState, EventKind
from mianshi.contracts.hiring import Candidate, CandidateRequest, ErasureAsked, Job, JobChange, RequestKind, Stage
from mianshi.contracts.keys import candidate_subject
from mianshi.contracts.matching import METHOD, MatchNote
from mianshi.contracts.partner_events import FetchState, Wanted
from mianshi.contracts.tasks import EraseTask
from mianshi.delivery import outbox as rules
from mianshi.delivery import webhook
from mianshi.doors.recognising import KIND
from mianshi.errors import Transient
from mianshi.outbound import gathering
from mianshi.platform import resumes, workflow
from mianshi.platform.clock import now, timestamp
from mianshi.platform.store import afterwards, candidates, connectors, jobs, matches, outbox, partners, promised
from support.aws_fixture import ARTEFACTS, TABLE, aws
from support.shells import shell

__all__ = ["aws"]
pytestmark = pytest.mark.usefixtures("aws")

JOB, CANDIDATE, OTHER, REQUEST = "jb_1", "ca_1", "ca_10", "rq_1"
SUBJECT = candidate_subject(JOB, CANDIDATE)
TASK = EraseTask(detail=ErasureAsked(job_id=JOB, candidate_id=CANDIDATE, request_id=REQUEST))
BY = {"by": "partner:pa_1", "at": "2026-11-01T00:00:00.000Z"}


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    told: list[str] = []
    monkeypatch.setattr(workflow, "announce", lambda kind, _: told.append(kind))
    return told


@pytest.fixture
def erase(monkeypatch: pytest.MonkeyPatch, announced: list[str]) -> ModuleType:
    app = shell("erase", monkeypatch)
    now = timestamp()
    job = Job(
        id=JOB, title=Bilingual(zh="店长", en="Manager"), owner="hr", role="r", role_version="v", policy="cn",
        created_at=now, changed_at=now,
    )  # fmt: skip
    jobs.create(job, JobChange(at=now, by="hr", role_version="v", revision=0, what=[]))
    for known in (CANDIDATE, OTHER):
        person = Candidate(
            id=known, job_id=JOB, name="韩梅梅", external_id=f"A-{known}", created_at=now, created_by="hr",
            stage=Stage.WITHDRAWN,
        )  # fmt: skip
        candidates.add([person], 30)
        afterwards_of(known)
        boto3.client("s3").put_object(Bucket=ARTEFACTS, Key=f"resumes/{JOB}/{known}/1.pdf", Body=b"x")
    asked = CandidateRequest(
        id=REQUEST, job_id=JOB, candidate_id=CANDIDATE, kind=RequestKind.ERASURE, at=now, due_at=now
    )
    candidates.ask(asked, 30)
    return app


def afterwards_of(known: str) -> None:
    from pynamodb.transactions import TransactWrite

    from mianshi.platform.store.rows import connection, table

    with table(), TransactWrite(connection=connection()) as transaction:
        afterwards.hiring(transaction, JOB, known, Hire(starts_on="2026-11-02", employee_id="工号88", **BY), 30)
    afterwards.report(JOB, known, Performance(period_ends_on="2026-12-31", score=88.25, **BY), 30)
    afterwards.report(JOB, known, Promotion(promoted_on="2027-01-01", to="区域经理", **BY), 30)
    afterwards.report(JOB, known, Departure(left_on="2027-01-31", kind="other", **BY), 30)
    afterwards.report(JOB, known, TestScore(name="Excel 考试", score=71, taken_on="2026-10-01", **BY), 30)


def told(connector: str, event: EventKind, state: DeliveryState) -> None:
    row = rules.new(SUBJECT, connector, event, f"{event.value}-1.event", timestamp())
    outbox.add([row.model_copy(update={"state": state})])


def run(erase: ModuleType) -> object:
    return erase.handler.__wrapped__(TASK)


def owed() -> dict[str, Delivery]:
    return {row.connector: row for row in outbox.about(SUBJECT)}


def test_what_was_reported_goes_and_what_is_somebody_elses_stays(erase: ModuleType) -> None:
    for known in (CANDIDATE, OTHER):
        matches.keep(JOB, known, MatchNote(percent=80, met=4, asked=5, at=timestamp(), method=METHOD), 30)
    before = afterwards.of_job(JOB)
    assert before[CANDIDATE] == afterwards.of_candidate(JOB, CANDIDATE) and before[CANDIDATE].hire is not None
    run(erase)
    assert afterwards.of_job(JOB) == {OTHER: before[OTHER]}
    listed = boto3.client("s3").list_objects_v2(Bucket=ARTEFACTS)["Contents"]
    assert [each["Key"] for each in listed] == [f"resumes/{JOB}/{OTHER}/1.pdf"]
    [request] = candidates.requests(JOB, CANDIDATE)
    receipt = json.loads(request.answer)
    assert (receipt["objects"], receipt["rows"]) == (1, 6)
    assert matches.of_job(JOB).keys() == {OTHER}


def test_a_resume_that_comes_with_an_address_from_before_is_deleted_too(erase: ModuleType) -> None:
    promised.put_resume(JOB, CANDIDATE, Wanted(state=FetchState.AWAITING_UPLOAD, at=timestamp()))
    for _ in range(2):
        with pytest.raises(Transient, match="still_written"):
            run(erase)
        [request] = candidates.requests(JOB, CANDIDATE)
        assert request.answered_at is None
    boto3.client("s3").put_object(Bucket=ARTEFACTS, Key=resumes.place(JOB, CANDIDATE).key, Body=b"late")
    ended = timestamp(now() - timedelta(seconds=resumes.TICKET_SECONDS + 60))
    promised.put_resume(JOB, CANDIDATE, Wanted(state=FetchState.AWAITING_UPLOAD, at=ended))
    run(erase)
    assert resumes.stored(JOB, CANDIDATE) is None and promised.find_resume(JOB, CANDIDATE) is None
    [request] = candidates.requests(JOB, CANDIDATE)
    assert request.answered_at is not None


def test_what_a_partner_called_the_candidate_is_free_for_who_applies_again(erase: ModuleType) -> None:
    ours, again = f"{JOB}/{CANDIDATE}", f"{JOB}/ca_2"
    before = candidates.find(JOB, CANDIDATE)
    assert before is not None
    candidates.change(before, created_by="partner:pa_1")
    for partner_id in ("pa_1", "pa_2"):
        assert partners.remember(partner_id, KIND, before.external_id, ours, 30)
    run(erase)
    assert partners.remember("pa_1", KIND, before.external_id, again, 30)
    assert partners.known("pa_2", KIND, before.external_id) == ours, "that is the id of another system"
    run(erase)
    assert partners.known("pa_1", KIND, before.external_id) == again, "it is somebody else's by now"
    stone = candidates.find(JOB, CANDIDATE)
    assert stone is not None and stone.external_id == before.external_id


def test_whoever_was_told_something_is_told_to_delete_it(erase: ModuleType, announced: list[str]) -> None:
    for known, events in (("wants", []), ("hears", [EventKind.CANDIDATE_HIRED]), ("never", [EventKind.COSTS_BOOKED])):
        connectors.add(Connector(id=known, kind=ConnectorKind.WEBHOOK, url="https://a.example/", events=events))
    told("hears", EventKind.CANDIDATE_HIRED, DeliveryState.DONE)
    told("never", EventKind.CANDIDATE_DECIDED, DeliveryState.PENDING)
    run(erase)
    assert {known: row.event for known, row in owed().items()} == {
        "wants": EventKind.CANDIDATE_ERASED,
        "hears": EventKind.CANDIDATE_ERASED,
    }
    assert announced.count("deliveries.owed") == 1


def test_they_get_ids_and_nothing_else(erase: ModuleType) -> None:
    connectors.add(Connector(id="wants", kind=ConnectorKind.WEBHOOK, url="https://a.example/"))
    run(erase)
    row = owed()["wants"]
    told = webhook.event(gathering.news(row, with_person=True), row.id, "zh")
    assert told["type"] == "candidate.erased"
    assert {name: value for name, value in told["data"].items() if value and name.startswith("candidate")} == {
        "candidate_id": CANDIDATE,
        "candidate_external_id": f"A-{CANDIDATE}",
    }
    assert "韩梅梅" not in json.dumps(told, ensure_ascii=False)


def test_asked_again_nobody_is_told_twice(erase: ModuleType, announced: list[str]) -> None:
    connectors.add(Connector(id="wants", kind=ConnectorKind.WEBHOOK, url="https://a.example/"))
    run(erase)
    first = owed()["wants"]
    outbox.change(first, first.model_copy(update={"state": DeliveryState.DONE}))
    before = boto3.client("dynamodb").scan(TableName=TABLE)["Items"]
    announced.clear()
    run(erase)
    assert boto3.client("dynamodb").scan(TableName=TABLE)["Items"] == before
    assert "deliveries.owed" not in announced
