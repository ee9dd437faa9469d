"""Where the headings of entries stand in a run of lines, and which lines belong to each.

A line with a period is an anchor. The lines around it that name what it does not are taken in by points: what they
name, less for every line, more for the shape that the other entries of the run have. The best choice for all anchors
together is found by dynamic programming (Viterbi 1967), twice: the second time knows the shapes of the first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from mianshi.matching.profile import dates
from mianshi.matching.profile.lines import Line
from mianshi.matching.profile.looks import SURE, beside, employer_score, job_score
from mianshi.matching.profile.naming import EMPLOYER_LABEL, Names, names
from mianshi.matching.profile.pieces import action, labelled, sentence, sentences, split
from mianshi.matching.profile.places import place

MOST_HEAD = 72
"""Characters of a line that may be a heading; twice as many in English."""
_MOST_ABOVE, _MOST_BELOW, _MOST_LINES = 3, 3, 4
_MOST_LABELS = 7
"""Lines of a heading whose lines are labels and values."""
_LINE, _IDLE_LINE, _OTHER_FACE, _SHAPE, _DATE = 0.25, 1.1, 0.7, 1.0, 2.0
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
    r"key results|client|project #?\d*))\s*(?:[:：]|#?\d*$)"
)
_POINT = re.compile(
    r"(?<=[a-z]{2})(?<!\b(?:Co|Mt))(?<!\b(?:Ltd|Inc|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec))(?<!\b(?:Bros|Corp|Sept|Dept))"
    r"\.\s+(?=[A-Z\d])|[;；。]\s*(?=\S)"
)
_LISTING = 3.0
"""Points from which a line with a list in it may belong to a heading."""
_BESIDE_ANCHOR = 30
_TELLING, _MOST_PLACE, _MOST_NAME = 8, 40, 5


@dataclass(frozen=True)
class Entry:
    """An entry: `head` and `body` are places in the run of lines. A line of `head` that goes on to tell what was done
    is in both."""

    head: range
    body: list[int]
    named: Names


@dataclass(frozen=True)
class _Choice:
    first: int
    last: int
    named: Names
    points: float


def column_name(line: Line) -> bool:
    """Whether a line is only the name of a table's column."""
    parts = [line.text, *re.split(r"[\s|｜/]+", line.text)]
    return bool(_COLUMN_NAMES.match(parts[0])) or (len(parts) > 2 and all(map(_COLUMN_NAMES.match, parts[1:])))


def undated_text(text: str) -> str:
    """`text` with a separator where it names a period."""
    alone = dates.stamp(text)
    for dated in reversed(dates.ranges(text) or ([alone] if alone else [])):
        text = f"{text[: dated.start]} | {text[dated.end :]}"
    return re.sub(r"[（(]\s*\|\s*[)）]", "|", text)


def entries(block: Sequence[Line], *, project: bool) -> list[Entry]:
    """The entries of `block`, in order; empty where nothing in it heads one."""
    run = _Run(block, project=project)
    if not run.anchors:
        return []
    chosen = run.chosen(Counter(), 0.0)
    shapes = Counter((at - each.first, each.last - at) for at, each in zip(run.anchors, chosen, strict=True))
    orders = [each.named.order for each in chosen if each.named.order]
    chosen = run.chosen(shapes, sum(orders) / len(orders) if orders else 0.0)
    ends = [*(each.first for each in chosen), len(block)][1:]
    return [
        Entry(range(each.first, each.last + 1), run.body(each.first, each.last, end), each.named)
        for each, end in zip(chosen, ends, strict=True)
    ]


