"""What is asked is read, in both languages; what must not count is left out and said."""

from __future__ import annotations

import pytest

from mianshi.contracts.matching import Posting, Requirement, RequirementKind
from mianshi.contracts.resumes import Degree, FactKind
from mianshi.errors import Rejected
from mianshi.matching.postings import MOST_REQUIREMENTS, posting
from mianshi.scoring.protected import lint_text


def asked(text: str) -> list[Requirement]:
    return read(text).requirements


def read(text: str) -> Posting:
    return posting(text, lint_text)


def only(line: str) -> Requirement:
    [one] = asked(f"任职要求：\n{line}")
    return one


def topics(text: str) -> set[str]:
    return {one.topic for one in read(f"任职要求：\n{text}").not_considered}


def test_one_line_asks_for_several_things() -> None:
    degree, years = asked("任职要求：\n本科及以上，3年以上零售门店管理经验")
    assert (degree.kind, degree.degree) == (RequirementKind.EDUCATION, Degree.BACHELOR)
    assert (years.kind, years.years) == (RequirementKind.EXPERIENCE, 3.0)
    assert "store management" in years.terms


def test_a_paragraph_without_lines_is_read_clause_by_clause() -> None:
    found = asked(
        "招聘Java开发工程师。要求：本科以上学历，计算机相关专业，三年以上Java开发经验；熟悉Spring Boot、MySQL；薪资面议。"
    )
    assert [one.kind.value for one in found] == ["education", "experience", "skill"]
    assert found[0].majors and found[1].years == 3.0


@pytest.mark.parametrize(
    ("line", "terms", "at_least"),
    [
        ("熟悉Java或Python", ["Java", "Python"], 1),
        ("熟悉Java/Python", ["Java", "Python"], 1),
        ("熟悉Java和Python", ["Java", "Python"], 2),
        ("熟悉Java、Python", ["Java", "Python"], 2),
        ("Proficiency in Java or Python", ["Java", "Python"], 1),
        ("Proficiency in Java and Python", ["Java", "Python"], 2),
        ("至少掌握Tableau、Power BI、Excel中的一种", ["Tableau", "Power BI", "Excel"], 1),
        ("熟悉至少一种消息队列（Kafka、RocketMQ、RabbitMQ）", ["Kafka", "RocketMQ", "RabbitMQ"], 1),
        ("one of Python, R or SQL", ["Python", "R", "SQL"], 1),
    ],
)
def test_conjunctions_say_how_many_must_be_there(line: str, terms: list[str], at_least: int) -> None:
    one = only(line)
    assert (sorted(one.terms), one.at_least) == (sorted(terms), at_least)


def test_a_class_beside_examples_is_met_by_any_of_them() -> None:
    one = only("熟悉Excel、PPT等办公软件")
    assert one.at_least == 1
    assert {"Excel", "PowerPoint", "office software"} == set(one.terms)


@pytest.mark.parametrize(
    ("line", "fact", "amount"),
    [
        ("带过5人以上团队", FactKind.TEAM_SIZE, 5),
        ("管理过100人以上的生产团队", FactKind.TEAM_SIZE, 100),
        ("Led a team of 5+ people", FactKind.TEAM_SIZE, 5),
        ("独立操盘过年GMV 5000万元以上的店铺", FactKind.AMOUNT, 50_000_000),
        ("Closed single contracts above $500,000", FactKind.AMOUNT, 500_000),
        ("日均百万级订单或请求", FactKind.SCALE, 1_000_000),
        ("有团队管理经验", FactKind.LED, None),
    ],
)
def test_what_is_only_implied_is_a_number_or_a_deed(line: str, fact: FactKind, amount: float | None) -> None:
    one = only(line)
    assert (one.kind, one.fact, one.amount) == (RequirementKind.IMPLIED, fact, amount)


@pytest.mark.parametrize(
    ("line", "years"),
    [
        ("5年以上会计工作经验", 5),
        ("三年以上会计经验", 3),
        ("3-5年会计工作经验", 3),
        ("5+ years of experience in accounting", 5),
        ("At least three years in accounting", 3),
        ("6 months of experience in accounting", 0.5),
    ],
)
def test_years_in_a_field(line: str, years: float) -> None:
    one = only(line)
    assert (one.kind, one.years) == (RequirementKind.EXPERIENCE, years)
    assert one.terms == ["accounting"]


def test_an_upper_bound_of_years_is_not_asked() -> None:
    assert all(one.years is None for one in asked("任职要求：\n3年以下工作经验亦可"))


def test_years_of_b2b_are_no_money() -> None:
    assert [one.fact for one in asked("Requirements\n- 5+ years in B2B sales")] == [None]


