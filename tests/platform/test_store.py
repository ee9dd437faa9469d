"""The one table: claimed once, closed once, billed once, answered once."""

from __future__ import annotations

import boto3
import pytest

from mianshi.contracts.delivery import Connector, ConnectorKind, Delivery, DeliveryState, EventKind
from mianshi.contracts.events import Consent, Interview, Upload
from mianshi.contracts.keys import connector_subject, interview_subject, upload_key
from mianshi.contracts.outcomes import Outcome, Status
from mianshi.contracts.scorecard import Scorecard
from mianshi.contracts.usage import LedgerLine, Meter
from mianshi.delivery import outbox as rules
from mianshi.errors import Defect, Rejected, Transient
from mianshi.platform import meter
from mianshi.platform.clock import new_interview_id, timestamp
from mianshi.platform.settings import settings
from mianshi.platform.store import connectors, interviews, ledger, outbox, scorecards, tokens

pytestmark = pytest.mark.usefixtures("aws")


def stored(**changes: object) -> Interview:
    interview_id = new_interview_id()
    interview = Interview(
        id=interview_id,
        role="retail_store_manager",
        role_version="0" * 12,
        language="auto",
        policy="cn",
        consent=Consent(recording=True, analysis=True, observations=True),
        uploads=[Upload(answer=0, key=upload_key(interview_id, 0), file_name="面试.mp4")],
        created_at=timestamp(),
    ).model_copy(update=changes)
    interviews.create(interview, 30)
    return interview


def delivery(interview_id: str, connector: str = "robot", **changes: object) -> Delivery:
    now = timestamp()
    row = rules.new(interview_subject(interview_id), connector, EventKind.INTERVIEW_SCORED, "closed-1.event", now)
    return row.model_copy(update=changes)


def line(interview_id: str, attempt: str = "a1", at: str = "2026-11-03T10:00:00.000Z", amount: int = 7) -> LedgerLine:
    return LedgerLine(
        interview_id=interview_id,
        stage="ingest",
        attempt=attempt,
        price_key=Meter.LAMBDA_REQUESTS.value,
        quantity=1,
        unit="request",
        amount_micro=amount,
        currency="USD",
        price_book="2026-11-01",
        region="us-east-1",
        outcome="ok",
        at=at,
    )


def test_what_is_stored_is_what_is_found() -> None:
    made = stored()
    assert interviews.find(made.id) == made
    assert interviews.find(new_interview_id()) is None


def test_an_id_is_used_once() -> None:
    made = stored()
    assert not interviews.create(made.model_copy(update={"language": "en"}), 30)
    assert interviews.find(made.id) == made


def test_one_execution_owns_an_interview_and_may_ask_again() -> None:
    made = stored()
    first = interviews.claim(made.id, "run-1")
    assert first is not None
    assert (first.status, first.attempt, first.execution) == (Status.PROCESSING, 1, "run-1")
    assert interviews.claim(made.id, "run-1") == first
    assert interviews.claim(made.id, "run-2") is None
    assert interviews.claim(new_interview_id(), "run-1") is None
    found = interviews.find(made.id)
    assert found is not None
    assert (found.execution, found.attempt) == ("run-1", 1)


def test_closing_writes_status_and_outbox_together_and_once() -> None:
    made = stored()
    interviews.claim(made.id, "run-1")
    rows = [delivery(made.id, "robot"), delivery(made.id, "hook")]
    assert interviews.close(made.id, "run-1", Outcome.SCORED, rows, total=71) is True
    closed = interviews.find(made.id)
    assert closed is not None
    assert (closed.status, closed.outcome, closed.total, closed.reason) == (Status.CLOSED, Outcome.SCORED, 71, None)
    assert closed.closed_at is not None
    assert sorted(row.connector for row in outbox.about(interview_subject(made.id))) == ["hook", "robot"]

    outbox.change(rows[0], rows[0].model_copy(update={"state": DeliveryState.DONE, "attempts": 1}))
    assert interviews.close(made.id, "run-1", Outcome.FAILED, rows, reason="late") is False
    again = interviews.find(made.id)
    assert again == closed
    assert {row.connector: row.state for row in outbox.about(interview_subject(made.id))}["robot"] is DeliveryState.DONE
    assert interviews.claim(made.id, "run-3") is None


def test_a_stranger_closes_nothing() -> None:
    made = stored()
    interviews.claim(made.id, "run-1")
    assert interviews.close(made.id, "run-2", Outcome.FAILED, [delivery(made.id)]) is False
    assert interviews.close(new_interview_id(), "run-2", Outcome.FAILED, []) is False
    assert outbox.about(interview_subject(made.id)) == []
    found = interviews.find(made.id)
    assert found is not None
    assert found.status is Status.PROCESSING


