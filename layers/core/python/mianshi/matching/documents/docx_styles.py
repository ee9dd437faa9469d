"""How the letters and paragraphs of a Word document look: styles, what they are based on, and direct formatting.

ECMA-376 part 1, 17.7.2: document defaults, then the paragraph style, then the character style, then the run itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from mianshi.matching.documents.package import attribute, local

Colour = tuple[int, int, int]
WHITE: Colour = (255, 255, 255)
ALIKE = 24
"""Of 255 in the channel that differs most: text that differs less from what is behind it is not read by anybody."""
_DEEPEST_STYLE = 30
_HEX = re.compile(r"[0-9A-Fa-f]{6}")
_HIGHLIGHTS: Mapping[str, Colour] = {
    "black": (0, 0, 0),
    "blue": (0, 0, 255),
    "cyan": (0, 255, 255),
    "darkBlue": (0, 0, 128),
    "darkCyan": (0, 128, 128),
    "darkGray": (128, 128, 128),
    "darkGreen": (0, 128, 0),
    "darkMagenta": (128, 0, 128),
    "darkRed": (128, 0, 0),
    "darkYellow": (128, 128, 0),
    "green": (0, 255, 0),
    "lightGray": (192, 192, 192),
    "magenta": (255, 0, 255),
    "red": (255, 0, 0),
    "white": WHITE,
    "yellow": (255, 255, 0),
}
"""ST_HighlightColor, 17.18.40."""
_LIGHT_THEME = frozenset(("background1", "light1", "bg1", "lt1"))
_FAINT_ALPHA = 10_000
"""Of 100,000."""


@dataclass(frozen=True, slots=True)
class Look:
    """Of a run of letters. `colour` None: automatic, which is always seen. `size` in half points."""

    colour: Colour | None = None
    fill: Colour | None = None
    size: float = 20
    scale: float = 100
    bold: bool = False
    vanish: bool = False
    transparent: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Of a paragraph. `left` and `right`: indents in twentieths of a point; `line`: an exact line height, the same."""

    fill: Colour | None = None
    left: float = 0
    right: float = 0
    line: float | None = None
    numbering: tuple[str, str] | None = None


def colour_of(value: str | None) -> Colour | None:
    """``RRGGBB`` as a colour; None for ``auto`` and anything else."""
    if value is None or not _HEX.fullmatch(value):
        return None
    return int(value[:2], 16), int(value[2:4], 16), int(value[4:], 16)


def is_alike(first: Colour, second: Colour) -> bool:
    """Whether nobody tells them apart."""
    return max(abs(a - b) for a, b in zip(first, second, strict=True)) <= ALIKE


def shade(element: Element) -> Colour | None:
    """The fill of a ``w:shd``; a solid pattern is its own colour."""
    return colour_of(attribute(element, "color" if attribute(element, "val") == "solid" else "fill"))


def number(text: str | None, default: float) -> float:
    """A number of an attribute, a damaged one being the default."""
    try:
        return float(text) if text is not None and len(text) < 20 else default
    except ValueError:
        return default


def child(element: Element | None, name: str) -> Element | None:
    """The first child of this local name."""
    return next((inner for inner in element if local(inner) == name), None) if element is not None else None


