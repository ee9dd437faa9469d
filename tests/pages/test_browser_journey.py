"""A candidate's way in a real browser, as on a phone: from the link to the progress page, data and rights."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from mianshi.contracts.base import Bilingual
from mianshi.contracts.hiring import Candidate, Decision, DecisionKind, RequestKind, Slot, Stage
from mianshi.contracts.outcomes import Outcome
from mianshi.doors import links
from mianshi.platform.clock import now, timestamp
from mianshi.platform.settings import settings
from mianshi.platform.store import candidates, interviews
from support.axe import findings
from support.candidate_door import applicant, browser, interviewed, linked, now_of, offer
from support.door_server import serving

pytestmark = pytest.mark.browser
PHONE = 390
HOSTILE = "<script>document.title='broken'</script>\u202e" + "长" * 60 + "W" * 120


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch, browser(patch) as door, serving(door.app) as address:
        patch.setenv("PORTAL_URL", address)
        settings.cache_clear()
        yield address


def come_in(page: Page, origin: str, wang: Candidate, lang: str) -> str:
    page.goto(f"{origin}{links.path(linked(wang))}?lang={lang}")
    expect(page).to_have_url(f"{origin}/c/{wang.id}/?lang={lang}")
    return f"{origin}/c/{wang.id}/"


def sound(page: Page) -> None:
    """The page fits the phone and breaks no rule of accessibility."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE, page.url
    assert findings(page) == [], page.url


@pytest.mark.parametrize(
    ("lang", "person", "go", "save", "status"),
    [
        ("zh", "请由人来面试我", "同意并继续", "保存并继续", "正由人查看"),
        ("en", "Have a person interview me", "Agree and continue", "Save and continue", "With a person"),
    ],
)
def test_from_the_link_to_the_progress_page(
    origin: str, open_page: Callable[..., Page], lang: str, person: str, go: str, save: str, status: str
) -> None:
    start = now() + timedelta(hours=3)
    slot = Slot(id="s", starts_at=timestamp(start), ends_at=timestamp(start + timedelta(hours=2)), capacity=2)
    wang = applicant(offer(slots=[slot]))
    page = open_page(PHONE, may_fail_to_load=True)
    home = come_in(page, origin, wang, lang)
    assert page.locator("input:checked").count() == 0
    expect(page.get_by_role("button", name=person)).to_be_visible()
    sound(page)
    page.check("[name=talent_pool]")
    page.get_by_role("button", name=go).click()
    expect(page.locator("#agree-wrong")).to_be_visible()
    expect(page.locator("[name=talent_pool]")).to_be_checked()
    sound(page)
    page.check("[name=recording]")
    page.check("[name=analysis]")
    page.get_by_role("button", name=go).dblclick()
    expect(page).to_have_url(f"{home}plan")
    page.check("[name=mode][value=audio]")
    page.check("[name=slot]")
    page.check("[name=extra_time]")
    sound(page)
    page.get_by_role("button", name=save).click()
    expect(page).to_have_url(f"{home}ready?saved=yes")
    expect(page.locator("a[href$='calendar.ics?lang=" + lang + "']")).to_be_visible()
    expect(page.locator("a.primary")).to_have_attribute("href", f"/c/{wang.id}/check")
    sound(page)
    known = now_of(wang)
    assert (known.mode, known.slot, known.extra_time, known.stage) == ("audio", "s", True, Stage.STARTED)
    interviewed(wang)
    page.goto(f"{home}")
    expect(page).to_have_url(f"{home}status")
    expect(page.locator("h1")).to_have_text(status)
    sound(page)


def test_progress_moves_without_a_reload(origin: str, open_page: Callable[..., Page]) -> None:
    wang = applicant(offer())
    waiting = interviewed(wang, None)
    page = open_page(PHONE)
    home = come_in_late(page, origin, wang)
    page.clock.install()
    page.goto(f"{home}status?lang=en")
    expect(page.locator("h1")).to_have_text("Your answers are arriving")
    page.evaluate("window.same = true")
    interviews.claim(waiting.id, "run")
    interviews.close(waiting.id, "run", Outcome.INSUFFICIENT_EVIDENCE, [])
    page.clock.fast_forward(9000)
    expect(page.locator("h1")).to_contain_text("Not enough to go by")
    assert page.evaluate("window.same") is True


def come_in_late(page: Page, origin: str, wang: Candidate) -> str:
    page.goto(f"{origin}{links.path(linked(wang))}?lang=en")
    return f"{origin}/c/{wang.id}/"


def test_keyboard_alone_reaches_a_person(origin: str, open_page: Callable[..., Page]) -> None:
    wang = applicant(offer())
    page = open_page(PHONE)
    home = come_in(page, origin, wang, "en")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "person":
            break
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{home}status?done=person")
    expect(page.locator("h1")).to_have_text("A person will interview you")
    assert [r.kind for r in candidates.requests(wang.job_id)] == [RequestKind.HUMAN_REVIEW]


def test_data_and_rights_on_a_phone(origin: str, open_page: Callable[..., Page]) -> None:
    wang = applicant(offer())
    interviewed(wang)
    decision = Decision(kind=DecisionKind.REJECT, by="li", by_name="Li", reason="r", at=timestamp())
    candidates.change(now_of(wang), stage=Stage.DECIDED, decision=decision)
    page = open_page(PHONE, may_fail_to_load=True)
    home = come_in_late(page, origin, wang)
    page.goto(f"{home}rights?lang=en")
    sound(page)
    page.get_by_role("link", name="Appeal").click()
    sound(page)
    page.fill("#text", HOSTILE)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status")).to_contain_text("Received")
    assert "broken" not in page.title() and HOSTILE in page.locator(".own").inner_text()
    sound(page)
    with page.expect_download() as got:
        page.get_by_role("link", name="Download everything").click()
    assert got.value.suggested_filename == "my-data.zip"
    page.goto(f"{home}rights/erase")
    page.get_by_role("button", name="Delete my data").click()
    assert page.url == f"{home}rights/erase" and now_of(wang).stage is Stage.DECIDED
    page.check("[name=confirm]")
    page.get_by_role("button", name="Delete my data").click()
    expect(page).to_have_url(f"{home}erased")
    sound(page)


def test_names_made_to_break_pages_are_text(origin: str, open_page: Callable[..., Page]) -> None:
    job = offer(title=Bilingual(zh=HOSTILE, en=HOSTILE), department=HOSTILE)
    page = open_page(PHONE)
    for lang in ("zh", "en"):
        come_in(page, origin, applicant(job, name=HOSTILE[:100]), lang)
        assert "broken" not in page.title() and HOSTILE in page.locator("h1").inner_text()
        sound(page)


def test_whoever_has_no_link_reads_one_sentence(origin: str, open_page: Callable[..., Page]) -> None:
    page = open_page(PHONE, may_fail_to_load=True)
    page.goto(f"{origin}/c/ca_nobody/?lang=en")
    expect(page.locator(".lead")).to_contain_text("open it again by the link")
    sound(page)
