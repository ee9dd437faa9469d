"""Work histories in the orders, under the headings and in the sentences that people write them in."""

import pytest

from mianshi.contracts.resumes import Period, Profile, ResumeLine, ResumeText
from mianshi.matching.profile import profile

Job = tuple[str, str, str]


def read(text: str) -> Profile:
    """A line that begins with ``^`` is bold."""
    lines = [ResumeLine(text=each.lstrip("^"), page=1, bold=each.startswith("^")) for each in text.split("\n")]
    return profile(ResumeText(format="txt", pages=1, lines=lines, sha256="0" * 64), until="2026-11")


def jobs(found: Profile) -> list[Job]:
    return [(each.employer, each.title, each.period.start or "") for each in found.work if not each.project]


ORDERS = {
    "date, title, employer": (
        "Experience\n2022-now\nHead of Growth\nPepperleaf\nRan paid channels.\n2019-2022\nGrowth Marketer\nOakmint\nRan email.",
        [("Pepperleaf", "Head of Growth", "2022"), ("Oakmint", "Growth Marketer", "2019")],
    ),
    "employer, title, date": (
        "Experience\nPepperleaf\nHead of Growth\n2022-now\nRan paid channels.\nOakmint\nGrowth Marketer\n2019-2022\nRan email.",
        [("Pepperleaf", "Head of Growth", "2022"), ("Oakmint", "Growth Marketer", "2019")],
    ),
    "title, employer, place and date": (
        "Career\nStaff Nurse, Acute Medical Unit\nSt Brannoc's Hospital, Exeter\nMay 2019 – present\n• Care for 8 patients\n"
        "Healthcare Assistant\nTorridge House Care Home, Bideford\nJan 2016 – Apr 2019\n• Washed and fed residents",
        [
            ("St Brannoc's Hospital", "Staff Nurse", "2019-05"),
            ("Torridge House Care Home", "Healthcare Assistant", "2016-01"),
        ],
    ),
    "several jobs at one employer": (
        "Experience\nPepperleaf, Austin TX\nHead of Growth (Jan 2022 – Present)\nGrowth Lead (Mar 2020 – Dec 2021)\n- Ran ads.",
        [("Pepperleaf", "Head of Growth", "2022-01"), ("Pepperleaf", "Growth Lead", "2020-03")],
    ),
    "a line about the place between": (
        "Experience\nMaple Transit Authority | Data Analyst II\nToronto, ON\nNov. 2022 – Present\n• Own the dashboards",
        [("Maple Transit Authority", "Data Analyst II", "2022-11")],
    ),
    "a heading that goes on": (
        "Positions held\n• Deputy Manager, Chiltern View Care Home, Luton, since 2021. I write the rota for 38 carers.\n"
        "• Kitchen Porter, Bedford Street Hotel, 2015 to March 2016.",
        [
            ("Chiltern View Care Home", "Deputy Manager", "2021"),
            ("Bedford Street Hotel", "Kitchen Porter", "2015"),
        ],
    ),
    "points between names": (
        "Jobs\n1. Security guard. Westfield Mall. 2019 until now.\n2. Picker. Argos Distribution Centre. 2016 until 2019.",
        [("Westfield Mall", "Security guard", "2019"), ("Argos Distribution Centre", "Picker", "2016")],
    ),
    "only a space between": (
        "Career\n2020– Osteria Calabrone, Fitzroy Head Chef\n• Lead a brigade\n2012–2015 Bellarine Golf Club Apprentice Chef",
        [("Osteria Calabrone", "Head Chef", "2020"), ("Bellarine Golf Club", "Apprentice Chef", "2012")],
    ),
    "seasons": (
        "Experience\nTía Rosa's Panadería — San Antonio, TX Summers 2014, 2015\nCashier",
        [("Tía Rosa's Panadería", "Cashier", "2014")],
    ),
    "labels": (
        "职业经历\n（一）2010年7月—2015年3月\n单位：山东鲁能电建一公司\n岗位：技术员\n（二）2015年4月—至今\n单位：国电投海阳项目部\n岗位：安全主管",
        [("山东鲁能电建一公司", "技术员", "2010-07"), ("国电投海阳项目部", "安全主管", "2015-04")],
    ),
    "an export of a job site": (
        "工作经验\n2018-03 到 2022-09\n深圳市鹏程精密五金有限公司 | 民营 | 500-999人\n品质工程师 | 品质部\n工作描述：\n负责IQC来料检验",
        [("深圳市鹏程精密五金有限公司", "品质工程师", "2018-03")],
    ),
    "a table with both ends of a period": (
        "工作经历\n2019.03\n2021.06\n杭州启明网络有限公司\n产品助理\n2017.07\n2019.02\n绍兴学而优辅导班\n数学老师",
        [("杭州启明网络有限公司", "产品助理", "2019-03"), ("绍兴学而优辅导班", "数学老师", "2017-07")],
    ),
}


