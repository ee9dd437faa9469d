"""Telling other systems of a résumé that meets all that is required (F66). It informs, and decides nothing."""

from __future__ import annotations

from mianshi.contracts.delivery import EventKind
from mianshi.contracts.hiring import Candidate
from mianshi.contracts.keys import candidate_subject
from mianshi.contracts.matching import DoubtKind, Posting, ResumeReading
from mianshi.outbound import owing
from mianshi.platform import objects

_UNTOLD = (DoubtKind.COPIED_POSTING, DoubtKind.STUFFING)
"""What makes a match look better than the person may be: somebody reads it before anything is told."""


def tell(candidate: Candidate, reading: ResumeReading) -> None:
    """Owe the event to whoever listens, once for each file however often its job is changed: only where something is
    required, all of it is plainly met, and the words are not the job's own. Whoever is not told of stands in all lists
    as before."""
    made = reading.match
    if made is None or made.missing or made.unsure or any(doubt.kind in _UNTOLD for doubt in made.doubts):
        return
    asked = objects.get_record(objects.posting(candidate.job_id, made.posting), Posting)
    if not any(one.must for one in asked.requirements):
        return
    subject = candidate_subject(candidate.job_id, candidate.id)
    owing.owe(EventKind.RESUME_MATCHED, subject, f"matched-{made.resume[:12]}", candidate.job_id)
