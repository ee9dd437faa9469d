"""Employments and projects: who for, as what, when, and the lines that tell what was done."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mianshi.contracts.resumes import Period, Work
from mianshi.matching.profile import dates
from mianshi.matching.profile.lines import Line
from mianshi.matching.profile.naming import Names, names
from mianshi.matching.profile.pieces import labelled, organisation, sentence, split, title

WORK_SECTIONS = ("work", "internship", "project", "campus")
_MOST_HEAD = 72
_COLUMN_NAMES = re.compile(
    r"^(?:起止)?(?:时间|日期|公司|公司名称|单位|工作单位|职位|岗位|职务|部门|工作内容|"
    r"起止日期|起止年月|主要职责|离职原因|证明人|项目名称|角色|担任角色"
    r"|(?i:period|dates?|company|employer|position|title|role|duties|responsibilities|description))\s*[:：]?$"
)
_BODY_LABEL = re.compile(
    r"^(?:(?:主要|工作|项目|岗位|个人)?(?:职责|内容|描述|业绩|成果|成就|背景|简介|介绍|"
    r"技术|环境|成绩|概述|任务)|技术栈|开发环境|开发工具|责任描述|关键词|工作总结|所用技术|"
    r"使用技术|汇报对象|下属人数|离职原因"
    r"|(?i:responsibilities|achievements|key achievements|duties|tech(?:nologies| stack)?|"
    r"tools|environment|description|stack|skills used|summary|highlights|reports? to|"
    r"key results))\s*[:：]"
)
_HEAD_LABELS = re.compile(
    r"^(?:公司(?:名称)?|(?:工作|任职|就职)?单位|企业(?:名称)?|雇主|项目(?:名称)?|"
    r"(?i:company|employer|organi[sz]ation|project(?: name)?))$"
)
_BREAK = re.compile(r"职业空窗|待业|间隔年|在家|(?i:career break|gap year|parental leave|sabbatical)")
_INTERN = re.compile(
    r"实习|学生会|志愿者|义工|社团|团委|班委|(?i:\bintern(?:ship)?\b|\bvolunteer\w{0,5}\b|\bstudent(?:s['’])? "
    r"(?:union|council|government|association|society|club)\b)"
)
"""An internship, a student office or unpaid work, whichever section it stands in."""


@dataclass
class Draft:
    """An entry in the making. `lasted`: months where it names a duration and no dates."""

    head: list[Line]
    body: list[Line] = field(default_factory=list)
    lasted: int | None = None


@dataclass(frozen=True)
class Told:
    """An entry with the lines of its heading, and the months it lasted where it names no dates."""

    work: Work
    head: tuple[Line, ...]
    body: tuple[Line, ...]
    lasted: int | None


def works(lines: list[Line]) -> list[Told]:
    """Every employment and project told by `lines`, in their order; columns are read one by one."""
    columns = [[line for line in lines if line.column == column] for column in sorted({each.column for each in lines})]
    found = [told for column in columns for block in _blocks(column) for told in _entries(block)]
    return sorted(found, key=lambda told: told.head[0].at)


def _blocks(lines: list[Line]) -> list[list[Line]]:
    """Runs of lines under one heading that tells of work."""
    blocks: list[list[Line]] = [[]]
    for line in lines:
        kinds = _kinds(line)
        if line.heads or (blocks[-1] and kinds != _kinds(blocks[-1][-1])):
            blocks.append([])
        if kinds and not line.heads and not _COLUMN_NAMES.match(line.text):
            blocks[-1].append(line)
    return [block for block in blocks if block]


def _kinds(line: Line) -> frozenset[str]:
    return line.section & frozenset(WORK_SECTIONS)


def _entries(block: list[Line]) -> list[Told]:
    project = not ({"work", "internship"} & block[0].section)
    drafts: list[Draft] = []
    used = -1
    anchors = _anchors(block, project=project)
    for place, anchor in enumerate(anchors):
        first = _upward(block, anchor, used)
        last = _downward(block, anchor, first, anchors[place + 1] if place + 1 < len(anchors) else len(block))
        if drafts:
            drafts[-1].body = block[used + 1 : first]
        drafts.append(Draft(head=block[first : last + 1]))
        used = last
    if drafts:
        drafts[-1].body = block[used + 1 :]
    return _made(drafts, project=project)


def _anchors(block: list[Line], *, project: bool) -> list[int]:
    dated = [at for at, line in enumerate(block) if _dated(line)]
    if any(not block[at].bullet for at in dated):
        dated = [at for at in dated if not block[at].bullet]
    named = [at for at, line in enumerate(block) if _labelled_head(line)]
    if named and len(named) >= len(dated):
        return named
    if dated:
        lone = [at for at, line in enumerate(block) if line.bold and _undated(line, both=True)]
        return sorted({*dated, *(at for at in lone if not _near(at, dated))})
    found = [at for at, line in enumerate(block) if _undated(line, both=False)]
    if not found and project:
        found = [at for at, line in enumerate(block) if _project_name(block, at)]
    return [at for place, at in enumerate(found) if not place or at - found[place - 1] > 1]


def _near(at: int, dated: list[int]) -> bool:
    return any(abs(at - other) <= 2 for other in dated)


def _rest(text: str) -> str:
    for dated in reversed(dates.ranges(text)):
        text = f"{text[: dated.start]} | {text[dated.end :]}"
    return text


def _dated(line: Line) -> bool:
    if not dates.ranges(line.text):
        return bool(
            dates.lasted(line.text)
            and len(line.text) <= _MOST_HEAD
            and not line.bullet
            and not sentence(line.text)
            and _named(line.text)
        )
    rest = _rest(line.text).strip(" |()（）")
    if line.bullet and not _named(rest) and rest:
        return False
    return len(rest) <= _MOST_HEAD * (1 if re.search(r"[\u4e00-\u9fff]{6}", rest) else 2) and not sentence(rest)


def _labelled_head(line: Line) -> bool:
    return any(_HEAD_LABELS.match(label) for label in labelled(line.text))


def _named(text: str) -> bool:
    return any(organisation(part) or title(part) for part in split(text))


def _undated(line: Line, *, both: bool) -> bool:
    if line.bullet or len(line.text) > _MOST_HEAD or sentence(line.text) or _BODY_LABEL.match(line.text):
        return False
    parts = split(line.text)
    orgs, titles = any(map(organisation, parts)), any(map(title, parts))
    return len(parts) <= 5 and (orgs and titles if both else orgs or titles)


def _project_name(block: list[Line], at: int) -> bool:
    line = block[at]
    if line.bullet or len(line.text) > 40 or sentence(line.text) or _BODY_LABEL.match(line.text):
        return False
    return at + 1 < len(block) and (
        at == 0 or block[at - 1].bullet or bool(re.search(r"[。.；;]$", block[at - 1].text))
    )


def _head_like(line: Line) -> bool:
    return not (
        line.bullet
        or len(line.text) > _MOST_HEAD
        or dates.ranges(line.text)
        or sentence(line.text)
        or _BODY_LABEL.match(line.text)
    )


def _complete(head: list[Line]) -> bool:
    found = names(" | ".join(_rest(line.text) for line in head), project=False)
    return bool(found.employer and found.title)


def _upward(block: list[Line], anchor: int, used: int) -> int:
    """Where the heading begins: lines above the dates that name what is missing beside them."""
    first = anchor
    while first - 1 > used and anchor - first < 2 and not _complete(block[first : anchor + 1]):
        above = block[first - 1]
        if block[anchor].bold and not above.bold:
            break
        named = _named(above.text) or above.bold or (first - 2 == used)
        if not (_head_like(above) and named) or _runs_on(block, first - 1, used):
            break
        first -= 1
    return first


def _runs_on(block: list[Line], at: int, used: int) -> bool:
    """Whether a line is the tail of a sentence that began above it."""
    if at - 1 <= used or block[at].bold or block[at].cell:
        return False
    above = block[at - 1].text
    return len(above) > 24 and not re.search(r"[。.；;!！)）]$", above) and not _named(block[at].text)


def _downward(block: list[Line], anchor: int, first: int, until: int) -> int:
    last = anchor
    while last + 1 < until and last - anchor < 3 and not _complete(block[first : last + 1]):
        below = block[last + 1]
        same_face = below.bold == block[anchor].bold
        bare = len(below.text) <= 30 and not re.search(r"[，,、]", below.text) and same_face
        if not _head_like(below) or not (_named(below.text) or (bare and (last == anchor or below.bold))):
            break
        last += 1
    return last


def _made(drafts: list[Draft], *, project: bool) -> list[Told]:
    found: list[Told] = []
    employer = ""
    for place, draft in enumerate(drafts):
        named = names(" | ".join(_rest(line.text) for line in draft.head), project=project)
        period, lasted = _period(draft.head)
        if not named.employer and named.title and not project:
            named = Names(employer, named.title)
        umbrella = bool(named.employer and not named.title and not draft.body and _within(drafts, place, period))
        employer = named.employer or employer
        if umbrella or not (named.employer or named.title) or _BREAK.search(named.employer):
            continue
        found.append(_told(draft, named, period, lasted, project=project))
    return found


def _within(drafts: list[Draft], place: int, period: Period) -> bool:
    """Whether the entry is only the heading of the next, a job at the same employer."""
    if place + 1 >= len(drafts) or period.start is None:
        return False
    inner = _period(drafts[place + 1].head)[0]
    return inner.start is not None and inner.start[:4] >= period.start[:4]


def _period(head: list[Line]) -> tuple[Period, int | None]:
    for line in head:
        ranges = dates.ranges(line.text)
        if ranges:
            return ranges[0].period, None
    return Period(), next(filter(None, (dates.lasted(line.text) for line in head)), None)


def _told(draft: Draft, named: Names, period: Period, lasted: int | None, *, project: bool) -> Told:
    head = next((line for line in draft.head if named.employer and named.employer in line.text), draft.head[0])
    heading = " ".join(line.text for line in draft.head)
    work = Work(
        employer=named.employer,
        title=named.title,
        period=period,
        project=project,
        internship="campus" in head.section
        or (not project and ("internship" in head.section or bool(_INTERN.search(heading)))),
        quote=head.quoted(),
        lines=[line.at for line in draft.body],
    )
    return Told(work, tuple(draft.head), tuple(draft.body), lasted)
