"""The whole house with accounts, a browser whose camera and microphone are files, and one job that has a story."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from laptop.house import SAMPLES
from mianshi.contracts.people import StaffRole
from support.camera import devices
from support.pipeline import Pipeline, pipeline
from support.staff import hire, sign_in

HERE = Path(__file__).parent
CHROMIUM = Path("/usr/bin/chromium")
QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
STAFF = {
    "ada": StaffRole.ADMIN,
    "lin": StaffRole.HR,
    "zhou": StaffRole.HR,
    "wei": StaffRole.INTERVIEWER,
    "mei": StaffRole.HIRING_MANAGER,
    "fay": StaffRole.FINANCE,
    "aud": StaffRole.AUDITOR,
}


@dataclass
class Doors:
    """A running house and the browser that people use it with."""

    house: Pipeline
    browser: Browser
    facts: dict[str, str] = field(default_factory=dict)
    """What the story leaves for the tests after it: ids and addresses."""
    _contexts: dict[str, BrowserContext] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    """What pages wrote to the console as errors, or threw."""

    @property
    def url(self) -> str:
        return self.house.cloud.api_url

    def context(self, name: str, *, width: int = 1280, locale: str = "en-US") -> BrowserContext:
        """A browser of somebody's own; the same one when asked for again."""
        if name not in self._contexts:
            made = self.browser.new_context(viewport={"width": width, "height": 844}, locale=locale, timezone_id="UTC")
            made.set_default_timeout(30_000)
            self._contexts[name] = made
        return self._contexts[name]

    def page(self, name: str, **more: object) -> Page:
        """A new tab in somebody's browser."""
        page = self.context(name, **more).new_page()  # type: ignore[arg-type]
        page.on("console", lambda message: self._heard(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def staff(self, name: str, *, language: str = "en") -> Page:
        """A tab of somebody who signed in."""
        known = name in self._contexts
        page = self.page(name)
        if not known:
            sign_in(page, self.house.cloud, name, language=language)
            page.wait_for_url(re.compile(r"/(\?.*)?$"))
        return page

    def forget(self, name: str) -> None:
        """Close somebody's browser."""
        self._contexts.pop(name).close()

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error" and "Failed to load resource" not in text:
            self.complaints.append(text)


_up = ExitStack()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """A process holds one cloud at a time: this one ends as soon as the next test lies outside this folder."""
    yield
    if nextitem is None or HERE not in nextitem.path.parents:
        _up.pop_all().close()


@pytest.fixture(scope="session")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Doors:
    """Accounts for everybody in `STAFF`; the browser sees and hears a sample recording."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed (Debian: apt-get install chromium fonts-noto-cjk)")
    expect.set_options(timeout=30_000)  # a machine that works on an interview shows pages late
    folder = tmp_path_factory.mktemp("doors")
    faked = devices(SAMPLES / "zh_store_manager.mp4", folder)
    house = _up.enter_context(pipeline(folder, parameters={"PortalSignIn": "accounts"}))
    hire(house.cloud, **STAFF)
    playwright = _up.enter_context(sync_playwright())
    browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=[*QUIET, *faked])
    _up.callback(browser.close)
    return Doors(house, browser)
