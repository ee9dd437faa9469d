"""The average of a role, from the scorecards of its newest interviews."""

from __future__ import annotations

from functools import lru_cache

from mianshi.contracts.events import Interview
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.scorecard import Scorecard
from mianshi.pages.views import RoleAverage
from mianshi.platform.store import interviews, scorecards
from mianshi.scoring.averages import FEWEST, role_average

NEWEST = 1000
"""Interviews of all roles that are looked through; one of them is a row of the index of about 1 kB."""
MOST = 300
"""Scorecards read for one average: more would make the first report of a warm function wait for seconds."""


def average(known: Interview, card: Scorecard) -> RoleAverage | None:
    """What the newest interviews of this version of the role reached, or None where too few are comparable.

    Where the interviews alone are too few, no scorecard is read.
    """
    if card.outcome is not Outcome.SCORED:
        return None
    alike = [other for other in interviews.latest(NEWEST) if _alike(other, known)][:MOST]
    if len(alike) < FEWEST:
        return None
    found = role_average(card, [kept for other in alike if (kept := _levels(other.id, other.scorecard)) is not None])
    return None if found is None else RoleAverage(scorecards=found.scorecards, levels=found.levels)


def _alike(other: Interview, known: Interview) -> bool:
    same_role = (other.role, other.role_version) == (known.role, known.role_version)
    return same_role and other.outcome is Outcome.SCORED


@lru_cache(maxsize=2000)
def _levels(interview_id: str, number: int) -> Scorecard | None:
    """The scorecard without its words, which an average does not need; one of its number never changes."""
    card = scorecards.find(interview_id, number)
    if card is None:
        return None
    bare = [c.model_copy(update={"evidence": [], "missing_key_points": []}) for c in card.competencies]
    return card.model_copy(update={"competencies": bare, "gates": [], "notes": []})
