"""The parts of an Office Open XML package (ECMA-376 part 2), from a file nobody vouches for.

Only the parts that hold text are unpacked, within limits; pictures and macros never are.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from mianshi.contracts.resumes import ResumeReason
from mianshi.errors import Rejected

MOST_PARTS = 2_000
LARGEST_PART_BYTES = 8_000_000
LARGEST_READ_BYTES = 20_000_000
"""Unpacked, all parts together. What a zip header says of its sizes is not believed where a part is read."""
LARGEST_DECLARED_BYTES = 200_000_000
"""Of all parts, those never read included: no Word file says so of itself, so it is not opened at all."""
_CONTENT_TYPES = "[content_types].xml"
_ENCRYPTED_FLAG = 0x1
_METHODS = frozenset((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
"""All that a package allows (ECMA-376 part 2, annex C). How much the others unpack at once cannot be bounded."""


class _NoDoctype(TreeBuilder):
    """Builds the tree; a document type, the only place where entities are declared, is refused before it is read."""

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        raise Rejected(ResumeReason.DAMAGED, "the document declares XML entities, which no word processor writes")


def local(element: Element) -> str:
    """Name without namespace: ordinary and strict documents differ in namespace only."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: Element, name: str) -> str | None:
    """The attribute of this local name, in whatever namespace."""
    for key, value in element.items():
        if key.rpartition("}")[2] == name:
            return value
    return None


class Package:
    """Parts by path, found through their relationships.

    Raises:
        Rejected: damaged, encrypted, too many parts, or sizes no document has.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError, LookupError, NotImplementedError, EOFError) as error:
            raise Rejected(ResumeReason.DAMAGED, "the zip archive is damaged") from error
        entries = self._archive.infolist()
        if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > LARGEST_DECLARED_BYTES:
            raise Rejected(ResumeReason.BOMB, "the archive has more parts or bytes than a document can have")
        self._entries = {entry.filename.replace("\\", "/").lstrip("/").lower(): entry for entry in entries}
        self._left = LARGEST_READ_BYTES

    @property
    def is_document(self) -> bool:
        return _CONTENT_TYPES in self._entries and self.has(self.main)

    @property
    def main(self) -> str:
        """Path of the part that holds the body."""
        found = [target for kind, target in self.related("") if kind == "officeDocument"]
        return found[0] if found else "word/document.xml"

    @property
    def has_macros(self) -> bool:
        return any(path.endswith("vbaproject.bin") for path in self._entries)

    def has(self, path: str) -> bool:
        return path.lower() in self._entries

    def related(self, path: str) -> list[tuple[str, str]]:
        """Kind and path of what the part is related to inside the package, in the order of the file."""
        return [(kind, target) for kind, target in self.relations(path).values()]

    def relations(self, path: str) -> dict[str, tuple[str, str]]:
        """Id to kind and path; links to the outside are left out."""
        folder, name = posixpath.split(path)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        found = {}
        for relation in self.tree(relations) if self.has(relations) else ():
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
            if relation.get("TargetMode") != "External":
                kind = relation.get("Type", "").rpartition("/")[2]
                found[relation.get("Id", "")] = (kind, target)
        return found

    def tree(self, path: str) -> Element:
        """The XML of a part, parsed.

        Raises:
            Rejected: too large, encrypted, damaged, or with a document type.
        """
        limit = min(LARGEST_PART_BYTES, self._left)
        text = self._bytes(path, limit + 1)
        if len(text) > limit:
            raise Rejected(ResumeReason.BOMB, "the document unpacks to more than a document can hold")
        self._left -= len(text)
        try:
            parser = XMLParser(target=_NoDoctype())  # noqa: S314 - size is bounded and document types are refused
            parser.feed(text)
            root: Element = parser.close()
        except (ParseError, ValueError, LookupError, TypeError) as error:
            raise Rejected(ResumeReason.DAMAGED, "a part of the document is no XML") from error
        return root

    def _bytes(self, path: str, most: int) -> bytes:
        entry = self._entries.get(path.lower())
        if entry is None:
            raise Rejected(ResumeReason.DAMAGED, "a part of the document is missing")
        if entry.flag_bits & _ENCRYPTED_FLAG:
            raise Rejected(ResumeReason.ENCRYPTED, "the archive has a password")
        if entry.compress_type not in _METHODS:
            raise Rejected(ResumeReason.DAMAGED, "a part of the document is packed in a way that no document is")
        try:
            with self._archive.open(entry) as file:
                return file.read(most)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as e:
            raise Rejected(ResumeReason.DAMAGED, "a part of the document is damaged") from e
