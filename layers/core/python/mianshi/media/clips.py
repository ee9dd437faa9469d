"""The picture of a recording as self-contained pieces, cut at keyframes without decoding."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Any, Final

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.video.stream import VideoStream

from mianshi.contracts.base import Milliseconds, Pointer, Record
from mianshi.contracts.media import Recording, Segment
from mianshi.contracts.outcomes import Reason
from mianshi.errors import Defect, Rejected
from mianshi.media.clock import Clock
from mianshi.media.pieces import CopiedPiece, EncodedPiece
from mianshi.media.source import first_video, opened, origin_seconds, packets

COPIED_CODECS: Final = frozenset({"h264", "hevc", "vp8", "vp9", "mpeg4", "mpeg1video", "mpeg2video"})
"""Codecs that Matroska holds and OpenCV's decoders read; any other is encoded anew as MPEG-4."""

_OUR_TROUBLES: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.ENOMEM})
"""A full disk is no fault of the recording."""

_LEAST_FRAMES: Final = 5
"""A shorter rest stays with the piece before: readers find no start time in so short a file of reordered pictures."""

_SAME_ASPECT: Final = 0.02
"""A face is not visibly wider by this share; sizes in whole pixels make containers name ratios just beside 1."""

_Piece = CopiedPiece | EncodedPiece


class Clip(Record):
    """One piece of picture. Times count from the start of the recording; the first frame stands at `start_ms`."""

    path: Path
    start_ms: Milliseconds
    end_ms: Milliseconds
    frames: int
    """Pictures put into the piece."""


class _Cutter:
    """Starts a new piece when the current one is long enough and the next picture can stand first."""

    def __init__(
        self, stream: VideoStream, origin: float, start: Callable[[int, int], _Piece], least: float, limit: int
    ) -> None:
        time_base = float(stream.time_base or 1)
        self._step = 1 / float(stream.average_rate or 25) / time_base
        self._time_base = time_base
        self._origin = round(origin / time_base)
        self._start, self._least, self._limit = start, least, limit
        self._piece: _Piece | None = None
        self._base = self._key = self._last = 0
        self._waiting: list[tuple[Any, int]] = []
        self.done: list[tuple[int, int, int]] = []
        """start_ms, end_ms and number of pictures of each finished piece."""

    def put(self, item: Any, pts: int, may_start: bool) -> None:
        if self._piece is None:
            self._piece = self._open(pts)
        elif self._waiting or (may_start and self._is_long_enough(pts)):
            self._waiting.append((item, pts))
            if len(self._waiting) == _LEAST_FRAMES:
                self._change_piece()
            return
        self._write(self._piece, item, pts)

    def close(self) -> None:
        if self._piece is not None:
            for item, pts in self._waiting:
                self._write(self._piece, item, pts)
            frames = self._piece.frames - 1
            self._finish(self._piece, self._last + round((self._last - self._base) / frames if frames else self._step))

    def _change_piece(self) -> None:
        first = self._waiting[0][1]
        if self._piece is not None:
            self._finish(self._piece, first)
        piece = self._piece = self._open(first)
        for item, pts in self._waiting:
            self._write(piece, item, pts)
        self._waiting.clear()

    def _open(self, pts: int) -> _Piece:
        self._key, self._base = pts, max(pts, self._origin)
        self._last = self._base
        return self._start(len(self.done), self._base)

    def _write(self, piece: _Piece, item: Any, pts: int) -> None:
        if pts < self._key:
            return  # leads the keyframe of its piece and needs pictures of the piece before: it cannot be decoded here
        # Pictures before t=0 (an edit list hides them) are needed for decoding the next ones: they all stand at t=0.
        piece.write(item, max(pts, self._base))
        self._last = max(self._last, pts)

    def discard(self) -> None:
        if self._piece is not None:
            with suppress(FFmpegError):
                self._piece.close()

    def _is_long_enough(self, pts: int) -> bool:
        return (pts - self._base) * self._time_base >= self._least and len(self.done) < self._limit - 1

    def _finish(self, piece: _Piece, end: int) -> None:
        piece.close()
        self.done.append((self._at_ms(self._base), self._at_ms(max(end, self._base)), piece.frames))
        self._piece = None

    def _at_ms(self, pts: int) -> int:
        return round((pts - self._origin) * self._time_base * 1000)


