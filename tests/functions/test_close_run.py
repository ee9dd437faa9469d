"""What closing a run owes the customer, whatever happens to the ledger."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from mianshi.accounting.billing import run_name
from mianshi.contracts.base import Pointer
from mianshi.contracts.events import Consent, Interview
from mianshi.contracts.keys import upload_key
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.scorecard import Scorecard
from mianshi.contracts.tasks import CloseTask
from mianshi.errors import Defect
from mianshi.platform import workflow
from mianshi.platform.clock import new_interview_id, timestamp
from mianshi.platform.history import transitions
from mianshi.platform.store import connectors, erasing, interviews, ledger, scorecards
from support.aws_fixture import aws
from support.histories import history, upto
from support.shells import shell

__all__ = ["aws"]

ID = "iv_01K00000000000000000000000"


def test_a_ledger_that_cannot_be_written_does_not_keep_the_result_back(monkeypatch: pytest.MonkeyPatch) -> None:
    app = shell("close_run", monkeypatch)
    interview = Interview(
        id=ID, role="r", role_version="v", language="zh", policy="cn", uploads=[], created_at="", attempt=1,
        consent=Consent(recording=True, analysis=True, observations=False), execution="run",
    )  # fmt: skip
    card = Scorecard(
        interview_id=ID, role="r", role_version="v", policy="cn", language="zh", outcome=Outcome.SCORED, total=70,
        competencies=[], gates=[], versions={},
    )  # fmt: skip
    told: list[str] = []

    def refuse(*_: Any) -> int:
        raise Defect("aws_refused")

    monkeypatch.setattr(interviews, "find", lambda _: interview)
    monkeypatch.setattr(interviews, "close", lambda *_, **__: True)
    monkeypatch.setattr(scorecards, "find", lambda *_: card)
    monkeypatch.setattr(connectors, "every", list)
    monkeypatch.setattr(workflow, "history", lambda _: [])
    monkeypatch.setattr(workflow, "announce", lambda kind, _: told.append(kind))
    monkeypatch.setattr(sys.modules["paying"], "bill", refuse)
    task = CloseTask(
        execution="run", retry=0, upload=Pointer(bucket="b", key=upload_key(ID, 0)), outcome=Outcome.SCORED
    )
    with pytest.raises(Defect, match="aws_refused"):
        app.handler.__wrapped__(task)
    assert told == ["interview.scored"]


def test_runs_that_failed_before_they_got_the_interview_do_not_owe_the_same_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shell("close_run", monkeypatch)
    closing = importlib.import_module("closing")
    claimed = Interview(
        id=ID, role="r", role_version="v", language="zh", policy="cn", uploads=[], created_at="", attempt=1,
        consent=Consent(recording=True, analysis=True, observations=False), execution="run-1",
    )  # fmt: skip
    reopened = claimed.model_copy(update={"execution": None})
    names = [closing.occurrence(claimed, "run-1"), *(closing.occurrence(reopened, f"run-{n}") for n in (2, 3))]
    assert names[0] == "closed-1"
    assert len(set(names)) == 3
    assert closing.occurrence(reopened, "run-2") == names[1]
    assert all("." not in name for name in names)


CONTEXT = SimpleNamespace(aws_request_id="r", memory_limit_in_mb=512)


@pytest.fixture
def closing_run(aws: None, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    app = shell("close_run", monkeypatch)
    monkeypatch.setattr(workflow, "announce", lambda *_: None)
    return app


def claimed(execution: str | None = "run") -> Interview:
    """An interview that is being worked on, with its scorecard."""
    made = Interview(
        id=new_interview_id(), role="r", role_version="v", language="zh", policy="cn", uploads=[], department="门店",
        created_at=timestamp(), consent=Consent(recording=True, analysis=True, observations=False),
    )  # fmt: skip
    interviews.create(made, 30)
    if execution:
        interviews.claim(made.id, execution)
    card = Scorecard(
        interview_id=made.id, role="r", role_version="v", policy="cn", language="zh", outcome=Outcome.SCORED, total=70,
        competencies=[], gates=[], versions={},
    )  # fmt: skip
    scorecards.save(card, 1 if execution else 0, 30)
    return made


def close(app: ModuleType, interview: Interview, execution: str = "run", retry: int = 0) -> None:
    task = CloseTask(
        execution=execution,
        retry=retry,
        upload=Pointer(bucket="b", key=upload_key(interview.id, 0)),
        outcome=Outcome.SCORED,
    )
    app.handler(task.model_dump(mode="json"), CONTEXT)


def spent(interview: Interview, stage: str) -> dict[str, tuple[int, str]]:
    """Quantity and outcome by attempt."""
    lines = [line for line in ledger.of_interview(interview.id) if line.stage == stage]
    return {line.attempt: (line.quantity, line.outcome) for line in lines if "requests" not in line.price_key}


def own_outcomes(interview: Interview) -> list[str]:
    lines = [line for line in ledger.of_interview(interview.id) if line.stage == "close_run"]
    return [line.outcome for line in lines if line.price_key == "lambda.requests"]


def test_a_run_is_paid_to_its_end_however_often_it_is_closed(
    closing_run: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A closing that broke after it had paid is tried again by the workflow, and sees one transition more each time."""
    whole = history("killed")
    then = upto(whole, "TaskStateEntered", "CloseRun")
    at = len(then)
    again = [event for event in whole[at:] if event["type"] == "TaskScheduled"][:1]
    known = claimed()
    monkeypatch.setattr(closing_run.workflow, "function_size_mb", lambda _: (1024, 512))
    for tries in (0, 1, 2, 2, 1):
        scheduled = [{**again[0], "id": 9000 + n} for n in range(tries + 1)]
        monkeypatch.setattr(workflow, "history", lambda _, told=scheduled: [*then, *told])
        close(closing_run, known, retry=tries)
    run = run_name("run")
    assert spent(known, "workflow") == {
        run: (transitions(whole), "ok"),
        f"{run}-close-1": (1, "failed"),
        f"{run}-close-2": (1, "failed"),
    }
    [(_, dead)] = spent(known, "language").items()
    assert dead[1] == "failed"
    died = next(each["timestamp"] for each in whole if each["type"] == "TaskFailed")
    notes = {line.note for line in ledger.of_interview(known.id) if line.stage == "language"}
    assert notes == {f"{died:%Y-%m-%d}"}, "it is about the day it died on, not the day the run was closed on"
    assert sorted(own_outcomes(known)) == ["duplicate"] * 4 + ["ok"]
    assert {line.department for line in ledger.of_interview(known.id)} == {"门店"}


