"""The sound of a recording as 16 kHz mono WAV on the recording's own time line."""

from __future__ import annotations

import wave
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet

from mianshi.contracts.base import Milliseconds, Record
from mianshi.contracts.outcomes import Reason
from mianshi.errors import Rejected
from mianshi.media.clock import Clock
from mianshi.media.losses import Losses, is_blank, says_nothing
from mianshi.media.source import first_audio, opened, origin_seconds, packets

SAMPLE_RATE: Final = 16_000

_TOLERANCE: Final = SAMPLE_RATE // 25
"""Time stamps may wander this far (40 ms) from the samples written before silence is put in or sound left out."""

_OPUS_LENGTH: Final = (0.5, 1.5)
"""A packet of Opus whose sound is not this many times as long as stated holds other bytes than were recorded."""

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

    def is_past(self, seconds: float) -> bool:
        """Whether everything up to here has been written well before now."""
        return seconds * SAMPLE_RATE < self.written - SAMPLE_RATE

    def put(self, frame: AudioFrame, at: int, *, exactly: bool) -> None:
        """`at` is the output sample on which the frame starts; negative where it starts before t=0."""
        source = (frame.format.name, frame.layout.name, frame.sample_rate)
        ahead = at - max(self.written, round(self._fed))
        if source != self._source or abs(ahead) > (0 if exactly else _TOLERANCE):
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


class Sound(Record):
    """What `extract_audio` found."""

    written_ms: Milliseconds
    lost_ms: Milliseconds
    """Sound that was there and cannot be decoded, between the first that can and the end; silence in the WAV."""


def extract_audio(path: Path, out: Path, *, limit_ms: int = _LIMIT_MS) -> Sound:
    """Write the sound as 16 kHz mono 16-bit WAV, streaming, so that second t of the WAV is second t of the recording.

    Sound that starts late, gaps and damaged packets become silence. At most `limit_ms` are written.

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
            reading = _Reading(container, stream, _TimeLine(file, limit_ms * SAMPLE_RATE // 1000))
            reading.run()
        reading.losses.close(container.format.name, path.stat().st_size, reading.until)
    if not reading.decoded:
        raise Rejected(Reason.DAMAGED, "No sound can be decoded.")
    written_ms = reading.line.written * 1000 // SAMPLE_RATE
    return Sound(written_ms=written_ms, lost_ms=round(reading.losses.seconds * 1000))


class _Reading:
    """One pass over the file, from packets to samples on the time line."""

    def __init__(self, container: InputContainer, stream: AudioStream, line: _TimeLine) -> None:
        stream.codec_context.thread_type = "NONE"
        self._container, self._stream, self.line = container, stream, line
        self._codec = stream.codec_context.codec.canonical_name
        self._origin = origin_seconds(container)
        self._longest = 0.0
        self._clock = Clock()
        self.losses = Losses()
        self.until = 0.0
        """Seconds at which the last packet or frame of sound ends."""
        self.decoded = 0
        """Samples, as the file holds them."""

    def run(self) -> None:
        for packet in packets(self._container):
            listened = packet.stream_index == self._stream.index
            self.losses.packet(packet, listened=listened)
            if listened:
                self._listen(packet)
            if self.line.full:
                return
        self._put(self._decode(None) or [])
        with suppress(FFmpegError, ValueError):
            self.line.close()

    def _listen(self, packet: Packet[Any]) -> None:
        frames = None if is_blank(self._codec, packet) else self._decode(packet)
        if frames is not None and self._fits(frames, packet):
            self._put(frames)
            return
        if packet.pts is not None and packet.time_base is not None:
            self.until = float((packet.pts + (packet.duration or 0)) * packet.time_base) - self._origin
        if self.decoded and not says_nothing(self._codec, packet):
            self.losses.undecodable()

    def _decode(self, packet: Packet[Any] | None) -> list[AudioFrame] | None:
        """None where the decoder refuses; an empty list is a decoder that waits, or sound that is not to be played."""
        try:
            return [f for f in self._stream.decode(packet) if f.samples and f.sample_rate]
        except (FFmpegError, ValueError):
            return None

    def _fits(self, frames: list[AudioFrame], packet: Packet[Any]) -> bool:
        """Whether a packet holds as much sound as its container says: any bytes decode as Opus, for some length."""
        stated = float((packet.duration or 0) * (packet.time_base or 0))
        held = sum(f.samples / f.sample_rate for f in frames)
        self._longest = max(self._longest, stated)
        if self._codec != "opus" or not (self.decoded and held and stated):  # the first packet starts before the sound
            return True
        return _OPUS_LENGTH[0] * stated <= held <= _OPUS_LENGTH[1] * self._longest  # the last one is stated shorter

    def _put(self, frames: list[AudioFrame]) -> None:
        for frame in frames:
            at = frame.time - self._origin if frame.time is not None else self.until
            length = frame.samples / frame.sample_rate
            self.until = at + length
            if not self._clock.believes(at) or (at >= 0 and self.line.is_past(at + length)):
                self.losses.misplaced(length)
                continue
            self.decoded += frame.samples
            with suppress(FFmpegError, ValueError):  # a damaged frame may claim a rate or layout nobody can convert
                self.line.put(frame, round(at * SAMPLE_RATE), exactly=self.losses.broken)
            self.losses.heard(at, at + length)
