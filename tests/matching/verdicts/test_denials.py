"""A name is denied only by words that say so; a certificate counts only where it is held."""

from __future__ import annotations

import pytest

from mianshi.matching.lexicon import find
from mianshi.matching.verdicts.holding import unheld
from mianshi.matching.verdicts.negation import denies, negated, weak


def denied(line: str, word: str) -> bool:
    at = line.index(word)
    return negated(line, at, at + len(word))


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("Built machine learning models in Python and TensorFlow", "Python"),
        ("Deep learning with PyTorch", "PyTorch"),
        ("E-learning platform built with React", "React"),
        ("Built no-code apps with Power BI", "Power BI"),
        ("Migrated without data loss from Oracle to MySQL", "Oracle"),
        ("Never missed a deadline closing books in SAP", "SAP"),
        ("Preparing for month-end close in SAP", "SAP"),
        ("无锡某某公司负责Java开发", "Java"),
        ("西安市未央区门店零售管理", "零售"),
        ("无菌技术与静脉穿刺", "静脉穿刺"),
        ("无形资产核算、税务申报", "税务申报"),
        ("无尘车间设备维护", "设备维护"),
        ("在学习通平台用Excel统计成绩", "Excel"),
        ("为零基础学员讲授Python", "Python"),
        ("解决没有数据分析体系的问题", "数据分析"),
        ("从未出现差错，使用用友完成结账", "用友"),
        ("保证SAP数据不会出错", "SAP"),
    ],
)
def test_words_that_only_look_like_denials_deny_nothing(line: str, word: str) -> None:
    assert not denied(line, word)
    assert not denies(line)


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("SAP（不会）", "SAP"),
        ("SAP没用过", "SAP"),
        ("SAP未用过", "SAP"),
        ("SAP经验：无", "SAP"),
        ("Java零经验", "Java"),
        ("不擅长Excel", "Excel"),
        ("日语：不会", "日语"),
        ("无Java经验", "Java"),
        ("没有Java、Python开发经验", "Python"),
        ("未接触过SAP", "SAP"),
        ("Excel: none", "Excel"),
        ("SAP: no experience", "SAP"),
        ("zero experience with SAP", "SAP"),
        ("have yet to learn SAP", "SAP"),
        ("would love to learn SAP", "SAP"),
        ("I've never used SAP", "SAP"),
        ("Currently learning Excel", "Excel"),
    ],
)
def test_explicit_denials_are_read_before_and_behind_a_name(line: str, word: str) -> None:
    assert denied(line, word)


@pytest.mark.parametrize("line", ["Excel：不熟练", "不精通Excel", "Excel (beginner)", "little Excel"])
def test_a_little_is_neither_nothing_nor_a_deed(line: str) -> None:
    at = line.index("Excel")
    assert weak(line, at, at + 5)
    assert not denied(line, "Excel")


def missed(line: str) -> bool:
    return any(hit.kind == "certificate" and unheld(line, hit.start, hit.end, hit.name) for hit in find(line))


@pytest.mark.parametrize(
    "line",
    [
        *(
            "CPA已通过3科",
            "注册会计师（已通过4门）",
            "PMP（2019年已过期）",
            "健康证办理中",
            "驾照（科目二）",
            "驾照已吊销",
        ),
        *("教师资格证（笔试通过）", "教师资格证待领取", "英语四级 398分", "CET-6: 410", "一建（已过两科）"),
        *("Driver's license: expired", "CPA: passed 2 of 4 exams", "Passed 3 of 4 CPA exams", "CFA Level I candidate"),
    ],
)
def test_a_certificate_that_is_not_held_is_told_apart(line: str) -> None:
    assert missed(line)


@pytest.mark.parametrize(
    "line",
    [
        *(
            "CPA（全科通过）",
            "PMP（有效期至2027年，未过期）",
            "PMP (not expired)",
            "C1驾照",
            "2019年通过CET-6",
            "CET-4 520分",
        ),
        *("Valid driver's license", "CET-6（2019年）"),
    ],
)
def test_a_certificate_that_is_held_is_believed(line: str) -> None:
    assert not missed(line)
