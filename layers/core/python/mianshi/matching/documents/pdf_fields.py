"""What is written into a PDF's form fields and free text annotations: seen on the page, and not part of it."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium

from mianshi.matching.documents import letters as characters
from mianshi.matching.documents.pdf_page import Box, moved, pages_box
from mianshi.matching.documents.pdf_sight import (
    ALIKE,
    MARKED_HIDDEN,
    OFF_PAGE,
    SAME_COLOUR,
    SMALLEST_POINTS,
    TINY,
    is_off,
)
from mianshi.matching.documents.segments import Piece

_MOST = 500
_LONGEST = 4_000
_UNSEEN = pdfium.FPDF_ANNOT_FLAG_INVISIBLE | pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
_WRITTEN = (pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX)
_USUAL_POINTS = 11.0


def pieces(page: Any, form: Any, first: int, room: int) -> tuple[list[Piece], bool]:
    """Text of fields and free text annotations, a piece a line, where they stand; whether it was too much.

    Args:
        page: of pdfium.
        form: its form environment, None where the document has no form.
        first: the place in the order of drawing from which they are counted: viewers draw them last.
        room: characters that are still read; nothing is once there are more.
    """
    width, height, matrix = pages_box(page)
    found: list[Piece] = []
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MOST)):
        if room <= 0:
            return found, True
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            text = _text(annotation, form)
            rectangle = pdfium.FS_RECTF()
            if not text.strip() or not pdfium.FPDFAnnot_GetRect(annotation, rectangle):
                continue
            box = moved((rectangle.left, rectangle.bottom, rectangle.right, rectangle.top), matrix)
            size = _size(annotation, form)
            why = _why(annotation, form, size, OFF_PAGE if is_off(box, width, height) else "")
            found += _lines(text, box, size or _USUAL_POINTS, why, first + len(found))
            room -= len(text)
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
    return found, False


def _text(annotation: Any, form: Any) -> str:
    kind = pdfium.FPDFAnnot_GetSubtype(annotation)
    if kind == pdfium.FPDF_ANNOT_FREETEXT:
        return _string(lambda buffer, size: pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, size))
    if kind == pdfium.FPDF_ANNOT_WIDGET and form and pdfium.FPDFAnnot_GetFormFieldType(form, annotation) in _WRITTEN:
        return _string(lambda buffer, size: pdfium.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, size))
    return ""


def _string(get: Any) -> str:
    buffer = (ctypes.c_ushort * _LONGEST)()
    length = get(buffer, ctypes.sizeof(buffer))
    return bytes(buffer)[: max(0, length - 2)].decode("utf-16-le", "ignore") if length <= ctypes.sizeof(buffer) else ""


def _size(annotation: Any, form: Any) -> float:
    """Points of its type; 0 where the viewer chooses."""
    size = ctypes.c_float()
    found = form and pdfium.FPDFAnnot_GetFontSize(form, annotation, size)
    return size.value if found else 0.0


def _why(annotation: Any, form: Any, size: float, off: str) -> str:
    if pdfium.FPDFAnnot_GetFlags(annotation) & _UNSEEN:
        return MARKED_HIDDEN
    if off or 0 < size < SMALLEST_POINTS:
        return off or TINY
    colour = [ctypes.c_uint() for _ in range(3)]
    known = form and pdfium.FPDFAnnot_GetFontColor(form, annotation, *colour)
    plain = not pdfium.FPDFAnnot_HasKey(annotation, b"MK")  # a field with a background of its own
    return SAME_COLOUR if known and plain and min(part.value for part in colour) >= 255 - ALIKE else ""


def _lines(text: str, box: Box, size: float, why: str, first: int) -> Iterator[Piece]:
    for at, line in enumerate(filter(None, map(characters.clean, text.splitlines()))):
        top = box[1] + at * 1.2 * size
        place = (box[0], top, box[2], top + size)
        yield Piece(line, place, top + 0.8 * size, round(size, 1), False, first + at, why, place="box")
