"""What lists show of résumés held against postings: one row for each candidate."""

from __future__ import annotations

from collections.abc import Sequence

from mianshi.contracts.matching import MatchNote
from mianshi.platform.clock import expiry
from mianshi.platform.store import plain
from mianshi.platform.store.rows import PlainRow, job_pk, table

_PREFIX = "MATCH#"


def keep(job_id: str, candidate_id: str, note: MatchNote, keep_days: int) -> None:
    """Store the note in place of an earlier one."""
    plain.put(job_pk(job_id), f"{_PREFIX}{candidate_id}", note, expiry(keep_days))


def forget(job_id: str, candidate_id: str) -> None:
    """Delete the note; nothing happens where there is none."""
    plain.delete(job_pk(job_id), f"{_PREFIX}{candidate_id}")


def find(job_id: str, candidate_id: str) -> MatchNote | None:
    """The note of one candidate, or None."""
    return plain.get(job_pk(job_id), f"{_PREFIX}{candidate_id}", MatchNote)


def of_job(job_id: str) -> dict[str, MatchNote]:
    """The notes of a job, by candidate."""
    with table():
        rows = PlainRow.query(job_pk(job_id), PlainRow.sk.startswith(_PREFIX))
        return {row.sk.removeprefix(_PREFIX): MatchNote.model_validate_json(row.body) for row in rows}


def several(job_id: str, candidate_ids: Sequence[str]) -> dict[str, MatchNote]:
    """The notes of these candidates of a job, as far as they exist, by candidate."""
    keys = [(job_pk(job_id), f"{_PREFIX}{known}") for known in dict.fromkeys(candidate_ids)]
    with table():
        rows = PlainRow.batch_get(keys)
        return {row.sk.removeprefix(_PREFIX): MatchNote.model_validate_json(row.body) for row in rows}
