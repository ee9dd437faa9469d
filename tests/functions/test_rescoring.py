"""An interview scored anew through the page: offered where a newer version is, asked for once, the old result readable."""

from __future__ import annotations

import importlib
from collections.abc import Iterator

import pytest

from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Candidate, Job, Stage
from mianshi.contracts.outcomes import Outcome, Status
from mianshi.contracts.people import AuditAction
from mianshi.platform import objects, workflow
from mianshi.platform.store import interviews, scorecards
from support import reviewed
from support.desk import INTERVIEWER, LIN, Desk, candidate, desk, fresh, staged
from support.report_fixture import role

NEWER = "0123456789ab"


@pytest.fixture(scope="module")
def hr() -> Iterator[Desk]:
    with pytest.MonkeyPatch.context() as patch, desk(patch) as running:
        patch.setattr(workflow, "history", lambda _: [])
        for name in ("interviews", "rescoring", "reviews"):
            running.app.include_router(importlib.import_module(name).router)
        yield running


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []
    monkeypatch.setattr(workflow, "start", lambda _, key: found.append(key))
    return found


def _scored(**of_job: object) -> tuple[Job, Candidate, Interview]:
    job = reviewed.job(role=role().id, role_version=NEWER, **of_job)
    objects.put_record(objects.job_role(job.id, NEWER), role())
    made = candidate(job)
    known = interviews.find(reviewed.interview(made, role=role().id).id)
    assert known is not None
    return job, made, known


def _ask(hr: Desk, known: Interview, reason: str = "weights were agreed anew", **more: str) -> str:
    return hr.post(f"/interviews/{known.id}/rescore", LIN, reason=reason, **more).where


def test_it_is_asked_for_once_with_a_reason_and_the_old_scorecard_stays(hr: Desk, started: list[str]) -> None:
    job, made, known = _scored()
    page = hr.get(f"/interviews/{known.id}?lang=en", LIN).page.text
    assert f"judged by version {NEWER} instead of {known.role_version}" in page
    came_back = hr.post(f"/interviews/{known.id}/rescore", LIN, reason="  ")
    assert (came_back.status, started) == (422, [])
    assert _ask(hr, known, tells="yes") == _ask(hr, known) == f"/interviews/{known.id}?done=anew"
    assert started == [known.uploads[0].key]
    after = interviews.find(known.id)
    assert after is not None
    assert (after.status, after.total, after.role_version, after.role_attempt) == (
        Status.AWAITING_UPLOAD,
        None,
        NEWER,
        2,
    )
    assert after.rescoring is not None
    assert (after.rescoring.by, after.rescoring.tells) == (LIN.id, True)
    assert objects.find_record(objects.role_of(after), type(role())) == role()
    assert [line.action for line in hr.log(made)].count(AuditAction.RESCORED) == 1

    interviews.claim(known.id, "run-2")
    changed = reviewed.card(known.id)
    changed = changed.model_copy(update={"total": 64, "role_version": NEWER})
    lower = changed.competencies[0].model_copy(update={"level": (changed.competencies[0].level or 3) - 1.0})
    scorecards.save(changed.model_copy(update={"competencies": [lower, *changed.competencies[1:]]}), 2, 30)
    interviews.close(known.id, "run-2", Outcome.SCORED, [], total=64)
    told = hr.get(f"/interviews/{known.id}?lang=en", LIN).page.text
    assert f"Total {reviewed.TOTAL} → 64" in told
    assert "-1.0" in told or "−1.0" in told
    assert "weights were agreed anew" in told
    assert "Score anew" not in told, "there is no newer version any more"
    before = hr.get(f"/interviews/{known.id}/earlier/1?lang=en", LIN)
    assert (before.status, str(reviewed.TOTAL) in before.page.text) == (200, True)
    for nowhere in ("0", "2", "x", "99999999"):
        assert hr.get(f"/interviews/{known.id}/earlier/{nowhere}", LIN).status == 404
    assert job.id == fresh(made).job_id


def test_what_came_to_nothing_leaves_everything_as_it_was(hr: Desk, started: list[str]) -> None:
    _, _, known = _scored()
    _ask(hr, known)
    waiting = interviews.find(known.id)
    assert waiting is not None
    interviews.claim(known.id, "run-2")
    claimed = interviews.find(known.id)
    assert claimed is not None
    assert not interviews.unrescore(claimed, "another run")
    assert interviews.unrescore(claimed, "run-2")
    assert not interviews.unrescore(claimed, "run-2"), "it is closed again"
    again = interviews.find(known.id)
    assert again is not None
    same = {"status", "outcome", "reason", "total", "closed_at", "attempt", "role_version", "role_attempt", "earlier"}
    assert again.model_dump(include=same) == known.model_dump(include=same)
    assert again.rescoring is None
    assert _ask(hr, known).endswith("done=anew"), "it can be asked for again"
    assert len(started) == 2


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
    from mianshi.platform.clients import client

    client("s3").delete_object(Bucket=where.bucket, Key=where.key)
    assert hr.post(f"/interviews/{left.id}/rescore", LIN, reason="x").status == 410
    assert started == []
