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

_FIELDS: Final = {b"mfhd": (16, 0, 0), b"tfhd": (16, 0x3B, 0), b"tfdt": (16, 0, 0), b"trun": (16, 0x5, 0xF00)}
"""Length of what is always there, flags of single fields, flags of fields of every sample."""

_FRAGMENT: Final = struct.pack(">4sI4s", b"moof", 16, b"mfhd")
"""Every fragment starts with these bytes, after its size."""

_LARGEST_HEADER: Final = 4 * 1024 * 1024
_LARGEST_SAMPLE: Final = 8 * 1024 * 1024
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
    """Whether the boxes inside fill it exactly, are of known types, and are as long as their flags make them."""
    at = 8
    while at < len(box):
        length = int.from_bytes(box[at : at + 4], "big")
        inner = box[at + 4 : at + 8]
        if inner not in _INSIDE[kind] or not 8 <= length <= len(box) - at:
            return False
        content = box[at : at + length]
        if not (_is_whole(content, inner) if inner in _INSIDE else _is_as_long_as_it_says(content, inner)):
            return False
        at += length
    return True


def _is_as_long_as_it_says(box: bytes, kind: bytes) -> bool:
    """ISO/IEC 14496-12, 8.8.5, 8.8.7, 8.8.8 and 8.8.12: flags say which fields of four bytes follow."""
    if kind not in _FIELDS:
        return True
    flags, count = int.from_bytes(box[9:12], "big"), int.from_bytes(box[12:16], "big")
    if kind == b"tfdt":
        return len(box) == 12 + (8 if box[8] == 1 else 4)
    fixed, optional, repeated = _FIELDS[kind]
    words = (flags & optional).bit_count() + (flags & optional & 1 if kind == b"tfhd" else 0)  # an offset has 8 bytes
    fields = (flags & repeated).bit_count()
    if len(box) != fixed + 4 * (words + count * fields):
        return False
    if kind != b"trun" or not flags & 0x200:
        return True
    sizes = struct.unpack(f">{count * fields}I", box[fixed + 4 * words :])[(flags & 0x100).bit_count() :: fields]
    return max(sizes, default=0) <= _LARGEST_SAMPLE


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
