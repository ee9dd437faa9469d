"""The partner API's frame: who gets in, how often, what is refused and how, and what happens once only."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from mianshi.contracts.hiring import Stage
from mianshi.contracts.partner import Scope
from mianshi.errors import Defect, Transient
from mianshi.platform import signing
from mianshi.platform.clock import now, timestamp
from mianshi.platform.store import candidates, jobs, limits, partners, plain
from support.partner import Client, House, Reply, answer, house, stored_candidate

JOB = {"role": "retail_store_manager"}
NO_JOB = "/jobs/jb_01K00000000000000000000000"


@pytest.fixture(scope="module")
def here() -> Iterator[House]:
    with pytest.MonkeyPatch.context() as patch, house(patch) as running:
        yield running


@pytest.fixture(autouse=True)
def fresh(here: House) -> None:
    """No test is slowed down by the wrong keys of another."""
    limits.clear("badkey:" + signing.pseudonym("192.0.2.7"), 60)


# Keys


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer  ", "Basic bWs6eA==", "mk_x_y"])
def test_without_a_key_nothing_is_told(here: House, given: str) -> None:
    reply = here.client().get("/jobs", authorization=given)
    assert (reply.status, reply.code) == (401, "no_key")
    assert reply.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_wrong_key_is_refused(here: House) -> None:
    client = here.client()
    other = here.client()
    secret = client.token.rpartition("_")[2]
    wrong = [
        client.token[:-1] + ("0" if client.token[-1] != "0" else "1"),
        client.token + "x",
        f"{other.token.rpartition('_')[0]}_{secret}",
        "mk_pa_01K00000000000000000000000-aaaaaa_" + "a" * 40,
        "mk_" + "é" * 50,
        "mk_" + "a" * 100_000,
    ]
    for token in wrong:
        reply = client.get("/jobs", authorization=f"Bearer {token}")
        assert (reply.status, reply.code) == (401, "bad_key")
        assert secret not in reply.content.decode()
    assert client.get("/jobs", authorization=f"bearer {client.token}").status == 200


def test_a_key_ends_when_it_is_revoked_expired_or_its_partner_is_switched_off(here: House) -> None:
    for change in ({"revoked_at": timestamp()}, {"expires_at": timestamp(now() - timedelta(seconds=1))}):
        client = here.client()
        assert client.get("/jobs").status == 200
        [key] = client.partner.keys
        partners.change(client.partner, keys=[key.model_copy(update=change)])
        assert client.get("/jobs").code == "bad_key"
    client = here.client(days=1)
    assert client.get("/jobs").status == 200
    partners.change(client.partner, active=False)
    assert client.get("/jobs").code == "bad_key"


def test_the_table_holds_no_secret_of_a_key(here: House) -> None:
    client = here.client()
    found = partners.find(client.partner.id)
    assert found is not None
    assert client.token.rpartition("_")[2] not in found.model_dump_json()


def test_a_key_does_what_its_scopes_say(here: House) -> None:
    client = here.client(scopes=[Scope.JOBS_READ])
    assert client.get("/jobs").status == 200
    reply = client.post("/jobs", JOB)
    assert (reply.status, reply.code) == (403, "missing_scope")
    assert "jobs:write" in reply.json["detail"]
    assert 'scope="jobs:write"' in reply.headers["WWW-Authenticate"]


@pytest.mark.parametrize("scope", list(Scope))
def test_every_route_needs_the_scope_it_says(here: House, scope: Scope) -> None:
    ids = {
        "{job_id}": "jb_01K00000000000000000000000",
        "{candidate_id}": "ca_01K00000000000000000000000",
        "{interview_id}": "iv_01K00000000000000000000000",
        "{answer}": "0",
    }
    client = here.client(scopes=[one for one in Scope if one is not scope])
    guarded = [route for route in here.routes if route.scope is scope]
    for route in guarded:
        path = route.path
        for name, value in ids.items():
            path = path.replace(name, value)
        path = path.replace("{", "").replace("}", "")
        assert client.call(route.method, path, None).code == "missing_scope", (route.method, path)


@pytest.fixture
def one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """The minute does not end in the middle of the test."""
    moment = now()
    monkeypatch.setattr(limits, "now", lambda: moment)


@pytest.mark.usefixtures("one_minute")
def test_a_key_may_call_so_often_a_minute(here: House) -> None:
    client = here.client(per_minute=3)
    left = [client.get("/jobs").headers["RateLimit"] for _ in range(3)]
    assert [told.split(";")[1] for told in left] == ["r=2", "r=1", "r=0"]
    reply = client.get("/jobs")
    assert (reply.status, reply.code) == (429, "too_many")
    assert 1 <= int(reply.headers["Retry-After"]) <= 60
    assert reply.headers["RateLimit-Policy"] == '"key";q=3;w=60'
    assert here.client(client.partner).get("/jobs").status == 200, "another key has its own count"


@pytest.mark.usefixtures("one_minute")
def test_whoever_tries_keys_is_slowed_down(here: House) -> None:
    client = here.client()
    codes = [client.get("/jobs", authorization=f"Bearer mk_{n}").code for n in range(32)]
    assert codes[0] == "bad_key"
    assert codes[-1] == "too_many"
    assert client.get("/jobs").status == 200, "a right key is not kept out by the wrong ones"


# Addresses, methods, bodies


def test_addresses_and_methods_that_there_are_not(here: House) -> None:
    client = here.client()
    for path in ("", "/", "/nothing", "/jobs/", "/jobs/jb_1", "/jobs/../jobs", f"{NO_JOB}x", "/jobs/%00"):
        assert client.get(path).code == "not_found", path
    reply = client.delete("/jobs")
    assert (reply.status, reply.code) == (405, "method_not_allowed")
    assert reply.headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    reply = client.call("OPTIONS", "/jobs", None)
    assert (reply.status, reply.headers["Allow"], reply.content) == (204, "GET, HEAD, OPTIONS, POST", b"")
    reply = client.call("HEAD", "/jobs", None)
    assert (reply.status, reply.content) == (200, b"")


@pytest.mark.parametrize(
    ("body", "headers", "code"),
    [
        (b"", {"content_type": "application/json"}, "bad_json"),
        ("{", {}, "bad_json"),
        (b"\xff\xfe", {"content_type": "application/json"}, "bad_json"),
        (b'{"role": "\xed\xa0\x80"}', {"content_type": "application/json"}, "bad_json"),
        ('{"role": "\\ud800"}', {}, "bad_json"),
        ("[" * 100_000, {}, "bad_json"),
        ("[]", {}, "invalid"),
        ("null", {}, "invalid"),
        ('{"role": NaN}', {}, "invalid"),
        (JOB, {"content_type": "text/plain"}, "unsupported_media_type"),
        (JOB, {"content_type": "application/x-www-form-urlencoded"}, "unsupported_media_type"),
        (JOB, {"content_type": "application/json; charset=utf-8"}, ""),
        ({"role": "x" * 1_000_001}, {}, "too_large"),
    ],
)
def test_only_json_is_taken(here: House, body: Any, headers: dict[str, str], code: str) -> None:
    reply = here.client().post("/jobs", body, **headers)
    assert (reply.code if reply.status >= 400 else "") == code, reply.content


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("", 200),
        ("*/*", 200),
        ("text/html, application/*;q=0.8", 200),
        ("Application/JSON; charset=utf-8", 200),
        ("application/xml", 406),
        ("text/html, image/*", 406),
    ],
)
def test_another_form_than_json_is_not_to_be_had(here: House, accept: str, status: int) -> None:
    assert here.client().get("/jobs", accept=accept).status == status


def test_what_is_wrong_is_named_without_repeating_it(here: House) -> None:
    wrong = {"role": 7, "headcount": 0, "rules": {"answer_seconds": 5}, "colour": "13800138000", "gender": "f"}
    reply = here.client().post("/jobs", wrong)
    assert (reply.status, reply.code) == (422, "invalid")
    told = {one["pointer"]: one["detail"] for one in reply.json["errors"]}
    assert set(told) == {"#/role", "#/headcount", "#/rules/answer_seconds", "#/colour", "#/gender"}
    assert told["#/colour"] == "There is no such field."
    assert "protected characteristic" in told["#/gender"]
    assert "13800138000" not in reply.content.decode()


def test_a_long_list_of_mistakes_is_cut(here: House) -> None:
    reply = here.client().post("/jobs", {f"field {n}/~<b>": n for n in range(200)})
    assert len(reply.json["errors"]) == 50
    assert reply.json["errors"][0]["pointer"] == "#/field 0~1~0<b>"


def test_a_query_is_checked_by_name(here: House) -> None:
    client = here.client()
    for query, name in (
        ("limit=0", "limit"),
        ("limit=x", "limit"),
        ("colour=1", "colour"),
        ("limit=1&limit=2", "limit"),
    ):
        reply = client.get(f"/jobs?{query}")
        assert (reply.status, reply.json["errors"][0]["parameter"]) == (422, name)
    assert client.get(f"{NO_JOB}?colour=1").json["errors"][0]["parameter"] == "colour"


def test_a_problem_is_one_as_rfc_9457_has_it(here: House) -> None:
    client = here.client()
    reply = client.get(NO_JOB, host="hr.example")
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert reply.json == {
        "type": "https://portal.example/api/v1/problems/not_found",
        "title": "Not found",
        "status": 404,
        "detail": "There is no such job.",
        "code": "not_found",
        "request_id": reply.headers["X-Request-Id"],
    }
    about = answer(here.handler, "GET", "/api/v1/problems/not_found", b"", {})
    assert (about.status, about.json["title"]) == (200, "Not found")
    assert answer(here.handler, "GET", "/api/v1/problems/nothing", b"", {}).status == 404


def test_no_answer_is_kept_by_anybody_or_shown_in_a_page(here: House) -> None:
    for reply in (here.client().get("/jobs"), here.client().get(NO_JOB)):
        assert reply.headers["Cache-Control"] == "no-store"
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in reply.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (RuntimeError("王小明 said"), 500, "server_error"),
        (Defect("artefact_missing", "jobs/x"), 500, "server_error"),
        (Transient("aws_busy", "x"), 503, "unavailable"),
    ],
)
def test_a_failure_of_ours_tells_nothing_of_itself(
    here: House,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    status: int,
    code: str,
) -> None:
    def broken(_job_id: str) -> None:
        raise error

    monkeypatch.setattr(jobs, "find", broken)
    with caplog.at_level(logging.INFO):
        reply = here.client().get(NO_JOB)
    assert (reply.status, reply.code) == (status, code)
    assert "王小明" not in reply.content.decode() + caplog.text
    assert "Traceback" not in reply.content.decode()
    assert ("Retry-After" in reply.headers) == (status == 503)


# Once


def test_a_post_that_is_sent_twice_is_carried_out_once(here: House) -> None:
    client = here.client()
    first = client.post("/jobs", JOB, idempotency_key="order-1")
    again = client.post("/jobs", JOB, idempotency_key='"order-1"')
    assert (first.status, again.status) == (201, 201)
    assert again.content == first.content
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert len(client.get("/jobs").json["items"]) == 1
    other = here.client()
    assert "Idempotency-Replayed" not in other.post("/jobs", JOB, idempotency_key="order-1").headers


def test_a_key_names_one_request(here: House) -> None:
    client = here.client()
    client.post("/jobs", JOB, idempotency_key="order-1")
    for path, body in (("/jobs", {**JOB, "headcount": 2}), ("/webhooks", JOB)):
        reply = client.post(path, body, idempotency_key="order-1")
        assert (reply.status, reply.code) == (422, "key_reused" if path == "/jobs" else "invalid")
    for key in ("", " ", "ключ", "x" * 256):
        reply = client.post("/jobs", JOB, idempotency_key=key)
        assert reply.status == (201 if not key else 422), key


def test_two_at_once_are_one(here: House) -> None:
    client = here.client()

    def send(_: int) -> Reply:
        return client.post("/jobs", JOB, idempotency_key="parallel")

    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(send, range(8)))
    assert {reply.status for reply in replies} <= {201, 409}
    assert {reply.code for reply in replies if reply.status == 409} <= {"still_running"}
    assert len({reply.content for reply in replies if reply.status == 201}) == 1
    assert len(client.get("/jobs").json["items"]) == 1


def test_a_request_whose_process_died_can_be_sent_again(here: House, monkeypatch: pytest.MonkeyPatch) -> None:
    client = here.client()
    monkeypatch.setattr(partners, "finish", lambda *_: None)
    client.post("/jobs", JOB, idempotency_key="k")
    reply = client.post("/jobs", JOB, idempotency_key="k")
    assert (reply.status, reply.code, reply.headers["Retry-After"]) == (409, "still_running", "1")
    monkeypatch.setattr(partners, "LEASE_S", -1)
    assert client.post("/jobs", {**JOB, "headcount": 9}, idempotency_key="k").code == "key_reused"
    assert client.post("/jobs", JOB, idempotency_key="k").status == 201


def kept(client: Client) -> list[partners.Done]:
    return plain.query(f"PARTNER#{client.partner.id}", "ONCE#", partners.Done)


def test_an_answer_that_cannot_be_kept_is_given_and_carried_out_once(
    here: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = here.client()
    once = sys.modules["protocol.once"]
    monkeypatch.setattr(once, "MOST_KEPT", 10)
    first = client.post("/jobs", JOB, idempotency_key="long")
    again = client.post("/jobs", JOB, idempotency_key="long")
    assert (first.status, first.json["role"]) == (201, JOB["role"])
    assert (again.status, again.json, again.headers["Location"]) == (201, {}, first.headers["Location"])

    def broken(*_: object) -> None:
        raise Defect("aws_refused", "too large")

    monkeypatch.setattr(partners, "finish", broken)
    assert client.post("/jobs", JOB, idempotency_key="broken").status == 201
    assert client.post("/jobs", JOB, idempotency_key="broken").code == "still_running"
    assert len(client.get("/jobs").json["items"]) == 2


def test_nothing_is_told_again_of_somebody_whose_data_were_deleted(here: House) -> None:
    client = here.client()
    job_id = client.post("/jobs", JOB).json["id"]
    people = f"/jobs/{job_id}/candidates"
    who = client.post(people, {"candidates": [{"name": "王小明"}]}).json["candidates"][0]["id"]
    wish = {"kind": "advance", "decided_by": {"id": "u", "name": "N"}, "reason": "about 王小明"}
    for _ in range(2):
        assert client.post(f"{people}/{who}/decision", wish, idempotency_key="d").status == 201
    candidates.change(stored_candidate(job_id, who), stage=Stage.ERASED, name="", email="", phone="")
    reply = client.post(f"{people}/{who}/decision", wish, idempotency_key="d")
    assert (reply.status, reply.code, "about" in reply.content.decode()) == (410, "gone", False)


def test_what_only_checks_is_not_kept(here: House) -> None:
    client = here.client()
    job_id = client.post("/jobs", JOB).json["id"]
    row = [{"candidate_external_id": "A", "name": "王小明", "email": "no address"}]
    for _ in range(2):
        reply = client.post(f"/jobs/{job_id}/exchange?check=true", row, idempotency_key="c")
        assert (reply.status, "Idempotency-Replayed" in reply.headers) == (200, False)
    assert kept(client) == []


def test_what_failed_is_not_remembered(here: House, monkeypatch: pytest.MonkeyPatch) -> None:
    client = here.client()
    assert client.post("/jobs", {"role": "nothing"}, idempotency_key="k").code == "bad_role"
    create = jobs.create

    def broken(*_: object) -> None:
        raise Transient("aws_busy", "x")

    monkeypatch.setattr(jobs, "create", broken)
    assert client.post("/jobs", JOB, idempotency_key="k2").code == "unavailable"
    monkeypatch.setattr(jobs, "create", create)
    reply = client.post("/jobs", JOB, idempotency_key="k2")
    assert (reply.status, "Idempotency-Replayed" in reply.headers) == (201, False)


# Pages of lists


def test_a_list_is_read_page_by_page(here: House) -> None:
    client = here.client()
    made = [client.post("/jobs", JOB).json["id"] for _ in range(5)]
    seen: list[str] = []
    cursor: str | None = ""
    for _ in range(5):
        page = client.get(f"/jobs?limit=2&cursor={cursor}" if cursor else "/jobs?limit=2").json
        assert len(page["items"]) <= 2
        seen += [job["id"] for job in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == made[::-1]


def test_a_cursor_is_ours_or_refused(here: House) -> None:
    client, other = here.client(), here.client()
    for one in (client, other):
        for _ in range(2):
            one.post("/jobs", JOB)
    cursor = client.get("/jobs?limit=1").json["next"]
    packed, _, mark = cursor.partition(".")
    assert other.get(f"/jobs?limit=1&cursor={cursor}").code == "bad_cursor"
    for wrong in ("x", f"{packed}.", f"{packed[:-2]}AA.{mark}", f"{packed}.{mark[::-1]}", "%F0%9F%98%80", "A" * 400):
        assert client.get(f"/jobs?cursor={wrong}").code == "bad_cursor", wrong
    job = client.post("/jobs", JOB).json["id"]
    assert client.get(f"/jobs/{job}/candidates?cursor={cursor}").code == "bad_cursor", "of another list"


def test_every_answer_is_json_or_nothing(here: House) -> None:
    reply = here.client().get("/jobs")
    assert reply.headers["Content-Type"] == "application/json"
    assert json.loads(reply.content)["items"] == []