def test_a_run_that_failed_before_its_claim_can_be_closed() -> None:
    made = stored()
    assert interviews.close(made.id, "run-1", Outcome.FAILED, [], reason="aws_busy", failed_state="Ingest") is True
    found = interviews.find(made.id)
    assert found is not None
    assert (found.reason, found.failed_state, found.attempt) == ("aws_busy", "Ingest", 0)


def test_the_newest_interviews_come_first() -> None:
    made = [stored(created_at=f"2026-11-0{day}T00:00:00.000Z") for day in (2, 3, 1)]
    assert [known.id for known in interviews.latest(2)] == [made[1].id, made[0].id]


def test_rows_are_deleted_when_their_time_has_come() -> None:
    made = stored()
    row = boto3.client("dynamodb").get_item(
        TableName=settings().table, Key={"pk": {"S": f"IV#{made.id}"}, "sk": {"S": "META"}}
    )["Item"]
    assert int(row["expires_at"]["N"]) > 0


def test_a_ledger_line_counts_once() -> None:
    one, other = new_interview_id(), new_interview_id()
    ledger.record([line(one), line(one, amount=5)])
    ledger.record([line(one, amount=999)])  # the same attempt, told again
    ledger.record([line(one, "a2")])
    ledger.record([line(other, at="2026-12-01T00:00:00.000Z")])
    ledger.record([])
    assert sum(found.amount_micro or 0 for found in ledger.of_interview(one)) == 19
    assert [found.interview_id for found in ledger.of_month("2026-11")] == [one, one, one]
    assert len(list(ledger.of_month("2026-12"))) == 1
    assert list(ledger.of_month("2027-01")) == []


def token(interview_id: str, retry: int = 0, word: str = "token", piece: int = 0) -> tokens.Token:
    return tokens.Token(
        interview_id=interview_id,
        stage="transcribe",
        attempt=1,
        answer=0,
        piece=piece,
        retry=retry,
        execution="run-1",
        token=f"{word}-{retry}",
    )


def test_a_token_is_answered_once() -> None:
    made = token(new_interview_id())
    assert tokens.waiting(made.inference_id) is None
    tokens.save(made)
    assert tokens.waiting(made.inference_id) == made
    tokens.answered(made)
    assert tokens.waiting(made.inference_id) is None
    tokens.answered(made)
    longest = made.model_copy(update={"attempt": 999, "answer": 19, "piece": 99, "retry": 9})
    assert len(longest.inference_id) <= 64


def test_the_pieces_of_an_answer_wait_each_for_their_own_result() -> None:
    interview_id = new_interview_id()
    first, second = token(interview_id, piece=0), token(interview_id, piece=1)
    tokens.save(first)
    tokens.save(second)
    tokens.answered(first)
    assert tokens.waiting(first.inference_id) is None
    assert tokens.waiting(second.inference_id) == second


def test_an_answer_to_an_older_try_leaves_the_newer_token_waiting() -> None:
    interview_id = new_interview_id()
    first, second = token(interview_id, 0), token(interview_id, 1)
    tokens.save(first)
    tokens.save(second)  # the workflow tried again before the first answer was noted
    tokens.answered(first)
    assert tokens.waiting(second.inference_id) == second
    assert tokens.waiting(first.inference_id) == second


@pytest.mark.parametrize("strange", ["", "x", "a:b:c", "iv:transcribe:1:0:0:extra"])
def test_a_result_of_somebody_else_waits_for_nobody(strange: str) -> None:
    assert tokens.waiting(strange) is None


def test_a_scorecard_belongs_to_its_attempt() -> None:
    card = Scorecard(
        interview_id=new_interview_id(),
        role="r",
        role_version="v",
        policy="cn",
        language="zh",
        outcome=Outcome.SCORED,
        total=60,
        competencies=[],
        gates=[],
        versions={},
    )
    scorecards.save(card, 1, 10)
    scorecards.save(card, 1, 10)
    assert scorecards.find(card.interview_id, 1) == card
    assert scorecards.find(card.interview_id, 2) is None


def test_an_outbox_row_changes_only_from_what_was_read() -> None:
    made = stored()
    row = delivery(made.id)
    interviews.close(made.id, "run-1", Outcome.SCORED, [row])
    sent = row.model_copy(update={"state": DeliveryState.SENT, "attempts": 1})
    outbox.change(row, sent)
    with pytest.raises(Transient, match="delivery_changed"):
        outbox.change(row, sent)
    outbox.change(sent, sent.model_copy(update={"state": DeliveryState.PARKED, "updated_at": "2026-11-05"}))
    [parked] = boto3.client("dynamodb").query(
        TableName=settings().table,
        IndexName="listed",
        KeyConditionExpression="list_pk = :p",
        ExpressionAttributeValues={":p": {"S": "PARKED"}},
    )["Items"]
    assert parked["pk"]["S"] == f"IV#{made.id}"


