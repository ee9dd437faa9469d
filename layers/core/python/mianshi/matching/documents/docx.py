"""A Word document (ECMA-376, WordprocessingML): what its pages show, and what is in them that nobody sees."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from mianshi.contracts.resumes import ResumeReason, ResumeText
from mianshi.errors import Rejected
from mianshi.matching.documents import docx_shapes
from mianshi.matching.documents.docx_blocks import Context, Walk
from mianshi.matching.documents.docx_styles import WHITE, Styles, bullets, child, colour_of, number
from mianshi.matching.documents.gathered import Gathered, Place
from mianshi.matching.documents.package import Package, attribute, local

_FEW = 100
"""Characters: a document with a picture and no more is mostly picture."""
_WIDE, _HIGH = 11_906.0, 16_838.0
"""A4 in twentieths of a point."""
_SEPARATORS = ("separator", "continuationSeparator", "continuationNotice")


def read_docx(data: bytes) -> ResumeText:
    """The visible lines of a .docx.

    Raises:
        Rejected: another kind of archive, damaged, encrypted, a bomb, a picture, or nothing to read.
    """
    package = Package(data)
    if not package.is_document:
        raise Rejected(ResumeReason.NOT_A_RESUME_FILE, "the archive holds no Word document")
    gathered = Gathered("docx")
    if package.has_macros:
        gathered.note("macros_left_out")
    try:
        pictures = _Document(package, gathered).read()
    except RecursionError as error:
        raise Rejected(ResumeReason.BOMB, "the document is nested deeper than any that a person wrote") from error
    if pictures and not gathered.characters:
        raise Rejected(ResumeReason.PICTURE, "the document holds pictures and no text")
    if pictures and gathered.characters < _FEW:
        gathered.note("picture_pages")
    return gathered.result(data)


class _Document:
    """The parts of one document and the order in which they are read."""

    def __init__(self, package: Package, gathered: Gathered) -> None:
        self._package = package
        self._main = package.tree(package.main)
        self._relations = package.relations(package.main)
        self._settings = self._part("settings")
        styles, lists = Styles(self._part("styles")), bullets(self._part("numbering"))
        self._size = _page_size(self._main)
        self._walk = Walk(gathered, styles, lists, self._size, self._diagram)

    def read(self) -> int:
        """Headers, the body, notes at its foot, footers; how many pictures there are."""
        context = Context(fills=self._backgrounds())
        for root in self._edges("header"):
            self._read(root, context, "header")
        body = child(self._main, "body")
        if body is None:
            raise Rejected(ResumeReason.DAMAGED, "the document has no body")
        self._walk.blocks(body, context)
        for name in ("footnotes", "endnotes"):
            self._notes(name, context)
        for root in self._edges("footer"):
            self._read(root, context, "footer")
        return self._walk.pictures

    def _read(self, root: Element, context: Context, place: Place) -> None:
        self._walk.blocks(root, context.at(place))

    def _notes(self, kind: str, context: Context) -> None:
        root = self._part(kind)
        for note in root if root is not None else ():
            if attribute(note, "type") in _SEPARATORS:
                continue
            if (local(note), attribute(note, "id") or "") in self._walk.notes:
                self._read(note, context, "footer")

    def _part(self, kind: str) -> Element | None:
        path = next((target for found, target in self._relations.values() if found == kind), "")
        return self._package.tree(path) if self._package.has(path) else None

    def _diagram(self, relation: str) -> Element | None:
        kind, path = self._relations.get(relation, ("", ""))
        return self._package.tree(path) if kind == "diagramData" and self._package.has(path) else None

    def _edges(self, kind: str) -> Iterator[Element]:
        """Headers or footers that some page shows, each once."""
        read = set()
        for section in self._main.iter():
            if local(section) != "sectPr":
                continue
            for reference in section:
                _, path = self._relations.get(attribute(reference, "id") or "", ("", ""))
                if local(reference) == f"{kind}Reference" and path not in read and self._shown(reference, section):
                    read.add(path)
                    if self._package.has(path):
                        yield self._package.tree(path)

    def _shown(self, reference: Element, section: Element) -> bool:
        kind = attribute(reference, "type")
        if kind == "first":
            return child(section, "titlePg") is not None
        return kind != "even" or child(self._settings, "evenAndOddHeaders") is not None

    def _backgrounds(self) -> tuple[tuple[int, int, int] | None, ...]:
        """What may be behind the text: the page, and large shapes behind it; None where it cannot be told."""
        background = child(self._main, "background")
        shown = child(self._settings, "displayBackgroundShape") is not None
        page = colour_of(attribute(background, "color")) if background is not None and shown else None
        behind = any(local(x) == "drawing" and docx_shapes.stands_behind(x) for x in self._main.iter())
        return (page or WHITE, None) if behind else (page or WHITE,)


def _page_size(root: Element) -> tuple[float, float]:
    for element in root.iter():
        if local(element) == "pgSz":
            wide, high = number(attribute(element, "w"), _WIDE), number(attribute(element, "h"), _HIGH)
            return max(wide, 1_000.0), max(high, 1_000.0)
    return _WIDE, _HIGH
