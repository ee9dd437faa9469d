"""Résumés in S3: one for each candidate, under a key made of ids."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from itertools import groupby
from urllib.parse import urlsplit

from botocore.exceptions import ClientError

from mianshi.contracts.base import Pointer, Record
from mianshi.contracts.keys import resume_key
from mianshi.contracts.resume_files import HEAD_BYTES, begins_as
from mianshi.errors import Rejected
from mianshi.platform import objects
from mianshi.platform.clients import calling, client
from mianshi.platform.clock import now, timestamp
from mianshi.platform.settings import settings

TICKET_SECONDS = 120
"""How long an address takes a résumé. An erasure within that time is run again until it has ended: a function that
raised is called again after one and after two more minutes (docs.aws.amazon.com: invocation-async-error-handling)."""


_RESTS = timedelta(days=1)
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TYPES = {"pdf": ("application/pdf", "pdf"), "zip": (_DOCX, "docx"), "txt": ("text/plain", "txt")}
"""What a file is saved as, and how its name ends, by how it begins (ISO 32000-1, 7.5.2; ECMA-376: a .docx is a ZIP
file)."""


class StoredResume(Record):
    """What lies there. `content_type`: as whoever uploaded it said. `at`: when it was stored, to the second, UTC."""

    size_bytes: int
    content_type: str
    at: str = ""


class Tries(Record):
    """How often it was begun to read the file with this entity tag."""

    etag: str
    count: int


def place(job_id: str, candidate_id: str) -> Pointer:
    """Where a candidate's résumé lies; a new one takes the old one's place."""
    return Pointer(bucket=settings().artefacts, key=resume_key(job_id, candidate_id))


def reading(job_id: str, candidate_id: str) -> Pointer:
    """Where what was read of a candidate's résumé is kept (`contracts.matching.ResumeReading`): beside it, so that it
    expires and is erased with it."""
    return Pointer(bucket=settings().artefacts, key=f"resumes/{job_id}/{candidate_id}/reading.json")


def forget(job_id: str, candidate_id: str) -> None:
    """Delete what was read of a candidate's résumé, and how often that was tried; the file stays. Nothing happens where
    nothing was kept."""
    where = reading(job_id, candidate_id)
    with calling():
        client("s3").delete_object(Bucket=where.bucket, Key=where.key)
    succeeded(job_id, candidate_id)


def tried(job_id: str, candidate_id: str, etag: str) -> int:
    """Note that the file with this entity tag is about to be read; which try it is, from 1. Whatever then ends the
    process leaves the note."""
    where = _tries(job_id, candidate_id)
    before = objects.find_record(where, Tries)
    count = 1 + (before.count if before and before.etag == etag else 0)
    objects.put_record(where, Tries(etag=etag, count=count))
    return count


def succeeded(job_id: str, candidate_id: str) -> None:
    """Forget how often reading a file was tried."""
    where = _tries(job_id, candidate_id)
    with calling():
        client("s3").delete_object(Bucket=where.bucket, Key=where.key)


def _tries(job_id: str, candidate_id: str) -> Pointer:
    return Pointer(bucket=settings().artefacts, key=f"resumes/{job_id}/{candidate_id}/tries.json")


def without_file() -> Iterator[tuple[str, str]]:
    """Job and candidate of everything that was read, a day ago or longer, of a file that is gone: storing it anew makes
    S3 count its days anew, and the file's ended earlier."""
    with calling():
        pages = client("s3").get_paginator("list_objects_v2").paginate(Bucket=settings().artefacts, Prefix="resumes/")
        found = (one for page in pages for one in page.get("Contents", []))
        for folder, inside in groupby(found, key=lambda one: str(one["Key"]).rpartition("/")[0]):
            kept = list(inside)
            fresh = max(one["LastModified"] for one in kept) > now() - _RESTS
            _, *ids = folder.split("/")
            if not fresh and len(ids) == 2 and f"{folder}/original" not in {one["Key"] for one in kept}:
                yield ids[0], ids[1]


def jobs() -> Iterator[str]:
    """Jobs that résumés were handed in for and that anything lies there of, by id."""
    with calling():
        pages = client("s3").get_paginator("list_objects_v2")
        listed = pages.paginate(Bucket=settings().artefacts, Prefix="resumes/", Delimiter="/")
        for page in listed:
            for folder in page.get("CommonPrefixes", []):
                yield str(folder["Prefix"]).split("/")[1]


def content(job_id: str, candidate_id: str, most_bytes: int) -> bytes | None:
    """The first `most_bytes` of a candidate's résumé, or None where none is there."""
    where = place(job_id, candidate_id)
    with calling():
        try:
            got = client("s3").get_object(Bucket=where.bucket, Key=where.key)
        except ClientError as error:
            if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == HTTPStatus.NOT_FOUND:
                return None
            raise
        return bytes(got["Body"].read(most_bytes))


def stored(job_id: str, candidate_id: str) -> StoredResume | None:
    """What a candidate's résumé is, or None where none is there."""
    where = place(job_id, candidate_id)
    with calling():
        try:
            head = client("s3").head_object(Bucket=where.bucket, Key=where.key)
        except ClientError as error:
            if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == HTTPStatus.NOT_FOUND:
                return None
            raise
    return StoredResume(
        size_bytes=int(head["ContentLength"]),
        content_type=str(head.get("ContentType", "")),
        at=timestamp(head["LastModified"]),
    )


def upload_origin() -> str:
    """Scheme and host a browser puts résumés to, for a page's content security policy."""
    address = urlsplit(client("s3").generate_presigned_url("head_bucket", Params={"Bucket": settings().artefacts}))
    return f"{address.scheme}://{address.netloc}"


def signed_put(job_id: str, candidate_id: str, content_type: str, size_bytes: int, seconds: int) -> str:
    """An address that takes one résumé by PUT, of exactly this type and size: both are signed."""
    where = place(job_id, candidate_id)
    named = {"Bucket": where.bucket, "Key": where.key, "ContentType": content_type, "ContentLength": size_bytes}
    with calling():
        return str(client("s3").generate_presigned_url("put_object", Params=named, ExpiresIn=seconds))


def signed_get(job_id: str, candidate_id: str, seconds: int) -> str:
    """An address that saves a candidate's résumé as a file, never opens it in the page.

    Raises:
        Rejected: ``not_found``; ``bad_resume`` where it is no kind of file that is read. What it was announced
            as counts for nothing: whoever uploads by a signed address can send what they like.
    """
    where = place(job_id, candidate_id)
    head = content(job_id, candidate_id, HEAD_BYTES)
    if head is None:
        raise Rejected("not_found", "there is no such file")
    begun = begins_as(head)
    if begun is None:
        raise Rejected("bad_resume", "the file is neither a PDF nor a Word document nor a text")
    content_type, ending = _TYPES[begun]
    named = {
        "Bucket": where.bucket,
        "Key": where.key,
        "ResponseContentType": content_type,
        "ResponseContentDisposition": f'attachment; filename="{candidate_id}.{ending}"',
    }
    with calling():
        return str(client("s3").generate_presigned_url("get_object", Params=named, ExpiresIn=seconds))
