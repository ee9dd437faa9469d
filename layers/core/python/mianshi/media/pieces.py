"""Writing one piece of picture as Matroska, its first frame at time 0."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
from av.error import FFmpegError
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

_WIDTH: Final = 640
_BIT_RATE: Final = 2_000_000
_TICKS: Final = 1000
_LEAST_TICKS: Final = 60
"""Milliseconds between pictures that are encoded anew: no event that is looked for is over within four of them."""

_CONTAINER: Final = {"avoid_negative_ts": "disabled", "fflags": "bitexact"}
"""Time stamps must stay as we set them, and the same recording must give the same bytes."""


class CopiedPiece:
    """A piece that takes coded pictures as they are. `base` is the time stamp that becomes 0."""

    def __init__(self, path: Path, source: VideoStream, base: int) -> None:
        self._out = av.open(str(path), "w", format="matroska", container_options=_CONTAINER)
        self._stream = self._out.add_stream_from_template(source)
        # Whoever reads the piece turns it; some readers would turn it a second time if the piece said so too.
        self._stream.set_display_rotation(0)
        self._time_base = source.time_base or source.codec_context.time_base
        self._base = base
        self._last: int | None = None
        self.frames = 0

    def write(self, packet: Packet[Any], pts: int) -> None:
        """Add a picture that is shown at `pts`."""
        pts -= self._base
        dts = pts if packet.dts is None else min(packet.dts - self._base, pts)
        if self._last is not None and dts < self._last:
            dts = self._last
            pts = max(pts, dts)
        self._last = dts
        packet.pts, packet.dts, packet.time_base, packet.stream = pts, dts, self._time_base, self._stream
        self._out.mux(packet)
        self.frames += 1

    def close(self) -> None:
        self._out.close()


class EncodedPiece:
    """A piece encoded anew as MPEG-4 with square pixels, with fewer of them and fewer pictures where there are many."""

    def __init__(self, path: Path, source: VideoStream, base: int) -> None:
        self._out = av.open(str(path), "w", format="matroska", container_options=_CONTAINER)
        width = source.codec_context.width * (float(source.sample_aspect_ratio or 1) or 1.0)
        scale = min(1.0, _WIDTH / width)
        self._stream = self._out.add_stream("mpeg4", rate=_TICKS)
        self._stream.width = _even(width * scale)
        self._stream.height = _even(source.codec_context.height * scale)
        self._stream.pix_fmt = "yuv420p"
        self._stream.codec_context.bit_rate = _BIT_RATE
        self._stream.codec_context.time_base = Fraction(1, _TICKS)
        self._tick = float(source.time_base or 0) * _TICKS
        self._base = base
        self._last = -_LEAST_TICKS
        self.frames = 0

    def write(self, frame: VideoFrame, pts: int) -> None:
        """Add a picture that is shown at `pts`, unless the last one is too near."""
        tick = round((pts - self._base) * self._tick)
        if tick < self._last + _LEAST_TICKS:
            return
        self._last = tick
        picture = frame.reformat(
            width=self._stream.width, height=self._stream.height, format="yuv420p", interpolation="BILINEAR"
        )
        picture.pts, picture.time_base, picture.pict_type = tick, Fraction(1, _TICKS), 0
        self._out.mux(self._stream.encode(picture))
        self.frames += 1

    def close(self) -> None:
        with suppress(FFmpegError):
            self._out.mux(self._stream.encode(None))
        self._out.close()


def _even(length: float) -> int:
    return max(16, round(length / 2) * 2)
