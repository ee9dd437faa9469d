"""The price book file that the template pins."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from mianshi.platform.settings import settings


@cache
def price_file() -> dict[str, Any]:
    """The parsed price file; its shape is described in infra/prices/README.md."""
    parsed: dict[str, Any] = json.loads(settings().price_book.read_text())
    return parsed
