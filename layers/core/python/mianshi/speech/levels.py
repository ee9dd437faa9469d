"""Levels of 16 kHz sound on a grid of 20 ms: clipping, noise and the range of loudness."""

from __future__ import annotations

import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from mianshi.contracts.base import Span
from mianshi.errors import Defect

Samples = npt.NDArray[np.int16]
Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

SAMPLE_RATE: Final = 16_000
FRAME_MS: Final = 20
FRAME: Final = SAMPLE_RATE * FRAME_MS // 1000
_BLOCK_FRAMES: Final = 1500
FULL_SCALE: Final = 32_767

CLIPPED_TOP: Final = 0.95
CLIPPED_FLOOR: Final = 0.85
CLIPPED_RUN: Final = 3
"""A cut-off top: this many samples in a row above the floor, the highest at the top, both in parts of full scale.

Three samples in a row are Audacity's default for finding clipping. Exactly full scale would be too strict: AAC, MP3
and Opus round flat tops off. The two levels were chosen on clipped speech sent through each of them.
"""

PAUSE_MARGIN_MS: Final = 100
"""Left out at both ends of a pause: the detector's grid, breath and reverberation."""
LEAST_PAUSE_FRAMES: Final = 50
QUANTISATION: Final = 1 / 12
"""Noise power of 16-bit steps, in squared steps: no recording is quieter than its own numbers."""

MOMENT_FRAMES: Final = 400 // FRAME_MS
"""Momentary loudness looks at 400 ms (ITU-R BS.1770-4, EBU Tech 3341)."""
MOMENT_STEP: Final = 100 // FRAME_MS
RELATIVE_GATE_DB: Final = -20.0
LOUDNESS_PERCENTILES: Final = (10, 95)
"""Gate and percentiles of the loudness range: EBU Tech 3342."""
LEAST_MOMENTS: Final = 100


@dataclass(frozen=True)
class Levels:
    """One value per frame of `FRAME_MS`.

    `start_ms` on the answer's time line, shape (n,); `power` mean square in squared 16-bit steps; `peak` largest
    magnitude; `clipped` samples in cut-off tops.
    """

    start_ms: npt.NDArray[np.int64]
    power: Floats
    peak: Floats
    clipped: npt.NDArray[np.int64]

    @classmethod
    def joined(cls, parts: Sequence[Levels]) -> Levels:
        """The levels of consecutive pieces as one."""
        return cls(
            np.concatenate([part.start_ms for part in parts]),
            np.concatenate([part.power for part in parts]),
            np.concatenate([part.peak for part in parts]),
            np.concatenate([part.clipped for part in parts]),
        )

    def within(self, spans: Sequence[Span], margin_ms: int = 0) -> Flags:
        """Which frames lie wholly within one of `spans`, each taken `margin_ms` longer at both ends."""
        inside = np.zeros(len(self.start_ms), np.bool_)
        for span in spans:
            first = np.searchsorted(self.start_ms, span.start_ms - margin_ms, "left")
            last = np.searchsorted(self.start_ms, span.end_ms + margin_ms - FRAME_MS, "right")
            inside[first:last] = True
        return inside

    def touching(self, spans: Sequence[Span], margin_ms: int) -> Flags:
        """Which frames overlap one of `spans`, each taken `margin_ms` longer at both ends."""
        return self.within(spans, margin_ms + FRAME_MS)


def opened(path: Path) -> wave.Wave_read:
    """An open sound file.

    Raises:
        Defect: ``bad_sound``, it is not 16 kHz mono WAV of 16 bits.
    """
    try:
        file = wave.open(str(path), "rb")  # noqa: SIM115  # the caller closes it
    except (wave.Error, EOFError) as error:
        raise Defect("bad_sound", f"not a WAV file: {error}") from error
    if (file.getframerate(), file.getnchannels(), file.getsampwidth()) != (SAMPLE_RATE, 1, 2):
        file.close()
        raise Defect("bad_sound", "the sound is not 16 kHz mono of 16 bits")
    return file


def read(file: wave.Wave_read, count: int) -> Samples:
    """The next samples of a file, fewer at its end. Shape (n,)."""
    return np.frombuffer(file.readframes(count), "<i2")