def test_advantages_are_told_by_heading_or_by_word() -> None:
    text = "Requirements\n- SQL\n- Python is a plus\nNice to have\n- Tableau"
    assert [(one.terms, one.must) for one in asked(text)] == [
        (["SQL"], True),
        (["Python"], False),
        (["Tableau"], False),
    ]
    assert not only("有直播运营经验者优先").must


def test_a_list_that_goes_on_behind_commas_is_one_requirement() -> None:
    one = only("Experience with Kafka, Spark, and Flink is a plus")
    assert (set(one.terms), one.at_least, one.must) == ({"Kafka", "Spark", "Flink"}, 3, False)


def test_duties_count_only_where_nothing_else_is_asked() -> None:
    duties = "岗位职责：\n带领15人团队\n负责门店日常经营\n"
    assert [one.kind for one in asked(duties + "任职要求：\n大专及以上学历")] == [RequirementKind.EDUCATION]
    alone = asked(duties)
    assert {one.kind for one in alone} <= {RequirementKind.IMPLIED, RequirementKind.OTHER}
    assert any(one.amount == 15 for one in alone)


def test_what_is_offered_is_not_asked() -> None:
    text = "任职要求：\n熟悉Excel\n福利待遇：\n五险一金，带薪年假，英语培训"
    assert [one.terms for one in asked(text)] == [["Excel"]]


@pytest.mark.parametrize(
    ("line", "topic"),
    [
        ("年龄35岁以下", "age"),
        ("仅限应届毕业生", "age"),
        ("Recent graduates only", "age"),
        ("You are under 35", "age"),
        ("男士优先", "sex"),
        ("形象气质佳", "photo"),
        ("已婚优先", "marriage"),
        ("985/211优先", "school rank"),
        ("Graduates of top 100 universities only", "school rank"),
        ("本地户口优先", "hukou"),
        ("有海外留学背景优先", "study abroad"),
        ("中共党员优先", "political membership"),
        ("责任心强", "trait"),
        ("Self-motivated and hard-working", "trait"),
    ],
)
def test_what_must_not_count_is_left_out_and_said(line: str, topic: str) -> None:
    assert asked(f"任职要求：\n{line}") == []
    assert topic in topics(line)


def test_a_level_stays_where_the_way_to_it_must_not_count() -> None:
    found = read("任职要求：\n统招本科及以上学历\n全日制大专")
    assert [one.degree for one in found.requirements] == [Degree.BACHELOR, Degree.COLLEGE]
    assert not any("统招" in one.text or "全日制" in one.text for one in found.requirements)
    assert {one.topic for one in found.not_considered} == {"school rank", "form of study"}


def test_the_next_clause_counts_where_one_must_not() -> None:
    found = read("任职要求：\n年龄25-35岁，男士优先，985/211优先，熟悉Excel")
    assert [one.terms for one in found.requirements] == [["Excel"]]


def test_a_certificate_the_law_asks_for_is_no_question_of_health() -> None:
    one = only("持有健康证")
    assert one.kind is RequirementKind.CERTIFICATE
    assert "health" not in topics("持有健康证")


def test_an_invitation_to_everybody_asks_for_nothing() -> None:
    assert asked("任职要求：\n性别不限\n经验不限\n应届生亦可") == []


def test_when_somebody_can_work_is_compared_by_meaning() -> None:
    assert only("能接受倒班").kind is RequirementKind.OTHER


def test_relevant_experience_is_that_of_the_job() -> None:
    found = asked("会计主管\n任职要求：\n3年以上相关工作经验")
    assert found[0].terms == ["accounting"]


def test_musts_weigh_more_than_advantages() -> None:
    found = asked("任职要求：\n3年以上会计经验\n熟悉Excel\n本科\n能接受倒班\n会日语优先")
    assert [one.weight for one in found] == [4, 3, 2, 2, 1]


def test_what_is_asked_twice_is_asked_once_and_must_wins() -> None:
    [one] = asked("任职要求：\n会日语优先\n会日语")
    assert one.must


def test_ids_and_versions_depend_on_the_text_alone() -> None:
    text = "任职要求：\n熟悉Excel\n本科"
    assert [one.id for one in asked(text)] == ["r1", "r2"]
    assert read(text).content_hash() == read(text).content_hash()


def test_too_much_is_cut_and_said() -> None:
    text = (
        "任职要求：\n"
        + "\n".join(f"{at}年以上会计经验" for at in range(1, 50))
        + "\n"
        + "\n".join(f"{at}年以上采购经验" for at in range(1, 50))
    )
    found = read(text)
    assert len(found.requirements) == MOST_REQUIREMENTS
    assert "too many" in {one.topic for one in found.not_considered}


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(Rejected, match="bad_text"):
        read("x" * 20_001)


