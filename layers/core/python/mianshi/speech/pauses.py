"""Where an answer is silent, and whose turn it was."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from mianshi.contracts.base import Span
from mianshi.contracts.transcript import Pause, Word

SHORTEST_PAUSE_MS = 200
"""Shorter silences are "brief" in Campione & Véronis, Speech Prosody 2002. They mix with the closures of stops, and
words are timed no better than that, so they are neither pauses nor counted."""


@dataclass(frozen=True)
class Timing:
    """The time line of one answer; `docs/measurements.md` has the definitions."""

    latency_ms: int | None
    """From the start of the answer, or the end of what somebody else said before it, to the first word. None without
    words."""
    pauses: list[Pause]
    exchanges: list[Span]
    """From the last word before to the first word after a turn of somebody else."""
    length_ms: int
    """From the first to the last word without the exchanges."""

    @property
    def speech_ms(self) -> int:
        """The length without the pauses."""
        return self.length_ms - sum(pause.end_ms - pause.start_ms for pause in self.pauses)

    @property
    def breaks(self) -> list[Span]:
        """Pauses and exchanges in order: wherever the candidate was silent."""
        return sorted([*self.pauses, *self.exchanges], key=lambda silence: silence.start_ms)


def time_answer(words: Sequence[Word], speech: Sequence[Span], others: Sequence[Span] = ()) -> Timing:
    """The time line of an answer.

    A moment is silent where no word is, or where the detector heard no speech inside a word (recognisers stretch
    words over silences). A word that the detector missed altogether still counts as spoken. A silence in which
    somebody else speaks is no pause of the candidate's but an exchange, whatever its length.

    Args:
        words: the candidate's words, in order.
        speech: where the detector heard the candidate.
        others: where it heard somebody else, in any order.
    """
    spoken = sorted(_spoken_parts(words, speech))
    if not spoken:
        return Timing(latency_ms=None, pauses=[], exchanges=[], length_ms=0)
    pauses: list[Pause] = []
    exchanges: list[Span] = []
    first, end = spoken[0]
    elsewhere = _Spans(others)
    for start, stop in spoken:
        if elsewhere.overlapping(end, start):
            exchanges.append(Span(start_ms=end, end_ms=start))
        elif start - end >= SHORTEST_PAUSE_MS:
            pauses.append(Pause(start_ms=end, end_ms=start))
        end = max(end, stop)
    asked = max((other.end_ms for other in others if other.start_ms < first), default=0)
    exchanged = sum(exchange.end_ms - exchange.start_ms for exchange in exchanges)
    return Timing(max(0, first - asked), pauses, exchanges, end - first - exchanged)


def silences_after(words: Sequence[Word], silences: Sequence[Span]) -> list[int]:
    """Milliseconds of silence after every word, else 0. A silence inside a word goes to its nearer end."""
    result = [0] * len(words)
    at = 0
    for silence in silences:
        while at < len(words) and words[at].start_ms + words[at].end_ms <= silence.start_ms + silence.end_ms:
            at += 1
        if at:
            result[at - 1] = max(result[at - 1], silence.end_ms - silence.start_ms)
    return result


class _Spans:
    """Spans to look into by time: hours of them, word by word."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = sorted(spans, key=lambda span: span.start_ms)
        self._starts = [span.start_ms for span in self._spans]
        self._ends = list(accumulate((span.end_ms for span in self._spans), max))

    def overlapping(self, start_ms: int, end_ms: int) -> list[Span]:
        """Those that share time with `start_ms`-`end_ms`, in order."""
        if start_ms >= end_ms:
            return []
        near = self._spans[bisect_right(self._ends, start_ms) : bisect_left(self._starts, end_ms)]
        return [span for span in near if span.end_ms > start_ms]


def _spoken_parts(words: Sequence[Word], speech: Sequence[Span]) -> list[tuple[int, int]]:
    heard = _Spans(speech)
    parts: list[tuple[int, int]] = []
    for word in words:
        clipped = [
            (max(word.start_ms, span.start_ms), min(word.end_ms, span.end_ms))
            for span in heard.overlapping(word.start_ms, word.end_ms)
            if span.end_ms > span.start_ms
        ]
        parts += clipped or [(word.start_ms, word.end_ms)]
    return parts
