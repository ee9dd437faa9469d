"""Makes small recordings for tests: any container and codec the PyAV wheel can write."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

DATA = Path(__file__).parents[3] / "shared" / "data" / "media"


QUICK = {
    "libx264": {"preset": "veryfast"},
    "libvpx": {"deadline": "realtime", "cpu-used": "8"},
    "libvpx-vp9": {"deadline": "realtime", "cpu-used": "8"},
    "libsvtav1": {"preset": "12"},
}
"""Encoder settings that cost little time; what they lose in quality no test looks at."""


def real_recording(name: str) -> Path:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"the real recording {name} is not on this machine")
    return path


def tone(seconds: float, rate: int = 48_000, channels: int = 1, hertz: float = 440.0) -> np.ndarray:
    """A steady tone, shape (samples, channels), float32 from -1 to 1."""
    t = np.arange(round(seconds * rate)) / rate
    return np.repeat((0.5 * np.sin(2 * np.pi * hertz * t)).astype(np.float32)[:, None], channels, axis=1)


def picture(number: int, width: int = 160, height: int = 120) -> np.ndarray:
    """A picture that differs from frame to frame, RGB."""
    image = np.zeros((height, width, 3), np.uint8)
    image[:, :, 0] = np.linspace(0, 255, width, dtype=np.uint8)
    image[:, :, 1] = (number * 7) % 256
    left = (number * 3) % (width - 16)
    image[20:52, left : left + 16, 2] = 255
    return image


def make(
    path: Path,
    *,
    format: str | None = None,
    video: str | None = "libx264",
    seconds: float = 4.0,
    fps: int = 10,
    size: tuple[int, int] = (160, 120),
    gop: int = 10,
    stamps: Sequence[float] | None = None,
    video_options: dict[str, str] | None = None,
    pix_fmt: str = "yuv420p",
    rotation: float = 0.0,
    mirrored: bool = False,
    pixel_aspect: Fraction | None = None,
    scene: Callable[[float, int, int], np.ndarray] | None = None,
    audio: str | None = "aac",
    sound: np.ndarray | None = None,
    rate: int = 48_000,
    layout: str = "mono",
    audio_start: float = 0.0,
    container_options: dict[str, str] | None = None,
) -> Path:
    """Write a recording.

    `stamps` gives the seconds at which frames stand, for a variable frame rate; `scene` draws what is seen at a second
    (width, height), instead of `picture`.
    """
    with av.open(str(path), "w", format=format, container_options=container_options or {}) as out:
        pictures = None
        if video:
            pictures = _add_video(
                out, video, fps=fps, size=size, pix_fmt=pix_fmt, options=QUICK.get(video, {}) | (video_options or {})
            )
            pictures.codec_context.gop_size = gop
            if rotation or mirrored:
                pictures.set_display_rotation(rotation, mirrored)
            if pixel_aspect:
                pictures.codec_context.sample_aspect_ratio = pixel_aspect
        sounds: Any = out.add_stream(audio, rate=rate) if audio else None
        if sounds is not None:
            sounds.codec_context.layout = layout
        jobs: list[tuple[float, Callable[[], Any]]] = []
        if pictures is not None:
            times = stamps if stamps is not None else [i / fps for i in range(round(seconds * fps))]
            jobs += [
                (at, _picture_job(pictures, at, scene(at, *size) if scene else picture(i, *size)))
                for i, at in enumerate(times)
            ]
        if sounds is not None:
            samples = tone(seconds, rate, len(sounds.codec_context.layout.channels)) if sound is None else sound
            jobs += _sound_jobs(sounds, samples, rate, layout, audio_start)
        for _, job in sorted(jobs, key=lambda j: j[0]):
            out.mux(job())
        for stream in (pictures, sounds):
            if stream is not None:
                out.mux(stream.encode(None))
    return path


def samples_of(wav: Path) -> np.ndarray:
    """The 16-bit samples of a WAV file as floats from -1 to 1."""
    import wave

    with wave.open(str(wav)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16_000, 1, 2)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32) / 32768


def drop_webm_duration(path: Path) -> Path:
    """Overwrite the Duration element with a Void element, as a live recorder leaves it out."""
    data = bytearray(path.read_bytes())
    at = data.index(b"\x44\x89\x88")
    data[at : at + 11] = b"\xec\x89" + bytes(9)
    path.write_bytes(data)
    return path


def box(kind: bytes, payload: bytes) -> bytes:
    """An ISO base media box."""
    return struct.pack(">I4s", 8 + len(payload), kind) + payload


def _add_video(out: Any, codec: str, *, fps: int, size: tuple[int, int], pix_fmt: str, options: dict[str, str]) -> Any:
    stream = out.add_stream(codec, rate=fps, options=options)
    stream.width, stream.height = size
    stream.pix_fmt = pix_fmt
    fixed_rate = codec not in ("libx264", "libx265", "libvpx", "libvpx-vp9")
    stream.codec_context.time_base = Fraction(1, fps if fixed_rate else 1000)
    return stream


def _picture_job(stream: Any, at: float, image: np.ndarray) -> Callable[[], Any]:
    def job() -> Any:
        frame = av.VideoFrame.from_ndarray(image, format="rgb24").reformat(format=stream.pix_fmt)
        frame.time_base = stream.codec_context.time_base
        frame.pts = round(at / frame.time_base)
        return stream.encode(frame)

    return job


def _sound_jobs(stream: Any, samples: np.ndarray, rate: int, layout: str, start: float) -> list[tuple[float, Any]]:
    size = 960

    def job_at(first: int) -> Callable[[], Any]:
        def job() -> Any:
            part = np.ascontiguousarray(samples[first : first + size].T)
            frame = av.AudioFrame.from_ndarray(part, format="fltp", layout=layout)
            frame.sample_rate, frame.time_base = rate, Fraction(1, rate)
            frame.pts = round(start * rate) + first
            return stream.encode(frame)

        return job

    return [(start + first / rate, job_at(first)) for first in range(0, len(samples), size)]
