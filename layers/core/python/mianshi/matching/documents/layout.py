"""The pieces of a page in the order in which people read them: columns one after the other, tables row by row.

Recursive cuts at blank gutters (after Nagy and Seth, 1984), where a gutter alone does not say whether it parts two
columns or a heading from its date at the right edge. The order in which the program drew the pieces does: it draws a
column to its end, and a line from left to right.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mianshi.matching.documents.segments import Piece

_LEAST_GUTTER = 6.0
"""Points."""
_LEAST_ROWS = 3
_SAME_ROW = 0.5
_TURNS = 0.34
"""Turns between the sides of a gutter, as a share of the rows that stand on both: fewer, and it parts columns."""
_LABEL = 8
"""Characters of the longest word that stands as a label at the left of a table without lines."""
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?:19|20)\d\d")
_FEW_SHARED = 0.4
_MANY_ROWS = 6
_LONG = 18
"""Characters of a line of running text, on average; Chinese needs fewer, and is then read by its drawing order."""
_DEEPEST = 6
_MOST_PIECES = 4_000
"""Of a page, beyond which it is read in the order of drawing."""
_MOST_CUT = 1_000
"""Beyond it, row by row: no résumé is so, and finding columns takes the square of it."""


@dataclass(slots=True)
class Row:
    """Pieces on one baseline, left to right."""

    pieces: list[Piece]
    base: float


def ordered(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Lines in reading order, each of its pieces from left to right; `column` of every piece is set."""
    if len(pieces) > _MOST_PIECES:
        return [[piece] for piece in pieces]
    return _read(list(pieces), 0, 0)


def rows(pieces: Sequence[Piece]) -> list[Row]:
    """The pieces by baseline, top to bottom."""
    found: list[Row] = []
    for piece in sorted(pieces, key=lambda x: x.base):
        if found and piece.base - found[-1].base <= _SAME_ROW * min(piece.size, found[-1].pieces[0].size):
            found[-1].pieces.append(piece)
        else:
            found.append(Row([piece], piece.base))
    for row in found:
        row.pieces.sort(key=lambda x: x.left)
    return found


def _read(pieces: list[Piece], column: int, depth: int) -> list[list[Piece]]:
    lines = rows(pieces)
    cut = _best_cut(lines) if depth < _DEEPEST and len(pieces) <= _MOST_CUT else None
    if cut is None:
        return [[replace(piece, column=column) for piece in row.pieces] for row in lines]
    first, last, x, sides = cut
    above = [piece for row in lines[:first] for piece in row.pieces]
    inside = [piece for row in lines[first:last] for piece in row.pieces]
    below = [piece for row in lines[last:] for piece in row.pieces]
    found = _read(above, column, depth + 1) if above else []
    if sides == "columns":
        found += _read([piece for piece in inside if piece.left < x], column, depth + 1)
        found += _read([piece for piece in inside if piece.left >= x], column + 1, depth + 1)
    else:
        found += [[replace(piece, column=column, place="cell") for piece in block] for block in _blocks(inside, x)]
    return found + (_read(below, column, depth + 1) if below else [])


def _best_cut(lines: Sequence[Row]) -> tuple[int, int, float, str] | None:
    """The highest run of rows with a common gutter that parts columns, or cells of more than one line: rows from, to,
    where, which of the two. None where everything reads row by row."""
    best: tuple[int, int, float, str] | None = None
    for first in range(len(lines)):
        for open_to, start, end in _gutters(lines, first):
            x = (start + end) / 2
            last = _before_what_follows(lines, first, open_to, x)
            if last - first < _LEAST_ROWS or (best and last - first <= best[1] - best[0]):
                continue
            kind = _kind([piece for row in lines[first:last] for piece in row.pieces], x)
            if kind:
                best = (first if kind == "columns" else _from_both_sides(lines, first, last, x), last, x, kind)
    return best


def _from_both_sides(lines: Sequence[Row], first: int, last: int, x: float) -> int:
    """The first row that has pieces on both sides: a table begins so."""
    return next((at for at in range(first, last) if len({piece.left >= x for piece in lines[at].pieces}) > 1), first)


