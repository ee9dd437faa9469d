"""The whole of a PDF, page after page, as plain data: what the process beside us answers with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pypdfium2

from mianshi.matching.documents import layout, paragraphs, pdf_fields, pdf_page, pdf_sight, segments, tables
from mianshi.matching.documents.paragraphs import Line
from mianshi.matching.documents.pdf_page import Box, Page
from mianshi.matching.documents.segments import Piece

MOST_PAGES = 40
MOST_CHARACTERS = 120_000
"""Visible and hidden, of the whole file: twice what is kept."""
_SCAN = 0.5
"""Share of a page that a picture takes up where the page is a scan."""
_PICTURE = 0.05
_FEW = 40
"""Characters: what a scanner's program writes below a scan."""
_MANY_PATHS = 150
"""Shapes on a page without text: letters turned into outlines."""


@dataclass
class Reading:
    """What was read. `refused`: ``encrypted`` or ``damaged``, with nothing else."""

    refused: str = ""
    pages: int = 0
    lines: list[Line] = field(default_factory=list)
    hidden: list[tuple[str, int, str]] = field(default_factory=list)
    """Why, page, text."""
    pictures: int = 0
    """Pages that are pictures."""
    all_pictures: bool = False
    shortened: bool = False


def examine(data: bytes) -> Reading:
    """Everything on the pages of a PDF, within bounds of pages and characters."""
    try:
        document = pdf_page.open_document(data)
    except pypdfium2.PdfiumError as error:
        return Reading(refused="encrypted" if _wants_password(error) else "damaged")
    with document:
        found = Reading(pages=len(document), shortened=len(document) > MOST_PAGES)
        document.init_forms()
        form = document.formenv and document.formenv.raw
        heights: dict[int, float] = {}
        characters = 0
        for number in range(1, min(len(document), MOST_PAGES) + 1):
            if characters > MOST_CHARACTERS:
                found.shortened = True
                break
            try:
                page = document[number - 1]
            except pypdfium2.PdfiumError:
                continue
            try:
                characters += _examine_page(page, form, number, found, heights, MOST_CHARACTERS - characters)
            finally:
                page.close()
    if not heights:
        return Reading(refused="damaged")
    found.all_pictures = found.pictures == len(heights)
    found.lines = paragraphs.without_repeats(found.lines, heights)
    return found


def _wants_password(error: pypdfium2.PdfiumError) -> bool:
    return "password" in str(error).lower() or "security" in str(error).lower()


def _examine_page(page: Any, form: Any, number: int, found: Reading, heights: dict[int, float], room: int) -> int:
    """Adds the page to what was found; how many characters it has, with those of its fields (`room` are read)."""
    read = pdf_page.read_page(page)
    heights[number] = read.height
    found.shortened = found.shortened or read.cut
    pdf_sight.look(page, read)
    flat, upright = tables.rules(read.shapes)
    pieces = segments.pieces(read.letters, upright)
    written, cut = pdf_fields.pieces(page, form, len(read.letters), room - len(read.letters))
    found.shortened = found.shortened or cut
    pieces += written
    seen = [piece for piece in pieces if not piece.why]
    hidden = [piece for piece in pieces if piece.why]
    characters = sum(len(piece.text) for piece in seen)
    if _is_picture(read, characters):
        found.pictures += 1
        hidden = [piece for piece in hidden if piece.why not in (pdf_sight.TRANSPARENT, pdf_sight.COVERED)]
    found.hidden += [(piece.why, number, piece.text) for piece in hidden]
    lines = [paragraphs.line_of(line, number) for line in _lines(seen, flat, upright)]
    found.lines += paragraphs.joined(paragraphs.with_bullets(lines, read.shapes), read.width)
    return len(read.letters) + sum(len(piece.text) for piece in written)


def _lines(pieces: Sequence[Piece], flat: Sequence[Box], upright: Sequence[Box]) -> list[list[Piece]]:
    """Pieces by line in reading order, cells of ruled tables in their places."""
    found = []
    for line in layout.ordered(tables.with_tables(pieces, flat, upright, layout.ordered)):
        plain = [piece for piece in line if not piece.inside]
        found += [plain] if plain else []
        found += [inner for piece in line for inner in piece.inside]
    return found


def _is_picture(read: Page, characters: int) -> bool:
    """Whether the page's text cannot be read: a scan, with or without a hidden layer of recognised text, letters as
    outlines, or more pieces of text without letters than letters."""
    if read.unread > max(_FEW, characters):
        return True
    area = read.width * read.height
    largest = max((_inside(shape.box, read) for shape in read.shapes if shape.picture), default=0.0)
    if characters <= _FEW and largest > _SCAN * area:
        return True
    return not characters and (largest > _PICTURE * area or len(read.shapes) > _MANY_PATHS)


def _inside(box: Box, read: Page) -> float:
    wide = min(box[2], read.width) - max(box[0], 0.0)
    return max(0.0, wide) * max(0.0, min(box[3], read.height) - max(box[1], 0.0))
