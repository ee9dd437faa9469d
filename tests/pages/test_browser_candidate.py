"""The candidate's report in a real browser: narrow and wide, with long words, by keyboard, and on paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from mianshi.contracts.base import Language
from mianshi.contracts.outcomes import Outcome
from mianshi.pages.candidate import render_candidate_report
from mianshi.pages.report import render_report
from mianshi.pages.views import ReportView, RoleAverage
from support.contrast import too_faint
from support.report_fixture import report_view, scorecard

pytestmark = pytest.mark.browser
LANGUAGES: list[Language] = ["zh", "en"]
OPEN = "document.querySelectorAll('details').forEach(d => { d.open = true; })"


def _open(page: Page, folder: Path, html: str) -> None:
    (folder / "page.html").write_text(html, encoding="utf-8")
    page.goto((folder / "page.html").as_uri())
    page.evaluate(OPEN)


def _long(language: Language) -> ReportView:
    """Everything there is, and much too much of it."""
    much = "退换货与门店安全检查" * 30 if language == "zh" else "x" * 180 + " " + "returns and safety checks " * 40
    competencies = [
        c.model_copy(
            update={
                "name": much,
                "note": much,
                "evidence": [
                    e.model_copy(update={"quote": much, "statement": much, "moved": -1.2}) for e in c.evidence
                ],
                "missing_key_points": [
                    p.model_copy(update={"name": much, "example": much}) for p in c.missing_key_points
                ],
                "next_steps": [much] * 3,
            }
        )
        for c in scorecard(language).competencies
    ]
    card = scorecard(language, competencies=competencies, notes=[much], versions={"rater": "a" * 200, "code": much})
    average = RoleAverage(scorecards=1234, levels={c.id: 3.0 for c in competencies})
    return report_view(
        language, scorecard=card, role=None, media={}, average=average, candidate_report="candidate_report.html"
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [390, 1280])
def test_long_texts_fit_in_both_reports(
    width: int, language: Language, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    page = open_page(width)
    for html in (render_report(_long(language)), render_candidate_report(_long(language))):
        _open(page, tmp_path, html)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_fits_and_reads(
    outcome: Outcome, language: Language, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    card = scorecard(language)
    if outcome is not Outcome.SCORED:
        bare = [c.model_copy(update={"level": None, "score": None}) for c in card.competencies]
        card = card.model_copy(update={"outcome": outcome, "total": None, "competencies": bare, "reason": "too_short"})
    page = open_page(390)
    _open(page, tmp_path, render_candidate_report(report_view(language, scorecard=card)))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert too_faint(page) == []


def test_it_is_usable_by_keyboard_and_without_scripts(open_page: Callable[..., Page], tmp_path: Path) -> None:
    page = open_page(390)
    (tmp_path / "page.html").write_text(render_candidate_report(report_view("en")), encoding="utf-8")
    page.goto((tmp_path / "page.html").as_uri())
    assert page.locator("script").count() == 0
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Enter")
    assert page.locator("details[open] .line").first.is_visible()


def test_on_paper_words_are_open_and_no_card_is_cut(open_page: Callable[..., Page], tmp_path: Path) -> None:
    page = open_page()
    (tmp_path / "page.html").write_text(render_candidate_report(report_view("en")), encoding="utf-8")
    page.goto((tmp_path / "page.html").as_uri())
    page.emulate_media(media="print")
    assert page.locator("details .line").first.evaluate("e => e.getBoundingClientRect().height > 0")
    assert page.locator(".card.competency").first.evaluate("e => getComputedStyle(e).breakInside") == "avoid"
    assert page.locator(".top").is_hidden()
