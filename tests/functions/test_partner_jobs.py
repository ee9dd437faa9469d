"""Jobs by API: made from a shipped role or one of the partner's, changed, and seen by nobody else."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from mianshi.contracts.base import Bilingual
from mianshi.contracts.people import AuditAction
from mianshi.contracts.role import Role
from mianshi.platform import objects
from mianshi.platform.clock import timestamp
from mianshi.platform.store import audit, jobs
from mianshi.scoring.roles import load_role
from support.desk import open_job
from support.partner import House, house, stored_job

JOB = {"role": "retail_store_manager", "title": {"zh": "浦东店长"}}
HOSTILE = "<script>alert(1)</script>" + chr(0x202E) + "😀"


@pytest.fixture(scope="module")
def here() -> Iterator[House]:
    with pytest.MonkeyPatch.context() as patch, house(patch) as running:
        yield running


def test_a_job_is_made_from_a_shipped_role(here: House) -> None:
    client = here.client()
    wish = {
        **JOB,
        "department": "  华东  零售 ",
        "headcount": 10,
        "external_id": "REQ-1",
        "policy": "eu",
        "status": "draft",
        "rules": {"retakes": 0, "link_days": 7, "follow_ups": 2},
        "release": "by_hand",
        "blind_first": True,
    }
    made = client.post("/jobs", wish)
    assert made.status == 201
    job = stored_job(made.json["id"])
    assert made.headers["Location"] == f"/api/v1/jobs/{job.id}"
    assert (job.owner, job.team, job.partner) == ("lin", [], client.partner.id)
    assert (job.title.zh, job.title.en) == ("浦东店长", "浦东店长")
    assert (job.department, job.headcount, job.policy, job.status.value) == ("华东 零售", 10, "eu", "draft")
    assert (job.rules.retakes, job.rules.link_days, job.rules.answer_seconds) == (0, 7, 180)
    assert job.rules.follow_ups == 2
    assert (job.release, job.blind_first, job.external_id) == ("by_hand", True, "REQ-1")
    role = objects.get_record(objects.job_role(job.id, job.role_version), Role)
    assert role.name == job.title
    assert [one.id for one in jobs.of_person("lin", 100) if one.id == job.id] == [job.id], "the contact sees it"
    entries, _ = audit.of_day(timestamp()[:10], 5)
    made_by = next((e.who, e.job_id) for e in entries if e.action is AuditAction.JOB_CREATED)
    assert made_by == (client.partner.who, job.id)
    read = client.get(f"/jobs/{job.id}")
    assert read.json == made.json
    assert read.headers["ETag"] == '"0"'


def test_without_a_contact_the_partner_owns_its_jobs(here: House) -> None:
    client = here.client(here.partner(contact=""))
    job = stored_job(client.post("/jobs", JOB).json["id"])
    assert (job.owner, job.team) == (client.partner.who, [])
    assert [one["id"] for one in client.get("/jobs").json["items"]] == [job.id]


def test_a_job_is_made_from_a_role_of_ones_own(here: House) -> None:
    client = here.client()
    own = json.loads(load_role("retail_store_manager").model_dump_json()) | {"id": "own_role"}
    made = client.post("/jobs", {"role_definition": own})
    assert (made.status, made.json["role"]) == (201, "own_role")
    asked = client.get(f"/jobs/{made.json['id']}/questions").json["questions"]
    assert [one["text"] for one in asked] == [
        question["text"] for part in own["competencies"] for question in part["questions"]
    ]


def test_a_role_that_asks_for_a_protected_trait_is_refused_by_name(here: House) -> None:
    own = json.loads(load_role("retail_store_manager").model_dump_json())
    own["competencies"][0]["questions"][0]["text"] = {"zh": "你结婚了吗？", "en": "Are you married?"}
    reply = here.client().post("/jobs", {"role_definition": own})
    assert (reply.status, reply.code) == (422, "bad_role")
    assert "protected topic" in reply.json["detail"]
    assert here.client().post("/jobs", {"role_definition": {"id": "x"}}).code == "bad_role"


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"role": "retail_store_manager", "role_definition": {}},
        {**JOB, "title": {}},
        {**JOB, "title": {"zh": "  "}},
        {**JOB, "title": {"zh": "x" * 101}},
        {**JOB, "title": {"zh": "a\nb"}},
        {**JOB, "external_id": ""},
        {**JOB, "external_id": "x" * 65},
        {**JOB, "rules": {"modes": []}},
        {**JOB, "rules": {"modes": ["smell"]}},
        {**JOB, "rules": {"follow_ups": 4}},
        {**JOB, "status": "closed"},
        {**JOB, "headcount": True},
    ],
)
def test_a_wish_that_cannot_be_met_is_refused(here: House, wish: dict[str, object]) -> None:
    reply = here.client().post("/jobs", wish)
    assert (reply.status, reply.code) == (422, "invalid"), reply.content


def test_unknown_roles_and_policies_are_named(here: House) -> None:
    client = here.client()
    assert "retail_store_manager" in client.post("/jobs", {"role": "pilot"}).json["detail"]
    reply = client.post("/jobs", {**JOB, "policy": "moon"})
    assert (reply.status, reply.code) == (422, "unknown_policy")


def test_an_external_id_is_used_once(here: House) -> None:
    client = here.client()
    first = client.post("/jobs", {**JOB, "external_id": "编号/1"}).json["id"]
    reply = client.post("/jobs", {**JOB, "external_id": "编号/1"})
    assert (reply.status, reply.code, reply.json["existing"]) == (409, "external_id_taken", first)
    found = client.get("/jobs?external_id=%E7%BC%96%E5%8F%B7%2F1").json["items"]
    assert [job["id"] for job in found] == [first]
    assert client.get("/jobs?external_id=other").json == {"items": [], "next": None}
    other = here.client(here.partner(jobs="all"))
    assert other.get(f"/jobs/{first}").json["external_id"] is None, "that is what another system calls it"
    assert here.client().post("/jobs", {**JOB, "external_id": "编号/1"}).status == 201, "of another partner"


def test_an_external_id_whose_job_never_came_to_be_can_be_used(here: House, monkeypatch: pytest.MonkeyPatch) -> None:
    client = here.client()

    def broken(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "create", broken)
        assert client.post("/jobs", {**JOB, "external_id": "A"}).status == 500
    assert client.post("/jobs", {**JOB, "external_id": "A"}).status == 201


def test_only_what_is_sent_is_changed(here: House) -> None:
    client = here.client()
    job_id = client.post("/jobs", {**JOB, "headcount": 3, "rules": {"retakes": 2}}).json["id"]
    before = stored_job(job_id)
    edit = {"title": {"en": "Manager"}, "rules": {"link_days": 3}, "status": "closed", "reason": "Filled"}
    changed = client.patch(f"/jobs/{job_id}", edit)
    after = stored_job(job_id)
    assert (changed.status, changed.headers["ETag"]) == (200, '"1"')
    assert (after.title.zh, after.title.en) == ("浦东店长", "Manager")
    assert (after.rules.retakes, after.rules.link_days, after.headcount) == (2, 3, 3)
    assert after.status.value == "closed"
    assert after.role_version != before.role_version
    assert objects.get_record(objects.job_role(job_id, after.role_version), Role).name == after.title
    [line, _] = jobs.history(job_id)
    assert (line.by, line.reason, line.revision) == (client.partner.who, "Filled", 1)
    assert any("Manager" in one.en for one in line.what)
    assert client.patch(f"/jobs/{job_id}", {}).headers["ETag"] == '"1"', "nothing to change is no change"
    assert client.patch(f"/jobs/{job_id}", {"headcount": 3, "status": None}).headers["ETag"] == '"1"'


def test_a_job_whose_role_must_not_be_asked_is_not_opened(here: House) -> None:
    client = here.client()
    job_id = client.post("/jobs", {**JOB, "status": "draft"}).json["id"]
    job = stored_job(job_id)
    role = objects.get_record(objects.job_role(job.id, job.role_version), Role)
    asks = Bilingual(zh="你结婚了吗？", en="Are you married?")
    part = role.competencies[0]
    wrong = part.model_copy(update={"questions": [part.questions[0].model_copy(update={"text": asks})]})
    bad = role.model_copy(update={"competencies": [wrong, *role.competencies[1:]]})
    objects.put_record(objects.job_role(job.id, job.role_version), bad)
    assert client.patch(f"/jobs/{job_id}", {"status": "open"}).code == "bad_role"
    objects.put_record(objects.job_role(job.id, job.role_version), role)
    assert client.patch(f"/jobs/{job_id}", {"status": "open"}).json["status"] == "open"


def test_a_change_made_from_an_old_version_is_refused(here: House) -> None:
    client = here.client()
    job_id = client.post("/jobs", JOB).json["id"]
    assert client.patch(f"/jobs/{job_id}", {"headcount": 2}, if_match='"0"').status == 200
    reply = client.patch(f"/jobs/{job_id}", {"headcount": 5}, if_match='"0"')
    assert (reply.status, reply.code, reply.headers["ETag"]) == (412, "precondition_failed", '"1"')
    assert stored_job(job_id).headcount == 2
    assert client.patch(f"/jobs/{job_id}", {"headcount": 6}, if_match='"9", "1"').status == 200
    assert client.patch(f"/jobs/{job_id}", {"headcount": 7}, if_match="*").status == 200


def test_a_job_is_seen_by_its_partner_only(here: House) -> None:
    mine, other = here.client(), here.client()
    job_id = mine.post("/jobs", JOB).json["id"]
    staff = open_job()
    for client, known in ((other, job_id), (mine, staff.id)):
        for reply in (
            client.get(f"/jobs/{known}"),
            client.patch(f"/jobs/{known}", {"headcount": 2}),
            client.get(f"/jobs/{known}/questions"),
        ):
            assert (reply.status, reply.code) == (404, "not_found")
        assert known not in client.get("/jobs?limit=100").content.decode()
    shared = open_job(team=[mine.partner.who])
    assert mine.get(f"/jobs/{shared.id}").status == 200, "added to its team"
    assert [job["id"] for job in mine.get("/jobs").json["items"]] == [shared.id, job_id]
    everybody = here.client(here.partner(jobs="all"))
    seen: list[str] = []
    cursor = None
    while True:
        page = everybody.get("/jobs?limit=5" + (f"&cursor={cursor}" if cursor else "")).json
        seen += [job["id"] for job in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert {job_id, staff.id, shared.id} <= set(seen)
    assert len(seen) == len(set(seen))


def test_hostile_words_stay_words(here: House) -> None:
    client = here.client()
    made = client.post("/jobs", {**JOB, "title": {"zh": HOSTILE}, "department": HOSTILE})
    assert (made.status, made.json["title"]["en"], made.json["department"]) == (201, HOSTILE, HOSTILE)
    assert client.get("/jobs?status=draft").json["items"] == []
    assert len(client.get("/jobs?status=open").json["items"]) == 1
