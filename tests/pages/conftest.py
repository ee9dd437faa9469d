"""A real browser for the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

PATIENCE = 15_000
"""Milliseconds for what takes a moment, on a machine that does other things besides."""


@pytest.fixture(scope="module", autouse=True)
def _patient() -> None:
    expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed (Debian: apt-get install chromium fonts-noto-cjk)")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open pages of a given width; at the end, anything a page complained about fails the test."""
    complaints: list[str] = []
    pages: list[Page] = []

    def opened(width: int = 1280, *, may_fail_to_load: bool = False) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 844}, locale="en-US", timezone_id="UTC")
        page = context.new_page()
        page.set_default_timeout(PATIENCE)

        def heard(kind: str, text: str) -> None:
            if kind == "error" and not (may_fail_to_load and "Failed to load resource" in text):
                complaints.append(text)

        page.on("console", lambda message: heard(message.type, message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        pages.append(page)
        return page

    yield opened
    for page in pages:
        page.context.close()
    assert complaints == []