class _Run:
    """Lines under one heading."""

    def __init__(self, block: Sequence[Line], *, project: bool) -> None:
        self.block = block
        self.project = project
        self._looks: dict[int, tuple[float, float]] = {}
        self._texts: dict[int, str] = {}

    @cached_property
    def anchors(self) -> list[int]:
        """Places of the lines that an entry stands on."""
        dated = [at for at in range(len(self.block)) if self._dated(at)]
        if any(not self.block[at].bullet for at in dated):
            dated = [at for at in dated if not self.block[at].bullet or self._both(at)]
        named = self._labels
        if named and len(named) >= len(dated):
            return named
        stamped = [at for at in range(len(self.block)) if self._stamped(at, dated)]
        if dated or stamped:
            alone = [at for at in range(len(self.block)) if self._stands_alone(at, [*dated, *stamped])]
            return sorted({*dated, *stamped, *alone})
        found = [at for at in range(len(self.block)) if self._undated(at)]
        if not found and self.project:
            found = [at for at in range(len(self.block)) if self._project_name(at)]
        return [at for place, at in enumerate(found) if not place or at - found[place - 1] > 1]

    @cached_property
    def _labels(self) -> list[int]:
        return [at for at, line in enumerate(self.block) if _labelled_head(line)]

    def text(self, at: int) -> str:
        """A line, or its first sentence where only that names a period, an employer or a job."""
        if at not in self._texts:
            whole = self.block[at].text
            (start, end), *more = sentences(whole) or [(0, 0)]
            first = whole[start:end].rstrip("。.；; ")
            heads = bool(more and dates.ranges(first) and not action(first) and self._tells(undated_text(first)))
            self._texts[at] = first if heads else _parted(whole.rstrip("。.；; "))
        return self._texts[at]

    def body(self, first: int, last: int, end: int) -> list[int]:
        """Lines that tell what was done: those below the heading, and of it what goes on to tell."""
        inside = [
            at
            for at in range(first, last + 1)
            if self.text(at) != self.block[at].text or any(map(_telling, split(self.text(at))))
        ]
        return [*inside, *range(last + 1, end)]

    def looks(self, at: int) -> tuple[float, float]:
        """The greatest points of a line's parts as employer and as job."""
        if at not in self._looks:
            parts = split(undated_text(self.text(at))) or [""]
            self._looks[at] = max(map(employer_score, parts)), max(map(job_score, parts))
        return self._looks[at]

    def _dated(self, at: int) -> bool:
        line, text = self.block[at], self.text(at)
        if not dates.ranges(text):
            return (
                bool(dates.lasted(text))
                and _short(text)
                and not line.bullet
                and not sentence(text)
                and self._tells(text)
            )
        rest = undated_text(text).strip(" |()（），,。.：:；;")
        if line.bullet and rest and not self._tells(rest):
            return False
        return _short(rest) and not sentence(rest)

    def _stamped(self, at: int, dated: Sequence[int]) -> bool:
        """A line with a year alone that, with the lines beside it, names an employer and a job."""
        line = self.block[at]
        if self.project or line.bullet or not _short(line.text) or at in dated or dates.stamp(line.text) is None:
            return False
        near = [each for each in (at - 1, at, at + 1) if 0 <= each < len(self.block) and each not in dated]
        near = [each for each in near if each == at or self._head_like(each)]
        looks = [self.looks(each) for each in near]
        return (
            not sentence(undated_text(line.text))
            and max(each[0] for each in looks) >= 1.0
            and max(each[1] for each in looks) >= SURE
        )

    def _tells(self, text: str) -> bool:
        return any(employer_score(part) >= SURE or job_score(part) >= SURE for part in split(text))

    def _both(self, at: int) -> bool:
        employer, job = self.looks(at)
        return employer >= SURE and job >= SURE

    def _stands_alone(self, at: int, dated: Sequence[int]) -> bool:
        """A heading without a date among dated ones."""
        if not self._head_like(at) or any(abs(at - other) <= 2 for other in dated):
            return False
        return self.block[at].bold and self._both(at)

    def _undated(self, at: int) -> bool:
        return self._head_like(at) and len(split(self.block[at].text)) <= 5 and max(self.looks(at)) >= SURE

    def _project_name(self, at: int) -> bool:
        if not self._head_like(at) or len(self.block[at].text) > 40:
            return False
        before = self.block[at - 1] if at else None
        ended = before is None or before.bullet or bool(re.search(r"[。.；;]$", before.text))
        return at + 1 < len(self.block) and ended

    def _head_like(self, at: int) -> bool:
        line = self.block[at]
        return not (
            line.bullet
            or not _short(line.text)
            or dates.ranges(line.text)
            or sentence(line.text)
            or _BODY_LABEL.match(line.text)
        )

    def chosen(self, shapes: Counter[tuple[int, int]], order: float) -> list[_Choice]:
        """The best lines for every anchor, none taken twice."""
        best: list[tuple[float, list[_Choice]]] = [(0.0, [])]
        ends: list[int] = [-1]
        for nth, anchor in enumerate(self.anchors):
            until = self.anchors[nth + 1] if nth + 1 < len(self.anchors) else len(self.block)
            before = self.anchors[nth - 1] if nth else -1
            following: dict[int, tuple[float, list[_Choice]]] = {}
            for choice in self._choices(anchor, before, until, shapes, order):
                fits = [path for end, path in zip(ends, best, strict=True) if end < choice.first]
                if not fits:
                    continue
                points, path = max(fits, key=lambda each: each[0])
                if choice.last not in following or points + choice.points > following[choice.last][0]:
                    following[choice.last] = points + choice.points, [*path, choice]
            ends, best = list(following), list(following.values())
        return max(best, key=lambda each: each[0])[1]

    def _choices(
        self, anchor: int, before: int, until: int, shapes: Counter[tuple[int, int]], order: float
    ) -> list[_Choice]:
        found: list[_Choice] = []
        most = _MOST_LABELS if anchor in self._labels else _MOST_LINES
        for above in range(_MOST_ABOVE + 1):
            first = anchor - above
            if first <= before or (above and not self._joins(first, anchor)):
                break
            for below in range(max(min(_MOST_BELOW, most - 1 - above), most - _MOST_LINES) + 1):
                last = anchor + below
                if last >= until or (below and not self._joins(last, anchor)):
                    break
                found.append(self._choice(first, anchor, last, shapes, order))
        return found

    def _joins(self, at: int, anchor: int) -> bool:
        """Whether the line may belong to the heading of the anchor."""
        line = self.block[at]
        if anchor in self._labels and labelled(line.text) and not _BODY_LABEL.match(line.text):
            return not line.bullet
        if anchor in self._labels and dates.ranges(line.text):
            return len(undated_text(line.text).strip(" |")) <= _MOST_NAME
        if not self._head_like(at):
            return False
        if max(self.looks(at)) >= (_LISTING if re.search(r"[、，]", line.text) else SURE) or line.bold:
            return True
        named_by = at == anchor + 1 and not undated_text(self.text(anchor)).strip(" |()（）")
        bare = len(_spaced(line.text)) <= _BESIDE_ANCHOR * (2 if named_by else 1) and not re.search(
            r"[，,、。；;]", line.text
        )
        return (bare and abs(at - anchor) <= 2) or _placed(line.text)

    def _choice(self, first: int, anchor: int, last: int, shapes: Counter[tuple[int, int]], order: float) -> _Choice:
        head = [undated_text(self.text(at)) for at in range(first, last + 1)]
        named = names(head, project=self.project, order=order)
        points = named.score
        for at in range(first, last + 1):
            if at != anchor:
                points -= self._cost(at, anchor, named)
        if anchor in self._labels and any(dates.ranges(line.text) for line in self.block[first : last + 1]):
            points += _DATE
        every = sum(shapes.values())
        points += _SHAPE * shapes[(anchor - first, last - anchor)] / every if every else 0.0
        return _Choice(first, last, named, points)

    def _cost(self, at: int, anchor: int, named: Names) -> float:
        line = self.block[at]
        if anchor in self._labels and labelled(line.text):
            return 0.0
        cost = _LINE
        if not any(name and (name in line.text or line.text in name) for name in (named.employer, named.title)):
            cost += 0.1 if _placed(line.text) else _IDLE_LINE
        if line.bold != self.block[anchor].bold:
            cost += _OTHER_FACE if self.block[anchor].bold else 0.0
        if self._runs_on(at):
            cost += 3.0
        return cost

    def _runs_on(self, at: int) -> bool:
        """Whether a line is the tail of a sentence that began above it."""
        if not at or self.block[at].bold or self.block[at].cell:
            return False
        above = self.block[at - 1].text
        if _placed(self.block[at].text) or (self._head_like(at - 1) and max(self.looks(at - 1)) >= SURE):
            return False
        return (
            len(above) > 24
            and not re.search(r"[。.；;!！)）]$", above)
            and max(self.looks(at)) < SURE
            and not dates.ranges(above)
        )


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _placed(text: str) -> bool:
    """Whether a line says where, in which department or for how long, and nothing else."""
    parts = split(text)
    if not parts or all(map(beside, parts)):
        return True
    return len(_spaced(text)) <= _MOST_PLACE and len(parts) <= 3 and place(parts[-1]) and not text[0].islower()


_LONGEST_NAMES = 400
"""Characters of a line that may only name who, what and when."""


def _parted(text: str) -> str:
    """`text` with separators for points where they only part names: ``Guard. Westfield Mall. 2019 until now.``"""
    if len(text) > _LONGEST_NAMES:
        return text
    whole = [each.period for each in dates.ranges(text)]
    for parts in (_POINT.split(text), [text[start:end] for start, end in sentences(text)]):
        kept = [each.period for part in parts for each in dates.ranges(part)] == whole
        if kept and len(parts) > 1 and not any(len(part.split()) > _MOST_NAME or action(part) for part in parts):
            return " | ".join(part.strip(" .") for part in parts) if whole else text
    return text


def _telling(part: str) -> bool:
    return len(part) >= _TELLING and action(part)


def _short(text: str) -> bool:
    return len(text) <= MOST_HEAD * (1 if re.search(r"[\u4e00-\u9fff]{6}", text) else 2)


def _labelled_head(line: Line) -> bool:
    return any(EMPLOYER_LABEL.match(label) for label in labelled(line.text))
