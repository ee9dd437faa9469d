"""Which script a text is in, and Chinese in simplified characters."""

from __future__ import annotations

import re
from functools import cache
from typing import Protocol, cast

from mianshi.contracts.base import Language

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_HAN_CHARACTER = re.compile(f"[{HAN}]")
_KANA = re.compile(r"[\u3041-\u30ff]")
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+(?:['’\-][A-Za-z\u00c0-\u024f]+)*")
_OTHER_LETTER = re.compile(r"[^\W\d_A-Za-z\u00c0-\u024f\u3041-\u30ff" + HAN + "]")

LANGUAGE_NAMES = {
    "ar": "Arabic",
    "bo": "Tibetan",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "hi": "Hindi",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "ms": "Malay",
    "my": "Burmese",
    "nn": "Norwegian Nynorsk",
    "pt": "Portuguese",
    "ru": "Russian",
    "th": "Thai",
    "tl": "Tagalog",
    "vi": "Vietnamese",
    "yue": "Cantonese",
    "zh": "Mandarin Chinese",
}


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@cache
def _converter() -> _Converter:
    from opencc import OpenCC  # noqa: PLC0415  # its tables take a moment to read and English never needs them

    return cast("_Converter", OpenCC("t2s"))


def is_han(character: str) -> bool:
    """Whether a character is Chinese."""
    return bool(_HAN_CHARACTER.match(character))


_HALF_WIDTH = str.maketrans(",;:?!", "，；：？！")
_AFTER_HAN = re.compile(r"(?<=[\u4e00-\u9fff])[,;:?!]")


def chinese_marks(text: str) -> str:
    """`text` with half-width marks after Chinese characters written full-width (GB/T 15834-2011)."""
    return _AFTER_HAN.sub(lambda mark: mark.group().translate(_HALF_WIDTH), text)


_PARTICLE = re.compile("(?<![显卓名原土巨专编合论遗译昭])著(?![名作者称述录书])")
"""著 where it is the particle 着; in 著名, 著作, 显著 and their like it stays. OpenCC's t2s leaves both."""


def simplified(text: str) -> str:
    """`text` with traditional Chinese characters written as simplified ones (OpenCC t2s tables)."""
    return _PARTICLE.sub("着", _converter().convert(text)) if _HAN_CHARACTER.search(text) else text


def simplified_pieces(pieces: list[str]) -> list[str]:
    """`simplified` for consecutive pieces of one text, so that phrases across pieces convert together.

    Falls back to piece by piece where the conversion changes the number of characters.
    """
    whole = "".join(pieces)
    converted = simplified(whole)
    if len(converted) != len(whole):
        return [simplified(piece) for piece in pieces]
    result, at = [], 0
    for piece in pieces:
        result.append(converted[at : at + len(piece)])
        at += len(piece)
    return result


def count_units(text: str, language: Language | None) -> int:
    """Length of speech: in Chinese every character, digit and Latin word counts one; otherwise every word does."""
    if language == "zh":
        digits = sum(character.isdigit() for character in text)
        return len(_HAN_CHARACTER.findall(text)) + digits + len(_LATIN_WORD.findall(text))
    return sum(any(character.isalnum() for character in word) for word in text.split())


def language_by_script(text: str) -> Language | None:
    """Chinese or English by the share of scripts; None for another script or no letters.

    A Chinese character and a Latin word count one each. Kana in more than one in ten CJK characters means Japanese.
    Latin letters are taken for English: telling French from English is beyond a look at the script.
    """
    han = len(_HAN_CHARACTER.findall(text))
    kana = len(_KANA.findall(text))
    latin = len(_LATIN_WORD.findall(text))
    other = len(_OTHER_LETTER.findall(text))
    if kana * 10 > kana + han or other > han + latin:
        return None
    if han == latin == 0:
        return None
    return "zh" if han >= latin else "en"


def language_of(code: str) -> Language | None:
    """Our language for a recogniser's code. Cantonese (`yue`) is no Mandarin: a person has to judge it, so None."""
    if code == "zh":
        return "zh"
    return "en" if code == "en" else None


def language_name(code: str) -> str:
    """English name of a recogniser's language code; the code itself where we have no name."""
    return LANGUAGE_NAMES.get(code, code)
