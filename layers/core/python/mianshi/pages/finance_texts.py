"""What the pages about costs say, in Chinese and in English."""

from __future__ import annotations

FINANCE_TEXTS: dict[str, tuple[str, str]] = {}
