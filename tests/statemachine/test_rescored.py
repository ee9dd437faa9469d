"""An interview is scored anew by a newer version of its role: from what was said, and the old result stays."""

from __future__ import annotations

import json

import pytest

from mianshi.contracts.base import Bilingual
from mianshi.contracts.events import Interview, Rescoring, RescoringRun
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.role import Role
from mianshi.platform.clock import new_interview_id, timestamp
from mianshi.scoring.roles import role_version
from support import hired
from support.heard import COACHING, COMPLAINT
from support.pipeline import Pipeline, eventually

pytestmark = pytest.mark.models

TYPED = ["".join(COMPLAINT), "\n".join(COACHING)]


def _newer(house: Pipeline, known: Interview, told: str) -> Role:
    """The role with other weights and with a key point told otherwise."""
    s3, bucket = house.cloud.client("s3"), house.cloud.outputs["ArtefactBucketName"]
    raw = json.loads(s3.get_object(Bucket=bucket, Key=f"interviews/{known.id}/role/0/role.json")["Body"].read())
    role = Role.model_validate(raw)
    first, second, *rest = role.competencies
    point = first.key_points[0].model_copy(update={"shown_when": Bilingual(zh=told, en=told)})
    first = first.model_copy(update={"weight": first.weight - 5, "key_points": [point, *first.key_points[1:]]})
    second = second.model_copy(update={"weight": second.weight + 5})
    return Role.model_validate(role.model_copy(update={"competencies": [first, second, *rest]}).model_dump(mode="json"))


def _anew(house: Pipeline, known: Interview, newer: Role, number: int) -> Interview:
    """As `doors.rescoring.start` leaves the run, which is of its own; what it comes to."""
    body = json.loads(house.row(known.id)["body"]["S"])
    run_id = new_interview_id()
    wish = Rescoring(
        of=known.id, attempt=1, number=number, by="lin", by_name="Lin", reason="weights", at=timestamp()
    )  # fmt: skip
    uploads = [upload | {"key": f"uploads/{run_id}/{upload['answer']}"} for upload in body["uploads"]]
    run = Interview.model_validate(
        body | {"id": run_id, "role_version": role_version(newer), "uploads": uploads, "number": 0, "earlier": [],
                "rescoring": wish.model_dump(mode="json")}
    )  # fmt: skip
    waiting = {"status": {"S": "awaiting_upload"}, "attempt": {"N": "0"}}
    hired.put(house, f"IV#{run_id}", "META", run.model_dump_json(), **waiting)
    s3, artefacts = house.cloud.client("s3"), house.cloud.outputs["ArtefactBucketName"]
    for place in (f"{run_id}/role/0", f"{known.id}/role/{number}"):
        s3.put_object(Bucket=artefacts, Key=f"interviews/{place}/role.json", Body=newer.model_dump_json().encode())
    note = RescoringRun(run=run_id, role_version=run.role_version, at=wish.at)
    hired.put(house, f"IV#{known.id}", f"ANEW#{number:04d}", note.model_dump_json())
    bucket = house.cloud.outputs["UploadBucketName"]
    task = {"detail": {"bucket": {"name": bucket}, "object": {"key": f"uploads/{run_id}/0"}}}
    states, machine = house.cloud.client("stepfunctions"), house.cloud.outputs["InterviewMachineArn"]
    states.start_execution(stateMachineArn=machine, name=f"anew-{run_id}", input=json.dumps(task))
    eventually(lambda: house.row(run_id)["status"]["S"] == "closed" or None)
    return run


def test_a_newer_role_judges_the_same_words_and_what_fails_leaves_the_result(house: Pipeline) -> None:
    known = hired.interview(house, ("text", "text"))
    hired.hand_in(house, known, [text.encode() for text in TYPED])
    assert house.closed(known.id).outcome is Outcome.SCORED
    first = house.row(known.id, "SCORECARD#0001")["body"]["S"]
    said, told = house.client.part(known.id, "transcript"), len(house.rows(known.id, "OUTBOX#"))
    spent = len(house.ledger(known.id))
    s3, bucket = house.cloud.client("s3"), house.cloud.outputs["UploadBucketName"]
    for upload in known.uploads:  # the answers themselves expire long before the words
        s3.delete_object(Bucket=bucket, Key=upload.key)
    kept = house.keys(known.id)

    newer = _newer(house, known, "候选人先听顾客说完。")
    run = _anew(house, known, newer, 2)
    card = house.client.part(known.id, "scorecard")
    assert (card["outcome"], card["role_version"]) == ("scored", role_version(newer)), house.explain(run.id)
    assert card["interview_id"] == known.id
    assert [c["weight"] for c in card["competencies"]] == [c.weight for c in newer.competencies]
    assert house.row(known.id, "SCORECARD#0001")["body"]["S"] == first
    assert house.client.part(known.id, "transcript") == said
    assert sorted(set(house.keys(known.id)) - set(kept)) == [f"interviews/{known.id}/role/2/role.json"]
    row, body = house.row(known.id), json.loads(house.row(known.id)["body"]["S"])
    assert (row["attempt"]["N"], row["total"]["N"], row["status"]["S"]) == ("1", str(card["total"]), "closed")
    assert (body["number"], [one["number"] for one in body["earlier"]]) == (2, [1])
    assert len(house.rows(known.id, "OUTBOX#")) == told, "nobody said that others are told"
    assert house.keys(run.id) and not [key for key in house.keys(run.id) if "transcript" in key]
    assert len(house.ledger(known.id)) > spent, "what it cost is a cost of the interview"

    house.stub.rater_will("400", "400")
    failed = _anew(house, known, _newer(house, known, "候选人说了一句谁也没说过的话。"), 3)
    assert house.row(failed.id)["reason"]["S"] == "rater_unavailable"
    assert house.row(known.id) == row
    assert house.client.part(known.id, "scorecard") == card
