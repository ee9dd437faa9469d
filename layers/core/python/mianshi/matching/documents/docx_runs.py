"""The runs of one paragraph: text with its look, without field codes, comments and what was deleted."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from mianshi.contracts.resumes import HiddenWhy
from mianshi.matching.documents import docx_shapes
from mianshi.matching.documents.docx_styles import Look, Styles, child
from mianshi.matching.documents.letters import BULLET
from mianshi.matching.documents.package import attribute, local

_LEFT_OUT = frozenset(("pPr", "rPr", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "fldData", "rt", "instrText"))
_DELETED = frozenset(("del", "moveFrom"))
_PLAIN = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_DRAWINGS = frozenset(("drawing", "pict", "object"))
_DEEPEST = 60


@dataclass(frozen=True)
class Run:
    text: str
    look: Look
    why: HiddenWhy | None = None
    """`marked_hidden` where the text was deleted and is still tracked."""


@dataclass
class Runs:
    """What a paragraph holds, after `read`."""

    styles: Styles
    look: Look
    found: list[Run] = field(default_factory=list)
    drawings: list[Element] = field(default_factory=list)
    notes: set[tuple[str, str]] = field(default_factory=set)
    _fields: list[bool] = field(default_factory=list)
    """For each open field, whether its result has begun."""

    def read(self, parent: Element, why: HiddenWhy | None = None, depth: int = 0) -> None:
        """The children of a paragraph, hyperlink, insertion or content control.

        Raises:
            RecursionError: nested deeper than anything a word processor writes.
        """
        if depth > _DEEPEST:
            raise RecursionError
        for element in parent:
            name = local(element)
            if name == "r":
                self._run(element, why)
            elif name == "AlternateContent":
                choice = docx_shapes.chosen(element)
                if choice is not None:
                    self.read(choice, why, depth + 1)
            elif name == "t":  # of a formula
                self._add(element.text or "", self.look, why)
            elif name not in _LEFT_OUT:
                self.read(element, HiddenWhy.MARKED_HIDDEN if name in _DELETED else why, depth + 1)

    def _run(self, element: Element, why: HiddenWhy | None) -> None:
        look = self.styles.run(self.look, child(element, "rPr"))
        for inner in element:
            name = local(inner)
            if name == "t":
                self._add(inner.text or "", look, why)
            elif name == "delText":
                self._add(inner.text or "", look, HiddenWhy.MARKED_HIDDEN)
            elif name in _PLAIN:
                self._add(_PLAIN[name], look, why)
            elif name == "sym":
                self._add(_symbol(attribute(inner, "char")), look, why)
            elif name == "fldChar":
                self._field(attribute(inner, "fldCharType") or "")
            else:
                self._other(inner, name, why)

    def _other(self, inner: Element, name: str, why: HiddenWhy | None) -> None:
        if name in _DRAWINGS:
            self.drawings.append(inner)
        elif name == "AlternateContent":
            choice = docx_shapes.chosen(inner)
            self.drawings += [choice] if choice is not None else []
        elif name in ("footnoteReference", "endnoteReference"):
            self.notes.add((name.removesuffix("Reference"), attribute(inner, "id") or ""))
        elif name == "ruby":
            base = child(inner, "rubyBase")
            if base is not None:
                self.read(base, why)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(False)
        elif self._fields and kind == "separate":
            self._fields[-1] = True
        elif self._fields and kind == "end":
            self._fields.pop()

    def _add(self, text: str, look: Look, why: HiddenWhy | None) -> None:
        if text and all(self._fields):
            self.found.append(Run(text, look, why))


def _symbol(code: str | None) -> str:
    try:
        value = int(code or "", 16)
    except ValueError:
        return ""
    return BULLET if 0xE000 <= value < 0xF900 else chr(value) if 0x20 <= value < 0xD800 else ""
