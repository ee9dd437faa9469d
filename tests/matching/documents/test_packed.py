"""Parts of a Word document packed as no word processor packs them: refused before anything is unpacked."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile

import pytest

from mianshi.contracts.resumes import ResumeReason
from mianshi.errors import Rejected
from mianshi.matching.documents import read
from support.resume_files import docx, p

PART = "word/document.xml"
SIZE_AT = {b"PK\x03\x04": (22, 26, 30), b"PK\x01\x02": (24, 28, 46)}
"""Where both kinds of header say the unpacked size, the length of the name, and the name (APPNOTE.TXT 4.3)."""


def packed(method: int, more: str = "") -> bytes:
    """A Word document whose body is packed by this method."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx(p("Ann Example") + more))) as plain, zipfile.ZipFile(out, "w") as archive:
        for entry in plain.infolist():
            archive.writestr(entry.filename, plain.read(entry), method if entry.filename == PART else None)
    return out.getvalue()


def lying(data: bytes, size: int) -> bytes:
    """The same archive, whose headers say of its body that it unpacks to `size` bytes."""
    changed = bytearray(data)
    for mark, (told, length, name) in SIZE_AT.items():
        at = data.find(mark)
        while at >= 0:
            (long,) = struct.unpack_from("<H", data, at + length)
            if data[at + name : at + name + long] == PART.encode():
                struct.pack_into("<I", changed, at + told, size)
            at = data.find(mark, at + 1)
    return bytes(changed)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_only_what_a_package_allows_is_unpacked(method: int) -> None:
    assert [line.text for line in read(packed(zipfile.ZIP_STORED)).lines] == ["Ann Example"]
    with pytest.raises(Rejected, match="resume_damaged"):
        read(packed(method))


def test_a_bomb_that_lies_about_its_size_takes_no_memory() -> None:
    data = lying(packed(zipfile.ZIP_BZIP2, " " * 60_000_000), 5_000)
    assert len(data) < 10_000
    tracemalloc.start()
    try:
        with pytest.raises(Rejected) as raised:
            read(data)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()
    assert raised.value.code == ResumeReason.DAMAGED


def test_damaged_lzma_is_a_damaged_file() -> None:
    data = bytearray(packed(zipfile.ZIP_LZMA))
    at = data.find(PART.encode()) + len(PART) + 9
    data[at : at + 8] = b"\xff" * 8
    with pytest.raises(Rejected, match="resume_damaged"):
        read(bytes(data))
