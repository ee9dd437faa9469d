"""Where speech is, and the windows of at most half a minute in which a recogniser hears it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from faster_whisper.vad import VadOptions, get_speech_timestamps

from endpoint.sound import SAMPLE_RATE, Samples

Span = dict[str, int]
"""``start`` and ``end`` in samples of the recording."""

SPEECH = VadOptions(threshold=0.5, min_speech_duration_ms=250, min_silence_duration_ms=100, speech_pad_ms=30)
"""Silero's own defaults (silero-vad, utils_vad.get_speech_timestamps): fine enough to measure pauses."""
BLOCK = 600 * SAMPLE_RATE
"""The detector copies what it hears, so a long recording is heard in blocks."""

LONGEST = 30 * SAMPLE_RATE
"""Whisper's window (Radford et al. 2022, section 2.1)."""
EARLIEST_CUT = 24 * SAMPLE_RATE
"""A window that has to end somewhere ends in the longest silence after this much sound."""
JOINED = 2 * SAMPLE_RATE
MARGIN = 400 * SAMPLE_RATE // 1000
"""Whisper gets speech with this margin, and silences shorter than `JOINED` stay: faster-whisper's defaults."""
HOP = SAMPLE_RATE // 50
"""Step in which a quiet place is looked for in speech that never pauses."""


@dataclass(frozen=True)
class Window:
    """Stretches of a recording, in order, that are heard as one: together no longer than `LONGEST`."""

    chunks: tuple[tuple[int, int], ...]

    @property
    def length(self) -> int:
        """Samples of sound."""
        return sum(end - start for start, end in self.chunks)

    def sound(self, samples: Samples) -> Samples:
        """The sound of the window."""
        return np.concatenate([samples[start:end] for start, end in self.chunks])

    def place(self, at: int, *, is_end: bool = False) -> int:
        """Sample of the recording that is the `at`th of the window; a seam belongs to what begins there, or ends."""
        for start, end in self.chunks:
            if at < end - start or (is_end and at == end - start):
                return start + at
            at -= end - start
        return self.chunks[-1][1]

    def after(self, place: int) -> Window:
        """What is left from a sample of the recording on."""
        return Window(tuple((max(start, place), end) for start, end in self.chunks if end > place))


def speech_in(samples: Samples) -> list[Span]:
    """Where Silero hears speech.

    A block ends where its last span begins, if that span reaches the block's end: no utterance is cut.
    """
    spans: list[Span] = []
    at = 0
    while at < len(samples):
        block = samples[at : at + BLOCK]
        found = [{name: at + place for name, place in span.items()} for span in get_speech_timestamps(block, SPEECH)]
        at += len(block)
        if at < len(samples) and len(found) > 1 and found[-1]["end"] >= at - SAMPLE_RATE:
            at = found.pop()["start"]
        spans += found
    return spans


def windows_of(spans: Sequence[Span], samples: Samples, seams: Sequence[int] = ()) -> list[Window]:
    """Windows that hold all speech, as few as its pauses allow.

    A window is cut in a silence: among those late enough the longest, or one where the voice changes.

    Args:
        spans: detected speech, in order.
        samples: the recording.
        seams: samples of the recording at which the voice changes.
    """
    pieces = [piece for span in spans for piece in _breathless(span, samples)]
    windows: list[Window] = []
    first = 0
    while first < len(pieces):
        end = _cut(pieces, first, len(samples), seams)
        windows.append(_window(pieces, first, end, len(samples)))
        first = end
    return windows


def _breathless(span: Span, samples: Samples) -> list[Span]:
    """The span, or the parts of one that is too long for a window, parted at its quietest places."""
    parts = []
    start, most = span["start"], LONGEST - 2 * MARGIN
    while span["end"] - start > most:
        region = samples[start + EARLIEST_CUT : start + most]
        loudness = np.square(region[: len(region) // HOP * HOP].reshape(-1, HOP)).sum(axis=1)
        quiet = start + EARLIEST_CUT + int(loudness.argmin()) * HOP + HOP // 2
        parts.append({"start": start, "end": quiet})
        start = quiet
    return [*parts, {"start": start, "end": span["end"]}]


def _cut(pieces: Sequence[Span], first: int, length: int, seams: Sequence[int]) -> int:
    """Index after the last piece of the window that begins with piece `first`."""
    end = first + 1
    while end < len(pieces) and _window(pieces, first, end + 1, length).length <= LONGEST:
        end += 1
    if end == len(pieces):
        return end

    def silence(index: int) -> int:
        before, after = pieces[index - 1]["end"], pieces[index]["start"]
        turn = any(before <= seam <= after for seam in seams)
        return after - before + turn * LONGEST

    late = [i for i in range(first + 1, end + 1) if _window(pieces, first, i, length).length >= EARLIEST_CUT]
    return max(late or [end], key=silence)


def _window(pieces: Sequence[Span], first: int, end: int, length: int) -> Window:
    """Pieces with margins that reach no further than half-way to the neighbours outside."""
    before = pieces[first - 1]["end"] if first else -MARGIN
    after = pieces[end]["start"] if end < len(pieces) else length + MARGIN
    chunks: list[tuple[int, int]] = []
    start = pieces[first]["start"] - min(MARGIN, (pieces[first]["start"] - before) // 2)
    for one, two in pairwise(pieces[first:end]):
        if two["start"] - one["end"] >= JOINED:
            chunks.append((start, one["end"] + MARGIN))
            start = two["start"] - MARGIN
    last = pieces[end - 1]["end"]
    chunks.append((start, min(length, last + min(MARGIN, (after - last) // 2))))
    return Window(tuple((max(0, a), b) for a, b in chunks))
