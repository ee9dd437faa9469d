"""Job texts and matches by API: what is read of a text, what changes it, and what is told of a résumé."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mianshi.contracts.matching import Verdict
from mianshi.contracts.people import AuditAction
from mianshi.contracts.resumes import ResumeReason
from mianshi.platform.store import audit, candidates, jobs
from support import resumes as read
from support.partner import Client, House, house

TEXT = {"text": read.TEXT, "reason": "opening"}


@pytest.fixture(scope="module")
def here() -> Iterator[House]:
    with pytest.MonkeyPatch.context() as patch, house(patch) as running:
        yield running


@pytest.fixture(scope="module")
def client(here: House) -> Client:
    return here.client()


@pytest.fixture
def job(client: Client) -> str:
    return str(client.post("/jobs", {"role": "retail_store_manager"}).json["id"])


def test_a_text_is_read_kept_changed_and_taken_away(client: Client, job: str) -> None:
    assert client.get(f"/jobs/{job}/posting").code == "not_found"
    told = client.put(f"/jobs/{job}/posting", TEXT)
    assert told.status == 200 and told.json["requirements"][0]["kind"] == "education"
    assert "age" in {one["topic"] for one in told.json["not_considered"]}
    first, second, *_ = told.json["requirements"]
    edits = [{"id": first["id"], "must": False, "weight": 9}, {"id": second["id"], "left_out": True}]
    again = client.put(f"/jobs/{job}/posting", {**TEXT, "requirements": edits})
    left = again.json["requirements"]
    assert (left[0]["must"], left[0]["weight"]) == (False, 9) and second["text"] not in {one["text"] for one in left}
    assert {told.json["version"], again.json["version"]} <= {line.posting for line in jobs.history(job)}
    assert told.json["version"] != again.json["version"]
    assert client.get(f"/jobs/{job}/posting").json == again.json
    gone = client.put(f"/jobs/{job}/posting", {"text": ""})
    assert gone.json["version"] is None and client.get(f"/jobs/{job}/posting").status == 404


def test_a_change_names_what_it_read_and_requirements_there_are(client: Client, job: str) -> None:
    assert client.put(f"/jobs/{job}/posting", TEXT, **{"if-match": '"7"'}).code == "precondition_failed"
    unknown = {**TEXT, "requirements": [{"id": "r99", "weight": 2}]}
    assert client.put(f"/jobs/{job}/posting", unknown).code == "invalid"
    assert client.put(f"/jobs/{job}/posting", {"text": "x" * 20_001}).status == 422
    assert client.get(f"/jobs/{job}/posting").status == 404, "nothing was kept"


def test_a_match_is_told_with_its_lines_and_without_contacts(here: House, client: Client, job: str) -> None:
    asked = client.put(f"/jobs/{job}/posting", TEXT).json
    added = client.post(f"/jobs/{job}/candidates", {"candidates": [{"name": "王小雨"}]})
    who = candidates.find(job, added.json["candidates"][0]["id"]) or pytest.fail()
    at = f"/jobs/{job}/candidates/{who.id}"
    assert client.get(f"{at}/match").code == "not_found"
    read.refuse(who, ResumeReason.ENCRYPTED)
    state = client.get(f"{at}/resume").json
    assert (state["state"], state["reading"], state["refused"]) == ("stored", "refused", "resume_encrypted")
    assert "password" in state["sentence"]["en"] and client.get(f"{at}/match").code == "not_ready"
    ids = [one["id"] for one in asked["requirements"]]
    read.keep(who, read.reading({ids[0]: Verdict.MET, ids[1]: Verdict.NOT_FOUND}, 50, asked["version"]))
    told = client.get(f"{at}/match").json
    assert (told["percent"], told["current"], told["required_missing"]) == (50, True, [ids[1]])
    met, missing = told["verdicts"]
    assert met["requirement"]["text"] == asked["requirements"][0]["text"] and met["quotes"][0]["page"] == 1
    assert missing["verdict"] == "not_found" and missing["quotes"] == []
    assert told["doubts"][0]["kind"] == "instruction"
    assert all(contact not in str(told) for contact in read.CONTACTS)
    assert client.get(f"{at}/resume").json["reading"] == "read"
    assert AuditAction.RESUME_READ in {entry.action for entry in audit.about(who.id, 20)}
    assert here.client().get(f"{at}/match").status == 404
    client.put(f"/jobs/{job}/posting", {"text": ""})
    assert client.get(f"{at}/match").json["current"] is False
