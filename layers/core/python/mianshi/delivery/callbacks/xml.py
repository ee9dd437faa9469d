"""XML that somebody sent us, as a dictionary: small, flat, and without a document type.

The parser of the standard library (expat) is told to stop at the first declaration of a document type. Without one
there are no entities but the five of XML itself, so nothing can grow and nothing is fetched; a package for that would
add only what these lines do.
"""

from __future__ import annotations

from typing import Any
from xml.parsers import expat

from mianshi.delivery.callbacks.hearing import FORGED
from mianshi.errors import Rejected

_DEEPEST = 6
_MOST = 500
"""Elements."""


class _Reader:
    def __init__(self) -> None:
        self.root: dict[str, Any] = {}
        self._open: list[tuple[str, dict[str, Any], list[str]]] = []
        self._count = 0

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self._count += 1
        if len(self._open) >= _DEEPEST or self._count > _MOST:
            raise Rejected(FORGED, "the XML is too large")
        self._open.append((name, {}, []))

    def text(self, data: str) -> None:
        if self._open:
            self._open[-1][2].append(data)

    def end(self, name: str) -> None:
        _, children, words = self._open.pop()
        if not self._open:
            self.root = children
            return
        value: Any = children or "".join(words).strip()
        holder = self._open[-1][1]
        if name not in holder:
            holder[name] = value
        elif isinstance(holder[name], list):
            holder[name].append(value)
        else:
            holder[name] = [holder[name], value]


def read(data: bytes) -> dict[str, Any]:
    """The children of the root element: text, or a dictionary where an element has children, or a list of repeats.

    Raises:
        Rejected: ``forged`` for what is no XML, too large, or declares a document type.
    """
    reader, parser = _Reader(), expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError):
        raise Rejected(FORGED, "no XML") from None
    return reader.root


def _refuse(*_: object) -> int:
    raise Rejected(FORGED, "the XML declares a document type")
