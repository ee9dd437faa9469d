"""The parts of a job text: what is asked, what is an advantage, what the work is, what is offered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Section(StrEnum):
    """What the lines below a heading are about."""

    NONE = "none"
    """Before the first heading."""
    ASKED = "asked"
    NICE = "nice"
    DUTIES = "duties"
    OFFER = "offer"
    """Pay, place, the employer, how to apply."""


@dataclass(frozen=True)
class Line:
    """One line without its bullet, and the section it stands in. `labelled`: it names what it asks for itself, such
    as ``学历：本科``."""

    text: str
    section: Section
    labelled: bool = False


_HEADINGS: tuple[tuple[Section, str], ...] = (
    (
        Section.NICE,
        r"加分(?:项|条件)?|优先(?:条件|考虑|录用)?(?:条件)?|(?:以下|下列)?(?:条件|情况|者)?优先(?:考虑|录取)?|锦上添花"
        r"|nice[- ]to[- ]haves?|good to have|(?:preferred|desired|desirable|bonus|additional)"
        r"(?: (?:qualifications?|skills?|requirements?|experience|points?|criteria))*|bonus|pluses"
        r"|(?:it(?:'|’)s )?a plus(?: if)?|it would be (?:great|nice) if you(?: have)?|extra credit"
        r"|what will set you apart",
    ),
    (
        Section.ASKED,
        r"(?:任职|岗位|职位|应聘|招聘|录用|资格|基本|必备|硬性|能力|技能|具体|人员|素质|申请|我们的)?"
        r"(?:要求|资格|条件|标准)(?:与资格|和资格|及要求|/资格)?|任职资格(?:与|及|和)?要求|必备(?:技能|条件)?"
        r"|我们(?:希望|期待|需要|要找|寻找|看重)"
        r"(?:的)?(?:你|您|这样的你|的人)?|你(?:需要|应该|必须)(?:具备|有|会)?|希望你|关于你|你是谁|任职能力"
        r"|(?:job |role |position |key |minimum |basic |core |essential |required |general |candidate |technical "
        r"|person )*"
        r"(?:requirements?|qualifications?|criteria|specification|must[- ]haves?|prerequisites?|competencies)"
        r"(?: (?:and|&) (?:skills|experience|qualifications|requirements))?"
        r"|(?:required |essential |key )?(?:skills?|experience)(?:,? (?:and|&) (?:skills?|experience"
        r"|qualifications?|education))+"
        r"|required skills|essential skills|skills required|essential|must have|education and experience"
        r"|what (?:you(?:'|’)?(?:ll)?(?: will)? (?:need|bring|have)|we(?:'|’)?re? (?:are )?(?:looking for|need"
        r"|expect|ask))(?: .{0,20})?"
        r"|we(?:'|’)re looking for|who (?:you are|we(?:'|’)?re look(?:ing)? for|we are looking for|we look for)"
        r"|about you"
        r"|your profile|you (?:have|are|bring)"
        r"|to be successful(?: .{0,30})?|the ideal candidate(?: .{0,12})?",
    ),
    (
        Section.DUTIES,
        r"(?:岗位|工作|主要|职位|核心)?职责(?:描述|范围|说明)?|(?:主要|岗位)?工作(?:内容|任务|描述)|(?:岗位"
        r"|职位)(?:描述|介绍|说明|内容)"
        r"|你(?:将|会|要)(?:负责|做什么|做的事)?|你的(?:工作|职责)|日常工作"
        r"|(?:key |main |core |primary |job |your |role )*(?:responsibilities|duties|accountabilities)(?: include)?"
        r"|(?:duties|responsibilities) (?:and|&) (?:duties|responsibilities)"
        r"|what you(?:'|’)?(?:ll)?(?: will)? (?:do|be doing|own)|(?:your|the|about the) role|job (?:description"
        r"|summary|purpose)|position summary"
        r"|you will|day[- ]to[- ]day|a day in the life|the job|role overview",
    ),
    (
        Section.OFFER,
        r"薪资(?:待遇|福利|范围)?|薪酬(?:待遇|福利|范围)?|福利(?:待遇)?|(?:我们|公司)(?:提供|能给你的?|的优势)|待遇"
        r"|公司(?:介绍|简介|福利|概况)"
        r"|关于(?:我们|公司)|工作(?:地点|地址|时间)|上班(?:地点|时间|地址)|联系(?:方式|人|电话)|招聘人数"
        r"|投递(?:方式|邮箱)|面试(?:流程|地点)|你将获得|职位亮点|晋升(?:空间|通道)?"
        r"|(?:our )?(?:benefits?|perks|compensation|salary|pay|rewards)(?: (?:and|&) (?:benefits?|perks"
        r"|compensation))*|(?:what )?we offer|what(?:'|’)s in it for you"
        r"|what you(?:'|’)?(?:ll)? get|about (?:us|the company|the team|.{2,20} inc\.?)|(?:our|the) (?:company|team"
        r"|culture)|who we are|why (?:join )?us|location|working hours|work hours"
        r"|how to apply|contact(?: us)?|equal opportunity(?: .{0,30})?|interview process",
    ),
)
_SHAPES = [(section, re.compile(rf"(?:{words})", re.IGNORECASE)) for section, words in _HEADINGS]
_BULLET = re.compile(r"^[\s\-–—•·●■◆▪*☆★✓✔○◇➢➤►▶>#※\ufe0f\u200b\ufeff]+")
_NUMBER = re.compile(
    r"^(?:[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[、．)）]|\d{1,2}\.(?!\d)|[一二三四五六七八九十]{1,3}\."
    r"|[①-⑳]|[a-h][.)](?=\s))\s*"
)
_INLINE = re.compile(
    r"(?<=[。；;，,！!.\s])[ \t]*(?=(?:【?(?:任职|岗位|职位|应聘)?(?:要求|资格|条件)|【?(?:岗位|工作)?职责"
    r"|【?加分项?|【?优先条件|【?(?:薪资|福利)待遇|"
    r"Requirements|Qualifications|Responsibilities|Nice to have|Benefits)】?\s*[:：])",
    re.IGNORECASE,
)
"""Where a heading begins in the middle of a paragraph."""
_LABEL = re.compile(
    r"^(?:最低)?(?:学历|教育程度|文化程度|专业|工作经验|工作年限|经验|年限|语言|外语|证书|资格证书?|技能|年龄|性别"
    r"|婚姻状况|户籍|户口|籍贯|民族|身高|形象|政治面貌)"
    r"(?:要求|条件|水平|能力)?\s*[:：]\s*\S"
    r"|^(?:education|degree|experience|languages?|certifications?|skills?|age|gender|sex|marital status|nationality)"
    r"(?: (?:level|required|requirements?))?\s*[:：]\s*\S",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"^(?:招聘|诚聘|急聘)?(?:岗位|职位|职务|招聘岗位|招聘职位|岗位名称|职位名称|job title|position|title"
    r"|role)?\s*[:：]?\s*",
    re.IGNORECASE,
)
_FURNITURE = " \t【】[]〔〕「」《》<>*_#=~：:—-–|"
_LONGEST_TITLE = 40


def lines(text: str) -> Iterator[Line]:
    """The lines of a job text with their sections; headings are not among them."""
    section = Section.NONE
    for raw in _INLINE.sub("\n", text).splitlines():
        for piece in re.split(r"\s*[|｜]\s*|\t+", raw):
            bare = unbulleted(piece)
            if not bare:
                continue
            found = heading(bare)
            if found is not None:
                section, bare = found
                if not bare:
                    continue
            yield Line(bare, section, bool(_LABEL.match(bare)))


def unbulleted(text: str) -> str:
    """`text` without bullet and number before it."""
    bare = _BULLET.sub("", text.strip())
    return _NUMBER.sub("", bare, count=1).strip()


def heading(text: str) -> tuple[Section, str] | None:
    """The section that a line opens and what stands behind its colon, or None for a line that is no heading."""
    head, colon, rest = _parted(text)
    bare = head.strip(_FURNITURE)
    bare = re.sub(r"^(?:\d{1,2}|[一二三四五六七八九十]{1,2})[、.．]\s*", "", bare)
    bare = re.sub(r"\s*[（(][^（）()]{0,30}[)）]\s*$", "", bare)
    if not bare or (not colon and len(text) > _LONGEST_TITLE):
        return None
    for section, shape in _SHAPES:
        if shape.fullmatch(bare):
            return section, rest.strip(" \t】]*") if colon else ""
    return None


def _parted(text: str) -> tuple[str, str, str]:
    """A line at its first colon; a heading in brackets ends with them."""
    bracket = re.match(r"^[【\[〔]([^】\]〕]{1,30})[】\]〕]\s*[:：]?\s*(.*)$", text)
    if bracket:
        return bracket.group(1), ":", bracket.group(2)
    found = re.match(r"^([^:：]{1,60})([:：])(.*)$", text)
    return (found.group(1), found.group(2), found.group(3)) if found else (text, "", "")


def title(text: str) -> str:
    """What the job is called: its first line, where that is short and no heading; else empty."""
    first = next((line for raw in text.splitlines() if (line := unbulleted(raw))), "")
    if len(first) > _LONGEST_TITLE or heading(first) is not None or re.search(r"[。；;!！]", first):
        return ""
    return _TITLE.sub("", first, count=1).strip(_FURNITURE)