class Styles:
    """The styles part, resolved as they are asked for."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Element] = {}
        self._defaults: dict[str, str] = {}
        self._look = Look()
        self._block = Block()
        self._known: dict[tuple[str | None, str | None], tuple[Look, Block]] = {}
        for element in root if root is not None else ():
            if local(element) == "docDefaults":
                self._look = formatted(self._look, child(child(element, "rPrDefault"), "rPr"))
                self._block = arranged(self._block, child(child(element, "pPrDefault"), "pPr"))
            elif local(element) == "style":
                name = attribute(element, "styleId") or ""
                self._styles[name] = element
                if attribute(element, "default") in ("1", "true", "on"):
                    self._defaults[attribute(element, "type") or ""] = name

    def paragraph(self, properties: Element | None) -> tuple[Look, Block]:
        """How the letters of a paragraph look before their own formatting, and the paragraph."""
        style = child(properties, "pStyle")
        name = attribute(style, "val") if style is not None else self._defaults.get("paragraph")
        look, block = self._named(name)
        return look, arranged(block, properties)

    def run(self, look: Look, properties: Element | None) -> Look:
        """How letters look: in a paragraph of this look, with a character style and direct formatting."""
        style = child(properties, "rStyle")
        for element in self._chain(attribute(style, "val")) if style is not None else ():
            look = formatted(look, child(element, "rPr"))
        return formatted(look, properties)

    def fills(self, name: str | None) -> dict[str, Colour]:
        """What a table style fills, by the part of the table it is for; ``wholeTable`` for everywhere."""
        found: dict[str, Colour] = {}
        for element in self._chain(name):
            parts = [("wholeTable", element)]
            parts += [(attribute(x, "type") or "", x) for x in element if local(x) == "tblStylePr"]
            for kind, part in parts:
                for properties in ("tblPr", "tcPr"):
                    shd = child(child(part, properties), "shd")
                    colour = shade(shd) if shd is not None else None
                    if colour:
                        found[kind] = colour
        return found

    def _named(self, name: str | None) -> tuple[Look, Block]:
        key = ("paragraph", name)
        if key not in self._known:
            look, block = self._look, self._block
            for element in self._chain(name):
                look = formatted(look, child(element, "rPr"))
                block = arranged(block, child(element, "pPr"))
            self._known[key] = (look, block)
        return self._known[key]

    def _chain(self, name: str | None) -> list[Element]:
        """The style and what it is based on, the most general first; a style that is based on itself ends it."""
        found: list[Element] = []
        while name in self._styles and self._styles[name] not in found and len(found) < _DEEPEST_STYLE:
            found.append(self._styles[name])
            based = child(found[-1], "basedOn")
            name = attribute(based, "val") if based is not None else None
        return found[::-1]


def formatted(look: Look, properties: Element | None) -> Look:
    """The look with the run properties on top."""
    for element in properties if properties is not None else ():
        look = _with_one(look, local(element), element)
    return look


def _with_one(look: Look, name: str, element: Element) -> Look:
    value = attribute(element, "val")
    if name == "color":
        theme = attribute(element, "themeColor")
        plain = colour_of(value)
        return replace(look, colour=plain or (WHITE if theme in _LIGHT_THEME else None))
    if name == "textFill":
        return _with_fill(look, element)
    if name == "highlight":
        return replace(look, fill=_HIGHLIGHTS.get(value or ""))
    if name == "shd":
        return replace(look, fill=shade(element))
    if name in ("b", "vanish"):
        return replace(look, bold=_is_on(value)) if name == "b" else replace(look, vanish=_is_on(value))
    return _with_size(look, name, value)


def _with_size(look: Look, name: str, value: str | None) -> Look:
    if name == "sz":
        return replace(look, size=number(value, look.size))
    return replace(look, scale=number((value or "").rstrip("%"), look.scale)) if name == "w" else look


def _with_fill(look: Look, element: Element) -> Look:
    """Word 2010's own fill of letters (MS-DOCX, w14:textFill), which goes before their colour."""
    for inner in element.iter():
        name, value = local(inner), attribute(inner, "val")
        if name == "noFill":
            return replace(look, transparent=True)
        if name == "srgbClr":
            look = replace(look, colour=colour_of(value))
        elif name == "schemeClr":
            look = replace(look, colour=WHITE if value in _LIGHT_THEME else None)
        elif name == "alpha" and 100_000 - number(value, 0) < _FAINT_ALPHA:
            look = replace(look, transparent=True)
    return look


def arranged(block: Block, properties: Element | None) -> Block:
    """The block with the paragraph properties on top."""
    for element in properties if properties is not None else ():
        name = local(element)
        if name == "shd":
            block = replace(block, fill=shade(element))
        elif name == "ind":
            block = replace(
                block,
                left=number(attribute(element, "left") or attribute(element, "start"), block.left),
                right=number(attribute(element, "right") or attribute(element, "end"), block.right),
            )
        elif name == "spacing" and attribute(element, "line"):
            exact = attribute(element, "lineRule") == "exact"
            block = replace(block, line=number(attribute(element, "line"), 240) if exact else None)
        elif name == "numPr":
            block = replace(block, numbering=_numbering(element))
    return block


def _numbering(element: Element) -> tuple[str, str] | None:
    identity, level = child(element, "numId"), child(element, "ilvl")
    found = attribute(identity, "val") if identity is not None else None
    return (found, (attribute(level, "val") if level is not None else None) or "0") if found else None


def bullets(root: Element | None) -> frozenset[tuple[str, str]]:
    """Lists and levels that have a bullet, from the numbering part; a level without one has a number or nothing."""
    kinds: dict[str, list[str]] = {}
    for abstract in _named_children(root, "abstractNum"):
        marked = kinds.setdefault(attribute(abstract, "abstractNumId") or "", [])
        for level in _named_children(abstract, "lvl"):
            form = child(level, "numFmt")
            if form is not None and attribute(form, "val") == "bullet":
                marked.append(attribute(level, "ilvl") or "0")
    found = []
    for num in _named_children(root, "num"):
        link = child(num, "abstractNumId")
        levels = kinds.get(attribute(link, "val") or "", []) if link is not None else []
        found += [(attribute(num, "numId") or "", level) for level in levels]
    return frozenset(found)


def _named_children(root: Element | None, name: str) -> Iterator[Element]:
    return (element for element in (root if root is not None else ()) if local(element) == name)


def _is_on(value: str | None) -> bool:
    return value not in ("0", "false", "off", "none")
