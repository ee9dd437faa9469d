"""What a judge found in one answer: the seam between reading words and adding up scores."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from mianshi.contracts.base import Record, Share, Span

Level = Annotated[float, Field(ge=1.0, le=5.0)]


Flag = Literal["recited", "instructs", "list_of_words", "off_topic", "too_long", "too_little", "uncalibrated"]
"""Why a person should look at an answer: it recites the role's own texts, tells the scorer what to do, is a list of
words, seems to speak of something else than was asked, is longer than the rater reads, says too little, or was
read by a rater that nobody calibrated.
"""


class Finding(Span):
    """Words that moved a level. `effect` says which way, `moved` by how many levels.

    Either a key point that the answer shows or denies (`key_point`), or another check: `statement` says which, in the
    answer's language.
    """

    key_point: str = ""
    statement: str = ""
    sentence: int = Field(ge=0)
    quote: str
    strength: Share
    effect: Literal["supports", "weakens"] = "supports"
    moved: float = 0.0


class CompetencyFinding(Record):
    """How one answer bears on one competency. `level` is None where it does not bear on it."""

    competency: str
    question: str | None
    """Id of the role's question this answer was taken to answer, or None."""
    relevance: Share
    level: Level | None
    low: Level | None = None
    high: Level | None = None
    """Bounds that four of five graded answers kept."""
    confidence: Share
    findings: list[Finding]
    flags: list[Flag] = Field(default_factory=list)


class Assessment(Record):
    """All findings for one answer, and which judge made them."""

    answer: int = Field(ge=0)
    judge: str
    judge_version: str
    competencies: list[CompetencyFinding]
