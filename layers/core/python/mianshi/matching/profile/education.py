"""Schooling: which school, level, major and years, from lines of any order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mianshi.contracts.resumes import DEGREES, Degree, Education, Period
from mianshi.matching import lexicon
from mianshi.matching.lexicon.traditional import simplified
from mianshi.matching.profile import dates
from mianshi.matching.profile.lines import Line
from mianshi.matching.profile.pieces import labelled, school, split

_ASIDE = re.compile(
    r"GPA|绩点|排名|课程|奖学金|奖$|论文|courses?|coursework|thesis|dissertation|dean|"
    r"scholarship|honou?rs? list|毕业设计|研究方向|成绩|学分|"
    r"在校期间|担任|\brank|班级|主修：|全日制|统招|非全日制|full[- ]time|part[- ]time|自考|"
    r"函授|成人教育|^在读$|毕业$|^学习形式|expected|预计|^\W*\d",
    re.IGNORECASE,
)
_MAJOR_LABEL = re.compile(
    r"(?:所学|主修|就读|学习)?专业(?:名称)?\s*[:：]\s*([^|｜,，;；\s]+)|(?:主修|"
    r"专业方向)\s*[:：]?\s*([\u4e00-\u9fff]{2,14})(?=$|[|｜,，;；\s])"
    r"|([\u4e00-\u9fffA-Za-z（）()+/与]{2,24}?)专业(?=$|[|｜,，;；\s（(·本硕大学毕])"
    r"|\b(?i:major(?:ing|ed)?(?: in)?\s*[:：]?\s*)([A-Z][A-Za-z& ]+?)(?=$|[|,;(–—.]|\s[-–—])"
)
_ENGLISH_DEGREE = re.compile(
    r"(?i:\b(?:bachelor|master|doctor|associate)(?:['’]?s)?(?: degree)?(?: of (?:science|"
    r"arts|engineering|applied science"
    r"|applied arts|technology|commerce|education|fine arts|laws?|philosophy|management|economics|medicine))?"
    r"|\bdiploma|\b(?:BSc|B\.Sc\.?|B\.?S\.?|B\.?A\.?|BEng|B\.Eng\.?|BBA|MSc|M\.Sc\.?|"
    r"M\.?S\.?|M\.?A\.?|MEng|MBA|Ph\.?D\.?|BCom|B\.Com\.?|BTech|B\.Tech\.?|BEd|MEd|LLB|LLM|"
    r"HND|BFA|MFA|A\.?A\.?S?))"
    r"(?=[\s,(]|$)\.?(?:\s*\(?(?i:hons|honours)\)?)?\s*(?:,|(?<=[\s.)a-zA])(?=[A-Z][a-z])|"
    r"\bin\b|\bof\b|:|\(|[-–—])\s*([A-Z][A-Za-z&/ ]+?)(?:\s+(?:at|from)\s.*)?(?=$|[|"
    r",;()–—.·•]|\s[-–—]|\s{2}|\sat\s|\sfrom\s|\d)"
)
_DEGREE_WORDS = re.compile(
    r"学位|学历|专业|全日制|统招|非全|毕业|在读|双学位|一等|(?i:\bdegree\b|\bhons\b|"
    r"\bhonours\b|\bmajor\b|\(\s*\))|[（(]\s*[)）]"
)
_NO_SCHOOL = re.compile(r"课程[:：]|奖学金|(?i:coursework|courses:|thesis|dissertation)|论文|期刊|担任|志愿")
_MOST_LINES = 14
_HIGH_SCHOOL = re.compile(r"(?i:\b(?:high|secondary|grammar|comprehensive) school\b)|高中$|(?<!初级)中学$")
"""Schools whose diploma is that of a high school, whatever it is called."""
_SCHOOL_LABELS = ("毕业院校", "毕业学校", "学校", "院校", "学校名称", "School", "University", "Institution", "College")


@dataclass
class _Draft:
    head: Line
    school: str = ""
    degree: Degree | None = None
    major: str = ""
    period: Period = field(default_factory=Period)
    dated: bool = False
    size: int = 1

    def made(self) -> Education | None:
        if not (self.school or self.degree or (self.major and self.dated)):
            return None
        return Education(
            school=self.school, degree=self.degree, major=self.major, period=self.period, quote=self.head.quoted()
        )


def education(lines: list[Line]) -> list[Education]:
    """Schooling told by `lines`: those under its heading, or, where that tells none, what stands with the personal
    details.
    """
    proper = [line for line in lines if "education" in line.section and not line.heads]
    found = _entries(proper)
    if found:
        return found
    elsewhere = [
        line
        for line in lines
        if not line.heads and ("personal" in line.section or "summary" in line.section or not line.section)
    ]
    return _entries([line for line in elsewhere if _tells(line.text)])


def _tells(text: str) -> bool:
    if len(text) > 90:
        return False
    return bool(school(text) or lexicon.degree(text) or _MAJOR_LABEL.search(text))


def _entries(lines: list[Line]) -> list[Education]:
    drafts: list[_Draft] = []
    for line in lines:
        named, major = _school_of(line), _major(line.text)
        level = _level(line.text, named)
        period, dated = _period(line.text)
        current = drafts[-1] if drafts else None
        if current is None or _begins(current, named, level, dated):
            if not (named or level or dated or major):
                continue
            current = _Draft(head=line)
            drafts.append(current)
        elif named and not current.school:
            current.head = line
        _fill(current, named, level, major, period, dated)
    return [entry for entry in (draft.made() for draft in drafts) if entry is not None]


def _begins(current: _Draft, named: str, level: Degree | None, dated: bool) -> bool:
    current.size += 1
    if named and current.school and named != current.school:
        return True
    if dated and current.dated and (current.school or current.degree is not None):
        return True
    return (
        bool(level and current.degree and level != current.degree and current.school and (named or dated))
        or current.size > _MOST_LINES
    )


def _fill(draft: _Draft, named: str, level: Degree | None, major: str, period: Period, dated: bool) -> None:
    draft.school = draft.school or named
    if level and (draft.degree is None or DEGREES.index(level) > DEGREES.index(draft.degree)):
        draft.degree = level
    draft.major = draft.major or major
    if dated and not draft.dated:
        draft.period, draft.dated = period, True


def _school_of(line: Line) -> str:
    values = labelled(line.text)
    for label in _SCHOOL_LABELS:
        if values.get(label):
            return school(values[label]) or values[label]
    if _NO_SCHOOL.search(line.text):
        return ""
    return school(dates_cut(line.text))


def dates_cut(text: str) -> str:
    """`text` with a separator where it names a period."""
    for dated in reversed(dates.ranges(text)):
        text = f"{text[: dated.start]} | {text[dated.end :]}"
    return text


def _level(text: str, named: str) -> Degree | None:
    if re.search(r"课程|courses?:|coursework|奖学金|导师", text) and len(text) > 30:
        return None
    level = lexicon.degree(simplified(text))
    return Degree.HIGH_SCHOOL if level in (None, Degree.COLLEGE) and _HIGH_SCHOOL.search(named) else level


def _period(text: str) -> tuple[Period, bool]:
    ranges = dates.ranges(text)
    if ranges:
        return ranges[0].period, True
    one = dates.single(text)
    if one and (
        re.search(r"毕业|graduat|入学|expected|class of|学历|学位|degree", text, re.IGNORECASE)
        or len(text) < (110 if school(text) else 70)
    ):
        return one.period, True
    return Period(), False


def _major(text: str) -> str:
    text = dates_cut(text)
    named = school(text)
    if named:
        text = text.replace(named, " | ")
    hit = _MAJOR_LABEL.search(text)
    if hit:
        return _bare(next(filter(None, hit.groups())))
    hit = _ENGLISH_DEGREE.search(text)
    if hit and hit[1].strip() not in ("Hons", "Eng") and not re.search(r"University|College|Institute|School", hit[1]):
        return hit[1].strip()
    if re.search(r"课程|coursework|courses|奖|担任|职务", text):
        return ""
    parts = [_bare(part) for part in split(text) if not _ASIDE.search(part)]
    parts = [part for part in parts if part and not school(part)]
    for part in parts:
        if any(found.kind == "major" for found in lexicon.find(part)) and len(part) <= 40:
            return part
    return _left_over(text, parts)


def _left_over(text: str, parts: list[str]) -> str:
    """A part that no list knows, on a line that names the school and the level."""
    if not (school(text) or lexicon.degree(text)):
        return ""
    return next((part for part in parts if re.fullmatch(r"[\u4e00-\u9fff（）()与及]{2,15}", part)), "")


def _bare(part: str) -> str:
    """`part` without the words of a level: 会计学 of 会计学（本科）."""
    for held in reversed(lexicon.degrees(part)):
        part = f"{part[: held.start]} {part[held.end :]}"
    part = _DEGREE_WORDS.sub(" ", re.sub(r"[（(][^()（）]*[)）]?$", "", part))
    part = re.sub(r"^[\s·/\-–—:：,]*(?:of|in|,)?\s+(?=\S)|[\s·/\-–—:：(（,]+$", "", part).strip(" ·/-–—:：,()（）")
    return re.sub(r"\s+", " ", part)
