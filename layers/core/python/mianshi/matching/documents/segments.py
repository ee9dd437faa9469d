"""Letters of a page joined into pieces of lines: what stands on one baseline without a wide gap."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from mianshi.matching.documents import letters as characters
from mianshi.matching.documents.pdf_page import Box, Letter

WIDE_GAP = 1.6
"""Times the size of type: a gap as wide begins another piece, which may be of another column or cell."""
_SPACE = 0.17
"""Times the size: a gap as wide is a blank (one of type is about a quarter of the size)."""
_WORD_GAP = 0.45
"""The widest between pieces that were not drawn one after the other: more may be a narrow gutter."""
_SAME_LINE = 0.35
_HYPHENS = "\u00ad\u0002"


@dataclass(slots=True)
class Piece:
    """Part of a line. `at`: place in the order of drawing, counted in pieces."""

    text: str
    box: Box
    base: float
    size: float
    bold: bool
    at: int
    why: str = ""
    place: str = "body"
    column: int = 0
    soft: bool = False
    """Ends in a soft hyphen: its last word goes on."""
    inside: list[list[Piece]] = field(default_factory=list)
    """Lines of the cells, where the piece stands for a table."""

    @property
    def left(self) -> float:
        return self.box[0]

    @property
    def right(self) -> float:
        return self.box[2]


class _Open:
    """A piece that letters are still added to."""

    def __init__(self, letter: Letter) -> None:
        self.letters = [letter]
        self.gaps: list[float] = []
        self.blanks: list[bool] = []
        self.blank = False

    def takes(self, letter: Letter) -> bool:
        last = self.letters[-1]
        if letter.why != last.why or letter.upright != last.upright:
            return False
        if letter.box == last.box:  # letters of one ligature
            return True
        if not letter.upright:
            return letter.run is last.run or _near(last, letter)
        size = max(last.size, letter.size, 1.0)
        gap = letter.box[0] - last.box[2]
        return abs(letter.base - last.base) <= _SAME_LINE * size and -0.6 * size <= gap < WIDE_GAP * size

    def add(self, letter: Letter) -> None:
        one = not letter.upright or letter.box == self.letters[-1].box
        self.gaps.append(0.0 if one else letter.box[0] - self.letters[-1].box[2])
        self.blanks.append(self.blank or letter.spaced)
        self.blank = False
        self.letters.append(letter)

    def text(self) -> str:
        """The letters with blanks where one is seen: where a gap is wider than is usual between letters of its kind,
        because headings and Chinese are often set apart evenly."""
        pairs = list(itertools.pairwise(self.letters))
        wide = [characters.is_wide(a.text) and characters.is_wide(b.text) for a, b in pairs]
        usual = {kind: _usual(gap for gap, own in zip(self.gaps, wide, strict=True) if own == kind) for kind in (0, 1)}
        words = [self.letters[0].text]
        for (_, letter), gap, blank, is_wide in zip(pairs, self.gaps, self.blanks, wide, strict=True):
            seen = gap > _SPACE * max(letter.size, 1.0) + usual[is_wide]
            words.append(" " if seen or (blank and not is_wide) else "")
            words.append(letter.text)
        return characters.clean("".join(words))

    def piece(self, at: int) -> Piece:
        boxes = [x.box for x in self.letters]
        box = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
        sizes = sorted(x.size for x in self.letters)
        bold = 2 * sum(x.run.bold for x in self.letters) > len(self.letters)
        last = self.letters[-1]
        soft = last.hyphen or last.text in _HYPHENS
        base = sorted(x.base for x in self.letters)[len(sizes) // 2]
        return Piece(self.text(), box, base, round(sizes[len(sizes) // 2], 1), bold, at, last.why, soft=soft)


def _usual(gaps: Iterable[float]) -> float:
    found = sorted(gaps)
    return max(0.0, found[len(found) // 2]) if found else 0.0


def _near(last: Letter, letter: Letter) -> bool:
    return abs(letter.box[0] - last.box[0]) + abs(letter.box[1] - last.box[1]) < 3 * max(last.size, letter.size)


def pieces(letters: Iterable[Letter], bars: Sequence[Box] = ()) -> list[Piece]:
    """The pieces in the order of drawing; blanks at their ends are left out, hidden letters are pieces of their own.

    Args:
        letters: of one page, in the order of drawing.
        bars: upright lines, over which no piece reaches.
    """
    found: list[Piece] = []
    current: _Open | None = None
    for letter in letters:
        if not letter.text.strip():
            if current:
                current.blank = True
            continue
        if current and current.takes(letter) and not _parted(current.letters[-1].box, letter.box, bars):
            current.add(letter)
        else:
            if current:
                found.append(current.piece(len(found)))
            current = _Open(letter)
    if current:
        found.append(current.piece(len(found)))
    return _joined([piece for piece in found if piece.text], bars)


def _joined(found: list[Piece], bars: Sequence[Box]) -> list[Piece]:
    """Pieces that were drawn apart and touch on one baseline, such as a bold word, are one."""
    order = sorted(found, key=lambda piece: (round(piece.base), piece.left))
    kept: list[Piece] = []
    for piece in order:
        last = kept[-1] if kept else None
        if last and _touches(last, piece) and not _parted(last.box, piece.box, bars):
            kept[-1] = _both(last, piece)
        else:
            kept.append(piece)
    return sorted(kept, key=lambda piece: piece.at)


def _parted(last: Box, box: Box, bars: Sequence[Box]) -> bool:
    if box[0] - last[2] < 1.0:
        return False
    middle = (last[1] + last[3]) / 2
    return any(last[2] - 1.0 <= bar[0] <= box[0] + 1.0 and bar[1] <= middle <= bar[3] for bar in bars)


def _touches(last: Piece, piece: Piece) -> bool:
    size = max(last.size, piece.size, 1.0)
    level = abs(last.base - piece.base) <= _SAME_LINE * size and last.why == piece.why
    widest = WIDE_GAP if piece.at == last.at + 1 else _WORD_GAP
    return level and -0.3 * size <= piece.left - last.right < widest * size


def _both(last: Piece, piece: Piece) -> Piece:
    gap = piece.left - last.right
    blank = " " if gap > _SPACE * max(last.size, 1.0) else ""
    a, b = last.box, piece.box
    longer = last if len(last.text) >= len(piece.text) else piece
    return Piece(
        characters.clean(last.text + blank + piece.text),
        (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])),
        longer.base,
        longer.size,
        longer.bold,
        min(last.at, piece.at),
        last.why,
        soft=piece.soft,
    )
