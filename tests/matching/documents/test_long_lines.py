"""Lines of any length are kept in pieces, and files of any number of lines within a bound: later passes rely on it."""

from __future__ import annotations

from mianshi.contracts.resumes import MOST_RESUME_CHARACTERS
from mianshi.matching.documents import read
from mianshi.matching.documents.docx import read_docx
from mianshi.matching.documents.gathered import LONGEST_LINE, MOST_LINES
from support.resume_files import docx, p


def test_a_line_without_end_is_many_lines_and_nothing_is_lost() -> None:
    found = read(("张" * 30_000).encode())
    assert [len(line.text) for line in found.lines] == [LONGEST_LINE] * 15
    assert found.notes == []
    assert max(len(line.text) for line in read_docx(docx(p("a" * 9_000))).lines) == LONGEST_LINE


def test_words_stay_whole_where_a_long_line_is_parted() -> None:
    found = read(b"word " * 5_000)
    assert {word for line in found.lines for word in line.text.split(" ")} == {"word"}
    assert sum(line.text.count("word") for line in found.lines) == 5_000


def test_a_long_line_is_cut_at_the_limit_and_that_is_said() -> None:
    found = read(b"1" * (MOST_RESUME_CHARACTERS + 1))
    assert sum(len(line.text) for line in found.lines) == MOST_RESUME_CHARACTERS
    assert found.notes == ["shortened"]


def test_lines_are_counted() -> None:
    found = read(b"a\n" * (MOST_LINES + 500))
    assert (len(found.lines), found.notes) == (MOST_LINES, ["shortened"])
    assert read(b"a\n" * 10).notes == []
