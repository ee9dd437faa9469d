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
    """Cases in one and the same order for the same data, how many interviews were not read, and how many ratings, tests
    and matches came too late."""

    cases: list[LearningCase]
    left_out: int
    late: int = 0


def gather(jobs: Sequence[Job], versions: Mapping[str, Role], today: str) -> Gathered:
    """Everybody of these jobs whose interview was scored; a supplementary interview is none of its own.

    Args:
        jobs: of one role, newest first.
        versions: of the role that jobs have now: words are read of people who were scored by one of them.
        today: ``YYYY-MM-DD``.
    """
    found: list[tuple[str, str, LearningCase]] = []
    left_out, late, room = 0, 0, MOST_WITHOUT_OUTCOME
    for job in jobs:
        reported, notes = afterwards.of_job(job.id), matches.of_job(job.id)
        telling = outcomes.Telling.of(reported.values())
        for own in _scored(job):
            others = [one for one in own if one not in reported]
            left_out += max(0, len(others) - room)
            unread, room = set(others[room:]), max(0, room - len(others))
            read = {one: both for one, both in own.items() if one not in unread}
            cards = scorecards.several({interview.id: interview.scorecard for _, interview in read.values()})
            for one, (candidate, interview) in read.items():
                if card := cards.get(interview.id):
                    after = outcomes.of(reported.get(one), today, telling)
                    case = cases.of(job, candidate, interview, card, after, notes.get(one))
                    if case.performance is not None and card.role_version in versions:
                        case = case.model_copy(update={"words": cases.words_of(interview)})
                    late += cases.late(interview, after, notes.get(one)) if after.hired else 0
                    found.append((case.order, one, case))
    return Gathered([case for *_, case in sorted(found, key=lambda one: one[:2])], left_out, late)


def _scored(job: Job) -> Iterator[dict[str, tuple[Candidate, Interview]]]:
    """A page of candidates at a time, the newest first: those whose interview was scored, with it, by their id."""
    before = None
    while True:
        page, before = candidates.page(job.id, PAGE, before)
        closed = interviews.several([one.interview_id for one in page if one.interview_id])
        both = [(one, closed[one.interview_id]) for one in page if one.interview_id in closed]
        yield {one.id: (one, interview) for one, interview in both if interview.outcome is Outcome.SCORED}
        if before is None:
            return
