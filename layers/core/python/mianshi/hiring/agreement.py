"""How far people and software agree about one interview, and who rates before seeing the scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mianshi.contracts.hiring import HumanRating, Job
from mianshi.contracts.people import Person, StaffRole
from mianshi.contracts.scorecard import Scorecard

WARN_LEVELS = 1.0
"""Levels by which one competency may be rated apart before it is worth a second look."""
WARN_MEAN = 0.8
"""The same for the weighted mean: a fifth of the four levels between 1 and 5 (F79)."""
_COORDINATES = frozenset({StaffRole.ADMIN, StaffRole.HR, StaffRole.AUDITOR})
_EXACT = 6
"""Decimals that count: 4.2 - 3.4 is 0.8, not 0.8000000000000003."""


@dataclass(frozen=True)
class Opinion:
    """One person's level beside the software's. `difference` is person minus software; None where either has none."""

    by: str
    level: float | None
    difference: float | None
    note: str = ""

    @property
    def far(self) -> bool:
        """Whether the two are so far apart that somebody should look again."""
        return self.difference is not None and abs(self.difference) >= WARN_LEVELS


@dataclass(frozen=True)
class Line:
    """One competency: the software's level and everybody's, in the order of the raters."""

    competency: str
    software: float | None
    opinions: list[Opinion]


@dataclass(frozen=True)
class Mean:
    """Weighted means of one person and of the software over the competencies that both rated."""

    by: str
    person: float
    software: float

    @property
    def difference(self) -> float:
        """Person minus software, in levels."""
        return round(self.person - self.software, _EXACT)

    @property
    def far(self) -> bool:
        """Whether they differ by a fifth of the scale or more."""
        return abs(self.difference) >= WARN_MEAN


def side_by_side(card: Scorecard, ratings: Sequence[HumanRating]) -> list[Line]:
    """Software and people, competency by competency, in the order of the scorecard."""
    return [
        Line(c.id, c.level, [_opinion(rating, c.id, c.level) for rating in ratings])
        for c in card.competencies
        if c.level is not None or any(c.id in rating.levels for rating in ratings)
    ]


def means(card: Scorecard, ratings: Sequence[HumanRating]) -> list[Mean]:
    """One mean for each person who rated at least one competency that the software rated too."""
    weights = {c.id: c.weight for c in card.competencies}
    software = {c.id: c.level for c in card.competencies if c.level is not None}
    found: list[Mean] = []
    for rating in ratings:
        both = sorted(software.keys() & rating.levels.keys())
        if both and sum(weights[c] for c in both):
            found.append(Mean(rating.by, _mean(rating.levels, weights, both), _mean(software, weights, both)))
    return found


def hides_scores(job: Job, person: Person, ratings: Sequence[HumanRating]) -> bool:
    """Whether somebody must not see yet what the software scored in one interview.

    Where a job asks for it, whoever rates without running the job (interviewers, hiring managers) rates first. HR,
    admins and auditors see the scores: they look after all candidates of the job.

    Args:
        job: of the interview.
        person: who looks.
        ratings: of this interview, by whomever.
    """
    if not job.blind_first or _COORDINATES & set(person.roles):
        return False
    return all(rating.by != person.id for rating in ratings)


def _opinion(rating: HumanRating, competency: str, software: float | None) -> Opinion:
    level = rating.levels.get(competency)
    apart = None if level is None or software is None else round(level - software, _EXACT)
    return Opinion(rating.by, level, apart, rating.notes.get(competency, ""))


def _mean(levels: Mapping[str, float], weights: Mapping[str, int], over: Sequence[str]) -> float:
    return sum(levels[c] * weights[c] for c in over) / sum(weights[c] for c in over)
