"""Many interviews scored anew at once: those that can be, once each, within the job's budget, and the rest counted."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator

import pytest

from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Job, JobChange, Stage
from mianshi.contracts.people import AuditAction
from mianshi.contracts.terms import Budget, BudgetState
from mianshi.doors import rescoring_many
from mianshi.errors import Transient
from mianshi.finance.estimates.rescoring import RescoringCost
from mianshi.platform import objects, workflow
from mianshi.platform.clients import client
from mianshi.platform.store import interviews, jobs, terms
from support import reviewed
from support.desk import INTERVIEWER, LIN, Desk, candidate, desk, staged
from support.report_fixture import role

NEWER = "0123456789ab"


@pytest.fixture(scope="module")
def hr() -> Iterator[Desk]:
    with pytest.MonkeyPatch.context() as patch, desk(patch) as running:
        patch.setattr(workflow, "history", lambda _: [])
        for name in ("job.jobs", "interview.interviews"):
            running.app.include_router(importlib.import_module(name).router)
        yield running


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ids of the runs that were started."""
    found: list[str] = []
    monkeypatch.setattr(workflow, "start", lambda _, key, __: found.append(key.split("/")[1]))
    return found


def a_job() -> Job:
    job = reviewed.job(role=role().id, role_version=NEWER)
    objects.put_record(objects.job_role(job.id, NEWER), role())
    return job


def scored(job: Job) -> Interview:
    return reviewed.interview(candidate(job), role=role().id)


def without_words(known: Interview) -> None:
    where = objects.artefact(known.id, "language", 1, "transcript-0.json")
    client("s3").delete_object(Bucket=where.bucket, Key=where.key)


def budget(job: Job, left: int, *, stop: bool = True) -> None:
    at = "2026-11-01T00:00:00Z"
    terms.set_budget(
        Budget(
            job_id=job.id, period="all", currency="CNY", amount_micro=1000, warn_percent=80, stop=stop, by="q", at=at
        )
    )
    state = "within" if left > 0 else "spent"
    terms.note_budget(BudgetState(job_id=job.id, period="all", spent_micro=1000 - left, state=state, at=at))


_HIDDEN = re.compile(r'name="(version|ready|offered|those)" value="([^"]*)"')


def form(hr: Desk, job: Job) -> dict[str, str]:
    """What the page's form would send."""
    return dict(_HIDDEN.findall(hr.get(f"/jobs/{job.id}/rescoring").body))


def ask(hr: Desk, job: Job, **more: str) -> str:
    return hr.post(f"/jobs/{job.id}/rescoring", LIN, reason="weights were agreed anew", **form(hr, job), **more).where


def test_each_that_can_be_is_scored_anew_once_and_the_others_are_counted(hr: Desk, started: list[str]) -> None:
    job = a_job()
    first, second, gone = scored(job), scored(job), scored(job)
    without_words(gone)
    left = candidate(job)
    reviewed.interview(left, role=role().id)
    staged(left, Stage.WITHDRAWN)
    reviewed.interview(candidate(job), role=role().id, role_version=NEWER)
    candidate(job)
    page = hr.get(f"/jobs/{job.id}/rescoring").page.text
    assert "Score 2 interviews anew" in page and "Cannot be: what was said is not kept any more 1" in page
    assert "Will not be: the candidate withdrew 1" in page
    assert hr.post(f"/jobs/{job.id}/rescoring", LIN, reason=" ").status == 422
    assert started == []
    where = ask(hr, job)
    assert len(started) == 2
    after = hr.get(where).page.text
    assert "2 are being scored anew." in after and "Being scored anew 2" in after and "There is no interview" in after
    assert ask(hr, job) == ""
    assert len(started) == 2
    for known in (first, second):
        run = interviews.rescoring(known)
        assert run is not None and run.run in started and run.role_version == NEWER
        about = reviewed.candidates.find(job.id, known.candidate_id or "")
        assert about is not None
        assert [line.action for line in hr.log(about)].count(AuditAction.RESCORED) == 1
    assert interviews.rescoring(gone) is None


def test_at_most_so_many_at_a_time(hr: Desk, started: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rescoring_many, "MOST", 2)
    monkeypatch.setattr(rescoring_many, "_PAGE", 2)
    job = a_job()
    for _ in range(3):
        scored(job)
    page = hr.get(f"/jobs/{job.id}/rescoring").page.text
    assert "Score 2 interviews anew" in page and "At most 2 at a time" in page
    ask(hr, job)
    assert len(started) == 2
    full = hr.get(f"/jobs/{job.id}/rescoring").page.text
    assert "2 are being scored anew, and at most 2 at a time" in full and "Score 1 interviews anew" not in full
    monkeypatch.setattr(rescoring_many, "MOST", 3)
    ask(hr, job)
    assert len(set(started)) == 3


