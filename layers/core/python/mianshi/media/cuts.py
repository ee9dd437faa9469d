"""A long sound in pieces that are heard side by side, cut where nobody speaks."""

from __future__ import annotations

import wave
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mianshi.contracts.base import Milliseconds, Record
from mianshi.errors import Defect

LONGEST_MS: Final = 300_000
"""Pieces of three to five minutes: short beside the start of a machine, long enough that few sentences meet a cut."""

_RATE: Final = 16_000
_STEP: Final = _RATE // 100
"""Samples per level: 10 ms."""

_PAUSE: Final = 30
"""Steps of quiet that make a pause (300 ms): the closure of a plosive is shorter, so no word is taken for one."""

_EARLIEST: Final = 0.6
"""Share of the longest piece from which on a pause is looked for."""

_ALIKE_DB: Final = 2.0
"""Pauses whose loudest step differs by less are equally quiet; the longest of them is taken."""

_FLOOR: Final = 1.0
"""Root mean square, in steps of 16-bit samples, below which quiet is quiet."""


class SoundCut(Record):
    """One piece of a sound; times count from the start of the whole."""

    path: Path
    start_ms: Milliseconds
    end_ms: Milliseconds


def cut_sound(wav: Path, out_dir: Path, longest_ms: int = LONGEST_MS) -> list[SoundCut]:
    """Cut a 16 kHz mono 16-bit WAV into pieces that touch and cover it, each cut in the quietest place around.

    A piece is 60 % to 100 % of `longest_ms` (at least 2000) long; the last two share what is left and may be as short
    as 40 %. The cut lies in the middle of the quietest 300 ms or more between these bounds, so it meets speech only
    where there is no pause in all of them. A sound that is short enough stays one piece, the file itself.

    Raises:
        Defect: ``bad_sound`` when the WAV has another form.
    """
    with wave.open(str(wav), "rb") as source:
        if (source.getframerate(), source.getnchannels(), source.getsampwidth()) != (_RATE, 1, 2):
            raise Defect("bad_sound", "Not 16 kHz mono 16-bit.")
        total, longest = source.getnframes(), longest_ms * _RATE // 1000
        if total <= longest:
            return [SoundCut(path=wav, start_ms=0, end_ms=_ms(total))]
        cuts: list[SoundCut] = []
        start = 0
        while start < total:
            end = _next_cut(source, start, total, longest)
            path = out_dir / f"{len(cuts):04}.wav"
            _copy(source, start, end, path)
            cuts.append(SoundCut(path=path, start_ms=_ms(start), end_ms=_ms(end)))
            start = end
    return cuts


def _next_cut(source: wave.Wave_read, start: int, total: int, longest: int) -> int:
    rest = total - start
    if rest <= longest:
        return total
    earliest, latest = int(_EARLIEST * longest), longest
    if rest < 2 * longest:  # what stays must neither need another cut nor be a scrap
        earliest, latest = max(rest - longest, int((1 - _EARLIEST) * rest)), min(longest, int(_EARLIEST * rest))
    first = start + -(-earliest // _STEP) * _STEP
    return first + _quietest(_levels(source, first, start + latest)) * _STEP


def _levels(source: wave.Wave_read, first: int, last: int) -> NDArray[np.float32]:
    """Level in dB of each 10 ms between two samples, of the difference between samples: rumble counts little."""
    source.setpos(first)
    steps = (last - first) // _STEP
    found = []
    for at in range(0, steps, 100):
        samples = np.frombuffer(source.readframes(min(100, steps - at) * _STEP), "<i2").astype(np.float32)
        power = np.mean(np.diff(samples.reshape(-1, _STEP), axis=1) ** 2, axis=1)
        found.append(10 * np.log10(np.maximum(power, _FLOOR**2)))
    return np.concatenate(found).astype(np.float32)


def _quietest(levels: NDArray[np.float32]) -> int:
    """The step in the middle of the longest pause among the quietest."""
    loudest = np.lib.stride_tricks.sliding_window_view(levels, min(_PAUSE, len(levels))).max(axis=1)
    quiet = np.concatenate(([0], loudest <= loudest.min() + _ALIKE_DB, [0])).astype(np.int8)
    edges = np.flatnonzero(np.diff(quiet))
    begins, ends = edges[::2], edges[1::2]
    longest = int(np.argmax(ends - begins))
    return int(begins[longest] + ends[longest] - 1 + min(_PAUSE, len(levels))) // 2


def _copy(source: wave.Wave_read, start: int, end: int, path: Path) -> None:
    source.setpos(start)
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(_RATE)
        for at in range(start, end, _RATE):
            out.writeframesraw(source.readframes(min(_RATE, end - at)))


def _ms(samples: int) -> int:
    return samples * 1000 // _RATE
