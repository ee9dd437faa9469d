"""A job, its candidate and an interview of theirs, put into a running cloud's table as the doors would put them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from mianshi.contracts.base import Bilingual
from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Candidate, CandidateRequest, Job
from mianshi.platform.clock import timestamp
from mianshi.scoring.roles import load_role
from support.pipeline import Pipeline

JOB = "jb_01K00000000000000000000000"


def put(house: Pipeline, pk: str, sk: str, body: str, **more: Any) -> None:
    item = {"pk": {"S": pk}, "sk": {"S": sk}, "body": {"S": body}, "revision": {"N": "0"}} | more
    house.cloud.client("dynamodb").put_item(TableName=house.cloud.outputs["TableName"], Item=item)


def item(house: Pipeline, pk: str, sk: str) -> dict[str, Any]:
    key = {"pk": {"S": pk}, "sk": {"S": sk}}
    found = house.cloud.client("dynamodb").get_item(TableName=house.cloud.outputs["TableName"], Key=key)
    return dict(found["Item"])


def person(house: Pipeline, number: int, **facts: Any) -> Candidate:
    """A candidate of the one job, which is there, too."""
    now = timestamp()
    job = Job(
        id=JOB, title=Bilingual(zh="店长", en="Manager"), owner="local", role="seen", role_version="v", policy="cn",
        created_at=now, changed_at=now,
    )  # fmt: skip
    put(house, f"JOB#{JOB}", "META", job.model_dump_json())
    known = Candidate(id=f"ca_{number:026d}", job_id=JOB, name="李雷", created_at=now, created_by="local", **facts)
    put(house, f"JOB#{JOB}", f"CANDIDATE#{known.id}", known.model_dump_json())
    return known


def candidate(house: Pipeline, candidate_id: str) -> Candidate:
    return Candidate.model_validate_json(item(house, f"JOB#{JOB}", f"CANDIDATE#{candidate_id}")["body"]["S"])


def asked(house: Pipeline, request: CandidateRequest) -> None:
    sk = f"REQUEST#{request.candidate_id}#{request.id}"
    put(house, f"JOB#{request.job_id}", sk, request.model_dump_json())


def request(house: Pipeline, candidate_id: str, request_id: str) -> CandidateRequest:
    found = item(house, f"JOB#{JOB}", f"REQUEST#{candidate_id}#{request_id}")
    return CandidateRequest.model_validate_json(found["body"]["S"])


def interview(house: Pipeline, kinds: Sequence[str], **facts: Any) -> Interview:
    """An interview whose answers come in these ways, of a role that asks for a picture."""
    role = load_role("retail_store_manager").model_dump(mode="json") | {"video_required": True, "id": "seen"}
    new = house.create(names=[f"{n}.mp4" for n in range(len(kinds))], role_definition=role)
    row = house.row(new.interview_id)
    body = json.loads(row["body"]["S"]) | facts
    body["uploads"] = [upload | {"kind": kind} for upload, kind in zip(body["uploads"], kinds, strict=True)]
    house.cloud.client("dynamodb").put_item(
        TableName=house.cloud.outputs["TableName"], Item=row | {"body": {"S": json.dumps(body)}}
    )
    return Interview.model_validate(body)


def hand_in(house: Pipeline, known: Interview, answers: Sequence[bytes]) -> None:
    bucket = house.cloud.outputs["UploadBucketName"]
    for upload, answer in zip(known.uploads, answers, strict=True):
        house.cloud.client("s3").put_object(Bucket=bucket, Key=upload.key, Body=answer)
