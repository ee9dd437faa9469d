"""Measuring the sound of an answer: can it be heard well, and where that may be asked, pitch and loudness."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from mianshi.contracts.base import Span
from mianshi.contracts.transcript import Sound


def measure_sound(
    pieces: Iterable[tuple[Path, int]], speech: Sequence[Span], *, voice: bool, others: Sequence[Span] = ()
) -> Sound:
    """Clipping and noise of an answer; with `voice` also pitch and the range of loudness.

    Reads block by block, so memory does not grow with the answer's sound (a few bytes are kept for each 10 ms). The
    pieces are asked for one at a time, so that the caller may fetch each when its turn comes and then delete it.

    Args:
        pieces: 16 kHz mono WAV files in order of time, each with the millisecond of the answer at which it starts.
        speech: where the candidate speaks, milliseconds of the answer.
        voice: whether policy and consent allow to measure pitch and loudness; otherwise nothing of them is computed.
        others: where somebody else speaks; that is neither speech nor noise.

    Raises:
        Defect: ``bad_sound``, a piece is not 16 kHz mono WAV of 16 bits.
    """
    from mianshi.speech.measuring import measure  # noqa: PLC0415  # numpy is for those who measure sound only

    return measure(pieces, speech, others, voice=voice)
