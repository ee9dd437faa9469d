import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.delivery import RETRY_SCHEDULE_S, Connector, ConnectorKind, Delivery, DeliveryState, Verdict
from mianshi.delivery import outbox
from mianshi.errors import Defect

NOW = "2026-11-20T08:00:00Z"
LATER = "2026-11-20T08:00:09Z"
INTERVIEW = "iv_01HZX0000000000000000000AA"

results = st.sampled_from(["ok", "ok_duplicate", "retry", "config_error", "data_error", "unknown"])
verdicts = st.builds(Verdict, result=results, detail=st.just("said"), retry_after_s=st.none() | st.integers(0, 200_000))
jitters = st.floats(-1, 1)


def connector(identity: str = "erp", enabled: bool = True) -> Connector:
    return Connector(
        id=identity, kind=ConnectorKind.WEBHOOK, url="https://erp.example.com/in", secret="erp", enabled=enabled
    )


def row() -> Delivery:
    return outbox.plan(INTERVIEW, [connector()], "closed", NOW)[0]


def test_closing_twice_plans_the_same_ids() -> None:
    both = [connector("a"), connector("b")]
    first = outbox.plan(INTERVIEW, both, "closed", NOW)
    second = outbox.plan(INTERVIEW, both, "closed", LATER)
    assert [d.id for d in first] == [d.id for d in second]
    assert len({d.id for d in first}) == 2


