"""Silences inside an answer, and how it was spoken. Information for people, never a score."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from mianshi.contracts.base import Language, Span
from mianshi.contracts.transcript import Delivery, Pause, Word
from mianshi.speech.script import count_units

SHORTEST_PAUSE_MS = 200
LONG_PAUSE_MS = 1000
"""Brief below 200 ms, medium to 1 s, long above: Campione & Véronis, Speech Prosody 2002."""
LEAST_SPEECH_MS = 30_000
LEAST_CONFIDENCE = 0.8

FILLERS: dict[Language, dict[str, tuple[str, ...]]] = {
    "zh": {"always": ("嗯", "呃", "唔"), "alone": ("额", "啊"), "before_break": ("那个", "这个", "就是说", "怎么说呢")},
    "en": {
        "always": ("um", "umm", "uh", "uhh", "uhm", "er", "erm", "hmm", "hm", "mm", "mmm"),
        "alone": (),
        "before_break": ("you know", "i mean"),
    },
}
"""The fixed list behind `filler_count`. Published Mandarin counts differ fourfold with the list, so it is fixed here.

`always`: a hesitation wherever it stands. `alone`: also part of other words (额外), so only between two breaks.
`before_break`: also plain words (这个客户), so only where a mark, a silence or another hesitation follows.
Whisper leaves most hesitations out, so counts are a lower bound.
"""

_BREAK = "|"
_MARK = re.compile(r"[^\w'’]+")


def find_pauses(words: Sequence[Word], speech: Sequence[Span]) -> list[Pause]:
    """Silences of at least `SHORTEST_PAUSE_MS` between the first and the last spoken word.

    A moment is silent where no word is, or where the detector heard no speech inside a word (recognisers
    stretch words over silences). A word that the detector missed altogether still counts as spoken.
    """
    spoken = sorted(_spoken_parts(words, speech))
    pauses: list[Pause] = []
    end: int | None = None
    for start, stop in spoken:
        if end is not None and start - end >= SHORTEST_PAUSE_MS:
            pauses.append(Pause(start_ms=end, end_ms=start))
        end = stop if end is None else max(end, stop)
    return pauses


def silences_after(words: Sequence[Word], pauses: Sequence[Pause]) -> list[int]:
    """Milliseconds of pause after every word, 0 where there is none. A pause inside a word goes to its nearer end."""
    result = [0] * len(words)
    at = 0
    for pause in pauses:
        while at < len(words) and words[at].start_ms + words[at].end_ms <= pause.start_ms + pause.end_ms:
            at += 1
        if at:
            result[at - 1] = max(result[at - 1], pause.end_ms - pause.start_ms)
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


def describe_delivery(words: Sequence[Word], pauses: Sequence[Pause], language: Language | None) -> Delivery:
    """How an answer was spoken.

    `speech_ms` is the time from the first to the last word without the pauses; `units_per_minute` is units over
    that time (articulation, so above rates quoted over a whole talk); `pause_share` is pauses over first-to-last
    word. Both are None below `LEAST_SPEECH_MS` of speech or `LEAST_CONFIDENCE` mean word confidence.
    """
    silent = sum(pause.end_ms - pause.start_ms for pause in pauses)
    whole = max(word.end_ms for word in words) - words[0].start_ms if words else 0
    speech_ms = max(0, whole - silent)
    units = sum(count_units(word.text, language) for word in words)
    fillers = count_fillers(words, pauses, language)
    measurable = speech_ms >= LEAST_SPEECH_MS and sum(word.confidence for word in words) >= LEAST_CONFIDENCE * len(
        words
    )
    return Delivery(
        speech_ms=speech_ms,
        units=units,
        units_per_minute=round(units * 60_000 / speech_ms, 1) if measurable else None,
        pause_count=len(pauses),
        pause_share=round(silent / whole, 3) if measurable else None,
        long_pause_count=sum(pause.end_ms - pause.start_ms > LONG_PAUSE_MS for pause in pauses),
        filler_count=sum(fillers.values()),
        fillers=fillers,
    )


def count_fillers(words: Sequence[Word], pauses: Sequence[Pause], language: Language | None) -> dict[str, int]:
    """How often each filler of `FILLERS` was heard; repetitions count each. Empty for other languages."""
    if language is None:
        return {}
    text = _with_breaks(words, pauses, language)
    counts: Counter[str] = Counter()
    for pattern, group in _patterns(language):
        for found in pattern.finditer(text):
            counts[found.group(1)] += 1
        if group == "always":
            text = pattern.sub(_BREAK, text)
    return dict(sorted(counts.items()))


def _patterns(language: Language) -> list[tuple[re.Pattern[str], str]]:
    gap = " ?" if language == "en" else ""
    left, right = (r"(?<![\w'’])", r"(?![\w'’])") if language == "en" else ("", "")
    patterns = []
    for group, fillers in FILLERS[language].items():
        if not fillers:
            continue
        choice = "(" + "|".join(sorted(fillers, key=lambda filler: (-len(filler), filler))) + ")"
        before = r"(?:(?<=\|)|^)" if group == "alone" else ""
        after = "" if group == "always" else rf"(?={gap}\||{gap}$|{gap}{choice.replace('(', '(?:')}{gap}(?:\||$))"
        patterns.append((re.compile(left + before + choice + right + after), group))
    return patterns


def _with_breaks(words: Sequence[Word], pauses: Sequence[Pause], language: Language) -> str:
    """The words in lower case with a break sign for every punctuation mark and pause."""
    parts: list[str] = []
    for word, silence in zip(words, silences_after(words, pauses), strict=True):
        parts.append(_MARK.sub(_BREAK, word.text.lower()))
        if silence:
            parts.append(_BREAK)
    text = ("" if language == "zh" else " ").join(parts)
    return re.sub(r" ?\|[ |]*", _BREAK, text)
