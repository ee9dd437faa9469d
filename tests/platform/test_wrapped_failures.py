"""Failures that a library wraps before we see them keep their family."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, IncompleteReadError, ReadTimeoutError
from pynamodb.exceptions import GetError, TransactWriteError

from mianshi.contracts.base import Pointer
from mianshi.errors import Defect, Transient
from mianshi.platform import clients, objects, secrets


def answer(code: str, status: int = 400) -> ClientError:
    said: Any = {"Error": {"Code": code, "Message": "x"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(said, "Call")


def breaking(monkeypatch: pytest.MonkeyPatch, service: str, operation: str, error: Exception) -> None:
    """Every call of `operation` fails as if AWS had said so, below the libraries that wrap it."""

    def fail(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(clients.client(service), operation, fail)


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize(("code", "family"), [("SlowDown", Transient), ("AccessDenied", Defect)])
def test_an_upload_that_s3_turned_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, family: type[Exception]
) -> None:
    (tmp_path / "clip").write_bytes(b"x")
    breaking(monkeypatch, "s3", "put_object", answer(code))
    with pytest.raises(family, match=code):
        objects.upload(tmp_path / "clip", Pointer(bucket="platform-artefacts", key="work/clip"), "video/x-matroska")


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize(
    ("error", "family"),
    [
        (answer("SlowDown"), Transient),
        (answer("AccessDenied"), Defect),
        (ReadTimeoutError(endpoint_url="x"), Transient),
    ],
)
def test_a_download_that_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, family: type[Exception]
) -> None:
    where = Pointer(bucket="platform-artefacts", key="work/clip")
    clients.client("s3").put_object(Bucket=where.bucket, Key=where.key, Body=b"x")
    breaking(monkeypatch, "s3", "get_object", error)
    with pytest.raises(family):
        objects.download(where, tmp_path / "clip")


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize(("code", "family"), [("ThrottlingException", Transient), ("AccessDenied", Defect)])
def test_a_secret_that_could_not_be_read(monkeypatch: pytest.MonkeyPatch, code: str, family: type[Exception]) -> None:
    breaking(monkeypatch, "secretsmanager", "get_secret_value", answer(code))
    with pytest.raises(family, match=code):
        secrets.secret("portal-key")


@pytest.mark.parametrize(
    ("error", "family"),
    [
        (GetError("no", EndpointConnectionError(endpoint_url="https://x")), Transient),
        (GetError("no", answer("ProvisionedThroughputExceededException")), Transient),
        (GetError("no", answer("NeverHeardOfIt", 500)), Transient),
        (GetError("no", answer("ValidationException")), Defect),
        (TransactWriteError("no", answer("TransactionCanceledException")), Transient),
        (IncompleteReadError(actual_bytes=1, expected_bytes=2), Transient),
    ],
    ids=["unreachable", "throttled", "broken", "wrong", "met another write", "cut"],
)
def test_what_is_below_decides(error: Exception, family: type[Exception]) -> None:
    assert type(clients.named(error)) is family


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1", "ap-southeast-1", "eu-central-1", "cn-north-1"])
def test_addresses_are_signed_the_new_way_for_the_bucket_s_own_host(
    monkeypatch: pytest.MonkeyPatch, region: str
) -> None:
    for name, value in {"AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s", "AWS_DEFAULT_REGION": region}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    clients.client.cache_clear()
    s3 = clients.client("s3")
    clients.client.cache_clear()
    form = s3.generate_presigned_post("uploads-of-ours", "k")
    read = s3.generate_presigned_url("get_object", Params={"Bucket": "uploads-of-ours", "Key": "k"})
    assert form["fields"]["x-amz-algorithm"] == "AWS4-HMAC-SHA256"
    assert "X-Amz-Algorithm=AWS4-HMAC-SHA256" in read
    hosts = {"https://uploads-of-ours.s3.amazonaws.com/"} if region == "us-east-1" else set()
    assert form["url"] in hosts | {f"https://uploads-of-ours.s3.{region}.amazonaws.com{'.cn' * (region[:3] == 'cn-')}/"}
