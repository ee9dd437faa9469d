"""Pitch of a voice: autocorrelation candidates and the least costly path through them.

The method and every constant named after it are from P. Boersma, "Accurate short-term analysis of the fundamental
frequency and the harmonics-to-noise ratio of a sampled sound", IFA Proceedings 17 (1993), 97-110.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt

from mianshi.speech.levels import SAMPLE_RATE

Floats = npt.NDArray[np.float32]
Path = npt.NDArray[np.intp]

FLOOR_HZ: Final = 75.0
CEILING_HZ: Final = 500.0
"""From the creak of a low voice to the top of a high one; the floor is Praat's own default."""
STEP: Final = SAMPLE_RATE // 100
WINDOW: Final = round(3 * SAMPLE_RATE / FLOOR_HZ)
"""Samples of a frame: three periods of the floor."""

VOICING_THRESHOLD: Final = 0.45
SILENCE_THRESHOLD: Final = 0.03
OCTAVE_COST: Final = 0.01
OCTAVE_JUMP_COST: Final = 0.35
VOICED_UNVOICED_COST: Final = 0.14
"""The paper's costs for a step of 10 ms, with the values that Praat uses; as there, a candidate pays for its octaves
below the ceiling (the paper: above the floor), which asks a little more of a voice."""
_CANDIDATES: Final = 6

LEAST_VOICED_MS: Final = 10_000
"""The median pitch of a voice settles within about 10 s of speech in seven languages (Arantes, Eriksson & Gutzeit,
Interspeech 2017); we ask for as much of voiced sound alone."""
RANGE_PERCENTILES: Final = (5, 95)
"""The 90 % range (Horii, Journal of Speech and Hearing Research 18, 1975), which a few octave errors do not stretch."""

