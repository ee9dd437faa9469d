"""The sound of a recording as 16 kHz mono WAV on the recording's own time line."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError

from mianshi.contracts.outcomes import Reason
from mianshi.errors import Rejected
from mianshi.media.source import first_audio, opened, origin_seconds, packets

SAMPLE_RATE: Final = 16_000

_TOLERANCE: Final = SAMPLE_RATE // 20
"""Time stamps may wander this far (50 ms) from the samples written before silence is put in or sound left out."""

_SILENCE: Final = bytes(2 * SAMPLE_RATE)
_LIMIT_MS: Final = 4 * 3_600_000


class _TimeLine:
    """Writes decoded sound where its time stamps say it belongs."""

    def __init__(self, file: wave.Wave_write, limit: int) -> None:
        self._file = file
        self._limit = limit
        self._resampler = AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
        self._source: tuple[str, str, int] | None = None
        self._fed = 0.0
        self._skip = 0
        self.written = 0

    @property
    def full(self) -> bool:
        return self.written >= self._limit

    def put(self, frame: AudioFrame, at: int) -> None:
        """`at` is the output sample on which the frame starts; negative where it starts before t=0."""
        source = (frame.format.name, frame.layout.name, frame.sample_rate)
        ahead = at - max(self.written, round(self._fed))
        if source != self._source or abs(ahead) > _TOLERANCE:
            self._restart(source)
            self._write_silence(at - self.written)
            self._skip = max(0, self.written - at)
            self._fed = float(self.written - self._skip)
        self._fed += frame.samples * SAMPLE_RATE / frame.sample_rate
        frame.pts = None
        self._write(self._resampler.resample(frame))

    def close(self) -> None:
        """Write what the resampler still holds."""
        if self._source is not None:
            self._write(self._resampler.resample(None))

    def _restart(self, source: tuple[str, str, int]) -> None:
        with suppress(FFmpegError, ValueError):
            self.close()
        self._resampler = AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
        self._source = source

    def _write(self, frames: list[AudioFrame]) -> None:
        for frame in frames:
            samples = np.ascontiguousarray(frame.to_ndarray()[0])
            dropped = min(self._skip, len(samples))
            self._skip -= dropped
            kept = samples[dropped : dropped + self._limit - self.written]
            self._file.writeframesraw(kept.astype("<i2").tobytes())
            self.written += len(kept)

    def _write_silence(self, samples: int) -> None:
        left = min(samples, self._limit - self.written)
        while left > 0:
            some = min(left, SAMPLE_RATE)
            self._file.writeframesraw(_SILENCE[: 2 * some])
            self.written += some
            left -= some


def extract_audio(path: Path, out: Path, *, limit_ms: int = _LIMIT_MS) -> int:
    """Write the sound as 16 kHz mono 16-bit WAV, streaming, so that second t of the WAV is second t of the recording.

    Sound that starts late, gaps and damaged packets become silence. At most `limit_ms` are written.

    Returns:
        Milliseconds written.

    Raises:
        Rejected: ``no_audio``, ``damaged`` when no sound can be decoded, or what opening the file raises.
    """
    with opened(path) as container:
        stream = first_audio(container)
        if stream is None:
            raise Rejected(Reason.NO_AUDIO, "No sound track.")
        with wave.open(str(out), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(SAMPLE_RATE)
            line = _TimeLine(file, limit_ms * SAMPLE_RATE // 1000)
            decoded = _write_all(container, stream, line)
    if not decoded:
        raise Rejected(Reason.DAMAGED, "No sound can be decoded.")
    return line.written * 1000 // SAMPLE_RATE


def _write_all(container: InputContainer, stream: AudioStream, line: _TimeLine) -> int:
    origin = origin_seconds(container)
    decoded = 0
    expected = 0.0
    for frame in _frames(container, stream):
        at = frame.time - origin if frame.time is not None else expected
        with suppress(FFmpegError, ValueError):  # a damaged frame may claim a sample rate or layout nobody can convert
            line.put(frame, round(at * SAMPLE_RATE))
        expected = at + frame.samples / frame.sample_rate
        decoded += frame.samples
        if line.full:
            break
    with suppress(FFmpegError, ValueError):
        line.close()
    return decoded


def _frames(container: InputContainer, stream: AudioStream) -> Iterator[AudioFrame]:
    stream.codec_context.thread_type = "NONE"
    for packet in packets(container, stream):
        try:
            frames = stream.decode(packet)
        except (FFmpegError, ValueError):
            continue
        yield from (f for f in frames if f.samples and f.sample_rate)
    try:
        yield from stream.decode(None)
    except (FFmpegError, ValueError):
        return
