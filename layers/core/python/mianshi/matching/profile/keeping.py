"""A résumé's text as it may be kept, shown and asked about: nothing raw is left in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from mianshi.contracts.resumes import HiddenText, ResumeText
from mianshi.matching.lexicon.traditional import simplified
from mianshi.matching.profile.leave import without_leave
from mianshi.matching.profile.lines import MOST_READ, each_line
from mianshi.matching.profile.shielding import quotable

Findings = Callable[[str], Sequence[object]]
"""Protected topics in a text, none where the sequence is empty (`scoring.protected.lint_text`)."""
_TRADE = re.compile(
    r"健康(?:证明?|管理|码|照明|餐|食品|产品|产业|险|教育|档案|咨询|宣教|监测|评估|科普|服务|数据)|大健康|民族[\u4e00-\u9fff]{1,3}"
    r"|体检(?:中心|科|报告|套餐)|(?:证件)?照片?(?:处理|拍摄|修图|后期|编辑)|证件照|孕产妇?(?:护理|健康|保健|管理)[档案]{0,2}"
    r"|(?:[一二三]胎|单亲)?家庭(?:保险|医生|教育|收纳)|宗教(?:学|研究)|(?:户籍|户口)(?:管理|业务|办理)|(?:性别|年龄|民族)(?:段|层|识别|分析|研究|结构)"
    r"|(?:妇女|妇幼|女子|儿童|老年|残疾人?|基督教?|佛教|伊斯兰|民族)[\u4e00-\u9fff]{0,8}(?:大学|学院|学校|医院|保健院|会|联合会|中心|报|社|银行|集团|公司)"
    r"|(?:中文|英语|汉语|普通话)?[（(：: ]?母语(?:水平)?"
    r"|(?:母婴|儿童|婴幼儿|孕婴|老年|养老|残疾人|女装|男装|女鞋|男鞋)"
    r"[\u4e00-\u9fff]{0,6}|(?i:\b(?:gender|religious|women['’]?s|ethnic|disability|ag(?:e)?ing) studies\b"
    r"|\bage (?:verification|groups?|ranges?|gating|estimation)\b|\bmarriage (?:registr\w{1,3}|counsel\w{1,5}"
    r"|licen[cs]\w{1,3})\b"
    r"|\b(?:hukou|religion|race|gender|ethnicity|disability|age) (?:polic\w{1,3}|research|data|equality|pay gap"
    r"|inclusion"
    r"|statistics)\b|\b(?:women|children|islamic|christian|catholic|jewish|baptist)(?:['’]s)? (?:[a-z]{2,12} )?"
    r"(?:hospital|university|college|school|bank|centre|center|charity|museum)\b|\bnative(?: speaker)?\b"
    r"|\bmother tongue\b|\b(?:for|with|of|teaching|taught|to|served?|"
    r"treat\w{0,3}) (?:[a-z]{2,12} ){0,2}(?:children|kids|women|elderly)\b|\bchildren['’]s\b"
    r"|\bhealth(?:care)?[- ](?:and[- ]safety"
    r"|cent(?:er|re)|services?|records?|systems?|products?|information|promotion|programmes?|programs?|clubs?)\b)"
)
"""Words of a trade, a certificate or a language level that name no trait of the one who writes them."""
_CLAUSES = re.compile(r"([，,；;。！!？?|｜、\t]|\s{2,}|(?<=[a-z])\.\s|(?<=[\u4e00-\u9fff\d])\s+(?=[\u4e00-\u9fff]))")
_LETTER = re.compile(r"[^\W\d_]")
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
    if not _LETTER.search(text) or not _found(text, findings):
        return text
    left = [part for part in _CLAUSES.split(text) if not _found(part, findings)]
    whole = _LOOSE.sub("", "".join(left))
    return "" if _found(whole, findings) else whole


def _found(text: str, findings: Findings) -> bool:
    return bool(findings(_TRADE.sub(" ", simplified(text))))
