"""A page of a PDF as pdfium tells it: letters, shapes and pictures, in points from the top left of what is shown."""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from mianshi.matching.documents import letters as characters

MOST_LETTERS = 30_000
"""Of a page that are looked at."""
MOST_OBJECTS = 30_000
DEEPEST_FORM = 6
Box = tuple[float, float, float, float]
"""Left, top, right, bottom; points, downwards."""
Matrix = tuple[float, float, float, float, float, float]
Colour = tuple[int, int, int]
_UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_FINE = 1000
_BLANK = 0x20
_SLANTED = 0.05
_BOLD_WEIGHT = 600
_BOLD_NAMES = (b"bold", b"black", b"heavy", b"-bd")


@dataclass(slots=True)
class Run:
    """A text object: letters that are drawn alike. `order`: place in the drawing order, -1 where it is not known."""

    handle: Any
    order: int
    mode: int
    colour: Colour
    alpha: int
    embedded: bool
    bold: bool
    clip: Box | None
    layered: bool
    """In marked content that a layer (ISO 32000-1, 8.11) may switch off."""


@dataclass(slots=True)
class Letter:
    text: str
    box: Box
    base: float
    """Baseline, downwards."""
    size: float
    """Points on the page, the matrix included; the smaller of height and width of type."""
    run: Run
    upright: bool
    hyphen: bool = False
    spaced: bool = False
    """pdfium reckons that a blank stands before it."""
    why: str = ""
    """Why nobody sees it; empty where it is seen."""


@dataclass(slots=True)
class Shape:
    """A path or a picture. `opaque`: what lies under its box is not seen."""

    order: int
    box: Box
    picture: bool
    opaque: bool
    stroked: bool


@dataclass(slots=True)
class Page:
    width: float
    height: float
    letters: list[Letter]
    shapes: list[Shape]
    texts: list[Any] = field(default_factory=list)
    """Handles of all text objects, wherever they stand."""
    unread: int = 0
    """Text objects that pdfium gives no letters of, because their font is neither in the file nor on this machine."""
    cut: bool = False
    """More letters than are looked at."""


def pages_box(page: Any) -> tuple[float, float, Matrix]:
    """Width and height of what is shown of the page, and the matrix from its coordinates to points from its top left.

    Crop box and rotation are pdfium's; asked at three points, finely, because it answers in whole numbers.
    """
    width, height = max(1.0, page.get_width()), max(1.0, page.get_height())
    corners = [_device(page, width, height, x, y) for x, y in ((0, 0), (100, 0), (0, 100))]
    (e, f), (ax, ay), (cx, cy) = corners
    return width, height, ((ax - e) / 100, (ay - f) / 100, (cx - e) / 100, (cy - f) / 100, e, f)


def _device(page: Any, width: float, height: float, x: float, y: float) -> tuple[float, float]:
    fine = max(1, min(_FINE, int(10_000_000 / max(width, height))))
    found_x, found_y = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, int(width * fine), int(height * fine), 0, x, y, found_x, found_y)
    return found_x.value / fine, found_y.value / fine


def read_page(page: Any) -> Page:
    """Everything on the page that has to do with text: bounded, whatever the file says."""
    width, height, matrix = pages_box(page)
    shapes: list[Shape] = []
    places: dict[int, tuple[int, Matrix]] = {}
    texts: list[Any] = []
    for order, (handle, kind, transform) in enumerate(_objects(page)):
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            places[_address(handle)] = (order, _times(transform, matrix))
            texts.append(handle)
        elif kind in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE):
            shape = _shape(handle, kind, order, _times(transform, matrix))
            if shape:
                shapes.append(shape)
    found = Page(width, height, [], shapes, texts)
    _read_letters(page, found, places, matrix)
    return found


