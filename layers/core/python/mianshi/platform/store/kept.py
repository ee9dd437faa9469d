"""What each interview keeps in S3, listed by when the last of it is deleted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta

from mianshi.contracts.kept import KeptFiles
from mianshi.platform.clock import timestamp
from mianshi.platform.store import plain
from mianshi.platform.store.rows import ListedRow, interview_pk, table

_KIND = "KEPT"
REMEMBERED = timedelta(days=60)
"""After the last deletion: its month is over and written by then."""


def put(files: KeptFiles) -> None:
    """Keep what is known of an interview's files, in place of what was."""
    with table():
        ListedRow(
            interview_pk(files.tags.interview_id),
            _KIND,
            list_pk=_KIND,
            list_sk=_place(files),
            body=files.model_dump_json(),
            expires_at=files.until + REMEMBERED,
        ).save()


def find(interview_id: str) -> KeptFiles | None:
    """What is known of an interview's files, or None."""
    return plain.get(interview_pk(interview_id), _KIND, KeptFiles)


def after(place: str) -> Iterator[tuple[str, KeptFiles]]:
    """(place, files) of all interviews whose last file is deleted after a place in the list, in that order.

    A place begins with a moment (UTC, ISO 8601), so a moment is a place as well. Whoever stops goes on from the last
    place they were given.
    """
    with table():
        rows = ListedRow.listed.query(_KIND, ListedRow.list_sk > place)
        for row in rows:
            yield str(row.list_sk), KeptFiles.model_validate_json(row.body)


def _place(files: KeptFiles) -> str:
    return f"{timestamp(files.until.astimezone(UTC))}#{files.tags.interview_id}"
