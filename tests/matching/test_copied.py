"""The job's own words pasted into a résumé tell nothing of the person, and an honest line in the trade's words does."""

from __future__ import annotations

from mianshi.contracts.matching import DoubtKind, Verdict
from mianshi.matching.documents import read
from mianshi.matching.match import match
from mianshi.matching.postings import posting
from mianshi.matching.profile import profile

JOB = """任职要求：
1. 负责过门店的库存盘点与商品陈列管理工作；
2. 熟练掌握Excel数据透视表和常用函数；
3. 有连锁门店的员工排班与培训带教经验；
4. 本科及以上学历。"""
OWN = """教育背景
2014.09-2018.06 江海学院 市场营销 本科
工作经历
2018.07-2022.06 晴天便利 店长
每周盘点库存，用Excel做报表
"""
PASTED = JOB.split("任职要求：\n")[1].rsplit("\n", 1)[0]


def test_pasted_lines_count_for_nothing_wherever_they_stand() -> None:
    asked = posting(JOB, lambda _: [])
    plain, pasted = (read(text.encode()) for text in (OWN, OWN + PASTED))
    alone = match(asked, profile(plain), plain, now="2026-11", meaning=None)
    both = match(asked, profile(pasted), pasted, now="2026-11", meaning=None)
    assert alone is not None and both is not None
    assert both.percent == alone.percent
    assert DoubtKind.COPIED_POSTING in {one.kind for one in both.doubts}
    assert DoubtKind.COPIED_POSTING not in {one.kind for one in alone.doubts}
    quotes = [quote.text for one in both.requirements for quote in one.quotes]
    assert quotes and not any(quote in PASTED for quote in quotes)
    assert {one.requirement: one.verdict for one in both.requirements} == {
        one.requirement: one.verdict for one in alone.requirements
    }


def test_two_lines_in_the_words_of_the_trade_are_honest() -> None:
    asked = posting(JOB, lambda _: [])
    text = read((OWN + "\n".join(PASTED.splitlines()[:2])).encode())
    made = match(asked, profile(text), text, now="2026-11", meaning=None)
    assert made is not None
    assert DoubtKind.COPIED_POSTING not in {one.kind for one in made.doubts}
    assert sum(one.verdict is not Verdict.NOT_FOUND for one in made.requirements) >= 2
