"""Cells of ruled tables: pieces of text between lines on all four sides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from mianshi.matching.documents.pdf_page import Box, Shape
from mianshi.matching.documents.segments import Piece

_THIN = 2.5
_SHORTEST = 6.0
_SLACK = 3.0
_MOST_EDGES = 800
Lines = list[list[Piece]]


def with_tables(
    pieces: Sequence[Piece], flat: Sequence[Box], upright: Sequence[Box], read: Callable[[list[Piece]], Lines]
) -> list[Piece]:
    """The pieces, those of each ruled table replaced by one that holds the table's lines, cell after cell.

    Args:
        pieces: of one page.
        flat: level lines of the same page.
        upright: its upright ones.
        read: puts the pieces of one cell into lines.
    """
    if not flat or not upright:
        return list(pieces)
    cells: dict[Box, list[Piece]] = {}
    outside = []
    for piece in pieces:
        cell = _cell(piece, flat, upright)
        if cell:
            cells.setdefault(cell, []).append(piece)
        else:
            outside.append(piece)
    for table in _tables(cells):
        if len(table) > 1:
            outside.append(_table(table, cells, read))
        else:  # a frame around something is no table
            outside += cells[table[0]]
    return outside


def rules(shapes: Iterable[Shape]) -> tuple[list[Box], list[Box]]:
    """Level and upright lines among the shapes of a page."""
    flat, upright = [], []
    for shape in shapes:
        left, top, right, bottom = shape.box
        if shape.picture:
            continue
        if bottom - top <= _THIN and right - left >= _SHORTEST:
            flat.append(shape.box)
        elif right - left <= _THIN and bottom - top >= _SHORTEST:
            upright.append(shape.box)
        elif shape.stroked:
            flat += [(left, top, right, top), (left, bottom, right, bottom)]
            upright += [(left, top, left, bottom), (right, top, right, bottom)]
    return flat[:_MOST_EDGES], upright[:_MOST_EDGES]


def _cell(piece: Piece, flat: Iterable[Box], upright: Iterable[Box]) -> Box | None:
    x, y = (piece.box[0] + piece.box[2]) / 2, (piece.box[1] + piece.box[3]) / 2
    across = [(edge[0] + edge[2]) / 2 for edge in upright if edge[1] - _SLACK <= y <= edge[3] + _SLACK]
    along = [(edge[1] + edge[3]) / 2 for edge in flat if edge[0] - _SLACK <= x <= edge[2] + _SLACK]
    left = max((at for at in across if at <= piece.left + _SLACK), default=None)
    right = min((at for at in across if at >= piece.right - _SLACK), default=None)
    top = max((at for at in along if at <= y), default=None)
    bottom = min((at for at in along if at >= y), default=None)
    if left is None or right is None or top is None or bottom is None:
        return None
    return round(left), round(top), round(right), round(bottom)


def _tables(cells: Iterable[Box]) -> list[list[Box]]:
    """Cells that touch each other, in groups, each in reading order."""
    groups: list[list[Box]] = []
    for cell in sorted(cells, key=lambda box: (box[1], box[0])):
        touching = [group for group in groups if any(_touch(cell, other) for other in group)]
        groups = [group for group in groups if group not in touching]
        groups.append([*(other for group in touching for other in group), cell])
    return [sorted(group, key=lambda box: (box[1], box[0])) for group in groups]


def _touch(first: Box, second: Box) -> bool:
    beside = first[0] <= second[2] + _SLACK and second[0] <= first[2] + _SLACK
    return beside and first[1] <= second[3] + _SLACK and second[1] <= first[3] + _SLACK


def _table(table: Sequence[Box], cells: dict[Box, list[Piece]], read: Callable[[list[Piece]], Lines]) -> Piece:
    lines: Lines = []
    for cell in table:
        for line in read(cells[cell]):
            for piece in line:
                piece.place = "cell"
            lines.append(line)
    first = cells[table[0]][0]
    box = (
        min(cell[0] for cell in table),
        min(cell[1] for cell in table),
        max(cell[2] for cell in table),
        max(cell[3] for cell in table),
    )
    at = min(piece.at for cell in table for piece in cells[cell])
    return Piece("", box, first.base, first.size, first.bold, at, inside=lines)
