"""Files that a partner's system has and we fetch: where they are, and how they are coming. Kept for days only.

Whoever names a file anew gives it a new token. What becomes of a fetch is kept only under the token that it began with:
a slow fetch of an old address neither hides nor replaces what was named since.
"""

from __future__ import annotations

from pynamodb.exceptions import PynamoDBException

from mianshi.contracts.partner_events import Wanted
from mianshi.platform import signing
from mianshi.platform.clock import expiry
from mianshi.platform.store import plain
from mianshi.platform.store.rows import PlainRow, interview_pk, is_condition, job_pk, table

KEEP_DAYS = 14
"""Longer than any address that opens a file for a while."""
_FILE = "PROMISED#"


def put(interview_id: str, wanted: Wanted) -> None:
    """Name a recording, in place of what was named before."""
    _named(*_recording(interview_id, wanted.answer), wanted)


def keep(interview_id: str, wanted: Wanted) -> bool:
    """Keep how a recording is coming. False where it was named anew meanwhile: that stays."""
    return _kept(*_recording(interview_id, wanted.answer), wanted)


def find(interview_id: str, answer: int) -> Wanted | None:
    """What is known of a recording; None where nobody gave an address, or all is forgotten."""
    return plain.get(*_recording(interview_id, answer), Wanted)


def of_interview(interview_id: str) -> dict[int, Wanted]:
    """What is known of the recordings of an interview, by number."""
    return {wanted.answer: wanted for wanted in plain.query(interview_pk(interview_id), _FILE, Wanted)}


def put_resume(job_id: str, candidate_id: str, wanted: Wanted) -> None:
    """Name a candidate's résumé, in place of what was named before."""
    _named(*_resume(job_id, candidate_id), wanted)


def keep_resume(job_id: str, candidate_id: str, wanted: Wanted) -> bool:
    """Keep how a résumé is coming. False where it was named anew meanwhile: that stays."""
    return _kept(*_resume(job_id, candidate_id), wanted)


def find_resume(job_id: str, candidate_id: str) -> Wanted | None:
    """What is known of a candidate's résumé; None where no address was given, or all is forgotten."""
    return plain.get(*_resume(job_id, candidate_id), Wanted)


def _recording(interview_id: str, answer: int) -> tuple[str, str]:
    return interview_pk(interview_id), f"{_FILE}{answer:03d}"


def _resume(job_id: str, candidate_id: str) -> tuple[str, str]:
    return job_pk(job_id), f"{_FILE}{candidate_id}"


def _named(pk: str, sk: str, wanted: Wanted) -> None:
    plain.put(pk, sk, wanted.model_copy(update={"token": signing.chance(16)}), expiry(KEEP_DAYS))


def _kept(pk: str, sk: str, wanted: Wanted) -> bool:
    row = PlainRow(pk, sk, body=wanted.model_dump_json(), expires_at=expiry(KEEP_DAYS))
    try:
        with table():
            row.save(PlainRow.body.contains(f'"token":"{wanted.token}"'))
    except PynamoDBException as error:
        if not is_condition(error):
            raise
        return False
    return True
