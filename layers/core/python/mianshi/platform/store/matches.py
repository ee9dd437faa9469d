"""What lists show of résumés held against postings: one row for each candidate.

Whoever looks for notes is given those of today's method only: what another one made is shown and counted nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mianshi.contracts.base import Record
from mianshi.contracts.matching import METHOD, MatchNote
from mianshi.platform.clock import expiry
from mianshi.platform.store import plain
from mianshi.platform.store.rows import PlainRow, job_pk, table

_PREFIX = "MATCH#"
_ANEW_PK, _ANEW_SK = "MATCHES", "ANEW"


class ReadAnew(Record):
    """How far the search for notes of other methods than `method` has come."""

    method: str
    after: str = ""
    """Job that was searched last, in the order of `resumes.jobs`; empty where the next search begins anew."""
    found: bool = False
    """Whether a note of another method was found since the search began."""
    done: bool = False
    """Whether a whole search found none: nothing is left to be read anew."""


def keep(job_id: str, candidate_id: str, note: MatchNote, keep_days: int) -> None:
    """Store the note in place of an earlier one."""
    plain.put(job_pk(job_id), f"{_PREFIX}{candidate_id}", note, expiry(keep_days))


def forget(job_id: str, candidate_id: str) -> None:
    """Delete the note; nothing happens where there is none."""
    plain.delete(job_pk(job_id), f"{_PREFIX}{candidate_id}")


def find(job_id: str, candidate_id: str) -> MatchNote | None:
    """The note of one candidate, or None."""
    note = by_any_method(job_id, candidate_id)
    return note if note and note.method == METHOD else None


def by_any_method(job_id: str, candidate_id: str) -> MatchNote | None:
    """The note of one candidate as it lies there, or None. Of another method it says only when that was."""
    return plain.get(job_pk(job_id), f"{_PREFIX}{candidate_id}", MatchNote)


def of_job(job_id: str) -> dict[str, MatchNote]:
    """The notes of a job, by candidate."""
    return {known: note for known, note in _all(job_id) if note.method == METHOD}


def by_other_methods(job_id: str) -> list[str]:
    """Candidates of a job whose note another method made."""
    return [known for known, note in _all(job_id) if note.method != METHOD]


def several(job_id: str, candidate_ids: Sequence[str]) -> dict[str, MatchNote]:
    """The notes of these candidates of a job, as far as they exist, by candidate."""
    keys = [(job_pk(job_id), f"{_PREFIX}{known}") for known in dict.fromkeys(candidate_ids)]
    with table():
        notes = dict(_note(row) for row in PlainRow.batch_get(keys))
    return {known: note for known, note in notes.items() if note.method == METHOD}


def read_anew() -> ReadAnew | None:
    """How far the search for notes of other methods has come; None where there was none."""
    return plain.get(_ANEW_PK, _ANEW_SK, ReadAnew)


def keep_read_anew(how_far: ReadAnew) -> None:
    """Store how far the search for notes of other methods has come."""
    plain.put(_ANEW_PK, _ANEW_SK, how_far)


def _all(job_id: str) -> Iterator[tuple[str, MatchNote]]:
    with table():
        yield from map(_note, PlainRow.query(job_pk(job_id), PlainRow.sk.startswith(_PREFIX)))


def _note(row: PlainRow) -> tuple[str, MatchNote]:
    return row.sk.removeprefix(_PREFIX), MatchNote.model_validate_json(row.body)
