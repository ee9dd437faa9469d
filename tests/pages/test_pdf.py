"""A PDF made by the browser that is here, as the command makes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from laptop import cli
from laptop.commands import report
from laptop.trouble import Trouble
from mianshi.contracts.base import Language
from mianshi.pages.candidate import render_candidate_report
from mianshi.pages.report import render_report
from support.pdf import Pdf
from support.report_fixture import report_view

A4 = (594.96, 841.92)
LANGUAGES: list[Language] = ["zh", "en"]


@pytest.fixture(scope="module")
def with_browser() -> None:
    try:
        report.browser()
    except Trouble:
        pytest.skip("no Chromium is installed (Debian: apt-get install chromium fonts-noto-cjk)")


@pytest.mark.browser
@pytest.mark.usefixtures("with_browser")
@pytest.mark.parametrize("language", LANGUAGES)
def test_both_reports_are_printed_on_numbered_pages(language: Language, tmp_path: Path) -> None:
    view = report_view(language, media={})
    for number, html in enumerate((render_report(view), render_candidate_report(view))):
        page, pdf = tmp_path / f"报告 {number}.html", tmp_path / f"{number}.pdf"
        page.write_text(html, encoding="utf-8")
        report.write_pdf(page, pdf)
        printed = Pdf(pdf.read_bytes())
        assert printed.box == pytest.approx(A4, abs=0.1)
        assert len(printed.pages) >= 4
        for at, text in enumerate(printed.pages, start=1):
            assert f"{at}/{len(printed.pages)}" in text
        whole = "".join(printed.pages)
        quote = "第三天我打电话回访" if language == "zh" else "Threedayslater"
        assert quote in whole
        assert ("5,275÷75=70.33" in whole) and ("+0.4" in whole) is (number == 0)


def test_without_a_browser_one_sentence_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "a.html").write_text("<p>a", encoding="utf-8")
    with pytest.raises(Trouble, match="needs Chromium or Chrome") as told:
        report.write_pdf(tmp_path / "a.html", tmp_path / "a.pdf")
    assert "\n" not in str(told.value) and not (tmp_path / "a.pdf").exists()


def test_a_browser_that_fails_leaves_no_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    (tmp_path / "a.html").write_text("<p>a", encoding="utf-8")
    with pytest.raises(Trouble, match="exit code 3"):
        report.write_pdf(tmp_path / "a.html", tmp_path / "a.pdf")
    assert not (tmp_path / "a.pdf").exists()


@pytest.mark.parametrize(
    ("page", "pdf", "words"),
    [("none.html", "a.pdf", "there is no file"), ("a.html", "", "cannot write"), ("a.html", "folder", "cannot write")],
)
def test_wrong_use_is_said_before_a_browser_starts(
    page: str, pdf: str, words: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.html").write_text("<p>a", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    assert cli.main(["report", "--pdf", page, pdf]) == cli.WRONG_USE
    assert words in capsys.readouterr().err
