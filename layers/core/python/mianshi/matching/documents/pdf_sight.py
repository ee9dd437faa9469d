"""Which letters of a PDF page somebody who looks at it sees, found out by looking.

The page is drawn with all its text and again without: where a letter stands and nothing differs, nothing is seen.
Letters that are suspect (their colour is the background's, or something opaque is drawn over them) may stand under
letters that are seen, so the page is drawn a third time without the suspects only. A font that is not in the file and
not on this machine draws nothing anywhere, so there the letter's attributes decide: an honest Chinese résumé without
fonts is not hidden.
"""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Iterable, Sequence
from typing import Any

import pypdfium2.raw as pdfium

from mianshi.matching.documents.pdf_page import Box, Letter, Page, Run, Shape

SMALLEST_POINTS = 4.0
ALIKE = 24
"""Of 255, in the channel that differs most, on white about the contrast 1.25 : 1: nobody reads text that differs less
from what is behind it (WCAG 2.2 asks for 3 : 1 of large text)."""
_SCALE = 2.0
_MOST_PIXELS = 3_000_000
_FAINT_ALPHA = 26
_CHANNELS = 4
_LARGEST_LIGATURE = 4
_NARROWEST = 0.17
"""Times the size: less than the width of an ``i``, on average."""
_BEYOND_LATIN = 0x250
_LEAST_COVER = 12.0
"""Square points."""
_MOST_COVERS = 300
_SAMPLES = 25
_DRAWN_ON = 0xFFFFFFFF

_ALIKE_SMALL = 6
"""The same where a page is drawn so small that letters are thinner than pixels."""

SAME_COLOUR, TINY, TRANSPARENT, OFF_PAGE, COVERED, MARKED_HIDDEN = (
    "same_colour",
    "tiny",
    "transparent",
    "off_page",
    "covered",
    "marked_hidden",
)