@pytest.mark.parametrize(("text", "expected"), ORDERS.values(), ids=ORDERS.keys())
def test_orders(text: str, expected: list[Job]) -> None:
    assert jobs(read(text)) == expected


SENTENCES = {
    "english": (
        "Maria Lopez\nAbout me\nI have been a line cook at The Blue Heron in Portland since March 2020. Before that I worked "
        "as a dishwasher at Casa Pepe from 2017 to 2020.",
        [("The Blue Heron", "line cook", "2020-03"), ("Casa Pepe", "dishwasher", "2017")],
    ),
    "over the end of a line": (
        "Employment\nWorking as Sr. QA Engineer in Nimbora Technologies Pvt Ltd, Hyderabad from Jul\n2022 to till date.",
        [("Nimbora Technologies Pvt Ltd", "Sr. QA Engineer", "2022-07")],
    ),
    "chinese, one sentence": (
        "个人经历\n2012年毕业后进入济南重机厂当车工，2016年跳槽到青岛海润机械有限公司任数控操作员。",
        [("济南重机厂", "车工", "2012"), ("青岛海润机械有限公司", "数控操作员", "2016")],
    ),
    "a rise is no other employment": (
        "工作背景\n• 2019年4月起在广西八桂冷链物流有限公司担任仓储主管，2022年1月升任仓储经理，管理员工68人。\n"
        "• 2013年8月至2019年3月在南宁邕江商贸有限公司任仓管员，带11人。",
        [("广西八桂冷链物流有限公司", "仓储主管", "2019-04"), ("南宁邕江商贸有限公司", "仓管员", "2013-08")],
    ),
}


@pytest.mark.parametrize(("text", "expected"), SENTENCES.values(), ids=SENTENCES.keys())
def test_sentences(text: str, expected: list[Job]) -> None:
    assert jobs(read(text)) == expected


def test_what_a_sentence_tells_is_shown_there() -> None:
    found = read(
        "Employment\nFrom 2018 to 2020 I worked as a data analyst at Bayfront Insurance and built reports in Excel."
    )
    excel = next(each for each in found.skills if each.name == "Excel")
    assert excel.shown
    assert found.work[0].lines == [1]


@pytest.mark.parametrize(
    "heading", ["Kitchens", "Where I've worked", "Chronology", "DRIVING HISTORY", "Positions held"]
)
def test_headings_no_list_knows(heading: str) -> None:
    found = read(
        f"Luca F.\nFitzroy\n^Summary\nCareful.\n^{heading}\n2016–2020 The Wharf Pantry, Geelong | Sous Chef\n- Ordering\n"
        "^What I bring\nmenu costing, HACCP, Excel\n^Education\n2012-2015 University of Leeds, BSc Food Science"
    )
    assert jobs(found) == [("The Wharf Pantry", "Sous Chef", "2016")]
    assert [each.school for each in found.education] == ["University of Leeds"]
    assert "Excel" in {each.name for each in found.skills if each.listed}


