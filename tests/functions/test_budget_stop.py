"""A budget that is spent: nobody new comes in by any door, and whoever was invited goes on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from mianshi.contracts.events import Consent
from mianshi.contracts.hiring import Job, Stage
from mianshi.contracts.people import StaffRole
from mianshi.contracts.terms import Budget, BudgetState
from mianshi.doors import inviting
from mianshi.errors import Rejected
from mianshi.pages.labels import error_sentence
from mianshi.pages.views import FileToUpload, UploadFor
from mianshi.platform.store import candidates, terms
from support.desk import LIN, Desk, candidate, desk, fresh, open_job, staged
from support.partner import house, stored_candidate, stored_job
from support.portal_moto import portal

BEFORE, AFTER = "2026-11-01T00:00:00.000Z", "2099-01-01T00:00:00.000Z"


@pytest.fixture
def hr(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with desk(monkeypatch) as running:
        yield running


def spent(job: Job, *, stop: bool = True) -> None:
    terms.set_budget(Budget(job_id=job.id, currency="CNY", amount_micro=5, stop=stop, by="qian", at=BEFORE))
    terms.note_budget(BudgetState(job_id=job.id, period="all", spent_micro=5, state="spent", at=AFTER))


def test_the_page_says_it_before_and_the_door_refuses(hr: Desk) -> None:
    job = open_job()
    new, invited = candidate(job), staged(candidate(job, "李雷"), Stage.INVITED)
    here = f"/jobs/{job.id}/candidates/{new.id}"
    assert f'action="{here}/invite"' in hr.get(here).body
    spent(job)
    page = hr.get(here)
    assert "The budget of this job is spent" in page.page.text and f'action="{here}/invite"' not in page.body
    reply = hr.post(f"{here}/invite", revision=str(new.revision))
    assert reply.status == 422 and 'role="alert"' in reply.body and fresh(new).stage is Stage.ADDED
    with pytest.raises(Rejected, match="budget_spent"):
        inviting.invite(LIN.id, job, new)
    other = f"/jobs/{job.id}/candidates/{invited.id}"
    assert "budget of this job" not in hr.get(other).page.text
    assert hr.post(f"{other}/invite", revision=str(invited.revision)).status == 303
    assert fresh(invited).invited_at is not None


def test_several_at_once_and_a_new_one_are_told_why(hr: Desk) -> None:
    job = open_job()
    new = candidate(job)
    spent(job)
    reply = hr.post(f"/jobs/{job.id}/invite", c=[new.id])
    assert reply.where.endswith("?done=budget_spent")
    assert "The budget of this job is spent" in hr.get(reply.where).page.text
    form = hr.get(f"/jobs/{job.id}/candidates/new").page
    once = form.all("input", name="once")[0]["value"] or ""
    reply = hr.post(f"/jobs/{job.id}/candidates", name="韩梅梅", email="han@example.com", once=once, then="invite")
    assert reply.where.endswith("?done=budget_spent")
    assert {(c.name, c.stage) for c in candidates.page(job.id, 9)[0]} == {
        ("王小明", Stage.ADDED),
        ("韩梅梅", Stage.ADDED),
    }


def test_a_budget_that_only_warns_stops_nobody(hr: Desk) -> None:
    job = open_job()
    new = candidate(job)
    spent(job, stop=False)
    assert hr.post(f"/jobs/{job.id}/candidates/{new.id}/invite", revision=str(new.revision)).status == 303
    assert fresh(new).stage is Stage.INVITED


def test_recordings_of_somebody_new_are_not_taken_either(monkeypatch: pytest.MonkeyPatch) -> None:
    with portal(monkeypatch) as door:
        door.sign_in(StaffRole.HR, LIN.id)
        job = open_job()
        new, invited = candidate(job), staged(candidate(job, "李雷"), Stage.INVITED)
        spent(job)
        uploads = door.module("interview.uploads")
        opened: list[str] = []
        monkeypatch.setattr(uploads.opening, "open_interview", lambda *_, **more: opened.append(more["candidate"].id))
        monkeypatch.setattr(uploads, "_role", lambda _: SimpleNamespace(competencies=[]))
        page = door.get(f"/jobs/{job.id}/candidates/{new.id}/upload")
        assert "The budget of this job is spent" in page.text
        assert "budget of this job" not in door.get(f"/jobs/{job.id}/candidates/{invited.id}/upload").text
        monkeypatch.setattr(uploads.uploading, "state", lambda _: None)
        consent = Consent(recording=True, analysis=True, observations=False)
        wish = UploadFor(
            consent=consent, confirmed=True, language="zh", files=[FileToUpload(name="a.mp4", size=5, type="video/mp4")]
        ).model_dump_json()
        replies = {
            who.id: door._ask("POST", f"/api/jobs/{job.id}/candidates/{who.id}/upload", wish, {"x-csrf": door._csrf})
            for who in (new, invited)
        }
        refused = json.loads(replies[new.id].text)
        assert (replies[new.id].status, refused["code"]) == (409, "budget_spent")
        assert refused["sentence"]["en"] == error_sentence("budget_spent").en
        assert (replies[invited.id].status, opened) == (201, [invited.id])
        assert fresh(new).stage is Stage.ADDED


def test_a_partner_is_told_by_a_code_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    with house(monkeypatch) as here:
        client = here.client()
        job_id = client.post("/jobs", {"role": "retail_store_manager"}).json["id"]
        person = {"name": "王小明", "email": "wang@example.com"}
        new = client.post(f"/jobs/{job_id}/candidates", {"candidates": [person]}).json["candidates"][0]["id"]
        spent(stored_job(job_id))
        consent = {"recording": True, "analysis": True, "text_version": "v", "at": "2026-11-27T14:03:00+08:00"}
        wish = {"consent": consent, "language": "zh", "answers": [{}]}
        for path, body in (("invitation", None), ("interview", wish)):
            reply = client.post(f"/jobs/{job_id}/candidates/{new}/{path}", body)
            assert (reply.status, reply.code) == (409, "budget_spent"), path
        assert stored_candidate(job_id, new).stage is Stage.ADDED
