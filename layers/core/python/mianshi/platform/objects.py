"""Artefacts and recordings in S3."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from botocore.exceptions import ClientError
from pydantic import ValidationError

from mianshi.contracts.base import Pointer, Record
from mianshi.contracts.events import Interview
from mianshi.contracts.keys import artefact_key
from mianshi.errors import Defect, Transient
from mianshi.platform.clients import calling, client
from mianshi.platform.settings import settings

R = TypeVar("R", bound=Record)


def artefact(interview_id: str, stage: str, attempt: int, name: str) -> Pointer:
    """Where a stage keeps an artefact."""
    return Pointer(bucket=settings().artefacts, key=artefact_key(interview_id, stage, attempt, name))


def role_of(interview: Interview) -> Pointer:
    """Where the copy of the role lies that an interview is scored by."""
    return artefact(interview.id, "role", interview.number, "role.json")


def work(interview_id: str, attempt: int, name: str) -> Pointer:
    """Where a stage keeps media that is needed for this run only; a lifecycle rule deletes it after days."""
    return Pointer(bucket=settings().artefacts, key=f"work/{interview_id}/{attempt}/{name}")


def memory(kind: str, key: str) -> Pointer:
    """Where something is kept that belongs to no interview: answers by the hash of what was asked."""
    return Pointer(bucket=settings().artefacts, key=f"{kind}/{key}.json")


def job_role(job_id: str, version: str) -> Pointer:
    """Where a version of a job's role is kept, for as long as the job is."""
    return Pointer(bucket=settings().artefacts, key=f"jobs/{job_id}/{version}.json")


def posting(job_id: str, version: str) -> Pointer:
    """Where a version of a job's text and requirements is kept, for as long as the job is."""
    return Pointer(bucket=settings().artefacts, key=f"jobs/{job_id}/postings/{version}.json")


def study(role_id: str) -> Pointer:
    """Where the newest study of a role is kept. A role may be called anything, so a hash stands for its id."""
    return Pointer(
        bucket=settings().artefacts, key=f"learning/{hashlib.sha256(role_id.encode()).hexdigest()[:32]}.json"
    )


def costs_of(day: str) -> Pointer:
    """Where a final day of the ledger (``YYYY-MM-DD``), or a closed month (``YYYY-MM``), is kept added up."""
    return Pointer(bucket=settings().artefacts, key=f"costs/{day[:7]}/{day}.json")


def costs_so_far(day: str) -> Pointer:
    """Where it is kept how far a day that is not final is added up."""
    return Pointer(bucket=settings().artefacts, key=f"costs/open/{day}.json")


def put_record(where: Pointer, record: Record) -> None:
    """Store a record as JSON."""
    with calling():
        client("s3").put_object(
            Bucket=where.bucket, Key=where.key, Body=record.model_dump_json().encode(), ContentType="application/json"
        )


def create_record(where: Pointer, record: Record) -> bool:
    """Store a record as JSON where nothing lies yet; False, and nothing changes, where something does."""
    with calling():
        try:
            client("s3").put_object(
                Bucket=where.bucket,
                Key=where.key,
                Body=record.model_dump_json().encode(),
                ContentType="application/json",
                IfNoneMatch="*",
            )
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in _ALREADY_THERE:
                return False
            raise
    return True


_ALREADY_THERE = frozenset({"PreconditionFailed", "ConditionalRequestConflict"})
"""Something lies there, or somebody else is putting it there this moment."""


def get_record(where: Pointer, kind: type[R]) -> R:
    """Read a record back.

    Raises:
        Defect: where the artefact is not there or breaks its contract.
    """
    found = find_record(where, kind)
    if found is None:
        raise Defect("artefact_missing", where.key)
    return found


def find_record(where: Pointer, kind: type[R]) -> R | None:
    """Read a record back, or None where nobody stored it.

    Raises:
        Defect: ``artefact_broken`` where what is stored breaks its contract.
    """
    with calling():
        try:
            body = client("s3").get_object(Bucket=where.bucket, Key=where.key)["Body"].read()
        except ClientError as error:
            if _is_missing(error):
                return None
            raise
    try:
        return kind.model_validate_json(body)
    except ValidationError:
        raise Defect("artefact_broken", where.key) from None


def get_body(where: Pointer, most_bytes: int) -> bytes:
    """The first `most_bytes` of an object that somebody else wrote.

    Raises:
        Defect: ``artefact_missing`` where nothing lies there.
    """
    with calling():
        try:
            stream = client("s3").get_object(Bucket=where.bucket, Key=where.key)["Body"]
            return bytes(stream.read(most_bytes))
        except ClientError as error:
            if _is_missing(error):
                raise Defect("artefact_missing", where.key) from None
            raise


class Stored(Record):
    """What S3 says about an object. The entity tag changes whenever other bytes are stored under the key."""

    size_bytes: int
    etag: str


def stored(where: Pointer) -> Stored | None:
    """What lies there, or None where nothing does."""
    with calling():
        try:
            head = client("s3").head_object(Bucket=where.bucket, Key=where.key)
            return Stored(size_bytes=int(head["ContentLength"]), etag=head["ETag"])
        except ClientError as error:
            if _is_missing(error):
                return None
            raise


def _is_missing(error: ClientError) -> bool:
    return bool(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == HTTPStatus.NOT_FOUND)


