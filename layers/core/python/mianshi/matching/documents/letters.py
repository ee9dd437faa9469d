"""Characters as a reader sees them: one form for each, nothing that is drawn as nothing.

Compatibility forms are undone where they look the same (Unicode NFKC, UAX #15, on chosen blocks only): a full-width
``Ａ`` is ``A``, the radical ``⼯`` is ``工``. What looks different stays: ``，``, ``①``, ``²``, ``™``.
"""

from __future__ import annotations

import re
import unicodedata

BULLET = "•"

_ALIKE = re.compile(
    "[０-９Ａ-Ｚａ-ｚ＃％＆＋－／＝＠＿．"  # full-width letters, digits and the signs that stand between them
    "\u2160-\u217f"  # Roman numerals
    "\u2f00-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f"  # Kangxi radicals and compatibility ideographs
    "\ufb00-\ufb06"  # ligatures
    "\ufe10-\ufe19\ufe30-\ufe44"  # punctuation of vertical writing
    "\U0001d400-\U0001d7ff]+"  # mathematical letters, used as fancy type
)
_RADICALS = str.maketrans(
    dict(
        zip(
            "⺠⺮⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
            "民竹虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
            strict=True,
        )
    )
)
"""Of the CJK Radicals Supplement, which NFKC leaves alone, those that Chromium and macOS write for whole characters."""
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]+")
_BLANK = re.compile("[\\s\u115f\u1160\u2800\u3164\uffa0]+")
_TAGS = re.compile("[\U000e0020-\U000e007e]+")
_SELECTORS = re.compile("[\ufe00-\ufe0f\u180b-\u180d\U000e0100-\U000e01ef]")
_MARKS = re.compile("([\u0300-\u036f]{3})[\u0300-\u036f]+")
_CJK = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f"
_SPACED = re.compile(f"(?<![{_CJK}])(?:[{_CJK}] ){{2,}}[{_CJK}](?![{_CJK}])")
_DROPPED = frozenset(("Cc", "Cf", "Cs", "Cn"))


def clean(text: str) -> str:
    """One line of text as a reader sees it: no control, zero-width or direction characters, one space for blanks.

    Private-use glyphs, which fonts of symbols use for bullets and icons, become one ``•``. Words that are spaced out
    (``个 人 简 历``) are closed up.
    """
    text = _BLANK.sub(" ", text)
    if not text.isascii():
        text = _ALIKE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text).translate(_RADICALS)
        text = _SELECTORS.sub("", _PRIVATE.sub(BULLET, text))
        text = _MARKS.sub(r"\1", unicodedata.normalize("NFC", text))
    if not text.isprintable():
        text = "".join(c for c in text if c == " " or (unicodedata.category(c) not in _DROPPED and c != "\ufffd"))
    text = _BLANK.sub(" ", text).strip()
    return _SPACED.sub(lambda found: found[0].replace(" ", ""), text)


def smuggled(text: str) -> str:
    """What is written in tag characters (U+E0020 to U+E007E), which every program draws as nothing; mostly empty."""
    return " ".join("".join(chr(ord(c) - 0xE0000) for c in run) for run in _TAGS.findall(text))


def is_wide(character: str) -> bool:
    """Whether it is a character of Chinese, Japanese or Korean type, written without spaces between words."""
    return unicodedata.east_asian_width(character) in "WF"