def _before_what_follows(lines: Sequence[Row], first: int, last: int, x: float) -> int:
    """The end of the rows without those at their end that are on the left only and drawn after the right column."""
    drawn = [piece.at for row in lines[first:last] for piece in row.pieces if piece.left >= x]
    newest = max(drawn, default=0)
    while last > first and all(piece.left < x and piece.at > newest for piece in lines[last - 1].pieces):
        last -= 1
    return last


def _gutters(lines: Sequence[Row], first: int) -> list[tuple[int, float, float]]:
    """For each gap in the first row that has pieces on both sides: up to which row it stays open, and how wide."""
    left, right = min(p.left for row in lines for p in row.pieces), max(p.right for row in lines for p in row.pieces)
    found = []
    gaps = [(left, right)]
    for at, row in enumerate(lines[first:], first):
        remaining = [part for gap in gaps for part in _beside(row, gap)]
        if at - first >= _LEAST_ROWS:
            found += [(at, *gap) for gap in gaps if gap not in remaining]
        gaps = [gap for gap in remaining if gap[0] > left and gap[1] < right] if at > first else remaining
        if not gaps:
            return found
    return found + [(len(lines), *gap) for gap in gaps]


def _beside(row: Row, gap: tuple[float, float]) -> list[tuple[float, float]]:
    """What the pieces of a row leave of a gap, where it is wide enough."""
    parts = [gap]
    for piece in row.pieces:
        parts = [
            part
            for start, end in parts
            for part in ((start, min(end, piece.left)), (max(start, piece.right), end))
            if part[1] - part[0] >= _LEAST_GUTTER
        ]
    return parts


def _kind(pieces: Sequence[Piece], x: float) -> str | None:
    """``columns``, ``cells`` or None: how the two sides of a gutter are read, by the order in which they were drawn."""
    sides = [piece.left >= x for piece in sorted(pieces, key=lambda piece: piece.at)]
    left, right = (rows([p for p in pieces if (p.left >= x) == side]) for side in (False, True))
    if min(len(left), len(right)) < 2 or max(len(left), len(right)) < _LEAST_ROWS:
        return None
    turns = sum(a != b for a, b in itertools.pairwise(sides))
    shared = min(len(left), len(right))
    if turns <= max(1, int(_TURNS * shared)) or _look_like_columns(pieces, left, right, x):
        return "columns"
    return "cells" if _are_cells(pieces, left, right, x) else None


def _look_like_columns(pieces: Sequence[Piece], left: Sequence[Row], right: Sequence[Row], x: float) -> bool:
    """Whether both sides are running text though they were drawn by turns: their lines stand on different baselines, or
    both are long, begin at one edge and are no dates."""
    both = sum(len({piece.left >= x for piece in row.pieces}) > 1 for row in rows(pieces))
    if both < _FEW_SHARED * min(len(left), len(right)):
        return True
    firsts = [row.pieces[0] for row in right]
    edge = min(piece.left for piece in firsts)
    level = sum(piece.left - edge < piece.size for piece in firsts)
    dated = sum(bool(_YEAR.search(piece.text)) for piece in firsts)
    long = all(sum(len(p.text) for row in side for p in row.pieces) > _LONG * len(side) for side in (left, right))
    return long and len(firsts) >= _MANY_ROWS and level > 0.8 * len(firsts) and dated < 0.3 * len(firsts)


def _are_cells(pieces: Sequence[Piece], left: Sequence[Row], right: Sequence[Row], x: float) -> bool:
    """Whether rows have cells of several lines: reading by baseline would mix them, or labels stand beside them."""
    drawn = [piece.at for block in _blocks(pieces, x) for piece in block]
    level = [piece.at for row in rows(pieces) for piece in row.pieces]
    if drawn != level:
        return len(set(drawn)) > _LEAST_ROWS
    labels = [row for row in left if all(len(p.text) <= _LABEL and not _DIGIT.search(p.text) for p in row.pieces)]
    return len(labels) == len(left) < len(right)


def _blocks(pieces: Sequence[Piece], x: float) -> list[list[Piece]]:
    """Lines of cells in the order of drawing: each side's run of lines is one cell, kept together."""
    found: list[list[Piece]] = []
    run: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: piece.at):
        if run and (run[-1].left >= x) != (piece.left >= x):
            found += [row.pieces for row in rows(run)]
            run = []
        run.append(piece)
    return found + [row.pieces for row in rows(run)]
