"""Days and hours as people elsewhere read them: in China's time, and said to be."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from mianshi.contracts.base import Bilingual, Language

_CHINA = timezone(timedelta(hours=8))
"""China has one time zone, UTC+8, without summer time."""
_ZONE = Bilingual(zh="（北京时间）", en=" China time")


def day(moment: str) -> str:
    """The day in China, such as ``2026-11-28``, of a moment in ISO 8601."""
    return _there(moment).strftime("%Y-%m-%d")


def minute(moment: str, language: Language) -> str:
    """Day and minute with the zone, such as ``2026-11-28 16:00 China time``: short enough for a line of a card."""
    return _there(moment).strftime("%Y-%m-%d %H:%M") + _ZONE.in_language(language)


def _there(moment: str) -> datetime:
    return datetime.fromisoformat(moment).astimezone(_CHINA)
