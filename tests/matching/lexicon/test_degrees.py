"""Levels of education, and words that only look like one."""

import pytest

from mianshi.contracts.resumes import Degree
from mianshi.matching.lexicon import degree, degrees


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("本科及以上学历", Degree.BACHELOR),
        ("硕士研究生", Degree.MASTER),
        ("博士", Degree.DOCTOR),
        ("大专", Degree.COLLEGE),
        ("中专", Degree.VOCATIONAL),
        ("高中毕业", Degree.HIGH_SCHOOL),
        ("专升本", Degree.BACHELOR),
        ("会计学 升本", Degree.BACHELOR),
        ("B.E. in Information Technology", Degree.BACHELOR),
        ("Honours B.Math, Statistics", Degree.BACHELOR),
        ("PGCE Secondary Mathematics", Degree.BACHELOR),
        ("Diplom-Ingenieurin (FH), Maschinenbau", Degree.BACHELOR),
        ("Diplom-Kauffrau", Degree.MASTER),
        ("学历：大学", Degree.BACHELOR),
        ("BSc Computing", Degree.BACHELOR),
        ("B.A., English", Degree.BACHELOR),
        ("Master of Arts", Degree.MASTER),
        ("MA (Hons) Economics", Degree.MASTER),
        ("MBA", Degree.MASTER),
        ("PhD", Degree.DOCTOR),
        ("Associate Degree in Nursing", Degree.COLLEGE),
        ("Diploma in Hotel Management", Degree.COLLEGE),
        ("High School Diploma", Degree.HIGH_SCHOOL),
    ],
)
def test_a_level_is_read(text: str, level: Degree) -> None:
    assert degree(text) is level


@pytest.mark.parametrize(
    "text",
    [
        "Scrum Master",
        "提升本地业绩",
        "MS Office",
        "基本科目",
        "本科室",
        "提高中层",
        "专科医院",
        "Boston, MA",
        "Headmaster",
        "Sales associate in",
        "master data",
    ],
)
def test_what_only_looks_like_a_level_is_none(text: str) -> None:
    assert degree(text) is None


def test_the_highest_counts_and_all_are_told_in_order() -> None:
    assert degree("本科、硕士") is Degree.MASTER
    assert [each.degree for each in degrees("硕士，本科")] == [Degree.MASTER, Degree.BACHELOR]
