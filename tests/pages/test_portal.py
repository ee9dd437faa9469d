"""The portal's pages without a browser: what they hold, and that nothing a person typed becomes markup."""

from __future__ import annotations

import json

import pytest

from mianshi.contracts.base import Bilingual, Language
from mianshi.contracts.outcomes import Outcome
from mianshi.pages import portal
from mianshi.pages.frame import Frame
from mianshi.pages.labels import ERRORS
from mianshi.pages.static_files import static_file
from mianshi.pages.texts import TEXTS
from mianshi.pages.views import ErrorView, InterviewView
from support.html import Document
from support.portal_fixture import interview_view, progress
from support.report_fixture import HOSTILE, INTERVIEW

LANGUAGES: list[Language] = ["zh", "en"]


def _hostile_pages() -> dict[str, str]:
    name = Bilingual(zh=HOSTILE, en=HOSTILE)
    run = interview_view("en")
    shown = run.progress.model_copy(update={"sentence": name, "reason": HOSTILE, "links": {HOSTILE: HOSTILE}})
    view = run.model_copy(update={"progress": shown, "role_name": name, "file_names": [HOSTILE]})
    return {
        "interview": portal.render_interview(view, Frame(person=HOSTILE, path="/" + HOSTILE)),
        "error": portal.render_error(ErrorView(code=HOSTILE)),
    }


@pytest.mark.parametrize("name", ["interview", "error"])
def test_hostile_text_never_becomes_markup(name: str) -> None:
    page = Document(_hostile_pages()[name])
    assert not [tag for tag, _ in page.tags if tag == "svg"]
    assert not [a for _, a in page.tags if any(key.startswith("on") for key in a) or "style" in a]
    inline = [s for a, s in zip(page.all("script"), page.scripts, strict=True) if "src" not in a]
    assert all(json.loads(source) for source in inline)


@pytest.mark.parametrize("language", LANGUAGES)
def test_progress_counts_units_and_says_what_runs(language: Language) -> None:
    page = Document(portal.render_interview(interview_view(language), Frame(language=language)))
    assert "1/2" in page.text and TEXTS["step_running"][language == "en"] in page.text
    assert len([a for a in page.all("li") if a.get("aria-current") == "step"]) == 2


def test_a_refusal_is_explained_with_advice() -> None:
    page = Document(portal.render_interview(interview_view("en", rejected=True), Frame(language="en")))
    assert "no sound track" in page.text and TEXTS["next_rejected"][1] in page.text


def test_a_closed_interview_links_to_its_report() -> None:
    done = InterviewView(
        progress=progress(["done"] * 6, Outcome.SCORED), role_name=Bilingual(zh="x", en="y"), created_at="2026-01-01"
    )
    page = Document(portal.render_interview(done, Frame()))
    link = next(a for a in page.all("a") if a.get("id") == "open-report")
    assert link["href"] == f"/interviews/{INTERVIEW}/report?lang=zh"
    assert "hidden" not in next(a for a in page.all("div") if a.get("id") == "open")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", [*ERRORS, "surprise"])
def test_an_error_is_one_sentence_and_no_trace(code: str, language: Language) -> None:
    page = Document(portal.render_error(ErrorView(code=code, page_language=language)))
    assert ERRORS.get(code, ERRORS["server_error"])[language == "en"] in page.text
    assert "Traceback" not in page.text and "surprise" not in page.text
    named = code if code in ERRORS else "server_error"
    assert page.text.index(ERRORS[named][language == "en"]) < page.text.rindex(named), "the code is for support, last"


@pytest.mark.parametrize("name", ["portal.css", "page.js", "progress.js", "jobs.js", "home.js"])
def test_static_files_have_their_type(name: str) -> None:
    found = static_file(name)
    assert found and found[0]
    assert found[1].startswith("text/css" if name.endswith("css") else "text/javascript")


@pytest.mark.parametrize("name", ["", "..", "../views.py", "report.js", "/etc/passwd", "portal.css/", "PORTAL.CSS"])
def test_nothing_else_is_served(name: str) -> None:
    assert static_file(name) is None


def test_pages_ask_only_for_files_that_exist() -> None:
    for html in _hostile_pages().values():
        page = Document(html)
        wanted = [a.get("src") or a.get("href") for _, a in page.tags]
        for address in [w for w in wanted if w and w.startswith("/static/")]:
            assert static_file(address.removeprefix("/static/").partition("?")[0])


def test_the_portal_policy_allows_no_inline_script() -> None:
    policy = portal.content_security_policy(["https://bucket.example"])
    assert "unsafe" not in policy and "connect-src 'self' https://bucket.example;" in policy
