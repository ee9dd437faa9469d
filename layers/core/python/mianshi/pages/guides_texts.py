"""What the pages about the guides say, in Chinese and in English."""

from __future__ import annotations

GUIDES_TEXTS: dict[str, tuple[str, str]] = {}