class Picture:
    """A page as drawn: `_CHANNELS` bytes a pixel, rows of `stride` bytes."""

    def __init__(self, page: Any, width: float, height: float) -> None:
        self.scale = min(_SCALE, (_MOST_PIXELS / (width * height)) ** 0.5)
        self._wide, self._high = max(1, int(width * self.scale)), max(1, int(height * self.scale))
        bitmap = pdfium.FPDFBitmap_CreateEx(self._wide, self._high, pdfium.FPDFBitmap_BGRx, None, 0)
        if not bitmap:
            raise MemoryError
        try:
            pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, self._wide, self._high, _DRAWN_ON)
            flags = pdfium.FPDF_ANNOT | pdfium.FPDF_RENDER_LIMITEDIMAGECACHE
            pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, self._wide, self._high, 0, flags)
            self._stride = pdfium.FPDFBitmap_GetStride(bitmap)
            self._pixels = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), self._stride * self._high)
        finally:
            pdfium.FPDFBitmap_Destroy(bitmap)

    def rows(self, box: Box) -> list[bytes]:
        """The pixels of a box, a row each."""
        left, right = self._span(box[0], box[2], self._wide)
        top, bottom = self._span(box[1], box[3], self._high)
        starts = range(top * self._stride, bottom * self._stride, self._stride)
        return [self._pixels[at + left * _CHANNELS : at + right * _CHANNELS] for at in starts]

    def colour(self, box: Box) -> tuple[int, int, int] | None:
        """The colour in the middle of some pixels of the box, channel by channel; None outside of the page."""
        pixels = b"".join(self.rows(box))
        count = len(pixels) // _CHANNELS
        if not count:
            return None
        step = max(1, count // _SAMPLES) * _CHANNELS
        blue, green, red = (sorted(pixels[channel::step]) for channel in range(3))
        middle = len(red) // 2
        return red[middle], green[middle], blue[middle]

    def differs(self, other: Picture, box: Box) -> bool:
        """Whether somebody sees a difference between two drawings of the page inside of the box."""
        least = ALIKE if self.scale > 1 else _ALIKE_SMALL
        return any(
            mine != theirs and max(map(_apart, mine, theirs)) > least
            for mine, theirs in zip(self.rows(box), other.rows(box), strict=True)
        )

    def _span(self, start: float, end: float, most: int) -> tuple[int, int]:
        first = max(0, min(most, int(start * self.scale)))
        return first, max(first, min(most, int(end * self.scale) + 1))


def _apart(first: int, second: int) -> int:
    return first - second if first > second else second - first


def look(page: Any, found: Page) -> None:
    """Sets `why` of every letter that nobody sees; returns nothing."""
    hidden = {id(run): _hidden_run(run) for run in {id(x.run): x.run for x in found.letters}.values()}
    unsure = []
    for letter in found.letters:
        letter.why = hidden[id(letter.run)] or _hidden_letter(letter, found)
        if not letter.why and letter.text.strip():
            unsure.append(letter)
    if unsure:
        _compare(page, found, unsure)
    _find_crowds(found.letters)


def _find_crowds(letters: Iterable[Letter]) -> None:
    """Marks letters as unseen that stand in for glyphs with room for few of them: a replacement text (ISO 32000-1,
    14.9.4), which honest programs give to ligatures and hyphens."""
    for _, group in itertools.groupby(letters, key=lambda letter: id(letter.run)):
        crowd = [letter for letter in group if letter.upright]
        room = sum(letter.box[2] - letter.box[0] for letter in crowd)
        if len(crowd) > _LARGEST_LIGATURE and room < _NARROWEST * sum(letter.size for letter in crowd):
            for letter in crowd:
                letter.why = letter.why or TRANSPARENT


def is_off(box: Box, width: float, height: float) -> bool:
    """Whether most of the box lies outside of the page."""
    inside = max(0.0, min(box[2], width) - max(box[0], 0.0)) * max(0.0, min(box[3], height) - max(box[1], 0.0))
    return inside < 0.4 * max(1e-6, (box[2] - box[0]) * (box[3] - box[1]))


def _hidden_run(run: Run) -> str:
    invisible = run.mode == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
    return TRANSPARENT if invisible or run.alpha < _FAINT_ALPHA else ""


def _hidden_letter(letter: Letter, found: Page) -> str:
    if is_off(letter.box, found.width, found.height):
        return OFF_PAGE
    if letter.size < SMALLEST_POINTS:
        return TINY
    clip = letter.run.clip
    if clip and is_off(_shifted(letter.box, clip), clip[2] - clip[0], clip[3] - clip[1]):
        return OFF_PAGE
    return ""


def _shifted(box: Box, origin: Box) -> Box:
    return box[0] - origin[0], box[1] - origin[1], box[2] - origin[0], box[3] - origin[1]


def _compare(page: Any, found: Page, unsure: Sequence[Letter]) -> None:
    whole = Picture(page, found.width, found.height)
    texts = [*found.texts, *{id(x.run): x.run.handle for x in unsure}.values()]
    bare = _without(page, found, texts)
    covers = _covers(found.shapes)
    suspects = []
    for letter in unsure:
        covered, alike = _is_covered(letter, covers), _is_alike(letter, bare)
        if whole.differs(bare, letter.box):
            if covered or alike:
                suspects.append((letter, covered))
        elif covered or alike or _draws(letter):
            letter.why = _reason(letter, covered=covered, alike=alike)
    if suspects:
        rest = _without(page, found, [letter.run.handle for letter, _ in suspects])
        for letter, covered in suspects:
            if not whole.differs(rest, letter.box):
                letter.why = COVERED if covered else SAME_COLOUR


def _without(page: Any, found: Page, texts: Iterable[Any]) -> Picture:
    texts = list(texts)
    for handle in texts:
        pdfium.FPDFPageObj_SetIsActive(handle, 0)
    try:
        return Picture(page, found.width, found.height)
    finally:
        for handle in texts:
            pdfium.FPDFPageObj_SetIsActive(handle, 1)


def _covers(shapes: Iterable[Shape]) -> list[Shape]:
    """What can hide text, largest first."""
    large = [shape for shape in shapes if shape.opaque and _area(shape.box) > _LEAST_COVER]
    return sorted(large, key=lambda shape: -_area(shape.box))[:_MOST_COVERS]


def _is_covered(letter: Letter, covers: Iterable[Shape]) -> bool:
    left, top, right, bottom = letter.box
    x, y = (left + right) / 2, (top + bottom) / 2
    return any(
        shape.order > letter.run.order >= 0 and shape.box[0] <= x <= shape.box[2] and shape.box[1] <= y <= shape.box[3]
        for shape in covers
    )


def _is_alike(letter: Letter, bare: Picture) -> bool:
    behind = bare.colour(letter.box)
    return behind is not None and max(abs(a - b) for a, b in zip(behind, letter.run.colour, strict=True)) <= ALIKE


def _draws(letter: Letter) -> bool:
    """Whether pdfium draws the letter on any machine: its font is in the file, or pdfium's own Latin one stands in."""
    return letter.run.embedded or ord(letter.text) < _BEYOND_LATIN


def _reason(letter: Letter, *, covered: bool, alike: bool) -> str:
    if letter.run.layered:
        return MARKED_HIDDEN
    if covered:
        return COVERED
    if alike:
        return SAME_COLOUR
    return OFF_PAGE if letter.run.clip else TRANSPARENT


def _area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])
