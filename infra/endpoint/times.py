"""When words were said: the decoder's attention, held against where speech was detected."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby, pairwise
from typing import Any

import numpy as np

from endpoint.sound import SAMPLE_RATE
from endpoint.whisper import Line
from endpoint.windows import Span

MARK_TRUST = 0.5
"""Seconds by which attention and time mark must differ before the mark is believed."""

REACH = SAMPLE_RATE // 2
"""The first and the last word of a stretch of speech reach to its edges where no more than this is missing."""

DIGIT = 3 * SAMPLE_RATE // 10
"""A number is said in more words than it has signs: each digit reaches this much further."""

UNDETECTED = 3 * SAMPLE_RATE // 10
"""The longest that a word outside detected speech can be."""


@dataclass(frozen=True)
class Timed:
    """A word with its place in the recording, in samples."""

    text: str
    start: int
    end: int
    confidence: float


def held_to_marks(words: Sequence[dict[str, Any]], lines: Sequence[Line]) -> list[list[dict[str, Any]]]:
    """The words of each line, in seconds of their window.

    Attention stretches the first and the last word of a line over what is not said. Where the decoder's own time marks
    are far from it, they are right (OpenAI's whisper/timing.py, add_word_timestamps). What a mark left empty is gone.
    """
    ends = list(accumulate(line.tokens for line in lines))
    grouped: list[list[dict[str, Any]]] = [[] for _ in lines]
    done = 0
    for word in words:
        done += len(word["tokens"])
        if word["word"]:
            grouped[min(bisect_left(ends, done), len(lines) - 1)].append(dict(word))
    longest = 2 * float(np.median([word["end"] - word["start"] for word in words if word["word"]] or [0]))
    for line, inside in zip(lines, grouped, strict=True):
        if inside:
            _hold(line, inside[0], inside[-1], longest)
    return [inside for inside in grouped if inside]


def _hold(line: Line, first: dict[str, Any], last: dict[str, Any], longest: float) -> None:
    if line.start - MARK_TRUST > first["start"] and line.start < first["end"]:
        first["start"] = line.start
    if line.end is not None and last["start"] < line.end < last["end"] - MARK_TRUST:
        last["end"] = line.end
    first["start"] = max(first["start"], first["end"] - longest)
    last["end"] = min(last["end"], last["start"] + longest)


def settled(lines: Sequence[Sequence[Timed]], spans: Sequence[Span]) -> list[list[Timed]]:
    """Lines of words with the silence taken out of the words.

    Attention gives every frame to some word, so silence is part of the word before or after it, and a word may begin
    on the wrong side of a pause. Each word is put into the one stretch of speech that holds most of it; the first and
    the last word in a stretch reach to its edges. A word outside all speech stays there, and is short.
    """
    words = [word for line in lines for word in line]
    homes: list[int | None] = []
    earliest = 0
    for word in words:
        homes.append(_home(word, spans, earliest))
        earliest = earliest if homes[-1] is None else homes[-1]
    inside = [
        _beside(word, spans) if home is None else _clipped(word, spans[home])
        for word, home in zip(words, homes, strict=True)
    ]
    spoken = [index for index, home in enumerate(homes) if home is not None]
    for index in _firsts(spoken, homes):
        start = spans[homes[index] or 0]["start"]
        if inside[index].start - start <= _reach(inside[index]):
            inside[index] = replace(inside[index], start=start)
    for index in _firsts(spoken[::-1], homes):
        end = spans[homes[index] or 0]["end"]
        if end - inside[index].end <= _reach(inside[index]):
            inside[index] = replace(inside[index], end=end)
    whole = iter(inside)
    return [[next(whole) for _ in line] for line in lines]


def parted(lines: Sequence[Sequence[Timed]], seams: Sequence[int]) -> list[list[Timed]]:
    """Lines cut where the voice changes, so that each has the words of one."""
    groups = (groupby(line, lambda word: bisect_right(seams, (word.start + word.end) // 2)) for line in lines)
    return [list(words) for group in groups for _, words in group]


def _reach(word: Timed) -> int:
    return REACH + DIGIT * sum(character.isdigit() for character in word.text)


def _home(word: Timed, spans: Sequence[Span], earliest: int) -> int | None:
    overlaps = [min(word.end, span["end"]) - max(word.start, span["start"]) for span in spans[earliest:]]
    best = max(range(len(overlaps)), key=overlaps.__getitem__, default=None)
    return None if best is None or overlaps[best] <= 0 else earliest + best


def _clipped(word: Timed, span: Span) -> Timed:
    return replace(word, start=max(word.start, span["start"]), end=min(word.end, span["end"]))


def _beside(word: Timed, spans: Sequence[Span]) -> Timed:
    """A word that no detected speech holds: the detector may start late, but what is long there is silence."""
    if any(0 <= span["start"] - word.end <= REACH for span in spans):
        return replace(word, start=max(word.start, word.end - UNDETECTED))
    return replace(word, end=min(word.end, word.start + UNDETECTED))


def _firsts(order: Sequence[int], homes: Sequence[int | None]) -> list[int]:
    """The first word of each stretch, in the given order of words."""
    return [*order[:1], *(two for one, two in pairwise(order) if homes[one] != homes[two])]
