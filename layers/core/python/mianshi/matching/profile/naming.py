"""Which part of an entry's heading names the employer, and which the job.

Every part is scored as either (`looks`), and the pair with the greatest sum is taken: order decides only between parts
that look like nothing, and then the order that the rest of the résumé keeps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from mianshi.matching.profile.english import GOES_BEFORE
from mianshi.matching.profile.looks import (
    ORGANISATION_WORDS,
    SURE,
    beside,
    chinese,
    employer_score,
    english_job,
    goes_before,
    job_noun,
    job_score,
)
from mianshi.matching.profile.pieces import labelled, split, title

EMPLOYER_LABEL = re.compile(
    r"^(?:公司(?:名称)?|(?:工作|任职|就职|所在|服务)?单位(?:名称)?|企业(?:名称)?|雇主|所在公司|项目(?:名称)?|"
    r"(?i:company(?: name)?|employer|organi[sz]ation|firm|project(?: name)?))$"
)
TITLE_LABEL = re.compile(
    r"^(?:职位(?:名称)?|职务|岗位(?:名称)?|(?:担任|项目)?角色|担任职务|担任职位|任职岗位|工作岗位|所任职务|职称|"
    r"(?i:position|title|role|job title|post|designation|job))$"
)
_OTHER_LABEL = re.compile(
    r"^(?:(?:所在|所属)?部门|(?:工作)?地点|所在地|地址|城市|行业(?:类别)?|公司(?:性质|规模|类型|行业)|(?:企业|"
    r"单位)(?:性质|规模)|性质|规模|薪资|月薪|"
    r"税前月薪|证明人|汇报(?:对象|人)|下属(?:人数)?|离职原因|工作类型|(?:起止)?时间|起止日期|"
    r"(?i:department|location|place|industry|client|team size|duration|period|dates?|type|salary|reports? to|"
    r"reason for leaving))$"
)
_AT = re.compile(r"\s+(?:at|@|for|with|in)\s+(?=(?:the\s)?[A-Z]|(?:my|our|an?|own)\s)|\s*@\s*")
_TONGUE = re.compile(
    r"(?<![A-Za-z] )(?<![A-Za-z])([A-Za-z+#.]{1,12}) (?=(?:高级|资深|初级|中级)?(?:开发|"
    r"研发|运营|前端|后端|测试|助理|产品|数据|后台|全栈|工程师))"
)
_LEAD = re.compile(
    r"^(?:曾?(?:任职|就职|供职)于|曾?(?:担任|任职|任)(?=[\u4e00-\u9fff])|在(?=[\u4e00-\u9fff]{3})|"
    r"as (?:an? )?(?=[A-Z]))"
)
_JOINED = re.compile(r"\s*(?:/|／|→|->|➔|、|→|&|\+|\bthen\b|,? later\b|\band\b|，?后(?:任|升))\s*")
_NARROWED = re.compile(r"(?:^|[\s|｜，,])([\u4e00-\u9fff]{2,8})\s+$")
_SHORT_JOB, _MOST_PARTS = 3, 12
_ORDER = 0.6
"""Points for the order that the rest of the résumé keeps."""
_NONE, _LONGER, _TOWN, _BOTH = -9.0, 0.01, 1.0, 0.8
_NARROWS, _WITHIN = 0.4, 1.2
_OPEN_END = re.compile(r"(?i:\b(?:of|and|to|for|the|in|&))$|&$")
_DIVIDED = 1.2
"""Points that a gap of one space between employer and job costs against a part that is left whole."""


@dataclass(frozen=True)
class Names:
    """`score`: points of both; `order`: 1 where two sure parts have the employer first, -1 where last, else 0. `sure`:
    both are named, and neither by its place alone."""

    employer: str
    title: str
    score: float = 0.0
    order: int = 0
    sure: bool = False


@dataclass(frozen=True)
class _Part:
    text: str
    employer: float
    job: float
    after_comma: bool = False


def names(head: Sequence[str], *, project: bool, order: float = 0.0) -> Names:
    """Employer (a project's own name where `project`) and job that the lines of a heading name; empty where none.

    `head` holds the lines without their dates. `order` is positive where the résumé names employers first, negative
    where jobs, at most 1 either way.
    """
    lines = [_TONGUE.sub(r"\1", line) for line in head]
    labels = {label: value for line in lines for label, value in labelled(line).items() if value}
    employer = next((value for label, value in labels.items() if EMPLOYER_LABEL.match(label)), "")
    job = next((value for label, value in labels.items() if TITLE_LABEL.match(label)), "")
    if project:
        return _project(lines, employer, job)
    if employer and job:
        return Names(_bare(employer), _bare(job), 8.0)
    found = _found(lines, employer, job, order)
    name, named = employer or found.employer, job or found.title
    points = found.score + 4.0 * (bool(employer) + bool(job))
    return replace(found, employer=_bare(name), title=_bare(_whole_title(lines, named)), score=points)


def _found(lines: Sequence[str], employer: str, job: str, order: float) -> Names:
    """The best pair; parts are divided at a mere space only where both are not named without that."""
    whole = [part for line in lines for part in _scored(line, apart=False) if part.text not in (employer, job)]
    found = _best(whole, order, employer=not employer, job=not job)
    if found.sure or employer or job:
        return found
    parts = [part for line in lines for part in _scored(line, apart=True) if part.text not in (employer, job)]
    divided = _best(parts, order, employer=True, job=True) if len(parts) > len(whole) else found
    return divided if divided.score > found.score else found


def _project(lines: Sequence[str], name: str, job: str) -> Names:
    left: list[str] = []
    for part in (each for line in lines for each in split(line)):
        if part in (name, job) or beside(part):
            continue
        short = len(part) <= 16 or bool(re.fullmatch(r"[A-Za-z /&-]{3,40}", part))
        if not job and title(part) and short:
            job = part
        else:
            left.append(part)
    return Names(name or (left[0] if left else ""), job, 1.0 * bool(name or left) + 2.0 * bool(job))


def _bare(part: str) -> str:
    part = part.rstrip(" (（")
    return part.strip(" ()（）,，·") if part.count("(") + part.count("（") == 0 else part.strip(" ,，·")


@lru_cache(maxsize=2048)
def _scored(line: str, *, apart: bool) -> tuple[_Part, ...]:
    """The parts of one line with their scores; with `apart`, divided where only a space joins employer and job."""
    for label, value in labelled(line).items():
        if value and _OTHER_LABEL.match(label):
            line = line.replace(value, " ")
    found: list[_Part] = []
    reached = 0
    for part in split(line):
        at = max(line.find(part, reached), reached)
        comma = line[:at].rstrip().endswith((",", "，"))
        reached = at
        for scored in _apart(part, comma=comma, after=found[-1] if found else None, divided=apart):
            if comma and found and _specifies(found[-1], scored):
                found[-1] = replace(found[-1], text=f"{found[-1].text}, {scored.text}")
            else:
                found.append(scored)
    return tuple(found[:_MOST_PARTS])


def _specifies(before: _Part, part: _Part) -> bool:
    """Whether a part after a comma only narrows the job before it: ``Manager, Talent Acquisition``."""
    words = part.text.lower().split()
    return (
        before.job >= SURE and part.job < SURE and part.employer < SURE and all(word in GOES_BEFORE for word in words)
    )


def _apart(part: str, *, comma: bool, after: _Part | None, divided: bool) -> Iterator[_Part]:
    """`part` as one, or as the employer and the job that a preposition or, where `divided`, a space joins in it."""
    part = _LEAD.sub("", part)
    joined = _AT.split(part, maxsplit=1)
    if len(joined) == 2 and joined[0] and job_score(joined[0]) >= 1.5 and employer_score(joined[1]) > 0:
        yield _Part(joined[0], -2.0, job_score(joined[0]) + 1.0)
        yield _Part(joined[1], employer_score(joined[1]) + 1.5, -2.0)
        return
    known = comma and after is not None and after.employer >= 0.7
    trimmed = _without_place(part) if known else part
    pair = divide(part) if divided and trimmed == part else None
    if pair is None:
        points = employer_score(trimmed)
        points -= _beside_cost(points, after, comma=comma and not chinese(trimmed))
        both = 0.0 if divided or divide(part) is None else _BOTH
        yield _Part(trimmed, points - both, job_score(trimmed) - both, comma)
        return
    first, second = pair
    yield _Part(first, employer_score(first), job_score(first), comma)
    yield _Part(second, employer_score(second), job_score(second))


def _beside_cost(points: float, after: _Part | None, *, comma: bool) -> float:
    """Points that a name loses by what stands before it on its line: a town or a department follows an employer, what
    narrows a job follows the job."""
    if after is None:
        return 0.0
    if comma and points < 1.0:
        return _NARROWS if after.job >= SURE else _TOWN
    return _WITHIN if after.employer >= SURE else 0.0


def _without_place(part: str) -> str:
    """A job without the place before it that only a space divides: ``Geelong Sous Chef`` after an employer's comma."""
    words = part.split()
    if chinese(part) or english_job(part) < SURE:
        return part
    first = next((at for at, word in enumerate(words) if goes_before(word.lower()) or job_noun(word.lower())), 0)
    return " ".join(words[first:])


@lru_cache(maxsize=2048)
def divide(part: str) -> tuple[str, str] | None:
    """Employer and job, in either order, where `part` holds both with no more than a space between; else None."""
    whole = max(employer_score(part), job_score(part))
    best, found = whole, None
    for first, second in _halves(part):
        backwards = _NONE if chinese(part) else _pair(second, first)
        for points in (_pair(first, second), backwards):
            if points - _DIVIDED > best:
                best, found = points - _DIVIDED, (first, second)
    return found


def _halves(part: str) -> Iterator[tuple[str, str]]:
    if chinese(part):
        if 5 <= len(part) <= 40:
            yield from ((part[:at].strip(), part[at:].strip()) for at in range(2, len(part) - 1))
        return
    words = part.split()
    if 3 <= len(words) <= 12:
        yield from ((" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words)))


def _pair(employer: str, job: str) -> float:
    """Points of `employer` and `job`; words that belong to jobs cost where they stand in the name of the employer."""
    if not employer or not job:
        return _NONE
    if chinese(employer + job):
        sure = employer_score(employer) >= SURE and job_score(job) >= SURE
        return employer_score(employer) + job_score(job) + _LONGER * len(employer) if sure else _NONE
    words = employer.split()
    if not (words[0][0].isupper() or words[0][0].isdigit()) or not job[0].isupper() or english_job(job) < SURE:
        return _NONE
    if _OPEN_END.search(employer) or _OPEN_END.search(job):
        return _NONE
    own = [word.lower() in GOES_BEFORE - ORGANISATION_WORDS for word in words]
    bare = all(word.lower() in GOES_BEFORE for word in words)
    return employer_score(employer) + job_score(job) - 0.4 * sum(own) - (2.0 if bare else 0.0) + _LONGER * len(words)


def _best(parts: Sequence[_Part], order: float, *, employer: bool, job: bool) -> Names:
    """The pair with most points; one of them stays empty where nothing fits."""
    best = Names("", "")
    employers = [None, *range(len(parts))] if employer else [None]
    jobs = [None, *range(len(parts))] if job else [None]
    for one in employers:
        for other in jobs:
            if one == other and one is not None:
                continue
            made = _made(parts, one, other, order)
            if made.score > best.score + 1e-9:
                best = made
    return best


def _made(parts: Sequence[_Part], one: int | None, other: int | None, order: float) -> Names:
    first = parts[one] if one is not None else None
    second = parts[other] if other is not None else None
    points = (first.employer - 0.1 * (one or 0) if first else 0.0) + (
        second.job - 0.1 * (other or 0) if second else 0.0
    )
    if second and second.job < 1.0 and second.after_comma and not chinese(second.text):
        points -= 1.0
    ahead_of = 0
    if first and second and one is not None and other is not None:
        ahead = 1 if one < other else -1
        points += _ORDER * order * ahead
        ahead_of = ahead if first.employer >= SURE and second.job >= SURE else 0
    sure = bool(first and second and first.employer >= 1.0 and second.job >= SURE and divide(first.text) is None)
    return Names(first.text if first else "", second.text if second else "", points, ahead_of, sure)


def _whole_title(lines: Sequence[str], named: str) -> str:
    """The job with those that a slash or an arrow joins to it: 储备干部 / 生鲜课长."""
    line = next((line for line in lines if named and named in line), "")
    at = line.find(named)
    narrow = _NARROWED.search(line[:at]) if len(named) <= _SHORT_JOB and chinese(named) else None
    if narrow and employer_score(narrow[1]) < 1.0 and not beside(narrow[1]):
        at, named = narrow.start(1), line[narrow.start(1) : at + len(named)]
    while named:
        joint = _JOINED.match(line, at + len(named))
        if not joint:
            break
        following = split(line[joint.end() :])
        more = following[0] if following and line.startswith(following[0], joint.end()) else ""
        if not more or job_score(more) < SURE or employer_score(more) >= SURE:
            break
        named = line[at : joint.end() + len(more)]
    return named
