"""An interviewer rates blind, remarks on the moment that plays, and a hiring manager decides, in a real browser."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from playwright.sync_api import Page, expect

from mianshi.contracts.hiring import Candidate, DecisionKind
from mianshi.contracts.people import Person
from mianshi.contracts.terms import OwnPrice, Terms
from mianshi.platform import objects, settings, workflow
from mianshi.platform.clock import timestamp
from mianshi.platform.store import ledger, reviews, terms
from support import reviewed
from support.axe import findings
from support.contrast import too_faint
from support.desk import INTERVIEWER, LIN, Desk, candidate, desk, fresh
from support.desk_server import FILM, cookie, served
from support.reviewed import MANAGER, NOTE

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half a minute of grey."""
    place = tmp_path_factory.mktemp("film") / "film.webm"
    with av.open(str(place), "w") as container:
        stream = container.add_stream("libvpx", rate=2)
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
        stream.gop_size, stream.time_base = 2, Fraction(1, 2)
        stream.codec_context.thread_count = 1
        for index in range(60):
            shade = np.full((36, 64, 3), index * 4, dtype=np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(shade, format="rgb24")))
        container.mux(stream.encode())
    return place


@pytest.fixture
def portal(monkeypatch: pytest.MonkeyPatch, film: Path) -> Iterator[tuple[Desk, str]]:
    with desk(monkeypatch) as running, served(running, film) as origin:
        monkeypatch.setenv("PORTAL_URL", origin)
        settings.settings.cache_clear()
        monkeypatch.setattr(workflow, "history", lambda _: [])
        monkeypatch.setattr(objects, "signed_get", lambda *_: FILM)
        for name in ("interview.interviews", "decision.reviews"):
            running.app.include_router(importlib.import_module(name).router)
        yield running, origin


def _as(page: Page, portal: tuple[Desk, str], who: Person) -> Page:
    page.context.add_cookies([cookie(portal[0], who, portal[1])])  # type: ignore[list-item]  # a TypedDict of them
    return page


def _scene(name: str = "王小明") -> tuple[Candidate, str]:
    made = candidate(reviewed.job(blind_first=True), name)
    return made, reviewed.interview(made).id


@pytest.mark.parametrize("width", [390, 1280])
def test_rate_blind_then_remark_then_decide(
    width: int, open_page: Callable[..., Page], portal: tuple[Desk, str]
) -> None:
    made, known = _scene()
    page = _as(open_page(width), portal, INTERVIEWER)
    page.goto(f"{portal[1]}/interviews/{known}?lang=en")
    assert NOTE not in page.content()
    assert findings(page) == []
    page.get_by_role("radio", name="4.5").first.check(force=True)
    page.get_by_label("What you base it on").first.fill("Called back after three days.")
    page.get_by_role("button", name="Hand in the rating").click()
    page.wait_for_url("**done=rated**")
    assert NOTE in page.content() and not reviews.ratings(known)[0].saw_scores
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert findings(page) == []
    assert too_faint(page) == []

    page.goto(f"{portal[1]}/interviews/{known}/report?lang=en")
    page.locator(".quote").first.click()
    page.wait_for_function("() => document.querySelector('[data-media]').currentTime > 0")
    page.keyboard.press("r")
    page.get_by_label("Answer 1").last.fill("<b>Listen</b> to this")
    page.get_by_role("button", name="Save the remark").click()
    expect(page.locator("#remark-said")).to_have_text("Saved.")
    [remark] = reviews.comments(known)
    assert (remark.answer, remark.text) == (0, "<b>Listen</b> to this") and remark.at_ms is not None

    manager = _as(open_page(width, may_fail_to_load=True), portal, MANAGER)
    manager.goto(f"{portal[1]}/jobs/{made.job_id}/candidates/{made.id}/decision?lang=en")
    manager.get_by_role("radio", name="Reject").check()
    manager.get_by_label("Reason (required)").fill("No result was shown in any answer.")
    expect(manager.get_by_text("You have not opened a report")).to_be_visible()
    assert findings(manager) == []
    manager.get_by_role("button", name="Record the decision").click()
    expect(manager.get_by_text("needs your confirmation")).to_be_visible()
    assert manager.get_by_label("Reason (required)").input_value() == "No result was shown in any answer."
    manager.get_by_label("I decide to reject").check()
    with manager.expect_navigation():
        manager.get_by_role("button", name="Record the decision").click()
    decided = fresh(made).decision
    assert decided is not None and (decided.kind, decided.by_name) == (DecisionKind.REJECT, "Zhao")


