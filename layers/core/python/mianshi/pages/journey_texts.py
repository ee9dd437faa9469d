"""What the pages about the candidate's own pages say, in Chinese and in English."""

from __future__ import annotations

JOURNEY_TEXTS: dict[str, tuple[str, str]] = {}
