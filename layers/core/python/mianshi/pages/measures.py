"""What was measured of an answer's delivery, beside the ranges most people fall into where research knows them.

Information for people, never a score. `docs/measurements.md` defines every measure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mianshi.contracts.base import Language
from mianshi.contracts.transcript import Delivery, Sound, Transcript
from mianshi.pages.charts import Gauge, gauge

Band = Literal["usual", "edge", "outside"]
Form = Literal["whole", "one_decimal", "clock"]


@dataclass(frozen=True)
class Range:
    """`low`-`high` is usual; outside `outer_low`-`outer_high` is outside. `scale` is what the drawing spans."""

    low: float
    high: float
    outer_low: float
    outer_high: float
    scale: tuple[float, float]


# From published speech studies (Mandarin conversation 160-240 units/min, English 120-160 words/min, pauses 20-40 % of
# time), widened to what is still unremarkable; they describe, they do not judge. Studies quote rates with pauses in.
_RATE: dict[Language, Range] = {
    "zh": Range(150, 260, 110, 320, (60, 380)),
    "en": Range(110, 180, 90, 210, (50, 250)),
}
_PAUSE_PERCENT = Range(15, 45, 5, 60, (0, 75))
_FILLERS: dict[Language, Range] = {"zh": Range(0, 4, 0, 8, (0, 12)), "en": Range(0, 6, 0, 12, (0, 18))}


@dataclass(frozen=True)
class Usual:
    """Where a value lies in its range."""

    low: float
    high: float
    band: Band
    gauge: Gauge


@dataclass(frozen=True)
class Measure:
    """One measure: the text key of its name, its value in `unit` (a text key), the filter that writes it.

    `value` is None where there is too little to measure, `usual` where that is so or research knows no range.
    """

    name: str
    value: float | None
    form: Form
    unit: str | None = None
    usual: Usual | None = None


def band(value: float, usual: Range) -> Band:
    """Where `value` lies."""
    if usual.low <= value <= usual.high:
        return "usual"
    return "edge" if usual.outer_low <= value <= usual.outer_high else "outside"


def measures(transcript: Transcript) -> list[Measure]:
    """Everything that was measured of an answer, in the order in which it is shown.

    What policy profile or consent did not allow is not in the list: it is not "too little to measure".
    """
    found: list[Measure] = []
    if transcript.delivery is not None:
        found += _of_delivery(transcript.delivery, transcript.language)
    if transcript.sound is not None:
        found += _of_sound(transcript.sound)
    return found


def _of_delivery(spoken: Delivery, language: Language | None) -> list[Measure]:
    pauses = spoken.pauses
    per_minute, rate, fillers = None, None, None
    if language is not None:
        per_minute, rate, fillers = f"unit_{language}_rate", _RATE[language], _FILLERS[language]
    return [
        _ranged("measure_rate", spoken.speech_rate, "whole", per_minute, rate),
        _ranged("measure_pause_share", _percent(pauses.share), "whole", "unit_percent", _PAUSE_PERCENT),
        _ranged("measure_fillers", spoken.fillers_per_100, "one_decimal", language and f"per_100_{language}", fillers),
        Measure("measure_articulation", spoken.articulation_rate, "whole", per_minute),
        Measure("measure_length", spoken.length_ms, "clock"),
        Measure("measure_latency", _seconds(spoken.latency_ms), "one_decimal", "unit_seconds"),
        Measure("measure_pauses", pauses.count, "whole"),
        Measure("measure_long_pauses", pauses.long, "whole"),
        Measure("measure_longest_pause", _seconds(pauses.longest_ms), "one_decimal", "unit_seconds"),
        Measure("measure_very_long_pauses", pauses.over_two_seconds_per_minute, "one_decimal", "unit_per_minute"),
    ]


def _of_sound(sound: Sound) -> list[Measure]:
    found: list[Measure] = []
    if sound.voice is not None:
        found = [
            Measure("measure_pitch", sound.voice.pitch_median_hz, "whole", "unit_hertz"),
            Measure("measure_pitch_range", sound.voice.pitch_range_semitones, "one_decimal", "unit_semitones"),
            Measure("measure_loudness_range", sound.voice.loudness_range_db, "one_decimal", "unit_decibel"),
        ]
    return [
        *found,
        Measure("measure_noise", sound.speech_to_noise_db, "whole", "unit_decibel"),
        Measure("measure_clipping", _percent(sound.clipped_share), "one_decimal", "unit_percent"),
    ]


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _seconds(milliseconds: int | None) -> float | None:
    return None if milliseconds is None else milliseconds / 1000


def _ranged(name: str, value: float | None, form: Form, unit: str | None, usual: Range | None) -> Measure:
    if value is None or usual is None:
        return Measure(name, value, form, unit)
    drawn = gauge(value, usual.low, usual.high, usual.scale)
    return Measure(name, value, form, unit, Usual(usual.low, usual.high, band(value, usual), drawn))
