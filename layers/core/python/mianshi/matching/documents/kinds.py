"""What a file is, told by its first bytes: what it is called says nothing."""

from __future__ import annotations

import re

from mianshi.contracts.resume_files import HEAD_BYTES, ResumeKind, begins_as
from mianshi.contracts.resumes import ResumeReason
from mianshi.errors import Rejected

_PICTURES = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"GIF87a",
    b"GIF89a",
    b"II*\x00",
    b"MM\x00*",
    b"\x00\x00\x00\x0cJXL ",
    b"\xff\x0a",
)
_PICTURE_BRANDS = frozenset((b"heic", b"heix", b"heif", b"hevc", b"mif1", b"msf1", b"avif", b"avis"))
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = re.compile(rb"\{\\rtf|<!doctype|<html|<head|<\?xml|mime-version:|content-type:", re.IGNORECASE)
_LEADING = b"\xef\xbb\xbf \t\r\n"


def kind(data: bytes) -> ResumeKind:
    """``pdf``, ``zip`` (which may be a .docx) or ``txt`` (which nothing else is).

    Raises:
        Rejected: a picture, an old or encrypted Office file, or another format that is known and not read.
    """
    if not data.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
        raise Rejected(ResumeReason.EMPTY, "the file is empty")
    if data.startswith(_OLE):
        raise _office(data)
    if data.startswith(_PICTURES) or _is_picture(data):
        raise Rejected(ResumeReason.PICTURE, "the file is a picture")
    begun = begins_as(data)
    if begun in ("zip", "pdf"):
        return begun
    if _MARKUP.match(data[:HEAD_BYTES].lstrip(_LEADING)):
        raise Rejected(ResumeReason.NOT_A_RESUME_FILE, "the file is RTF, HTML or XML")
    return "txt"


def _is_picture(data: bytes) -> bool:
    if data[:4] == b"RIFF":
        return data[8:12] == b"WEBP"
    if data[:2] == b"BM":  # also how a text may begin: a bitmap's next field is its size
        return int.from_bytes(data[2:6], "little") == len(data)
    return data[4:8] == b"ftyp" and data[8:12] in _PICTURE_BRANDS


def _office(data: bytes) -> Rejected:
    """A compound file (MS-CFB) names its streams in UTF-16; an encrypted .docx is one of them (MS-OFFCRYPTO)."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Rejected(ResumeReason.ENCRYPTED, "the Office file has a password")
    if "WordDocument".encode("utf-16-le") in data:
        return Rejected(ResumeReason.OLD_FORMAT, "the file is a Word 97 document")
    return Rejected(ResumeReason.NOT_A_RESUME_FILE, "the file is an old Office file, and not of Word")
