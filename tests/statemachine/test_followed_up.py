"""Follow-up questions: put once the answers were read, waited for, and never at the cost of what was said before."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mianshi.contracts.events import Interview
from mianshi.contracts.outcomes import Outcome
from support import hired
from support.heard import COACHING, COMPLAINT
from support.pipeline import Pipeline, eventually

pytestmark = pytest.mark.models

TYPED = ["".join(COMPLAINT), "\n".join(COACHING)]
MORE = TYPED[0] + "我把检测记录贴出来,从那天起每台电饭锅出库都要通电十分钟,两个月里退货从每周五台降到零台。"


def waiting(house: Pipeline, said: list[str], **facts: Any) -> Interview:
    """An interview whose core answers are in, once its run waits for the answers to follow-ups."""
    known = hired.interview(house, ["text"] * len(said), **facts)
    hired.hand_in(house, known, [text.encode() for text in said])

    def look() -> list[Interview]:
        now = read(house, known.id)
        assert now.status != "closed", house.explain(known.id)
        return [now] if now.asks else []

    return eventually(look)[0]


def read(house: Pipeline, interview_id: str) -> Interview:
    row = house.row(interview_id)
    body = json.loads(row["body"]["S"]) | {"status": row["status"]["S"], "attempt": int(row["attempt"]["N"])}
    return Interview.model_validate(body)


def entered(house: Pipeline, interview_id: str) -> list[str]:
    """States of the run that has the interview."""
    own = house.row(interview_id)["execution"]["S"]
    which = [run["executionArn"] for run in house.executions(interview_id)].index(own)
    events = house.history(interview_id, which)
    return [e["stateEnteredEventDetails"]["name"] for e in events if e["type"].endswith("StateEntered")]


def say(house: Pipeline, known: Interview, answer: int, text: bytes) -> None:
    upload = known.upload(answer)
    assert upload is not None
    house.cloud.client("s3").put_object(Bucket=house.cloud.outputs["UploadBucketName"], Key=upload.key, Body=text)


def card_before(house: Pipeline, known: Interview) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(house.row(known.id, "SCORECARD#0001")["body"]["S"])
    return found


def test_what_is_said_to_a_follow_up_raises_a_level_and_what_cannot_be_read_costs_nothing(house: Pipeline) -> None:
    person = hired.person(house, 7, stage="submitted")
    known = waiting(house, TYPED[1:], follow_ups=3, job_id=person.job_id, candidate_id=person.id)
    first = house.client.progress(known.id)
    assert (first.outcome, first.asking_until) == (None, known.asking.until if known.asking else "")
    more = [upload for upload in known.uploads if upload.follow_up]
    assert [(u.answer, u.kind, u.optional) for u in more] == [(n, "text", True) for n in (1, 2, 3)]
    about = {str(upload.follow_up): upload.answer for upload in more}
    before = card_before(house, known)
    for answer in about.values():
        said = MORE.encode() if answer == about["customer_care"] else b"\xff\xfe\x00"
        say(house, known, answer, said)
    view = house.closed(known.id)
    assert view.outcome is Outcome.SCORED, house.explain(known.id)
    card = house.client.part(known.id, "scorecard")
    told = about["customer_care"]
    assert [t["answer"] for t in house.client.part(known.id, "transcript")] == [0, told]
    assert card["gates"] == before["gates"], "no gate looks at what was said to a follow-up"
    levels, raised = ({c["id"]: c["level"] for c in each["competencies"]} for each in (before, card))
    assert levels["customer_care"] is None and raised["customer_care"] is not None
    assert {k: v for k, v in raised.items() if k != "customer_care"} == {
        k: v for k, v in levels.items() if k != "customer_care"
    }
    assert card["total"] >= before["total"]
    states = entered(house, known.id)
    assert (states.count("FollowUp"), states.count("Score"), states.count("Language")) == (1, 2, 2)
    made, billed = house.transitions(known.id)
    assert made == billed
    deliveries = house.cloud.client("stepfunctions").list_executions(
        stateMachineArn=house.cloud.outputs["DeliveryMachineArn"]
    )["executions"]
    assert [run["status"] for run in deliveries if run["status"] == "FAILED"] == []


def test_the_score_of_before_stands_where_the_second_look_breaks(house: Pipeline) -> None:
    known = waiting(house, TYPED, follow_ups=1)
    before = card_before(house, known)
    place = f"interviews/{known.id}/language/1/transcript-0.json"
    house.cloud.client("s3").put_object(Bucket=house.cloud.outputs["ArtefactBucketName"], Key=place, Body=b"{}")
    say(house, known, 2, TYPED[0].encode())
    view = house.closed(known.id)
    assert (view.outcome, entered(house, known.id)[-1]) == (Outcome.SCORED, "RunFailed"), "the operator is told"
    assert house.client.part(known.id, "scorecard") == before


def test_whoever_has_no_more_to_say_is_done(house: Pipeline) -> None:
    known = waiting(house, TYPED, follow_ups=1)
    before = card_before(house, known)
    row = house.row(known.id)
    body = json.loads(row["body"]["S"])
    body["uploads"] = body["uploads"][:2]  # as the candidate's door leaves it (tests/functions)
    item = row | {"body": {"S": json.dumps(body)}}
    house.cloud.client("dynamodb").put_item(TableName=house.cloud.outputs["TableName"], Item=item)
    say(house, known, 0, TYPED[0].encode())
    view = house.closed(known.id)
    assert view.outcome is Outcome.SCORED, house.explain(known.id)
    assert house.client.part(known.id, "scorecard") == before
    assert entered(house, known.id).count("FanOut") == 1


def test_a_run_that_is_lost_while_it_waits_asks_the_same_questions_again(house: Pipeline) -> None:
    known = waiting(house, TYPED, follow_ups=1)
    row = house.row(known.id)
    house.cloud.client("stepfunctions").stop_execution(executionArn=row["execution"]["S"])
    house.cloud.client("dynamodb").update_item(
        TableName=house.cloud.outputs["TableName"],
        Key={"pk": row["pk"], "sk": row["sk"]},
        UpdateExpression="SET #status = :waiting REMOVE execution",
        ExpressionAttributeNames={"#status": "status"},
        ExpressionAttributeValues={":waiting": {"S": "awaiting_upload"}},
    )
    say(house, known, 0, TYPED[0].encode())

    def asks_again() -> list[Interview]:
        now = read(house, known.id)
        return [now] if now.asks and now.attempt == 2 else []

    [again] = eventually(asks_again)
    assert again.uploads == known.uploads
    say(house, known, 2, MORE.encode())
    eventually(lambda: house.row(known.id)["status"]["S"] == "closed")  # moto leaves the stopped run waiting
    assert house.client.progress(known.id).outcome is Outcome.SCORED
    assert [t["answer"] for t in house.client.part(known.id, "transcript")] == [0, 1, 2]
