"""Upload and progress in a real browser, against a portal and a storage on two origins."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import FilePayload, Page, expect

from mianshi.contracts.outcomes import Outcome, Status
from support.portal_fixture import home_view, progress
from support.portal_server import FakePortal, portal_server
from support.report_fixture import INTERVIEW

pytestmark = pytest.mark.browser
VIDEO = FilePayload(name="<b>一</b>.mp4", mimeType="video/mp4", buffer=b"first" * 50_000)
OTHER = FilePayload(name="two.mov", mimeType="video/quicktime", buffer=b"second" * 1000)
RUNNING = progress(["done", "running", "waiting", "running", "waiting", "waiting"])
DONE = progress(["done"] * 6, Outcome.SCORED)
REFUSED = progress(["failed", "skipped", "skipped", "skipped", "skipped", "done"], Outcome.REJECTED, "no_audio")


@pytest.fixture
def fake() -> Iterator[FakePortal]:
    with portal_server() as running:
        running.progress = [RUNNING]
        yield running


def _fill(page: Page, fake: FakePortal, *files: FilePayload, lang: str = "en") -> None:
    page.goto(f"{fake.origin}/?lang={lang}")
    page.select_option("#role", "retail_store_manager")
    page.set_input_files("#files", list(files))
    page.check("[name=recording]")
    page.check("[name=analysis]")


@pytest.mark.parametrize("width", [390, 1280])
def test_upload_leads_to_the_progress_page(width: int, open_page: Callable[..., Page], fake: FakePortal) -> None:
    page = open_page(width)
    _fill(page, fake, VIDEO, OTHER)
    page.check("[name=observations]")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.dblclick("#start")
    page.wait_for_url(f"**/interviews/{INTERVIEW}?lang=en")
    assert len(fake.created) == 1
    request = fake.created[0]
    assert (request.role, request.language, request.policy) == ("retail_store_manager", "auto", "cn")
    assert request.consent.model_dump() == {"recording": True, "analysis": True, "observations": True}
    assert [(f.name, f.size, f.type) for f in request.files] == [
        ("<b>一</b>.mp4", 250_000, "video/mp4"),
        ("two.mov", 6000, "video/quicktime"),
    ]
    assert [parts[-1] for _, parts in fake.posts] == [("file", VIDEO["buffer"]), ("file", OTHER["buffer"])]
    assert [parts[0] for _, parts in fake.posts] == [("key", b"uploads/x/0"), ("key", b"uploads/x/1")]
    assert {name for name, _ in fake.posts[0][1]} == {"key", "policy", "x-amz-signature", "file"}


def test_a_failed_upload_is_tried_again_and_finished_files_are_kept(
    open_page: Callable[..., Page], fake: FakePortal
) -> None:
    page = open_page(may_fail_to_load=True)
    fake.s3_answers = [204, 503, 503, 503]
    _fill(page, fake, VIDEO, OTHER)
    page.click("#start")
    expect(page.locator("#problems")).to_contain_text("“two.mov” was not uploaded", timeout=15_000)
    expect(page.locator("#start")).to_have_text("Try again")
    page.click("#start")
    page.wait_for_url(f"**/interviews/{INTERVIEW}?lang=en")
    assert len(fake.created) == 1
    assert [parts[-1][1] for _, parts in fake.posts] == [VIDEO["buffer"]] + [OTHER["buffer"]] * 4


def test_a_refusal_of_the_storage_is_explained_at_once(open_page: Callable[..., Page], fake: FakePortal) -> None:
    page = open_page(may_fail_to_load=True)
    fake.s3_answers = [403]
    _fill(page, fake, VIDEO)
    page.click("#start")
    expect(page.locator("#problems")).to_contain_text("was refused by the storage")
    assert len(fake.posts) == 1


def test_a_refusal_of_the_api_shows_its_sentence(open_page: Callable[..., Page], fake: FakePortal) -> None:
    page = open_page(may_fail_to_load=True)
    fake.create_answers = [400]
    _fill(page, fake, VIDEO, lang="zh")
    page.click("#start")
    expect(page.locator("#problems")).to_have_text("职位不存在。")
    expect(page.locator("#role")).to_be_enabled()
    page.click("#start")
    page.wait_for_url(f"**/interviews/{INTERVIEW}?lang=zh")
    assert len(fake.created) == 1


def test_nothing_is_sent_without_role_file_and_consent(open_page: Callable[..., Page], fake: FakePortal) -> None:
    page = open_page()
    page.goto(f"{fake.origin}/?lang=en")
    page.click("#start")
    assert page.locator("#problems li").count() == 3
    assert fake.created == []


def test_unfit_files_are_named_before_they_are_sent(open_page: Callable[..., Page], fake: FakePortal) -> None:
    fake.home = home_view("en", max_bytes=100_000, max_files=1)
    page = open_page()
    page.goto(f"{fake.origin}/?lang=en")
    text = FilePayload(name="cv.pdf", mimeType="application/pdf", buffer=b"%PDF")
    empty = FilePayload(name="empty.mp4", mimeType="video/mp4", buffer=b"")
    page.set_input_files("#files", [VIDEO, text, empty, OTHER, OTHER])
    problems = page.locator("#problems li").all_inner_texts()
    assert [p for p in problems if "larger than the limit of 100 kB" in p and "<b>一</b>.mp4" in p]
    assert [p for p in problems if "cv.pdf” does not look like" in p]
    assert [p for p in problems if "empty.mp4” is empty" in p]
    assert [p for p in problems if "At most 1 files" in p]
    assert page.locator("#list li").count() == 1


def test_files_can_be_dropped_ordered_and_removed(open_page: Callable[..., Page], fake: FakePortal) -> None:
    page = open_page()
    page.goto(f"{fake.origin}/?lang=en")
    page.evaluate(
        """() => { const data = new DataTransfer();
          for (const name of ['a.mp4', 'b.mp4', 'c.mp4']) {
            data.items.add(new File(['x'], name, { type: 'video/mp4' }));
          }
          const drop = new DragEvent('drop', { dataTransfer: data, cancelable: true });
          document.getElementById('drop').dispatchEvent(drop); }"""
    )
    page.get_by_role("button", name="Move c.mp4 up").click()
    page.get_by_role("button", name="Remove a.mp4").click()
    assert page.locator("#list .name").all_inner_texts() == ["c.mp4", "b.mp4"]


def test_a_policy_without_observation_asks_no_consent_for_it(open_page: Callable[..., Page], fake: FakePortal) -> None:
    page = open_page()
    _fill(page, fake, VIDEO)
    page.check("[name=observations]")
    page.select_option("#policy", "eu")
    assert page.locator("#consent-observations").is_hidden()
    assert page.locator("#observations-off").is_visible()
    page.click("#start")
    page.wait_for_url("**/interviews/**")
    assert fake.created[0].policy == "eu" and fake.created[0].consent.observations is False


def test_progress_moves_on_to_the_report(open_page: Callable[..., Page], fake: FakePortal) -> None:
    fake.progress = [RUNNING, DONE]
    page = open_page(390)
    page.goto(f"{fake.origin}/interviews/{INTERVIEW}?lang=en")
    expect(page.locator("#state-name")).to_have_text("Now: Recognise speech")
    expect(page.locator("#open-report")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.wait_for_url(f"**/interviews/{INTERVIEW}/report?lang=en")
    assert page.inner_text("h1") == "The report"


def test_an_interview_that_was_already_closed_does_not_run_away(
    open_page: Callable[..., Page], fake: FakePortal
) -> None:
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
    page.wait_for_url(f"**/interviews/{INTERVIEW}/report?lang=en")


def test_a_lost_session_is_said(open_page: Callable[..., Page], fake: FakePortal) -> None:
    fake.progress = [401]
    page = open_page(may_fail_to_load=True)
    page.goto(f"{fake.origin}/interviews/{INTERVIEW}?lang=en")
    expect(page.locator("#trouble")).to_contain_text("signed out")
    assert fake.interview.progress.status is Status.PROCESSING


def test_the_language_can_be_switched(open_page: Callable[..., Page], fake: FakePortal) -> None:
    page = open_page()
    page.goto(f"{fake.origin}/?lang=en")
    page.click(".tools a")
    assert page.inner_text("h1") == "新的面试"
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
