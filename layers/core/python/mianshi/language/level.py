"""From features of a passage to a level. Every number of the formula is here."""

from __future__ import annotations

from dataclasses import dataclass

from mianshi.contracts.base import Language

SHOWN = 0.5
"""Strength from which a key point counts as shown."""
FULL_COVERAGE = 0.65
"""Share of the key points that makes full coverage: nobody names them all in two minutes."""
COVERAGE_WEIGHT = 0.55
CONCRETENESS_WEIGHT = 0.45
ENOUGH_LENGTH: dict[Language, int] = {"zh": 80, "en": 50}
"""Units (characters, words) after which length no longer matters: about twenty seconds of speech."""
FULL_RELEVANCE = 0.5


@dataclass(frozen=True)
class Features:
    """What the level is made of, each 0 to 1 except `units` (characters in Chinese, words in English)."""

    coverage: float
    concreteness: float
    relevance: float
    units: int


def level(features: Features, language: Language) -> float:
    """A level from 1.0 to 5.0 with one decimal.

    ``1 + 4 * relevant * long_enough * (0.55 * covered + 0.45 * concreteness)`` with
    ``covered = coverage / 0.65``, ``relevant = relevance / 0.5`` and ``long_enough = units / 80 (zh) or 50 (en)``,
    each at most 1. Concreteness without any coverage is a good story about something else, so it counts no more
    than three times the coverage.
    """
    covered = min(1.0, features.coverage / FULL_COVERAGE)
    told = min(features.concreteness, 3 * covered)
    content = COVERAGE_WEIGHT * covered + CONCRETENESS_WEIGHT * told
    return round(1 + 4 * relevant(features) * long_enough(features, language) * content, 1)


def relevant(features: Features) -> float:
    """Relevance as a factor, 1 from `FULL_RELEVANCE` on."""
    return min(1.0, features.relevance / FULL_RELEVANCE)


def long_enough(features: Features, language: Language) -> float:
    """Length as a factor, 1 from `ENOUGH_LENGTH` on."""
    return min(1.0, features.units / ENOUGH_LENGTH[language])


def confidence(features: Features, heard: float, asked: bool, language: Language) -> float:
    """How far to trust the level, 0 to 0.8: this judge compares sentences, it does not understand an answer.

    ``0.8 * heard * long_enough * (0.5 + 0.5 * relevant)``, times 0.75 where the question is not known.

    Args:
        features: of the passage.
        heard: mean confidence of the recogniser's words.
        asked: whether the question was known.
        language: of the answer.
    """
    certain = 0.8 * heard * long_enough(features, language) * (0.5 + 0.5 * relevant(features))
    return round(certain * (1.0 if asked else 0.75), 3)
