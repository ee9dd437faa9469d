"""Running the measurements of levels and pitch over the pieces of an answer."""

from __future__ import annotations

import wave
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

import numpy as np

from mianshi.contracts.base import Span
from mianshi.contracts.transcript import Sound, Voice
from mianshi.speech import levels, pitch
from mianshi.speech.levels import SAMPLE_RATE, Floats, Levels, Samples

_STRETCH: Final = 30 * SAMPLE_RATE
LOUD_PERCENTILE: Final = 99.9
"""Of the frames' peaks: the loudest sound of a piece, but not a single knock."""


def measure(
    pieces: Iterable[tuple[Path, int]], speech: Sequence[Span], others: Sequence[Span], *, voice: bool
) -> Sound:
    """`mianshi.speech.measure_sound`, which describes it."""
    parts: list[Levels] = []
    tracks: list[Floats] = []
    for path, start_ms in pieces:
        with closing(levels.opened(path)) as file:
            part = levels.measure_levels(file, start_ms)
            parts.append(part)
            if voice:
                tracks += _tracks(file, start_ms, part, speech)
    if not parts:
        return Sound(clipped_share=None, speech_to_noise_db=None)
    whole = Levels.joined(parts)
    spoken = whole.within(speech)
    silent = ~whole.touching([*speech, *others], levels.PAUSE_MARGIN_MS)
    return Sound(
        clipped_share=levels.clipped_share(whole, spoken),
        speech_to_noise_db=levels.speech_to_noise_db(whole, spoken, silent),
        voice=_voice(whole, spoken, tracks) if voice else None,
    )


def _voice(whole: Levels, spoken: levels.Flags, tracks: Sequence[Floats]) -> Voice:
    voiced_ms, median, semitones = pitch.pitch_summary(tracks)
    return Voice(
        voiced_ms=voiced_ms,
        pitch_median_hz=median,
        pitch_range_semitones=semitones,
        loudness_range_db=levels.loudness_range_db(whole, spoken),
    )


def _tracks(file: wave.Wave_read, start_ms: int, part: Levels, speech: Sequence[Span]) -> Iterator[Floats]:
    spoken = part.within(speech)
    if not spoken.any():
        return
    loudest = float(np.percentile(part.peak[spoken], LOUD_PERCENTILE))
    for span in speech:
        for samples in _stretches(file, span.start_ms - start_ms, span.end_ms - start_ms):
            yield pitch.track(samples, loudest)


def _stretches(file: wave.Wave_read, start_ms: int, end_ms: int) -> Iterator[Samples]:
    """The samples between two milliseconds of a file in stretches that overlap so that the frames of pitch go on."""
    first = max(0, start_ms * SAMPLE_RATE // 1000)
    end = min(file.getnframes(), end_ms * SAMPLE_RATE // 1000)
    overlap = pitch.WINDOW - pitch.STEP
    while first < end - overlap:
        file.setpos(first)
        yield levels.read(file, min(_STRETCH, end - first))
        first += _STRETCH - overlap
