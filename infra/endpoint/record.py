"""Parts of the contract's ``Recognition``, out of words placed in a recording."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from endpoint.sound import SAMPLE_RATE
from endpoint.times import Timed


def segment(line: Sequence[Timed], told: Mapping[str, Any]) -> dict[str, Any]:
    """A line of words, with what was told of all of it: language, probabilities."""
    words = [{**span(word.start, word.end), "text": word.text, "confidence": share(word.confidence)} for word in line]
    return {
        **span(line[0].start, line[-1].end),
        "text": "".join(word.text for word in line),
        **told,
        "words": words,
    }


def span(start: int, end: int) -> dict[str, int]:
    """Samples as whole milliseconds."""
    return {"start_ms": ms_of(start), "end_ms": ms_of(end)}


def share(value: float) -> float:
    """A probability, to four places."""
    return round(min(1.0, max(0.0, float(value))), 4)


def ms_of(samples: int) -> int:
    """Samples as whole milliseconds, those that have passed."""
    return samples * 1000 // SAMPLE_RATE
