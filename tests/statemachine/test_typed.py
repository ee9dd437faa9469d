"""Typed answers go the same way as recorded ones, without anything to hear or to see; an interview of a job is counted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mianshi.contracts.hiring import LONGEST_TEXT
from mianshi.contracts.outcomes import REASON_SENTENCES, Outcome, Reason
from mianshi.finance.reports import grand_totals
from support import hired
from support.heard import COACHING, COMPLAINT
from support.html import Document
from support.pipeline import Pipeline

pytestmark = pytest.mark.models

TYPED = ["".join(COMPLAINT), "\n".join(COACHING)]


def entered(house: Pipeline, interview_id: str) -> list[str]:
    runs = [house.history(interview_id, n) for n in range(len(house.executions(interview_id)))]
    events = [event for run in runs for event in run]
    return [e["stateEnteredEventDetails"]["name"] for e in events if e["type"].endswith("StateEntered")]


def test_an_interview_that_was_typed_is_scored_without_a_recording(house: Pipeline) -> None:
    interview = hired.interview(house, ("text", "text"))  # a role that wants a picture takes text all the same
    hired.hand_in(house, interview, [text.encode() for text in TYPED])
    view = house.closed(interview.id)
    assert view.outcome is Outcome.SCORED, house.explain(view.id)
    states = entered(house, view.id)
    assert {"Transcribe", "Segments", "Vision"} & set(states) == set()
    assert (states.count("Language"), "Closed" in states) == (2, True)
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
    assert total.amount_micro
    assert total.unpriced == 0
    assert house.ledger(view.id, "transcribe") == []


def test_typed_and_recorded_answers_make_one_scorecard_and_one_line_in_the_funnel(
    house: Pipeline, recording: Path
) -> None:
    known = hired.person(house, 1)
    facts = {"job_id": known.job_id, "candidate_id": known.id, "extra_time": True}
    interview = hired.interview(house, ("recording", "text"), **facts)
    house.stub.says(COMPLAINT)
    hired.hand_in(house, interview, [recording.read_bytes(), TYPED[1].encode()])
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

    candidate = hired.candidate(house, known.id)
    assert (candidate.stage, candidate.submitted_at is not None) == ("submitted", True)
    [week] = house.cloud.client("dynamodb").query(
        TableName=house.cloud.outputs["TableName"],
        IndexName="listed",
        KeyConditionExpression="list_pk = :p",
        ExpressionAttributeValues={":p": {"S": f"FUNNEL#{known.job_id}"}},
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
    ids=("empty", "not_text", "text_too_long"),
)
def test_what_is_no_answer_is_refused_by_name(house: Pipeline, answer: bytes, reason: Reason) -> None:
    interview = hired.interview(house, ("text",))
    hired.hand_in(house, interview, [answer])
    view = house.closed(interview.id)
    assert (view.outcome, view.reason) == (Outcome.REJECTED, reason), house.explain(view.id)
    assert view.sentence == REASON_SENTENCES[reason]


def test_who_has_withdrawn_is_not_worked_on(house: Pipeline) -> None:
    gone = hired.person(house, 2, stage="withdrawn")
    interview = hired.interview(house, ("text",), job_id=gone.job_id, candidate_id=gone.id)
    hired.hand_in(house, interview, [TYPED[0].encode()])
    house.executions(interview.id)
    assert entered(house, interview.id)[-1] == "NotOurs"
    assert house.row(interview.id)["status"]["S"] == "awaiting_upload"


def test_a_question_of_their_own_is_kept_and_moves_no_score(house: Pipeline) -> None:
    plain = hired.interview(house, ("text", "text"))
    hired.hand_in(house, plain, [text.encode() for text in TYPED])
    own = hired.interview(house, ("text", "text", "text"))
    row = house.row(own.id)
    body = own.model_dump(mode="json")
    body["uploads"][2] |= {"scored": False, "question": "你的简历写到带队十人，怎么分工？"}
    item = row | {"body": {"S": json.dumps(body)}}
    house.cloud.client("dynamodb").put_item(TableName=house.cloud.outputs["TableName"], Item=item)
    said = "我骂了顾客，然后把门店的账交给别人去对，什么也没有做。" * 20
    hired.hand_in(house, own, [*(text.encode() for text in TYPED), said.encode()])
    cards = []
    for known in (plain, own):
        view = house.closed(known.id)
        assert view.outcome is Outcome.SCORED, house.explain(view.id)
        cards.append(house.client.part(known.id, "scorecard"))
    for part in ("total", "competencies", "gates", "recommendation", "notes"):
        assert cards[0][part] == cards[1][part], part
    assert [t["answer"] for t in house.client.part(own.id, "transcript")] == [0, 1, 2]
    report = house.client.report(own.id, "beside")
    assert said[:12] in report and "个人问题，不计分" in report
