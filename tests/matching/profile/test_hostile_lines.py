"""Lines of one clause over and over: what is read of them grows no faster than they do."""

import sys
from collections.abc import Callable
from functools import partial

import pytest

from mianshi.contracts.resumes import ResumeLine, ResumeText
from mianshi.matching.profile import profile, shielded
from mianshi.matching.profile.lines import MOST_READ
from mianshi.scoring.protected import lint_text

CLAUSES = ("in 20", "a team of ten ", "from 3 to ", "2019年3月-", "带12人，", "Jan ", " ", "（")


def of(clause: str, characters: int, lines: int = 1) -> ResumeText:
    body = (clause * (characters // len(clause) + 1))[:characters]
    heading = [ResumeLine(text=text, page=1) for text in ("工作经历", "2019.01-2020.01 山河有限公司 店长")]
    return ResumeText(
        format="txt", pages=1, lines=[*heading, *[ResumeLine(text=body, page=1)] * lines], sha256="0" * 64
    )


def steps(work: Callable[[], object]) -> int:
    """Calls made by `work`, of Python and of built-in functions."""
    count = 0

    def counted(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("clause", CLAUSES)
def test_a_line_four_times_as_long_takes_hardly_more_than_four_times_the_steps(clause: str) -> None:
    profile(of(clause, 100))
    short, long = (steps(partial(profile, of(clause, characters))) for characters in (400, 1_600))
    assert long < 6 * short


def test_no_more_of_a_line_is_read_or_kept_than_a_resume_needs() -> None:
    text = of("in 20", 3 * MOST_READ)
    assert profile(text) == profile(of("in 20", MOST_READ))
    assert len(shielded(text, lint_text).lines[2].text) <= MOST_READ


def test_space_that_parts_columns_is_kept_short() -> None:
    text = of("店长" + " " * 500 + "采购", 1_008)
    assert shielded(text, lint_text).lines[2].text == "店长" + " " * 12 + "采购" + "店长" + " " * 12 + "采购"
