"""Where an answer is silent, and whose turn it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    for start, stop in spoken:
        if any(other.start_ms < start and other.end_ms > end for other in others) and start > end:
            exchanges.append(Span(start_ms=end, end_ms=start))
        elif start - end >= SHORTEST_PAUSE_MS:
            pauses.append(Pause(start_ms=end, end_ms=start))
        end = max(end, stop)
    asked = max((other.end_ms for other in others if other.start_ms < first), default=0)
    elsewhere = sum(exchange.end_ms - exchange.start_ms for exchange in exchanges)
    return Timing(max(0, first - asked), pauses, exchanges, end - first - elsewhere)


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


def _spoken_parts(words: Sequence[Word], speech: Sequence[Span]) -> list[tuple[int, int]]:
    parts: list[tuple[int, int]] = []
    for word in words:
        clipped = [
            (max(word.start_ms, span.start_ms), min(word.end_ms, span.end_ms))
            for span in speech
            if min(word.end_ms, span.end_ms) > max(word.start_ms, span.start_ms)
        ]
        parts += clipped or [(word.start_ms, word.end_ms)]
    return parts
