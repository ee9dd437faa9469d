"""The price books that the template ships."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from mianshi.platform.settings import settings


@cache
def price_files() -> tuple[dict[str, Any], ...]:
    """Every parsed file of prices, oldest first; their shape is described in infra/prices/README.md."""
    return tuple(json.loads(path.read_text()) for path in sorted(settings().price_books.glob("20*.json")))


@cache
def standing_file() -> dict[str, Any]:
    """The parsed list of what the templates cost while nobody uses them (infra/standing.py writes it)."""
    parsed: dict[str, Any] = json.loads((settings().price_books / "standing.json").read_text())
    return parsed