def _read_letters(page: Any, found: Page, places: dict[int, tuple[int, Matrix]], matrix: Matrix) -> None:
    runs: dict[int, Run] = {}
    spaced = False
    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        found.cut = count > MOST_LETTERS
        for index in range(min(count, MOST_LETTERS)):
            handle = pdfium.FPDFText_GetTextObject(textpage, index)
            if not handle:  # a blank or line break that pdfium adds by its own reckoning
                spaced = pdfium.FPDFText_GetUnicode(textpage, index) == _BLANK
                continue
            address = _address(handle)
            if address not in runs:
                runs[address] = _run(handle, *places.get(address, (-1, matrix)))
            letter = _letter(textpage, index, runs[address], matrix)
            if letter:
                letter.spaced, spaced = spaced, False
                found.letters.append(letter)
    finally:
        textpage.close()
    lost = [] if found.cut else [x for x in found.texts if _address(x) not in runs]
    found.unread = sum(not _is_embedded(x) for x in lost)


def _letter(textpage: Any, index: int, run: Run, matrix: Matrix) -> Letter | None:
    code = pdfium.FPDFText_GetUnicode(textpage, index)
    if code in (0, 0xFFFE, 0xFFFF) or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return None
    own, loose = pdfium.FS_MATRIX(), pdfium.FS_RECTF()
    pdfium.FPDFText_GetMatrix(textpage, index, own)
    pdfium.FPDFText_GetLooseCharBox(textpage, index, loose)
    box = moved((loose.left, loose.bottom, loose.right, loose.top), matrix)
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(textpage, index, x, y)
    a, b, c, d, _, _ = _times((own.a, own.b, own.c, own.d, 0, 0), matrix)
    points = pdfium.FPDFText_GetFontSize(textpage, index)
    across = (a * a + b * b) ** 0.5
    wide = points * across
    high = points * abs(a * d - b * c) / across if across else 0.0
    # Fonts of drawn glyphs (Type 3) may have any size of their own: what they draw says how large they are.
    size = max(min(high, wide * 2), min(box[3] - box[1], (box[2] - box[0]) * 3) * 0.7)
    base = matrix[1] * x.value + matrix[3] * y.value + matrix[5]
    start = matrix[0] * x.value + matrix[2] * y.value + matrix[4]
    if characters.is_wide(chr(code)):  # whatever its ink, it takes up a square
        box = (min(box[0], start), box[1], max(box[2], start + 0.96 * wide), box[3])
    elif abs(c) > _SLANTED * abs(d) > 0:  # its box leans over its neighbours
        box = (start, box[1], max(start, start + box[2] - box[0] - abs(c / d) * (box[3] - box[1])), box[3])
    return Letter(
        chr(code), box, base, size, run, abs(a) >= abs(b) and d <= 0, bool(pdfium.FPDFText_IsHyphen(textpage, index))
    )


def _run(handle: Any, order: int, matrix: Matrix) -> Run:
    mode = pdfium.FPDFTextObj_GetTextRenderMode(handle)
    stroked = mode in (pdfium.FPDF_TEXTRENDERMODE_STROKE, pdfium.FPDF_TEXTRENDERMODE_STROKE_CLIP)
    colour, alpha = _colour(handle, pdfium.FPDFPageObj_GetStrokeColor if stroked else pdfium.FPDFPageObj_GetFillColor)
    font = pdfium.FPDFTextObj_GetFont(handle)
    name = ctypes.create_string_buffer(128)
    pdfium.FPDFFont_GetBaseFontName(font, name, 128)
    bold = (
        pdfium.FPDFFont_GetWeight(font) >= _BOLD_WEIGHT
        or mode == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE
        or any(part in name.value.lower() for part in _BOLD_NAMES)
    )
    clip = _clip(handle, matrix) if order >= 0 else None
    return Run(handle, order, mode, colour, alpha, _is_embedded(handle), bold, clip, _is_layered(handle))


def _is_embedded(handle: Any) -> bool:
    return bool(pdfium.FPDFFont_GetIsEmbedded(pdfium.FPDFTextObj_GetFont(handle)) == 1)


def _is_layered(handle: Any) -> bool:
    for index in range(min(pdfium.FPDFPageObj_CountMarks(handle), 20)):
        name, length = (ctypes.c_ushort * 8)(), ctypes.c_ulong()
        mark = pdfium.FPDFPageObj_GetMark(handle, index)
        pdfium.FPDFPageObjMark_GetName(mark, name, ctypes.sizeof(name), length)
        if bytes(name)[: length.value].decode("utf-16-le", "replace").rstrip("\0") == "OC":
            return True
    return False


