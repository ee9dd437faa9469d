"""What the pages about candidates of a job and their invitations say, in Chinese and in English."""

from __future__ import annotations

PEOPLE_TEXTS: dict[str, tuple[str, str]] = {}