def test_a_run_that_failed_before_it_had_the_interview_is_paid_once(
    closing_run: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = claimed(None)
    then = upto(history("scored"), "TaskStateEntered", "CloseRun")
    monkeypatch.setattr(workflow, "history", lambda _: then)
    for _ in range(2):
        close(closing_run, known, "early")  # closing makes the interview this run's
    assert list(spent(known, "workflow")) == [run_name("early")]


def test_another_runs_interview_is_left_alone_and_its_run_paid_for(
    closing_run: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = claimed("first")
    then = upto(history("scored"), "TaskStateEntered", "CloseRun")
    monkeypatch.setattr(workflow, "history", lambda _: then)
    close(closing_run, known, "second")
    found = interviews.find(known.id)
    assert found is not None and found.outcome is None
    assert [told for _, told in spent(known, "workflow").values()] == ["duplicate"]
    assert own_outcomes(known) == ["duplicate"]


def test_whoever_was_erased_meanwhile_is_closed_by_nobody_and_the_work_was_in_vain(
    closing_run: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = claimed()
    found = interviews.find(known.id)
    assert found is not None
    erasing.bury(found)
    then = upto(history("scored"), "TaskStateEntered", "CloseRun")
    monkeypatch.setattr(workflow, "history", lambda _: then)
    close(closing_run, known)
    assert [told for _, told in spent(known, "workflow").values()] == ["cancelled"]
    assert own_outcomes(known) == ["cancelled"]
