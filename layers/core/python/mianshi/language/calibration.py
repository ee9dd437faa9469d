"""The numbers that turn features into a level, fitted on graded answers (`infra/calibration`), and their formula."""

from __future__ import annotations

import math
from functools import cache
from importlib import resources

from pydantic import Field

from mianshi.contracts.base import Language, Record

TOLD, NEAR, WRONG, CONCRETE = "told", "near", "wrong", "concrete"
"""Features read without the rater."""
FACTS = "facts"
"""For knowledge questions, in place of everything else that moves a level."""
FACTS_NONE, FACTS_ALL = 0.1, 0.7
"""Where levels 1 and 5 begin on `FACTS`: strangers share little and a right answer in one's own words not everything.
Our choice, fitted on nothing."""
KEY_POINTS = "rated_key_points"
RATED = {"wrong_act": "rated_right", "excellence": "rated_excellence", "own_act": "rated_own_act"}
"""Features by kind of check; `KEY_POINTS` is the mean over the checks of key points."""


class Weight(Record):
    """A feature's mean and standard deviation over the graded answers, and the levels that one deviation moves."""

    mean: float
    deviation: float = Field(gt=0)
    levels: float

    def standard(self, value: float | None) -> float:
        """In deviations from the mean; what is not there counts as average."""
        return 0.0 if value is None else (value - self.mean) / self.deviation

    def moved(self, value: float, share: float = 1.0) -> float:
        """By how many levels a value, or a share of a mean of several, moves the level."""
        return share * self.levels * self.standard(value)


class Shown(Record):
    """Whether a key point is shown: ``1 / (1 + exp(-(base + near * closeness + rated * log-odds)))``."""

    base: float
    near: float
    rated: float

    def probability(self, closeness: float, rated: float | None) -> float:
        """Without a reply of the rater the closeness alone decides."""
        return _logistic(self.base + self.near * closeness + self.rated * (rated or 0.0))


class Confidence(Record):
    """Probability of being within one level: ``1 / (1 + exp(-(base + disagreement * d + short * s)))``.

    `d` is how many deviations `told` and `near` lie apart; `s` is 1 for an answer of fewer units than `short_units`.
    """

    base: float
    disagreement: float
    short: float
    short_units: int

    def probability(self, apart: float, *, short: bool) -> float:
        return _logistic(self.base + self.disagreement * apart + self.short * short)


class LanguageCalibration(Record):
    """One language. Vectors have the embedding's dimensions."""

    centre: list[float]
    reference_centre: list[float]
    told: list[float]
    middle: float
    """The mean level of the graded answers."""
    weights: dict[str, Weight]
    below: float
    above: float
    """How far under and over the level four of five graded answers lie, in levels."""
    shown: Shown
    confidence: Confidence


class Calibration(Record):
    """Everything that was fitted, and for which prompts, embedding and rater."""

    prompts: str
    embedding: str
    rater: str
    """SHA-256 of the weights whose replies it was fitted on."""
    zh: LanguageCalibration
    en: LanguageCalibration

    def of(self, language: Language) -> LanguageCalibration:
        return self.zh if language == "zh" else self.en


@cache
def calibration() -> Calibration:
    """The calibration that is shipped."""
    return Calibration.model_validate_json((resources.files(__package__) / "calibration.json").read_bytes())


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))
