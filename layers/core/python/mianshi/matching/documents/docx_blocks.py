"""Walks through the paragraphs, tables and text boxes of a Word document, as deep as people nest them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from mianshi.contracts.resumes import HiddenWhy, ResumeReason
from mianshi.errors import Rejected
from mianshi.matching.documents import docx_shapes
from mianshi.matching.documents.docx_runs import Run, Runs
from mianshi.matching.documents.docx_styles import Block, Colour, Look, Styles, child, is_alike, number, shade
from mianshi.matching.documents.gathered import Gathered, Place
from mianshi.matching.documents.letters import BULLET
from mianshi.matching.documents.package import attribute, local

DEEPEST = 40
"""Tables, text boxes and content controls inside of each other."""
SMALLEST_HALF_POINTS = 8
_SMALLEST_SCALE = 15
_SMALLEST_TWIPS = 80
"""Four points."""
_CONTAINERS = frozenset(("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"))


@dataclass(frozen=True)
class Context:
    """Where a block stands. `fills`: what may be behind it, None: it cannot be told. `why`: all of it is hidden."""

    fills: tuple[Colour | None, ...]
    place: Place = "body"
    why: HiddenWhy | None = None
    depth: int = 0

    def at(self, place: Place) -> Context:
        return replace(self, place=place)

    def over(self, fill: Colour | None) -> Context:
        """Before a fill, where there is one."""
        return self if fill is None else replace(self, fills=(fill,))

    def hidden(self, why: HiddenWhy | None) -> Context:
        return replace(self, why=self.why or why)

    def deeper(self) -> Context:
        """One level further in.

        Raises:
            Rejected: deeper than people nest anything.
        """
        if self.depth >= DEEPEST:
            raise Rejected(ResumeReason.BOMB, "the document is nested deeper than any that a person wrote")
        return replace(self, depth=self.depth + 1)


class Walk:
    """Adds what it meets to `gathered`.

    Args:
        gathered: what is read goes there.
        styles: of the document.
        bulleted: lists and levels that begin with a bullet.
        size: width and height of the page in twentieths of a point.
        diagram: the data of a diagram by its relationship, None where there is none.
    """

    def __init__(
        self,
        gathered: Gathered,
        styles: Styles,
        bulleted: Collection[tuple[str, str]],
        size: tuple[float, float],
        diagram: Callable[[str], Element | None],
    ) -> None:
        self._gathered = gathered
        self._styles = styles
        self._bulleted = bulleted
        self._size = size
        self._diagram = diagram
        self.pictures = 0
        self.notes: set[tuple[str, str]] = set()
        """Kind and id of the notes at the foot that are referred to."""

    def blocks(self, parent: Element, context: Context) -> None:
        """Everything in a body, cell, header or text box."""
        context = context.deeper()
        for element in parent:
            if self._gathered.full:
                self._gathered.note("shortened")
                return
            name = local(element)
            if name == "p":
                self._paragraph(element, context)
            elif name == "tbl":
                self._table(element, context)
            elif name in _CONTAINERS:
                self.blocks(element, context)
            elif name in ("del", "moveFrom"):
                self.blocks(element, context.hidden(HiddenWhy.MARKED_HIDDEN))
            elif name == "AlternateContent":
                choice = docx_shapes.chosen(element)
                if choice is not None:
                    self.blocks(choice, context)

    def _paragraph(self, element: Element, context: Context) -> None:
        properties = child(element, "pPr")
        look, block = self._styles.paragraph(properties)
        context = context.over(block.fill).hidden(self._hidden_block(block, properties))
        runs = Runs(self._styles, look)
        runs.read(element)
        self.notes |= runs.notes
        seen: list[Run] = []
        for run in runs.found:
            why = context.why or run.why or _hidden(run.look, context.fills)
            if why:
                self._gathered.hide(why, run.text)
            else:
                seen.append(run)
        self._add(seen, block, context)
        for drawing in runs.drawings:
            self._drawing(drawing, context)

    def _add(self, runs: Iterable[Run], block: Block, context: Context) -> None:
        lines: list[list[Run]] = [[]]
        for run in runs:
            first, *more = run.text.split("\n")
            lines[-1].append(replace(run, text=first))
            lines += [[replace(run, text=part)] for part in more]
        for at, line in enumerate(lines):
            text = "".join(run.text for run in line)
            if not text.strip():
                continue
            longest = max(line, key=lambda run: len(run.text.strip()))
            bullet = f"{BULLET} " if at == 0 and block.numbering in self._bulleted else ""
            self._gathered.add(bullet + text, size=longest.look.size / 2, bold=longest.look.bold, place=context.place)

    def _hidden_block(self, block: Block, properties: Element | None) -> HiddenWhy | None:
        if block.line is not None and block.line < _SMALLEST_TWIPS:
            return HiddenWhy.TINY
        frame = child(properties, "framePr")
        away = [] if frame is None else [number(attribute(frame, "x"), 0), number(attribute(frame, "y"), 0)]
        if any(abs(at) > self._size[0] for at in (block.left, block.right, *away)):
            return HiddenWhy.OFF_PAGE
        return None

    def _table(self, element: Element, context: Context) -> None:
        properties = child(element, "tblPr")
        style = child(properties, "tblStyle")
        styled = tuple(
            dict.fromkeys(self._styles.fills(attribute(style, "val") if style is not None else None).values())
        )
        own = child(properties, "shd")
        context = context.over(shade(own) if own is not None else None)
        if styled:
            # Which rows a table style fills depends on much; a text counts as hidden only if no fill would show it.
            context = replace(context, fills=(*context.fills, *styled))
        self._rows(element, context.at("cell"))

    def _rows(self, parent: Element, context: Context) -> None:
        for row in parent:
            if local(row) in _CONTAINERS:
                self._rows(row, context.deeper())
            if local(row) == "tr":
                self._cells(row, context.hidden(_hidden_row(child(row, "trPr"))))

    def _cells(self, parent: Element, context: Context) -> None:
        for cell in parent:
            if local(cell) in _CONTAINERS:
                self._cells(cell, context.deeper())
            if local(cell) == "tc":
                shd = child(child(cell, "tcPr"), "shd")
                self.blocks(cell, context.over(shade(shd) if shd is not None else None))

    def _drawing(self, drawing: Element, context: Context) -> None:
        self.pictures += sum(local(inner) in ("blip", "imagedata") for inner in drawing.iter())
        if docx_shapes.is_marked_hidden(drawing):
            context = context.hidden(HiddenWhy.MARKED_HIDDEN)
        elif docx_shapes.is_off(drawing, *self._size):
            context = context.hidden(HiddenWhy.OFF_PAGE)
        for shape, content in docx_shapes.text_boxes(drawing):
            fill = docx_shapes.fill(shape)
            inside = replace(context, fills=(None,)) if fill is True else context.over(fill or None)
            self.blocks(content, inside.at("box"))
        for inner in drawing.iter():
            if local(inner) == "relIds":
                self._read_diagram(self._diagram(attribute(inner, "dm") or ""), context)

    def _read_diagram(self, data: Element | None, context: Context) -> None:
        for paragraph in data.iter() if data is not None else ():
            if local(paragraph) == "p":
                text = "".join(inner.text or "" for inner in paragraph.iter() if local(inner) == "t")
                if context.why:
                    self._gathered.hide(context.why, text)
                else:
                    self._gathered.add(text, place="box")


def _hidden_row(properties: Element | None) -> HiddenWhy | None:
    for element in properties if properties is not None else ():
        if local(element) == "hidden" and attribute(element, "val") not in ("0", "false", "off"):
            return HiddenWhy.MARKED_HIDDEN
        if local(element) == "del":
            return HiddenWhy.MARKED_HIDDEN
        exact = local(element) == "trHeight" and attribute(element, "hRule") == "exact"
        if exact and number(attribute(element, "val"), _SMALLEST_TWIPS) < _SMALLEST_TWIPS:
            return HiddenWhy.TINY
    return None


def _hidden(look: Look, fills: tuple[Colour | None, ...]) -> HiddenWhy | None:
    if look.vanish:
        return HiddenWhy.MARKED_HIDDEN
    if look.transparent:
        return HiddenWhy.TRANSPARENT
    if look.size < SMALLEST_HALF_POINTS or look.scale < _SMALLEST_SCALE:
        return HiddenWhy.TINY
    behind = (look.fill,) if look.fill else fills
    colour = look.colour
    if colour and all(fill is not None and is_alike(colour, fill) for fill in behind):
        return HiddenWhy.SAME_COLOUR
    return None
