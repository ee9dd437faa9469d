"""The combined report as pages show it, for one visitor: nothing of it before whoever rates first has rated."""

from __future__ import annotations

from interview import reviewing
from mianshi.contracts.hiring import Candidate, Job
from mianshi.doors import blind, combining
from mianshi.doors.web import Visit
from mianshi.hiring.decisions import LEFT
from mianshi.pages.combining import CombinedView
from mianshi.platform.store import interviews, reviews
from mianshi.privacy.rights import Right, may


def of_candidate(visit: Visit, job: Job, candidate: Candidate) -> CombinedView | None:
    """For the page of a candidate, or None where the job has no weights or the visitor reads no reports.

    It tells the software's total, so whoever is shown it has seen the scores.
    """
    if job.combination is None or candidate.stage in LEFT or not may(visit.person, Right.READ_REPORTS):
        return None
    known = interviews.find(candidate.interview_id) if candidate.interview_id else None
    if known is not None and known.outcome is not None:
        if reviewing.conceals(visit, known, job, reviews.ratings(known.id)):
            return CombinedView(rate_first=True, interview_path=f"/interviews/{known.id}")
        blind.note_seen(visit, known, "combined", scores=True)
    return CombinedView(combined=combining.combined(job, candidate, known), settings_path=f"/jobs/{job.id}/combination")
