"""Words that take a claim back: what is denied, still to be learned or wished for meets nothing."""

from __future__ import annotations

import re

_CLAUSE = re.compile(r"[,，;；。！!？?]|\.\s|\bbut\b|但是?|不过", re.IGNORECASE)
_HARMLESS = re.compile(
    r"不仅|不但|不只|不断|不限于|不低于|不少于|无缝|无障碍|无差错|无事故|无投诉|零(?:事故|差错|投诉)|无人|无线"
    r"|无纸化|未来|从无到有|没有出现|没有发生"
    r"|\bnot only\b|\bnot limited to\b|\bno (?:less|fewer|later) than\b|\bwithout (?:any )?(?:incident|error"
    r"|downtime|complaint|interrupt|delay)\w*\b|\bnon-",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"没有?|无(?=[^论])|未(?:曾|有)?|不(?:会|懂|熟悉|了解|具备|太熟)|尚未|缺乏|缺少|从未|暂无|毫无|(?:正在"
    r"|在)(?:自学|学习|备考)|(?:计划|打算|准备|希望|想要?|愿意|有意|期待)(?:去)?(?:学习?|考取?|从事|接触|了解)"
    r"|零基础|对.{0,12}(?:感兴趣|有兴趣)"
    r"|\b(?:no|not|never|without|lacks?|lacking|haven['’]?t|hasn['’]?t|don['’]?t|doesn['’]?t|didn['’]?t|unfamiliar"
    r"|cannot|can['’]?t)\b"
    r"|\b(?:currently |now |presently )?(?:learning|studying)\b|\b(?:plan(?:ning|s)?|want(?:ing|s)?|hop(?:e|ing)"
    r"|eager|keen|willing|would like|looking) to (?:learn|study|gain|get)\b"
    r"|\b(?:interest(?:ed)?|beginner) in\b|\bpreparing for\b",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"^[^,，;；。]{0,8}?(?:(?:正在)?(?:学习|自学|备考|在学|报考)中|在读|在考|未接触|未使用过?|(?:经验|基础)(?:不足"
    r"|欠缺|薄弱|为零)|零基础|尚未|未通过|未取得|没有?通过)"
    r"|^[^,;.]{0,24}?\b(?:in progress|not (?:yet )?(?:passed|obtained|completed)|\(learning\)|currently learning"
    r"|beginner)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"学习中|自学中|备考中|在考|零基础|(?:经验|基础)(?:不足|欠缺|薄弱)|\bin progress\b|\bbeginner\b", re.IGNORECASE
)
_REACH_BEFORE = 40


def negated(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` is denied, being learned or only wished for, in its own clause."""
    before, after = text[:start], text[end:]
    cut = max((hit.end() for hit in _CLAUSE.finditer(before)), default=0)
    clause = _HARMLESS.sub(" ", before[cut:][-_REACH_BEFORE:])
    return bool(_BEFORE.search(clause) or _AFTER.match(after))


def denies(text: str) -> bool:
    """Whether anything at all in `text` is denied, being learned or only wished for."""
    return bool(_BEFORE.search(_HARMLESS.sub(" ", text)) or _DENIED.search(text))