def test_a_second_click_begins_nothing_more(hr: Desk, started: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rescoring_many, "MOST", 2)
    job = a_job()
    for _ in range(5):
        scored(job)
    sent = {"reason": "weights <were> agreed anew", "tells": "yes", **form(hr, job)}
    assert hr.post(f"/jobs/{job.id}/rescoring", LIN, **sent).status == 303
    monkeypatch.setattr(rescoring_many, "MOST", 4)
    again = hr.post(f"/jobs/{job.id}/rescoring", LIN, **sent)
    assert (again.status, len(started)) == (409, 2)
    text = again.page.text
    assert "This click began nothing" in text and "Score 2 interviews anew" in text and "Being scored anew 2" in text
    assert "weights &lt;were&gt; agreed anew" in again.body and 'value="yes" checked' in again.body
    assert dict(_HIDDEN.findall(again.body))["those"] != sent["those"]
    ask(hr, job)
    assert len(set(started)) == 4


@pytest.mark.parametrize("wrong", [{"version": "ba9876543210"}, {"offered": "2"}, {"ready": "x"}, {"those": ""}])
def test_what_was_never_shown_is_not_begun(hr: Desk, started: list[str], wrong: dict[str, str]) -> None:
    job = a_job()
    scored(job)
    sent = form(hr, job) | wrong
    assert hr.post(f"/jobs/{job.id}/rescoring", LIN, reason="x", **sent).status == 409
    assert started == []


def test_a_version_that_came_meanwhile_is_shown_first(hr: Desk, started: list[str]) -> None:
    job = a_job()
    scored(job)
    sent = form(hr, job)
    line = JobChange(at=job.changed_at, by="lin", role_version="ba9876543210", revision=0, what=[])
    jobs.change(job, job.model_copy(update={"role_version": "ba9876543210"}), line)
    objects.put_record(objects.job_role(job.id, "ba9876543210"), role())
    again = hr.post(f"/jobs/{job.id}/rescoring", LIN, reason="x", **sent)
    assert (again.status, started) == (409, [])
    assert "by version ba9876543210" in again.page.text


@pytest.mark.parametrize(("left", "begun"), [(1000, 3), (250, 2), (99, 0), (0, 0)])
def test_never_more_than_the_jobs_budget_allows(
    hr: Desk, started: list[str], monkeypatch: pytest.MonkeyPatch, left: int, begun: int
) -> None:
    monkeypatch.setattr(
        rescoring_many, "_cost", lambda _, found: RescoringCost(currency="CNY", amount_micro=100 * len(found))
    )
    job = a_job()
    for _ in range(3):
        scored(job)
    budget(job, left)
    page = hr.get(f"/jobs/{job.id}/rescoring").page.text
    assert ("has no room left" in page) == (begun == 0)
    assert ("only 2 are scored now" in page) == (begun == 2)
    status = hr.post(f"/jobs/{job.id}/rescoring", LIN, reason="x", **form(hr, job)).status
    assert (status, len(started)) == (303 if begun else 409, begun)
    if begun == 2:
        assert ask(hr, job) == "" and len(started) == 2, "those under way take its room"


def test_a_budget_that_stops_nothing_or_has_no_estimate_keeps_nobody_back(hr: Desk, started: list[str]) -> None:
    job = a_job()
    scored(job)
    budget(job, 0, stop=False)
    ask(hr, job)
    other = a_job()
    scored(other)
    budget(other, 1)
    ask(hr, other)
    assert len(started) == 2


def test_where_it_breaks_off_the_rest_can_be_asked_for_again(hr: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    job = a_job()
    for _ in range(3):
        scored(job)
    began: list[str] = []

    def once(_bucket: str, key: str, _name: str) -> None:
        if began:
            raise Transient("no_answer", "Step Functions is silent")
        began.append(key)

    monkeypatch.setattr(workflow, "start", once)
    where = ask(hr, job)
    assert where.endswith("begun=1&gone=0&left=0&working=0&broken=1")
    assert "It broke off before the rest" in hr.get(where).page.text
    monkeypatch.setattr(workflow, "start", lambda _, key, __: began.append(key))
    ask(hr, job)
    assert len(began) == 2, "the one that broke counts as begun for ten minutes"


def test_only_whoever_changes_jobs_asks_and_sees_it(hr: Desk, started: list[str]) -> None:
    job = a_job()
    scored(job)
    assert hr.get(f"/jobs/{job.id}/rescoring", INTERVIEWER).status == 403
    assert hr.post(f"/jobs/{job.id}/rescoring", INTERVIEWER, reason="x").status == 403
    assert hr.get(f"/jobs/{job.id}/rescoring?begun=<b>&gone=9999999").status == 200
    assert started == []
