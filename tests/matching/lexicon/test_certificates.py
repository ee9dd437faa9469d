"""One certificate is never another: a lower one, another grade or another trade does not meet what is asked."""

import re

import pytest

from mianshi.matching.lexicon import broader, find
from mianshi.matching.lexicon.entries import entries

CERTIFICATES = [each for each in entries().values() if "certificate" in each.kinds]

_RANKS = {
    "low": r"初级|助理|准(?=精算)|\bjunior\b|\bassistant\b|\bassociate\b|\bpreliminary\b",
    "middle": r"中级|主管|\bintermediate\b",
    "high": r"高级|资深|\bsenior\b|\badvanced\b|\bhigher\b",
    "master": r"技师|\bmaster\b",
    "deputy": r"副主任",
}
_NUMBER = re.compile(
    r"([一二三四五六七八])[级造建注]|([1-9])级|(?:level|class|grade|band|part|nc)\s?([1-9]|iv|i{1,3})\b|(ⅰ|ⅱ|ⅲ)"
    r"|\b(first|second)[ -]class|[（(]([一二三四五六七八])级[）)]"
)
_SAME_NUMBER = {
    **dict(zip("一二三四五六七八", "12345678", strict=True)),
    **{"i": "1", "ii": "2", "iii": "3", "iv": "4", "ⅰ": "1", "ⅱ": "2", "ⅲ": "3", "first": "1", "second": "2"},
}
_TOLD_OTHERWISE = {
    "CIPD Level 5",
    "CIPD Level 7",
    "CET-4",
    "CET-6",
    "TEM-4",
    "TEM-8",
    "Nurse practitioner title, junior",
    "Middle school teacher qualification",
    "High school teacher qualification",
}
"""Certificates whose other names tell the same grade in another way, such as 护师 and 初级护师."""


def grades(text: str) -> set[str]:
    """Every rank and every number of a level that a name tells."""
    lower = text.casefold()
    ranks = {rank for rank, pattern in _RANKS.items() if re.search(pattern, lower)}
    numbers = {next(filter(None, found)) for found in _NUMBER.findall(lower)}
    return ranks | {_SAME_NUMBER.get(each, each) for each in numbers}


def names(text: str) -> set[str]:
    return {each.name for each in find(text) if each.kind == "certificate"}


def meets(asked: str, held: str) -> bool:
    """Whether everything that `asked` names is named by `held` or wider than something that is."""
    found = names(held)
    return names(asked) <= found | {wide for each in found for wide in broader(each)}


def spelt_out(written: str, name: str) -> bool:
    """Whether the words of `written` begin with the letters of the abbreviation `name`."""
    initials = "".join(word[0] for word in re.findall(r"[a-z]+", written) if word not in ("in", "of", "and", "the"))
    return any(len(part) > 1 and part.casefold() in initials for part in re.split(r"[\s-]", name))


def test_no_other_name_tells_another_grade() -> None:
    wrong = {}
    for entry in CERTIFICATES:
        own = grades(entry.name) | grades(entry.zh)
        others = [each for each in entry.spellings if grades(each) - own and not spelt_out(each, entry.name)]
        if others and entry.name not in _TOLD_OTHERWISE:
            wrong[entry.name] = others
    assert wrong == {}


_SAID_OF_ALL = set(
    "证书资格员师工级初中高职称认人册上岗操作执业注专从国家全部一二三四五六的试考水平术合业管理安全生产者等"
)


def subject(text: str) -> set[str]:
    """The Chinese letters of a name that tell what it is about."""
    return set(re.findall(r"[\u3400-\u9fff]", text)) - _SAID_OF_ALL


_CALLED_OTHERWISE = {
    "Legal professional qualification": {"通过司考"},
    "Bridge crane certificate": {"天车证", "航吊证", "行车操作证", "行车证", "行吊证"},
    "Mobile crane certificate": {"吊车证", "汽车吊证"},
    "Work-at-height certificate": {"高空作业证", "登高作业", "登高证", "登高作业证"},
    "Chef certificate": {"烹调师证"},
    "Senior cook certificate": {"高级厨师证"},
    "Aerial platform certificate": {"登高车证"},
    "NDT certification": {"探伤证"},
    "Maternity care certificate": {"月嫂证"},
}
"""Names of the same certificate that share no letter with its official one."""


def test_no_other_name_tells_another_trade() -> None:
    wrong = {}
    for entry in CERTIFICATES:
        allowed = _CALLED_OTHERWISE.get(entry.name, set())
        others = [
            each
            for each in entry.spellings
            if each not in allowed and subject(entry.zh) and subject(each) and not subject(each) & subject(entry.zh)
        ]
        if others:
            wrong[entry.name] = others
    assert wrong == {}


