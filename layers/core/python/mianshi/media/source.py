"""Opening a file nobody vouches for: by content, with real media demuxers only, and never anything but that file."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any, Final, TypeVar

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.stream import Disposition, Stream
from av.video.stream import VideoStream

from mianshi.contracts.outcomes import Reason
from mianshi.errors import Rejected
from mianshi.media.fragments import mended

DEMUXERS: Final = (
    "mov",
    "matroska",
    "avi",
    "ogg",
    "mpegts",
    "mpeg",
    "flv",
    "asf",
    "wav",
    "mp3",
    "aac",
    "flac",
    "aiff",
    "amr",
    "caf",
)
"""FFmpeg names of the containers we read: no playlists, concatenations, pictures, raw streams or devices."""

_OPTIONS: Final = {
    "format_whitelist": ",".join(DEMUXERS),
    "protocol_whitelist": "fd",
    "probesize": str(8 * 1024 * 1024),
    "analyzeduration": str(10 * 1_000_000),
    "max_probe_packets": "2500",
    "max_streams": "64",
}
_Kind = TypeVar("_Kind", VideoStream, AudioStream)
_OPEN_SECONDS: Final = 30.0
_READ_SECONDS: Final = 60.0
_READ_ERRORS: Final = 1000
"""Failed reads in a row after which a file counts as read to its end."""

_HEAD_BYTES: Final = 4096
_PICTURE_BRANDS: Final = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis", b"crx ")
_MP4_BOXES: Final = (b"ftyp", b"moov", b"mdat", b"free", b"wide", b"skip", b"moof", b"styp")
_MAGIC: Final = (
    b"\x1a\x45\xdf\xa3",
    b"OggS",
    b"FLV\x01",
    b"\x30\x26\xb2\x75\x8e\x66\xcf\x11",
    b"\x00\x00\x01\xba",
    b"ID3",
    b"fLaC",
    b"#!AMR",
    b"caff",
)


@contextmanager
def opened(path: Path) -> Iterator[InputContainer]:
    """The file as an FFmpeg container.

    FFmpeg is handed an open descriptor and no name, so neither an extension nor a name such as ``http:…`` or ``%d`` can
    change what it does; the allow-lists keep a playlist inside the file from opening anything else.

    Raises:
        Rejected: ``empty``, ``not_media``, ``damaged``.
    """
    descriptor = _descriptor(path)
    try:
        patched = mended(path) if os.pread(descriptor, 8, 0)[4:] in _MP4_BOXES else None
        container = av.open(
            patched or "fd:",
            mode="r",
            options=_OPTIONS if patched else {**_OPTIONS, "fd": str(descriptor)},
            timeout=(_OPEN_SECONDS, _READ_SECONDS),
            metadata_errors="replace",
        )
    except (FFmpegError, ValueError, UnicodeError) as error:
        raise unreadable(path) from error
    finally:
        os.close(descriptor)
    with container, patched or nullcontext():
        yield container


def packets(container: InputContainer, *streams: Stream) -> Iterator[Packet[Any]]:
    """Packets of these streams in file order; a damaged stretch is stepped over, endless damage ends the reading."""
    failures = 0
    while failures < _READ_ERRORS:
        failures += 1
        # PyAV raises IndexError for a packet of a stream that the file announces only later.
        with suppress(FFmpegError, IndexError):
            for packet in container.demux(*streams):
                if packet.size:
                    failures = 0
                    yield packet
            return


def first_video(container: InputContainer) -> VideoStream | None:
    """The moving picture to look at: the default one, else the first; a cover picture is none."""
    return _preferred([s for s in container.streams.video if not s.disposition & Disposition.attached_pic])


def first_audio(container: InputContainer) -> AudioStream | None:
    """The sound to listen to: the default track, else the first."""
    return _preferred(list(container.streams.audio))


def origin_seconds(container: InputContainer) -> float:
    """Where t=0 stands on the time line of the file: the start of the container."""
    return (container.start_time or 0) / av.time_base


def unreadable(path: Path) -> Rejected:
    """Why nothing could be read: broken media, or never media at all. Decided by the first bytes."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if _is_media_head(head):
        return Rejected(Reason.DAMAGED, "The container cannot be read.")
    return Rejected(Reason.NOT_MEDIA, "No known container of video or sound.")


def _descriptor(path: Path) -> int:
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode) or status.st_size == 0:
        os.close(descriptor)
        if stat.S_ISREG(status.st_mode):
            raise Rejected(Reason.EMPTY, "The file has 0 bytes.")
        raise Rejected(Reason.NOT_MEDIA, "Not a regular file.")
    if _is_picture(os.pread(descriptor, _HEAD_BYTES, 0)):
        os.close(descriptor)
        raise Rejected(Reason.NOT_MEDIA, "A still picture.")
    return descriptor


def _preferred(candidates: list[_Kind]) -> _Kind | None:
    known = [s for s in candidates if s.codec_context is not None]
    return next((s for s in known if s.disposition & Disposition.default), known[0] if known else None)


def _is_picture(head: bytes) -> bool:
    """Whether these first bytes belong to an HEIF or AVIF picture, which FFmpeg would read as a one-frame film."""
    return head[4:8] == b"ftyp" and head[8:12] in _PICTURE_BRANDS


def _is_media_head(head: bytes) -> bool:
    if _is_picture(head):
        return False
    riff = head[:4] in (b"RIFF", b"RF64", b"FORM") and head[8:12] in (b"AVI ", b"WAVE", b"AIFF", b"AIFC")
    transport = len(head) > 376 and head[0] == head[188] == head[376] == 0x47
    return riff or transport or head[4:8] in _MP4_BOXES or head.startswith(_MAGIC)
