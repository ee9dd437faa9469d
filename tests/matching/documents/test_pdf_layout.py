"""Lines of PDF pages in the order in which people read them, and what real programs write."""

from __future__ import annotations

from pathlib import Path

import pytest

from mianshi.contracts.resumes import ResumeText
from mianshi.matching.documents import read as read_apart
from mianshi.matching.documents.pdf import gather
from mianshi.matching.documents.process import plain
from support.resume_files import column, pdf, pdf_of, stream, text

REAL = Path(__file__).parents[2] / "fixtures" / "resumes"


def read(data: bytes) -> ResumeText:
    return gather(data, plain(data))


def lines(data: bytes) -> list[str]:
    return [line.text for line in read(data).lines]


LEFT = ["Skills", "Python and SQL", "Languages", "English", "Chinese"]
RIGHT = ["Experience", "Acme, 2019 to 2023", "Led a team of six", "Education", "BSc in economics"]


@pytest.mark.parametrize("leading", [16, 19])
def test_columns_are_read_one_after_the_other(leading: int) -> None:
    """Also where their lines stand on the same baselines."""
    head = text(50, 800, "Ann Example, bookkeeper, and a line over the whole width of the page")
    found = read(pdf(head + column(50, 760, LEFT) + column(300, 760, RIGHT, leading=leading)))
    assert [line.text for line in found.lines][1:] == [*LEFT, *RIGHT]
    assert [line.column for line in found.lines] == [0] * 6 + [1] * 5


def test_a_sidebar_that_is_drawn_last_is_still_a_column() -> None:
    assert lines(pdf(column(300, 760, RIGHT) + column(50, 760, LEFT))) == [*LEFT, *RIGHT]


def test_dates_at_the_right_edge_belong_to_their_lines() -> None:
    content = "".join(
        text(50, 760 - 20 * at, f"Company {at}, analyst") + text(450, 760 - 20 * at, f"201{at} to 201{at + 1}")
        for at in range(6)
    )
    assert lines(pdf(content)) == [f"Company {at}, analyst 201{at} to 201{at + 1}" for at in range(6)]


def test_cells_of_a_ruled_table_are_lines_row_by_row() -> None:
    rules = "".join(f"50 {y} m 450 {y} l S\n" for y in (700, 740, 780))
    rules += "".join(f"{x} 700 m {x} 780 l S\n" for x in (50, 150, 450))
    cells = text(55, 765, "School") + text(155, 765, "Example University") + text(155, 750, "BSc")
    cells += text(55, 725, "Work") + text(155, 725, "Acme")
    found = read(pdf(text(50, 800, "Ann") + cells + rules))
    assert [(line.text, line.place) for line in found.lines] == [
        ("Ann", "body"),
        *((text, "cell") for text in ("School", "Example University", "BSc", "Work", "Acme")),
    ]


def test_labels_beside_cells_of_several_lines_are_kept_apart() -> None:
    content = text(50, 760, "Work") + column(150, 760, ["Acme, sales", "Won 40 customers", "Trained two people"])
    content += text(50, 700, "School") + column(150, 700, ["Example University", "BSc"])
    assert lines(pdf(content)) == [
        *("Work", "Acme, sales", "Won 40 customers", "Trained two people"),
        *("School", "Example University", "BSc"),
    ]


WRAPPED = [
    "Led a team of six engineers that built the whole payments platform of a very large shop and cut all of",
    "its costs by a third within one year",
]


def test_a_broken_paragraph_is_one_line_and_a_list_is_not() -> None:
    assert lines(pdf(column(50, 760, WRAPPED))) == [" ".join(WRAPPED)]
    listed = [f"- {line}" for line in WRAPPED]
    assert lines(pdf(column(50, 760, listed))) == listed
    short = ["English, fluent in speech", "Chinese, fluent in speech"]
    assert lines(pdf(column(50, 760, short))) == short
    chinese = ["负责" * 22, "支付系统"]
    assert lines(pdf(column(50, 760, chinese))) == ["".join(chinese)]


