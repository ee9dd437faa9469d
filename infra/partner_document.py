"""Writes docs/openapi.json, the document of the partner API, from the code that serves it."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "openapi.json"
ORIGIN = "https://interviews.example.com"
"""Stands for wherever the product is installed; what is served names the real one."""


def written() -> str:
    """The document as it has to be."""
    sys.path[:0] = [str(ROOT / "functions" / "partner"), str(ROOT / "layers" / "core" / "python")]
    about = importlib.import_module("document.about")
    return json.dumps(about.written(ORIGIN), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")