def test_the_grades_of_a_name_are_read() -> None:
    assert grades("助理会计师") == grades("初级会计师") == {"low"}
    assert grades("CFA Level II") == grades("cfa二级") == {"2"}
    assert grades("一级注册建筑师") == grades("class 1 architect") == {"1"}
    assert grades("注册会计师") == set()


@pytest.mark.parametrize(
    ("asked", "held"),
    [
        ("主治医师", "执业助理医师"),
        ("执业医师证", "执业助理医师"),
        ("主管护师", "初级护师"),
        ("精算师", "准精算师"),
        ("注册消防工程师", "消防设施操作员"),
        ("农艺师", "执业兽医师"),
        ("HACCP Level 3", "HACCP Level 2"),
        ("CFP", "AFP"),
        ("SAFe Agilist", "PSM I"),
        ("SAFe certification", "PSM I"),
        ("NVQ Level 3 in Care", "NVQ Level 2 in Care"),
        ("CIPP payroll", "CIPP/E"),
        ("乘务员证", "安检证"),
        ("机车驾驶证", "车站值班员证"),
        ("私人教练证", "裁判员证"),
        ("西式面点师", "中式面点师"),
        ("一级注册建筑师", "二级注册建筑师"),
        ("监理工程师", "监理员证"),
        ("OSHA 30", "OSHA 10"),
        ("CCNP", "CCNA"),
        ("RHCE", "RHCSA"),
        ("CFA", "CFA Level I"),
        ("一级建造师", "二级建造师"),
        ("一级造价工程师", "造价员证"),
        ("低压电工证", "高压电工证"),
        ("A2驾照", "C1驾照"),
        ("C1驾照", "C2驾照"),
        ("高级经济师", "初级经济师"),
        ("二级人力资源管理师", "三级人力资源管理师"),
        ("高中教师资格证", "小学教师资格证"),
        ("高级工程师职称", "助理工程师职称"),
        ("客运从业资格证", "货运从业资格证"),
        ("焊工证", "电工证"),
        ("美发师证", "美容师证"),
        ("AWS Certified Solutions Architect - Professional", "AWS Certified Cloud Practitioner"),
    ],
)
def test_a_lower_or_another_one_does_not_meet_what_is_asked(asked: str, held: str) -> None:
    assert names(asked) and names(held)
    assert not meets(asked, held)


@pytest.mark.parametrize(
    ("asked", "held"),
    [
        ("二级建造师", "一级建造师"),
        ("执业医师证", "主治医师"),
        ("准精算师", "精算师"),
        ("AFP", "CFP"),
        ("HACCP", "HACCP Level 2"),
        ("思科认证", "CCNA"),
        ("CCNA", "CCIE"),
        ("驾驶证", "A1驾照"),
        ("C1驾照", "B2驾照"),
        ("电工证", "低压电工证"),
        ("中级职称", "中级会计师"),
        ("教师资格证", "高中教师资格证"),
        ("小学教师资格证", "高中教师资格证"),
        ("注册安全工程师", "高级注册安全工程师"),
        ("人力资源管理师", "人力资源管理师二级"),
        ("劳动关系协调员", "一级劳动关系协调员"),
        ("OSHA 10", "OSHA 30"),
        ("SAFe certification", "SAFe Agilist"),
        ("社工证", "中级社工"),
    ],
)
def test_the_same_or_a_higher_one_meets_what_is_asked(asked: str, held: str) -> None:
    assert names(asked) and names(held)
    assert meets(asked, held)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("经济师", "中级经济师"),
        ("HCNA", "HCIA"),
        ("PL-300", "Power BI Data Analyst"),
        ("CompTIA Network+", "Network+"),
        ("健康证", "健康证明"),
        ("licensed vocational nurse", "LPN"),
        ("一级消防工程师", "一级注册消防工程师"),
    ],
)
def test_other_names_of_one_certificate_are_one(one: str, other: str) -> None:
    assert names(one) == names(other) != set()


@pytest.mark.parametrize(
    "text",
    [
        "US visa C1/D",
        "三级甲等医院",
        "跆拳道黑带",
        "drive safe and be safe",
        "safe staffing",
        "working with children aged 5",
        "具备日语能力",
        "counting containers in the port",
    ],
)
def test_what_is_no_certificate_is_found_as_none(text: str) -> None:
    assert names(text) == set()