def measure_levels(file: wave.Wave_read, start_ms: int) -> Levels:
    """Levels of a whole file that starts at `start_ms` of the answer; a last part below a frame is left out."""
    parts = [_block_levels(block) for block in _blocks(file)]
    power, peak, clipped = (
        np.concatenate([part[i] for part in parts]) if parts else np.zeros(0, np.float32) for i in range(3)
    )
    times = start_ms + FRAME_MS * np.arange(len(power), dtype=np.int64)
    return Levels(times, power.astype(np.float32), peak.astype(np.float32), clipped.astype(np.int64))


def _blocks(file: wave.Wave_read) -> Iterator[Samples]:
    while len(block := read(file, _BLOCK_FRAMES * FRAME)) >= FRAME:
        yield block[: len(block) // FRAME * FRAME]


def _block_levels(block: Samples) -> tuple[npt.NDArray[np.generic], ...]:
    frames = block.reshape(-1, FRAME)
    values = frames.astype(np.float32)
    magnitude = np.abs(values)
    peak = magnitude.max(axis=1)
    loud = bool((peak >= CLIPPED_TOP * FULL_SCALE).any())
    clipped = _cut_off(magnitude.ravel()).reshape(-1, FRAME).sum(axis=1) if loud else np.zeros(len(frames), np.int64)
    return np.einsum("ij,ij->i", values, values) / FRAME, peak, clipped


def _cut_off(magnitude: Floats) -> Flags:
    """Which samples stand in a cut-off top; shape (n,), as `magnitude`."""
    above = np.concatenate([[False], magnitude >= CLIPPED_FLOOR * FULL_SCALE, [False]])
    starts, ends = np.flatnonzero(np.diff(above.astype(np.int8))).reshape(-1, 2).T
    highest = np.maximum.reduceat(magnitude, starts)
    kept = (ends - starts >= CLIPPED_RUN) & (highest >= CLIPPED_TOP * FULL_SCALE)
    steps = np.zeros(len(above), np.int8)
    steps[starts[kept]], steps[ends[kept]] = 1, -1
    return np.cumsum(steps, dtype=np.int8)[: len(magnitude)] > 0


def clipped_share(levels: Levels, speech: Flags) -> float | None:
    """Share of the speech samples that stand in cut-off tops (`CLIPPED_TOP`); None without speech."""
    count = int(speech.sum())
    return round(float(levels.clipped[speech].sum()) / (count * FRAME), 5) if count else None


def speech_to_noise_db(levels: Levels, speech: Flags, pauses: Flags) -> float | None:
    """Level of speech over that of the pauses: `10 log10((S - N) / N)`, in dB.

    `S` is the mean power of the speech frames, which hold speech and noise, `N` the median power of the pause frames,
    so that a cough does not count as noise. None without speech, below a second of pauses, and where pauses are as
    loud as speech.
    """
    if not speech.any() or int(pauses.sum()) < LEAST_PAUSE_FRAMES:
        return None
    heard = float(levels.power[speech].mean(dtype=np.float64))
    noise = max(float(np.median(levels.power[pauses])), QUANTISATION)
    return round(10 * float(np.log10((heard - noise) / noise)), 1) if heard > noise else None


def loudness_range_db(levels: Levels, speech: Flags) -> float | None:
    """Range of loudness while speaking, in dB: 95th less 10th percentile of the momentary level.

    After EBU Tech 3342 with two changes that speech asks for: the level is the plain mean square over 400 ms every
    100 ms (not 3 s with K-weighting, which would swallow phrases), and only moments count that lie wholly in speech
    and above the relative gate, 20 dB under their mean power. None below `LEAST_MOMENTS`.
    """
    if len(speech) < MOMENT_FRAMES:
        return None
    power = np.lib.stride_tricks.sliding_window_view(levels.power, MOMENT_FRAMES)[::MOMENT_STEP]
    whole = np.lib.stride_tricks.sliding_window_view(speech, MOMENT_FRAMES)[::MOMENT_STEP].all(axis=1)
    moments = power[whole].mean(axis=1, dtype=np.float64)
    moments = moments[moments > 0]
    if len(moments) == 0:
        return None
    kept = moments[moments > moments.mean() * 10 ** (RELATIVE_GATE_DB / 10)]
    if len(kept) < LEAST_MOMENTS:
        return None
    low, high = np.percentile(10 * np.log10(kept), LOUDNESS_PERCENTILES)
    return round(float(high - low), 1)
