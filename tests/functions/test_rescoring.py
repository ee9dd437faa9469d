"""An interview scored anew through the page: offered where a newer version is, asked for once, the old result readable."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator

import pytest

from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Candidate, Job, Stage
from mianshi.contracts.outcomes import Outcome, Status
from mianshi.contracts.people import AuditAction
from mianshi.contracts.scorecard import Scorecard
from mianshi.doors import rescoring
from mianshi.errors import Transient
from mianshi.platform import objects, workflow
from mianshi.platform.clients import client
from mianshi.platform.store import erasing, interviews, scorecards
from support import reviewed
from support.desk import INTERVIEWER, LIN, ROOT, Desk, candidate, desk, fresh, staged
from support.report_fixture import role

NEWER = "0123456789ab"


@pytest.fixture(scope="module")
def hr() -> Iterator[Desk]:
    with pytest.MonkeyPatch.context() as patch, desk(patch) as running:
        patch.setattr(workflow, "history", lambda _: [])
        for name in ("interview.interviews", "interview.rescoring", "decision.reviews"):
            running.app.include_router(importlib.import_module(name).router)
        yield running


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ids of the runs that were started."""
    found: list[str] = []
    monkeypatch.setattr(workflow, "start", lambda _, key, __: found.append(key.split("/")[1]))
    return found


def _scored(**of_job: object) -> tuple[Job, Candidate, Interview]:
    job = reviewed.job(role=role().id, role_version=NEWER, **of_job)
    objects.put_record(objects.job_role(job.id, NEWER), role())
    made = candidate(job)
    return job, made, _fresh(reviewed.interview(made, role=role().id))


def _fresh(known: Interview) -> Interview:
    found = interviews.find(known.id)
    assert found is not None
    return found


def _ask(hr: Desk, known: Interview, reason: str = "weights were agreed anew", **more: str) -> str:
    return hr.post(f"/interviews/{known.id}/rescore", LIN, reason=reason, **more).where


def _ended(run_id: str, total: int | None, **card: object) -> tuple[Interview, Scorecard]:
    """The run as its own end leaves it, and what CloseRun adopts."""
    sys.path.insert(0, str(ROOT / "functions" / "close_run"))
    try:
        adopting = importlib.import_module("adopting")
    finally:
        sys.path.pop(0)
    run = interviews.claim(run_id, "run-2")
    assert run is not None
    made = reviewed.card(run_id).model_copy(update={"total": total, "role_version": NEWER, **card})
    adopting.adopt(run, made)
    return run, made


def test_it_is_asked_for_once_and_what_stands_stands_until_there_is_a_result(hr: Desk, started: list[str]) -> None:
    _, made, known = _scored()
    page = hr.get(f"/interviews/{known.id}?lang=en", LIN).page.text
    assert f"judged by version {NEWER} instead of {known.role_version}" in page
    came_back = hr.post(f"/interviews/{known.id}/rescore", LIN, reason="  ")
    assert (came_back.status, started) == (422, [])
    assert _ask(hr, known) == _ask(hr, known) == f"/interviews/{known.id}?done=anew"
    [run_id] = started
    assert _fresh(known) == known, "nothing changes before there is a result"
    meanwhile = hr.get(f"/interviews/{known.id}?lang=en", LIN).page.text
    assert "Until then the result below stands" in meanwhile and f"{reviewed.TOTAL}" in meanwhile
    assert hr.get(f"/interviews/{run_id}", LIN).status == 404, "the run is nobody's page"
    assert run_id not in {one.id for one in interviews.latest(1000)}
    assert [line.action for line in hr.log(made)].count(AuditAction.RESCORED) == 1

    first = reviewed.card(known.id).competencies
    lower = first[0].model_copy(update={"level": (first[0].level or 3) - 1.0})
    _ended(run_id, 64, competencies=[lower, *first[1:]])
    now = _fresh(known)
    assert (now.status, now.total, now.role_version, now.scorecard, now.attempt) == (Status.CLOSED, 64, NEWER, 2, 1)
    told = hr.get(f"/interviews/{known.id}?lang=en", LIN).page.text
    assert f"Total {reviewed.TOTAL} → 64" in told and "weights were agreed anew" in told
    assert "-1.0" in told or "−1.0" in told
    assert "Score anew" not in told, "there is no newer version any more"
    before = hr.get(f"/interviews/{known.id}/earlier/1?lang=en", LIN)
    assert (before.status, str(reviewed.TOTAL) in before.page.text) == (200, True)
    assert "a later scoring has taken its place" in before.page.text
    for nowhere in ("0", "2", "x", "99999999"):
        assert hr.get(f"/interviews/{known.id}/earlier/{nowhere}", LIN).status == 404
    assert rescoring.as_scored(now, 1).model_dump() == known.model_dump()


