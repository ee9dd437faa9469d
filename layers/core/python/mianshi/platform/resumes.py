"""Résumés in S3: one for each candidate, under a key made of ids."""

from __future__ import annotations

from http import HTTPStatus

from botocore.exceptions import ClientError

from mianshi.contracts.base import Pointer, Record
from mianshi.platform.clients import calling, client
from mianshi.platform.settings import settings

TICKET_SECONDS = 120
"""How long an address takes a résumé. An erasure within that time is run again until it has ended: a function that
raised is called again after one and after two more minutes (docs.aws.amazon.com: invocation-async-error-handling)."""


class StoredResume(Record):
    """What lies there. `content_type`: as whoever uploaded it said."""

    size_bytes: int
    content_type: str


def place(job_id: str, candidate_id: str) -> Pointer:
    """Where a candidate's résumé lies; a new one takes the old one's place."""
    return Pointer(bucket=settings().artefacts, key=f"resumes/{job_id}/{candidate_id}/original")


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
    return StoredResume(size_bytes=int(head["ContentLength"]), content_type=str(head.get("ContentType", "")))


def signed_put(job_id: str, candidate_id: str, content_type: str, size_bytes: int, seconds: int) -> str:
    """An address that takes one résumé by PUT, of exactly this type and size: both are signed."""
    where = place(job_id, candidate_id)
    named = {"Bucket": where.bucket, "Key": where.key, "ContentType": content_type, "ContentLength": size_bytes}
    with calling():
        return str(client("s3").generate_presigned_url("put_object", Params=named, ExpiresIn=seconds))
