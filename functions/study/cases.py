"""One interviewed person as a case."""

from __future__ import annotations

from mianshi.contracts.base import Language
from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Candidate, DecisionKind, Job
from mianshi.contracts.learning import LearningCase
from mianshi.contracts.matching import MatchNote
from mianshi.contracts.scorecard import Scorecard
from mianshi.contracts.transcript import Transcript
from mianshi.hiring import combining
from mianshi.platform import objects
from mianshi.platform.store import reviews
from outcomes import After


def of(
    job: Job, candidate: Candidate, interview: Interview, card: Scorecard, after: After, note: MatchNote | None
) -> LearningCase:
    """Everything that was known before, and what became of them; who they are stays out of it."""
    ratings = reviews.ratings(interview.id)
    weights = {one.id: one.weight for one in card.competencies}
    parts = [
        combining.interview_part(interview, job),
        combining.human_part(ratings, weights, interview, job),
        combining.resume_part(note, job),
        combining.written_part(after.tests),
    ]
    decided = candidate.decision
    return LearningCase(
        order=after.order,
        role_version=card.role_version,
        job=job.id,
        month=(interview.closed_at or interview.created_at)[:7],
        forward=card.recommendation == "forward",
        rejected=decided is not None and decided.kind is DecisionKind.REJECT,
        hired=after.hired,
        total=card.total,
        levels={one.id: one.level for one in card.competencies if one.level is not None},
        human=parts[1].value,
        resume=parts[2].value,
        test=parts[3].value,
        human_levels=[rating.levels for rating in ratings],
        saw=[rating.saw_scores for rating in ratings],
        combined=combining.combined(job.combination, parts).total if job.combination else None,
        performance=after.performance,
        stayed=after.stayed,
        promoted=after.promoted,
    )


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
