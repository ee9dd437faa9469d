"""The standard file: candidates of a job and what became of them, one row for each (F98).

Export and import have the same columns. Whoever has several tests, ratings of performance or promotions has
several rows: the further ones repeat who it is and tell one more of each.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from mianshi.contracts.base import Record
from mianshi.contracts.hiring import Stage

DepartureKind = Literal["voluntary", "involuntary", "end_of_contract", "other"]
ExchangeFormat = Literal["csv", "xlsx", "json"]
MistakeKind = Literal[
    "no_key",
    "name_missing",
    "name_long",
    "email",
    "phone",
    "phone_shortened",
    "source_long",
    "language",
    "too_long",
    "number",
    "date",
    "yes_no",
    "choice",
    "incomplete",
    "out_of_range",
    "other_job",
    "unknown_candidate",
    "two_candidates",
    "left",
    "not_advanced",
    "not_hired",
    "told_twice",
    "taken",
    "not_offered",
    "too_much",
]
"""What is wrong with a cell; docs/exchange.md says each in a sentence."""


class ExchangeRow(Record):
    """One row. None or empty: not known, or not told. Days are ``yyyy-mm-dd``, moments ISO 8601 in UTC."""

    job_id: str = ""
    job_external_id: str = ""
    job_title: str = ""
    department: str = ""
    candidate_id: str = ""
    candidate_external_id: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    source: str = ""
    language: str = ""
    stage: Stage | None = None
    outcome: str = ""
    """How the interview ended: a value of `contracts.outcomes.Outcome`."""
    score: int | None = None
    """0 to 100; None where a person has to look first."""
    recommendation: str = ""
    """``forward`` or ``review``; never a rejection."""
    competencies: str = ""
    """``name=score`` for each competency, separated by ``; ``."""
    decision: str = ""
    decided_by: str = ""
    """Name of the person."""
    decided_at: str = ""
    hired_on: str = ""
    """First day of work."""
    position: str = ""
    hired_department: str = ""
    employee_id: str = ""
    told_about_scores: bool | None = None
    performance_until: str = ""
    """Last day of the period that is rated."""
    performance_measure: str = ""
    performance_score: float | None = None
    performance_lowest: float | None = None
    performance_highest: float | None = None
    promoted_on: str = ""
    promoted_to: str = ""
    """Name of the new position."""
    left_on: str = ""
    left_how: str = ""
    test_name: str = ""
    test_taken_on: str = ""
    test_score: float | None = None
    test_highest: float | None = None
    combined: int | None = None
    """0 to 100 by the job's weights; None where it has none, or what is there weighs less than half."""
    combined_parts: str = ""
    """``part=value*weight`` for each part, separated by ``; ``; a missing one has no value."""


class ExchangeMistake(Record):
    """One cell that has to be put right. `row` counts from 1 as the program shows it (of a JSON list: its place)."""

    row: int
    """From 1."""
    column: str
    """Letters as the program shows them; empty where the column is missing, and in JSON."""
    field: str
    """Name of the column in `ExchangeRow`."""
    code: MistakeKind
    """What is wrong; docs/exchange.md says each in a sentence."""
    value: str = ""
    """What stands there, cut to be shown."""


class ExchangeTold(Record):
    """What an import holds, and whether it was stored. With one mistake nothing is stored."""

    stored: bool
    """Whether it was stored."""
    added: int = 0
    """New candidates."""
    known: int = 0
    """Candidates who were there: their name and contacts stay as they are."""
    hires: int = 0
    """New or changed; what was known word for word is not counted."""
    performance: int = 0
    """Ratings, new or changed."""
    promotions: int = 0
    """New or changed."""
    departures: int = 0
    """New or changed."""
    tests: int = 0
    """New or changed."""
    wrong: int = 0
    """Cells that have to be put right."""
    mistakes: list[ExchangeMistake] = Field(default_factory=list)
    """The first 500 of them."""
    ignored: list[str] = Field(default_factory=list)
    """Headings that are not read, up to 100: what only we can know, and what is none of the columns."""
