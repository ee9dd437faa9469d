"""The page of how somebody who was hired goes on (F110)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from mianshi.contracts.afterwards import Hire
from mianshi.contracts.base import Bilingual, Record
from mianshi.contracts.hiring import Candidate, Job
from mianshi.pages.frame import Frame, render_page


class GrowthPoint(Record):
    on: str
    value: float


class GrowthLine(Record):
    """One competency, or another measure. `next_steps` in the language of the scorecard."""

    name: Bilingual
    interview: GrowthPoint | None = None
    ratings: list[GrowthPoint] = Field(default_factory=list)
    change: float | None = None
    """Between the two newest ratings."""
    step: Literal["up", "down", "same"] | None = None
    """From the interview to the first rating: a direction and no amount."""
    next_steps: list[str] = Field(default_factory=list)


class GrowthView(Record):
    job: Job
    candidate: Candidate
    hire: Hire | None = None
    told: bool = False
    """The person was told that their skill scores go on being used: only then they are shown here."""
    lines: list[GrowthLine] = Field(default_factory=list)
    any_rating: bool = False


def render(view: GrowthView, frame: Frame) -> str:
    """The page."""
    return render_page("people/growth.html", frame, view=view)
