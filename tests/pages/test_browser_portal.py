"""The page of an interview while it is worked on, in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from mianshi.contracts.outcomes import Outcome, Status
from support.portal_fixture import progress
from support.portal_server import FakePortal, portal_server
from support.report_fixture import INTERVIEW

pytestmark = pytest.mark.browser
RUNNING = progress(["done", "running", "waiting", "running", "waiting", "waiting"])
DONE = progress(["done"] * 6, Outcome.SCORED)
REFUSED = progress(["failed", "skipped", "skipped", "skipped", "skipped", "done"], Outcome.REJECTED, "no_audio")


@pytest.fixture
def fake() -> Iterator[FakePortal]:
    with portal_server() as running:
        running.progress = [RUNNING]
        yield running


def test_progress_ends_with_the_report_on_the_same_page(open_page: Callable[..., Page], fake: FakePortal) -> None:
    fake.progress = [RUNNING, DONE]
    page = open_page(390)
    page.goto(f"{fake.origin}/interviews/{INTERVIEW}?lang=en")
    expect(page.locator("#state-name")).to_have_text("Now: Recognise speech")
    expect(page.locator("#open-report")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator("#open-report")).to_have_attribute("href", f"/interviews/{INTERVIEW}/report?lang=en")


def test_while_a_candidate_is_asked_the_page_says_until_when_and_goes_on_by_itself(
    open_page: Callable[..., Page], fake: FakePortal
) -> None:
    until = "2026-11-29T02:54:43.466Z"
    fake.progress = [RUNNING.model_copy(update={"asking_until": until}), DONE]
    page = open_page(390)
    page.goto(f"{fake.origin}/interviews/{INTERVIEW}?lang=en")
    expect(page.locator("#state-name")).to_have_text("Waiting for follow-up answers")
    expect(page.locator("#asking")).to_have_text("Follow-up questions can be answered until Nov 29, 2026, 2:54 AM")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("#open-report")).to_be_visible()
    expect(page.locator("#asking")).to_be_hidden()


def test_an_interview_that_was_already_closed_asks_no_more(open_page: Callable[..., Page], fake: FakePortal) -> None:
    fake.interview = fake.interview.model_copy(update={"progress": DONE})
    page = open_page()
    page.goto(f"{fake.origin}/interviews/{INTERVIEW}?lang=en")
    expect(page.locator("#open-report")).to_be_visible()
    page.wait_for_timeout(1500)
    assert page.url.endswith(f"/interviews/{INTERVIEW}?lang=en") and fake.polls == 0


def test_a_refused_recording_stays_with_its_reason(open_page: Callable[..., Page], fake: FakePortal) -> None:
    fake.progress = [RUNNING, REFUSED]
    page = open_page()
    page.goto(f"{fake.origin}/interviews/{INTERVIEW}?lang=zh")
    expect(page.locator("#state-name")).to_have_text("录像无法使用")
    assert "声音" in page.inner_text("#sentence") and page.locator("#advice").is_visible()
    assert page.locator("#leave").is_hidden()


def test_progress_recovers_from_trouble(open_page: Callable[..., Page], fake: FakePortal) -> None:
    fake.progress = [502, RUNNING]
    page = open_page(may_fail_to_load=True)
    page.goto(f"{fake.origin}/interviews/{INTERVIEW}?lang=en")
    expect(page.locator("#trouble")).to_have_text("Progress cannot be read right now. Trying again…")
    expect(page.locator("#trouble")).to_have_text("", timeout=8000)
    page.context.set_offline(True)
    expect(page.locator("#trouble")).to_contain_text("You are offline")
    fake.progress, fake.polls = [DONE], 0
    page.context.set_offline(False)
    expect(page.locator("#open-report")).to_be_visible()


def test_a_lost_session_is_said(open_page: Callable[..., Page], fake: FakePortal) -> None:
    fake.progress = [401]
    page = open_page(may_fail_to_load=True)
    page.goto(f"{fake.origin}/interviews/{INTERVIEW}?lang=en")
    expect(page.locator("#trouble")).to_contain_text("signed out")
    assert fake.interview.progress.status is Status.PROCESSING


def test_the_language_can_be_switched(open_page: Callable[..., Page], fake: FakePortal) -> None:
    page = open_page()
    page.goto(f"{fake.origin}/interviews/{INTERVIEW}?lang=en")
    page.click(".tools a")
    expect(page.locator("#progress-h")).to_have_text("进度")
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
