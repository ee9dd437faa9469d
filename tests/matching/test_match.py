"""A résumé against a job, put together: the percent, what is missing, doubts; and hostile files end to end."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from laptop.house import ROOT
from mianshi.contracts.base import Bilingual
from mianshi.contracts.matching import (
    METHOD,
    DoubtKind,
    Match,
    Posting,
    Requirement,
    RequirementKind,
    RequirementMatch,
    Verdict,
)
from mianshi.contracts.resumes import ResumeLine, ResumeText
from mianshi.errors import Rejected
from mianshi.matching.documents import read
from mianshi.matching.match import match, percent
from mianshi.matching.postings import posting
from mianshi.matching.profile import profile
from mianshi.scoring.protected import lint_text

HOSTILE = ROOT / "infra" / "bench" / "resumes" / "hostile"
ASKED = "任职要求：\n本科及以上学历\n3年以上Java开发经验\n熟悉Spring Boot、MySQL、Redis、Kafka\n会日语优先"
NOW = "2026-11"


def held(text: ResumeText, asked: str = ASKED) -> Match:
    made = match(posting(asked, lint_text), profile(text), text, now=NOW, meaning=None)
    assert made is not None
    return made


def text_of(*lines: str) -> ResumeText:
    return ResumeText(format="txt", pages=1, lines=[ResumeLine(text=line, page=1) for line in lines], sha256="a" * 64)


def asks(*weights: int) -> Posting:
    kind = RequirementKind.SKILL
    asked = [Requirement(id=f"r{at}", text="x", kind=kind, weight=weight) for at, weight in enumerate(weights)]
    return Posting(text="x", language="zh", requirements=asked)


def given(*shares: float) -> list[RequirementMatch]:
    told = Bilingual(zh="", en="")
    return [
        RequirementMatch(requirement=f"r{at}", verdict=Verdict.PARTLY, share=share, told=told)
        for at, share in enumerate(shares)
    ]


@pytest.mark.parametrize(
    ("weights", "shares", "whole"),
    [
        ((3, 2, 1), (1.0, 0.5, 0.0), 67),  # (3 + 1) / 6
        ((1, 1), (1.0, 0.25), 63),  # 62.5, halves up
        ((1, 1), (0.25, 0.0), 13),  # 12.5, halves up
        ((1,), (0.0,), 0),
        ((10, 1), (1.0, 1.0), 100),
    ],
)
def test_the_percent_is_a_weighted_mean_with_halves_up(
    weights: tuple[int, ...], shares: tuple[float, ...], whole: int
) -> None:
    assert percent(asks(*weights), given(*shares)) == whole


def test_a_job_that_asks_for_nothing_has_no_match() -> None:
    text = text_of("王小明")
    assert match(posting("", lint_text), profile(text), text, now=NOW, meaning=None) is None
    with pytest.raises(ValueError, match="no percent"):
        percent(posting("", lint_text), [])


def test_missing_names_what_must_be_there_and_is_not() -> None:
    asked = posting(ASKED, lint_text)
    made = held(text_of("王小明", "教育背景", "2012.09-2016.06 江海大学 计算机科学与技术 本科"))
    musts = [one.id for one in asked.requirements if one.must]
    assert made.missing == musts[1:]
    assert len(made.requirements) == len(asked.requirements) == len(musts) + 1


def test_unsure_names_what_must_be_there_and_is_only_partly() -> None:
    asked = posting(ASKED, lint_text)
    made = held(text_of("王小明", "专业技能", "Spring Boot、MySQL", "教育背景", "2012.09-2016.06 江海大学 计算机 本科"))
    partly = {one.requirement for one in made.requirements if one.verdict is Verdict.PARTLY}
    musts = {one.id for one in asked.requirements if one.must}
    met = {one.requirement for one in made.requirements if one.verdict is Verdict.MET}
    assert partly & musts == set(made.unsure) != set()
    assert set(made.unsure) | set(made.missing) == musts - met


def test_the_same_again_is_the_same() -> None:
    text = text_of("王小明", "教育背景", "2012.09-2016.06 江海大学 计算机 本科")
    assert held(text) == held(text)
    assert held(text).method == f"{METHOD} {NOW} embedding none"


def test_sex_age_and_the_school_change_nothing() -> None:
    plain = (
        "王小明",
        "工作经历",
        "2018.03-2024.02 星河软件有限公司 Java开发工程师",
        "用Java和MySQL开发订单系统",
        "教育背景",
    )
    one = text_of("男 | 1990年5月 | 已婚 | 汉族", *plain, "2012.09-2016.06 清华大学（985） 计算机科学与技术 本科")
    other = text_of("女 | 1968年5月 | 未婚 | 满族", *plain, "2012.09-2016.06 渝西学院 计算机科学与技术 本科")
    assert held(one).percent == held(other).percent
    assert [made.verdict for made in held(one).requirements] == [made.verdict for made in held(other).requirements]


def test_two_full_employments_at_once_are_a_doubt() -> None:
    made = held(
        text_of(
            "王小明",
            "工作经历",
            "2018.01-2020.12 甲软件有限公司 工程师",
            "开发",
            "2018.01-2020.12 乙软件有限公司 工程师",
            "开发",
        )
    )
    assert DoubtKind.OVERLAP in {doubt.kind for doubt in made.doubts}


def test_an_ordinary_resume_raises_no_doubt() -> None:
    made = held(
        text_of(
            *("王小明", "工作经历", "2018.03-2024.02 星河软件有限公司 Java开发工程师", "用Java和MySQL开发订单系统"),
            *("教育背景", "2012.09-2016.06 渝西学院 计算机科学与技术 本科", "技能", "Java、MySQL、Redis"),
        )
    )
    assert made.doubts == []


def test_a_trade_may_be_named_as_often_as_it_was_done() -> None:
    jobs = [f"20{at:02}.01-20{at:02}.12 第{at}超市有限公司 店长" for at in range(5, 25)]
    lines = [line for job in jobs for line in (job, "店长，负责门店管理")]
    made = held(text_of("王小明", "工作经历", *lines), "任职要求：\n3年以上零售门店管理经验")
    assert made.doubts == []


def test_dates_that_lie_ahead_are_a_doubt_and_offices_beside_studies_none() -> None:
    ahead = held(text_of("王小明", "工作经历", "2021.06-2099.12 甲软件有限公司 工程师", "开发"))
    assert DoubtKind.OVERLAP in {doubt.kind for doubt in ahead.doubts}
    jobs = ("2018.01-2020.12 甲软件有限公司 工程师", "开发", "校园经历", "2018.01-2020.12 志愿者协会 志愿者", "服务")
    assert held(text_of("王小明", "工作经历", *jobs)).doubts == []


def test_one_list_of_skills_beside_one_line_of_work_is_honest_and_repeating_it_is_not() -> None:
    asked = "任职要求：\n熟悉税务申报、Excel、用友、成本核算、总账、应收应付"
    work = ("王小明", "工作经历", "2014.07-2024.06 甲有限公司 会计", "技能")
    skills = "税务申报、Excel、用友、成本核算、总账、应收应付"
    assert held(text_of(*work, skills), asked).doubts == []
    repeated = held(text_of(*work, skills, f"精通{skills}", f"熟练{skills}"), asked)
    assert {DoubtKind.STUFFING, DoubtKind.COPIED_POSTING} & {doubt.kind for doubt in repeated.doubts}


def test_work_with_prompts_is_compared_and_raises_no_doubt() -> None:
    made = held(
        text_of(
            "王小明",
            "工作经历",
            "2018.03-2024.02 星河软件有限公司 AI产品经理",
            "负责提示词工程，将候选人推荐给用人部门",
        )
    )
    assert made.doubts == []


def rules() -> list[dict[str, Any]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(HOSTILE.glob("*.json"))]


@cache
def outcome(file: str) -> tuple[ResumeText | None, str]:
    """What is read of a hostile file, or the code it is refused with."""
    try:
        return read((HOSTILE / file).read_bytes()), ""
    except Rejected as error:
        return None, error.code


@cache
def percent_of(file: str) -> int:
    text, _ = outcome(file)
    assert text is not None
    asked = (ROOT / "infra" / "bench" / "resumes" / "postings" / "zh_java.txt").read_text(encoding="utf-8")
    return held(text, asked).percent


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: Path(rule["file"]).name)
def test_hostile_files_gain_nothing_and_are_told_of(rule: dict[str, Any]) -> None:
    file, must = rule["file"], rule["must"]
    text, code = outcome(file)
    if must["refused"]:
        assert code in must["refused"]
        return
    assert text is not None, code
    asked = (ROOT / "infra" / "bench" / "resumes" / "postings" / "zh_java.txt").read_text(encoding="utf-8")
    made = held(text, asked)
    assert set(must.get("doubts", ())) <= {doubt.kind.value for doubt in made.doubts}
    assert not (must.get("no_doubts") and made.doubts)
    if "percent_as" in must:
        assert made.percent == percent_of(must["percent_as"])
    if "percent_at_most" in must:
        assert made.percent <= percent_of(must["percent_at_most"])
    assert made.percent < must.get("percent_below", 101)
    words = " ".join(quote.text for one in made.requirements for quote in one.quotes)
    assert not any(hidden in words for hidden in must.get("not_in_text", ()))
