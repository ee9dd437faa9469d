"""Whose words they are, where a recording holds more than one voice."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from mianshi.contracts.base import Language
from mianshi.contracts.transcript import Aside, RecognisedSegment, RecognisedWord, Speech
from mianshi.speech.joining import CANDIDATE
from mianshi.speech.sentences import spell
from mianshi.speech.words import words_of


def candidate_share(speech: Sequence[Speech]) -> float:
    """How much of all speech, by time, is in the candidate's voice; 1 where there is no speech."""
    own, others = (sum(span.end_ms - span.start_ms for span in spans) for spans in turns(speech))
    return round(own / (own + others), 3) if own + others else 1.0


def turns(speech: Sequence[Speech]) -> tuple[list[Speech], list[Speech]]:
    """The candidate's stretches of speech, and everybody else's."""
    return [s for s in speech if s.voice == CANDIDATE], [s for s in speech if s.voice != CANDIDATE]


def parted(
    segments: Sequence[RecognisedSegment], speech: Sequence[Speech], language: Language | None
) -> tuple[list[RecognisedSegment], list[Aside]]:
    """The candidate's segments, and what others said.

    A word belongs to the voice whose speech its middle lies in or nearest to. A segment in which both spoke is parted
    at the word where the voice changes.
    """
    own: list[RecognisedSegment] = []
    asides: list[Aside] = []
    for segment in segments:
        for voice, words in _runs(segment, speech):
            part = segment if len(words) == len(segment.words) else _part(segment, words)
            if voice == CANDIDATE:
                own.append(part)
            else:
                asides.append(_aside(part, language))
    return own, [aside for aside in asides if aside.text]


def _runs(segment: RecognisedSegment, speech: Sequence[Speech]) -> list[tuple[int, list[RecognisedWord]]]:
    if not segment.words:
        return [(_voice_at((segment.start_ms + segment.end_ms) // 2, speech), [])]
    runs: list[tuple[int, list[RecognisedWord]]] = []
    for word in segment.words:
        voice = _voice_at((word.start_ms + word.end_ms) // 2, speech)
        if runs and runs[-1][0] == voice:
            runs[-1][1].append(word)
        else:
            runs.append((voice, [word]))
    return runs


def _voice_at(at_ms: int, speech: Sequence[Speech]) -> int:
    """`speech` is in order of time."""
    if not speech:
        return CANDIDATE
    after = bisect_right(speech, at_ms, key=lambda span: span.start_ms)
    nearest = min(speech[max(0, after - 1) : after + 1], key=lambda s: max(s.start_ms - at_ms, at_ms - s.end_ms, 0))
    return nearest.voice


def _part(segment: RecognisedSegment, words: Sequence[RecognisedWord]) -> RecognisedSegment:
    return segment.model_copy(
        update={
            "text": "".join(word.text for word in words),
            "words": list(words),
            "start_ms": words[0].start_ms,
            "end_ms": max(word.end_ms for word in words),
        }
    )


def _aside(segment: RecognisedSegment, language: Language | None) -> Aside:
    words, _ = words_of([segment], language)
    return Aside(text=spell([word.text for word in words], language), start_ms=segment.start_ms, end_ms=segment.end_ms)
