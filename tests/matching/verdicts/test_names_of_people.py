"""Nobody knows what they, or their school, are called after: a name that is also a term counts for nothing."""

from __future__ import annotations

import pytest

from mianshi.contracts.matching import Verdict
from mianshi.contracts.resumes import ResumeLine, ResumeText
from mianshi.matching.match import match
from mianshi.matching.postings import posting
from mianshi.matching.profile import profile
from mianshi.scoring.protected import lint_text

WORK = "工作经历\n2018.03-2024.02 晨星超市有限公司 店长\n负责日常\n"


def found(asked: str, resume: str) -> Verdict:
    lines = [ResumeLine(text=line, page=1) for line in resume.splitlines()]
    text = ResumeText(format="txt", pages=1, lines=lines, sha256="0" * 64)
    made = match(posting(f"任职要求：\n{asked}", lint_text), profile(text), text, now="2026-11", meaning=None)
    assert made is not None
    return made.requirements[0].verdict


@pytest.mark.parametrize(
    ("asked", "head"),
    [
        ("熟悉金蝶", "金蝶"),
        ("熟悉金蝶", "个人简历\n金蝶 | 杭州"),
        ("熟悉金蝶", "金蝶\n金蝶，38岁，河北邯郸人"),
        ("熟练使用Excel", "王小明\n教育背景\n2010.09-2014.06 Excel大学 市场营销 本科"),
        ("精通Ruby", "Ruby Jenkins"),
        ("精通Ruby", "Ruby Jenkins | Berlin"),
    ],
)
def test_a_name_is_no_skill(asked: str, head: str) -> None:
    assert found(asked, f"{head}\n{WORK}") is Verdict.NOT_FOUND


@pytest.mark.parametrize(
    ("asked", "head"),
    [
        ("熟悉金蝶", "金蝶\n精通金蝶"),
        ("熟悉金蝶", "王小明 | 金蝶、用友"),
        ("精通Ruby", "Java developer with Ruby"),
        ("精通Ruby", "Anna Lee\nRuby Jenkins"),
    ],
)
def test_only_the_first_words_are_a_name(asked: str, head: str) -> None:
    assert found(asked, f"{head}\n{WORK}") is not Verdict.NOT_FOUND
