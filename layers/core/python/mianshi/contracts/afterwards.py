"""What becomes of a candidate after the decision, as employers and partners report it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from mianshi.contracts.base import Record
from mianshi.contracts.dates import DAY


class Hire(Record):
    """Somebody was hired. The skill scores go into their file only where they were told so: a new purpose (F13)."""

    starts_on: str = Field(pattern=DAY)
    position: str = Field(default="", max_length=100)
    department: str = Field(default="", max_length=100)
    employee_id: str = Field(default="", max_length=64)
    """In the employer's own system."""
    told_about_scores: bool = False
    """Whether the person was told that their skill scores go into the staff file."""
    by: str
    at: str


class Performance(Record):
    """How somebody does in the job, on the employer's own scale."""

    period_ends_on: str = Field(pattern=DAY)
    score: float
    lowest: float = 0.0
    highest: float = 100.0
    measure: str = Field(default="overall", max_length=60)
    """What was measured, such as ``overall`` or the id of a competency."""
    by: str
    at: str
    first_at: str = ""
    """When it was first reported: a correction keeps it. Empty where it was stored before this was kept: `at`."""


class Departure(Record):
    """Somebody left."""

    left_on: str = Field(pattern=DAY)
    kind: Literal["voluntary", "involuntary", "end_of_contract", "other"]
    by: str
    at: str
    first_at: str = ""
    """When it was first reported: a correction keeps it. Empty where it was stored before this was kept: `at`."""


class Promotion(Record):
    """Somebody came into a higher position."""

    promoted_on: str = Field(pattern=DAY)
    to: str = Field(default="", max_length=100)
    """The new position, in the employer's words."""
    by: str
    at: str
    first_at: str = ""
    """When it was first reported: a correction keeps it. Empty where it was stored before this was kept: `at`."""


class TestScore(Record):
    """Result of a written test that somebody else held."""

    __test__ = False  # pytest would take it for one of its own
    name: str = Field(min_length=1, max_length=100)
    score: float
    highest: float = Field(default=100.0, gt=0)
    taken_on: str = Field(pattern=DAY)
    by: str
    at: str
    first_at: str = ""
    """When it was first reported: a correction keeps it. Empty where it was stored before this was kept: `at`."""
