"""What the pages about operations, the access log and use of the product say, in Chinese and in English."""

from __future__ import annotations

OPERATIONS_TEXTS: dict[str, tuple[str, str]] = {}
