"""From an uploaded file to samples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import av
import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 16_000
FORMATS = "wav,w64,ogg,matroska,webm,mov,mp3,flac,aac,aiff,caf,amr"
"""Containers of one recording. The decoder knows others, such as playlists, that name further files to open."""

RATES = range(4_000, 400_000)
"""Sample rates of recordings. A lower one would let a small file grow beyond all memory."""

Samples = NDArray[np.float32]


class Unusable(Exception):
    """The body cannot be heard.

    Args:
        code: ``not_audio``, ``empty`` or ``too_large``.
        message: one sentence for the client.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def decode(stream: BinaryIO, longest_seconds: float) -> Samples:
    """The first audio track as mono samples at 16 kHz in -1…1.

    Args:
        stream: a seekable file in any of `FORMATS`.
        longest_seconds: longer recordings are refused before they fill the memory.

    Raises:
        Unusable: ``not_audio``, ``empty`` (a track without samples) or ``too_large``.
    """
    whole = bytearray()
    most = int(longest_seconds * SAMPLE_RATE) * 2
    try:
        with av.open(stream, mode="r", options={"format_whitelist": FORMATS}, metadata_errors="ignore") as container:
            if not container.streams.audio:
                raise Unusable("not_audio", "The file has no audio track.")
            for block in _resampled(_frames(container)):
                whole += block.to_ndarray().tobytes()
                if len(whole) > most:
                    raise Unusable("too_large", f"The recording is longer than {longest_seconds:g} seconds.")
    except (av.error.FFmpegError, ValueError):
        raise Unusable("not_audio", "The file could not be decoded as audio.") from None
    if not whole:
        raise Unusable("empty", "The audio track has no samples.")
    return np.multiply(np.frombuffer(whole, np.int16), np.float32(1 / 32768), dtype=np.float32)


def _frames(container: Any) -> Iterator[Any]:
    """Decoded frames; damaged packets are passed over, as browsers' recordings often end in one."""
    frames = container.decode(audio=0)
    while True:
        try:
            frame = next(frames)
        except StopIteration:
            return
        except av.error.InvalidDataError:
            continue
        if frame.sample_rate not in RATES:
            raise Unusable("not_audio", f"The sample rate is not from {RATES[0]} to {RATES[-1]} Hz.")
        frame.pts = None  # gaps and jumps in time stamps would stop the resampler
        yield frame


def _resampled(frames: Iterator[Any]) -> Iterator[Any]:
    resampler = av.AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
    for frame in frames:
        yield from resampler.resample(frame)
    yield from resampler.resample(None)
