"""The standard file by API: nothing half-imported, the same file twice changes nothing, out and in again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from pynamodb.connection.base import Connection

from mianshi.contracts.delivery import Connector, ConnectorKind, EventKind
from mianshi.contracts.events import Consent, Interview
from mianshi.contracts.hiring import Candidate, Job, Stage
from mianshi.contracts.keys import candidate_subject
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.partner import Scope
from mianshi.contracts.scorecard import CompetencyScore, Scorecard
from mianshi.doors import recognising
from mianshi.platform.clock import new_interview_id, timestamp
from mianshi.platform.store import afterwards, candidates, connectors, interviews, outbox, partners, scorecards
from support.desk import candidate, fresh, open_job
from support.partner import TABLE, Client, House, house

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ADVANCE = {"kind": "advance", "decided_by": {"id": "u7", "name": "Wang Fang"}, "reason": "Clear answers."}


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    with house(monkeypatch) as running:
        yield running


@pytest.fixture
def client(api: House) -> Client:
    return api.client()


@pytest.fixture
def job(client: Client) -> Job:
    return open_job(partner=client.partner.id, external_id="J-1")


def send(client: Client, job: Job, text: str | bytes, kind: str = CSV, query: str = "") -> Any:
    content = text if isinstance(text, bytes) else text.encode()
    return client.call("POST", f"/jobs/{job.id}/exchange{query}", content, {"content-type": kind})


def exported(client: Client, job: Job, query: str = "") -> list[dict[str, Any]]:
    return list(client.get(f"/jobs/{job.id}/exchange{query}").json)


def advanced(client: Client, one: Candidate) -> None:
    assert client.post(f"/jobs/{one.job_id}/candidates/{one.id}/decision", ADVANCE).status == 201


_COUNTS = ("added", "known", "hires", "performance", "promotions", "departures")


def rows_of_table() -> str:
    items = boto3.client("dynamodb").scan(TableName=TABLE)["Items"]
    kept = [item for item in items if not item["pk"]["S"].startswith(("LIMIT", "AUDIT", "USAGE"))]
    return json.dumps(sorted(kept, key=str), default=str)


def scored(one: Candidate, total: int | None) -> None:
    known = Interview(
        id=new_interview_id(), role="r", role_version="v", language="zh", policy="cn", created_at=timestamp(),
        job_id=one.job_id, candidate_id=one.id, consent=Consent(recording=True, analysis=True, observations=False),
        uploads=[],
    )  # fmt: skip
    interviews.create(known, 30)
    interviews.claim(known.id, "run")
    part = CompetencyScore(
        id="c", name="沟通", weight=100, level=4, score=80, confidence=1, evidence=[], missing_key_points=[]
    )
    card = Scorecard(
        interview_id=known.id, role="r", role_version="v", policy="cn", language="zh", outcome=Outcome.SCORED,
        total=total, recommendation="forward", competencies=[part], gates=[], versions={},
    )  # fmt: skip
    scorecards.save(card, 1, 30)
    outcome = Outcome.SCORED if total is not None else Outcome.INSUFFICIENT_EVIDENCE
    interviews.close(known.id, "run", outcome, [], total=total)
    candidates.change(fresh(one), interview_id=known.id, stage=Stage.SUBMITTED)


def test_candidates_and_tests_come_in_together(client: Client, job: Job) -> None:
    text = "候选人,外部候选人编号,邮箱,笔试名称,笔试日期,笔试得分\nx,,,,,\n"
    assert send(client, job, text).code == "bad_rows"
    text = (
        "姓名,外部候选人编号,邮箱,笔试名称,笔试日期,笔试得分\n"
        "王小明,A-1,ming@example.com,Excel,2026/11/1,71.5\n"
        ",A-1,,英语,2026/11/2,88\n"
        "李雷,,lei@example.com,,,\n"
    )
    told = send(client, job, text).json
    assert (told["stored"], told["added"], told["tests"], told["known"]) == (True, 2, 2, 0)
    ming = next(row for row in exported(client, job) if row["name"] == "王小明")
    assert ming["test_name"] == "Excel" and ming["candidate_external_id"] == "A-1"
    ours = partners.known(client.partner.id, "CANDIDATE", "A-1")
    assert ours == f"{job.id}/{ming['candidate_id']}"
    listed = client.get(f"/jobs/{job.id}/candidates?external_id=A-1").json["items"]
    assert [one["id"] for one in listed] == [ming["candidate_id"]]


def test_the_same_file_twice_changes_nothing(client: Client, job: Job) -> None:
    connectors.add(Connector(id="hr", kind=ConnectorKind.WEBHOOK, url="https://hr.example/"))
    one = candidate(job, "王小明", email="ming@example.com")
    advanced(client, one)
    text = (
        "name,email,phone,hired on,told about scores,performance until,performance score,promoted on,promoted to,left on,"
        "left how\n"
        "Wang,ming@example.com,,2026-12-01,yes,2027-03-31,88,2027-07-01,Area manager,2028-01-01,voluntary\n"
        "Li,,13800000001,,,,,,,,\n"
    )
    first = send(client, job, text).json
    assert {name: first[name] for name in _COUNTS} == {
        "added": 1, "known": 1, "hires": 1, "performance": 1, "promotions": 1, "departures": 1,
    }  # fmt: skip
    assert fresh(one).name == "王小明", "who somebody is stays as it is"
    before = rows_of_table()
    again = send(client, job, text).json
    assert (
        again["stored"]
        and [again[name] for name in ("added", "hires", "performance", "promotions", "departures")] == [0] * 5
    )
    assert rows_of_table() == before
    owed = outbox.about(candidate_subject(job.id, one.id))
    assert [row.event for row in owed].count(EventKind.CANDIDATE_HIRED) == 1


def test_with_one_mistake_nothing_is_stored(client: Client, job: Job) -> None:
    before = rows_of_table()
    text = "name,email,test name,test taken on,test score\nWang,w@example.com,Excel,2026-11-01,7\nLi,no address,,,\n"
    reply = send(client, job, text)
    assert (reply.status, reply.code) == (422, "bad_rows")
    assert reply.json["errors"] == [{"detail": "row 3, B Email: This is no mail address."}]
    assert rows_of_table() == before
    told = send(client, job, text, query="?check=true").json
    assert (told["stored"], told["added"], told["tests"]) == (False, 1, 1)
    assert [(one["row"], one["column"], one["code"], one["value"]) for one in told["mistakes"]] == [
        (3, "B", "email", "no address")
    ]
    assert rows_of_table() == before


def test_a_mistake_in_json_is_pointed_at(client: Client, job: Job) -> None:
    rows = [{"name": "Wang", "email": "w@example.com"}, {"name": "Li", "email": "none"}]
    [told] = client.post(f"/jobs/{job.id}/exchange", rows).json["errors"]
    assert told == {"pointer": "#/1/email", "detail": "row 2, Email: This is no mail address."}
    [told] = send(client, job, "email,source\nw@example.com,x\n").json["errors"]
    assert "pointer" not in told and told["detail"].startswith("row 2, Name")


def test_whoever_came_since_the_check_is_not_written_over(
    client: Client, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody is added and invited while the file is read, or is one of more than are read at once."""
    real = recognising.everybody

    def slow(*given: Any) -> Iterator[Candidate]:
        found = list(real(*given))
        wish = {"candidates": [{"name": "王小明", "external_id": "E-1", "email": "ming@example.com"}]}
        one = client.post(f"/jobs/{job.id}/candidates", wish).json["candidates"][0]["id"]
        client.post(f"/jobs/{job.id}/candidates/{one}/invitation")
        return iter(found)

    monkeypatch.setattr(recognising, "everybody", slow)
    told = client.post(f"/jobs/{job.id}/exchange", [{"candidate_external_id": "E-1", "name": "Other"}]).json
    assert (told["added"], told["known"]) == (0, 1)
    [row] = exported(client, job)
    assert (row["name"], row["email"], row["stage"]) == ("王小明", "ming@example.com", "invited")
    monkeypatch.setattr(recognising, "everybody", lambda *_: iter(()))
    told = send(client, job, f"candidate ID,name\n{row['candidate_id']},Other\n").json
    assert (told["added"], told["known"], len(exported(client, job))) == (0, 1, 1)


