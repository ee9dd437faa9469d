"""HR adds, checks and invites candidates in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import cv2
import numpy as np
import pytest
from playwright.sync_api import FilePayload, Page, expect

from mianshi.contracts.hiring import Stage
from mianshi.doors import links
from mianshi.platform.store import candidates
from mianshi.platform.store import links as kept
from support.axe import findings
from support.desk import LIN, Desk, candidate, desk, open_job, staged
from support.desk_server import cookie, served

pytestmark = pytest.mark.browser
HOSTILE = "<img src=x onerror=alert(1)>王"


@pytest.fixture
def hr(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Desk, str]]:
    with desk(monkeypatch) as running, served(running) as origin:
        yield running, origin


def signed_in(page: Page, hr: tuple[Desk, str]) -> str:
    running, origin = hr
    kept_cookie: Any = cookie(running, LIN, origin)
    page.context.add_cookies([kept_cookie])
    return origin


@pytest.mark.parametrize("width", [390, 1280])
def test_somebody_is_added_and_invited_with_a_code_that_a_phone_reads(
    width: int, open_page: Callable[..., Page], hr: tuple[Desk, str]
) -> None:
    job, page = open_job(), open_page(width, may_fail_to_load=True)  # a refused form is a 422
    origin = signed_in(page, hr)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{origin}/jobs/{job.id}?lang=en")
    page.get_by_role("link", name="Add candidates").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert findings(page) == []
    page.get_by_label("Name", exact=True).fill(HOSTILE)
    page.get_by_label("Email (optional)").fill("nobody")
    page.get_by_role("button", name="Add and invite").click()
    expect(page.locator("#email-wrong")).to_contain_text("not an email address")
    expect(page.get_by_label("Name", exact=True)).to_have_value(HOSTILE)
    page.get_by_label("Email (optional)").fill("")
    page.get_by_role("button", name="Add and invite").click()
    page.wait_for_url("**/invitations?*")
    [made], _ = candidates.page(job.id, 10)
    [link] = kept.of_candidate(made.id)
    address = f"https://portal.example{links.path(link)}"
    expect(page.get_by_role("link", name=HOSTILE)).to_be_visible()
    expect(page.get_by_label("Interview link", exact=True)).to_have_value(address)
    page.get_by_role("button", name="Copy: Interview link").click()
    expect(page.locator("#copied")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == address
    drawn = page.get_by_role("img", name="QR code of the interview link").screenshot(scale="css")
    picture = cv2.imdecode(np.frombuffer(drawn, np.uint8), cv2.IMREAD_COLOR)
    sizes = (cv2.resize(picture, None, fx=factor, fy=factor) for factor in (3, 2, 4, 5))  # OpenCV misses one in some
    assert address in (cv2.QRCodeDetector().detectAndDecode(size)[0] for size in sizes)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert findings(page) == []


def test_a_file_is_checked_and_stored_after_that(open_page: Callable[..., Page], hr: tuple[Desk, str]) -> None:
    job, page = open_job(), open_page()
    origin = signed_in(page, hr)
    page.goto(f"{origin}/jobs/{job.id}/candidates/new?lang=en")
    table = f"姓名,邮箱\n{HOSTILE},\n李雷,li@example.com\n韩梅梅,wrong\n".encode("gb18030")
    page.get_by_label("Spreadsheet file").set_input_files(
        FilePayload(name="名单.csv", mimeType="text/csv", buffer=table)
    )
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_role("row", name="4 B wrong")).to_contain_text("not an email address")
    assert candidates.page(job.id, 10)[0] == []
    assert findings(page) == []
    page.get_by_role("button", name="Add 2 candidates").click()
    expect(page.get_by_role("status").first).to_have_text("Added: 2.")
    expect(page.get_by_role("link", name=HOSTILE)).to_be_visible()
    assert len(candidates.page(job.id, 10)[0]) == 2


def test_the_list_is_worked_by_keyboard_and_follows_what_happens(
    open_page: Callable[..., Page], hr: tuple[Desk, str]
) -> None:
    job, page = open_job(), open_page(may_fail_to_load=True)
    origin = signed_in(page, hr)
    first, second = candidate(job, "First"), candidate(job, "Second")
    staged(first, Stage.SUBMITTED)
    page.clock.install()
    page.goto(f"{origin}/jobs/{job.id}?lang=en")
    assert findings(page) == []
    row = page.get_by_role("row", name="First")
    expect(row).to_contain_text("Recordings on their way")
    staged(first, Stage.WITHDRAWN)
    page.clock.run_for(5000)
    expect(row).to_contain_text("Withdrew")
    page.get_by_role("checkbox", name="Choose all on this page").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("checkbox", name="Choose Second")).to_be_checked()
    page.get_by_role("button", name="Invite", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/invitations?*")
    expect(page.locator("main")).to_contain_text("Not invited again: 1")
    assert len(kept.of_candidate(second.id)) == 1
