"""Files that a partner's system has and we fetch: where they are, and how they are coming. Kept for days only."""

from __future__ import annotations

from mianshi.contracts.partner_events import Wanted
from mianshi.platform.clock import expiry
from mianshi.platform.store import plain
from mianshi.platform.store.rows import interview_pk, job_pk

KEEP_DAYS = 14
"""Longer than any address that opens a file for a while."""
_FILE = "PROMISED#"


def put(interview_id: str, wanted: Wanted) -> None:
    """Keep what is known of a recording, in place of what was."""
    plain.put(interview_pk(interview_id), f"{_FILE}{wanted.answer:03d}", wanted, expiry(KEEP_DAYS))


def find(interview_id: str, answer: int) -> Wanted | None:
    """What is known of a recording; None where nobody gave an address, or all is forgotten."""
    return plain.get(interview_pk(interview_id), f"{_FILE}{answer:03d}", Wanted)


def of_interview(interview_id: str) -> dict[int, Wanted]:
    """What is known of the recordings of an interview, by number."""
    return {wanted.answer: wanted for wanted in plain.query(interview_pk(interview_id), _FILE, Wanted)}


def put_resume(job_id: str, candidate_id: str, wanted: Wanted) -> None:
    """Keep what is known of a candidate's résumé, in place of what was."""
    plain.put(job_pk(job_id), f"{_FILE}{candidate_id}", wanted, expiry(KEEP_DAYS))


def find_resume(job_id: str, candidate_id: str) -> Wanted | None:
    """What is known of a candidate's résumé; None where no address was given, or all is forgotten."""
    return plain.get(job_pk(job_id), f"{_FILE}{candidate_id}", Wanted)