def test_a_heading_is_none_where_nothing_of_the_kind_stands_below() -> None:
    found = read("^Experience\n2019-2022 Oakmint Ltd | Buyer\n- Bought tents\n^How I work\n- Slowly\n^Skills\nExcel")
    assert jobs(found) == [("Oakmint Ltd", "Buyer", "2019")]


def test_schooling_among_employments_is_schooling() -> None:
    found = read(
        "经历\n2019年到现在 天津滨海铸造厂 维修电工\n2003年9月至2006年7月 天津机电职业技术学院 机电一体化 大专"
    )
    assert jobs(found) == [("天津滨海铸造厂", "维修电工", "2019")]
    assert [each.school for each in found.education] == ["天津机电职业技术学院"]


def test_lines_beside_a_column_are_no_column() -> None:
    rows = [
        ("Experience", 0),
        ("Senior Backend Engineer", 0),
        ("Parcelwise GmbH, Mar 2020 – Present", 1),
        ("• Own the platform", 0),
    ]
    lines = [ResumeLine(text=text, page=1, column=column) for text, column in rows]
    found = profile(ResumeText(format="pdf", pages=1, sha256="0" * 64, lines=lines), until="2026-11")
    assert jobs(found) == [("Parcelwise GmbH", "Senior Backend Engineer", "2020-03")]


def test_a_sentence_without_end_is_read_up_to_a_bound() -> None:
    found = read("工作经历\n" + "\n".join(["2019年1月加入公司，" * 100] * 20))
    assert len(found.work) <= 60


def test_years_that_are_claimed_without_dates_are_no_employment() -> None:
    assert not read("Summary\nTen years of experience as a sales manager at Acme Ltd.\nSkills\nExcel").work


def test_a_high_school_is_none_of_higher_education() -> None:
    found = read("Schooling\nCaprock High School of Plainview, diploma 2008\nExperience\n2019-2022 Oakmint Ltd | Buyer")
    assert [each.degree for each in found.education] == ["high_school"]


@pytest.mark.parametrize(
    "above", ["王强\n职业轨迹\n", "王强\nWhere I've been\n", "王强\n过往\n", "王强\n", "王强 女 28岁\n", ""]
)
@pytest.mark.parametrize("below", ["", "\n教育背景\n湖南大学 本科"])
@pytest.mark.parametrize("dates", ["2022.06 - 2024.09", "2022年6月 - 2024年9月", "女 | 2022/06 - 2024/09"])
def test_the_end_of_a_period_is_no_birthday_under_any_heading_or_none(above: str, below: str, dates: str) -> None:
    """Without a heading that is known, lines may hold personal details, and a lone day there is a birthday."""
    found = read(f"{above}{dates} | 谦寻文化 | 主播{below}")
    [work] = found.work
    assert (work.employer, work.title, work.period) == ("谦寻文化", "主播", Period(start="2022-06", end="2024-09"))
    assert dates.removeprefix("女 | ") in work.quote.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "工作经历\n2018.03-2021.06 中建三局工地 汽车吊操作工，带两个学徒",
            ("中建三局工地", "汽车吊操作工", "2018-03"),
        ),
        ("工作经历\n2018.03-2021.06 山东电建 安全主管（\n海阳项目）", ("山东电建", "安全主管", "2018-03")),
    ],
)
def test_duties_and_open_brackets_are_no_names(text: str, expected: Job) -> None:
    assert jobs(read(text)) == [expected]


@pytest.mark.parametrize("ends", ["2019.03\n2021.06", "2019.03\n至今"])
def test_both_ends_of_a_period_on_two_lines_under_a_heading_nobody_knows(ends: str) -> None:
    found = read(f"王强\n1995.03\n职业轨迹\n{ends}\n杭州启明网络有限公司\n产品助理\n教育背景\n湖南大学 本科")
    assert jobs(found) == [("杭州启明网络有限公司", "产品助理", "2019-03")]
    assert "1995" not in found.model_dump_json()
