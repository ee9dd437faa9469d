"""AWS calls: failures in our words, usage counted, artefacts read back or refused."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import boto3
import pytest
import requests
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ReadTimeoutError,
)

from mianshi.contracts.base import Pointer
from mianshi.contracts.events import TranscribeReceipt, VisionReceipt
from mianshi.contracts.keys import artefact_key, interview_of_upload, upload_key
from mianshi.contracts.media import Recording, VideoStream
from mianshi.contracts.usage import UNITS, Meter
from mianshi.errors import Defect, Transient
from mianshi.platform import clients, inference, meter, objects, secrets, signing, workflow
from mianshi.platform.clock import new_interview_id
from mianshi.platform.settings import Settings, settings


def refusal(code: str, status: int = 400) -> ClientError:
    answer: Any = {"Error": {"Code": code, "Message": "secret words"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, "PutItem")


@pytest.mark.parametrize(
    ("error", "family", "code"),
    [
        (refusal("ThrottlingException"), Transient, "aws_busy"),
        (refusal("ProvisionedThroughputExceededException"), Transient, "aws_busy"),
        (refusal("SlowDown", 503), Transient, "aws_busy"),
        (refusal("NeverHeardOfIt", 500), Transient, "aws_busy"),
        (refusal("AccessDeniedException"), Defect, "aws_refused"),
        (refusal("ValidationException"), Defect, "aws_refused"),
        (refusal("NoSuchBucket", 404), Defect, "aws_refused"),
        (EndpointConnectionError(endpoint_url="https://x"), Transient, "aws_unreachable"),
        (ConnectTimeoutError(endpoint_url="https://x"), Transient, "aws_unreachable"),
        (ReadTimeoutError(endpoint_url="https://x"), Transient, "aws_unreachable"),
        (NoCredentialsError(), Defect, "aws_call_failed"),
    ],
    ids=lambda value: getattr(value, "__name__", None) or (value if isinstance(value, str) else type(value).__name__),
)
def test_a_failure_has_a_family_and_a_code(error: Exception, family: type[Exception], code: str) -> None:
    named = clients.named(error)
    assert type(named) is family
    assert named.code == code
    assert "secret words" not in str(named)
    with pytest.raises(family), clients.calling():
        raise error


def test_other_errors_pass_through() -> None:
    with pytest.raises(ZeroDivisionError), clients.calling():
        raise ZeroDivisionError


# -- keys


def test_only_a_key_we_sign_names_an_interview() -> None:
    interview_id = new_interview_id()
    assert interview_of_upload(upload_key(interview_id, 0)) == interview_id
    assert interview_of_upload(upload_key(interview_id, 999)) == interview_id


@pytest.mark.parametrize(
    "key",
    [
        "",
        "uploads/",
        "uploads/iv_short/0",
        "uploads/iv_01K00000000000000000000000/0/1",
        "uploads/iv_01K00000000000000000000000/x",
        "uploads/iv_01K00000000000000000000000/1000",
        "uploads/iv_01K00000000000000000000000/0\n",
        "uploads/../uploads/iv_01K00000000000000000000000/0",
        "Uploads/iv_01K00000000000000000000000/0",
        "uploads/iv_01k00000000000000000000000/0",
        "interviews/iv_01K00000000000000000000000/0",
    ],
)
def test_any_other_key_names_none(key: str) -> None:
    assert interview_of_upload(key) is None


def test_ids_sort_by_time_and_do_not_repeat() -> None:
    first = new_interview_id()
    time.sleep(0.002)
    made = [new_interview_id() for _ in range(1000)]
    assert len(set(made)) == 1000
    assert all(first < one for one in made)
    assert artefact_key(first, "score", 2, "a.json") == f"interviews/{first}/score/2/a.json"


# -- objects and their meter


@pytest.mark.usefixtures("aws")
def test_a_record_comes_back_as_it_was(tmp_path: Path) -> None:
    where = objects.artefact(new_interview_id(), "vision", 1, "receipt.json")
    record = VisionReceipt(interview_id="iv", segment=3, frames=40)
    assert objects.find_record(where, VisionReceipt) is None
    assert objects.stored(where) is None
    with pytest.raises(Defect, match="artefact_missing"):
        objects.get_record(where, VisionReceipt)
    objects.put_record(where, record)
    assert objects.get_record(where, VisionReceipt) == record
    with pytest.raises(Defect, match="artefact_broken"):
        objects.get_record(where, TranscribeReceipt)
    file = tmp_path / "copy.json"
    objects.download(where, file)
    before = objects.stored(where)
    assert before is not None
    assert before.size_bytes == file.stat().st_size
    objects.upload(file, where, "application/json")
    assert objects.get_record(where, VisionReceipt) == record
    assert objects.stored(where) == before
    objects.put_record(where, record.model_copy(update={"frames": 41}))
    after = objects.stored(where)
    assert after is not None
    assert (after.size_bytes, after.etag != before.etag) == (before.size_bytes, True)


@pytest.mark.usefixtures("aws")
def test_a_missing_bucket_is_no_missing_record() -> None:
    with pytest.raises(Defect, match=r"artefact_missing|aws_refused"):
        objects.get_record(Pointer(bucket="nowhere-at-all", key="x"), VisionReceipt)


@pytest.mark.usefixtures("aws")
def test_calls_are_counted_in_the_units_of_the_price_book(tmp_path: Path) -> None:
    where = objects.work(new_interview_id(), 1, "x.json")
    meter.reset()
    objects.put_record(where, VisionReceipt(interview_id="iv", segment=0, frames=0))
    objects.stored(where)
    objects.find_record(where, VisionReceipt)
    signing.signature("x")
    workflow.announce("interview.scored", VisionReceipt(interview_id="iv", segment=0, frames=0))
    counted = {usage.meter: usage.quantity for usage in meter.counted()}
    assert counted == {Meter.S3_WRITES: 1, Meter.S3_READS: 2, Meter.SECRETS_CALLS: 1, Meter.EVENTS: 1}
    assert set(UNITS) == set(Meter)
    meter.reset()
    assert meter.counted() == []


@pytest.mark.usefixtures("aws")
def test_a_signed_post_fixes_key_type_and_size() -> None:
    import base64
    import json

    key = upload_key(new_interview_id(), 0)
    form = objects.signed_post(key, 1000, 60)
    conditions = json.loads(base64.b64decode(form["fields"]["policy"]))["conditions"]
    assert {"key": key} in conditions
    assert ["content-length-range", 0, 1000] in conditions
    assert {"Content-Type": "application/octet-stream"} in conditions


@pytest.mark.usefixtures("aws")
def test_what_was_posted_as_bytes_is_played_as_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "recording").write_bytes(b"frames")
    where = Pointer(bucket=settings().uploads, key=upload_key(new_interview_id(), 0))
    objects.upload(tmp_path / "recording", where, "application/octet-stream")
    answer = requests.get(objects.signed_get(where, 60, "video/mp4"), timeout=10)
    assert (answer.headers["Content-Type"], answer.content) == ("video/mp4", b"frames")


@pytest.mark.parametrize(
    ("container", "seen", "kind"),
    [
        ("mov,mp4,m4a,3gp,3g2,mj2", True, "video/mp4"),
        ("mov,mp4,m4a,3gp,3g2,mj2", False, "audio/mp4"),
        ("matroska,webm", True, "video/webm"),
        ("matroska,webm", False, "audio/webm"),
        ("mp3", False, "audio/mpeg"),
        ("wav", False, "audio/wav"),
        ("html", True, "application/octet-stream"),
    ],
)
def test_a_recording_has_the_media_type_of_its_container(container: str, seen: bool, kind: str) -> None:
    picture = VideoStream(codec="h264", width=1, height=1) if seen else None
    found = Recording(container=container, size_bytes=1, duration_ms=1, readable_ms=1, video=picture, audio=None)
    assert found.media_type == kind
    assert Recording.model_validate_json(found.model_dump_json()) == found


# -- settings


def test_every_missing_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    settings.cache_clear()
    with pytest.raises(Defect, match=r"bad_settings: .*TABLE, UPLOADS, ARTEFACTS, PRICE_BOOKS, AWS_REGION"):
        settings()
    settings.cache_clear()


@pytest.mark.usefixtures("aws")
def test_a_setting_a_function_needs_is_asked_for_by_name() -> None:
    assert settings().require("signing_key") == "signing-key"
    with pytest.raises(Defect, match="missing_setting: the environment variable SPEECH_ENDPOINT"):
        settings().require("speech_endpoint")


# -- signatures


@pytest.mark.usefixtures("aws")
def test_a_signature_is_ours_and_for_one_thing() -> None:
    ours = signing.signature("link:report:a")
    assert signing.signed("link:report:a", ours) is True
    forged = ["", "0" * 20, ours.upper(), ours + "0", ours[:-1], "é" * 20, signing.signature("link:interview:a")]
    assert [given for given in forged if signing.signed("link:report:a", given)] == []
    assert signing.pseudonym("203.0.113.7") == signing.pseudonym("203.0.113.7") != signing.pseudonym("203.0.113.8")
    assert "203" not in signing.pseudonym("203.0.113.7")


@pytest.mark.usefixtures("aws")
def test_a_new_signing_key_ends_every_signature() -> None:
    ours = signing.signature("x")
    boto3.client("secretsmanager").put_secret_value(SecretId="signing-key", SecretString="another")
    assert signing.signed("x", ours) is True  # the old key is kept for five minutes
    secrets._kept.clear()
    assert signing.signed("x", ours) is False


# -- notifications of the endpoint


def test_notifications_are_read_as_aws_writes_them() -> None:
    import json

    done = {
        "invocationStatus": "Completed",
        "inferenceId": "iv:transcribe:1:0:0",
        "responseParameters": {"outputLocation": "s3://bucket/work/a%20b.out"},
    }
    failed = {"invocationStatus": "Failed", "inferenceId": "x", "failureReason": "ClientError: no"}
    event = {"Records": [{"Sns": {"Message": json.dumps(message)}} for message in (done, failed)]}
    first, second = inference.results(event)
    assert first.output == Pointer(bucket="bucket", key="work/a b.out")
    assert (second.output, second.failure) == (None, "ClientError: no")


@pytest.mark.parametrize("message", ["", "[]", "null", '"text"', "{}", '{"invocationStatus": "Completed"}'])
def test_any_other_message_is_ours_to_look_at(message: str) -> None:
    with pytest.raises(Defect, match="bad_notification"):
        inference.results({"Records": [{"Sns": {"Message": message}}]})
