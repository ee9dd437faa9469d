"""Every main page after the story: accessible, light, and as it looks, in both languages, on a telephone and a desk.

``make screens`` keeps pictures of them in ``docs/screens``; a test run alone takes one.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from doors.conftest import Doors
from support import axe
from support.screens import save

PAGES = {
    "home": ("lin", "/"),
    "candidates": ("lin", "/jobs/{job}"),
    "candidate": ("lin", "/jobs/{job}/candidates/{candidate}"),
    "questions": ("lin", "/jobs/{job}/role"),
    "interview": ("lin", "/interviews/{interview}"),
    "report": ("lin", "/interviews/{interview}/report"),
    "costs": ("fay", "/costs"),
    "why": ("fay", "/costs/interviews/{interview}"),
    "answers": ("fay", "/costs/answers"),
    "operations": ("ada", "/operations"),
    "connection": ("ada", "/connections/dingtalk-local"),
    "consent": ("newcomer", "{newcomer}/"),
    "status": ("candidate", "{base}/status"),
}
"""Pages that are shown to a customer: who looks, and where."""
MORE = {
    "sign-in": ("stranger", "/sign-in"),
    "jobs": ("lin", "/jobs"),
    "new-job": ("lin", "/jobs/new"),
    "posting": ("lin", "/jobs/{job}/posting"),
    "resume-match": ("lin", "/jobs/{job}/candidates/{candidate}/resume-match"),
    "settings": ("lin", "/jobs/{job}/settings"),
    "funnel": ("lin", "/jobs/{job}/funnel"),
    "learning": ("lin", "/jobs/{job}/learning"),
    "history": ("lin", "/jobs/{job}/history"),
    "add": ("lin", "/jobs/{job}/candidates/new"),
    "upload": ("lin", "/jobs/{job}/candidates/{candidate}/upload"),
    "exchange": ("lin", "/jobs/{job}/exchange"),
    "compare": ("lin", "/compare?job={job}&c={candidate}"),
    "calculator": ("fay", "/costs/calculator?minutes=20&answers=5&per_month=3000&region=us-east-1"),
    "terms": ("fay", "/costs/terms"),
    "budget": ("fay", "/costs/budgets/{job}"),
    "guides": ("lin", "/guides"),
    "reading-scores": ("lin", "/guides/reading-scores"),
    "log": ("aud", "/log"),
    "usage": ("aud", "/usage"),
    "accounts": ("ada", "/accounts"),
    "connections": ("ada", "/connections"),
    "connection-kinds": ("ada", "/connections/new"),
    "connection-form": ("ada", "/connections/new?kind=dingtalk_app"),
    "partners": ("ada", "/partners"),
    "new-partner": ("ada", "/partners/new"),
    "rights": ("candidate", "{base}/rights"),
    "missing": ("lin", "/jobs/jb_00000000000000000000000000"),
}


@pytest.fixture(scope="module", autouse=True)
def shown(doors: Doors) -> None:
    """A name that a customer would read, and somebody who has not begun yet."""
    page, job = doors.staff("lin"), doors.facts["job"]
    page.goto(f"{doors.url}/jobs/{job}/candidates/{doors.facts['candidate']}?lang=en")
    page.locator("details", has=page.locator('input[name="name"]')).locator("summary").first.click()
    page.fill('input[name="name"]', "王小雨")
    page.locator("form", has=page.locator('input[name="name"]')).locator("button").first.click()
    page.wait_for_load_state()
    page.goto(f"{doors.url}/jobs/{job}/candidates/new")
    page.fill('input[name="name"]', "陈思远")
    page.locator('button[name="then"][value="invite"]').click()
    page.wait_for_load_state()
    found = re.search(r"http://[^\s\"<]+/c/open/[a-z0-9.]+", page.content())
    assert found
    newcomer = doors.page("newcomer", width=390, locale="zh-CN")
    newcomer.goto(found.group(0))
    doors.facts["newcomer"] = newcomer.url.split("?")[0].rstrip("/")
    newcomer.close()
    page.close()


MOST_BYTES = 100_000
"""Of a page with its style and scripts, media left out."""


def _open(doors: Doors, who: str, address: str, language: str, width: int) -> Page:
    page = doors.staff(who) if who not in ("candidate", "newcomer", "stranger") else doors.page(who)
    page.set_viewport_size({"width": width, "height": 844 if width < 600 else 800})
    known = address.format(**doors.facts)
    known = known if known.startswith("http") else doors.url + known
    page.goto(known + ("&" if "?" in known else "?") + f"lang={language}")
    page.wait_for_load_state("load")
    return page


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", [*PAGES, *MORE])
def test_a_page_is_light_has_no_finding_of_axe_and_fits_a_telephone(doors: Doors, name: str, language: str) -> None:
    who, address = (PAGES | MORE)[name]
    page = _open(doors, who, address, language, 390)
    try:
        if name != "report":  # it plays a film
            _is_light(page, doors.url)
        assert axe.findings(page) == []
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, "the page does not scroll to the side"
        assert doors.complaints == []
        if name in PAGES and "SCREENS" in os.environ:
            _keep(page, Path(os.environ["SCREENS"]), f"{name}-{language}")
    finally:
        page.close()


def _is_light(page: Page, url: str) -> None:
    """What it loads is little and all from here."""
    loaded = page.evaluate(
        "() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
        ".filter(e => ['navigation', 'script', 'link', 'css', 'img'].includes(e.initiatorType))"
        ".map(e => [e.name, e.decodedBodySize])"
    )
    assert sum(size for _, size in loaded) < MOST_BYTES, loaded
    assert {address.split("/")[2] for address, _ in loaded if "://" in address} == {url.split("/")[2]}


def _keep(page: Page, folder: Path, name: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    save(page, folder / f"{name}-phone.png")
    page.set_viewport_size({"width": 1280, "height": 800})
    save(page, folder / f"{name}-desk.png")


def test_pictures_of_a_page_can_be_kept(doors: Doors, tmp_path: Path) -> None:
    who, address = PAGES["candidates"]
    page = _open(doors, who, address, "zh", 390)
    _keep(page, tmp_path, "candidates-zh")
    page.close()
    assert all((tmp_path / f"candidates-zh-{size}.png").stat().st_size > 2_000 for size in ("phone", "desk"))


def test_dark_mode_has_enough_contrast(doors: Doors) -> None:
    for name in ("home", "interview", "candidates"):
        page = _open(doors, *PAGES[name], "en", 1280)
        page.emulate_media(color_scheme="dark")
        page.wait_for_timeout(100)
        assert axe.findings(page) == [], name
        page.close()
