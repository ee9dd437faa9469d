"""Certificates, licences and the like that a line names: by the lexicon, by their form, by what they stand among."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mianshi.matching import lexicon
from mianshi.matching.profile.lines import Line
from mianshi.matching.profile.listed import lists_tools, parts

_NOT_HELD = re.compile(
    r"备考|在考|在读|拟考|计划考|准备考|正在考|预计(?:取得|获得|通过)|未(?:取得|通过|拿到)|已?过期|"
    r"(?i:preparing for|studying for|studying towards|in progress|candidate|planning to|expected|pursuing|scheduled"
    r"|working towards|expired|lapsed)"
)
_NEGATED = re.compile(
    r"(?:没有|无|不具备|未持有?)\s*$|\b(?i:no|without|not|lacks?|lacking|never)(?: (?:any|a|held|yet|have))* $"
)
_HOLDING = re.compile(
    r"持有|持|取得|获得|获|考取|通过|具备|拥有|证书|(?i:obtained|certified|earned|passed|held|holds?|licen[cs]ed"
    r"|certificate)"
)
_AWARD = re.compile(
    r"奖|优秀|三好|先进|标兵|荣誉|冠军|亚军|季军|award(?! in)|scholarship|employee of|winner|\bdean|honou?r|prize"
    r"|第[一二三]名|竞赛|大赛|\bplace\b|of the (?:year|month)",
    re.IGNORECASE,
)
_FORM = re.compile(
    r"证书?(?:[（(][^()（）]{1,12}[)）])?$|资格证?$|职称$|认证$|[一二三四五六七八九十初中高]级(?:工|技师|技工)?$"
    r"|从业资格|职业资格|技能等级"
    r"|\b(?i:certificat\w+|certified|licen[cs]es?|diploma|credential|accredit\w+|permit|endorsement|ticket"
    r"|apprenticeship|"
    r"(?:NVQ|SVQ|BTEC|WSQ|QCF|RQF)\b|level [1-8]\b|(?:safety|site|id|competence|skills) card|first aid|working with "
    r"children|dbs|chartered|"
    r"registered (?:nurse|manager|gas)|award in|badge|belt)\b"
)
_AMONG = re.compile(r"[师员工]$|^(?:[a-z]{2,8} )?[A-Z][A-Za-z0-9 .+&/'’()-]{1,59}$|^\d{1,2}[- ][A-Za-z]")
"""What is one where it stands among certificates and nothing else."""
_DATES = re.compile(
    r"[（(]?\s*(?:exp\w*\.?|expires|valid (?:to|until|till)|since|until|till|issued|renewed|obtained|passed|获证时间"
    r"|有效期至?)?[:：]?\s*(?:[A-Z][a-z]{2,8}\.? )?"
    r"(?:\d{1,2}/)?(?:19|20)\d{2}(?:\s*[年./-]\s*\d{1,2})?(?:\s*[月./-]\s*\d{1,2}日?)?\s*月?\s*(?:年?(?:取得|获得"
    r"|考取|通过))?\s*[)）]?(?:\s*[-–—至到~]\s*)?|^\W+|[^\w+#)）]+$",
)
_NO_NAME = re.compile(
    r"^(?:in progress|pending|all in date|current|clean\b.*|full|valid\b.*|with (?:distinction|merit|honours)"
    r"|distinction|merit|pass(?:ed)?|associate|professional|"
    r"foundation|practitioner|advanced|intermediate|basic|systems?|tools?|online|remote|diploma|certificate"
    r"|licen[cs]e|highest qualification.*|grade [\w+]+|[\d.,/% ]+|"
    r"alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|florida|georgia|hawaii|idaho|illinois"
    r"|indiana|iowa|kansas|kentucky|"
    r"louisiana|maine|maryland|massachusetts|michigan|minnesota|mississippi|missouri|montana|nebraska|nevada|new "
    r"(?:hampshire|jersey|mexico|york)|"
    r"north (?:carolina|dakota)|ohio|oklahoma|oregon|pennsylvania|rhode island|south (?:carolina|dakota)|tennessee"
    r"|texas|utah|vermont|virginia|"
    r"washington|wisconsin|wyoming|ontario|alberta|quebec|victoria|queensland|england|scotland|wales|ireland|germany"
    r"|france|singapore|hong kong|"
    r"australia|canada|uk|usa|us|china|india|london)$"
    r"|\b(?:university|college|institute|academy|tafe|school|council|ltd|inc|board|coursera|udemy|edx|linkedin "
    r"learning)\b|(?:大学|学院|学校|协会|人社局|颁发)$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"培训|办理|审核|课程|组织|编写|安排|年审|换证|协助|负责|管理(?!员|人员|师)|[，。]"
    r"|\b(?i:renewals?|courses?|manag(?:ed|ing)|review\w*|process\w*|issu\w+|checked|checking|prepar\w+|train(?:ed"
    r"|ing)|taught|for all|our|"
    r"ensur\w+|handl\w+|keep\w*|kept|appl(?:y|ied|ications?))\b"
)
"""In a line about certificates of others."""
_FRAMES = {
    "NVQ", "NVQ Level 2", "NVQ Level 3", "NVQ Level 4", "WSQ", "City & Guilds", "LCCI", "LCCI Level 1", "LCCI Level 2",
    "LCCI Level 3", "First aid certificate",
}  # fmt: skip
"""Names of systems of certificates: in which trade and at which level stands behind them."""
_HEADING = re.compile(
    r"(?:(?:my|professional|other|relevant|further)?\s*(?:licen[cs]es?|certificat(?:es|ions?)|tickets|cards"
    r"|qualifications?|training|credentials|"
    r"registrations?|badges|permits|papers|courses|zertifikate|资格|资质|证书|证件|证照|持证|执照|奖项|荣誉"
    r"|技能)[\s,，、/&与和]*(?:and\s*)?)+[:：]?",
    re.IGNORECASE,
)
_LONGEST_LINE, _LONGEST_NAME = 160, 64


def held(line: Line, *, told: bool) -> Iterator[str]:
    """Names of certificates that `line` says are held. `told`: the line tells what was done in an employment, where
    only lists of certificates and what is said to be held count.
    """
    if _HEADING.fullmatch(line.text):
        return
    proper = "certificates" in line.section and not lists_tools(line.text)
    split = parts(line.text) if len(line.text) <= _LONGEST_LINE else [line.text]
    if told and not _HOLDING.search(line.text) and not _all_formal(split):
        return
    if not proper and (told or line.section & {"education", "personal"} or not _all_formal(split)):
        yield from _known(line.text)
        return
    for part in split:
        if _NOT_HELD.search(part):
            continue
        known = list(_known(part))
        yield from known
        if not known or (set(known) <= _FRAMES and len(part) > 2 * len(known[0])):
            yield from _as_written(part, alone=line.section == {"certificates"})


def _known(text: str) -> Iterator[str]:
    if _NOT_HELD.search(text):
        return
    for each in lexicon.find(text):
        if each.kind == "certificate" and not _NEGATED.search(text[: each.start]):
            yield each.name


def _all_formal(split: list[str]) -> bool:
    """Whether a line is nothing but certificates: known ones, or of their form, half of the parts at least."""
    bared = (_DATES.sub("", part).strip() for part in split)
    told = [part for part in bared if part and not _NO_NAME.search(part)]
    return bool(told) and 2 * sum(map(_formal, told)) >= len(told)


def _formal(part: str) -> bool:
    if len(part) > _LONGEST_NAME or _ABOUT.search(part):
        return False
    known = [each for each in lexicon.find(part) if each.kind == "certificate"]
    return bool(_FORM.search(part)) or 2 * sum(each.end - each.start for each in known) >= len(part)


def _as_written(part: str, *, alone: bool) -> Iterator[str]:
    bare = _DATES.sub("", _DATES.sub("", part).strip()).strip()
    if not 2 <= len(bare) <= _LONGEST_NAME or _AWARD.search(bare) or _NO_NAME.search(bare) or "：" in bare:
        return
    known = {each.name for each in lexicon.find(bare + "证") if each.kind == "certificate"}
    if known - _FRAMES:
        yield from known
        return
    whole = [each for each in lexicon.find(bare) if each.end - each.start >= len(bare) - 1]
    formal = _FORM.search(bare) or (alone and _AMONG.search(bare) and not whole)
    if formal and not any(each.kind in ("language", "major") for each in whole):
        yield bare
