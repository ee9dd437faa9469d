"""One recognition of a whole answer out of the recognitions of its pieces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

from mianshi.contracts.base import LanguageChoice, Span
from mianshi.contracts.transcript import RecognisedSegment, Recognition, Speech

S = TypeVar("S", bound=Span)
OTHER = "other"
LEAST_ASKED_PROBABILITY = 0.5
"""Below this the recogniser, told which language to write, finds another one likelier."""
CANDIDATE = 0
"""After joining, the number of the voice that speaks most in its piece."""


def join(pieces: Sequence[tuple[int, Recognition]]) -> Recognition:
    """The answer as if it had been heard at once.

    Voices are numbered anew in each piece, by how long they speak: nothing is kept of a voice by which it could be
    known again in the next piece, so the one that speaks most is `CANDIDATE` in every piece.

    Args:
        pieces: (start_ms on the answer's time line, what was heard in it), at least one, in order of time.
    """
    heard = [_shifted(start_ms, recognition) for start_ms, recognition in pieces]
    segments = [segment for one in heard for segment in one.segments]
    language, probability = _language(heard, segments)
    return heard[0].model_copy(
        update={
            "language": language,
            "language_probability": probability,
            "duration_ms": max(start + one.duration_ms for (start, _), one in zip(pieces, heard, strict=True)),
            "speech": [span for one in heard for span in one.speech],
            "segments": segments,
            "compute_ms": sum(one.compute_ms for one in heard),
        }
    )


def language_shares(segments: Iterable[RecognisedSegment], asked: LanguageChoice = "auto") -> dict[str, float]:
    """How much of the time in which words were said was in which language, by the recogniser's code, most first.

    A recogniser that was `asked` for a language writes everything in it: where it found that language unlikely itself,
    something else was said, `OTHER`.
    """
    spoken: Counter[str] = Counter()
    for segment in segments:
        doubted = asked != "auto" and segment.language_probability < LEAST_ASKED_PROBABILITY
        said = sum(max(1, word.end_ms - word.start_ms) for word in segment.words)
        spoken[OTHER if doubted else segment.language] += said
    whole = spoken.total()
    return {code: round(ms / whole, 3) for code, ms in spoken.most_common()} if whole else {}


def _language(heard: Sequence[Recognition], segments: Sequence[RecognisedSegment]) -> tuple[str, float]:
    """The language most was said in and how sure the recogniser was of it, weighted by time."""
    shares = language_shares(segments)
    if not shares:
        return heard[0].language, heard[0].language_probability
    language = next(iter(shares))
    weighted = [(s.end_ms - s.start_ms, s.language_probability) for s in segments if s.language == language]
    whole = sum(ms for ms, _ in weighted)
    return language, round(sum(ms * probability for ms, probability in weighted) / whole, 4) if whole else 0.0


def _shifted(start_ms: int, heard: Recognition) -> Recognition:
    ranks = _ranks(heard.speech)
    return heard.model_copy(
        update={
            "speech": [_moved(span, start_ms).model_copy(update={"voice": ranks[span.voice]}) for span in heard.speech],
            "segments": [
                _moved(segment, start_ms).model_copy(
                    update={"words": [_moved(word, start_ms) for word in segment.words]}
                )
                for segment in heard.segments
            ],
        }
    )


def _ranks(speech: Iterable[Speech]) -> dict[int, int]:
    spoken: Counter[int] = Counter()
    for span in speech:
        spoken[span.voice] += span.end_ms - span.start_ms
    return {voice: rank for rank, (voice, _) in enumerate(spoken.most_common())}


def _moved(span: S, by_ms: int) -> S:
    return span.model_copy(update={"start_ms": span.start_ms + by_ms, "end_ms": span.end_ms + by_ms})
