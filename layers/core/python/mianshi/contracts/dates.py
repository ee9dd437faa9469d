"""Months and days as text: ``2026-11``, ``2026-11-28``. Both sort as they follow each other."""

from __future__ import annotations

import re
from calendar import monthrange

MONTH = r"^20[0-9]{2}-(0[1-9]|1[0-2])$"
DAY = r"^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"


def is_month(text: str) -> bool:
    """Whether a text is a month of this century."""
    return re.fullmatch(MONTH, text) is not None


def later(month: str, by: int) -> str:
    """The month that comes so many months after one, or before it where `by` is below 0."""
    number = int(month[:4]) * 12 + int(month[5:7]) - 1 + by
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def last_of(month: str) -> str:
    """The last day of a month."""
    return f"{month}-{monthrange(int(month[:4]), int(month[5:7]))[1]:02d}"