_FFT: Final = 1024
_SHORTEST: Final = int(SAMPLE_RATE / CEILING_HZ)
_LONGEST: Final = int(np.ceil(SAMPLE_RATE / FLOOR_HZ))
_CENTRE: Final = slice((WINDOW - _LONGEST) // 2, (WINDOW + _LONGEST) // 2)
"""Where a frame's loudness is read: the longest period in its middle."""
_BLOCK: Final = 250
_HANN: Final = np.hanning(WINDOW + 2)[1:-1].astype(np.float32)
_ABSENT: Final = np.float32(-9.0)


def _window_correlation() -> Floats:
    correlation = np.fft.irfft(np.abs(np.fft.rfft(_HANN.astype(np.float64), _FFT)) ** 2)[: _LONGEST + 2]
    shape: Floats = (correlation / correlation[0]).astype(np.float32)
    return shape


_OF_WINDOW: Final = _window_correlation()


def track(samples: npt.NDArray[np.int16], loudest: float) -> Floats:
    """Pitch every 10 ms in Hz, 0 where no voice sounds; shape (1 + (n - WINDOW) // STEP,), empty below a window.

    Args:
        samples: 16 kHz sound of one stretch of speech, shape (n,).
        loudest: magnitude of the loudest sound around, in 16-bit steps; far below it nothing is taken for a voice.
    """
    if len(samples) < WINDOW:
        return np.zeros(0, np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::STEP]
    found = [_candidates(frames[i : i + _BLOCK], loudest) for i in range(0, len(frames), _BLOCK)]
    frequency = np.concatenate([f for f, _ in found])
    strength = np.concatenate([s for _, s in found])
    best = _best_path(frequency, strength)
    return frequency[np.arange(len(best)), best]


def _candidates(frames: npt.NDArray[np.int16], loudest: float) -> tuple[Floats, Floats]:
    """Frequencies (0 for unvoiced, first) and strengths of the candidates of each frame, both (n, 1 + candidates)."""
    values = frames.astype(np.float32)
    values -= values.mean(axis=1, keepdims=True)
    peaks = np.abs(values[:, _CENTRE]).max(axis=1) / max(loudest, 1.0)
    lag, height = _maxima(_correlation(values * _HANN))
    voiced = height - OCTAVE_COST * np.log2(CEILING_HZ * lag / SAMPLE_RATE, dtype=np.float32)
    voiced = np.where(height > VOICING_THRESHOLD / 2, voiced, _ABSENT)
    kept = np.argpartition(-voiced, _CANDIDATES, axis=1)[:, :_CANDIDATES]
    strength = np.take_along_axis(voiced, kept, axis=1)
    frequency = np.where(strength > _ABSENT, SAMPLE_RATE / np.take_along_axis(lag, kept, axis=1), 0)
    unvoiced = VOICING_THRESHOLD + np.maximum(0, 2 - peaks * (1 + VOICING_THRESHOLD) / SILENCE_THRESHOLD)
    silent = np.zeros((len(frames), 1), np.float32)
    return (
        np.concatenate([silent, frequency], axis=1).astype(np.float32),
        np.concatenate([unvoiced[:, None], strength], axis=1).astype(np.float32),
    )


def _correlation(windowed: Floats) -> Floats:
    """Normalised autocorrelation for the lags 0 to `_LONGEST` + 1, the window's own divided out (equation 9)."""
    spectrum = np.fft.rfft(windowed, _FFT)
    correlation = np.fft.irfft(spectrum.real**2 + spectrum.imag**2)[:, : _LONGEST + 2]
    normal: Floats = (correlation / np.maximum(correlation[:, :1], 1e-6) / _OF_WINDOW).astype(np.float32, copy=False)
    return normal


def _maxima(correlation: Floats) -> tuple[Floats, Floats]:
    """Lags and heights of the local maxima between the limits, each by a parabola; height 0 elsewhere."""
    before, here, after = (correlation[:, _SHORTEST + i : _LONGEST + 1 + i] for i in (-1, 0, 1))
    is_top = (here > before) & (here >= after)
    bend = np.where(is_top, before - 2 * here + after, -1)
    shift = np.where(is_top, (before - after) / (2 * bend), 0)
    height = np.where(is_top, here - (before - after) * shift / 4, 0)
    height = np.where(height > 1, 1 / np.maximum(height, 1), height)
    return np.arange(_SHORTEST, _LONGEST + 1, dtype=np.float32) + shift, height


def _best_path(frequency: Floats, strength: Floats) -> Path:
    """Index of the candidate of each frame on the path of the greatest strength less cost (equations 27 and 28).

    A frame whose only candidate is "unvoiced" lies on every path, so the stretches between such frames are solved
    side by side: one step of the loop moves them all.
    """
    voiced = frequency > 0
    octaves = np.log2(np.where(voiced, frequency, 1), dtype=np.float32)
    best = np.zeros(len(frequency), np.intp)
    starts, lengths = _stretches(np.any(voiced, axis=1))
    if len(starts) == 0:
        return best
    rows = starts[:, None] + np.minimum(np.arange(lengths.max())[None], lengths[:, None] - 1)
    entering = np.where(voiced[starts], VOICED_UNVOICED_COST, 0) * (starts > 0)[:, None]
    score = strength[starts] - entering
    back = np.zeros((lengths.max(), *score.shape), np.int8)
    final = score.copy()
    for step in range(1, lengths.max()):
        was, now = rows[:, step - 1], rows[:, step]
        total = score[:, :, None] - _transition(voiced, octaves, was, now)
        back[step] = total.argmax(axis=1)
        score = total.max(axis=1) + strength[now]
        final[lengths > step] = score[lengths > step]
    leaving = np.where(voiced[starts + lengths - 1], VOICED_UNVOICED_COST, 0)
    leaving = leaving * (starts + lengths < len(frequency))[:, None]
    at = (final - leaving).argmax(axis=1)
    each = np.arange(len(starts))
    for step in range(int(lengths.max()) - 1, -1, -1):
        alive = lengths > step
        best[rows[alive, step]] = at[alive]
        at = np.where(alive, back[step, each, at], at)
    return best


def _transition(voiced: npt.NDArray[np.bool_], octaves: Floats, was: Path, now: Path) -> Floats:
    """Cost of going from each candidate of the frames `was` (second axis) to each of the frames `now` (third axis)."""
    from_voice, to_voice = voiced[was][:, :, None], voiced[now][:, None]
    jump = OCTAVE_JUMP_COST * np.abs(octaves[was][:, :, None] - octaves[now][:, None])
    change = np.where(from_voice != to_voice, np.float32(VOICED_UNVOICED_COST), np.float32(0))
    cost: Floats = np.where(from_voice & to_voice, jump, change)
    return cost


def _stretches(flags: npt.NDArray[np.bool_]) -> tuple[Path, Path]:
    """Starts and lengths of the runs of true flags."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8))).reshape(-1, 2)
    return edges[:, 0], edges[:, 1] - edges[:, 0]


def pitch_summary(tracks: Iterable[Floats]) -> tuple[int, float | None, float | None]:
    """Voiced milliseconds, median in Hz and 90 % range in semitones, `12 log2(P95 / P5)`.

    Median and range are None below `LEAST_VOICED_MS`.
    """
    parts = [found[found > 0] for found in tracks]
    voiced = np.concatenate(parts) if parts else np.zeros(0, np.float32)
    voiced_ms = len(voiced) * 1000 * STEP // SAMPLE_RATE
    if voiced_ms < LEAST_VOICED_MS:
        return voiced_ms, None, None
    low, high = np.percentile(voiced.astype(np.float64), RANGE_PERCENTILES)
    return voiced_ms, round(float(np.median(voiced)), 1), round(12 * float(np.log2(high / low)), 1)