def download(where: Pointer, to: Path) -> None:
    """Stream an object into a file."""
    from s3transfer.exceptions import RetriesExceededError  # noqa: PLC0415 - two stages move files

    with calling(), _transfers() as transfers:
        try:
            transfers.download(where.bucket, where.key, str(to)).result()
        except RetriesExceededError as error:
            raise Transient("aws_unreachable", type(error.last_exception).__name__) from error


def upload(source: Path, where: Pointer, content_type: str) -> None:
    """Stream a file into an object."""
    with calling(), _transfers() as transfers:
        transfers.upload(str(source), where.bucket, where.key, extra_args={"ContentType": content_type}).result()


def _transfers() -> Any:
    """What splits large files into parts and moves several at once; as boto3 does it, and with its defaults."""
    from s3transfer.manager import TransferManager  # noqa: PLC0415 - two stages move files

    return TransferManager(client("s3"))


def signed_post(key: str, max_bytes: int, seconds: int) -> dict[str, Any]:
    """A form that lets a browser post one file to exactly this key, up to `max_bytes`: ``{"url", "fields"}``."""
    with calling():
        form: dict[str, Any] = client("s3").generate_presigned_post(
            settings().uploads,
            key,
            Fields={"Content-Type": "application/octet-stream"},
            Conditions=[["content-length-range", 0, max_bytes], {"Content-Type": "application/octet-stream"}],
            ExpiresIn=seconds,
        )
    return form


class Part(Record):
    """A stored part of an upload that goes up in parts."""

    number: int
    size_bytes: int
    etag: str


def begin_parts(key: str) -> str:
    """Begin an upload in parts to this key, with a content type of our choice; the id that S3 gives it."""
    with calling():
        begun = client("s3").create_multipart_upload(
            Bucket=settings().uploads, Key=key, ContentType="application/octet-stream"
        )
    return str(begun["UploadId"])


def stored_parts(key: str, upload_id: str) -> list[Part] | None:
    """The parts of an upload that are there, by number; None where this key has no such upload (any more)."""
    with calling():
        pages = client("s3").get_paginator("list_parts")
        try:
            told = list(pages.paginate(Bucket=settings().uploads, Key=key, UploadId=upload_id))
        except ClientError as error:
            if _is_missing(error):
                return None
            raise
    return [
        Part(number=int(part["PartNumber"]), size_bytes=int(part["Size"]), etag=part["ETag"])
        for page in told
        for part in page.get("Parts", [])
    ]


def signed_part(key: str, upload_id: str, number: int, size_bytes: int, seconds: int) -> str:
    """An address that takes one part by PUT, of exactly `size_bytes`: the length is signed."""
    named = {
        "Bucket": settings().uploads,
        "Key": key,
        "UploadId": upload_id,
        "PartNumber": number,
        "ContentLength": size_bytes,
    }
    with calling():
        return str(client("s3").generate_presigned_url("upload_part", Params=named, ExpiresIn=seconds))


def join_parts(key: str, upload_id: str, parts: Sequence[Part]) -> bool:
    """Make the object of its parts. False where there is no such upload any more."""
    named = [{"PartNumber": part.number, "ETag": part.etag} for part in parts]
    return _of_upload("complete_multipart_upload", key, upload_id, MultipartUpload={"Parts": named})


def abort_parts(key: str, upload_id: str) -> bool:
    """Forget an upload and its parts. False where there is no such upload any more."""
    return _of_upload("abort_multipart_upload", key, upload_id)


def _of_upload(call: str, key: str, upload_id: str, **arguments: Any) -> bool:
    with calling():
        try:
            getattr(client("s3"), call)(Bucket=settings().uploads, Key=key, UploadId=upload_id, **arguments)
        except ClientError as error:
            if _is_missing(error):
                return False
            raise
    return True


def sizes_under(bucket: str, prefix: str) -> dict[str, int]:
    """Bytes of every object whose key begins with `prefix`, by key."""
    with calling():
        pages = client("s3").get_paginator("list_objects_v2")
        return {
            found["Key"]: int(found["Size"])
            for page in pages.paginate(Bucket=bucket, Prefix=prefix)
            for found in page.get("Contents", [])
        }


def put_text(where: Pointer, text: str) -> None:
    """Store text in UTF-8."""
    put_bytes(where, text.encode(), "text/plain; charset=utf-8")


def put_bytes(where: Pointer, body: bytes, content_type: str) -> None:
    """Store bytes, in place of what lay there."""
    with calling():
        client("s3").put_object(Bucket=where.bucket, Key=where.key, Body=body, ContentType=content_type)


def upload_origin() -> str:
    """Scheme and host a browser posts uploads to, for the portal's content security policy."""
    address = urlsplit(client("s3").generate_presigned_url("head_bucket", Params={"Bucket": settings().uploads}))
    return f"{address.scheme}://{address.netloc}"


def signed_get(where: Pointer, seconds: int, content_type: str) -> str:
    """An address that plays or downloads one object until it expires, as `content_type` whatever it was stored as."""
    named = {"Bucket": where.bucket, "Key": where.key, "ResponseContentType": content_type}
    with calling():
        return str(client("s3").generate_presigned_url("get_object", Params=named, ExpiresIn=seconds))
