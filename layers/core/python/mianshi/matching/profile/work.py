"""Employments and projects: who for, as what, when, and the lines that tell what was done."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mianshi.contracts.resumes import Period, Work
from mianshi.matching.profile import dates, prose
from mianshi.matching.profile.entries import Entry, column_name, entries
from mianshi.matching.profile.lines import Line
from mianshi.matching.profile.naming import Names

WORK_SECTIONS = ("work", "internship", "project", "campus")
_BREAK = re.compile(r"职业空窗|待业|间隔年|在家|(?i:career break|gap year|parental leave|sabbatical)")
_INTERN = re.compile(
    r"实习|学生会|志愿者|义工|社团|团委|班委|(?i:\bintern(?:ship)?\b|\bvolunteer\w{0,5}\b|\bstudent(?:s['’])? "
    r"(?:union|council|government|association|society|club)\b)"
)
"""An internship, a student office or unpaid work, whichever section it stands in."""


@dataclass(frozen=True)
class Told:
    """An entry with the lines of its heading, and the months it lasted where it names no dates. One that sentences
    tell has no heading: its sentences are in the body."""

    work: Work
    head: tuple[Line, ...]
    body: tuple[Line, ...]
    lasted: int | None


def works(lines: Sequence[Line]) -> list[Told]:
    """Every employment and project told by `lines`, in their order; columns are read one by one."""
    columns = [[line for line in lines if line.column == column] for column in sorted({each.column for each in lines})]
    found = [told for column in columns for block in _blocks(column) for told in _block(block)]
    return sorted(found, key=lambda told: told.work.quote.line)


def _blocks(lines: list[Line]) -> list[list[Line]]:
    """Runs of lines under one heading that tells of work."""
    blocks: list[list[Line]] = [[]]
    for line in lines:
        kinds = _kinds(line)
        if line.heads or (blocks[-1] and kinds != _kinds(blocks[-1][-1])):
            blocks.append([])
        if kinds and not line.heads and not column_name(line):
            blocks[-1].append(line)
    return [block for block in blocks if block]


def _kinds(line: Line) -> frozenset[str]:
    return line.section & frozenset(WORK_SECTIONS)


def _block(block: list[Line]) -> list[Told]:
    project = not ({"work", "internship"} & block[0].section)
    made = entries(block, project=project)
    found = _headed(block, made, project=project)
    heads = {at for entry in made for at in entry.head}
    left = any(dates.ranges(line.text) for at, line in enumerate(block) if at not in heads)
    if project or (found and not left and all(entry.named.sure for entry in made)):
        return found
    told = in_sentences(block)
    return told if len(list(filter(_whole, told))) > len(list(filter(_whole, found))) or not found else found


def _whole(told: Told) -> bool:
    return bool(told.work.employer and told.work.title and told.work.period.start)


def in_sentences(block: Sequence[Line]) -> list[Told]:
    """Employments that the sentences of `block` tell."""
    said = prose.told(block)
    ends = [*(each.at.start for each in said), len(block)][1:]
    found: list[Told] = []
    for each, end in zip(said, ends, strict=True):
        body = tuple(block[each.at.start : max(end, each.at.stop)])
        work = _work(body, Names(each.employer, each.title), each.period, body, project=False)
        found.append(Told(work, (), body, each.lasted))
    return found


def _headed(block: list[Line], made: Sequence[Entry], *, project: bool) -> list[Told]:
    found: list[Told] = []
    employer, over = "", Period()
    for place, entry in enumerate(made):
        head, body = block[entry.head.start : entry.head.stop], [block[at] for at in entry.body]
        named = entry.named
        period, lasted = _period(head)
        if not project and named.title and (not named.employer or (_within(over, period) and named.order <= 0)):
            named = replace(named, employer=employer)
        after = (
            _period(block[made[place + 1].head.start : made[place + 1].head.stop])[0] if place + 1 < len(made) else None
        )
        umbrella = bool(named.employer and not named.title and not body and after and _within(period, after))
        over = period if umbrella else over if _within(over, period) else Period()
        employer = named.employer or employer
        if umbrella or not (named.employer or named.title) or _BREAK.search(named.employer):
            continue
        found.append(Told(_work(head, named, period, body, project=project), tuple(head), tuple(body), lasted))
    return found


def _within(period: Period, inner: Period) -> bool:
    """Whether an entry is only the heading of another, a job at the same employer."""
    if period.start is None or inner.start is None or inner.start[:4] < period.start[:4]:
        return False
    return period.current or (period.end or "9999")[:4] >= inner.start[:4]


def _period(head: Sequence[Line]) -> tuple[Period, int | None]:
    for line in head:
        ranges = dates.ranges(line.text)
        if ranges:
            return ranges[0].period, None
    alone = next(filter(None, (dates.stamp(line.text) for line in head)), None)
    if alone:
        return alone.period, None
    return Period(), next(filter(None, (dates.lasted(line.text) for line in head)), None)


def _work(head: Sequence[Line], named: Names, period: Period, body: Sequence[Line], *, project: bool) -> Work:
    first = next((line for line in head if named.employer and named.employer in line.text), head[0])
    heading = " ".join(line.text for line in head)
    return Work(
        employer=named.employer,
        title=named.title,
        period=period,
        project=project,
        internship="campus" in first.section
        or (not project and ("internship" in first.section or bool(_INTERN.search(heading)))),
        quote=first.quoted(),
        lines=[line.at for line in body],
    )
