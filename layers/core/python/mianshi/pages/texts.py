"""Every word the pages say, in both languages side by side, so that no text exists in one language only.

The words of one page stand in its own module; here are those of every page, and how a word is found.
"""

from __future__ import annotations

from mianshi.contracts.base import Language
from mianshi.pages.candidate_texts import CANDIDATE_TEXTS
from mianshi.pages.portal_texts import PORTAL_TEXTS
from mianshi.pages.report_texts import REPORT_TEXTS

_EVERY_PAGE: dict[str, tuple[str, str]] = {
    "brand": ("面试 Mianshi", "Mianshi"),
    "skip": ("跳到正文", "Skip to content"),
    "other_language": ("English", "中文"),
    "language_menu": ("页面语言", "Page language"),
    "home_link": ("全部面试", "All interviews"),
    "language_zh": ("中文", "Chinese"),
    "language_en": ("英文", "English"),
    "language_auto": ("自动识别", "Detected automatically"),
}

TEXTS = _EVERY_PAGE | REPORT_TEXTS | CANDIDATE_TEXTS | PORTAL_TEXTS


def text(key: str, language: Language, /, **values: object) -> str:
    """The text named `key`; placeholders are filled with `values`. Raises KeyError for a key nobody wrote."""
    zh, en = TEXTS[key]
    template = zh if language == "zh" else en
    return template.format(**values) if values else template
