"""The price books and exchange rates that the template ships."""

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


@cache
def exchange_rates() -> tuple[dict[str, Any], ...]:
    """Every parsed rate of the shipped exchange table, in the order of its file; none where no table is shipped."""
    table = settings().price_books / "exchange.json"
    return tuple(json.loads(table.read_text())["rates"]) if table.is_file() else ()