def _clip(handle: Any, matrix: Matrix) -> Box | None:
    """The box of the paths that the text is clipped to; None where it is not."""
    clip = pdfium.FPDFPageObj_GetClipPath(handle)
    boxes = []
    for path in range(min(pdfium.FPDFClipPath_CountPaths(clip) if clip else 0, 20)):
        points = []
        for index in range(min(pdfium.FPDFClipPath_CountPathSegments(clip, path), 100)):
            x, y = ctypes.c_float(), ctypes.c_float()
            segment = pdfium.FPDFClipPath_GetPathSegment(clip, path, index)
            if pdfium.FPDFPathSegment_GetPoint(segment, x, y):
                points.append((x.value, y.value))
        if points:
            xs, ys = zip(*points, strict=True)
            boxes.append(moved((min(xs), min(ys), max(xs), max(ys)), matrix))
    if not boxes:
        return None
    return (max(b[0] for b in boxes), max(b[1] for b in boxes), min(b[2] for b in boxes), min(b[3] for b in boxes))


def _objects(page: Any) -> Iterator[tuple[Any, int, Matrix]]:
    """Objects in drawing order with the matrix to the page's coordinates, those inside of forms included."""
    left = [MOST_OBJECTS]

    def inside(count: int, get: Any, parent: Any, transform: Matrix, depth: int) -> Iterator[tuple[Any, int, Matrix]]:
        for index in range(min(count, left[0])):
            handle = get(parent, index)
            left[0] -= 1
            if not handle or left[0] < 0:
                continue
            kind = pdfium.FPDFPageObj_GetType(handle)
            if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < DEEPEST_FORM:
                own = pdfium.FS_MATRIX()
                pdfium.FPDFPageObj_GetMatrix(handle, own)
                moved = _times((own.a, own.b, own.c, own.d, own.e, own.f), transform)
                parts = pdfium.FPDFFormObj_CountObjects(handle)
                yield from inside(max(0, parts), pdfium.FPDFFormObj_GetObject, handle, moved, depth + 1)
            else:
                yield handle, kind, transform

    yield from inside(pdfium.FPDFPage_CountObjects(page), pdfium.FPDFPage_GetObject, page, _UNIT, 0)


def _shape(handle: Any, kind: int, order: int, matrix: Matrix) -> Shape | None:
    sides = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(handle, *sides):
        return None
    left, bottom, right, top = (side.value for side in sides)
    box = moved((left, bottom, right, top), matrix)
    if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
        return Shape(order, box, picture=True, opaque=not pdfium.FPDFPageObj_HasTransparency(handle), stroked=False)
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(handle, fill, stroke)
    alpha = _colour(handle, pdfium.FPDFPageObj_GetFillColor)[1]
    opaque = fill.value != 0 and alpha == 255 and not pdfium.FPDFPageObj_HasTransparency(handle)
    plain = pdfium.FPDFPath_CountSegments(handle) <= 6
    return Shape(order, box, picture=False, opaque=opaque and plain, stroked=bool(stroke.value) and plain)


def _colour(handle: Any, get: Any) -> tuple[Colour, int]:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not get(handle, red, green, blue, alpha):
        return (0, 0, 0), 255
    return (red.value, green.value, blue.value), alpha.value


def _address(handle: Any) -> int:
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def moved(box: Box, matrix: Matrix) -> Box:
    """The box around what the matrix makes of a box."""
    a, b, c, d, e, f = matrix
    xs = [a * x + c * y + e for x in (box[0], box[2]) for y in (box[1], box[3])]
    ys = [b * x + d * y + f for x in (box[0], box[2]) for y in (box[1], box[3])]
    return min(xs), min(ys), max(xs), max(ys)


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def open_document(data: bytes) -> Any:
    """The document; pdfium's own errors leave it as they are."""
    start()
    return pypdfium2.PdfDocument(data)


@functools.cache
def start() -> None:
    """Start pdfium anew without the fonts of this machine, so that a page looks alike on every one."""
    paths = (ctypes.POINTER(ctypes.c_char) * 1)()  # ends with its first
    pdfium.FPDF_DestroyLibrary()
    pdfium.FPDF_InitLibraryWithConfig(pdfium.FPDF_LIBRARY_CONFIG(version=2, m_pUserFontPaths=paths))
