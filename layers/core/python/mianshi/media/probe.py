"""What a file holds, found by reading it."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream as AvAudioStream
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream as AvVideoStream
from pydantic import Field

from mianshi.contracts.base import Record
from mianshi.contracts.media import AudioStream, Recording, VideoStream
from mianshi.contracts.outcomes import Reason
from mianshi.errors import Rejected
from mianshi.media.clock import Clock
from mianshi.media.source import first_audio, first_video, opened, origin_seconds, packets, unreadable

USABLE_MS: Final = 3_000
"""A cut file from which less than this can be read counts as damaged."""

_CUT_MS: Final = 1_000
_TRIES: Final = 250
_MAX_PIXELS: Final = 8192 * 8192
_MAX_PACKETS: Final = 20_000_000
_HEADER_BYTES: Final = 8 * 1024 * 1024
_CONTAINERS_WITH_DURATION: Final = frozenset({"mov", "matroska", "avi", "flv", "asf", "wav", "flac", "aiff", "caf"})
"""The others carry no duration; what FFmpeg reports for them is an estimate from the bit rate."""


class Limits(Record):
    """What an employer accepts."""

    video_required: bool = False
    min_ms: int = Field(default=3_000, ge=0)
    max_ms: int = Field(default=2 * 3_600_000, gt=0)
    max_bytes: int = Field(default=4 * 1024**3, gt=0)


@dataclass
class _Track:
    """What reading one stream has shown so far."""

    stream: AvVideoStream | AvAudioStream
    frame: VideoFrame | AudioFrame | None = None
    tries: int = 0
    count: int = 0
    first: float | None = None
    last: float = 0.0
    end: float = 0.0
    encrypted: bool = False
    clock: Clock = field(default_factory=Clock)

    def see(self, packet: Packet[Any]) -> None:
        stamp = packet.pts if packet.pts is not None else packet.dts
        if packet.has_sidedata("encryption_info"):
            self.encrypted = True
        if packet.is_corrupt or stamp is None or packet.time_base is None:
            return
        at = float(stamp * packet.time_base)
        if not self.clock.believes(at):
            return
        self.first = at if self.first is None else min(self.first, at)
        self.last = max(self.last, at)
        self.end = max(self.end, at + float((packet.duration or 0) * packet.time_base))
        self.count += 1
        if self.frame is None and self.tries < _TRIES:
            self.tries += 1
            self.frame = _first_frame(self.stream, packet)

    def finish(self) -> None:
        if self.frame is None and self.count:
            self.frame = _first_frame(self.stream, None)

    @property
    def rate(self) -> float | None:
        span = self.last - (self.first or 0.0)
        return (self.count - 1) / span if self.count > 1 and span > 0 else None

    @property
    def end_seconds(self) -> float:
        """End of the last packet; files that name no packet duration get the mean distance instead."""
        return max(self.end, self.last + (1 / self.rate if self.rate else 0.0))


def probe(path: Path) -> Recording:
    """Read the whole file once, without decoding more than one frame of each stream.

    Raises:
        Rejected: ``empty``, ``not_media``, ``damaged`` or ``encrypted``.
    """
    with opened(path) as container:
        video, audio = first_video(container), first_audio(container)
        tracks = {s.index: _Track(s) for s in (video, audio) if s is not None}
        _read(container, tracks)
        seen = [t for t in tracks.values() if t.frame is not None]
        if any(t.encrypted for t in tracks.values()) or _names_encryption(path, container):
            raise Rejected(Reason.ENCRYPTED, "The streams are encrypted.")
        if not seen:
            raise unreadable(path) if tracks else Rejected(Reason.NOT_MEDIA, "Neither video nor sound inside.")
        if len(seen) == 1 and seen[0].count == 1 and isinstance(seen[0].frame, VideoFrame):
            raise Rejected(Reason.NOT_MEDIA, "A single picture.")
        readable = _milliseconds(max(t.end_seconds for t in seen) - origin_seconds(container))
        duration = _duration_ms(container, readable)
        name = container.format.name
    if readable < USABLE_MS and duration - readable > _CUT_MS:
        raise Rejected(Reason.DAMAGED, f"Only {readable} ms of {duration} ms can be read.")
    return Recording(
        container=name,
        size_bytes=path.stat().st_size,
        duration_ms=duration,
        video=_video(seen),
        audio=_audio(seen),
        readable_ms=readable,
    )


def check(recording: Recording, limits: Limits) -> None:
    """Hold a recording against what an employer accepts; silence is not judged here.

    Raises:
        Rejected: ``too_large``, ``no_audio``, ``no_video``, ``too_short`` or ``too_long``.
    """
    length = recording.readable_ms
    refusals = (
        (recording.size_bytes > limits.max_bytes, Reason.TOO_LARGE, f"{recording.size_bytes} bytes."),
        (recording.audio is None, Reason.NO_AUDIO, "No sound track."),
        (limits.video_required and recording.video is None, Reason.NO_VIDEO, "No picture."),
        (length < limits.min_ms, Reason.TOO_SHORT, f"{length} ms."),
        (length > limits.max_ms, Reason.TOO_LONG, f"{length} ms."),
    )
    for refused, reason, detail in refusals:
        if refused:
            raise Rejected(reason, detail)


def _read(container: InputContainer, tracks: dict[int, _Track]) -> None:
    for track in tracks.values():
        track.stream.codec_context.thread_type = "NONE"
        track.stream.codec_context.options = {"max_pixels": str(_MAX_PIXELS)}
    if tracks:
        streams = [t.stream for t in tracks.values()]
        for _, packet in zip(range(_MAX_PACKETS), packets(container, *streams), strict=False):
            tracks[packet.stream_index].see(packet)
    for track in tracks.values():
        track.finish()


def _first_frame(stream: AvVideoStream | AvAudioStream, packet: Packet[Any] | None) -> VideoFrame | AudioFrame | None:
    try:
        frames = stream.decode(packet)
    except (FFmpegError, ValueError, MemoryError):
        return None
    return frames[0] if frames else None


def _duration_ms(container: InputContainer, readable: int) -> int:
    """The longer of what the header says and what is there; small differences are rounding, not damage."""
    stated = 0
    if container.duration and set(container.format.name.split(",")) & _CONTAINERS_WITH_DURATION:
        stated = _milliseconds(container.duration / av.time_base)
    return stated if stated - readable > _CUT_MS else readable


def _names_encryption(path: Path, container: InputContainer) -> bool:
    """Whether an MP4 declares protected samples (ISO/IEC 14496-12, 8.12) in its header."""
    if "mp4" not in container.format.name:
        return False
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_HEADER_BYTES)
        file.seek(max(len(head), size - _HEADER_BYTES))
        tail = file.read(_HEADER_BYTES)
    return any(
        b"sinf" in part and b"schm" in part and any(tag in part for tag in (b"encv", b"enca", b"drmi", b"drms"))
        for part in (head, tail)
    )


def _video(tracks: Iterable[_Track]) -> VideoStream | None:
    for track in tracks:
        if isinstance(track.frame, VideoFrame):
            return VideoStream(
                codec=track.stream.codec_context.codec.canonical_name,
                width=track.frame.width,
                height=track.frame.height,
                rotation=_rotation(track.frame),
                frames_per_second=round(track.rate or 0.0, 3) or None,
            )
    return None


def _rotation(frame: VideoFrame) -> int:
    """The clockwise turn of the display matrix (ISO/IEC 14496-12, 8.3.2.3), to the nearest right angle.

    A matrix may mirror, too. Then this is the turn that leaves the picture upright and mirrored left to right: taken
    for a rotation alone, the mirror of a front camera would read as a half turn.
    """
    matrix: Any = frame.side_data.get("DISPLAYMATRIX")
    if matrix is None:
        return 0
    a, b, _, c, d = struct.unpack_from("=5i", memoryview(matrix))
    mirrored = a * d < b * c
    return round(math.degrees(math.atan2(c if mirrored else -c, d)) / 90) * 90 % 360


def _audio(tracks: Iterable[_Track]) -> AudioStream | None:
    for track in tracks:
        if isinstance(track.frame, AudioFrame):
            return AudioStream(
                codec=track.stream.codec_context.codec.canonical_name,
                sample_rate=track.frame.sample_rate,
                channels=len(track.frame.layout.channels),
            )
    return None


def _milliseconds(seconds: float) -> int:
    return max(0, round(seconds * 1000))
