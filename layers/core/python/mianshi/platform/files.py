"""Files that people save: written to S3 piece by piece, and handed out by a signed address.

Lambda gives back 6 MB at most (docs.aws.amazon.com: gettingstarted-limits); S3 has no such limit.
"""

from __future__ import annotations

import gzip
import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from mianshi.contracts.base import Pointer
from mianshi.platform.clients import calling, client
from mianshi.platform.clock import new_id
from mianshi.platform.settings import settings

PART_BYTES = 8 * 1024 * 1024
"""S3 takes parts of 5 MiB or more and at most 10,000 of them (docs.aws.amazon.com: qfacts), so up to 80 GB."""


def of_closed_month(month: str, name: str) -> Pointer:
    """Where a file of a closed month (``YYYY-MM``) lies, for as long as the bucket does."""
    return Pointer(bucket=settings().artefacts, key=f"costs/closed/{month}/{name}")


def passing(name: str) -> Pointer:
    """A place of its own for a file that is fetched at once; a lifecycle rule deletes it after days."""
    return Pointer(bucket=settings().artefacts, key=f"work/costs/{new_id('file')}/{name}")


class Stream(io.RawIOBase):
    """A file that goes up as it is written. At most one part is held.

    Attributes:
        size: bytes so far.
    """

    def __init__(self, where: Pointer, content_type: str) -> None:
        super().__init__()
        self._where, self._type = where, content_type
        self._waiting, self._hash, self.size = bytearray(), hashlib.sha256(), 0
        self._upload: str | None = None
        self._parts: list[dict[str, Any]] = []

    @property
    def sha256(self) -> str:
        """Of the bytes so far, in hexadecimal."""
        return self._hash.hexdigest()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        """Take bytes; whole parts go up at once."""
        body = bytes(data)
        self._hash.update(body)
        self.size += len(body)
        self._waiting += body
        while len(self._waiting) >= PART_BYTES:
            self._send(bytes(self._waiting[:PART_BYTES]))
            del self._waiting[:PART_BYTES]
        return len(body)

    def finish(self) -> None:
        """Make the object, in place of what lay there."""
        if self._upload is None:
            with calling():
                client("s3").put_object(**self._named, Body=bytes(self._waiting), ContentType=self._type)
            return
        if self._waiting:
            self._send(bytes(self._waiting))
        with calling():
            client("s3").complete_multipart_upload(
                **self._named, UploadId=self._upload, MultipartUpload={"Parts": self._parts}
            )

    def abandon(self) -> None:
        """Forget what went up; what lay there before stays."""
        if self._upload is not None:
            with calling():
                client("s3").abort_multipart_upload(**self._named, UploadId=self._upload)

    @property
    def _named(self) -> dict[str, str]:
        return {"Bucket": self._where.bucket, "Key": self._where.key}

    def _send(self, body: bytes) -> None:
        with calling():
            if self._upload is None:
                begun = client("s3").create_multipart_upload(**self._named, ContentType=self._type)
                self._upload = str(begun["UploadId"])
            number = len(self._parts) + 1
            sent = client("s3").upload_part(**self._named, UploadId=self._upload, PartNumber=number, Body=body)
        self._parts.append({"PartNumber": number, "ETag": sent["ETag"]})


@contextmanager
def writing(where: Pointer, content_type: str) -> Iterator[Stream]:
    """A file to write. It is there, whole, once the block ends; where that fails, nothing of it is."""
    stream = Stream(where, content_type)
    try:
        yield stream
    except BaseException:
        stream.abandon()
        raise
    stream.finish()


def reading(where: Pointer) -> Iterator[bytes]:
    """The rows of a gzip file of ours, one after another, without their ends; it is never held as a whole."""
    with calling():
        body = client("s3").get_object(Bucket=where.bucket, Key=where.key)["Body"]
        with gzip.GzipFile(fileobj=body) as packed:
            for row in packed:
                yield row.rstrip(b"\n")


def address(where: Pointer, seconds: int, content_type: str, name: str) -> str:
    """An address that saves the file under a name, until it expires. `name` is ours and holds no personal data."""
    told = {
        "Bucket": where.bucket,
        "Key": where.key,
        "ResponseContentType": content_type,
        "ResponseContentDisposition": f"attachment; filename*=UTF-8''{quote(name)}",
    }
    with calling():
        return str(client("s3").generate_presigned_url("get_object", Params=told, ExpiresIn=seconds))
