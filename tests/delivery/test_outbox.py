"""The rules of a row: nothing goes out twice where the receiver cannot tell, nothing is lost, every parked row says why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from mianshi.contracts.delivery import (
    RETRY_SCHEDULE_S,
    Connector,
    ConnectorKind,
    Delivery,
    DeliveryReceipt,
    DeliveryState,
    EventKind,
    Verdict,
)
from mianshi.contracts.keys import connector_subject, interview_subject
from mianshi.delivery import connectors as kinds
from mianshi.delivery import outbox
from mianshi.delivery.exchange import Repeat
from mianshi.errors import Defect

NOW = "2026-11-20T08:00:10.000Z"
LATER = "2026-11-20T08:00:19.000Z"
ABOUT = interview_subject("iv_01HZX0000000000000000000AA")

results = st.sampled_from(["ok", "ok_duplicate", "accepted", "retry", "config_error", "data_error", "gone", "unknown"])
verdicts = st.builds(Verdict, result=results, detail=st.just("said"), retry_after_s=st.none() | st.integers(0, 200_000))
jitters = st.floats(-1, 1)
repeats: st.SearchStrategy[Repeat] = st.sampled_from(["key", "look", "person"])


def connector(identity: str = "erp", **more: Any) -> Connector:
    made = {"id": identity, "kind": ConnectorKind.WEBHOOK, "url": "https://erp.example.com/in", "secret": "erp"}
    return Connector.model_validate({**made, **more})


def planned(*connectors: Connector, event: EventKind = EventKind.INTERVIEW_SCORED, **more: Any) -> list[Delivery]:
    return kinds.plan(connectors, event, more.pop("subject", ABOUT), "closed-1", more.pop("now", NOW), **more)


def row(**changes: Any) -> Delivery:
    return outbox.new(ABOUT, "erp", EventKind.INTERVIEW_SCORED, "closed-1.event", NOW).model_copy(update=changes)


def sent(**changes: Any) -> Delivery:
    return outbox.sending(row(**changes), NOW)


def said(result: str, **more: Any) -> Verdict:
    return Verdict.model_validate({"result": result, "detail": f"it said {result}", **more})


def after(delivery: Delivery, verdict: Verdict, *, acted: bool = True) -> Delivery:
    return outbox.after(delivery, verdict, LATER, 0.0, acted=acted)[0]


def due(delivery: Delivery) -> Delivery:
    return delivery.model_copy(update={"due_at": NOW})


def test_closing_twice_plans_the_same_ids() -> None:
    both = connector("a"), connector("b")
    first, second = planned(*both), planned(*both, now=LATER)
    assert [d.id for d in first] == [d.id for d in second]
    assert len({d.id for d in first}) == 2


@given(st.tuples(st.text(), st.text(), st.text()), st.tuples(st.text(), st.text(), st.text()))
def test_ids_fit_the_receivers_and_keep_things_apart(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    identity = outbox.delivery_id(*one)
    assert len(identity) <= 64 and "." not in identity and identity.isascii()
    if not any("\x1f" in part for part in (*one, *other)):
        assert (identity == outbox.delivery_id(*other)) == (one == other)


def test_only_who_wants_to_hear_is_told() -> None:
    assert planned(connector(enabled=False)) == []
    assert planned(connector(events=[EventKind.COSTS_BOOKED])) == []
    assert len(planned(connector(events=[EventKind.INTERVIEW_SCORED]))) == 1
    shops = connector(jobs=["jb_1"])
    assert [len(planned(shops, job_id=job)) for job in ("jb_1", "jb_2", None)] == [1, 0, 0]


def test_a_connector_that_the_software_switched_off_is_owed_everything_still() -> None:
    def off(by: str) -> Connector:
        return connector(enabled=False, switched_off={"at": NOW, "by": by, "reason": "HTTP 500"})

    assert [d.connector for d in planned(off("software"))] == ["erp"]
    assert planned(off("lin")) == planned(connector(enabled=False)) == []
    news_of_itself: dict[str, Any] = {"event": EventKind.CONNECTOR_OFF, "subject": connector_subject("erp")}
    assert planned(off("software"), **news_of_itself) == []
    assert [d.connector for d in planned(off("software"), connector("robot"), **news_of_itself)] == ["robot"]


def test_a_test_goes_to_the_connector_that_is_tested() -> None:
    both = connector("a"), connector("b")
    rows = planned(*both, event=EventKind.CONNECTOR_TEST, subject=connector_subject("b"))
    assert [d.connector for d in rows] == ["b"]


@pytest.mark.parametrize(
    ("state", "status", "steps"),
    [
        (DeliveryState.PENDING, None, ("send", "send", "send")),
        (DeliveryState.FAILED, "retry", ("send", "send", "send")),
        (DeliveryState.SENT, None, ("send", "send", "park")),
        (DeliveryState.SENT, "unknown", ("send", "send", "park")),
        (DeliveryState.SENT, "accepted", ("ask", "ask", "ask")),
        (DeliveryState.UNKNOWN, "unknown", ("send", "send", "park")),
        (DeliveryState.UNKNOWN, "retry", ("send", "send", "park")),
        (DeliveryState.DONE, "ok", ("skip", "skip", "skip")),
        (DeliveryState.PARKED, "retry", ("skip", "skip", "skip")),
    ],
)
def test_what_is_done_with_a_row(state: DeliveryState, status: str | None, steps: tuple[str, str, str]) -> None:
    found = row(state=state, attempts=1, last_status=status)
    each: list[Repeat] = ["key", "look", "person"]
    assert tuple(outbox.next_step(found, repeat, NOW) for repeat in each) == steps
    if steps[0] != "skip":
        early = found.model_copy(update={"due_at": LATER})
        assert {outbox.next_step(early, repeat, NOW) for repeat in each} == {"wait"}
        assert outbox.wait_s(early, NOW) == 9


def test_who_marks_a_row_has_it_for_itself_until_the_lease_ends() -> None:
    marked = sent()
    assert outbox.next_step(marked, "key", NOW) == "wait"
    over = datetime.fromisoformat(NOW) + timedelta(seconds=outbox.LEASE_S)
    assert datetime.fromisoformat(marked.due_at) == over
    assert outbox.next_step(marked, "key", marked.due_at) == "send"


def test_crashes_use_up_attempts() -> None:
    found = row()
    for _ in RETRY_SCHEDULE_S:
        assert outbox.next_step(found, "key", NOW) == "send"
        found = due(outbox.sending(found, NOW))
    assert outbox.next_step(found, "key", NOW) == "park"


def test_success_remembers_the_remote_id() -> None:
    done, receipt = outbox.after(sent(), said("ok", remote_id="r1"), LATER, 0.0)
    assert (done.state, done.remote_id, done.last_error, done.updated_at) == (DeliveryState.DONE, "r1", None, LATER)
    assert (receipt.next, receipt.attempt, receipt.wait_s) == ("done", 1, 0)


def test_waits_follow_the_schedule() -> None:
    found, waits = row(), []
    for _ in RETRY_SCHEDULE_S:
        found, receipt = outbox.after(outbox.sending(found, NOW), said("retry"), LATER, 0.0)
        waits.append(receipt.wait_s)
    assert waits == [5, 300, 1800, 7200, 18000, 36000, 36000, 0]
    assert (found.state, found.last_error, receipt.next) == (DeliveryState.PARKED, "it said retry", "parked")


@given(verdicts, jitters, st.integers(0, 7))
def test_no_wait_is_shorter_than_asked_nor_far_from_the_schedule(verdict: Verdict, jitter: float, before: int) -> None:
    found, receipt = outbox.after(sent(attempts=before), verdict, LATER, jitter)
    if receipt.next != "retry":
        return
    planned_s, asked = RETRY_SCHEDULE_S[before + 1], verdict.retry_after_s or 0
    assert receipt.wait_s >= asked
    assert receipt.wait_s <= max(planned_s * 1.2 + 1, asked) + outbox.RUSH_S
    if not (verdict.result == "accepted" and asked):
        assert receipt.wait_s >= planned_s * 0.8
    assert datetime.fromisoformat(found.due_at) - datetime.fromisoformat(LATER) == timedelta(seconds=receipt.wait_s)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)), jitters, st.integers(0, 6))  # noqa: DTZ001 - made UTC below
def test_no_wait_ends_when_everybodys_timers_fire(moment: datetime, jitter: float, before: int) -> None:
    now = moment.replace(tzinfo=UTC, microsecond=0).isoformat().replace("+00:00", ".000Z")
    found, _ = outbox.after(sent(attempts=before), said("retry"), now, jitter)
    ends = datetime.fromisoformat(found.due_at)
    assert ends.minute % 30 or ends.second >= outbox.RUSH_S


def test_a_receiver_that_closes_for_days_goes_to_a_person() -> None:
    parked, receipt = outbox.after(sent(), said("retry", retry_after_s=outbox.LONGEST_WAIT_S + 1), LATER, 0.0)
    assert receipt.next == "parked" and "86401" in (parked.last_error or "")


def test_what_was_taken_is_asked_after_when_the_platform_says() -> None:
    taken, receipt = outbox.after(sent(), said("accepted", remote_id="task-1", retry_after_s=30), NOW, 1.0)
    assert (taken.state, taken.last_status, taken.remote_id) == (DeliveryState.SENT, "accepted", "task-1")
    assert (receipt.next, receipt.wait_s) == ("retry", 30)
    assert outbox.next_step(due(taken), "person", NOW) == "ask"
    assert not outbox.uncertain(taken)


@pytest.mark.parametrize("result", ["retry", "unknown"])
def test_what_was_taken_stays_taken_while_asking_fails(result: str) -> None:
    asking = outbox.sending(due(after(sent(), said("accepted", remote_id="task-1"))), NOW)
    still = after(asking, said(result), acted=False)
    assert outbox.accepted(still) and still.remote_id == "task-1" and still.last_error == f"it said {result}"
    assert outbox.accepted(asking), "a crash while asking changes nothing either"
    anew = after(asking, said("retry", remote_id=""), acted=False)
    assert (anew.state, anew.remote_id) == (DeliveryState.FAILED, None)


def test_doubt_stays_until_the_platform_has_spoken() -> None:
    doubtful = after(sent(), said("unknown"))
    for verdict, acted in ((said("retry"), False), (said("retry"), True), (said("unknown"), False)):
        doubtful = after(outbox.sending(due(doubtful), NOW), verdict, acted=acted)
        assert outbox.uncertain(doubtful)
        assert outbox.next_step(due(doubtful), "person", NOW) == "park"
    assert not outbox.uncertain(after(sent(), said("unknown"), acted=False)), (
        "a look that nobody answered changed nothing"
    )


@given(st.integers(outbox.LONGEST_PAUSE_S + 1, 90_000))
def test_a_turn_that_comes_later_than_a_workflow_waits_is_not_kept(seconds: int) -> None:
    waiting, receipt = outbox.put_off(row(), NOW, seconds)
    assert (waiting.turn_at, receipt.next, receipt.wait_s) == (None, "retry", seconds)
    assert outbox.resting(waiting)


@given(st.integers(1, outbox.LONGEST_PAUSE_S))
def test_a_row_that_has_to_wait_for_its_turn_keeps_the_turn(seconds: int) -> None:
    waiting, receipt = outbox.put_off(row(), NOW, seconds)
    assert (waiting.state, waiting.attempts, receipt.next, receipt.wait_s) == (
        DeliveryState.PENDING,
        0,
        "retry",
        seconds,
    )
    assert not outbox.has_turn(waiting, NOW)
    assert outbox.has_turn(waiting, waiting.due_at)
    late = datetime.fromisoformat(waiting.due_at) + timedelta(seconds=outbox.TURN_KEEPS_S + 1)
    assert not outbox.has_turn(waiting, late.isoformat(timespec="milliseconds").replace("+00:00", "Z"))
    assert outbox.sending(waiting, waiting.due_at).turn_at is None


def test_an_answer_to_what_was_never_marked_sent_is_a_defect() -> None:
    with pytest.raises(Defect, match="not_marked_sent"):
        outbox.after(row(), said("retry"), NOW, 0.0)
    with pytest.raises(Defect, match="bad_jitter"):
        outbox.after(sent(), said("retry"), NOW, 1.5)


def test_a_refused_request_parks_before_anything_is_sent() -> None:
    parked, receipt = outbox.after(row(), said("config_error"), NOW, 0.0)
    assert (parked.state, parked.attempts, receipt.next) == (DeliveryState.PARKED, 0, "parked")


@pytest.mark.parametrize(
    ("status", "repeat", "state"),
    [
        ("data_error", "key", DeliveryState.PENDING),
        ("config_error", "look", DeliveryState.UNKNOWN),
        ("unknown", "look", DeliveryState.UNKNOWN),
        ("unknown", "person", DeliveryState.PENDING),
        ("accepted", "person", DeliveryState.SENT),
    ],
)
def test_a_person_sends_a_parked_row_off_again_under_the_same_id(
    status: str, repeat: Repeat, state: DeliveryState
) -> None:
    parked = row(state=DeliveryState.PARKED, attempts=8, last_status=status, last_error="x", remote_id="r")
    again = outbox.redeliver(parked, repeat, LATER)
    assert (again.id, again.state, again.attempts, again.due_at) == (parked.id, state, 0, LATER)
    assert outbox.next_step(again, repeat, LATER) in ("send", "ask")
    with pytest.raises(Defect, match="not_parked"):
        outbox.redeliver(again, repeat, LATER)


def test_switching_a_connector_off_does_not_forget_what_was_taken() -> None:
    taken = due(after(sent(), said("accepted", remote_id="task-1")))
    parked = after(taken, said("config_error"), acted=False)
    assert (parked.state, parked.last_error) == (DeliveryState.PARKED, "it said config_error")
    assert outbox.next_step(outbox.redeliver(parked, "person", LATER), "person", LATER) == "ask"
    refused = after(outbox.sending(taken, NOW), said("data_error"), acted=False)
    assert outbox.next_step(outbox.redeliver(refused, "person", LATER), "person", LATER) == "send"


def test_parking_what_has_ended_changes_nothing() -> None:
    done = after(sent(), said("ok"))
    assert outbox.park(done, LATER, "our side: States.Timeout") == (done, outbox.receipt(done))


def test_parking_says_why() -> None:
    parked, receipt = outbox.park(sent(), LATER, "our side: States.Timeout")
    assert (parked.state, parked.last_error, receipt.next) == (
        DeliveryState.PARKED,
        f"our side: States.Timeout ({outbox.MAY_BE_THERE})",
        "parked",
    )
    kept, _ = outbox.park(row(last_error="HTTP 500"), LATER)
    assert kept.last_error == "HTTP 500"
    silent, _ = outbox.park(sent(), LATER)
    assert silent.last_error


def test_what_is_owed_to_nobody_ends_without_a_person() -> None:
    dropped, receipt = outbox.drop(row(), LATER, "not sent: deleted")
    assert (dropped.state, dropped.last_status, receipt.next) == (DeliveryState.DONE, "not_needed", "done")
    with pytest.raises(Defect, match="delivery_ended"):
        outbox.drop(dropped, LATER, "again")


class Platform:
    """What really happened at the other end, by our id."""

    def __init__(self, repeat: Repeat) -> None:
        self.repeat = repeat
        self.effects = 0

    def act(self) -> None:
        self.effects += not (self.repeat == "key" and self.effects)


class Life(RuleBasedStateMachine):
    """One row, any number of workflows at it, crashes wherever they may come, a platform that fails as it likes."""

    @initialize(repeat=repeats)
    def planned(self, repeat: Repeat) -> None:
        self.repeat = repeat
        self.platform = Platform(repeat)
        self.row = row()
        self.now = datetime.fromisoformat(NOW)
        self.calls = 0

    def time(self) -> str:
        return self.now.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    @rule(
        how=st.sampled_from(
            ["ok", "silent after", "silent before", "refused", "taken", "killed before", "killed after"]
        ),
        look_fails=st.booleans(),
        early=st.sampled_from([False, False, False, True]),
        wait=st.sampled_from([None, 0, 40, 100_000]),
    )
    def attempt(self, how: str, look_fails: bool, early: bool, wait: int | None) -> None:
        due_at = datetime.fromisoformat(self.row.due_at)
        self.now = self.now + timedelta(seconds=1) if early else max(self.now, due_at)
        step = outbox.next_step(self.row, self.repeat, self.time())
        if step == "park":
            self.row, _ = outbox.park(self.row, self.time())
        if step not in ("send", "ask"):
            return
        doubtful = outbox.uncertain(self.row)
        marked = outbox.sending(self.row, self.time())
        assert outbox.next_step(marked, self.repeat, self.time()) == "wait", "the row is ours now"
        self.row, self.calls = marked, self.calls + 1
        if how == "killed before":
            return
        verdict, acted = self.deed(step, how, doubtful, look_fails)
        if how == "killed after":
            return
        verdict = verdict.model_copy(update={"retry_after_s": wait})
        self.row, receipt = outbox.after(marked, verdict, self.time(), 0.0, acted=acted)
        self.told(receipt)

    def deed(self, step: str, how: str, doubtful: bool, look_fails: bool) -> tuple[Verdict, bool]:
        """As a platform's module behaves that keeps its promises."""
        if step == "ask":
            return (said("retry") if look_fails else said("ok")), False
        if doubtful and self.repeat == "look":
            if look_fails:
                return said("retry"), False
            if self.platform.effects:
                return said("ok_duplicate"), False
        if how in ("ok", "silent after", "taken", "killed after"):
            self.platform.act()
        answers = {"ok": "ok", "killed after": "ok", "taken": "accepted", "refused": "retry"}
        return said(answers.get(how, "unknown")), True

    def told(self, receipt: DeliveryReceipt) -> None:
        assert (receipt.next == "done") == (self.row.state is DeliveryState.DONE)
        assert (receipt.next == "parked") == (self.row.state is DeliveryState.PARKED)
        assert receipt.next != "retry" or self.row.due_at > self.time()

    @rule()
    def redelivered(self) -> None:
        """By a person, who looks first where nothing else can tell."""
        if self.row.state is DeliveryState.PARKED and (self.repeat != "person" or not self.platform.effects):
            self.row = outbox.redeliver(self.row, self.repeat, self.time())
            self.calls = 0

    @invariant()
    def nothing_is_sent_twice(self) -> None:
        if hasattr(self, "platform"):
            assert self.platform.effects <= 1

    @invariant()
    def nothing_is_lost(self) -> None:
        if hasattr(self, "platform") and self.row.state is DeliveryState.DONE:
            assert self.platform.effects == 1

    @invariant()
    def every_parked_row_says_why(self) -> None:
        if hasattr(self, "platform") and self.row.state is DeliveryState.PARKED:
            assert self.row.last_error and self.row.last_status

    @invariant()
    def attempts_are_bounded(self) -> None:
        if hasattr(self, "platform"):
            assert self.calls <= len(RETRY_SCHEDULE_S)
            assert self.row.id == row().id

    def teardown(self) -> None:
        """Whatever came before, it ends when time passes and nobody answers any more."""
        if not hasattr(self, "platform"):
            return
        for _ in range(3 * len(RETRY_SCHEDULE_S)):
            self.attempt("killed before", True, False, None)
        assert self.row.state in (DeliveryState.DONE, DeliveryState.PARKED)
        self.every_parked_row_says_why()


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=150, stateful_step_count=12, deadline=None)