def test_connectors_are_the_rows_an_operator_writes() -> None:
    made = Connector(id="robot", kind=ConnectorKind.WEBHOOK, url="https://example.com/hook", secret="s")
    row = {"pk": {"S": "CONNECTOR"}, "sk": {"S": made.id}, "body": {"S": made.model_dump_json()}}
    boto3.client("dynamodb").put_item(TableName=settings().table, Item=row)
    assert connectors.every() == [made]


def test_a_row_that_an_operator_wrote_by_hand_can_be_changed() -> None:
    text = '{"kind": "webhook",   "id": "erp", "url": "https://erp.example.com", "secret": "s"}'
    row = {"pk": {"S": "CONNECTOR"}, "sk": {"S": "erp"}, "body": {"S": text}}
    boto3.client("dynamodb").put_item(TableName=settings().table, Item=row)
    found = connectors.find("erp")
    assert found is not None
    assert connectors.change(found, enabled=False) == connectors.find("erp")
    with pytest.raises(Rejected, match="changed_meanwhile"):
        connectors.change(found, name="late")
    connectors.remove("erp")
    with pytest.raises(Rejected, match="changed_meanwhile"):
        connectors.change(found, name="gone")


def test_an_open_row_of_an_earlier_version_can_still_be_changed() -> None:
    row = delivery(new_interview_id())
    outbox.add([row])
    key = {"pk": {"S": row.subject.replace("interview:", "IV#")}, "sk": {"S": f"OUTBOX#{row.connector}#{row.action}"}}
    table = boto3.client("dynamodb")
    item = table.get_item(TableName=settings().table, Key=key)["Item"]
    fewer = row.model_dump_json(exclude={"turn_at", "remote_id"})
    table.put_item(TableName=settings().table, Item=item | {"body": {"S": fewer}})
    [found] = outbox.about(row.subject)
    outbox.change(found, rules.sending(found, timestamp()))
    assert [known.state for known in outbox.about(row.subject)] == [DeliveryState.SENT]


def test_a_row_that_was_put_off_meanwhile_is_not_sent_by_who_read_it_before() -> None:
    row = delivery(new_interview_id())
    outbox.add([row])
    later, _ = rules.put_off(row, timestamp(), 60)
    outbox.change(row, later)
    with pytest.raises(Transient, match="delivery_changed"):
        outbox.change(row, rules.sending(row, timestamp()))


def test_more_rows_than_a_transaction_takes_do_not_keep_an_interview_open() -> None:
    made = stored()
    interviews.claim(made.id, "run-1")
    rows = [delivery(made.id, f"c{n}", action=f"closed-1.{n}") for n in range(150)]
    assert interviews.close(made.id, "run-1", Outcome.SCORED, rows) is True
    assert len(outbox.about(interview_subject(made.id))) == outbox.IN_TRANSACTION
    assert len(outbox.add(rows)) == 150 - outbox.IN_TRANSACTION
    assert outbox.add(rows) == []
    assert len(outbox.about(interview_subject(made.id))) == 150


def test_rows_are_found_by_what_they_are_about_and_by_where_they_stand() -> None:
    open_row = delivery(new_interview_id(), due_at="2026-01-01T00:00:00.000Z")
    candidate = rules.new("candidate:jb_1:ca_1", "erp", EventKind.CANDIDATE_HIRED, "hired-3.entry", timestamp())
    other = rules.new("candidate:jb_1:ca_12", "erp", EventKind.CANDIDATE_HIRED, "hired-3.entry", timestamp())
    test = rules.new(connector_subject("erp"), "erp", EventKind.CONNECTOR_TEST, "test-1.event", timestamp())
    outbox.add([open_row, candidate, other, test])
    assert outbox.about(candidate.subject) == [candidate]
    assert outbox.about(test.subject) == [test]
    assert outbox.owed("2026-02-01T00:00:00.000Z", 10) == [open_row]
    done, _ = rules.drop(candidate, timestamp(), "not sent")
    outbox.change(candidate, done)
    assert outbox.delivered("erp", 10) == [done]
    assert outbox.find(candidate.subject, "erp", candidate.action) == done
    assert outbox.find(candidate.subject, "erp", "hired-4.entry") is None
    with pytest.raises(Rejected, match="not_found"):
        outbox.about("weather:tomorrow")


def test_every_call_is_counted() -> None:
    made = stored()
    meter.reset()
    interviews.find(made.id)
    interviews.claim(made.id, "run-1")
    interviews.close(made.id, "run-1", Outcome.SCORED, [delivery(made.id)])
    used = {usage.meter: usage.quantity for usage in meter.counted()}
    assert used[Meter.DYNAMODB_READS] > 0
    assert used[Meter.DYNAMODB_WRITES] > 0


def test_a_missing_table_is_ours_to_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    boto3.client("dynamodb").delete_table(TableName=settings().table)
    with pytest.raises(Defect, match="aws_refused: ResourceNotFoundException"):
        interviews.find(new_interview_id())
