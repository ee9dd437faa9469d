"""The combined report of one candidate, gathered from the table. Whoever calls asks first who may see scores yet."""

from __future__ import annotations

from mianshi.contracts.afterwards import TestScore
from mianshi.contracts.combination import Combined
from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Candidate, Job
from mianshi.hiring import combining
from mianshi.pages.combining import CombinedShort
from mianshi.platform.store import afterwards, interviews, matches, reviews, scorecards


def combined(job: Job, candidate: Candidate, known: Interview | None = None) -> Combined | None:
    """The parts together, or None where the job has no weights.

    Args:
        job: of the candidate.
        candidate: whose report it is.
        known: their first interview, where it was read already.
    """
    if job.combination is None:
        return None
    if known is None and candidate.interview_id:
        known = interviews.find(candidate.interview_id)
    parts = [
        combining.interview_part(known, job),
        combining.resume_part(matches.find(job.id, candidate.id), job),
        combining.written_part(afterwards.reported(job.id, candidate.id, TestScore)),
    ]
    if known is not None:
        card = scorecards.find(known.id, known.attempt)
        weights = {one.id: one.weight for one in card.competencies} if card else {}
        parts.append(combining.human_part(reviews.ratings(known.id), weights, known, job))
    return combining.combined(job.combination, parts)


def short(found: Combined | None) -> CombinedShort | None:
    """What stands beside other people's: a band, never the total."""
    if found is None:
        return None
    low, high = (None, None) if found.total is None else combining.band(found.total)
    older = any(one.older and one.used for one in found.parts)
    return CombinedShort(low=low, high=high, covered=found.covered, older=older)