def test_a_run_that_ends_twice_or_in_vain_changes_nothing_more(hr: Desk, started: list[str]) -> None:
    _, _, known = _scored()
    first = scorecards.find(known.id, 1)
    _ask(hr, known)
    _ended(started[0], None, outcome=Outcome.FAILED)
    assert _fresh(known) == known
    run = interviews.find(started[0])
    assert run is not None
    interviews.close(run.id, "run-2", Outcome.FAILED, [], reason="unexpected")
    assert "came to nothing" in hr.get(f"/interviews/{known.id}?lang=en", LIN).page.text
    assert _ask(hr, known).endswith("done=anew"), "it can be asked for again"
    run, card = _ended(started[1], 55)
    once = _fresh(known)
    assert interviews.adopt(run, card, [])
    assert _fresh(known) == once
    assert scorecards.find(known.id, 1) == first
    late = run.model_copy(
        update={"rescoring": run.rescoring.model_copy(update={"at": "2020-01-01"}) if run.rescoring else None}
    )
    assert not interviews.adopt(late, card, []), "another scoring stands under this number"


def test_a_start_that_fails_hides_nothing_and_can_be_made_again(hr: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    _, _, known = _scored()

    def fails(*_: str) -> str:
        raise Transient("no_answer", "Step Functions is silent")

    monkeypatch.setattr(workflow, "start", fails)
    assert hr.post(f"/interviews/{known.id}/rescore", LIN, reason="x").status >= 500
    assert _fresh(known) == known
    monkeypatch.setattr(rescoring, "_LOST", -rescoring._LOST)
    began: list[str] = []
    monkeypatch.setattr(workflow, "start", lambda _, key, __: began.append(key))
    assert _ask(hr, known).endswith("done=anew")
    assert len(began) == 1


def test_nobody_else_and_nothing_else_is_scored_anew(hr: Desk, started: list[str]) -> None:
    job, made, known = _scored(blind_first=True)
    assert hr.post(f"/interviews/{known.id}/rescore", INTERVIEWER, reason="x").status == 409
    assert "newer version" not in hr.get(f"/interviews/{known.id}?lang=en", INTERVIEWER).page.text
    assert hr.get(f"/interviews/{known.id}/earlier/1", INTERVIEWER).status in (403, 404)
    same = reviewed.interview(candidate(job, "李四"), role=role().id, role_version=NEWER)
    assert hr.post(f"/interviews/{same.id}/rescore", LIN, reason="x").status == 409
    staged(made, Stage.WITHDRAWN)
    assert hr.post(f"/interviews/{known.id}/rescore", LIN, reason="x").status == 409
    left = reviewed.interview(candidate(job, "王五"), role=role().id)
    where = objects.artefact(left.id, "language", 1, "transcript-0.json")
    client("s3").delete_object(Bucket=where.bucket, Key=where.key)
    assert hr.post(f"/interviews/{left.id}/rescore", LIN, reason="x").status == 410
    assert started == []


def test_whoever_is_erased_meanwhile_is_not_scored_and_the_run_is_found(hr: Desk, started: list[str]) -> None:
    _, made, known = _scored()
    _ask(hr, known)
    erasing.bury(known)
    erasing.empty(known.id)
    assert interviews.runs_of(known.id) == started, "whoever deletes once more must find it"
    _ended(started[0], 64)
    assert scorecards.find(known.id, 2) is None
    assert _fresh(known).total is None
    assert fresh(made).id == known.candidate_id
