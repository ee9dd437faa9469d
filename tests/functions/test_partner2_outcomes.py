"""Decisions by named people, and what became of candidates afterwards, as partners report them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from mianshi.contracts.delivery import Connector, ConnectorKind, Delivery, EventKind
from mianshi.contracts.hiring import Candidate, DecisionKind, Job, Stage
from mianshi.contracts.keys import candidate_subject
from mianshi.contracts.partner import Scope
from mianshi.contracts.people import AuditAction
from mianshi.platform.store import afterwards, candidates, connectors, outbox, reviews
from support.desk import candidate, fresh, open_job
from support.partner import Client, House, house

DECIDED = {"kind": "advance", "decided_by": {"id": "u7", "name": "Wang Fang"}, "reason": "Clear answers."}
HIRE = {"starts_on": "2026-12-01", "position": "Store manager", "employee_id": "E-88", "told_about_scores": True}


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    with house(monkeypatch) as running:
        yield running


@pytest.fixture
def client(api: House) -> Client:
    return api.client()


@pytest.fixture
def job(client: Client) -> Job:
    return open_job(partner=client.partner.id)


@pytest.fixture
def one(job: Job) -> Candidate:
    return candidate(job)


def path(one: Candidate, last: str) -> str:
    return f"/jobs/{one.job_id}/candidates/{one.id}/{last}"


def owed(one: Candidate) -> list[Delivery]:
    return outbox.about(candidate_subject(one.job_id, one.id))


def hired(client: Client, one: Candidate) -> None:
    assert client.post(path(one, "decision"), DECIDED).status == 201
    assert client.post(path(one, "hire"), HIRE).status == 201


def test_a_decision_names_who_made_it(client: Client, one: Candidate) -> None:
    told = client.post(path(one, "decision"), DECIDED).json
    by = f"{client.partner.who}/u7"
    assert (told["kind"], told["name"], told["decided_by"], told["stage"]) == ("advance", "Wang Fang", by, "decided")
    assert client.get(path(one, "decision")).json == told
    kept = fresh(one).decision
    assert kept is not None and (kept.by_name, kept.by, kept.saw_report) == ("Wang Fang", by, False)
    [line] = [line for line in client.log(one.id) if line.action is AuditAction.DECIDED]
    assert line.who == client.partner.who and "Wang" not in line.detail


def test_the_same_decision_twice_is_one(client: Client, one: Candidate) -> None:
    first = client.post(path(one, "decision"), DECIDED).json
    assert client.post(path(one, "decision"), DECIDED).json == first
    client.post(path(one, "decision"), {**DECIDED, "kind": "hold"})
    assert [made.kind for made in reviews.decisions(one.job_id, one.id)] == [DecisionKind.ADVANCE, DecisionKind.HOLD]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"decided_by": {"id": "u7", "name": ""}}, "#/decided_by/name"),
        ({"decided_by": {"id": "u7", "name": "   "}}, "#/decided_by/name"),
        ({"decided_by": {"id": "u7"}}, "#/decided_by/name"),
        ({"decided_by": None}, "#/decided_by"),
        ({"reason": ""}, "#/reason"),
        ({"reason": " \n"}, "#/reason"),
        ({"kind": "delete"}, "#/kind"),
        ({"score": 12}, "#/score"),
    ],
)
def test_nobody_is_rejected_without_a_name_and_a_reason(
    client: Client, one: Candidate, change: dict[str, Any], pointer: str
) -> None:
    reply = client.post(path(one, "decision"), {**DECIDED, "kind": "reject", **change})
    assert (reply.status, reply.code) == (422, "invalid")
    assert [error["pointer"] for error in reply.json["errors"]] == [pointer]
    assert fresh(one).decision is None


def test_a_rejection_with_name_and_reason_stands(client: Client, one: Candidate) -> None:
    hostile = {"decided_by": {"id": "<script>", "name": "王芳\u202e<script>"}, "reason": "x" * 2000}
    reply = client.post(path(one, "decision"), {**DECIDED, "kind": "reject", **hostile})
    assert reply.status == 201 and reply.json["name"] == "王芳\u202e<script>"
    assert client.post(path(one, "decision"), {**DECIDED, "reason": "x" * 2001}).code == "invalid"


def test_nothing_is_decided_about_whoever_left(client: Client, one: Candidate) -> None:
    candidates.change(fresh(one), stage=Stage.WITHDRAWN)
    assert client.post(path(one, "decision"), DECIDED).code == "candidate_left"
    assert client.get(path(one, "decision")).code == "not_found"


def test_nobody_decides_about_candidates_of_others(api: House, client: Client) -> None:
    foreign = candidate(open_job())
    assert client.post(path(foreign, "decision"), DECIDED).status == 404
    weak = api.client(client.partner, [Scope.CANDIDATES_WRITE])
    assert weak.post(path(foreign, "decision"), DECIDED).code == "missing_scope"


def test_a_hire_and_what_others_are_told_are_stored_together(
    client: Client, one: Candidate, monkeypatch: pytest.MonkeyPatch
) -> None:
    connectors.add(Connector(id="hr", kind=ConnectorKind.WEBHOOK, url="https://hr.example/", events=[]))
    client.post(path(one, "decision"), DECIDED)
    before = len(owed(one))

    def breaks(*_: object) -> None:
        raise RuntimeError("the outbox is gone")

    with monkeypatch.context() as broken:
        broken.setattr(outbox, "adding", breaks)
        assert client.post(path(one, "hire"), HIRE).code == "server_error"
    assert afterwards.hired(one.job_id, one.id) is None and len(owed(one)) == before
    reply = client.post(path(one, "hire"), HIRE)
    assert (reply.status, reply.json["hire"]["employee_id"]) == (201, "E-88")
    assert [row.event for row in owed(one)].count(EventKind.CANDIDATE_HIRED) == 1


def test_the_same_hire_again_tells_nobody_and_another_does(client: Client, one: Candidate) -> None:
    connectors.add(Connector(id="hr", kind=ConnectorKind.WEBHOOK, url="https://hr.example/"))
    hired(client, one)
    first = client.get(path(one, "outcomes")).json["hire"]
    assert client.post(path(one, "hire"), HIRE).json["hire"] == first
    assert [row.event for row in owed(one)].count(EventKind.CANDIDATE_HIRED) == 1
    client.post(path(one, "hire"), {**HIRE, "starts_on": "2027-01-04"})
    assert [row.event for row in owed(one)].count(EventKind.CANDIDATE_HIRED) == 2


@pytest.mark.parametrize("kind", [None, "hold", "reject"])
def test_only_who_was_advanced_is_hired(client: Client, one: Candidate, kind: str | None) -> None:
    if kind:
        client.post(path(one, "decision"), {**DECIDED, "kind": kind})
    assert client.post(path(one, "hire"), HIRE).code == "not_advanced"
    assert afterwards.hired(one.job_id, one.id) is None


def test_performance_and_departures_are_of_the_hired(client: Client, one: Candidate) -> None:
    performance = {"period_ends_on": "2027-03-31", "score": 4.5, "lowest": 1, "highest": 5}
    left = {"left_on": "2027-06-30", "kind": "voluntary"}
    assert client.post(path(one, "performance"), performance).code == "not_hired"
    assert client.post(path(one, "departure"), left).code == "not_hired"
    hired(client, one)
    client.post(path(one, "performance"), performance)
    client.post(path(one, "performance"), {**performance, "score": 5})
    client.post(path(one, "performance"), {**performance, "measure": "communication"})
    told = client.post(path(one, "departure"), left).json
    assert [(r["measure"], r["score"]) for r in told["performance"]] == [("communication", 4.5), ("overall", 5.0)]
    assert [r["left_on"] for r in told["departures"]] == ["2027-06-30"]


def test_a_promotion_is_of_the_hired_and_one_a_day(client: Client, one: Candidate) -> None:
    risen = {"promoted_on": "2027-04-01", "to": "Area manager"}
    assert client.post(path(one, "promotions"), risen).code == "not_hired"
    hired(client, one)
    client.post(path(one, "promotions"), {**risen, "promoted_on": "2028-01-01", "to": "<b>\u202e😀</b>"})
    client.post(path(one, "promotions"), {**risen, "to": "Something else"})
    told = client.post(path(one, "promotions"), risen).json
    assert [(r["promoted_on"], r["to"]) for r in told["promotions"]] == [
        ("2027-04-01", "Area manager"), ("2028-01-01", "<b>\u202e😀</b>"),
    ]  # fmt: skip
    assert told["promotions"][0]["by"] == f"partner:{client.partner.id}"


@pytest.mark.parametrize(
    ("last", "body", "pointer"),
    [
        ("performance", {"period_ends_on": "2027-03-31", "score": 101}, "#/score"),
        ("performance", {"period_ends_on": "2027-03-31", "score": 1, "lowest": 5, "highest": 5}, "#/highest"),
        ("performance", {"period_ends_on": "2027-02-30", "score": 1}, "#/period_ends_on"),
        ("tests", {"name": "Excel", "score": 90, "highest": 80, "taken_on": "2026-11-01"}, "#/score"),
        ("tests", {"name": "Excel", "score": -1, "taken_on": "2026-11-01"}, "#/score"),
        ("tests", {"name": " ", "score": 1, "taken_on": "2026-11-01"}, "#/name"),
        ("hire", {"starts_on": "01.12.2026"}, "#/starts_on"),
        ("departure", {"left_on": "2027-06-30", "kind": "fired"}, "#/kind"),
        ("promotions", {"promoted_on": "2027-02-30"}, "#/promoted_on"),
        ("promotions", {"promoted_on": "2027-04-01", "to": "x" * 101}, "#/to"),
    ],
)
def test_what_cannot_be_is_refused(
    client: Client, one: Candidate, last: str, body: dict[str, Any], pointer: str
) -> None:
    reply = client.post(path(one, last), body)
    assert (reply.status, reply.json["errors"][0]["pointer"]) == (422, pointer)


def test_a_test_stands_beside_the_interview(client: Client, one: Candidate) -> None:
    body = {"name": "Excel", "score": 71.5, "taken_on": "2026-11-01"}
    told = client.post(path(one, "tests"), body).json
    assert [(test["name"], test["score"], test["highest"]) for test in told["tests"]] == [("Excel", 71.5, 100.0)]
    client.post(path(one, "tests"), body)
    assert len(client.get(path(one, "outcomes")).json["tests"]) == 1


def test_a_deletion_is_asked_for_once_and_has_a_receipt(api: House, client: Client, one: Candidate) -> None:
    wish = {"job_id": one.job_id, "candidate_id": one.id}
    assert client.get(f"/erasure-requests/{one.job_id}/{one.id}").code == "not_found"
    first = client.post("/erasure-requests", wish)
    assert (first.status, first.json["done"]) == (202, False)
    again = client.post("/erasure-requests", wish).json
    assert again["id"] == first.json["id"]
    assert [kind for kind, _ in api.announced].count("candidate.erasure_asked") == 2, "asked again, announced again"
    assert fresh(one).stage is Stage.WITHDRAWN
    assert AuditAction.ERASURE_ASKED in {line.action for line in client.log(one.id) if line.who == client.partner.who}
    [request] = candidates.requests(one.job_id, one.id)
    done = {"answered_at": "2026-11-28T10:00:00.000Z", "answered_by": "software"}
    candidates.ask(request.model_copy(update={**done, "answer": '{"objects":3,"rows":7,"at":"x"}'}), 30)
    candidates.change(fresh(one), stage=Stage.ERASED)
    told = client.get(f"/erasure-requests/{one.job_id}/{one.id}").json
    assert (told["done"], told["objects_deleted"], told["rows_deleted"]) == (True, 3, 7)
    assert client.post("/erasure-requests", wish).json == told
    assert client.post("/erasure-requests", {**wish, "candidate_id": "ca_none"}).status == 404
