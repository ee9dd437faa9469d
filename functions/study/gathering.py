"""The interviewed people of a role as cases without names, read a page at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import cases
import outcomes
from mianshi.contracts.events import Interview
from mianshi.contracts.hiring import Candidate, Job
from mianshi.contracts.learning import LearningCase
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.role import Role
from mianshi.platform.store import afterwards, candidates, interviews, matches, scorecards

MOST_WITHOUT_OUTCOME = 5000
"""Interviews of a role whose people have no outcome yet, the newest; those with one all count."""
PAGE = 100


@dataclass
class Gathered:
    """Cases in one and the same order for the same data, and how many interviews were not read."""

    cases: list[LearningCase]
    left_out: int


def gather(jobs: Sequence[Job], versions: Mapping[str, Role], today: str) -> Gathered:
    """Everybody of these jobs whose interview was scored; a supplementary interview is none of its own.

    Args:
        jobs: of one role, newest first.
        versions: of the role that jobs have now: words are read of people who were scored by one of them.
        today: ``YYYY-MM-DD``.
    """
    found: list[tuple[str, str, LearningCase]] = []
    left_out = without = 0
    for job in jobs:
        reported = afterwards.of_job(job.id)
        notes = matches.of_job(job.id)
        for page in _pages(job):
            closed = interviews.several([one.interview_id for one in page if one.interview_id])
            scored = [one for one in page if _is_scored(closed.get(one.interview_id or ""))]
            known = [one for one in scored if one.id in reported]
            others = [one for one in scored if one.id not in reported]
            read = others[: max(0, MOST_WITHOUT_OUTCOME - without)]
            without += len(read)
            left_out += len(others) - len(read)
            own = {one.id: closed[one.interview_id or ""] for one in (*known, *read)}
            cards = scorecards.several({interview.id: interview.attempt for interview in own.values()})
            for one in (*known, *read):
                card = cards.get(own[one.id].id)
                if card is not None:
                    after = outcomes.of(reported.get(one.id), today)
                    case = cases.of(job, one, own[one.id], card, after, notes.get(one.id))
                    if case.performance is not None and card.role_version in versions:
                        case = case.model_copy(update={"words": cases.words_of(own[one.id])})
                    found.append((case.order, one.id, case))
    return Gathered([case for *_, case in sorted(found, key=lambda one: one[:2])], left_out)


def _pages(job: Job) -> Iterator[list[Candidate]]:
    before = None
    while True:
        page, before = candidates.page(job.id, PAGE, before)
        yield page
        if before is None:
            return


def _is_scored(known: Interview | None) -> bool:
    return known is not None and known.outcome is Outcome.SCORED and known.total is not None
