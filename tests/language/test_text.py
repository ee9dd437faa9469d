from __future__ import annotations

import pytest

from mianshi.contracts.base import Language
from mianshi.language.concrete import measure
from mianshi.language.text import clauses, content_overlap, function_share, length, stance, stem


@pytest.mark.parametrize(
    ("inflected", "plain"),
    [
        ("followed", "follow"),
        ("apologised", "apologize"),
        ("apologizing", "apologise"),
        ("stories", "story"),
        ("planned", "plan"),
        ("told", "tell"),
        ("verified", "verify"),
        ("checks", "check"),
        ("passes", "pass"),
        ("refunded", "refund"),
        ("customer's", "customer"),
    ],
)
def test_stems_meet(inflected: str, plain: str) -> None:
    assert stem(inflected) == stem(plain)


@pytest.mark.parametrize(("one", "other"), [("process", "proceed"), ("this", "thi"), ("need", "ne"), ("thing", "th")])
def test_stems_that_must_not_meet(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("clause", "phrase", "language"),
    [
        ("I followed up with her on Friday", "follow up", "en"),
        ("I checked all the facts", "check the facts", "en"),
        ("Not only did I apologise", "apologise", "en"),
        ("It was no problem to offer a refund", "refund", "en"),
        ("我查清楚了事实", "查事实", "zh"),
        ("我当面道了歉", "道歉", "zh"),
        ("我不仅道歉", "道歉", "zh"),
        ("不久我回访了他", "回访", "zh"),
        ("我用AB测试验证", "AB测试", "zh"),
    ],
)
def test_said(clause: str, phrase: str, language: Language) -> None:
    assert stance(clause, [phrase], language) == "said"


@pytest.mark.parametrize(
    ("clause", "phrase", "language"),
    [
        ("I did not follow up with her", "follow up", "en"),
        ("I never really apologised", "apologise", "en"),
        ("we didn't bother to check the facts", "check the facts", "en"),
        ("I settled it without any refund", "refund", "en"),
        ("a follow-up was not needed", "follow up", "en"),
        ("I looked up and they followed", "follow up", "en"),
        ("我没有去回访", "回访", "zh"),
        ("我不会给他道歉", "道歉", "zh"),
        ("回访我没有做", "回访", "zh"),
        ("道歉是不可能的", "道歉", "zh"),
        ("我懒得查事实", "查事实", "zh"),
        ("事实我查", "查事实", "zh"),
    ],
)
def test_denied_or_not_said(clause: str, phrase: str, language: Language) -> None:
    assert stance(clause, [phrase], language) != "said"


def test_clauses_keep_every_word() -> None:
    chinese = "好的,我先道歉,然后查了小票、监控、排班,最后退款。"
    assert "".join(clauses(chinese, "zh")) == chinese
    assert clauses(chinese, "zh") == ["好的,我先道歉,", "然后查了小票、监控、排班,", "最后退款。"]
    english = "Well, I said sorry, but he left because of the noise."
    assert " ".join(clauses(english, "en")) == english
    assert clauses(english, "en") == ["Well, I said sorry,", "but he left because of the noise."]


def test_keyword_lists_have_no_function_words() -> None:
    assert function_share("倾听致歉 查事实 方案选项 时限 回访", "zh") < 0.06
    assert function_share("apology, facts, options, deadline, prevention", "en") == 0
    assert function_share("我先给他道了歉,然后去查了小票", "zh") > 0.3
    assert function_share("I said sorry to him and then went to check", "en") > 0.3


def test_length_and_overlap() -> None:
    assert length("我用 Python 做了 3 个", "zh") == 7
    assert length("I don't know", "en") == 3
    assert content_overlap("讲一次投诉", "讲一次你亲自处理的严重投诉", "zh") == pytest.approx(3 / 4)
    assert content_overlap("the complaint", "a serious complaint", "en") == 1.0
    assert content_overlap("", "x", "en") == 0.0


@pytest.mark.parametrize("language", ["zh", "en"])
def test_concrete_beats_general_and_saturates(language: Language) -> None:
    told = {
        "zh": "我先调出了订单,然后给仓库打了电话,当天下午四点把货送到,最后差评从七起降到零。",
        "en": "I pulled the order, then rang the warehouse and sent it by 4 that day, and complaints fell from 7 to 0.",
    }[language]
    general = {
        "zh": "我觉得服务很重要,我相信自己可以做好,平时大家都说我态度好,总的来说我会尽力。",
        "en": "I think service is important, I believe I can do it, people say I am nice, generally I do my best.",
    }[language]
    assert measure(told, language).value > 0.4
    assert measure(general, language).value < 0.1
    assert measure(told * 9, language).value <= 1.0
    assert measure("", language).value == 0.0


def test_denial_is_told_from_silence() -> None:
    assert stance("I did not follow up", ["call back", "follow up"], "en") == "denied"
    assert stance("I did not follow up but my colleague did follow up", ["follow up"], "en") == "said"
    assert stance("我没有回访", ["回访"], "zh") == "denied"
    assert stance("我去吃饭", ["回访"], "zh") is None
