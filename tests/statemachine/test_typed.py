"""Typed answers go the same way as recorded ones, without anything to hear or to see; an interview of a job is counted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import LONGEST_TEXT, Candidate
from mianshi.contracts.outcomes import REASON_SENTENCES, Outcome, Reason
from mianshi.finance.reports import grand_totals
from mianshi.scoring.roles import load_role
from support.heard import COACHING, COMPLAINT
from support.html import Document
from support.pipeline import Pipeline

pytestmark = pytest.mark.models

TYPED = ["".join(COMPLAINT), "\n".join(COACHING)]
CANDIDATE = Candidate(
    id="ca_01K00000000000000000000000",
    job_id="jb_01K00000000000000000000000",
    name="李雷",
    created_at="",
    created_by="hr",
)


def created(house: Pipeline, kinds: Sequence[str], **facts: Any) -> Interview:
    """An interview whose answers come as told, with other facts of its row."""
    role = load_role("retail_store_manager").model_dump(mode="json") | {"video_required": True, "id": "seen"}
    new = house.create(names=[f"{n}.mp4" for n in range(len(kinds))], role_definition=role)
    row = house.row(new.interview_id)
    body = json.loads(row["body"]["S"]) | facts
    body["uploads"] = [upload | {"kind": kind} for upload, kind in zip(body["uploads"], kinds, strict=True)]
    put(house, row | {"body": {"S": json.dumps(body)}})
    return Interview.model_validate(body)


def put(house: Pipeline, row: dict[str, Any]) -> None:
    house.cloud.client("dynamodb").put_item(TableName=house.cloud.outputs["TableName"], Item=row)


def hand_in(house: Pipeline, interview: Interview, answers: Sequence[bytes]) -> None:
    for upload, answer in zip(interview.uploads, answers, strict=True):
        bucket = house.cloud.outputs["UploadBucketName"]
        house.cloud.client("s3").put_object(Bucket=bucket, Key=upload.key, Body=answer)


def item(house: Pipeline, pk: str, sk: str) -> dict[str, Any]:
    key = {"pk": {"S": pk}, "sk": {"S": sk}}
    found = house.cloud.client("dynamodb").get_item(TableName=house.cloud.outputs["TableName"], Key=key)
    return dict(found["Item"])


def entered(house: Pipeline, interview_id: str) -> list[str]:
    runs = [house.history(interview_id, n) for n in range(len(house.executions(interview_id)))]
    events = [event for run in runs for event in run]
    return [e["stateEnteredEventDetails"]["name"] for e in events if e["type"].endswith("StateEntered")]


def test_an_interview_that_was_typed_is_scored_without_a_recording(house: Pipeline) -> None:
    interview = created(house, ("text", "text"))  # a role that wants a picture takes text all the same
    hand_in(house, interview, [text.encode() for text in TYPED])
    view = house.closed(interview.id)
    assert view.outcome is Outcome.SCORED, house.explain(view.id)
    states = entered(house, view.id)
    assert {"Transcribe", "Segments", "Vision"} & set(states) == set()
    assert (states.count("Language"), states[-1]) == (2, "Closed")
    assert {s.state: s.status for s in view.progress}["Transcribe"] == "skipped"
    assert house.stub.requests(view.id) == []

    transcripts = house.client.part(view.id, "transcript")
    assert ["".join(s["text"] for s in t["sentences"]) for t in transcripts] == ["".join(COMPLAINT), "".join(COACHING)]
    assert [(t["spoken"], t["delivery"], t["sound"]) for t in transcripts] == [(False, None, None)] * 2
    card = house.client.part(view.id, "scorecard")
    assert {gate["name"]: gate["passed"] for gate in card["gates"]}["enough_speech"]
    assert {"sound", "recording_readable", "recognition_confidence"}.isdisjoint(gate["name"] for gate in card["gates"])
    quotes = [e["quote"] for c in card["competencies"] for e in c["evidence"]]
    assert quotes
    page = Document(house.client.report(view.id, "beside"))
    assert {"video", "audio"} & {tag for tag, _ in page.tags} == set()

    [total] = grand_totals(house.ledger(view.id))
    assert (total.amount_micro > 0, total.unpriced) == (True, 0)
    assert house.ledger(view.id, "transcribe") == []


def test_typed_and_recorded_answers_make_one_scorecard_and_one_line_in_the_funnel(
    house: Pipeline, recording: Path
) -> None:
    facts = {"job_id": CANDIDATE.job_id, "candidate_id": CANDIDATE.id, "extra_time": True}
    place = (f"JOB#{CANDIDATE.job_id}", f"CANDIDATE#{CANDIDATE.id}")
    stored = {"body": {"S": CANDIDATE.model_dump_json()}, "revision": {"N": "0"}}
    put(house, {"pk": {"S": place[0]}, "sk": {"S": place[1]}} | stored)
    interview = created(house, ("recording", "text"), **facts)
    house.stub.says(COMPLAINT)
    hand_in(house, interview, [recording.read_bytes(), TYPED[1].encode()])
    view = house.closed(interview.id)
    assert view.outcome is Outcome.SCORED, house.explain(view.id)
    transcripts = house.client.part(view.id, "transcript")
    assert [t["spoken"] for t in transcripts] == [True, False]
    assert transcripts[0]["delivery"] is None  # more time was asked for
    assert transcripts[0]["sound"]["voice"] is None
    card = house.client.part(view.id, "scorecard")
    assert {gate["name"]: gate["passed"] for gate in card["gates"] if gate["name"] in ("sound", "enough_speech")} == {
        "sound": True,
        "enough_speech": True,
    }
    assert {e["answer"] for c in card["competencies"] for e in c["evidence"]} == {0, 1}

    candidate = Candidate.model_validate_json(item(house, *place)["body"]["S"])
    assert (candidate.stage, candidate.submitted_at is not None) == ("submitted", True)
    [week] = house.cloud.client("dynamodb").query(
        TableName=house.cloud.outputs["TableName"],
        IndexName="listed",
        KeyConditionExpression="list_pk = :p",
        ExpressionAttributeValues={":p": {"S": f"FUNNEL#{CANDIDATE.job_id}"}},
    )["Items"]
    counts = {name: value["N"] for name, value in week.items() if name.startswith("n_")}
    forward = {"n_forward": "1"} if card["recommendation"] == "forward" else {}
    assert counts == {"n_submitted": "1", "n_scored": "1"} | forward


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b" \n\xe3\x80\x80", Reason.EMPTY),
        (b"\xff\xfe\x00", Reason.NOT_TEXT),
        (("字" * (LONGEST_TEXT + 1)).encode(), Reason.TEXT_TOO_LONG),
    ],
    ids=str,
)
def test_what_is_no_answer_is_refused_by_name(house: Pipeline, answer: bytes, reason: Reason) -> None:
    interview = created(house, ("text",))
    hand_in(house, interview, [answer])
    view = house.closed(interview.id)
    assert (view.outcome, view.reason) == (Outcome.REJECTED, reason), house.explain(view.id)
    assert view.sentence == REASON_SENTENCES[reason]


def test_who_has_withdrawn_is_not_worked_on(house: Pipeline) -> None:
    gone = CANDIDATE.model_copy(update={"id": "ca_01K00000000000000000000001", "stage": "withdrawn"})
    stored = {"body": {"S": gone.model_dump_json()}, "revision": {"N": "0"}}
    put(house, {"pk": {"S": f"JOB#{gone.job_id}"}, "sk": {"S": f"CANDIDATE#{gone.id}"}} | stored)
    interview = created(house, ("text",), job_id=gone.job_id, candidate_id=gone.id)
    hand_in(house, interview, [TYPED[0].encode()])
    house.executions(interview.id)
    assert entered(house, interview.id)[-1] == "NotOurs"
    assert house.row(interview.id)["status"]["S"] == "awaiting_upload"