def test_chinese_has_no_blanks_inside_and_keeps_those_that_are_seen() -> None:
    spread = text(50, 760, "个人简历", before="3 Tc")
    apart = text(50, 740, "张三") + text(80, 740, "会计")
    assert lines(pdf(spread + apart)) == ["个人简历", "张三 会计"]


def test_what_every_page_repeats_is_kept_once() -> None:
    pages = [
        text(50, 815, "Ann Example, application") + text(50, 400, f"Body {name}") + text(280, 20, f"Page {at} of 3")
        for at, name in enumerate(("one", "two", "three"), 1)
    ]
    assert [(line.place, line.page, line.text) for line in read(pdf(*pages)).lines] == [
        ("header", 1, "Ann Example, application"),
        ("body", 1, "Body one"),
        ("footer", 1, "Page 1 of 3"),
        ("body", 2, "Body two"),
        ("body", 3, "Body three"),
    ]


def test_drawn_bullets_are_bullets() -> None:
    assert lines(pdf("50 702 4 4 re f\n" + text(62, 700, "Led a team"))) == ["• Led a team"]


def test_size_and_weight_are_those_of_the_page() -> None:
    content = "q 2 0 0 2 0 0 cm BT /B 8 Tf 20 350 Td (Title) Tj ET Q"
    bold = b"/B<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold>>"
    page = pdf_of([stream(content)]).replace(b"/Font<<", b"/Font<<" + bold)
    assert [(line.text, line.size, line.bold) for line in read(page).lines] == [("Title", 16.0, True)]


def test_a_browsers_sidebar_with_white_text_is_read() -> None:
    found = read((REAL / "browser-sidebar.pdf").read_bytes())
    text = [line.text for line in found.lines]
    assert (found.hidden, found.notes) == ([], [])
    assert text[:6] == ["JANE ROE", "jane@example.com", "SKILLS", "• Python", "• Kubernetes", "• PostgreSQL"]
    assert "Senior Engineer, Example Ltd Jan 2020 – Present" in text
    assert text.index("LANGUAGES") < text.index("EXPERIENCE")


def test_a_browsers_table_is_read_in_chinese() -> None:
    found = read((REAL / "browser-table.pdf").read_bytes())
    text = [line.text for line in found.lines if line.place == "cell"]
    assert text[:6] == ["姓名", "王建国", "电话", "13700002222", "学历", "大专"]
    assert "负责 CNC 编程与操作，月产量 3000 件，不良率从 2.1% 降到 0.8%" in text


def test_a_browsers_hidden_text_is_told() -> None:
    found = read((REAL / "browser-hidden.pdf").read_bytes())
    assert [line.text for line in found.lines] == ["陈静", "会计 5 年经验", "白字黑底可见", "正常的一行"]
    assert [x.why for x in found.hidden] == ["same_colour", "tiny", "covered"]


@pytest.mark.parametrize("name", ["writer-columns.pdf", "writer-columns.docx"])
def test_a_word_processors_columns_read_alike_in_either_format(name: str) -> None:
    """Through the public door, which reads a PDF in a process of its own."""
    found = read_apart((REAL / name).read_bytes())
    assert [line.text for line in found.lines] == [
        "Sample Person",
        "sample@example.com",
        "Experience",
        "Invented Ltd, accountant, 2019 to 2024",
        "• Closed the books of four subsidiaries within three working days of every month",
        "• Led a team of 3",
        "Education",
        "Example University, BSc Accounting, 2015 to 2019",
        "Skills",
        "Excel, SAP, SQL",
        "Languages",
        "English, Mandarin",
        "Certificates",
        "CPA, CET-6",
        "A paragraph that is long enough to be broken over several lines of this column, so that it must be made whole "
        "again",
    ]
    assert [(x.why, x.text) for x in found.hidden] == [("same_colour", "stuffed words in white")]


def test_columns_that_were_drawn_by_turns_are_columns_all_the_same() -> None:
    left = [f"Left column, sentence number {at}" for at in range(7)]
    right = [f"And the right one, sentence {at}" for at in range(7)]
    for shift in (0, 7):
        drawn = "".join(
            text(50, 760 - 16 * at, left[at]) + text(300, 760 - shift - 16 * at, right[at]) for at in range(7)
        )
        assert lines(pdf(drawn)) == [*left, *right]
