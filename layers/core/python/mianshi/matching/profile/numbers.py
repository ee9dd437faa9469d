"""Numbers as people write them in either language: 1,200, 3.5M, 2 亿, 三十余, 两三百, a dozen, twenty-odd."""

from __future__ import annotations

import re

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_GREAT = {"万": 10_000, "亿": 100_000_000}
MULTIPLES = {
    "万亿": 1e12, "亿": 1e8, "千万": 1e7, "百万": 1e6, "十万": 1e5, "万": 1e4, "w": 1e4, "千": 1e3, "百": 1e2, "k": 1e3,
    "hundred": 1e2, "thousand": 1e3, "m": 1e6, "mn": 1e6, "mm": 1e6, "mil": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9,
    "billion": 1e9, "lakh": 1e5, "lakhs": 1e5, "lac": 1e5, "lacs": 1e5, "l": 1e5, "crore": 1e7, "crores": 1e7,
    "cr": 1e7, "dozen": 12.0,
}  # fmt: skip
_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_WORDS = {word: value for value, word in enumerate(_SMALL)} | {word: 10 * at for at, word in enumerate(_TENS, 2)}
_WORD = "|".join(sorted([*_WORDS, *_SCALES], key=len, reverse=True))
ENGLISH_NUMBER = (
    rf"(?:(?:half )?a (?=(?:{'|'.join(_SCALES)})\b))?"
    rf"\b(?:{_WORD})(?:(?:[- ]|(?<=hundred) and |(?<=thousand) and )(?:{_WORD}))*\b"
)
"""A number in English words, with "a" or "half a" before a dozen, a hundred and so on."""
CHINESE_NUMBER = r"[〇零一二两三四五六七八九十百千万亿]{1,12}"


def number(text: str) -> float | None:
    """The value of `text`, or None where it is no number. Of two neighbours (两三百, 十五六) the lesser."""
    text = text.replace(",", "").strip().lower()
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return float(text)
    return _chinese(text) if re.match(rf"{CHINESE_NUMBER}$", text) else _english(text)


def multiple(text: str | None) -> float:
    """By how much a word such as 万 or ``million`` multiplies; 1 for none."""
    return MULTIPLES.get((text or "").strip().lower(), 1.0)


def _chinese(text: str) -> float:
    """The whole number that Chinese numerals tell; of 一百二 the last digit is of the next lower place."""
    total, part, digit, place = 0, 0, 0, 0
    for at, each in enumerate(text):
        if each in _GREAT:
            part = part + digit or 1
            total = (total + part) * _GREAT[each] if total < _GREAT[each] else total + part * _GREAT[each]
            part, digit, place = 0, 0, _GREAT[each]
        elif each in _UNITS:
            part += (digit or 1) * _UNITS[each]
            digit, place = 0, _UNITS[each]
        elif not digit or each not in _DIGITS or not _neighbours(text, at):
            digit = _DIGITS[each]
            place = 10 if not digit else place
    return float(total + part + digit * (place // 10 if place > 10 and text[-1] in _DIGITS else 1))


def _neighbours(text: str, at: int) -> bool:
    return at > 0 and text[at - 1] in _DIGITS


def _english(text: str) -> float | None:
    half = text.startswith("half a ")
    words = re.findall(r"[a-z]+", text.removeprefix("half "))
    words = [word for word in words if word not in ("a", "and")]
    if not words or any(word not in _WORDS and word not in _SCALES for word in words):
        return None
    total, part = 0.0, 0.0
    for word in words:
        if word in _WORDS:
            part += _WORDS[word]
        elif _SCALES[word] <= _SCALES["hundred"]:
            part = (part or 1) * _SCALES[word]
        else:
            total, part = total + (part or 1) * _SCALES[word], 0.0
    return (total + part) * (0.5 if half else 1)
