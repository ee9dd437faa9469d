"""Which rows the delivery workflow is given to send, and which of them are parked."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

import pytest

from mianshi.contracts.delivery import Delivery, DeliveryState, EventKind
from mianshi.contracts.tasks import DeliveryTask, Failure
from mianshi.contracts.usage import LedgerLine
from mianshi.delivery import outbox as rules
from mianshi.errors import Transient
from mianshi.platform.clock import now, timestamp
from mianshi.platform.store import ledger, outbox
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


def test_one_receiver_of_many_rows_keeps_no_other_waiting(app: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    down = [rules.new(ABOUT, "down", EventKind.INTERVIEW_SCORED, f"closed-{n}.event", timestamp()) for n in range(50)]
    outbox.add(down)
    well = stored("well", due_at=timestamp(now() + timedelta(seconds=1)))
    far = stored("far", due_at=timestamp(now() + timedelta(minutes=16)))
    listed = ask(app, "list").deliveries
    assert listed.index(well.id) == 1 and far.id not in listed and len(listed) == 51


def test_the_sweep_takes_up_what_waited_longer_than_a_workflow_as_soon_as_it_is_due(
    app: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr("mianshi.platform.workflow.announce", lambda _, detail: told.append(detail.subject))
    a_minute_ago, long_ago = timestamp(now() - timedelta(minutes=1)), timestamp(now() - timedelta(hours=2))
    stored("waits-in-a-workflow", due_at=a_minute_ago, updated_at=timestamp(now() - timedelta(minutes=6)))
    assert app.sweeping.sweep().rows == 0
    stored("rests", due_at=a_minute_ago, updated_at=long_ago, state=DeliveryState.FAILED)
    stored("rests-on", due_at=timestamp(now() + timedelta(minutes=1)), updated_at=long_ago)
    assert app.sweeping.sweep().rows == 1 and told == [ABOUT]


def test_the_sweep_is_fair(app: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[str] = []
    monkeypatch.setattr("mianshi.outbound.owing.wake", lambda rows: woken.extend(row.connector for row in rows))
    monkeypatch.setattr(app.sweeping, "MOST", 3)
    ages = [*(("down", minutes) for minutes in (90, 80, 70, 60)), ("well", 20)]
    for number, (connector, minutes) in enumerate(ages):
        late = timestamp(now() - timedelta(minutes=minutes))
        outbox.add([rules.new(ABOUT, connector, EventKind.INTERVIEW_SCORED, f"closed-{number}.event", late)])
    assert app.sweeping.sweep().rows == 3
    assert woken == ["down", "well", "down"]


def test_workflow_schedule_and_code_agree_on_how_long_a_workflow_waits() -> None:
    root = Path(__file__).resolve().parents[2]
    machine = json.loads((root / "statemachines" / "delivery.asl.json").read_text())
    [soon, *_] = [
        choice["And"]
        for choice in machine["States"]["Deliveries"]["ItemProcessor"]["States"]["Arrived?"]["Choices"]
        if "And" in choice
    ]
    assert soon[1]["NumericLessThanEquals"] == rules.LONGEST_PAUSE_S
    assert f"Schedule: rate({rules.LONGEST_PAUSE_S // 60} minutes)" in (root / "template.yaml").read_text()


class Called:
    aws_request_id, memory_limit_in_mb = "r", 512


def lines() -> list[LedgerLine]:
    return list(ledger.of_month(timestamp()[:7]))


@pytest.mark.parametrize(
    ("action", "row", "transitions", "outcome"),
    [
        ("list", None, 5, "ok"),
        ("send", "done", 3, "duplicate"),
        ("send", "gone", 3, "cancelled"),
        ("park", "parked", 2, "duplicate"),
    ],
)
def test_every_step_pays_for_its_part_of_the_workflow_and_says_what_it_was_worth(
    app: ModuleType, action: str, row: str | None, transitions: int, outcome: str
) -> None:
    there = stored(state=DeliveryState(row)).id if row in ("done", "parked") else row
    app.handler({"action": action, "subject": ABOUT} | ({"delivery": there} if there else {}), Called())
    found = {line.price_key: line for line in lines()}
    steps = found["stepfunctions.standard.transitions"]
    assert (steps.quantity, steps.outcome, steps.stage) == (transitions, outcome, "sync_hr")
    assert {line.interview_id for line in found.values()} == {ABOUT.partition(":")[2]}


def test_a_step_that_breaks_pays_for_its_call_only(app: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(_: str) -> None:
        raise Transient("aws_busy")

    monkeypatch.setattr(app.outbox, "about", breaks)
    with pytest.raises(Transient):
        app.handler({"action": "send", "subject": "candidate:jb_1:ca_1", "delivery": "dl_1"}, Called())
    [steps] = [line for line in lines() if line.price_key == "stepfunctions.standard.transitions"]
    assert (steps.quantity, steps.outcome) == (1, "failed")
    assert (steps.job_id, steps.candidate_id, steps.interview_id, steps.kind) == ("jb_1", "ca_1", "", "usage")


def test_the_sweep_is_the_whole_systems(app: ModuleType) -> None:
    app.handler({"action": "sweep"}, Called())
    assert {(line.stage, line.kind, line.job_id) for line in lines()} == {("sync_hr", "overhead", "")}
