"""What an interview's files cost from being stored until they are deleted: one line for each month."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from mianshi.accounting.billing import bill, tags_of
from mianshi.contracts.kept import KeptFiles
from mianshi.contracts.usage import Meter, Usage
from mianshi.finance.months import days
from mianshi.finance.overheads import storage
from mianshi.platform import stock
from mianshi.platform.clock import now, timestamp
from mianshi.platform.settings import settings
from mianshi.platform.store import kept

STAGE = "storage"
_DAY_MS = 86_400_000


def look(interview_id: str) -> KeptFiles | None:
    """See what lies in S3 for an interview and keep that in mind; None where nothing ever did."""
    before = kept.find(interview_id)
    files = _renewed(interview_id, before)
    if files is not None and (before is None or before.pieces != files.pieces):
        kept.put(files)
    return files


def _renewed(interview_id: str, before: KeptFiles | None) -> KeptFiles | None:
    found = storage.pieces(_objects(interview_id), _lifetimes())
    pieces = storage.renewed(before.pieces if before else [], found, now())
    if not pieces:
        return None
    return KeptFiles(tags=before.tags if before else tags_of(interview_id), pieces=pieces)


def settle(files: KeptFiles, month: str) -> None:
    """Add the line of one month (``YYYY-MM``) that is over, in its last day, which waits for it. What lies there ends
    when the lifetimes of now say; where they were changed, that is kept in mind."""
    pieces = storage.lasting(files.pieces, _lifetimes())
    current = files.model_copy(update={"pieces": pieces})
    if pieces != files.pieces:
        kept.put(current)
    _write(current, month, _end_of(month, current), awaited=True)


def end(interview_id: str) -> None:
    """Everything of an interview is deleted now: add what is not in the ledger, of this month and the one before."""
    files = _renewed(interview_id, kept.find(interview_id))
    if files is None:
        return
    moment = now()
    month = f"{moment:%Y-%m}"
    cut = files.model_copy(update={"pieces": storage.ended(storage.lasting(files.pieces, _lifetimes()), moment)})
    _write(cut, days.before(month), _end_of(days.before(month), cut), awaited=False)
    _write(cut, month, timestamp(moment), awaited=False)


def _end_of(month: str, files: KeptFiles) -> str:
    return f"{days.of_month(month)[-1]}T{_moment(files.tags.interview_id)}Z"


def _write(files: KeptFiles, month: str, at: str, *, awaited: bool) -> None:
    """Once for an interview and month: whoever comes second, the end of the month or an erasure, adds nothing."""
    quantity = storage.byte_months(files.pieces, month)
    if quantity:
        used = [Usage(meter=Meter.S3_STORAGE, quantity=quantity)]
        bill(STAGE, files.tags, f"kept-{month}", "ok", used, at=at, kind="usage", awaited=awaited)


def _objects(interview_id: str) -> Iterator[storage.Found]:
    places = (("uploads", settings().uploads), ("interviews", settings().artefacts), ("work", settings().artefacts))
    for folder, bucket in places:
        for held in stock.under(bucket, f"{folder}/{interview_id}/"):
            yield storage.Found(folder=folder, bytes=held.bytes, at=held.at)


def _lifetimes() -> dict[str, int]:
    """Days until lifecycle deletes, by folder."""
    return {
        "uploads": settings().recording_days,
        "interviews": settings().transcript_days,
        "work": settings().work_days,
    }


def _moment(interview_id: str) -> str:
    """A time of day that is always the same for an interview: thousands of lines are not all of one moment, since the
    lines of a moment are read together."""
    chosen = int(hashlib.sha256(interview_id.encode()).hexdigest()[:12], 16) % _DAY_MS
    moment = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(milliseconds=chosen)
    return moment.strftime("%H:%M:%S.") + f"{chosen % 1000:03d}"
