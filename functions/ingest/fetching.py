"""What was uploaded: how large it is, and the very bytes that are worked on."""

from __future__ import annotations

from pathlib import Path

from mianshi.contracts.base import Pointer
from mianshi.contracts.events import Interview, Upload
from mianshi.errors import Transient
from mianshi.platform import objects
from mianshi.platform.settings import settings


def original(upload: Upload) -> Pointer:
    """Where the recording lies."""
    return Pointer(bucket=settings().uploads, key=upload.key)


def size(upload: Upload) -> int | None:
    """Bytes of what was uploaded, or None where nothing was yet."""
    found = objects.stored(original(upload))
    return None if found is None else found.size_bytes


def sizes(interview: Interview) -> dict[int, int]:
    """Bytes of every file that is there, by number of the answer."""
    each = ((upload.answer, size(upload)) for upload in interview.uploads)
    return {answer: stored for answer, stored in each if stored is not None}


def fetch(recording: Pointer, to: Path) -> str | None:
    """Fetch the recording; the entity tag of the very bytes that were fetched.

    Raises:
        Transient: ``recording_changed`` where somebody uploads another file over it meanwhile.
    """
    before = objects.stored(recording)
    objects.download(recording, to)
    if before is None or objects.stored(recording) != before:
        raise Transient("recording_changed", "another file was uploaded over it")
    return before.etag
