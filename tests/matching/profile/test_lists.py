"""Lists of skills and certificates as people write them, known to the lexicon or not."""

import pytest

from mianshi.contracts.resumes import Profile, ResumeLine, ResumeText
from mianshi.matching.profile import profile
from mianshi.matching.profile.listed import lists_tools, parts


def read(text: str) -> Profile:
    lines = [ResumeLine(text=each, page=1) for each in text.split("\n")]
    return profile(ResumeText(format="txt", pages=1, lines=lines, sha256="0" * 64), until="2026-11")


def skills(text: str) -> set[str]:
    return {each.name for each in read(text).skills}


def certificates(text: str) -> set[str]:
    return {each.name for each in read(text).certificates}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Toolbox: Snorvex, Power BI, Quibbletrack (advanced)", {"Snorvex", "Power BI", "Quibbletrack"}),
        ("Proficient in Excel; familiar with Zanderfleet ELD", {"Excel", "Zanderfleet ELD"}),
        ("熟悉织网术、沙盘推演法、Excel、库存管理", {"织网术", "沙盘推演法", "Excel", "inventory management"}),
        ("Stock levels of 12,000 lines, Excel", {"Excel"}),
    ],
)
def test_parts_of_lists_of_skills(line: str, expected: set[str]) -> None:
    assert expected <= skills(f"SKILLS\n{line}")


@pytest.mark.parametrize("line", ["hard-working, punctual, team player", "责任心强、能吃苦、学习能力强、性格开朗"])
def test_what_anybody_can_claim_is_no_name_of_a_skill(line: str) -> None:
    written = {each for each in skills(f"技能\n{line}") if each in line}
    assert written <= {"teamwork", "responsibility", "stress tolerance"}


def test_a_job_or_an_employer_among_skills_is_none() -> None:
    assert not {"Furniture maker", "PL", "Lead consultant"} & skills("SKILLS\nBrightwater Consulting Ltd, PL")


def test_what_is_in_brackets_stays_with_what_it_stands_behind() -> None:
    assert parts("Tools: POS (Oracle, Toast), WMS；叉车") == ["POS (Oracle, Toast)", "WMS", "叉车"]


@pytest.mark.parametrize(
    ("text", "is_list"),
    [
        ("Excel, Power BI, Kettlewick, SQL", True),
        ("Managed Excel, SQL, Power BI reports", False),
        ("主修课程：SQL、Python、统计学", False),
        ("GPA 3.6, SQL, Python", False),
        ("Excel", False),
    ],
)
def test_lists_of_tools_are_known_by_what_is_in_them(text: str, is_list: bool) -> None:
    assert lists_tools(text) is is_list


def test_a_list_of_duties_in_an_employment_is_something_done() -> None:
    found = read(
        "工作经历\n2019.01-2020.01 甲有限公司 会计\n费用报销审核、工资核算、税务申报、凭证录入\nExcel、SAP、SQL、金蝶"
    )
    by_name = {each.name: each for each in found.skills}
    assert by_name["payroll"].shown and not by_name["payroll"].listed
    assert by_name["SQL"].listed and not by_name["SQL"].shown


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Class A CDL, Texas, exp. 08/2027", {"CDL Class A"}),
        ("Level 3 Diploma in Stonemasonry, Corio TAFE, 2015", {"Level 3 Diploma in Stonemasonry"}),
        ("Zeppelin Handling Permit (2022)", {"Zeppelin Handling Permit"}),
        ("AWS Certified Solutions Architect – Associate (2022)", {"AWS Solutions Architect"}),
        ("飞艇维修证（2021年取得）、叉车证", {"飞艇维修证", "Forklift licence"}),
        ("Studying for CPA; licence expired 2020", set()),
        ("Employee of the Month, 2022", set()),
        ("Licences & tickets", set()),
        (
            "NVQ Level 2 in Bricklaying, CSCS Green Card",
            {"NVQ Level 2", "NVQ Level 2 in Bricklaying", "CSCS green card"},
        ),
    ],
)
def test_certificates_known_and_of_their_form(line: str, expected: set[str]) -> None:
    assert certificates(f"CERTIFICATES\n{line}") == expected


def test_certificates_under_another_heading_and_among_deeds() -> None:
    assert certificates("其他\n低压电工证、焊工证、叉车证") >= {"Welder certificate", "Forklift licence"}
    assert not certificates("工作经历\n2019.01-2020.01 甲有限公司 人事\n• 组织叉车证培训，编写PMP课程大纲")
