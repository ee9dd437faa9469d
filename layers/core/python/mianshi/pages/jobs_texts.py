"""What the pages about jobs say, in Chinese and in English."""

from __future__ import annotations

JOBS_TEXTS: dict[str, tuple[str, str]] = {}
