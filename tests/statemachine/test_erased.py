"""A candidate who asks to be deleted while the interview is worked on, through the real bus and the real functions."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from mianshi.contracts.hiring import CandidateRequest, RequestKind, Stage
from mianshi.platform.clock import now, timestamp
from support import hired
from support.pipeline import Pipeline, eventually

pytestmark = pytest.mark.models


def test_everything_of_a_candidate_goes_and_what_comes_late_goes_too(house: Pipeline) -> None:
    interview = hired.interview(house, ("recording", "text"))
    known = hired.person(house, 3, stage=Stage.WITHDRAWN, interview_id=interview.id)
    states = house.cloud.client("stepfunctions")
    hour, day = timestamp(now() + timedelta(hours=1)), timestamp(now() + timedelta(days=1))
    waits = {"detail": {"channel": "none", "remind_at": hour, "ends_at": day}}
    run = states.start_execution(stateMachineArn=house.cloud.outputs["InvitationMachineArn"], input=json.dumps(waits))[
        "executionArn"
    ]  # any run that is on: whose it is, the row says
    row = house.row(interview.id)
    facts = interview.model_copy(update={"job_id": known.job_id, "candidate_id": known.id}).model_dump_json()
    working = {"status": {"S": "processing"}, "execution": {"S": run}, "body": {"S": facts}}
    house.cloud.client("dynamodb").put_item(TableName=house.cloud.outputs["TableName"], Item=row | working)
    hired.hand_in(house, interview, [b"a face", "我叫李雷。".encode()])
    wish = CandidateRequest(
        id="rq_1",
        job_id=known.job_id,
        candidate_id=known.id,
        kind=RequestKind.ERASURE,
        at=timestamp(),
        due_at=timestamp(),
    )
    hired.asked(house, wish)
    assert len(house.keys(interview.id)) == 3

    detail = {"job_id": known.job_id, "candidate_id": known.id, "request_id": wish.id}
    event = {"Source": "mianshi", "DetailType": "candidate.erasure_asked", "Detail": json.dumps(detail)}
    assert house.cloud.client("events").put_events(Entries=[event])["FailedEntryCount"] == 0
    eventually(lambda: hired.request(house, known.id, wish.id).answered_at)
    assert json.loads(hired.request(house, known.id, wish.id).answer)["objects"] == 3
    assert house.keys(interview.id) == []
    assert states.describe_execution(executionArn=run)["status"] == "ABORTED"
    assert (hired.candidate(house, known.id).stage, hired.candidate(house, known.id).name) == (Stage.ERASED, "")
    assert house.row(interview.id)["reason"]["S"] == "erased"

    hired.hand_in(house, interview, [b"sent an hour later", b""])
    eventually(lambda: house.keys(interview.id) == [])
    assert {run["status"] for run in house.executions(interview.id)} == {"SUCCEEDED"}
    assert house.row(interview.id)["status"]["S"] == "closed"
