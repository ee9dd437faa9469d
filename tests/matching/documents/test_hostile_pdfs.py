"""PDFs that are encrypted, damaged, endless or made to hurt: refused or read within bounds, and never an accident."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mianshi.contracts.resumes import ResumeReason, ResumeText
from mianshi.errors import Rejected
from mianshi.matching.documents import apart, pdf_page, read
from mianshi.matching.documents.pdf import gather
from mianshi.matching.documents.process import plain
from support.resume_files import docx, encrypted_pdf, p, pdf, pdf_of, stream, table, text

SEEN = text(50, 780, "Ann Example, bookkeeper")


def here(data: bytes) -> ResumeText:
    return gather(data, plain(data))


def test_a_password_is_told_and_an_empty_one_opens() -> None:
    assert [line.text for line in here(encrypted_pdf(SEEN, "")).lines] == ["Ann Example, bookkeeper"]
    with pytest.raises(Rejected, match="resume_encrypted"):
        here(encrypted_pdf(SEEN, "secret"))


def test_what_only_begins_like_a_pdf_is_damaged() -> None:
    for data in (b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\xff\x00" * 500, pdf(SEEN)[:200]):
        with pytest.raises(Rejected, match="resume_damaged"):
            here(data)


def test_a_page_with_nothing_on_it_is_empty() -> None:
    with pytest.raises(Rejected, match="resume_empty"):
        here(pdf(""))


def test_many_pages_are_read_to_a_bound_and_said() -> None:
    content = [stream(text(50, 400, f"Body number {at}")) for at in range(45)]
    found = here(pdf_of(content))
    assert (found.pages, len(found.lines), found.notes) == (45, 40, ["many_pages", "shortened"])
    assert here(pdf_of(content[:39])).notes == []


def test_a_page_of_very_many_letters_is_cut_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_page, "MOST_LETTERS", 500)
    found = here(pdf("".join(text(50, 800 - at, "x" * 50, size=5) for at in range(0, 700, 7))))
    assert 400 < sum(len(line.text) for line in found.lines) <= 500
    assert found.notes == ["shortened"]


@pytest.mark.parametrize("box", ["0 0 14400 14400", "0 0 1 1", "0 0 0 0", "-1000000 -1000000 1000000 1000000"])
def test_pages_of_any_size_are_drawn_within_bounds(box: str) -> None:
    try:
        assert all("Ann" in line.text for line in here(pdf(SEEN, box=box)).lines)
    except Rejected as refused:
        assert refused.code in set(ResumeReason)


def test_thousands_of_objects_are_read_within_bounds() -> None:
    small = "".join(f"{at % 100 * 5} {at // 100 * 5} 2 2 re f\n" for at in range(10_000))
    assert [line.text for line in here(pdf(small + SEEN)).lines][-1].endswith("Ann Example, bookkeeper")


def test_a_process_that_meets_its_limits_is_a_bomb_and_one_that_falls_over_is_damage(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for body, code in (
        ("import sys; sys.exit(3)", ResumeReason.BOMB),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", ResumeReason.BOMB),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", ResumeReason.DAMAGED),
    ):
        monkeypatch.setattr(apart, "_START", body)
        with pytest.raises(Rejected) as raised:
            read(pdf(SEEN))
        assert raised.value.code == code
    monkeypatch.setattr(apart, "_START", "import time; time.sleep(30)")
    monkeypatch.setattr(apart, "LONGEST_SECONDS", 0.2)
    with pytest.raises(Rejected, match="resume_bomb"):
        read(pdf(SEEN))


def test_forms_that_multiply_end_within_the_limits() -> None:
    """Ten forms that each draw the next ten times: a small file with ten billion texts."""
    form = "/Type/XObject/Subtype/Form/BBox[0 0 600 900]/Resources<</XObject<</X %d 0 R>>>>"
    levels = [stream("/X Do\n" * 10, form % (at + 4)) for at in range(9)]
    levels.append(stream(text(50, 700, "deep"), "/Type/XObject/Subtype/Form/BBox[0 0 600 900]"))
    data = pdf_of([stream(SEEN + "/X Do\n")], levels, resources="/XObject<</X 3 0 R>>")
    with pytest.raises(Rejected, match="resume_bomb"):
        read(data)


WHOLE_PDF = pdf(SEEN + "0 g 40 600 30 30 re f\n" + text(50, 700, "张三"))
WHOLE_DOCX = docx(p("Ann Example") + table(["a", "b"]))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from([WHOLE_PDF, WHOLE_DOCX, "张三\n会计".encode("gb18030")]),
    st.floats(0, 1),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=6),
)
def test_whatever_is_broken_is_read_or_refused(whole: bytes, keep: float, flips: list[tuple[float, int]]) -> None:
    data = bytearray(whole[: max(1, int(len(whole) * keep))] if keep < 0.5 else whole)
    for at, value in flips:
        data[min(len(data) - 1, int(at * len(data)))] = value
    try:
        found = here(bytes(data)) if data.startswith(b"%PDF-") else read(bytes(data))
    except Rejected as refused:
        assert refused.code in set(ResumeReason)
    else:
        assert found.lines


def test_a_page_of_thousands_of_words_is_read_row_by_row() -> None:
    words = "".join(text(10 + at % 20 * 28, 800 - at // 20 * 6, "abc", size=5) for at in range(2_500))
    found = here(pdf(words))
    assert (len(found.lines), found.lines[0].text) == (125, " ".join(["abc"] * 20))
