"""Telling other systems of a résumé in which nothing required is missing (F66). It informs, and decides nothing."""

from __future__ import annotations

from mianshi.contracts.delivery import EventKind
from mianshi.contracts.hiring import Candidate
from mianshi.contracts.keys import candidate_subject
from mianshi.contracts.matching import ResumeReading
from mianshi.outbound import owing


def tell(candidate: Candidate, reading: ResumeReading) -> None:
    """Owe the event to whoever listens, once for each file and posting: only where every requirement that must be met
    is met or partly met. Whoever is not told of stands in all lists as before."""
    made = reading.match
    if made is None or made.missing:
        return
    subject = candidate_subject(candidate.job_id, candidate.id)
    owing.owe(EventKind.RESUME_MATCHED, subject, f"matched-{made.resume[:12]}-{made.posting}", candidate.job_id)
