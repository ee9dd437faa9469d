"""One interviewed person as a case: what was known before their first day, and what became of them."""

from __future__ import annotations

from hashlib import sha256

from mianshi.contracts.base import Language
from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Candidate, DecisionKind, Job
from mianshi.contracts.learning import LearningCase
from mianshi.contracts.matching import MatchNote
from mianshi.contracts.scorecard import Scorecard
from mianshi.contracts.transcript import Transcript
from mianshi.hiring import combining, growth
from mianshi.platform import objects
from mianshi.platform.store import reviews
from outcomes import After


def of(
    job: Job, candidate: Candidate, interview: Interview, card: Scorecard, after: After, note: MatchNote | None
) -> LearningCase:
    """Everything that was known before, and what became of them; who they are stays out of it. People's ratings, tests
    and matches that were made after the first day are no predictors; what raters said of the interview is kept."""
    everyone = reviews.ratings(interview.id)
    ratings = [one for one in everyone if _before(one.at, after)]
    alike = [rating for rating in everyone if rating.by_version(card.role_version)]  # agreement is about one scale
    weights = {one.id: one.weight for one in card.competencies}
    parts = [
        combining.interview_part(interview, job),
        combining.human_part(ratings, weights, interview, job),
        combining.resume_part(note if note and _before(note.at, after) else None, job),
        combining.written_part([one for one in after.tests if _before(one.taken_on, after)]),
    ]
    decided = candidate.decision
    return LearningCase(
        order=after.order,
        starts_on=after.starts_on,
        holds=bool(sha256(candidate.id.encode()).digest()[0] & 1),
        anew=bool(interview.earlier),
        role_version=card.role_version,
        job=job.id,
        month=growth.interviewed_on(interview)[:7],
        forward=card.recommendation == "forward",
        rejected=decided is not None and decided.kind is DecisionKind.REJECT,
        hired=after.hired,
        total=card.total,
        levels={one.id: one.level for one in card.competencies if one.level is not None},
        human=parts[1].value,
        resume=parts[2].value,
        test=parts[3].value,
        human_levels=[rating.levels for rating in alike],
        saw=[rating.saw_scores for rating in alike],
        combined=combining.combined(job.combination, parts).total if job.combination else None,
        performance=after.performance,
        newest=after.newest,
        stayed=after.stayed,
        promoted=after.promoted,
    )


def late(interview: Interview, after: After, note: MatchNote | None) -> int:
    """How many ratings, tests and matches were made too late to have been known before."""
    made = [one.at for one in reviews.ratings(interview.id)] + [one.taken_on for one in after.tests]
    return sum(not _before(at, after) for at in [*made, *([note.at] if note else [])])


def _before(at: str, after: After) -> bool:
    return not after.starts_on or at[:10] <= after.starts_on


def words_of(interview: Interview) -> dict[Language, str]:
    """What was said, as far as it is still kept; personal questions, which only people read, are left out."""
    words: dict[Language, str] = {}
    for upload in interview.uploads:
        if upload.scored:
            where = objects.artefact(interview.id, "language", interview.attempt, f"transcript-{upload.answer}.json")
            said = objects.find_record(where, Transcript)
            if said is not None and said.language is not None:
                words[said.language] = f"{words.get(said.language, '')}\n{said.text}"
    return words
