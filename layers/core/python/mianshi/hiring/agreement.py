"""How far people and software agree about one interview, and who rates before seeing the scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from mianshi.contracts.hiring import HumanRating, Job
from mianshi.contracts.people import Person, StaffRole
from mianshi.contracts.scorecard import Scorecard

WARN_LEVELS = 1.0
"""Levels by which one competency may be rated apart before it is worth a second look."""
WARN_MEAN = 0.8
"""The same for the weighted mean: a fifth of the four levels between 1 and 5 (F79)."""
ALARM_LEVELS = 2.0
"""Levels apart in one competency alone that raise the alarm: half the scale. One level apart in one of six
competencies happens in most ratings, so an alarm from there on would soon be read by nobody; the page marks it."""
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
    """Software and people, competency by competency, in the order of the scorecard; a rating by another version of the
    role stands beside it without a difference."""
    return [
        Line(c.id, c.level, [_opinion(rating, c.id, c.level, card.role_version) for rating in ratings])
        for c in card.competencies
        if c.level is not None or any(c.id in rating.levels for rating in ratings)
    ]


def means(card: Scorecard, ratings: Sequence[HumanRating]) -> list[Mean]:
    """One mean for each person who rated at least one competency that the software rated too, by the same version."""
    weights = {c.id: c.weight for c in card.competencies}
    software = {c.id: c.level for c in card.competencies if c.level is not None}
    found: list[Mean] = []
    for rating in (rating for rating in ratings if rating.by_version(card.role_version)):
        both = sorted(software.keys() & rating.levels.keys())
        if both and sum(weights[c] for c in both):
            found.append(Mean(rating.by, _mean(rating.levels, weights, both), _mean(software, weights, both)))
    return found


@dataclass(frozen=True)
class Apart:
    """Ratings of one interview that somebody should look into. `difference`: the largest one found, in levels."""

    difference: float
    from_software: bool
    among_people: bool
    competencies: list[str]
    """Those rated `WARN_LEVELS` or more apart, in the order of the scorecard."""


def apart(card: Scorecard, ratings: Sequence[HumanRating], by: str | None = None) -> Apart | None:
    """Whether people and software, or two people, are far apart (F79, F99).

    They are where the weighted means over what both rated differ by `WARN_MEAN` or more, or one competency by
    `ALARM_LEVELS` or more.

    Args:
        card: of the interview.
        ratings: of everybody, one each; those by another version of the role are left out.
        by: only pairs with this person in them count; None: every pair.
    """
    weights = {c.id: c.weight for c in card.competencies}
    software = {c.id: c.level for c in card.competencies if c.level is not None}
    ratings = [rating for rating in ratings if rating.by_version(card.role_version)]
    pairs = [(one.levels, software, True) for one in ratings if by in (None, one.by)]
    pairs += [
        (one.levels, other.levels, False)
        for one, other in combinations(ratings, 2)
        if by is None or by in (one.by, other.by)
    ]
    far = [(found, with_software) for one, other, with_software in pairs if (found := _far(one, other, weights))]
    if not far:
        return None
    named = {known for found, _ in far for known in found[1]}
    return Apart(
        difference=max(found[0] for found, _ in far),
        from_software=any(with_software for _, with_software in far),
        among_people=not all(with_software for _, with_software in far),
        competencies=[known for known in weights if known in named],
    )


@dataclass(frozen=True)
class Joint:
    """People and software together: the mean of the people's means beside the software's, over what both rated."""

    people: int
    person: float
    software: float
    blind: int
    """Of the people, those who had not seen the scores."""

    @property
    def difference(self) -> float:
        """People minus software, in levels."""
        return round(self.person - self.software, _EXACT)


def joint(card: Scorecard, ratings: Sequence[HumanRating]) -> Joint | None:
    """The people's mean beside the software's (F41), each person counting once; None where nobody's can be compared."""
    found = means(card, ratings)
    if not found:
        return None
    compared = {mean.by for mean in found}
    return Joint(
        people=len(found),
        person=sum(mean.person for mean in found) / len(found),
        software=sum(mean.software for mean in found) / len(found),
        blind=sum(not rating.saw_scores for rating in ratings if rating.by in compared),
    )


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


def _opinion(rating: HumanRating, competency: str, software: float | None, version: str) -> Opinion:
    level = rating.levels.get(competency)
    apart = None
    if level is not None and software is not None and rating.by_version(version):
        apart = round(level - software, _EXACT)
    return Opinion(rating.by, level, apart, rating.notes.get(competency, ""))


def _far(
    one: Mapping[str, float], other: Mapping[str, float], weights: Mapping[str, int]
) -> tuple[float, list[str]] | None:
    """The difference that raises the alarm and the competencies apart, or None."""
    both = sorted(one.keys() & other.keys() & weights.keys())
    each = {known: abs(round(one[known] - other[known], _EXACT)) for known in both}
    widest = max(each.values(), default=0.0)
    weighed = bool(sum(weights[known] for known in both))
    mean = abs(round(_mean(one, weights, both) - _mean(other, weights, both), _EXACT)) if weighed else 0.0
    if mean < WARN_MEAN and widest < ALARM_LEVELS:
        return None
    return (widest if widest >= ALARM_LEVELS else mean), [known for known in both if each[known] >= WARN_LEVELS]


def _mean(levels: Mapping[str, float], weights: Mapping[str, int], over: Sequence[str]) -> float:
    return sum(levels[c] * weights[c] for c in over) / sum(weights[c] for c in over)
