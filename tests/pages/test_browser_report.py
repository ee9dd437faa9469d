"""The report in a real browser, opened as a file."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from playwright.sync_api import Page

from mianshi.contracts.base import Language
from mianshi.pages.report import render_report
from mianshi.pages.views import MediaSource, ReportView
from support.contrast import too_faint
from support.report_fixture import HOSTILE, report_view, transcript

pytestmark = pytest.mark.browser
LANGUAGES: list[Language] = ["zh", "en"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one tiny silent video of a minute per answer."""
    place = tmp_path_factory.mktemp("report")
    with av.open(str(place / "0.webm"), "w") as container:
        stream = container.add_stream("libvpx", rate=2)
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
        stream.gop_size = 2
        stream.time_base = Fraction(1, 2)
        stream.codec_context.thread_count = 1  # once took over 300 s in a full run; threads are suspected, not proven
        for index in range(120):
            shade = np.full((36, 64, 3), index * 2, dtype=np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(shade, format="rgb24")))
        container.mux(stream.encode())
    shutil.copyfile(place / "0.webm", place / "1.webm")
    return place


def _open(page: Page, folder: Path, view: ReportView) -> None:
    (folder / "report.html").write_text(render_report(view), encoding="utf-8")
    page.goto((folder / "report.html").as_uri())


def _with_media(language: Language = "en") -> ReportView:
    media = {n: MediaSource(url=f"{n}.webm", kind="video") for n in range(2)}
    return report_view(language, media=media)


@pytest.mark.parametrize("width", [390, 1280])
def test_evidence_plays_its_moment(width: int, open_page: Callable[..., Page], folder: Path) -> None:
    page = open_page(width)
    _open(page, folder, _with_media())
    quote = page.locator(".quote").nth(1)
    start = int(quote.get_attribute("data-start") or 0) / 1000
    quote.click()
    page.wait_for_function(
        "([from]) => { const v = document.querySelector('[data-media=\"0\"]');"
        " const plays = !v.paused && v.currentTime >= from && v.currentTime < from + 6;"
        " if (plays) v.pause(); return plays; }",  # or it goes on to the next sentence while it is looked at
        arg=[start],
    )
    assert page.locator("#player").is_visible()
    assert page.locator("#a0-s2").evaluate("e => e.classList.contains('found') && e.classList.contains('now')")
    assert page.locator("#caption").inner_text() == transcript(0, "en").sentences[2].text
    heads = page.locator('.timeline[data-answer="0"] .playhead').first.get_attribute("x1")
    assert heads is not None and float(heads.rstrip("%")) > 20


def test_evidence_of_another_answer_switches_the_recording(open_page: Callable[..., Page], folder: Path) -> None:
    page = open_page()
    _open(page, folder, _with_media())
    page.locator('.quote[data-answer="1"]').first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => !document.querySelector('[data-media=\"1\"]').paused")
    assert page.locator('[data-media="0"]').is_hidden()
    assert page.locator('.tab[data-tab="1"]').get_attribute("aria-pressed") == "true"


def test_sentences_and_timeline_jump_too(open_page: Callable[..., Page], folder: Path) -> None:
    page = open_page()
    _open(page, folder, _with_media())
    at = "() => document.querySelector('[data-media=\"0\"]').currentTime"
    page.locator("#a0-s4 .words").click()
    page.wait_for_function(f"() => ({at})() >= {transcript(0, 'en').sentences[4].start_ms / 1000}")
    block = page.locator('.timeline[data-answer="0"] .track.behaviour .block').first
    block.hover()
    assert "Looks away" in page.locator('.timeline[data-answer="0"] .readout').inner_text()
    block.click()
    page.wait_for_function(f"() => Math.abs(({at})() - {int(block.get_attribute('data-start') or 0) / 1000}) < 5")


def test_without_a_recording_evidence_leads_to_the_sentence(open_page: Callable[..., Page], folder: Path) -> None:
    page = open_page(390)
    _open(page, folder, report_view("zh", media={}))
    page.locator(".quote").nth(2).click()
    page.wait_for_function(
        "() => { const b = document.getElementById('a0-s4').getBoundingClientRect();"
        " return b.top >= 0 && b.bottom <= innerHeight; }"
    )
    assert page.locator("#a0-s4").evaluate("e => e.classList.contains('found')")
    assert page.evaluate("document.activeElement.closest('.line').id") == "a0-s4"


def test_a_lost_recording_is_said_and_the_words_remain(open_page: Callable[..., Page], folder: Path) -> None:
    page = open_page(may_fail_to_load=True)
    _open(page, folder, report_view("en", media={0: MediaSource(url="gone.webm", kind="video")}))
    page.locator(".quote").first.click()
    page.locator("#media-error").wait_for()
    assert "cannot be played" in page.locator("#media-error").inner_text()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_scrolls_sideways(width: int, language: Language, open_page: Callable[..., Page], folder: Path) -> None:
    page = open_page(width)
    _open(page, folder, _with_media(language))
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_long_hostile_names_fit_and_do_nothing(open_page: Callable[..., Page], folder: Path) -> None:
    page = open_page(390)
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    view = _with_media()
    facts = view.interview.model_copy(update={"file_names": [HOSTILE * 8, "a" * 400 + ".mp4"], "id": HOSTILE})
    _open(page, folder, view.model_copy(update={"interview": facts}))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("bdi").first.inner_text() == HOSTILE * 8
    assert page.locator("svg[onload]").count() == 0


def test_on_paper_everything_is_open_and_the_player_is_gone(open_page: Callable[..., Page], folder: Path) -> None:
    page = open_page()
    _open(page, folder, _with_media())
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("#player").is_hidden() and page.locator("#print").is_hidden()
    assert page.locator("details:not([open])").count() == 0
    assert page.locator(".versions").last.is_visible()
    assert page.locator(".quote").first.inner_text().startswith("Answer 1")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("details:not([open])").count() > 0
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_text_stands_out_enough(open_page: Callable[..., Page], folder: Path) -> None:
    page = open_page()
    _open(page, folder, _with_media())
    assert too_faint(page) == []