@given(st.tuples(st.text(), st.text(), st.text()), st.tuples(st.text(), st.text(), st.text()))
def test_ids_fit_the_receivers_and_keep_things_apart(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    identity = outbox.delivery_id(*one)
    assert len(identity) <= 64 and "." not in identity and identity.isascii()
    if not any("\x1f" in part for part in (*one, *other)):
        assert (identity == outbox.delivery_id(*other)) == (one == other)


def test_a_disabled_connector_gets_nothing() -> None:
    assert outbox.plan(INTERVIEW, [connector(enabled=False)], "closed", NOW) == []


@pytest.mark.parametrize(
    ("state", "with_key", "without_key"),
    [
        (DeliveryState.PENDING, "send", "send"),
        (DeliveryState.FAILED, "send", "send"),
        (DeliveryState.SENT, "send", "park"),
        (DeliveryState.UNKNOWN, "send", "park"),
        (DeliveryState.DONE, "skip", "skip"),
        (DeliveryState.PARKED, "skip", "skip"),
    ],
)
def test_may_send(state: DeliveryState, with_key: str, without_key: str) -> None:
    found = row().model_copy(update={"state": state, "attempts": 1})
    assert outbox.may_send(found, has_dedupe_key=True) == with_key
    assert outbox.may_send(found, has_dedupe_key=False) == without_key


def test_crashes_use_up_attempts() -> None:
    found = row()
    for _ in RETRY_SCHEDULE_S:
        assert outbox.may_send(found, has_dedupe_key=True) == "send"
        found = outbox.sending(found, NOW)
    assert outbox.may_send(found, has_dedupe_key=True) == "park"


def test_success_remembers_the_remote_id() -> None:
    verdict = Verdict(result="ok", detail="HTTP 204", remote_id="r1")
    done, receipt = outbox.after(outbox.sending(row(), NOW), verdict, LATER, 0.0)
    assert (done.state, done.remote_id, done.last_error, done.updated_at) == (DeliveryState.DONE, "r1", None, LATER)
    assert (receipt.next, receipt.attempt, receipt.wait_s) == ("done", 1, 0)


def test_waits_follow_the_schedule() -> None:
    found, waits = row(), []
    for _ in RETRY_SCHEDULE_S:
        found, receipt = outbox.after(
            outbox.sending(found, NOW), Verdict(result="retry", detail="HTTP 500"), LATER, 0.0
        )
        waits.append(receipt.wait_s)
    assert waits == [5, 300, 1800, 7200, 18000, 36000, 36000, 0]
    assert (found.state, found.last_error, receipt.next) == (DeliveryState.PARKED, "HTTP 500", "parked")


@given(verdicts, jitters, st.integers(0, 7))
def test_no_wait_is_shorter_than_asked_nor_far_from_the_schedule(verdict: Verdict, jitter: float, before: int) -> None:
    sent = outbox.sending(row().model_copy(update={"attempts": before}), NOW)
    _, receipt = outbox.after(sent, verdict, LATER, jitter)
    if receipt.next == "retry":
        planned = RETRY_SCHEDULE_S[before + 1]
        assert receipt.wait_s >= (verdict.retry_after_s or 0)
        assert receipt.wait_s >= planned * 0.8
        assert receipt.wait_s <= max(planned * 1.2 + 1, verdict.retry_after_s or 0)


def test_a_receiver_that_closes_for_days_goes_to_a_person() -> None:
    verdict = Verdict(result="retry", detail="HTTP 503", retry_after_s=outbox.LONGEST_WAIT_S + 1)
    parked, receipt = outbox.after(outbox.sending(row(), NOW), verdict, LATER, 0.0)
    assert receipt.next == "parked" and "86401" in (parked.last_error or "")


@given(st.lists(st.tuples(st.booleans(), verdicts, jitters), min_size=20, max_size=20), st.booleans())
def test_every_path_ends_and_never_sends_after_the_end(
    story: list[tuple[bool, Verdict, float]], has_dedupe_key: bool
) -> None:
    found, sends, maybe_arrived = row(), 0, False
    for crashed, verdict, jitter in story:
        allowed = outbox.may_send(found, has_dedupe_key)
        if allowed == "skip":
            break
        if allowed == "park":
            found, receipt = outbox.park(found, LATER)
            assert receipt.next == "parked" and found.last_error
            break
        assert has_dedupe_key or not maybe_arrived
        found, sends = outbox.sending(found, NOW), sends + 1
        if crashed:
            maybe_arrived = True
            continue
        maybe_arrived = maybe_arrived or verdict.result == "unknown"
        found, receipt = outbox.after(found, verdict, LATER, jitter)
        assert (receipt.next == "done") == (found.state is DeliveryState.DONE)
        assert (receipt.next == "parked") == (found.state is DeliveryState.PARKED)
        assert receipt.next == "retry" or receipt.wait_s == 0
    assert found.state in (DeliveryState.DONE, DeliveryState.PARKED)
    assert sends <= len(RETRY_SCHEDULE_S)
    assert found.id == row().id
    assert outbox.may_send(found, has_dedupe_key) == "skip"
    with pytest.raises(Defect, match="delivery_ended"):
        outbox.sending(found, NOW)
    with pytest.raises(Defect, match="delivery_ended"):
        outbox.after(found, Verdict(result="ok", detail=""), NOW, 0.0)


def test_an_answer_to_what_was_never_marked_sent_is_a_defect() -> None:
    with pytest.raises(Defect, match="not_marked_sent"):
        outbox.after(row(), Verdict(result="retry", detail=""), NOW, 0.0)
    with pytest.raises(Defect, match="bad_jitter"):
        outbox.after(outbox.sending(row(), NOW), Verdict(result="retry", detail=""), NOW, 1.5)


def test_a_refused_request_parks_before_anything_is_sent() -> None:
    parked, receipt = outbox.after(row(), Verdict(result="config_error", detail="bad_url"), NOW, 0.0)
    assert (parked.state, parked.attempts, receipt.next) == (DeliveryState.PARKED, 0, "parked")


def test_a_person_sends_a_parked_row_off_again_under_the_same_id() -> None:
    parked, _ = outbox.after(row(), Verdict(result="data_error", detail="x"), NOW, 0.0)
    again = outbox.redeliver(parked, LATER)
    assert (again.id, again.state, again.attempts) == (parked.id, DeliveryState.PENDING, 0)
    with pytest.raises(Defect, match="not_parked"):
        outbox.redeliver(again, LATER)


def test_parking_what_has_ended_changes_nothing() -> None:
    done, _ = outbox.after(outbox.sending(row(), NOW), Verdict(result="ok", detail="HTTP 204"), NOW, 0.0)
    assert outbox.park(done, LATER, "our side: States.Timeout") == (done, outbox.receipt(done))


def test_parking_says_why() -> None:
    parked, receipt = outbox.park(outbox.sending(row(), NOW), LATER, "our side: States.Timeout")
    assert (parked.state, parked.last_error, receipt.next) == (
        DeliveryState.PARKED,
        "our side: States.Timeout",
        "parked",
    )
    kept, _ = outbox.park(row().model_copy(update={"last_error": "HTTP 500"}), LATER)
    assert kept.last_error == "HTTP 500"
