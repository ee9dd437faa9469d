"""An interview is scored anew by a newer version of its role: from what was said, and the old result stays."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mianshi.contracts.base import Bilingual
from mianshi.contracts.events import Interview, Rescoring, Scoring
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.role import Role
from mianshi.scoring.roles import role_version
from support import hired
from support.heard import COACHING, COMPLAINT
from support.pipeline import Pipeline, eventually

pytestmark = pytest.mark.models

TYPED = ["".join(COMPLAINT), "\n".join(COACHING)]


def _newer(house: Pipeline, known: Interview, attempt: int, told: str) -> Role:
    """The role with other weights and with a key point told otherwise, laid under the next attempt."""
    s3, bucket = house.cloud.client("s3"), house.cloud.outputs["ArtefactBucketName"]
    raw = json.loads(s3.get_object(Bucket=bucket, Key=f"interviews/{known.id}/role/0/role.json")["Body"].read())
    role = Role.model_validate(raw)
    first, second, *rest = role.competencies
    point = first.key_points[0].model_copy(update={"shown_when": Bilingual(zh=told, en=told)})
    first = first.model_copy(update={"weight": first.weight - 5, "key_points": [point, *first.key_points[1:]]})
    second = second.model_copy(update={"weight": second.weight + 5})
    newer = Role.model_validate(
        role.model_copy(update={"competencies": [first, second, *rest]}).model_dump(mode="json")
    )
    key = f"interviews/{known.id}/role/{attempt}/role.json"
    s3.put_object(Bucket=bucket, Key=key, Body=newer.model_dump_json().encode())
    return newer


def _anew(house: Pipeline, known: Interview, newer: Role, attempt: int) -> None:
    """As `platform.store.interviews.rescore` leaves the row, and the run that follows."""
    row = house.row(known.id)
    body = json.loads(row["body"]["S"])
    before = Scoring(
        attempt=attempt - 1, role_attempt=body["role_attempt"], role_version=body["role_version"],
        outcome=Outcome.SCORED, total=int(row["total"]["N"]), closed_at=row["closed_at"]["S"],
    )  # fmt: skip
    wish = Rescoring(by="lin", by_name="Lin", reason="weights", at="2026-11-28T00:00:00Z")
    body |= {"role_version": role_version(newer), "role_attempt": attempt, "rescoring": wish.model_dump(mode="json")}
    body["earlier"] = [*body["earlier"], before.model_dump(mode="json")]
    kept = {k: v for k, v in row.items() if k not in ("execution", "outcome", "closed_at", "total", "reason")}
    opened: dict[str, Any] = {"status": {"S": "awaiting_upload"}, "body": {"S": json.dumps(body)}}
    house.cloud.client("dynamodb").put_item(TableName=house.cloud.outputs["TableName"], Item=kept | opened)
    task = {
        "detail": {
            "bucket": {"name": house.cloud.outputs["UploadBucketName"]},
            "object": {"key": f"uploads/{known.id}/0"},
        }
    }
    house.cloud.client("stepfunctions").start_execution(
        stateMachineArn=house.cloud.outputs["InterviewMachineArn"],
        name=f"anew-{known.id}-{attempt}",
        input=json.dumps(task),
    )


def test_a_newer_role_judges_the_same_words_and_what_fails_leaves_the_result(house: Pipeline) -> None:
    known = hired.interview(house, ("text", "text"))
    hired.hand_in(house, known, [text.encode() for text in TYPED])
    assert house.closed(known.id).outcome is Outcome.SCORED
    first = house.row(known.id, "SCORECARD#0001")["body"]["S"]
    said = house.client.part(known.id, "transcript")
    s3, bucket = house.cloud.client("s3"), house.cloud.outputs["UploadBucketName"]
    for upload in known.uploads:  # the answers themselves expire long before the words
        s3.delete_object(Bucket=bucket, Key=upload.key)

    newer = _newer(house, known, 2, "候选人先听顾客说完。")
    _anew(house, known, newer, 2)
    eventually(lambda: house.row(known.id)["status"]["S"] == "closed" or None)
    card = house.client.part(known.id, "scorecard")
    assert (card["outcome"], card["role_version"]) == ("scored", role_version(newer))
    assert [c["weight"] for c in card["competencies"]] == [c.weight for c in newer.competencies]
    assert house.row(known.id, "SCORECARD#0001")["body"]["S"] == first
    assert house.client.part(known.id, "transcript") == said
    assert int(house.row(known.id)["attempt"]["N"]) == 2
    assert [row["sk"]["S"] for row in house.rows(known.id, "SCORECARD#")] == ["SCORECARD#0001", "SCORECARD#0002"]

    house.stub.rater_will("400", "400")
    _anew(house, known, _newer(house, known, 3, "候选人说了一句谁也没说过的话。"), 3)
    eventually(lambda: house.row(known.id)["status"]["S"] == "closed" or None)
    row, body = house.row(known.id), json.loads(house.row(known.id)["body"]["S"])
    assert (row["attempt"]["N"], row["total"]["N"], row["outcome"]["S"]) == ("2", str(card["total"]), "scored")
    assert (body["role_version"], body["role_attempt"], len(body["earlier"])) == (role_version(newer), 2, 1)
    assert house.client.part(known.id, "scorecard") == card
