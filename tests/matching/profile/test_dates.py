"""Periods of every kind, and months counted once."""

import pytest

from mianshi.contracts.resumes import Period
from mianshi.matching.profile.dates import lasted, latest, months, ranges, stamp


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


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("19.03-21.06", "2019-03", "2021-06"),
        ("19年3月-21年6月", "2019-03", "2021-06"),
        ("03/19 - 06/21", "2019-03", "2021-06"),
        ("Mar-19 to Jun-21", "2019-03", "2021-06"),
        ("201903-202106", "2019-03", "2021-06"),
        ("2019.03-21.06", "2019-03", "2021-06"),
        ("二〇一九年三月至二〇二一年十一月", "2019-03", "2021-11"),
        ("2019年3月起至2021年6月止", "2019-03", "2021-06"),
        ("1 March 2019 - 30 June 2021", "2019-03", "2021-06"),
        ("01/03/2019 - 30/06/2021", "2019-03", "2021-06"),
        ("2019 Mar - 2021 Jun", "2019-03", "2021-06"),
        ("January to September 2015", "2015-01", "2015-09"),
        ("2016–19", "2016", "2019"),
        ("2019年初到2021年底", "2019", "2021"),
    ],
)
def test_short_and_day_first_periods(text: str, start: str, end: str) -> None:
    period = ranges(text)[0].period
    assert (period.start, period.end, period.current) == (start, end, False)


@pytest.mark.parametrize("text", ["12.5-13.8", "99.5% to 99.95%", "10.5-12.5K", "138-0000-0101"])
def test_numbers_are_no_periods(text: str) -> None:
    assert not ranges(text)


def test_years_alone_at_either_end() -> None:
    found = stamp("San Antonio, TX Summers 2014, 2015")
    assert found is not None
    assert (found.period.start, found.period.end) == ("2014", "2015")
    assert stamp("One hat in the 2024 guide") is None
    assert stamp("2019-2021 Acme") is None
