"""Delivery measures beside the ranges most people fall into. Information for people, never a score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mianshi.contracts.base import Language
from mianshi.contracts.transcript import Transcript
from mianshi.pages.charts import Gauge, gauge

MINIMUM_SPEECH_MS = 30_000
MINIMUM_CONFIDENCE = 0.55
"""Below it more than half of what is written was not said, so counting it means nothing."""


@dataclass(frozen=True)
class Range:
    """`low`-`high` is usual; outside `outer_low`-`outer_high` is outside. `scale` is what the drawing spans."""

    low: float
    high: float
    outer_low: float
    outer_high: float
    scale: tuple[float, float]


# Ranges of published speech studies (Mandarin conversation 160-240 units/min, English 120-160 words/min, pauses 20-40 %
# of time), widened to what is still unremarkable; they describe, they do not judge.
_RATE: dict[Language, Range] = {
    "zh": Range(150, 260, 110, 320, (60, 380)),
    "en": Range(110, 180, 90, 210, (50, 250)),
}
_PAUSES = Range(0.15, 0.45, 0.05, 0.60, (0.0, 0.75))
_FILLERS: dict[Language, Range] = {"zh": Range(0, 4, 0, 8, (0, 12)), "en": Range(0, 6, 0, 12, (0, 18))}

Band = Literal["usual", "edge", "outside"]


@dataclass(frozen=True)
class Measure:
    """One measured value, with its unit as a text key, its range as numbers and where it lies."""

    name: str
    value: float
    unit: str | None
    low: float
    high: float
    band: Band
    gauge: Gauge
    is_share: bool = False


def band(value: float, usual: Range) -> Band:
    """Where `value` lies."""
    if usual.low <= value <= usual.high:
        return "usual"
    return "edge" if usual.outer_low <= value <= usual.outer_high else "outside"


def measures(transcript: Transcript) -> list[Measure]:
    """Rate, pauses and fillers of an answer; empty where there is too little clear speech to measure."""
    spoken, language = transcript.delivery, transcript.language
    if language is None or spoken.speech_ms < MINIMUM_SPEECH_MS or transcript.confidence < MINIMUM_CONFIDENCE:
        return []
    found: list[Measure] = []
    if spoken.units_per_minute is not None:
        found.append(_measure("measure_rate", spoken.units_per_minute, f"unit_{language}_rate", _RATE[language]))
    if spoken.pause_share is not None:
        found.append(_measure("measure_pause_share", spoken.pause_share, None, _PAUSES, is_share=True))
    if spoken.units:
        fillers = 100 * spoken.filler_count / spoken.units
        found.append(_measure("measure_fillers", fillers, f"per_100_{language}", _FILLERS[language]))
    return found


def _measure(name: str, value: float, unit: str | None, usual: Range, *, is_share: bool = False) -> Measure:
    drawn = gauge(value, usual.low, usual.high, usual.scale)
    return Measure(name, value, unit, usual.low, usual.high, band(value, usual), drawn, is_share)
