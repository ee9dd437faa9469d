"""What a judge found in one answer: the seam between reading words and adding up scores."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from mianshi.contracts.base import Record, Share, Span

Level = Annotated[float, Field(ge=1.0, le=5.0)]


class KeyPointFinding(Span):
    """A key point that an answer shows, with the words that show it. `found_by` says how: by word or by meaning.

    `effect` is ``weakens`` where the words speak against the key point ("I did not call the customer back").
    """

    key_point: str
    sentence: int = Field(ge=0)
    quote: str
    strength: Share
    found_by: Literal["words", "meaning"]
    effect: Literal["supports", "weakens"] = "supports"


class CompetencyFinding(Record):
    """How one answer bears on one competency. `level` is None where it does not bear on it."""

    competency: str
    question: str | None
    """Id of the role's question this answer was taken to answer, or None."""
    relevance: Share
    level: Level | None
    confidence: Share
    findings: list[KeyPointFinding]


class Assessment(Record):
    """All findings for one answer, and which judge made them."""

    answer: int = Field(ge=0)
    judge: str
    judge_version: str
    competencies: list[CompetencyFinding]