@pytest.mark.parametrize("repeat", ["key", "look", "person"])
def test_what_may_have_arrived_is_said_where_it_is_parked_and_not_forgotten_by_sending_again(repeat: Repeat) -> None:
    doubtful = due(after(sent(), said("unknown")))
    parked = after(doubtful, said("config_error"), acted=False)
    assert parked.may_have_arrived and outbox.MAY_BE_THERE in (parked.last_error or "")
    again = outbox.redeliver(parked, repeat, LATER)
    assert outbox.uncertain(again) == (repeat != "person") and not again.may_have_arrived
    sure = after(sent(), said("config_error"))
    assert not sure.may_have_arrived and sure.last_error == "it said config_error"
    assert outbox.uncertain(outbox.redeliver(sure, repeat, LATER)) == (repeat == "look")


def test_doubt_is_said_after_an_answer_and_after_the_last_attempt() -> None:
    doubtful = due(after(sent(), said("unknown")))
    assert after(outbox.sending(doubtful, LATER), said("data_error")).may_have_arrived
    last = sent(attempts=len(RETRY_SCHEDULE_S) - 1)
    assert after(last, said("unknown")).may_have_arrived
    assert not after(last, said("retry")).may_have_arrived
    assert outbox.MAY_BE_THERE in (outbox.drop(doubtful, LATER, "not sent")[0].last_error or "")
