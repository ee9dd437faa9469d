"""Accessibility rules of axe-core, run in a page as it stands."""

from __future__ import annotations

from importlib import resources
from typing import Any

from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_SCRIPT = resources.files("axe_playwright_python") / "axe.min.js"


def findings(page: Page) -> list[str]:
    """What breaks WCAG 2.2 A or AA, as sentences; empty where axe finds nothing."""
    page.evaluate(_SCRIPT.read_text(encoding="utf-8"))
    run = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})"
    found: dict[str, Any] = page.evaluate(run, TAGS)
    return [
        f"{rule['impact']}: {rule['id']}: {node['html'][:160]} ({node['failureSummary'][:200]})"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
