"""What the pages about signing in, accounts say, in Chinese and in English."""

from __future__ import annotations

ACCOUNT_TEXTS: dict[str, tuple[str, str]] = {}
