"""How much of the sound a file once held cannot be heard any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from av.packet import Packet

_JITTER_S: Final = 0.1
"""Recorders leave shorter holes between time stamps without having lost anything."""

_TORN: Final = 0.5
"""A hole is damage when at least this share of the bytes that would have filled it belong to no packet."""

_LARGEST_FRAME: Final = 4096
"""Bytes. No frame of lossy sound is larger, so a larger packet has swallowed what its parser could not read."""

_CLOCKLESS: Final = frozenset({"mp3", "aac"})
"""Containers without time stamps: FFmpeg counts what it finds, so a damaged stretch leaves no hole."""

_LEAST_DEAD: Final = (8192, 0.01)
"""Bytes, and share of the bytes heard: tags at the end of a file without time stamps are no more than this."""

_SILENT_TYPE: Final = {"amr_nb": 8, "amr_wb": 9}
"""First frame type that holds no speech (3GPP TS 26.101 and 26.201, table 1a): pauses are sent as these."""


def says_nothing(codec: str, packet: Packet[Any]) -> bool:
    """Whether a packet stands for a pause; a decoder may refuse it, and nothing is lost."""
    first = _SILENT_TYPE.get(codec)
    return first is not None and (memoryview(packet)[0] >> 3 & 0xF) >= first


def is_blank(codec: str, packet: Packet[Any]) -> bool:
    """Whether the bytes of a packet were overwritten with zeros, which some decoders take for silence."""
    return packet.size >= 4 and not codec.startswith(("pcm", "adpcm")) and not any(memoryview(packet))


@dataclass
class Losses:
    """Follows packets and sound in file order and adds up the sound between that was there once.

    A hole in the time stamps alone is no loss: microphones are muted, tabs sleep, Opus and AMR leave pauses out. It is
    one where packets in it could not be decoded, or where as many bytes are nobody's as the hole would have taken.
    """

    seconds: float = 0.0
    broken: bool = False
    """Whether sound could not be decoded since `heard` was called last."""
    _first: float | None = None
    _end: float = 0.0
    _start_at: int | None = None
    _page: int = -1
    _read_to: int = 0
    _jump: int = 0
    _dead: int = 0
    _dead_before: int = 0
    _size: int = 0
    _good: int = 0

    def packet(self, packet: Packet[Any], *, listened: bool) -> None:
        """Every packet of the file, so that bytes of the picture are not taken for lost sound."""
        if packet.pos is not None and packet.pos >= 0:
            self._place(packet.pos, packet.size)
        if listened:
            self._size = packet.size
            swallowed = packet.size if packet.size > _LARGEST_FRAME else 0
            # A packet that begins before the damage may carry the place where it ends, behind it: two are looked at.
            self._dead_before, self._dead, self._jump = self._dead, max(self._jump, swallowed), 0

    def undecodable(self) -> None:
        """The packet of sound just seen gave nothing."""
        self.broken = True

    def misplaced(self, seconds: float) -> None:
        """Sound was decoded whose time stamp cannot be followed."""
        self.seconds += seconds

    def heard(self, start: float, end: float) -> None:
        """A stretch of sound was decoded; seconds on the clock of the recording."""
        if self._first is None:
            self._first = self._end = start
        hole = start - self._end
        if hole > 0 and (self.broken or (hole > _JITTER_S and self._is_torn(hole))):
            self.seconds += hole
        self._end = max(self._end, end)
        self._good += self._size if self._size <= _LARGEST_FRAME else 0
        self.broken, self._size = False, 0

    def close(self, container: str, size_bytes: int, until: float) -> None:
        """The file is read; `until` is where its last packet of sound ends."""
        if self._first is None or not self._good:
            return
        if container in _CLOCKLESS:
            dead = size_bytes - (self._start_at or 0) - self._good
            if dead > max(_LEAST_DEAD[0], _LEAST_DEAD[1] * self._good):
                self.seconds += (self._end - self._first) * dead / self._good
            return
        after = max(0.0, until - self._end) if self.broken else 0.0
        # Bytes that are nobody's, behind which there is picture, or what was taken for sound, but no sound any more.
        torn = max(self._jump, self._dead, self._dead_before) if self.broken else self._jump
        missing = torn / self._bytes_per_second()
        self.seconds += max(after, missing if missing > _TORN else 0.0)

    def _place(self, at: int, size: int) -> None:
        if self._start_at is None:
            self._start_at = self._read_to = at
        if at == self._page:  # packets of one Ogg page all carry the place of the page
            self._read_to += size
            return
        self._jump = max(self._jump, at - self._read_to)
        self._page, self._read_to = at, max(self._read_to, at + size)

    def _is_torn(self, hole: float) -> bool:
        return max(self._dead, self._dead_before) >= _TORN * hole * self._bytes_per_second()

    def _bytes_per_second(self) -> float:
        dead = max(self._dead, self._dead_before, self._jump)
        return (self._read_to - dead - (self._start_at or 0)) / max(self._end - (self._first or 0.0), _JITTER_S)
