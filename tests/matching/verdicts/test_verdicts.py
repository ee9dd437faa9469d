"""Verdicts by kind: what is done counts whole, what is listed half, what is denied not at all; each with its line."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from mianshi.contracts.matching import RequirementMatch, Verdict
from mianshi.contracts.resumes import ResumeLine, ResumeText
from mianshi.matching.documents import read
from mianshi.matching.match import match
from mianshi.matching.postings import posting
from mianshi.matching.profile import profile
from mianshi.matching.verdicts import Meaning
from mianshi.matching.verdicts.meaning import CLOSE, SAME
from mianshi.matching.verdicts.negation import negated
from mianshi.scoring.protected import lint_text
from support.embedder_fixture import shared_embedder

NOW = "2026-11"
HEAD = "王小明\n"
WORK = "工作经历\n2018.03-2024.02 晨星超市有限公司 店长\n"
SCHOOL = "教育背景\n2012.09-2016.06 江海大学 市场营销 本科\n"
SKILLS = "专业技能\n"


def text_of(resume: str) -> ResumeText:
    lines = [ResumeLine(text=line, page=1) for line in resume.splitlines() if line.strip()]
    return ResumeText(format="txt", pages=1, lines=lines, sha256="0" * 64)


def verdict(asked: str, resume: str, meaning: Meaning | None = None) -> RequirementMatch:
    """The verdict on the one requirement of a line."""
    text = text_of(resume)
    made = match(posting(f"任职要求：\n{asked}", lint_text), profile(text), text, now=NOW, meaning=meaning)
    assert made is not None
    [one] = made.requirements
    if one.verdict is Verdict.NOT_FOUND:
        assert one.quotes == [] and one.share == 0.0
    else:
        assert one.quotes
    for quote in one.quotes:
        assert quote.text in text.lines[quote.line].text, "a quote is word by word"
    assert (one.share == 1.0) == (one.verdict is Verdict.MET)
    return one


@pytest.mark.parametrize(
    ("asked", "is_met"),
    [
        ("大专及以上学历", "met"),
        ("本科及以上学历", "met"),
        ("硕士及以上学历", "not_met"),
        ("本科，市场营销专业", "met"),
        ("本科，机械工程专业", "partly"),
    ],
)
def test_degrees_have_an_order_and_majors_names(asked: str, is_met: str) -> None:
    assert verdict(asked, HEAD + SCHOOL + WORK).verdict == is_met


def test_without_a_word_on_education_nothing_is_found() -> None:
    assert verdict("本科及以上学历", HEAD + WORK).verdict is Verdict.NOT_FOUND


@pytest.mark.parametrize(
    ("asked", "is_met", "share"),
    [("3年以上工作经验", "met", 1.0), ("6年以上工作经验", "met", 1.0), ("12年以上工作经验", "not_met", 0.25)],
)
def test_years_come_from_dates(asked: str, is_met: str, share: float) -> None:
    one = verdict(asked, HEAD + WORK + "负责门店日常\n" + SCHOOL)
    assert (one.verdict, one.share) == (Verdict(is_met), share)


def test_years_in_a_field_count_only_what_was_there() -> None:
    resume = HEAD + WORK + "负责门店日常\n2016.07-2018.02 星河软件有限公司 软件工程师\n用Java开发后台\n"
    assert verdict("3年以上零售门店管理经验", resume).verdict is Verdict.MET
    less = verdict("3年以上Java开发经验", resume)
    assert less.verdict is Verdict.NOT_MET
    assert 0 < less.share < 0.5


def test_overlaps_count_once() -> None:
    resume = (
        HEAD
        + "工作经历\n2018.01-2020.12 甲超市有限公司 店长\n管理门店\n2018.01-2020.12 乙超市有限公司 店长\n管理门店\n"
    )
    assert verdict("5年以上工作经验", resume).verdict is Verdict.NOT_MET


def test_claimed_years_are_half_of_it() -> None:
    one = verdict("5年以上零售门店管理经验", HEAD + "自我评价\n8年零售门店管理经验，熟悉门店管理\n")
    assert (one.verdict, one.share) == (Verdict.PARTLY, 0.5)


def test_what_is_done_counts_whole_and_what_is_listed_half() -> None:
    done = verdict("熟悉Excel", HEAD + WORK + "用Excel每周分析销售\n")
    listed = verdict("熟悉Excel", HEAD + WORK + "负责门店日常\n" + SKILLS + "Excel、Word\n")
    assert (done.verdict, listed.verdict, listed.share) == (Verdict.MET, Verdict.PARTLY, 0.5)


def test_naming_everything_a_hundred_times_stays_at_half() -> None:
    stuffed = verdict("熟悉Excel、Python、SQL", HEAD + SKILLS + "Excel Python SQL\n" * 100)
    assert (stuffed.verdict, stuffed.share) == (Verdict.PARTLY, 0.5)


def test_something_narrower_meets_the_wider() -> None:
    assert verdict("熟悉办公软件", HEAD + WORK + "用Excel每周分析销售\n").verdict is Verdict.MET


def test_of_a_choice_one_is_enough_and_of_all_each_counts() -> None:
    resume = HEAD + WORK + "用Python每周分析销售\n"
    assert verdict("熟悉Java或Python", resume).verdict is Verdict.MET
    both = verdict("熟悉Java和Python", resume)
    assert (both.verdict, both.share, both.missing) == (Verdict.PARTLY, 0.5, ["Java"])


@pytest.mark.parametrize(
    "line",
    [
        "不熟悉Excel",
        "没有使用Excel的经验",
        "正在学习Excel",
        "Excel学习中",
        "希望学习Excel",
        "No experience with Excel",
        "Currently learning Excel",
    ],
)
def test_what_is_denied_or_still_learned_meets_nothing(line: str) -> None:
    assert verdict("熟悉Excel", HEAD + WORK + line + "\n").verdict is Verdict.NOT_FOUND


@pytest.mark.parametrize(
    ("line", "word", "is_denied"),
    [
        ("不仅熟悉Excel，还会SQL", "Excel", False),
        ("没有差错地用Excel记账", "Excel", False),
        ("不会Java，熟悉Excel", "Excel", False),
        ("Not only Excel but also SQL", "Excel", False),
        ("Without any errors; used Excel", "Excel", False),
        ("从未使用SQL", "SQL", True),
    ],
)
def test_a_denial_reaches_as_far_as_its_clause(line: str, word: str, is_denied: bool) -> None:
    at = line.index(word)
    assert negated(line, at, at + len(word)) is is_denied


def test_a_higher_certificate_meets_a_lower() -> None:
    resume = HEAD + WORK + "负责门店日常\n证书\n大学英语六级\n"
    assert verdict("英语四级", resume).verdict is Verdict.MET
    assert verdict("PMP证书", resume).verdict is Verdict.NOT_FOUND


def test_a_language_has_a_level() -> None:
    basic = verdict("英语流利", HEAD + WORK + "负责门店日常\n语言能力\n英语：基础\n")
    fluent = verdict("英语流利", HEAD + WORK + "负责门店日常\n语言能力\n英语：流利\n")
    assert (basic.verdict, fluent.verdict) == (Verdict.PARTLY, Verdict.MET)


@pytest.mark.parametrize(
    ("line", "is_met"),
    [("带领12人团队完成销售目标", "met"), ("带领3人团队完成销售目标", "not_met"), ("负责门店日常", "partly")],
)
def test_people_led_are_compared_as_numbers(line: str, is_met: str) -> None:
    assert verdict("带过5人以上团队", HEAD + WORK + line + "\n").verdict == is_met


def test_money_is_not_converted() -> None:
    euros = verdict("管理过100万元以上的预算", HEAD + WORK + "Managed a budget of EUR 5 million\n")
    assert euros.verdict is Verdict.PARTLY
    assert "不作换算" in euros.told.zh
    yuan = verdict("管理过100万元以上的预算", HEAD + WORK + "管理年度预算500万元\n")
    assert yuan.verdict is Verdict.MET


class Two:
    """Vectors by what a text is told to be near to: 1 the same, and everything else apart."""

    version = "two"

    def __init__(self, near: str) -> None:
        self._near = near

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        generator = np.random.default_rng(7)
        rows = generator.normal(size=(len(texts), 64)).astype(np.float32)
        for row, text in zip(rows, texts, strict=True):
            if self._near in text:
                row[:] = np.eye(64, dtype=np.float32)[0]
        unit: npt.NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit


def test_only_a_deed_meets_what_is_compared_by_meaning() -> None:
    meaning = Meaning(Two("班"))
    assert verdict("能接受倒班", HEAD + WORK + "三年来每周值夜班两次\n", meaning).verdict is Verdict.MET
    claimed = verdict("能接受倒班", HEAD + WORK + "负责日常\n自我评价\n能值夜班\n", meaning)
    assert (claimed.verdict, claimed.share) == (Verdict.PARTLY, 0.5)
    assert (
        verdict("能接受倒班", HEAD + WORK + "负责日常\n不能值夜班，没有上过夜班\n", meaning).verdict
        is Verdict.NOT_FOUND
    )


def test_without_a_model_nothing_is_met_by_meaning() -> None:
    one = verdict("能接受倒班", HEAD + WORK + "能接受倒班\n")
    assert one.verdict is Verdict.NOT_FOUND
    assert "模型" in one.told.zh


@pytest.mark.models
def test_the_bands_part_what_says_the_same_from_what_does_not() -> None:
    meaning = Meaning(shared_embedder())
    told = meaning.vectors(["每周值两次夜班，三班轮换", "编写接口文档和单元测试"])
    near, far = meaning.closeness(["能接受倒班和夜班"], told)[0]
    assert near > CLOSE > far
    assert SAME > CLOSE


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ("CPA证书", "CPA已通过3科"),
        ("PMP证书", "PMP（2019年已过期）"),
        ("持有健康证", "健康证办理中"),
        ("有驾照", "驾照（科目二）"),
        ("英语四级", "英语四级 398分"),
        ("一级建造师证", "一建（已过两科）"),
    ],
)
def test_a_certificate_that_is_not_held_is_not_met_and_quoted(asked: str, line: str) -> None:
    one = verdict(asked, f"{HEAD}{WORK}负责门店日常\n证书\n{line}\n")
    assert (one.verdict, one.share) == (Verdict.NOT_MET, 0.0)


def test_a_deed_in_wuxi_and_machine_learning_are_deeds() -> None:
    assert (
        verdict("熟悉Java", HEAD + "工作经历\n2018.03-2024.02 甲公司 工程师\n在无锡用Java开发\n").verdict is Verdict.MET
    )
    job = "Experience\n2018.03-2024.02 ACME Ltd Engineer\nBuilt machine learning models in Python\n"
    assert verdict("熟悉Python", job).verdict is Verdict.MET


def test_what_is_done_unskilfully_is_partly_there() -> None:
    one = verdict("熟悉Excel", HEAD + WORK + "Excel：不熟练\n")
    assert (one.verdict, one.share) == (Verdict.PARTLY, 0.5)


def test_a_level_belongs_to_its_own_language() -> None:
    resume = "Jane\nExperience\nAccountant, Foo Ltd, 2020 - 2024\nLanguages\nEnglish (native), Mandarin (beginner)\n"
    assert verdict("普通话流利", resume).verdict is Verdict.PARTLY
    assert verdict("英语流利", resume).verdict is Verdict.MET
    both = "Jane\nExperience\nAccountant, Foo Ltd, 2020 - 2024\nLanguages\nFluent in English and Mandarin\n"
    assert verdict("普通话流利", both).verdict is Verdict.MET


def test_of_alternatives_the_best_counts() -> None:
    asked = "本科以上学历或3年以上工作经验"
    assert verdict(asked, HEAD + WORK + "负责门店日常\n").verdict is Verdict.MET
    assert verdict(asked, HEAD + SCHOOL).verdict is Verdict.MET
    short = verdict(asked, HEAD + "工作经历\n2023.03-2024.02 晨星超市有限公司 店长\n负责门店日常\n")
    assert short.verdict is Verdict.NOT_MET


def test_a_number_that_was_not_read_is_never_met_by_leading_alone() -> None:
    assert verdict("主导过3场大型展会", HEAD + WORK + "带领12人团队\n").verdict is Verdict.PARTLY
    area = verdict(
        "Experience managing a store of at least 500 square metres", HEAD + WORK + "Managed a team of three\n"
    )
    assert area.verdict is Verdict.NOT_FOUND


def test_internships_student_offices_and_volunteering_are_no_years_of_work() -> None:
    resume = (
        f"{HEAD}校园经历\n2015.09-2018.06 学生会 主席\n实习经历\n2018.07-2018.12 星河会计师事务所 审计实习生\n"
        "工作经历\n2019.07-2020.06 甲有限公司 会计\n"
    )
    one = verdict("3年以上工作经验", resume)
    assert (one.verdict, one.share) == (Verdict.NOT_MET, round(0.5 / 3, 4))
    assert "1年" in one.told.zh and "不计入" in one.told.zh
    assert one.told.en.startswith("1 year by") and "not counted" in one.told.en
    only = verdict("3年以上工作经验", f"{HEAD}实习经历\n2018.07-2022.12 星河会计师事务所 审计实习生\n")
    assert (only.verdict, only.share) == (Verdict.NOT_MET, 0.0)
    assert (
        verdict("3个月以上实习经验", f"{HEAD}实习经历\n2018.07-2022.12 星河会计师事务所 审计实习生\n").verdict
        is Verdict.MET
    )


@pytest.mark.parametrize("period", ["2026.06-2099.12", "2027.01-2030.01"])
def test_what_lies_ahead_counts_nothing(period: str) -> None:
    one = verdict("3年以上工作经验", f"{HEAD}工作经历\n{period} 甲有限公司 会计\n")
    assert one.verdict is not Verdict.MET


def test_an_associate_degree_is_written_so() -> None:
    one = verdict("大专及以上学历", f"{HEAD}教育背景\n2025.09-2028.06 江海职业学院 工商管理 大专（在读）\n{WORK}")
    assert "an associate degree" in one.told.en


@pytest.mark.parametrize(
    ("asked", "verdict"),
    [
        ("了解Docker", Verdict.MET),
        ("familiar with Docker", Verdict.MET),
        ("熟练掌握Docker", Verdict.PARTLY),
        ("有SQL优化经验", Verdict.NOT_FOUND),
    ],
)
def test_where_a_job_asks_to_know_of_something_saying_so_is_enough(asked: str, verdict: Verdict) -> None:
    job = posting(f"任职要求：\n{asked}\n", lambda _: [])
    text = read("技能\nDocker、Kubernetes、SQLite\n".encode())
    made = match(job, profile(text), text, now="2026-11", meaning=None)
    assert made is not None
    assert [one.verdict for one in made.requirements] == [verdict]
