"""Facts of a whole résumé: in which lines they may stand, and sentences that the ends of lines break."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from mianshi.contracts.resumes import Fact
from mianshi.matching.profile.facts import facts
from mianshi.matching.profile.lines import Line
from mianshi.matching.profile.quantities import quantities

_ELSEWHERE = frozenset({"education", "personal", "intention", "skills", "certificates", "languages"})
"""Sections whose numbers tell of no work: grades, points, levels."""
_NUMBERED = re.compile(
    r"\W*(?:简历|候选人|人才|应聘|档案|求职者?)?\s*编\s*号|(?i:\W*(?:(?:candidate|applicant|resume|cv|file)\s*)?"
    r"(?:ref(?:erence)?|id|no|number)\b\.?\s*[:#：])"
)
"""The number of a file, whatever name follows it (编号：77051 单某)."""
_ENDS = re.compile(r"[。.；;!！?？:：]\s*$")
_GOES_ON = re.compile(r"[a-z\d(（%\u3400-\u9fff，、]")
_MOST_LINES, _MOST_JOINED = 6, 1_000
"""Lines, and characters before the last of them, that are read as one."""
_FULL = 0.75
"""Of the longest line of a column: a shorter line ends by itself."""


def facts_told(lines: Sequence[Line], heads: Collection[int], done: Collection[int]) -> list[Fact]:
    """Facts in all lines that may tell of work, each with the line its number stands on.

    Args:
        lines: the résumé's.
        heads: places of the headings of entries.
        done: places of the lines that tell what was done in an employment or a project.
    """
    found: list[Fact] = []
    for passage in _passages([line for line in lines if not line.heads], heads):
        if passage[0].at in heads:
            found += facts(passage[0], heading=True)
        elif passage[0].at in done or not (passage[0].section & _ELSEWHERE or _NUMBERED.match(passage[0].text)):
            found += _told(passage)
    return found


def _passages(lines: Sequence[Line], heads: Collection[int]) -> Iterator[list[Line]]:
    longest: dict[int, int] = {}
    for line in lines:
        longest[line.column] = max(longest.get(line.column, 0), len(line.text))
    passage: list[Line] = []
    for line in lines:
        last = passage[-1] if passage else None
        if (
            last
            and _continued(last, line, longest[line.column])
            and not {last.at, line.at} & set(heads)
            and len(passage) < _MOST_LINES
            and sum(len(each.text) for each in passage) < _MOST_JOINED
        ):
            passage.append(line)
            continue
        if passage:
            yield passage
        passage = [line]
    if passage:
        yield passage


def _continued(last: Line, line: Line, longest: int) -> bool:
    near = last.at + 1 == line.at and last.column == line.column and last.section == line.section
    if not near or line.bullet or line.cell or last.cell or _ENDS.search(last.text):
        return False
    return len(last.text) >= _FULL * longest and _GOES_ON.match(line.text) is not None


def _told(passage: Sequence[Line]) -> Iterator[Fact]:
    """Facts of the lines read as one, each quoted from the line that has its number."""
    if len(passage) == 1:
        yield from facts(passage[0], heading=False)
        return
    whole = passage[0].text
    for line in passage[1:]:
        han = re.search(r"[\u3400-\u9fff，、]$", whole) and re.match(r"[\u3400-\u9fff\d，、]", line.text)
        whole += ("" if han else " ") + line.text
    alone = [(line, facts(line, heading=False), {one.value for one in quantities(line.text)}) for line in passage]
    for fact in facts(replace(passage[0], text=whole), heading=False):
        home = next((line for line, own, numbers in alone if _has(own, numbers, fact)), passage[0])
        yield fact.model_copy(update={"quote": home.quoted()})


def _has(own: Sequence[Fact], numbers: Collection[float], fact: Fact) -> bool:
    return any(one.kind is fact.kind and one.value == fact.value for one in own) or fact.value in numbers