def test_a_remark_of_somebody_else_appears_by_itself_and_typing_is_kept(
    open_page: Callable[..., Page], portal: tuple[Desk, str]
) -> None:
    _, known = _scene()
    page = _as(open_page(), portal, LIN)
    page.clock.install()
    page.goto(f"{portal[1]}/interviews/{known}?lang=zh&scores=show")
    page.locator("#remark-text").fill("正在写")
    portal[0].post(f"/interviews/{known}/comments", INTERVIEWER, text="请再听一遍", once="abcdefgh")
    page.clock.run_for(11_000)
    expect(page.locator("#remark-list")).to_contain_text("请再听一遍")
    assert page.locator("#remark-text").input_value() == "正在写"
    page.get_by_role("button", name="保存备注").click()
    expect(page.locator("#remark-list li")).to_have_count(2)
    assert page.locator("#remark-text").input_value() == ""


def test_speed_captions_and_keys_of_the_player(open_page: Callable[..., Page], portal: tuple[Desk, str]) -> None:
    _, known = _scene()
    page = _as(open_page(), portal, LIN)
    page.goto(f"{portal[1]}/interviews/{known}/report?lang=en#t=0,10000")
    page.wait_for_function("() => document.querySelector('[data-media]').currentTime >= 10")
    page.select_option("#speed", "1.5")
    rate = "document.querySelector('[data-media]').playbackRate"
    assert page.evaluate(rate) == 1.5
    page.locator("body").press("]")
    assert page.evaluate(rate) == 2
    page.locator("body").press("n")
    assert page.evaluate("document.activeElement.classList.contains('quote')")
    track = "document.querySelector('[data-media]').textTracks[0]"
    assert page.evaluate(f"[{track}.kind, {track}.cues.length]") == ["captions", 6]
    page.locator(".keys summary").click()
    page.uncheck("#keys-on")
    page.locator("body").press("[")
    assert page.evaluate(rate) == 2
    assert findings(page) == []


def test_the_comparison_fits_a_phone_and_a_desk(open_page: Callable[..., Page], portal: tuple[Desk, str]) -> None:
    job = reviewed.job()
    first, second = candidate(job, "<img src=x onerror=alert(1)>" + "长" * 60), candidate(job, "\u202eabc")
    for made in (first, second):
        reviewed.interview(made)
    for width in (390, 1280):
        page = _as(open_page(width), portal, LIN)
        page.goto(f"{portal[1]}/compare?job={job.id}&c={first.id},{second.id}&names=show&lang=zh")
        assert page.locator(".side-one").count() == 2
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert findings(page) == []
        assert too_faint(page) == []


HIDDEN = """hidden => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_the_minutes_are_those_the_page_was_seen_for_until_a_person_says_otherwise(
    open_page: Callable[..., Page], portal: tuple[Desk, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hourly = OwnPrice(price="120", per=3_600_000, currency="CNY")
    figures = Terms(revision=1, effective_from="2020-01", by="qian", at=timestamp(), prices={"people.review": hourly})
    monkeypatch.setattr(terms, "every", lambda: [figures])
    _, known = _scene()
    page = _as(open_page(390), portal, INTERVIEWER)
    page.clock.install()
    page.goto(f"{portal[1]}/interviews/{known}?lang=en")
    field = page.get_by_label("Minutes this took you (optional)").first
    assert field.input_value() == "1" and findings(page) == [] and too_faint(page) == []
    page.clock.run_for("07:00")
    assert field.input_value() == "7"
    page.evaluate(HIDDEN, True)
    page.clock.run_for("30:00")
    page.evaluate(HIDDEN, False)
    page.clock.run_for("01:00")
    assert field.input_value() == "8"
    field.fill("")
    page.clock.run_for("02:00")
    assert field.input_value() == ""
    field.fill("5")
    page.get_by_role("radio", name="4.5").first.check(force=True)
    page.get_by_role("button", name="Hand in the rating").click()
    page.wait_for_url("**done=rated**")
    [line] = [line for line in ledger.of_interview(known) if line.stage == "review"]
    assert line.quantity == 5 * 60_000
