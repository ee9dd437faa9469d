"""Numbers as people write them in either language: 1,200, 3.5M, 2 亿, 三十, a third."""

from __future__ import annotations

import re

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}
MULTIPLES = {
    "万亿": 1e12,
    "亿": 1e8,
    "千万": 1e7,
    "百万": 1e6,
    "十万": 1e5,
    "万": 1e4,
    "w": 1e4,
    "千": 1e3,
    "k": 1e3,
    "thousand": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "mm": 1e6,
    "million": 1e6,
    "b": 1e9,
    "bn": 1e9,
    "billion": 1e9,
}
_WORDS = {
    word: value
    for value, word in enumerate(
        [
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
            "twenty",
        ]
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "hundred": 100, "dozen": 12}
ENGLISH_WORDS = "|".join(sorted(_WORDS, key=len, reverse=True))
NUMBER = (
    rf"(?:\d{{1,3}}(?:,\d{{3}}){{1,4}}(?:\.\d+)?|(?<![\d,])\d{{1,12}}(?:\.\d+)?"
    rf"|[{''.join(_DIGITS)}十百]{{1,6}}|\b(?:{ENGLISH_WORDS})\b)"
)
MULTIPLE = (
    r"(?:万亿|千万|百万|十万|[亿万千](?!克|米|瓦|兆|里)|(?i:thousand|million|billion|mn|bn|mm|[kmbw])(?![A-Za-z]))"
)


def number(text: str) -> float | None:
    """The value of `text`, or None where it is no number."""
    text = text.replace(",", "").strip().lower()
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return float(text)
    if text in _WORDS:
        return float(_WORDS[text])
    return _chinese(text)


def _chinese(text: str) -> float | None:
    if not text or any(each not in _DIGITS and each not in _UNITS for each in text):
        return None
    total, digit = 0, 0
    for each in text:
        if each in _UNITS:
            total += (digit or 1) * _UNITS[each]
            digit = 0
        else:
            digit = _DIGITS[each]
    return float(total + digit)


def multiple(text: str | None) -> float:
    """By how much a word such as 万 or ``million`` multiplies; 1 for none."""
    return MULTIPLES.get((text or "").strip().lower(), 1.0)