@pytest.mark.parametrize(
    "text", ["", "\n\n", "<script>alert(1)</script>", "\u202e\u0000🙂" * 50, "，" * 5000, "(" * 3000, "a " * 9000]
)
def test_hostile_texts_ask_for_little_and_break_nothing(text: str) -> None:
    assert len(read(text).requirements) <= 1


@pytest.mark.parametrize(
    ("text", "language"), [("任职要求：熟悉Excel", "zh"), ("Requirements: SQL and a degree", "en")]
)
def test_the_language_is_told(text: str, language: str) -> None:
    assert read(text).language == language


@pytest.mark.parametrize(
    ("line", "topic"),
    [
        ("不接受孕妇", "children"),
        ("近视不超过500度", "health"),
        ("右利手", "health"),
        ("非疫区人员", "health"),
        ("Mature candidate", "age"),
        ("Clean-shaven", "photo"),
        ("No criminal record", "criminal record"),
        ("无犯罪记录", "criminal record"),
        ("18 years or older", "age"),
        ("不超过10年工作经验", "age"),
        ("10年以下经验", "age"),
        ("Up to 3 years of experience", "age"),
        ("Not more than 10 years of experience", "age"),
        ("Must live within 30 miles", "residence"),
        ("退伍军人优先", "not about work"),
        ("Must have a car", "not about work"),
    ],
)
def test_what_is_absurd_or_no_ones_business_is_no_requirement(line: str, topic: str) -> None:
    found = read(f"任职要求：\n{line}")
    assert found.requirements == []
    assert topic in {one.topic for one in found.not_considered}
    assert all(one.reason.zh and one.reason.en for one in found.not_considered)


@pytest.mark.parametrize(
    "line",
    [
        *(
            "月薪8000-12000元",
            "年薪20万",
            "底薪4000+提成",
            "社保公积金",
            "试用期3个月",
            "无需经验",
            "上六休一，每天8小时",
        ),
        *("3 months probation", "Remote work possible, based in London", "25 days annual leave", "No degree required"),
    ],
)
def test_pay_benefits_and_waivers_ask_for_nothing(line: str) -> None:
    assert asked(f"任职要求：\n{line}") == []


def test_work_with_pay_and_least_years_are_still_asked() -> None:
    assert asked("任职要求：\n有薪酬核算经验")
    assert only("不少于5年会计经验").years == 5.0
    assert asked("Requirements\n- Minute taking and preparation of board papers")


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("大专以上学历或3年以上工作经验", ["education", "experience"]),
        ("Bachelor's degree, or 5 years of experience in lieu of a degree", ["education", "experience"]),
        ("熟悉Java和Go，或Python", ["skill", "skill"]),
    ],
)
def test_alternatives_are_one_requirement(line: str, kinds: list[str]) -> None:
    one = only(line)
    assert [one.kind, *(way.kind for way in one.either)] == kinds
    assert one.text == line


@pytest.mark.parametrize(
    "line",
    [
        "本科及以上学历，5年以上经验；或硕士学历，3年以上经验",
        "本科及以上学历，5年以上经验\n或硕士学历，3年以上经验",
        "5+ years (2 with a Master's)",
        "At least 3 years with SQL, or 2 years with a master's degree",
        "本科3年以上、硕士1年以上工作经验",
    ],
)
def test_alternatives_that_cannot_be_read_safely_are_left_out_and_said(line: str) -> None:
    found = read(f"任职要求：\n{line}")
    assert [one.topic for one in found.not_considered] == ["alternatives"]
    assert not any("硕士" in one.text or "aster" in one.text for one in found.requirements)


def test_an_exception_is_no_second_requirement() -> None:
    found = read("任职要求：\n大专及以上学历，条件优秀者可放宽至高中")
    assert [one.degree for one in found.requirements] == [Degree.COLLEGE]
    assert [one.topic for one in found.not_considered] == ["exception"]


def test_areas_and_teams_led_are_read() -> None:
    store = only("Experience managing a store of at least 500 square metres")
    assert (store.fact, store.amount, store.terms) == (FactKind.SCALE, 500, ["square metres"])
    assert only("带过团队").fact is FactKind.LED
    assert only("熟悉Java、Go等语言").at_least == 1


def test_two_things_of_one_clause_tell_themselves_apart() -> None:
    texts = [one.text for one in asked("Requirements\n- Experience with SAP or Oracle and Excel")]
    assert len(set(texts)) == len(texts) == 2
    assert any("SAP or Oracle" in text.rpartition("(")[2] for text in texts)


def test_a_currency_may_stand_apart_from_its_number() -> None:
    one = only("美金预算100万以上")
    assert (one.fact, one.amount, one.terms) == (FactKind.AMOUNT, 1_000_000, ["USD"])


def test_a_trial_period_is_offered_and_years_since_graduation_are_an_age() -> None:
    assert asked("任职要求：\n接受试用期3个月") == []
    assert "age" in topics("within 5 years of graduation")
