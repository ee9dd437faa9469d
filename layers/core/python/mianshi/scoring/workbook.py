"""The cells of an .xlsx workbook (ECMA-376) as text, from a file nobody vouches for.

Excel, WPS and LibreOffice save the same sheet differently: strings shared or inline, in runs or with phonetic guides,
numbers as numbers or as text, results beside formulas, cells with and without a position. All of it reads alike here.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from mianshi.errors import Rejected

BAD_ROLE = "bad_role"
MOST_PARTS = 500
LARGEST_PART_BYTES = 4_000_000
LARGEST_BOOK_BYTES = 12_000_000
"""Unpacked: a role of 40 kB unpacks to about 0.3 MB. What a zip header says of its sizes is not believed."""
LAST_ROW = 20_000
LAST_COLUMN = 255

Sheet = dict[int, dict[int, str]]
"""Row number (from 1) to column (from 0) to text; blank cells and blank rows are left out."""

_OLE = b"\xd0\xcf\x11\xe0"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class _NoDoctype(TreeBuilder):
    """Builds the tree; a document type, the only place where entities are declared, is refused before it is read."""

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        raise Rejected(BAD_ROLE, "the workbook declares XML entities, which no spreadsheet program writes")


def read_workbook(data: bytes, source: str) -> dict[str, Sheet]:
    """Sheet name to cells, in the order of the workbook.

    Args:
        data: content of an .xlsx file.
        source: what to call the file in an error sentence.

    Raises:
        Rejected: ``bad_role`` with one sentence: no .xlsx file, damaged, encrypted, too large, or a cell in error.
    """
    if data.startswith(_OLE):
        raise Rejected(BAD_ROLE, f"{source} is an old or password-protected workbook: save it as .xlsx, unprotected")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return dict(_sheets(_Parts(archive)))
    except Rejected as error:
        raise Rejected(BAD_ROLE, f"{source}: {error.detail}") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise Rejected(BAD_ROLE, f"{source} is damaged or no .xlsx workbook") from error
    except (RuntimeError, NotImplementedError) as error:  # how zipfile says "encrypted" and "unknown compression"
        raise Rejected(
            BAD_ROLE, f"{source} is encrypted or packed in an unusual way: save it as .xlsx again"
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise Rejected(BAD_ROLE, f"{source} is a damaged workbook: save it as .xlsx again") from error


class _Parts:
    """The files inside the workbook, unpacked within limits."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        entries = archive.infolist()
        if len(entries) > MOST_PARTS:
            raise Rejected(BAD_ROLE, f"the workbook has more than {MOST_PARTS} parts")
        self._entries = {entry.filename.replace("\\", "/").lower(): entry for entry in entries}
        self._left = LARGEST_BOOK_BYTES

    def has(self, path: str) -> bool:
        return path.lower() in self._entries

    def tree(self, path: str) -> Element:
        """The XML of a part, parsed.

        Raises:
            Rejected: too large, or with a document type.
            KeyError: no such part.
        """
        limit = min(LARGEST_PART_BYTES, self._left)
        with self._archive.open(self._entries[path.lower()]) as file:
            text = file.read(limit + 1)
        if len(text) > limit:
            raise Rejected(BAD_ROLE, "the workbook unpacks to more than a role can hold")
        self._left -= len(text)
        parser = XMLParser(target=_NoDoctype())  # noqa: S314 - size is bounded and document types are refused
        parser.feed(text)
        root: Element = parser.close()
        return root


def _sheets(parts: _Parts) -> Iterator[tuple[str, Sheet]]:
    targets = {}
    for relation in parts.tree("xl/_rels/workbook.xml.rels"):
        targets[relation.get("Id")] = posixpath.normpath(posixpath.join("/xl", relation.get("Target", ""))).lstrip("/")
    strings = [_text(item) for item in parts.tree("xl/sharedStrings.xml")] if parts.has("xl/sharedStrings.xml") else []
    for entry in _children(parts.tree("xl/workbook.xml"), "sheets"):
        name = entry.get("name", "").strip()
        identity = next(value for key, value in entry.items() if key.endswith("}id"))
        if "worksheets" in targets[identity].lower():  # not a chart or macro sheet
            yield name, _cells(parts.tree(targets[identity]), strings, name)


def _cells(root: Element, strings: list[str], name: str) -> Sheet:
    sheet: Sheet = {}
    number = 0
    for row in _children(root, "sheetData"):
        number = int(row.get("r", number + 1))
        column = -1
        cells: dict[int, str] = {}
        for cell in row:
            column = _column(cell.get("r")) if cell.get("r") else column + 1
            text = _value(cell, strings, f"sheet '{name}', cell {column_letters(column)}{number}")
            if text.strip():
                cells[column] = text
        if cells:
            if number > LAST_ROW or max(cells) > LAST_COLUMN:
                raise Rejected(BAD_ROLE, f"sheet '{name}' has cells beyond row {LAST_ROW} or column {LAST_COLUMN + 1}")
            sheet[number] = cells
    return sheet


def _value(cell: Element, strings: list[str], where: str) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return "".join(_text(inner) for inner in cell if _local(inner) == "is")
    value = next((inner.text or "" for inner in cell if _local(inner) == "v"), "")
    if kind == "e":
        raise Rejected(BAD_ROLE, f"{where} holds the error {value[:20]}: put a text or a number there")
    if kind == "s":
        return strings[int(value)] if value else ""
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    return _number(value) if kind == "n" and value else _plain(value)


def _number(text: str) -> str:
    """25 for ``25``, ``25.0`` and ``2.5E1``: programs differ in how they write a number."""
    value = float(text)
    return str(int(value)) if value.is_integer() else repr(value)


def _text(item: Element) -> str:
    """The text of a shared or inline string: plain or in runs, without the phonetic guide."""
    words = []
    for inner in item:
        if _local(inner) == "t":
            words.append(inner.text or "")
        elif _local(inner) == "r":
            words += [run.text or "" for run in inner if _local(run) == "t"]
    return _plain("".join(words))


def _plain(text: str) -> str:
    """Escaped characters as themselves (ECMA-376 part 1, 22.9.2.19), every line break as ``\\n``."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).replace("\r\n", "\n").replace("\r", "\n")


def _column(reference: str | None) -> int:
    found = _REFERENCE.fullmatch((reference or "").upper())
    if not found:
        raise ValueError(reference)
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def column_letters(column: int) -> str:
    """``A`` for 0, ``AA`` for 26: what the program shows above the column."""
    letters, rest = "", column + 1
    while rest:
        rest, last = divmod(rest - 1, 26)
        letters = chr(ord("A") + last) + letters
    return letters


def _children(root: Element, name: str) -> Iterator[Element]:
    """The children of the first `name` under the root; ordinary and strict workbooks differ in namespace only."""
    return iter(next((list(inner) for inner in root if _local(inner) == name), []))


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
