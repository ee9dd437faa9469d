"""How wrong a written-down text is: characters of Mandarin, words of English, by edit distance.

Both texts are made alike first: Unicode NFKC, lower case, no punctuation or spaces; Mandarin in simplified characters,
with numbers read out ("50%" becomes 百分之五十), since recogniser and reference choose between digits and characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from mianshi.speech.script import simplified

_DIGITS = "零一二三四五六七八九"
_PLACES = ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十"))


def units(text: str, language: str) -> list[str]:
    """The characters (zh) or words (en) that are compared."""
    text = unicodedata.normalize("NFKC", text).lower()
    if language != "zh":
        return re.findall(r"[a-z0-9]+(?:'[a-z]+)?", text)
    text = re.sub(r"(\d+(?:\.\d+)?)%", r"百分之\1", simplified(text))
    text = re.sub(r"(\d+)\.(\d+)", lambda m: f"{_read(int(m[1]))}点{''.join(_DIGITS[int(d)] for d in m[2])}", text)
    text = re.sub(r"\d{1,8}", lambda m: _read(int(m[0])), text)
    return [character for character in text if unicodedata.category(character)[0] in "LN"]


def distance(reference: Sequence[str], heard: Sequence[str]) -> int:
    """Fewest insertions, deletions and replacements between two sequences (Levenshtein)."""
    row = list(range(len(heard) + 1))
    for i, wanted in enumerate(reference, 1):
        above, row[0] = row[0], i
        for j, got in enumerate(heard, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (wanted != got))
    return row[-1]


def _read(number: int, *, within: bool = False) -> str:
    """A number in characters; `within` a larger one, ten is 一十."""
    if number < 10:
        return _DIGITS[number]
    if number < 20 and not within:
        return "十" + (_DIGITS[number % 10] if number % 10 else "")
    size, name = next((size, name) for size, name in _PLACES if number >= size)
    rest = number % size
    zero = "零" if rest and rest * 10 < size else ""
    return _read(number // size, within=size == 10) + name + zero + (_read(rest, within=True) if rest else "")
