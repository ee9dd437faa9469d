"""What the pages about interviews, ratings, comparisons and decisions say, in Chinese and in English."""

from __future__ import annotations

REVIEWS_TEXTS: dict[str, tuple[str, str]] = {}
