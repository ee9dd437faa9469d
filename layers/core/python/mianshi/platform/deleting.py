"""Deleting for good what lies under a prefix in S3."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from botocore.exceptions import ClientError

from mianshi.errors import Transient
from mianshi.platform.clients import calling, client


def everything_under(bucket: str, prefix: str) -> int:
    """Delete every version of every object under a prefix, and what was sent in parts and never joined.

    Returns:
        How many objects, versions and half uploads that were; 0 where nothing is left.

    Raises:
        Transient: ``not_all_deleted`` where S3 kept some; asking again goes on from there.
    """
    with calling():
        return _half_uploads(bucket, prefix) + sum(_delete(bucket, page) for page in _versions(bucket, prefix))


def _half_uploads(bucket: str, prefix: str) -> int:
    pages = client("s3").get_paginator("list_multipart_uploads").paginate(Bucket=bucket, Prefix=prefix)
    found = [upload for page in pages for upload in page.get("Uploads", [])]
    for upload in found:
        try:
            client("s3").abort_multipart_upload(Bucket=bucket, Key=upload["Key"], UploadId=upload["UploadId"])
        except ClientError as error:  # it was joined or given up since it was listed
            if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") != HTTPStatus.NOT_FOUND:
                raise
    return len(found)


def _versions(bucket: str, prefix: str) -> Iterator[list[dict[str, str]]]:
    """Versions and marks of deletion, up to a thousand at once, as many as one call deletes."""
    for page in client("s3").get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix):
        found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        if found:
            yield [{"Key": version["Key"], "VersionId": version["VersionId"]} for version in found]


def _delete(bucket: str, versions: list[dict[str, str]]) -> int:
    answer: dict[str, Any] = client("s3").delete_objects(Bucket=bucket, Delete={"Objects": versions, "Quiet": True})
    if answer.get("Errors"):
        raise Transient("not_all_deleted", str(answer["Errors"][0].get("Code", "")))
    return len(versions)
