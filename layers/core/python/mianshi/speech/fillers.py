"""Counting hesitations by a fixed published list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from mianshi.contracts.base import Language, Span
from mianshi.contracts.transcript import Word
from mianshi.speech.pauses import silences_after

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


def count_fillers(words: Sequence[Word], breaks: Sequence[Span], language: Language | None) -> dict[str, int]:
    """How often each filler of `FILLERS` was heard; repetitions count each. Empty for other languages.

    Args:
        words: what was said, in order.
        breaks: the silences and other people's turns between the words, in order.
        language: which list to count by.
    """
    if language is None:
        return {}
    text = _with_breaks(words, breaks, language)
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


def _with_breaks(words: Sequence[Word], breaks: Sequence[Span], language: Language) -> str:
    """The words in lower case with a break sign for every punctuation mark and silence."""
    parts: list[str] = []
    for word, silence in zip(words, silences_after(words, breaks), strict=True):
        parts.append(_MARK.sub(_BREAK, word.text.lower()))
        if silence:
            parts.append(_BREAK)
    text = ("" if language == "zh" else " ").join(parts)
    return re.sub(r" ?\|[ |]*", _BREAK, text)
