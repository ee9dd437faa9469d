"""Drawings of a Word document that hold text or stand behind it: their fill, and whether they are on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from mianshi.matching.documents.docx_styles import WHITE, Colour, child, colour_of, number
from mianshi.matching.documents.package import local

EMU_PER_TWIP = 635
_LARGE = 914_400**2
"""Square EMU, a square inch: smaller shapes have no text before them."""
_DARK = 200
_STYLE = re.compile(r"(visibility|left|margin-left|top|margin-top)\s*:\s*(-?[\w.]+)")
_UNDERSTOOD = re.compile(r"(?:wp[sgci]|wp14|w1[4-6]\w*|a14|c14|cx\d?|am3d|v|wne)?")
"""Prefixes of the extensions that Word of our day knows."""


def chosen(element: Element) -> Element | None:
    """Of ``mc:AlternateContent`` what Word shows (ECMA-376 part 3): the first choice it knows, or the fallback."""
    for choice in element:
        if local(choice) == "Choice" and all(map(_UNDERSTOOD.fullmatch, (choice.get("Requires") or "").split())):
            return choice
    return child(element, "Fallback")


def text_boxes(element: Element) -> Iterator[tuple[Element, Element]]:
    """Shapes and the contents of their text boxes, those of alternatives once."""
    for inner in element:
        name = local(inner)
        if name == "AlternateContent":
            choice = chosen(inner)
            yield from text_boxes(choice) if choice is not None else ()
        elif name == "txbxContent":
            yield element, inner
        elif name in ("txbx", "textbox"):
            yield from ((element, content) for _, content in text_boxes(inner))
        else:
            yield from text_boxes(inner)


def fill(shape: Element) -> Colour | bool | None:
    """Colour of a shape; None where it has none and what is behind is seen; True where it cannot be told."""
    properties = child(shape, "spPr")
    if properties is None:  # VML
        if (shape.get("filled") or "").startswith(("f", "0")):
            return None
        return colour_of((shape.get("fillcolor") or "#ffffff").partition(" ")[0].lstrip("#")) or True
    if child(properties, "solidFill") is not None:
        return _solid(child(properties, "solidFill"))
    if child(properties, "noFill") is not None:
        return None
    painted = any(child(properties, name) is not None for name in ("gradFill", "blipFill", "pattFill", "grpFill"))
    return True if painted or child(shape, "style") is not None else None


def _solid(element: Element | None) -> Colour | bool:
    for inner in element if element is not None else ():
        if local(inner) == "srgbClr" and not len(inner):
            return colour_of(inner.get("val")) or True
        if local(inner) == "schemeClr" and inner.get("val") in ("bg1", "lt1") and not len(inner):
            return WHITE
    return True


def is_off(drawing: Element, wide: float, high: float) -> bool:
    """Whether the drawing hangs wholly outside of a page of this size in twentieths of a point, or is not shown."""
    for inner in drawing.iter():
        name = local(inner)
        if name in ("positionH", "positionV") and _beyond(inner, wide if name == "positionH" else high):
            return True
        if name in ("shape", "rect", "roundrect") and _is_off_style(inner.get("style") or "", wide, high):
            return True
    return False


def is_marked_hidden(drawing: Element) -> bool:
    """Whether Word was told not to show it."""
    return any(local(inner) == "docPr" and inner.get("hidden") in ("1", "true") for inner in drawing.iter())


def _beyond(position: Element, most: float) -> bool:
    offset = child(position, "posOffset")
    return offset is not None and abs(number(offset.text, 0)) / EMU_PER_TWIP > most


def _is_off_style(style: str, wide: float, high: float) -> bool:
    for name, value in _STYLE.findall(style):
        if name == "visibility" and value == "hidden":
            return True
        points = number(value.removesuffix("pt"), 0)
        if name != "visibility" and abs(points) * 20 > (wide if "left" in name else high):
            return True
    return False


def stands_behind(drawing: Element) -> bool:
    """Whether light text may be legible before it: a large picture behind the text, or a dark shape without text."""
    anchor = child(drawing, "anchor")
    if anchor is None:
        return False
    extent = child(anchor, "extent")
    if extent is None or number(extent.get("cx"), 0) * number(extent.get("cy"), 0) < _LARGE:
        return False
    if any(local(inner) == "pic" for inner in anchor.iter()):
        return anchor.get("behindDoc") in ("1", "true")
    fills = [fill(inner) for inner in anchor.iter() if local(inner) == "wsp" and not _has_text(inner)]
    return any(found is True or (isinstance(found, tuple) and min(found) < _DARK) for found in fills)


def _has_text(shape: Element) -> bool:
    return any(local(inner) == "t" for inner in shape.iter())
