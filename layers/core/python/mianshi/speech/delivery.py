"""How an answer was spoken: rates, pauses, fillers, latency. Information for people, never a score."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from mianshi.contracts.base import Language
from mianshi.contracts.transcript import Delivery, Pause, Pauses, Word
from mianshi.speech.fillers import count_fillers
from mianshi.speech.pauses import Timing
from mianshi.speech.script import count_units

LONG_PAUSE_MS = 1000
"""Brief below 200 ms, medium to 1 s, long above: Campione & Véronis, Speech Prosody 2002."""
VERY_LONG_PAUSE_MS = 2000
LEAST_SPEECH_MS = 30_000
LEAST_CONFIDENCE = 0.8
"""Below either, rates and shares are None: half a minute holds some ten phrases, and with a fifth of the words in
doubt a count of them is in doubt, too. Both are choices of ours."""

_MINUTE_MS = 60_000


def describe_delivery(words: Sequence[Word], timing: Timing, language: Language | None) -> Delivery:
    """How an answer was spoken.

    With units `u` (characters in Chinese, words in English), length `L` from the first to the last word and pauses
    `P`, in minutes: speech rate `u / L`, articulation rate `u / (L - P)`, as usual in phonetics (Jacewicz et al. 2010,
    JASA 128:839, for the second); share of pauses `P / L`; pauses over 2 s per minute of `L`; fillers `100 f / u`.
    All of these are None below `LEAST_SPEECH_MS` of speech or `LEAST_CONFIDENCE` mean word confidence.

    Args:
        words: the candidate's words.
        timing: their time line, from `time_answer`.
        language: None gives neither units nor fillers of a language, so no rates.
    """
    units = sum(count_units(word.text, language) for word in words)
    fillers = count_fillers(words, timing.breaks, language)
    measurable = language is not None and timing.speech_ms >= LEAST_SPEECH_MS and _is_sure(words)
    return Delivery(
        latency_ms=timing.latency_ms,
        length_ms=timing.length_ms,
        speech_rate=round(units * _MINUTE_MS / timing.length_ms, 1) if measurable else None,
        articulation_rate=round(units * _MINUTE_MS / timing.speech_ms, 1) if measurable else None,
        pauses=_summary(timing.pauses, timing.length_ms if measurable else None),
        filler_count=sum(fillers.values()),
        fillers=fillers,
        fillers_per_100=round(100 * sum(fillers.values()) / units, 2) if measurable and units else None,
    )


def _is_sure(words: Sequence[Word]) -> bool:
    return round(fsum(word.confidence for word in words) / len(words), 3) >= LEAST_CONFIDENCE


def _summary(pauses: Sequence[Pause], length_ms: int | None) -> Pauses:
    lasting = [pause.end_ms - pause.start_ms for pause in pauses]
    long = sum(ms > LONG_PAUSE_MS for ms in lasting)
    very_long = sum(ms > VERY_LONG_PAUSE_MS for ms in lasting)
    return Pauses(
        count=len(lasting),
        medium=len(lasting) - long,
        long=long,
        longest_ms=max(lasting, default=0),
        share=round(sum(lasting) / length_ms, 3) if length_ms else None,
        over_two_seconds_per_minute=round(very_long * _MINUTE_MS / length_ms, 2) if length_ms else None,
    )
