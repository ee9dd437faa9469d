"""The combined report of one candidate, gathered from the table. Whoever calls asks first who may see scores yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mianshi.contracts.afterwards import TestScore
from mianshi.contracts.combination import Combined
from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Candidate, HumanRating, Job
from mianshi.contracts.matching import MatchNote
from mianshi.contracts.role import Role
from mianshi.contracts.scorecard import Scorecard
from mianshi.hiring import combining
from mianshi.pages.combining import CombinedShort
from mianshi.platform import objects
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
    return together(
        job,
        known,
        scorecards.find(known.id, known.scorecard) if known else None,
        reviews.ratings(known.id) if known else [],
        matches.find(job.id, candidate.id),
        afterwards.reported(job.id, candidate.id, TestScore),
    )


def together(
    job: Job,
    known: Interview | None,
    card: Scorecard | None,
    ratings: Sequence[HumanRating],
    note: MatchNote | None,
    tests: Sequence[TestScore],
) -> Combined | None:
    """The same of what was read already, for lists; None where the job has no weights."""
    if job.combination is None:
        return None
    weights = _weights(known, card) if ratings else {}
    parts = [
        combining.interview_part(known, job),
        combining.human_part(ratings, weights, known, job),
        combining.resume_part(note, job),
        combining.written_part(tests),
    ]
    return combining.combined(job.combination, parts)


def _weights(known: Interview | None, card: Scorecard | None) -> dict[str, int]:
    """By competency: of the scorecard, or of the role where the software came to no scores and people did."""
    if card is not None and card.competencies:
        return {one.id: one.weight for one in card.competencies}
    role = objects.find_record(objects.role_of(known), Role) if known else None
    return {one.id: one.weight for one in role.competencies} if role else {}


def beside(job: Job, whose: Mapping[str, str]) -> dict[str, CombinedShort]:
    """The bands of a page of a list, by candidate; nobody where the job has no weights.

    Args:
        job: of all of them.
        whose: candidate to the interview that is closed and that the reader may see scores of.
    """
    if job.combination is None or not whose:
        return {}
    known = interviews.several(list(whose.values()))
    cards = scorecards.several({one.id: one.scorecard for one in known.values()}) if known else {}
    notes, reports = matches.several(job.id, list(whose)), afterwards.of_job(job.id)
    found = {}
    for candidate_id, interview_id in whose.items():
        told = reports.get(candidate_id, afterwards.Afterwards())
        ratings, card = reviews.ratings(interview_id), cards.get(interview_id)
        whole = together(job, known.get(interview_id), card, ratings, notes.get(candidate_id), told.tests)
        if (made := short(whole)) is not None:
            found[candidate_id] = made
    return found


def in_words(found: Combined | None) -> str:
    """The parts as ``part=value*weight``, those that are missing as ``part=*weight``, for files."""
    if found is None:
        return ""
    return "; ".join(f"{one.part.value}={'' if one.value is None else one.value}*{one.weight}" for one in found.parts)


def short(found: Combined | None) -> CombinedShort | None:
    """What stands beside other people's: a band, never the total."""
    if found is None:
        return None
    low, high = (None, None) if found.total is None else combining.band(found.total)
    older = any(one.older and one.used for one in found.parts)
    return CombinedShort(low=low, high=high, covered=found.covered, older=older)