def cut_clips(
    path: Path, out_dir: Path, seconds: float = 20.0, limit: int = 240, *, duration_ms: int | None = None
) -> list[Clip]:
    """Cut the picture into Matroska pieces of about `seconds`, in one pass and without decoding.

    Pieces are longer where keyframes are sparse, and where `duration_ms` (as `probe` found it; else the header's) would
    make more than `limit` of them. A piece holds the coded pictures as they are: not turned upright, and with pixels as
    wide as the stream itself says. A codec outside `COPIED_CODECS`, or pixels of a width that only the container knows,
    are encoded anew as MPEG-4 with square pixels, at most 640 wide and with at most 16 pictures a second.

    Raises:
        Rejected: ``no_video``, ``damaged`` when no picture can be taken over, or what opening the file raises.
    """
    for copied in (True, False):
        try:
            clips = _cut(path, out_dir, seconds=seconds, limit=limit, duration_ms=duration_ms, copied=copied)
        except FFmpegError as error:
            if error.errno in _OUR_TROUBLES:
                raise
            clips = []
        if clips:
            return clips
    raise Rejected(Reason.DAMAGED, "The picture cannot be taken over.")


def plan_segments(
    recording: Recording, clips: Sequence[Clip], pointers: Sequence[Pointer], *, answer: int, first_index: int
) -> list[Segment]:
    """One segment per clip, numbered from `first_index`; `pointers` say where each clip was stored.

    Raises:
        Defect: `bad_plan` when clips and pointers differ in number or the recording has no picture.
    """
    if len(clips) != len(pointers) or (clips and recording.video is None):
        raise Defect("bad_plan", f"{len(clips)} clips, {len(pointers)} pointers.")
    rotation = recording.video.rotation if recording.video else 0
    return [
        Segment(
            index=first_index + i,
            answer=answer,
            start_ms=clip.start_ms,
            end_ms=clip.end_ms,
            clip=pointer,
            clip_start_ms=clip.start_ms,
            rotation=rotation,
        )
        for i, (clip, pointer) in enumerate(zip(clips, pointers, strict=True))
    ]


def _cut(path: Path, out_dir: Path, *, seconds: float, limit: int, duration_ms: int | None, copied: bool) -> list[Clip]:
    with opened(path) as container:
        stream = first_video(container)
        if stream is None:
            raise Rejected(Reason.NO_VIDEO, "No picture.")
        if copied and not _can_be_copied(stream):
            return []
        kind = CopiedPiece if copied else EncodedPiece
        total = (container.duration or 0) / av.time_base if duration_ms is None else duration_ms / 1000
        cutter = _Cutter(
            stream,
            origin_seconds(container),
            lambda index, base: kind(_piece_path(out_dir, index), stream, base),
            max(seconds, total / limit),
            limit,
        )
        try:
            for item, pts, may_start in (_coded if copied else _decoded)(container, stream):
                cutter.put(item, pts, may_start)
        except BaseException:
            cutter.discard()
            for index in range(len(cutter.done) + 1):
                _piece_path(out_dir, index).unlink(missing_ok=True)
            raise
        cutter.close()
    return [
        Clip(path=_piece_path(out_dir, i), start_ms=start, end_ms=end, frames=frames)
        for i, (start, end, frames) in enumerate(cutter.done)
    ]


def _can_be_copied(stream: VideoStream) -> bool:
    """Whether a copy can be read, and still says how wide its pixels are: PyAV cannot write that for the container."""
    context = stream.codec_context
    if context.codec.canonical_name not in COPIED_CODECS:
        return False
    shown = float(stream.sample_aspect_ratio or 1) or 1.0
    coded = float(context.sample_aspect_ratio or 1) or 1.0
    return abs(shown / coded - 1) < _SAME_ASPECT


def _piece_path(out_dir: Path, index: int) -> Path:
    return out_dir / f"{index:04}.mkv"


def _coded(container: InputContainer, stream: VideoStream) -> Iterator[tuple[Any, int, bool]]:
    clock = Clock()
    for packet in packets(container, stream):
        pts = packet.pts if packet.pts is not None else packet.dts
        if pts is not None and clock.believes(float(pts * (stream.time_base or 1))):
            yield packet, pts, packet.is_keyframe


def _decoded(container: InputContainer, stream: VideoStream) -> Iterator[tuple[Any, int, bool]]:
    clock = Clock()
    for packet in chain(packets(container, stream), (None,)):
        try:
            frames = stream.decode(packet)
        except (FFmpegError, ValueError):
            continue
        for frame in frames:
            if frame.pts is not None and clock.believes(float(frame.pts * (stream.time_base or 1))):
                yield frame, frame.pts, True
