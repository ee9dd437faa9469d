"""Levels of education as résumés and job texts name them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mianshi.contracts.resumes import DEGREES, Degree

# In the order in which they are tried at one place: what holds another word within it comes first.
_PATTERNS: tuple[tuple[Degree | None, str], ...] = (
    (
        None,
        r"(?i:scrum|web|station|quarter|post|head)[ -]?[Mm]aster|\b[Mm]aster (?:data|plan|file|"
        r"schedule|budget)\w*",
    ),
    (None, r"\bMS (?:Office|SQL|Word|Excel|Project|Access|Teams|Visio|PowerPoint|Outlook)|\bBA (?:team|role|lead)"),
    (
        None,
        r"本科[室目]|基本科|专科(?:医院|护士|护理|门诊|医生)|大专业|提高中|"
        r"高中[低级端层小标压危]|硕士生导师|博士生导师",
    ),
    (
        Degree.HIGH_SCHOOL,
        r"(?i:high[ -]school|(?:upper )?secondary school|\bGED\b|A[ -]levels?\b)(?i: diploma)?|高中(?:毕业)?|普高",
    ),
    (Degree.BACHELOR, r"专升本|专接本|专转本|(?<![\u4e00-\u9fff])[升接转]本(?![\u4e00-\u9fff])"),
    (
        Degree.DOCTOR,
        r"博士(?:研究生|后)?|\bPh\.? ?D\b\.?|(?i:\bdoctor(?:ate|al)\b|\bdoctor of\b)|"
        r"\bD\.?Phil\b|\bDBA\b",
    ),
    (
        Degree.MASTER,
        r"硕士(?:研究生)?|研究生|\bDiplom-[A-Z]\w+\b(?! \(FH\))"
        r"|\b(?:E?MBA|MPA|MPAcc|LL\.?M|M\.?Sc|M\.?Eng|M\.?Phil|M\.?Ed|"
        r"MFA|MPH)\b\.?",
    ),
    (Degree.MASTER, r"\bM\.S\.?|\bM\.A\.|\bMS\b(?=[ ,]|$|，|\()|(?<!, )\bMA\b(?= (?:in|of)\b| ?[,，(]|$)"),
    (
        Degree.MASTER,
        r"\b[Mm]aster(?:['’]?s\b|(?= (?:of|in|degree|program)|[,，(|:]|$|\s*[-–—·|]))|\b(?i:post-?graduate)\b",
    ),
    (Degree.BACHELOR, r"大学本科|本科|学士|学历[:： ]*大学|\b[Bb]achelor(?:['’]?s)?\b|\b(?i:undergraduate)\b"),
    (
        Degree.BACHELOR,
        r"\b(?:B\.?Sc|B\.?Eng|B\.?Ed|BBA|LL\.?B|BFA|B\.?Com|B\.?Tech|B\.?Math|BArch)\b\.?"
        r"|\bB\.[SE]\.|\bB\.S\b|\bPGCE\b|\bDiplom-[A-Z]\w+\b(?= \(FH\))|\bB\.A\.?|\bB[AS]\b",
    ),
    (
        Degree.COLLEGE,
        r"大专|专科|高职|高专|(?i:\bhigher certificate\b)|(?i:\bassociate(?:['’]?s)? degree|\bassociate['’]s\b)"
        r"|(?i:\bassociate (?:of|in) (?:arts|\w* ?science|nursing|business)|\bA\.A\.S?\.)",
    ),
    (
        Degree.VOCATIONAL,
        r"中等专业|职教中心|\bNVQ\b|\bBTEC\b|中专|中职|职高|技校|技工学校|职业高中|"
        r"(?i:\b(?:vocational|technical|trade) (?:school|secondary|diploma)\b)",
    ),
    (Degree.COLLEGE, r"\b(?i:(?:higher |advanced |college )?diploma|HND)\b"),
)
_ANY = re.compile("|".join(f"(?P<d{at}>{pattern})" for at, (_, pattern) in enumerate(_PATTERNS)))


@dataclass(frozen=True)
class Held:
    """A level named at ``text[start:end]``."""

    degree: Degree
    start: int
    end: int


def degrees(text: str) -> list[Held]:
    """Every level that `text` names, in order. ``Scrum Master``, ``MS Office`` and 本科室 name none."""
    found: list[Held] = []
    for hit in _ANY.finditer(text):
        level = _PATTERNS[int((hit.lastgroup or "d0")[1:])][0]
        if level is not None:
            found.append(Held(level, hit.start(), hit.end()))
    return found


def degree(text: str) -> Degree | None:
    """The highest level that `text` names, or None."""
    return max((each.degree for each in degrees(text)), key=DEGREES.index, default=None)
