"""Candidates and résumés by API: added once, read with a line in the log, and deleted for good."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest

from mianshi.contracts.hiring import Stage
from mianshi.contracts.partner_events import FetchProblem, FetchState, RecordingWanted
from mianshi.contracts.people import AuditAction
from mianshi.platform import resumes
from mianshi.platform.clock import now, timestamp
from mianshi.platform.store import candidates, promised
from support.desk import candidate, open_job, staged
from support.partner import ARTEFACTS, Client, House, house, stored_candidate

JOB = {"role": "retail_store_manager", "rules": {"languages": ["en"]}}
WANG = {
    "name": "王小明",
    "email": "wang@example.com",
    "phone": "138 0013 8000",
    "external_id": "APP-1",
    "source": "51job",
}
HOSTILE = "<script>alert(1)</script>" + chr(0x202E) + "😀"


@pytest.fixture(scope="module")
def here() -> Iterator[House]:
    with pytest.MonkeyPatch.context() as patch, house(patch) as running:
        yield running


def begin(here: House) -> tuple[Client, str]:
    client = here.client()
    return client, f"/jobs/{client.post('/jobs', JOB).json['id']}/candidates"


def add(client: Client, path: str, *people: dict[str, Any]) -> list[dict[str, Any]]:
    reply = client.post(path, {"candidates": list(people)})
    assert reply.status == 201, reply.content
    found: list[dict[str, Any]] = reply.json["candidates"]
    return found


def test_candidates_are_added_and_read(here: House) -> None:
    client, path = begin(here)
    first, second = add(client, path, WANG, {"name": HOSTILE})
    assert (first["result"], first["external_id"], second["external_id"]) == ("created", "APP-1", None)
    stored = stored_candidate(first["job_id"], first["id"])
    assert (stored.name, stored.email, stored.phone) == ("王小明", "wang@example.com", "138 0013 8000")
    assert (stored.created_by, stored.language, stored.stage) == (client.partner.who, "en", Stage.ADDED)
    assert stored_candidate(second["job_id"], second["id"]).language == "en", "the job's first"
    told = client.get(f"{path}/{first['id']}").json
    assert (told["name"], told["stage"], told["interview_id"], told["decision"]) == ("王小明", "added", None, None)
    assert client.get(f"{path}/{second['id']}").json["name"] == HOSTILE.replace(chr(0x202E), ""), (
        "nothing turns what stands around it"
    )
    actions = [entry.action for entry in client.log(first["id"])]
    assert actions == [AuditAction.CANDIDATE_ADDED, AuditAction.DATA_EXPORTED]
    assert {entry.who for entry in client.log(first["id"])} == {client.partner.who}
    assert all("王" not in entry.detail for entry in client.log(first["id"]))


def test_the_answer_to_adding_names_nobody(here: House) -> None:
    client, path = begin(here)
    reply = client.post(path, {"candidates": [WANG]}, idempotency_key="k")
    assert "王小明" not in reply.content.decode()
    assert client.post(path, {"candidates": [WANG]}, idempotency_key="k").content == reply.content


def test_whoever_was_sent_before_is_not_added_again(here: House) -> None:
    client, path = begin(here)
    [first] = add(client, path, WANG)
    again, other = add(client, path, {**WANG, "name": "Another"}, {**WANG, "external_id": "APP-2"})
    assert (again["result"], again["id"]) == ("exists", first["id"])
    assert other["result"] == "created"
    assert client.get(f"{path}/{first['id']}").json["name"] == "王小明"
    assert len(client.get(path).json["items"]) == 2
    found = client.get(f"{path}?external_id=APP-1").json["items"]
    assert [one["id"] for one in found] == [first["id"]]
    assert client.get(f"{path}?external_id=APP-9").json["items"] == []
    elsewhere = f"/jobs/{client.post('/jobs', JOB).json['id']}/candidates"
    new = {"name": "李雷", "external_id": "APP-3"}
    assert client.post(elsewhere, {"candidates": [new, {"name": "韩梅梅"}, WANG]}).code == "external_id_taken"
    assert client.get(elsewhere).json["items"] == [], "all of them, or none"
    assert client.get(f"{elsewhere}?external_id=APP-1").json["items"] == []


def test_what_broke_in_the_middle_can_be_sent_again(here: House, monkeypatch: pytest.MonkeyPatch) -> None:
    client, path = begin(here)

    def broken(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(candidates, "add_one", broken)
        assert client.post(path, {"candidates": [WANG]}).status == 500
    [made] = add(client, path, WANG)
    assert made["result"] == "created"


def test_a_hundred_at_once_and_not_more(here: House) -> None:
    client, path = begin(here)
    people = [{"name": f"候选人 {n}", "external_id": f"B-{n}"} for n in range(101)]
    assert client.post(path, {"candidates": people}).code == "invalid"
    made = add(client, path, *people[:100])
    assert [one["external_id"] for one in made] == [one["external_id"] for one in people[:100]]
    seen: list[str] = []
    cursor = None
    while True:
        page = client.get(f"{path}?limit=40" + (f"&cursor={cursor}" if cursor else "")).json
        seen += [one["id"] for one in page["items"]]
        if (cursor := page["next"]) is None:
            break
    assert sorted(seen) == sorted(one["id"] for one in made)


def test_two_imports_at_once_add_everybody_once(here: House) -> None:
    client, path = begin(here)
    people = {"candidates": [{"name": f"候选人 {n}", "external_id": f"P-{n}"} for n in range(5)]}
    with ThreadPoolExecutor(3) as pool:
        replies = list(pool.map(lambda _: client.post(path, people), range(3)))
    lines = [line for reply in replies for line in reply.json["candidates"]]
    assert sum(line["result"] == "created" for line in lines) == 5
    assert len({line["id"] for line in lines}) == 5 == len(client.get(path).json["items"])


@pytest.mark.parametrize(
    ("person", "where"),
    [
        ({"name": ""}, "name"),
        ({"name": " \t"}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "x", "email": "nobody"}, "email"),
        ({"name": "x", "email": "a@b.example\r\nBcc: c@d.example"}, "email"),
        ({"name": "x", "phone": "1.38E+10"}, "phone"),
        ({"name": "x", "language": "zh"}, "language"),
        ({"name": "x", "age": 30}, "age"),
        ({"name": "x", "photo": "https://a.example/p.jpg"}, "photo"),
        ({"name": "x", "stage": "decided"}, "stage"),
        ({}, "name"),
    ],
)
def test_one_that_cannot_be_used_is_named_and_nobody_is_added(here: House, person: dict[str, Any], where: str) -> None:
    client, path = begin(here)
    reply = client.post(path, {"candidates": [WANG, person]})
    assert (reply.status, reply.code) == (422, "invalid")
    assert reply.json["errors"][0]["pointer"] == f"#/candidates/1/{where}"
    assert client.get(path).json["items"] == []


def test_the_same_id_twice_in_one_request_is_refused(here: House) -> None:
    client, path = begin(here)
    reply = client.post(path, {"candidates": [WANG, {**WANG, "name": "x"}]})
    assert reply.json["errors"][0]["pointer"] == "#/candidates/1/external_id"


def test_contacts_change_and_nothing_else(here: House) -> None:
    client, path = begin(here)
    [made] = add(client, path, WANG)
    one = f"{path}/{made['id']}"
    changed = client.patch(one, {"email": "", "phone": "+86 139 0000 0000"})
    assert (changed.status, changed.json["email"], changed.json["phone"]) == (200, "", "+86 139 0000 0000")
    assert changed.json["name"] == "王小明"
    assert client.log(made["id"])[-1].detail == "email, phone"
    assert client.patch(one, {"phone": "x"}).json["errors"][0]["pointer"] == "#/phone"
    assert client.patch(one, {"stage": "decided"}).code == "invalid"
    assert client.patch(one, {"language": "zh"}).json["errors"][0]["pointer"] == "#/language"
    lines = len(client.log(made["id"]))
    assert client.patch(one, {}).status == 200
    assert len(client.log(made["id"])) == lines


def test_candidates_of_others_are_not_there(here: House) -> None:
    client, path = begin(here)
    [mine] = add(client, path, WANG)
    theirs = candidate(open_job())
    for caller, job_id, known in (
        (here.client(), mine["job_id"], mine["id"]),
        (client, theirs.job_id, theirs.id),
        (client, mine["job_id"], theirs.id),
    ):
        one = f"/jobs/{job_id}/candidates/{known}"
        for reply in (caller.get(one), caller.patch(one, {"name": "x"}), caller.get(f"{one}/resume")):
            assert (reply.status, reply.code) == (404, "not_found")
        assert caller.put(f"{one}/resume", {"content_type": "text/plain", "size_bytes": 1}).code == "not_found"


def test_what_another_system_calls_somebody_is_not_told(here: House) -> None:
    client, path = begin(here)
    other = here.client(here.partner(jobs="all", name="B"))
    [made] = add(client, path, WANG)
    told = [caller.get(f"{path}/{made['id']}").json["external_id"] for caller in (client, other)]
    assert told == ["APP-1", None]
    assert [one["external_id"] for one in other.get(path).json["items"]] == [None]


def test_of_an_erased_candidate_only_that_they_were_there_is_told(here: House) -> None:
    client, path = begin(here)
    [made] = add(client, path, WANG)
    before = stored_candidate(made["job_id"], made["id"])
    candidates.change(before, stage=Stage.ERASED, name="", email="", phone="", source="")
    told = client.get(f"{path}/{made['id']}").json
    assert (told["stage"], told["name"], told["external_id"]) == ("erased", "", "APP-1")
    for reply in (client.patch(f"{path}/{made['id']}", {"name": "x"}), client.get(f"{path}/{made['id']}/resume")):
        assert (reply.status, reply.code) == (410, "gone")
    [again] = add(client, path, WANG)
    assert again["result"] == "exists", "whoever was deleted does not come back by a repeated import"


# Résumés


def test_a_resume_is_uploaded_with_what_was_signed_for_it(here: House) -> None:
    client, path = begin(here)
    [made] = add(client, path, WANG)
    one = f"{path}/{made['id']}/resume"
    assert client.get(one).json["state"] == "none"
    reply = client.put(one, {"content_type": "application/pdf", "size_bytes": 8})
    assert (reply.status, reply.json["state"]) == (202, "awaiting_upload")
    form = reply.json["upload"]
    where = urlsplit(form["url"])
    assert where.path == f"/resumes/{made['job_id']}/{made['id']}/original"
    assert where.netloc.startswith(ARTEFACTS)
    signed = parse_qs(where.query)["X-Amz-SignedHeaders"][0]
    assert {"content-length", "content-type"} <= set(signed.split(";"))
    assert form["headers"] == {"content-type": "application/pdf", "content-length": "8"}
    assert client.get(one).json["state"] == "awaiting_upload"
    place = resumes.place(made["job_id"], made["id"])
    boto3.client("s3").put_object(Bucket=place.bucket, Key=place.key, Body=b"%PDF-1.7", ContentType="application/pdf")
    told = client.get(one).json
    assert (told["state"], told["size_bytes"], told["content_type"]) == ("stored", 8, "application/pdf")


def test_a_resume_is_fetched_and_its_address_is_in_no_event_or_answer(here: House) -> None:
    client, path = begin(here)
    [made] = add(client, path, WANG)
    one = f"{path}/{made['id']}/resume"
    url = "https://ats.example/r/1?sig=secret"
    reply = client.put(one, {"content_type": "text/plain", "url": url})
    assert (reply.status, reply.json["state"]) == (202, "fetching")
    kind, detail = here.announced[-1]
    assert isinstance(detail, RecordingWanted)
    assert (kind, detail.job_id, detail.interview_id) == ("recording.wanted", made["job_id"], made["id"])
    assert "secret" not in detail.model_dump_json() + reply.content.decode() + client.get(one).content.decode()
    known = promised.find_resume(made["job_id"], made["id"])
    assert known is not None
    assert (known.url, known.content_type) == (url, "text/plain")
    failed = known.model_copy(update={"state": FetchState.FAILED, "problem": FetchProblem.NOT_FOUND, "url": ""})
    promised.put_resume(made["job_id"], made["id"], failed)
    told = client.get(one).json
    assert (told["state"], told["problem"]) == ("failed", "not_found")
    ended = {"state": FetchState.FETCHING, "at": timestamp(now() - timedelta(minutes=31))}
    promised.put_resume(made["job_id"], made["id"], known.model_copy(update=ended))
    told = client.get(one).json
    assert (told["state"], told["problem"]) == ("failed", "unavailable"), "its function was killed"


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"content_type": "application/pdf"}, "invalid"),
        ({"content_type": "application/pdf", "size_bytes": 1, "url": "https://a.example/x"}, "invalid"),
        ({"content_type": "application/pdf", "size_bytes": 10 * 1024**2 + 1}, "invalid"),
        ({"content_type": "application/pdf", "size_bytes": 0}, "invalid"),
        ({"content_type": "text/html", "size_bytes": 10}, "invalid"),
        ({"content_type": "application/pdf", "url": "http://a.example/x"}, "invalid"),
        ({"content_type": "application/pdf", "url": "https://a.example:8443/x"}, "bad_url"),
        ({"content_type": "application/pdf", "url": "https://169.254.169.254/latest"}, "bad_url"),
        ({"content_type": "application/pdf", "url": "https://user:pw@a.example/x"}, "bad_url"),
        ({"content_type": "application/pdf", "url": "https://a.example/é"}, "bad_url"),
    ],
)
def test_a_resume_that_cannot_be_taken_is_refused(here: House, wish: dict[str, Any], code: str) -> None:
    client, path = begin(here)
    [made] = add(client, path, WANG)
    reply = client.put(f"{path}/{made['id']}/resume", wish)
    assert (reply.status, reply.code) == (422, code)
    assert promised.find_resume(made["job_id"], made["id"]) is None


def test_nothing_is_taken_for_whoever_withdrew(here: House) -> None:
    client, path = begin(here)
    [made] = add(client, path, WANG)
    staged(stored_candidate(made["job_id"], made["id"]), Stage.WITHDRAWN)
    reply = client.put(f"{path}/{made['id']}/resume", {"content_type": "text/plain", "size_bytes": 1})
    assert reply.code == "already_done"
