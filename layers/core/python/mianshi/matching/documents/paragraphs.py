"""Lines of pages: what was broken only because the column was full is one paragraph; what every page repeats is said
once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mianshi.matching.documents import letters as characters
from mianshi.matching.documents.letters import BULLET
from mianshi.matching.documents.pdf_page import Box, Shape
from mianshi.matching.documents.segments import Piece

_BEGINS = re.compile(
    r"[•●■◆▪▫◦○□◇►▶➢➤✓✔√★☆·‣⁃*\-–—]|[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[a-zA-Z])[)）.、．]|[①-⑳]|\d{4}\s*[年./\-]"
)
_ENDS = tuple("。；！？;!?:：")
_LEAST_CHARACTERS = 12
_PADDING = 0.5
"""Times the size, by which a longest line may be shorter than its column."""
_WIDEST_GUTTER = 5.0
"""Times the size, between columns of text."""
_MOST_ROOM = 8.0
"""Times the size: no word is as long, so a line with as much room was ended by whoever wrote it."""
_NEXT = 2.1
"""Times the size of type, from baseline to baseline: more is a new paragraph."""
_MOST_MARKS = 500
_MARGIN = 0.09
"""Of the page's height at its top and at its bottom, where repeated lines are headers and footers."""
_DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class Line:
    text: str
    page: int
    size: float
    bold: bool
    place: str
    column: int
    box: Box
    base: float
    soft: bool = False
    whole: bool = True
    """Without a wide gap: of one piece."""


def line_of(pieces: Sequence[Piece], page: int) -> Line:
    """One line of the pieces that stand on it, left to right."""
    longest = max(pieces, key=lambda piece: len(piece.text))
    boxes = [piece.box for piece in pieces]
    box = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    text = " ".join(piece.text for piece in pieces)
    return Line(
        text,
        page,
        longest.size,
        longest.bold,
        pieces[0].place,
        pieces[0].column,
        box,
        pieces[-1].base,
        pieces[-1].soft,
        len(pieces) == 1,
    )


def with_bullets(lines: Sequence[Line], shapes: Iterable[Shape]) -> list[Line]:
    """Lines of one page; those with a small drawn mark before them, as browsers draw bullets, begin with one."""
    marks = [shape.box for shape in shapes if not shape.picture and _is_mark(shape.box)][:_MOST_MARKS]
    return [replace(line, text=f"{BULLET} {line.text}") if _is_marked(line, marks) else line for line in lines]


def _is_mark(box: Box) -> bool:
    wide, high = box[2] - box[0], box[3] - box[1]
    return 1.2 <= wide <= 9 and 1.2 <= high <= 9 and 0.5 <= wide / high <= 2


def _is_marked(line: Line, marks: Iterable[Box]) -> bool:
    return any(
        line.box[1] <= (mark[1] + mark[3]) / 2 <= line.box[3]
        and -0.5 <= line.box[0] - mark[2] <= 2 * line.size
        and mark[3] - mark[1] < 0.8 * line.size
        for mark in marks
    )


def joined(lines: Sequence[Line], width: float) -> list[Line]:
    """Lines of one page of this width, in reading order, with broken paragraphs made whole."""
    found: list[Line] = []
    last: tuple[Line, float] | None = None
    for line, edge in zip(lines, _edges(lines, width), strict=True):
        if last and _goes_on(*last, line):
            found[-1] = _both(found[-1], line)
        else:
            found.append(replace(line))
        last = line, edge
    return found


def _edges(lines: Sequence[Line], width: float) -> list[float]:
    """Where each line would have ended at the latest: where its column does, which is not far from the next one, or as
    far from the right of the page as the text is from its left."""
    lefts: dict[int, float] = {}
    for line in lines:
        lefts[line.column] = min(line.box[0], lefts.get(line.column, width))
    right = max([width - min(lefts.values(), default=0.0), *(line.box[2] for line in lines)])
    edges = {column: _edge(lines, column, lefts.get(column + 1, right)) for column in lefts}
    return [edges[x.column] if x.box[2] <= edges[x.column] else right for x in lines]


def _edge(lines: Sequence[Line], column: int, limit: float) -> float:
    """The longest line of a column that ends before the next, unless all are so short that none was broken."""
    inside = [line for line in lines if line.column == column and line.box[2] <= limit]
    longest = max(inside, key=lambda line: line.box[2], default=None)
    return longest.box[2] if longest and limit - longest.box[2] < _WIDEST_GUTTER * longest.size else limit


def _goes_on(last: Line, edge: float, line: Line) -> bool:
    """Whether a line was broken off because nothing more fitted, and the next takes it up."""
    if (
        (last.place, last.column) != (line.place, line.column)
        or last.place == "cell"
        or not (last.whole and line.whole)
    ):
        return False
    if abs(last.size - line.size) > 0.3 or not 0 < line.base - last.base <= _NEXT * last.size:
        return False
    if len(last.text) < _LEAST_CHARACTERS or last.text.endswith(_ENDS) or _BEGINS.match(line.text):
        return False
    indent = (line.box[0] - last.box[0]) / max(last.size, 1.0)
    room = edge - last.box[2]
    return -2.6 <= indent <= 2.6 and room < min(_first_word(line) + _PADDING * last.size, _MOST_ROOM * last.size)


def _first_word(line: Line) -> float:
    """Width of what would have had to fit: the next word with its blank, or the next Chinese character and a mark."""
    if characters.is_wide(line.text[0]):
        return 2.1 * line.size
    word = re.split(r"\s|(?<=-)", line.text, maxsplit=1)[0]
    return (line.box[2] - line.box[0]) * (len(word) + 1) / max(1, len(line.text))


def _both(first: Line, second: Line) -> Line:
    wide = characters.is_wide(first.text[-1]) or characters.is_wide(second.text[0])
    tight = wide or first.soft or first.text.endswith("-")
    first.text = first.text + ("" if tight else " ") + second.text
    first.soft = second.soft
    return first


def without_repeats(lines: Sequence[Line], heights: dict[int, float]) -> list[Line]:
    """Headers and footers that pages repeat, marked and kept where they come first; page numbers count as alike."""
    if len(heights) < 2:
        return list(lines)
    marked = [(line, _margin(line, heights[line.page])) for line in lines]
    pages = Counter(key for key in {(place, _alike(line), line.page) for line, place in marked if place})
    seen = Counter((place, text) for place, text, _ in pages)
    kept, said = [], set()
    for line, place in marked:
        key = (place, _alike(line))
        if place and seen[key] > 1:
            if key in said:
                continue
            said.add(key)
            line.place = place
        kept.append(line)
    return kept


def _margin(line: Line, height: float) -> str:
    if line.box[3] <= height * _MARGIN:
        return "header"
    return "footer" if line.box[1] >= height * (1 - _MARGIN) else ""


def _alike(line: Line) -> str:
    return _DIGITS.sub("0", line.text)
