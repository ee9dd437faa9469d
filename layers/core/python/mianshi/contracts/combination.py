"""One report of all that a decision stands on: interview, résumé, written test, people; by printed weights (F111)."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field, model_validator

from mianshi.contracts.base import Bilingual, Record, Share
from mianshi.contracts.scorecard import Score


class Part(StrEnum):
    INTERVIEW = "interview"
    """The software's total."""
    HUMAN = "human"
    """Mean of the people who rated, by the role's weights."""
    RESUME = "resume"
    """Percent of the match with the job's posting."""
    TEST = "test"
    """Written tests, each as a share of its highest score, meaned."""


class Combination(Record):
    """What each part weighs; whole numbers that make 100. `reason` and `by` are recorded with every change."""

    weights: dict[Part, int] = Field(default_factory=lambda: {Part.INTERVIEW: 50, Part.HUMAN: 50})
    reason: str = Field(default="", max_length=600)
    by: str = ""
    at: str = ""

    @model_validator(mode="after")
    def _whole(self) -> Combination:
        if sum(self.weights.values()) != 100 or min(self.weights.values(), default=0) < 0:
            raise ValueError("the weights of the parts must be whole numbers that make 100")
        return self


class CombinedPart(Record):
    """One part. `value`: 0-100, None where it is missing. `used`: its weight after the missing ones were left out."""

    part: Part
    value: Score | None
    weight: int
    used: float = Field(ge=0, le=100)
    """Two decimals; those of all parts make 100 where there is a total."""
    made_at: str = ""
    role_version: str = ""
    """Of the role or posting it was made for; empty for a written test."""
    older: bool = False
    """Made for an older version than the job has now."""
    people: int = 0
    """Who rated."""
    note: Bilingual | None = None
    """Why it is missing, or what to keep in mind."""


class Combined(Record):
    """`total` is None where what is there weighs less than half. It orders nobody and rejects nobody."""

    total: Score | None
    parts: list[CombinedPart]
    rule: Bilingual
    """How the total came about, with the numbers."""
    covered: int = Field(ge=0, le=100)
    """Weight of the parts that are there."""


class Interval(Record):
    """An estimate and its 95 % interval; None where too little is known for it."""

    value: float | None = None
    low: float | None = None
    high: float | None = None


class Agreement(Record):
    """How far two kinds of raters agree about the same interviews, on levels 1 to 5."""

    who: Literal["person_software", "person_person"]
    competency: str = ""
    """Empty: the weighted mean over all."""
    n: int = Field(ge=0)
    """Pairs of ratings."""
    interviews: int = Field(default=0, ge=0)
    """That the pairs are about: those of one interview are not independent, so this is what counts as enough."""
    kappa: Interval
    """Cohen's weighted kappa, quadratic weights, of levels rounded to whole ones."""
    icc: Interval
    """ICC(2,1) of Shrout and Fleiss (1979): two-way random effects, absolute agreement, a single rating;
    ICC(1,1) where the people differ from interview to interview."""
    bias: Interval
    """Mean of person minus software, in levels; empty among people."""
    within_one: Share | None = None
    blind: int = 0
    """Of the pairs, those whose person had not seen the scores."""
    sentence: Bilingual