def test_two_files_at_once_add_a_candidate_once(client: Client, job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one stores between our check and our store."""
    from mianshi.doors import exchanging

    rows, real = [{"candidate_external_id": "E-1", "name": "Wang"}], exchanging.store

    def slow(*given: Any) -> Any:
        monkeypatch.setattr(exchanging, "store", real)
        one = client.post(f"/jobs/{job.id}/exchange", rows).json
        assert one["added"] == 1
        return real(*given)

    monkeypatch.setattr(exchanging, "store", slow)
    assert client.post(f"/jobs/{job.id}/exchange", rows).code == "changed_meanwhile"
    assert len(exported(client, job)) == 1
    again = client.post(f"/jobs/{job.id}/exchange", rows).json
    assert (again["added"], again["known"]) == (0, 1)


def test_a_partners_ids_mean_nothing_to_another(api: House, client: Client, job: Job) -> None:
    other = api.client(api.partner(jobs="all", name="B"))
    wish = {"candidates": [{"name": "李", "external_id": "P-1"}]}
    theirs = other.post(f"/jobs/{job.id}/candidates", wish).json["candidates"][0]["id"]
    test = {"candidate_external_id": "P-1", "test_name": "t", "test_taken_on": "2026-11-01", "test_score": 5}
    told = client.post(f"/jobs/{job.id}/exchange?check=true", [test]).json
    assert [one["code"] for one in told["mistakes"]] == ["name_missing"], "nobody is P-1 to this partner"
    assert client.post(f"/jobs/{job.id}/exchange", [{**test, "name": "王"}]).json["added"] == 1
    assert afterwards.of_candidate(job.id, theirs).tests == []
    ids = {row["name"]: row["candidate_external_id"] for row in exported(client, job)}
    assert ids == {"王": "P-1", "李": ""}
    ids = {row["name"]: (row["candidate_external_id"], row["job_external_id"]) for row in exported(other, job)}
    assert ids == {"王": ("", ""), "李": ("P-1", "")}


def test_whoever_applies_again_after_a_deletion_is_meant_by_their_id(client: Client, job: Job) -> None:
    erased = candidate(job, external_id="A-1", stage=Stage.ERASED)
    again = candidate(job, external_id="A-1")
    row = {"candidate_external_id": "A-1", "test_name": "Excel", "test_taken_on": "2026-10-01", "test_score": 71}
    assert client.post(f"/jobs/{job.id}/exchange", [row]).status == 200
    assert [len(afterwards.of_candidate(job.id, one.id).tests) for one in (erased, again)] == [0, 1]


def test_many_mistakes_are_counted_and_the_first_of_them_named(client: Client, job: Job) -> None:
    text = "name,email\n" + "Li,none\n" * 600
    told = send(client, job, text, query="?check=true").json
    assert (told["wrong"], len(told["mistakes"]), told["mistakes"][-1]["row"]) == (600, 500, 501)
    reply = send(client, job, text)
    assert reply.json["detail"].startswith("600 cells have")


@pytest.mark.parametrize("kind", ["named", "tests"])
def test_a_file_that_one_call_could_not_store_is_cut(
    client: Client, job: Job, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mianshi.doors import exchanging

    monkeypatch.setattr(exchanging, "MOST_NAMED", 2)
    monkeypatch.setattr(exchanging, "MOST_REPORTS", 2)
    test = {"test_name": "t", "test_taken_on": "2026-11-01", "test_score": 5} if kind == "tests" else {}
    who = [{"email": f"w{n}@example.com"} if kind == "tests" else {"candidate_external_id": f"E-{n}"} for n in range(4)]
    rows = [{"name": "Wang", **one, **test} for one in who]
    told = client.post(f"/jobs/{job.id}/exchange?check=true", rows).json
    field = "test_score" if kind == "tests" else "candidate_external_id"
    assert [(one["row"], one["field"], one["code"]) for one in told["mistakes"]] == [(3, field, "too_much")]
    assert client.post(f"/jobs/{job.id}/exchange", rows[:2]).json["stored"]
    assert client.post(f"/jobs/{job.id}/exchange", rows).json["stored"], "what is there already is not counted"


def test_a_file_at_its_bounds_takes_few_enough_calls(client: Client, job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    """A call of the table takes some 10 ms, and API Gateway waits for 30 s."""
    from mianshi.doors import exchanging

    called: Counter[str] = Counter()
    real = Connection.dispatch

    def counting(self: Connection, operation: str, *given: Any) -> Any:
        called[operation] += 1
        return real(self, operation, *given)

    def taken(rows: list[dict[str, Any]]) -> int:
        called.clear()
        assert client.post(f"/jobs/{job.id}/exchange", rows).json["stored"]
        return called.total()

    monkeypatch.setattr(Connection, "dispatch", counting)
    who = [{"candidate_external_id": f"E-{number}"} for number in range(20)]
    fixed = taken([{"name": "Wang", "email": "w@example.com"}])
    named = (taken([{**one, "name": "Wang"} for one in who]) - fixed) / len(who)
    for row in exported(client, job):
        if row["candidate_external_id"]:
            path = f"/jobs/{job.id}/candidates/{row['candidate_id']}"
            assert client.post(f"{path}/decision", ADVANCE).status == 201
    hired = (taken([{**one, "hired_on": "2026-12-01"} for one in who]) - fixed) / len(who)
    rated = {"performance_until": "2027-03-31", "performance_score": 5}
    rating = (taken([{**one, **rated} for one in who]) - fixed) / len(who)
    most = fixed + exchanging.MOST_NAMED * named + exchanging.MOST_REPORTS * max(hired, rating)
    assert most < 2500, (fixed, named, hired, rating)


def test_a_check_stores_nothing(client: Client, job: Job) -> None:
    before = rows_of_table()
    told = send(client, job, "name,email\nWang,w@example.com\n", query="?check=true").json
    assert (told["stored"], told["added"], told["mistakes"]) == (False, 1, []) and rows_of_table() == before


@pytest.mark.parametrize(
    ("line", "field", "code"),
    [
        ("ca_nobody,,,,2026-12-01,", "candidate_id", "unknown_candidate"),
        (",A-2,w@example.com,,,", "email", "two_candidates"),
        (",new,,,,", "name", "name_missing"),
        (",A-1,,,2026-12-01,", "hired_on", "not_advanced"),
        (",A-1,,,,2027-03-31", "performance_score", "not_hired"),
        (",A-3,,,2026-12-01,", "hired_on", "left"),
        (",elsewhere,,Wang,,", "candidate_external_id", "taken"),
        (",elsewhere,w@example.com,,,", "candidate_external_id", "taken"),
    ],
)
def test_what_does_not_fit_the_job_is_named(client: Client, job: Job, line: str, field: str, code: str) -> None:
    candidate(job, external_id="A-1", email="w@example.com")
    candidate(job, external_id="A-2")
    gone = candidate(job, external_id="A-3")
    candidates.change(gone, stage=Stage.WITHDRAWN)
    partners.remember(client.partner.id, "CANDIDATE", "elsewhere", "jb_other/ca_other", 30)
    heading = "candidate ID,external candidate ID,email,name,hired on,performance until,performance score"
    text = f"{heading}\n{line},{'88' if '2027' in line else ''}\n"
    told = send(client, job, text, query="?check=true").json
    assert [(one["field"], one["code"]) for one in told["mistakes"]] == [(field, code)]


def test_nobody_is_added_in_a_language_that_the_job_does_not_offer(client: Client) -> None:
    made = client.post("/jobs", {"role": "retail_store_manager", "rules": {"languages": ["en"]}}).json["id"]
    there = {"name": "Li", "email": "li@example.com"}
    assert client.post(f"/jobs/{made}/exchange", [there]).json["added"] == 1
    rows = [{**there, "language": "zh"}, {"name": "Wang", "email": "w@example.com", "language": "zh"}]
    told = client.post(f"/jobs/{made}/exchange?check=true", rows).json
    mistakes = [(one["row"], one["field"], one["code"], one["value"]) for one in told["mistakes"]]
    assert mistakes == [(2, "language", "not_offered", "zh")], "who is there stays as they are"


def test_one_file_cannot_say_two_things(client: Client, job: Job) -> None:
    candidate(job, external_id="A-1")
    text = "external candidate ID,name,test name,test taken on,test score\n"
    same = send(client, job, text + "A-1,,Excel,2026-11-01,7\nA-1,,Excel,2026-11-01,7\n", query="?check=true").json
    assert (same["tests"], same["mistakes"]) == (1, [])
    other = send(client, job, text + "A-1,,Excel,2026-11-01,7\nA-1,,Excel,2026-11-01,8\n", query="?check=true").json
    assert [(one["row"], one["code"]) for one in other["mistakes"]] == [(3, "told_twice")]


def test_a_break_down_half_way_is_mended_by_the_same_file(
    client: Client, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "name,external candidate ID,test name,test taken on,test score\nWang,A-1,Excel,2026-11-01,7\n"

    def breaks(*_: object) -> None:
        raise RuntimeError("gone")

    with monkeypatch.context() as broken:
        broken.setattr(afterwards, "report", breaks)
        assert send(client, job, text).code == "server_error"
    told = send(client, job, text).json
    assert (told["stored"], told["added"], told["known"], told["tests"]) == (True, 0, 1, 1)
    assert len(exported(client, job)) == 1


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_what_was_exported_can_be_imported_and_changes_nothing(client: Client, job: Job, form: str) -> None:
    one = candidate(job, "=王小明", email="ming@example.com", external_id="A-1")
    scored(one, 80)
    advanced(client, one)
    path = f"/jobs/{job.id}/candidates/{one.id}"
    client.post(f"{path}/hire", {"starts_on": "2026-12-01", "employee_id": "007"})
    for score in (3, 4):
        client.post(f"{path}/tests", {"name": f"t{score}", "score": score, "taken_on": "2026-11-01"})
    before = rows_of_table()
    reply = client.get(f"/jobs/{job.id}/exchange?format={form}&language=en")
    kind = {"csv": CSV, "xlsx": XLSX, "json": "application/json"}[form]
    assert reply.headers["Content-Type"].startswith(kind)
    told = send(client, job, reply.content, kind).json
    assert told["stored"] and (told["added"], told["known"], told["tests"], told["hires"]) == (0, 1, 0, 0)
    assert rows_of_table() == before


def test_results_are_told_as_far_as_they_stand(client: Client, job: Job) -> None:
    good, unsure, new = candidate(job, "a"), candidate(job, "b"), candidate(job, "c")
    scored(good, 80)
    scored(unsure, None)
    rows = {row["name"]: row for row in exported(client, job, "?language=en")}
    told = {name: rows["a"][name] for name in ("score", "recommendation", "competencies", "outcome", "stage")}
    assert told == {
        "score": 80, "recommendation": "forward", "competencies": "沟通=80", "outcome": "scored",
        "stage": "submitted",
    }  # fmt: skip
    assert (rows["b"]["score"], rows["b"]["competencies"]) == (None, "")
    assert rows["b"]["outcome"] == "insufficient_evidence"
    assert (rows["c"]["outcome"], rows["c"]["candidate_id"]) == ("", new.id)


def test_many_are_exported_page_by_page(client: Client, job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    from mianshi.doors import exchanging

    monkeypatch.setattr(exchanging, "AT_ONCE", 2)
    names = [candidate(job, str(number)).name for number in range(3)]
    first = client.get(f"/jobs/{job.id}/exchange")
    rest = client.get(f"/jobs/{job.id}/exchange?cursor={first.headers['Next-Cursor']}")
    assert [row["name"] for row in first.json + rest.json] == names[::-1]
    assert "Next-Cursor" not in rest.headers


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        (b"\x00\x01", CSV, "bad_sheet"),
        (b"PK\x03\x04 broken", XLSX, "bad_sheet"),
        (b"{}", "application/json", "invalid"),
        (b"[", "application/json", "bad_json"),
        (b"[" * 100_000, "application/json", "bad_json"),
        (b'[{"name": "\\ud800x", "email": "w@example.com"}]', "application/json", "bad_json"),
        (b'[{"name": "x", "\\udfff": "1"}]', "application/json", "bad_json"),
        (b'[{"name": "x", "phone": 1' + b"0" * 400 + b"}]", "application/json", "bad_rows"),
        (b"[1]", "application/json", "invalid"),
        (b"[]", "application/json", "bad_sheet"),
        (b"name\n", "text/plain", "unsupported_media_type"),
        (b"name,email\n" + b"x" * 4_000_000, CSV, "too_large"),
    ],
)
def test_no_file_breaks_it(client: Client, job: Job, content: bytes, kind: str, code: str) -> None:
    assert send(client, job, content, kind).code == code


def test_a_key_needs_all_it_reads_and_writes(api: House, client: Client, job: Job) -> None:
    weak = api.client(client.partner, [Scope.OUTCOMES_READ, Scope.OUTCOMES_WRITE])
    assert weak.get(f"/jobs/{job.id}/exchange").code == "missing_scope"
    assert send(weak, job, "name,email\na,a@example.com\n").code == "missing_scope"
    foreign = open_job()
    assert client.get(f"/jobs/{foreign.id}/exchange").status == 404
    assert send(client, foreign, "name,email\na,a@example.com\n").status == 404
