"""Names are found as words, in both languages, and never inside other words."""

import pytest

from mianshi.matching.lexicon import broader, find, kinds, label
from mianshi.matching.lexicon.entries import entries, spellings


def names(text: str, kind: str = "") -> list[str]:
    return [each.name for each in find(text) if not kind or each.kind == kind]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("用户分层", "user segmentation"),
        ("customer segmentation", "user segmentation"),
        ("A/B 测试", "A/B testing"),
        ("ab test", "A/B testing"),
        ("团队协作", "teamwork"),
        ("库存管理", "inventory management"),
        ("庫存管理", "inventory management"),
        ("西门子PLC", "PLC"),
        ("Python3.8", "Python"),
        ("HTML5", "HTML"),
        ("MySQL数据库", "MySQL"),
        ("C语言", "C"),
        ("C++", "C++"),
        ("C#", "C#"),
        (".NET", ".NET"),
        ("Node.js", "Node.js"),
        ("React.js", "React"),
        ("front-end framework", "front-end framework"),
    ],
)
def test_a_skill_is_found_by_its_spellings(text: str, expected: str) -> None:
    assert expected in names(text, "skill")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CET4", "CET-4"),
        ("大学英语六级", "CET-6"),
        ("叉车证", "Forklift licence"),
        ("健康证", "Food health certificate"),
        ("初级会计职称", "Junior accountant"),
        ("会计从业资格证", "Accounting qualification certificate"),
        ("二级建造师", "Constructor grade 2"),
        ("教师资格证", "Teacher qualification certificate"),
        ("普通话二级甲等", "Putonghua level 2A"),
        ("雅思7.5", "IELTS"),
        ("TOEFL 105", "TOEFL"),
        ("专八", "TEM-8"),
        ("PMP", "PMP"),
    ],
)
def test_a_certificate_is_found_by_its_spellings(text: str, expected: str) -> None:
    assert names(text, "certificate") == [expected]


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("JavaScript", "Java"),
        ("会计算工资", "accounting"),
        ("R&D manager", "R"),
        ("Series C company", "C"),
        ("I excel at cooking", "Excel"),
        ("Go to market", "Go"),
        ("vitamin C", "C"),
        ("Goa beaches", "Go"),
        ("me@python.com", "Python"),
        ("University of Leeds", "LEED"),
        ("built from scratch", "Scratch"),
        ("Word of mouth", "Word"),
        ("委员会员工", "membership management"),
    ],
)
def test_no_name_is_found_in_another_word(text: str, absent: str) -> None:
    assert absent not in names(text)


def test_lower_case_counts_in_a_list_and_not_in_a_sentence() -> None:
    assert "Excel" in names("熟练使用excel、word")
    assert "Excel" in names("sql, excel, python")
    assert "Excel" not in names("they excel when asked")


def test_the_longest_name_wins_and_stands_where_it_says() -> None:
    text = "使用Spring Boot开发"
    found = next(each for each in find(text) if each.kind == "skill")
    assert (found.name, text[found.start : found.end]) == ("Spring Boot", "Spring Boot")


def test_narrow_things_know_their_wider_ones() -> None:
    assert {"relational database", "database", "SQL"} <= broader("MySQL")
    assert {"front-end development", "JavaScript"} <= broader("React")
    assert "CET-4" in broader("CET-6")
    assert broader("unheard of") == set()
    assert "MySQL" not in broader("SQL")


def test_labels_are_in_both_languages() -> None:
    assert label("user segmentation").zh == "用户分层"
    assert label("accounting (major)").en == "accounting"
    assert label("织网").zh == label("织网").en == "织网"


def test_a_word_of_two_kinds_is_found_as_both() -> None:
    assert {"accounting", "accounting (major)"} <= set(names("会计"))
    assert "major" in kinds("accounting (major)")


def test_the_files_are_broad_and_consistent() -> None:
    assert len(entries()) >= 600
    assert len(spellings()) >= 3000
    for entry in entries().values():
        assert entry.kinds
        assert set(entry.within) <= set(entries()), entry.name
        assert entry.name not in broader(entry.name)


def test_no_school_and_no_rank_is_an_entry() -> None:
    forbidden = ("985", "211", "双一流", "清华", "北大", "ivy league", "harvard", "oxford", "qs ")
    assert not [word for word in spellings() if any(each in word for each in forbidden)]


def test_length_changing_letters_keep_places() -> None:
    text = "İİİ Python ẞ"
    found = find(text)
    assert [text[each.start : each.end] for each in found] == ["Python"]


@pytest.mark.parametrize(
    ("text", "is_", "is_not"),
    [
        ("静脉输液", "intravenous infusion", "vital signs"),
        ("采血", "phlebotomy", "vital signs"),
        ("肌肉注射", "giving injections", "vital signs"),
        ("DynamoDB", "DynamoDB", "Cassandra"),
        ("倒班", "shift work", "shift handover"),
        ("会议纪要", "minute taking", "meeting organisation"),
        ("executive assistant", "executive assistance", "administration"),
        ("电商平台运营", "e-commerce operations", "e-commerce"),
        ("快手", "Kuaishou", "Douyin"),
    ],
)
def test_what_is_not_the_same_is_not_found_as_it(text: str, is_: str, is_not: str) -> None:
    names = {each.name for each in find(text)}
    assert is_ in names and is_not not in names
