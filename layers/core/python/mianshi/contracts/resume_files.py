"""What a file that somebody hands in as a résumé is, told by its first bytes: what it is called says nothing."""

from __future__ import annotations

import re
from typing import Literal

HEAD_BYTES = 1024
"""How far a PDF's header may stand from its beginning (ISO 32000-1, annex H, implementation note 13)."""
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_PDF = re.compile(rb"(?:\A|[\r\n\0]|\A\xef\xbb\xbf)[ \t]*%PDF-")
"""At the beginning of a line: a text may speak of the header."""
_WIDE = (b"\xff\xfe", b"\xfe\xff")
"""Marks of UTF-16, whose letters hold zero bytes."""


ResumeKind = Literal["pdf", "zip", "txt"]


def begins_as(head: bytes) -> ResumeKind | None:
    """``pdf``, ``zip`` (which may be a .docx), or ``txt``, which nothing else is; None for other binary files.

    Args:
        head: the first `HEAD_BYTES` of a file, or all of it.
    """
    head = head[:HEAD_BYTES]
    if head.startswith(_ZIP):
        return "zip"
    if _PDF.search(head):
        return "pdf"
    return "txt" if b"\0" not in head or head.startswith(_WIDE) else None
