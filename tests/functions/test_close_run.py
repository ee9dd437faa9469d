"""What closing a run owes the customer, whatever happens to the ledger."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import pytest

from mianshi.contracts.base import Pointer
from mianshi.contracts.events import Consent, Interview
from mianshi.contracts.keys import upload_key
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.scorecard import Scorecard
from mianshi.contracts.tasks import CloseTask
from mianshi.errors import Defect
from mianshi.platform import workflow
from mianshi.platform.store import connectors, interviews, scorecards
from support.shells import shell

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
