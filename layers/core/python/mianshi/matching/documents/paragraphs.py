"""Lines of pages: what was broken only because the column was full is one paragraph; what every page repeats is said
once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mianshi.matching.documents import letters as characters
from mianshi.matching.documents.pdf_page import Box
from mianshi.matching.documents.segments import Piece

_BEGINS = re.compile(
    r"[•●■◆▪▫◦○□◇►▶➢➤✓✔√★☆·‣⁃*\-–—]|[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[a-zA-Z])[)）.、．]|[①-⑳]|\d{4}\s*[年./\-]"
)
_ENDS = tuple("。；！？;!?:：")
_LEAST_CHARACTERS = 12
_LEAST_FULL = 2
_NEXT = 2.1
"""Times the size of type, from baseline to baseline: more is a new paragraph."""
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
    )


def joined(lines: Sequence[Line]) -> list[Line]:
    """Lines of one page, in reading order, with broken paragraphs made whole."""
    full = _full_to(lines)
    found: list[Line] = []
    last: Line | None = None
    for line in lines:
        if last and found and _goes_on(last, line, full):
            found[-1] = _both(found[-1], line)
        else:
            found.append(line)
        last = line
    return found


def _full_to(lines: Iterable[Line]) -> dict[tuple[str, int], float]:
    """Right edge of each column, where at least two lines reach it."""
    rights: dict[tuple[str, int], list[float]] = {}
    for line in lines:
        rights.setdefault((line.place, line.column), []).append(line.box[2])
    edges = {}
    for key, found in rights.items():
        edge = max(found)
        if sum(right > edge - 0.06 * (edge + 1) for right in found) >= _LEAST_FULL:
            edges[key] = edge
    return edges


def _goes_on(last: Line, line: Line, full: dict[tuple[str, int], float]) -> bool:
    """Whether a line was broken off because nothing more fitted, and the next takes it up."""
    edge = full.get((last.place, last.column))
    if edge is None or (last.place, last.column) != (line.place, line.column) or last.place == "cell":
        return False
    if abs(last.size - line.size) > 0.3 or not 0 < line.base - last.base <= _NEXT * last.size:
        return False
    if len(last.text) < _LEAST_CHARACTERS or last.text.endswith(_ENDS) or _BEGINS.match(line.text):
        return False
    indent = (line.box[0] - last.box[0]) / max(last.size, 1.0)
    return -2.6 <= indent <= 2.6 and last.box[2] + _first_word(line) > edge


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
