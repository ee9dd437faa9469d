"""Reading on behind damage in a fragmented MP4, where FFmpeg stops at the first box that it cannot follow."""

from __future__ import annotations

import io
import os
import struct
from pathlib import Path
from typing import Final

_TOP: Final = frozenset(b"ftyp styp moov moof mdat free skip wide sidx ssix mfra emsg prft pdin meta uuid".split())
"""Boxes that may stand at the top of a file (ISO/IEC 14496-12, table 1; DASH adds a few)."""

_INSIDE: Final = {
    b"moof": frozenset(b"mfhd traf pssh meta uuid free".split()),
    b"traf": frozenset(b"tfhd tfdt trun sbgp sgpd subs saiz saio senc meta uuid free".split()),
}
"""What a fragment's header is made of (ISO/IEC 14496-12, 8.8); FFmpeg gives up on one that is not."""

_FRAGMENT: Final = struct.pack(">4sI4s", b"moof", 16, b"mfhd")
"""Every fragment starts with these bytes, after its size."""

_LARGEST_HEADER: Final = 4 * 1024 * 1024
_BLOCK: Final = 1024 * 1024


class Mended(io.RawIOBase):
    """A file read as it is, but for a few bytes in its place: damaged stretches look like free space."""

    def __init__(self, path: Path, patches: dict[int, bytes]) -> None:
        self._file = path.open("rb", buffering=0)
        self._patches = patches

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def read(self, size: int = -1) -> bytes:
        start = self._file.tell()
        data = bytearray(self._file.read(size))
        for at, patch in self._patches.items():
            first, last = max(at, start), min(at + len(patch), start + len(data))
            if first < last:
                data[first - start : last - start] = patch[first - at : last - at]
        return bytes(data)

    def close(self) -> None:
        self._file.close()
        super().close()


def mended(path: Path) -> Mended | None:
    """The file with its damaged fragments hidden, or None where it has no fragments or none is damaged."""
    patches: dict[int, bytes] = {}
    with path.open("rb") as file:
        size, at, fragmented = file.seek(0, os.SEEK_END), 0, False
        while at < size:
            kind, length = _box(file, at, size)
            if kind == b"moof" and _is_whole(_read(file, at, length), kind):
                fragmented = True
            elif kind is None or kind == b"moof":
                following = _next_fragment(file, at + 1, size) if fragmented else None
                if following is None:
                    break
                length = following - at
                patches[at] = _free(length)
            at += length
    return Mended(path, patches) if patches else None


def _box(file: io.BufferedReader, at: int, size: int) -> tuple[bytes | None, int]:
    """Type and length of the box here; no type where none can be."""
    head = _read(file, at, 16).ljust(16, b"\0")
    length, kind, large = struct.unpack(">I4sQ", head)
    if length == 1:
        length = large
    elif length == 0:
        length = size - at
    fits = 8 <= length <= size - at and (kind != b"moof" or length <= _LARGEST_HEADER)
    return (kind, length) if kind in _TOP and fits else (None, 0)


def _is_whole(box: bytes, kind: bytes) -> bool:
    """Whether the boxes inside fill it exactly and are of known types."""
    at = 8
    while at < len(box):
        length = int.from_bytes(box[at : at + 4], "big")
        inner = box[at + 4 : at + 8]
        if inner not in _INSIDE[kind] or not 8 <= length <= len(box) - at:
            return False
        if inner in _INSIDE and not _is_whole(box[at : at + length], inner):
            return False
        at += length
    return True


def _next_fragment(file: io.BufferedReader, start: int, size: int) -> int | None:
    """Where the next whole fragment begins."""
    at = start
    while at < size:
        block = _read(file, at, _BLOCK + len(_FRAGMENT))
        found = block.find(_FRAGMENT)
        while found >= 0:
            begin = at + found - 4
            kind, length = _box(file, begin, size) if begin >= start else (None, 0)
            if kind and _is_whole(_read(file, begin, length), kind):
                return begin
            found = block.find(_FRAGMENT, found + 1)
        at += _BLOCK
    return None


def _free(length: int) -> bytes:
    """The header of a box of free space."""
    return struct.pack(">I4sQ", 1, b"free", length) if length >= 16 else struct.pack(">I4s", length, b"free")


def _read(file: io.BufferedReader, at: int, size: int) -> bytes:
    file.seek(at)
    return file.read(size)
