"""Periods of every kind, and months counted once."""

import pytest

from mianshi.contracts.resumes import Period
from mianshi.matching.profile.dates import lasted, latest, months, ranges


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2019.09-2023.06", "2019-09", "2023-06"),
        ("Sep 2019 – Jun 2023", "2019-09", "2023-06"),
        ("09/2019-06/2023", "2019-09", "2023-06"),
        ("2019年9月—2023年6月", "2019-09", "2023-06"),
        ("2019-09-2023-06", "2019-09", "2023-06"),
        ("2019-09-01 - 2023-06-30", "2019-09", "2023-06"),
        ("2019-09至2023-06", "2019-09", "2023-06"),
        ("2019.09--2023.06", "2019-09", "2023-06"),
        ("2022年7月-9月", "2022-07", "2022-09"),
        ("2019-2023", "2019", "2023"),
        ("Jan '19 - Dec '20", "2019-01", "2020-12"),
    ],
)
def test_a_range_is_read(text: str, start: str, end: str) -> None:
    assert [each.period for each in ranges(text)] == [Period(start=start, end=end)]


@pytest.mark.parametrize(
    "text",
    ["2019/9–至今", "2019.9至今", "Sep 2019 – Present", "2019年9月 - 至今", "(Sept 2019 to date)", "since Sep 2019"],
)
def test_what_goes_on_is_current(text: str) -> None:
    assert [each.period for each in ranges(text)] == [Period(start="2019-09", current=True)]


@pytest.mark.parametrize("text", ["GPA 3.8/4.0", "13812345678", "1,200-1,500 元", "10-20%"])
def test_other_numbers_are_no_dates(text: str) -> None:
    assert ranges(text) == []


def test_durations() -> None:
    assert (lasted("3 yrs"), lasted("3年2个月"), lasted("2.5 years"), lasted("8 months")) == (36, 38, 30, 8)
    assert lasted("Python") is None


def test_overlaps_count_once() -> None:
    first, inside, later = (
        Period(start="2019-01", end="2019-12"),
        Period(start="2019-06", end="2019-08"),
        Period(start="2020-01", current=True),
    )
    assert months([first, inside], None) == 12
    assert months([first, inside, later], "2020-06") == 18
    assert months([Period(start="2021", end="2019")], None) is None
    assert months([Period(start="2019", end="2021")], None) == 24
    assert latest([first, later]) == "2020-01"
