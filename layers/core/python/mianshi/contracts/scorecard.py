"""The scorecard: the format that readers, tests and benchmarks rely on (extend it, never change it)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from mianshi.contracts.base import Milliseconds, Record, Share
from mianshi.contracts.outcomes import Outcome

Score = Annotated[int, Field(ge=0, le=100)]


class Evidence(Record):
    """Words that moved a level, and when they were said. `effect` says which way.

    `key_point` is empty where the words speak for something else than a key point: `statement` then says what, in the
    language of the scorecard, such as a wrong act that the role names.
    """

    answer: int = Field(ge=0)
    start_ms: Milliseconds
    end_ms: Milliseconds
    quote: str
    key_point: str
    effect: Literal["supports", "weakens"]
    statement: str = ""
    moved: float | None = None
    """By how many levels the check behind it moved the answer's level, with its sign."""


class MissingKeyPoint(Record):
    """A key point that nothing said shows; `example` is what somebody at level 5 might have said."""

    id: str
    name: str
    example: str = ""


class CompetencyScore(Record):
    """One competency. `level` and `score` are None where no answer bore on it."""

    id: str
    name: str
    weight: int
    level: float | None = Field(default=None, ge=1.0, le=5.0)
    score: Score | None = None
    confidence: Share
    """Estimated probability that the level lies within one of the grade such answers have in the graded set, which
    language models wrote and graded; how often trained raters would agree is not measured (`docs/scoring.md`)."""
    low: float | None = None
    high: float | None = None
    """Bounds of the level that four of five graded answers kept (`docs/scoring.md`)."""
    ask_person: bool = False
    """A person should rate this competency: the confidence is too low to go by the level, or an answer was flagged."""
    required_level: float | None = None
    evidence: list[Evidence]
    missing_key_points: list[MissingKeyPoint]
    next_steps: list[str] = Field(default_factory=list)
    """Training advice of the role, in the language of the scorecard."""
    note: str | None = None


class Gate(Record):
    """A condition for judging at all. `detail` is one sentence in the language of the scorecard."""

    name: str
    passed: bool
    detail: str


class Scorecard(Record):
    interview_id: str
    role: str
    role_version: str
    policy: str
    language: str | None
    outcome: Outcome
    reason: str | None = None
    total: Score | None
    recommendation: Literal["forward", "review"] | None = None
    """Advice for a person; there is no "reject"."""
    competencies: list[CompetencyScore]
    gates: list[Gate]
    versions: dict[str, str]
    """Hashes of role, policy, models and code that made this scorecard."""
    notes: list[str] = Field(default_factory=list)
