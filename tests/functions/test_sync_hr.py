"""Which rows the delivery workflow is given to send, and which of them are parked."""

from __future__ import annotations

from datetime import timedelta
from types import ModuleType
from typing import Any, Literal

import pytest

from mianshi.contracts.delivery import Delivery, DeliveryState, EventKind
from mianshi.contracts.tasks import DeliveryTask, Failure
from mianshi.delivery import outbox as rules
from mianshi.platform.clock import now, timestamp
from mianshi.platform.store import outbox
from support.aws_fixture import aws
from support.shells import shell

__all__ = ["aws"]
pytestmark = pytest.mark.usefixtures("aws")
ABOUT = "interview:iv_01K00000000000000000000000"


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    return shell("sync_hr", monkeypatch)


def stored(connector: str = "erp", **changes: Any) -> Delivery:
    row = rules.new(ABOUT, connector, EventKind.INTERVIEW_SCORED, "closed-1.event", timestamp())
    row = row.model_copy(update=changes)
    outbox.add([row])
    return row


def ask(app: ModuleType, action: Literal["list", "send", "park"], **more: Any) -> Any:
    return app.step.__wrapped__(DeliveryTask(subject=ABOUT, action=action, **more))


def test_rows_that_have_ended_are_not_listed(app: ModuleType) -> None:
    rows = [stored(state.value, state=state) for state in DeliveryState]
    listed = ask(app, "list").deliveries
    ended = (DeliveryState.DONE, DeliveryState.PARKED)
    assert sorted(listed) == sorted(row.id for row in rows if row.state not in ended)


@pytest.mark.parametrize("action", ["send", "park"])
def test_what_was_erased_is_owed_to_nobody(app: ModuleType, action: Literal["send", "park"]) -> None:
    receipt = ask(app, action, delivery="dl_1")
    assert (receipt.delivery, receipt.next) == ("dl_1", "done")


def test_a_row_that_broke_on_our_side_says_why(app: ModuleType) -> None:
    row = stored()
    cause = '{"errorMessage": "missing_setting: the environment variable X is not set", "errorType": "Defect"}'
    receipt = ask(app, "park", delivery=row.id, error=Failure(Error="Defect", Cause=cause))
    assert receipt.next == "parked"
    [parked] = outbox.parked(5)
    assert parked.last_error == "our side: missing_setting"
    assert ask(app, "park", delivery=row.id).next == "parked"
    assert outbox.parked(5) == [parked]


def test_a_row_that_somebody_else_is_at_is_not_parked(app: ModuleType) -> None:
    row = stored()
    sent = rules.sending(row, timestamp())
    outbox.change(row, sent)
    receipt = ask(app, "park", delivery=row.id, error=Failure(Error="Transient", Cause="x"))
    assert (receipt.next, outbox.parked(5)) == ("retry", [])


def test_the_sweep_is_told_apart_from_the_workflow(app: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr("mianshi.platform.workflow.announce", lambda _, detail: told.append(detail.subject))
    overdue = timestamp(now() - timedelta(minutes=11))
    stored("late", due_at=overdue)
    stored("young", due_at=timestamp(now() - timedelta(minutes=9)))

    class Context:
        aws_request_id, memory_limit_in_mb = "r", 512

    assert app.handler({"action": "sweep"}, Context()) == {"rows": 1}
    assert told == [ABOUT]
    with pytest.raises(Exception, match="bad_task"):
        app.handler({"action": "dance"}, Context())


def test_what_passes_on_our_side_leaves_the_row_to_the_sweep_for_a_day(app: ModuleType) -> None:
    busy = Failure(Error="Transient", Cause='{"errorMessage": "aws_busy: x", "errorType": "Transient"}')
    young = stored("young")
    assert ask(app, "park", delivery=young.id, error=busy).next == "retry"
    assert outbox.parked(5) == []
    old = stored("old", updated_at=timestamp(now() - timedelta(hours=25)))
    assert ask(app, "park", delivery=old.id, error=busy).next == "parked"
