"""A résumé's text as it may be kept, shown and asked about: nothing raw is left in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from mianshi.contracts.matching import HiddenText, ResumeText
from mianshi.matching.profile.leave import without_leave
from mianshi.matching.profile.lines import MOST_READ, each_line
from mianshi.matching.profile.shielding import quotable

Findings = Callable[[str], Sequence[object]]
"""Protected topics in a text, none where the sequence is empty (`scoring.protected.lint_text`)."""
_TRADE = re.compile(
    r"健康(?:证明?|管理|码|照明|餐|食品|产品|产业|险)|大健康"
    r"|(?:中文|英语|汉语|普通话)?[（(：: ]?母语(?:水平)?"
    r"|(?:母婴|儿童|婴幼儿|孕婴|老年|养老|残疾人|女装|男装|女鞋|男鞋)"
    r"[\u4e00-\u9fff]{0,6}|(?i:\bnative(?: speaker)?\b|\bmother tongue\b|\b(?:for|with|of|teaching|taught|to|served?|"
    r"treat\w{0,3}) (?:[a-z]{2,12} ){0,2}(?:children|kids|women|elderly)\b|\bchildren['’]s\b"
    r"|\bhealth(?:care)?[- ](?:and[- ]safety"
    r"|cent(?:er|re)|services?|records?|systems?|products?|information|promotion|programmes?|programs?|clubs?)\b)"
)
"""Words of a trade, a certificate or a language level that name no trait of the one who writes them."""
_CLAUSES = re.compile(r"([，,；;。！!？?|｜、\t]|\s{2,}|(?<=[a-z])\.\s|(?<=[\u4e00-\u9fff\d])\s+(?=[\u4e00-\u9fff]))")
_LOOSE = re.compile(r"^[\s，,；;、|｜]+|[\s，,；;、|｜]+$")


def shielded(text: ResumeText, findings: Findings) -> ResumeText:
    """`text` with every line cut to what may be quoted, and empty where nothing is left, so that places stay what they
    are; hidden passages likewise, as if they stood among personal details.

    A clause in which `findings` has a protected topic is cut, a word of a trade aside. Done twice it changes nothing.
    """
    told = {line.at: without_findings(line.quote, findings) for line in each_line(text)}
    lines = [line.model_copy(update={"text": told.get(at, "")}) for at, line in enumerate(text.lines)]
    return text.model_copy(update={"lines": lines, "hidden": [_hidden(one, findings) for one in text.hidden]})


def _hidden(one: HiddenText, findings: Findings) -> HiddenText:
    left = without_leave(quotable(one.text[:MOST_READ], personal=True))
    return one.model_copy(update={"text": without_findings(left, findings)})


def without_findings(text: str, findings: Findings) -> str:
    """`text` without the clauses in which `findings` has something."""
    if not findings(_TRADE.sub(" ", text)):
        return text
    left = [part for part in _CLAUSES.split(text) if not findings(_TRADE.sub(" ", part))]
    whole = _LOOSE.sub("", "".join(left))
    return "" if findings(_TRADE.sub(" ", whole)) else whole
