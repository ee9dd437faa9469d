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
MORE = (
    "我先把当天所有退货单和监控对了一遍，确认是收银环节漏扫了三件，然后当面向顾客道歉并补了差价。"
    "接着我把漏扫的流程写成一页检查表，每班交接都要签字，两个月后漏扫从每周五次降到零次。"
)


def waiting(house: Pipeline, **facts: Any) -> Interview:
    """An interview whose core answers are in, once its run waits for the answers to follow-ups."""
    known = hired.interview(house, ("text", "text"), **facts)
    hired.hand_in(house, known, [text.encode() for text in TYPED])

    def look() -> Interview | None:
        now = read(house, known.id)
        assert now.status != "closed", house.explain(known.id)
        return now if now.asks else None

    return eventually(look)


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


def test_what_is_said_to_a_follow_up_counts_and_what_cannot_be_read_does_not(house: Pipeline) -> None:
    known = waiting(house, follow_ups=2)
    first = house.client.progress(known.id)
    assert (first.outcome, first.asking_until) == (None, known.asking.until if known.asking else "")
    more = [upload for upload in known.uploads if upload.follow_up]
    assert [(u.answer, u.kind, u.optional) for u in more] == [(2, "text", True), (3, "text", True)]
    assert len({u.follow_up for u in more}) == 2
    before = json.loads(house.row(known.id, "SCORECARD#0001")["body"]["S"])
    say(house, known, 2, MORE.encode())
    say(house, known, 3, b"\xff\xfe\x00")
    view = house.closed(known.id)
    assert view.outcome is Outcome.SCORED, house.explain(known.id)
    card = house.client.part(known.id, "scorecard")
    assert [t["answer"] for t in house.client.part(known.id, "transcript")] == [0, 1, 2]
    assert card["gates"] == before["gates"], "no gate looks at what was said to a follow-up"
    levels = {c["id"]: c["level"] for c in before["competencies"]}
    assert all(c["level"] >= levels[c["id"]] for c in card["competencies"] if levels[c["id"]] is not None)
    assert any("第 3 个回答是对追问的回答" in note for note in card["notes"])
    states = entered(house, known.id)
    assert (states.count("FollowUp"), states.count("Score"), states.count("Language")) == (1, 2, 3)
    made, billed = house.transitions(known.id)
    assert made == billed


def test_whoever_has_no_more_to_say_is_done(house: Pipeline) -> None:
    known = waiting(house, follow_ups=1)
    before = json.loads(house.row(known.id, "SCORECARD#0001")["body"]["S"])
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
