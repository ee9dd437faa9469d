"""A camera and a microphone that are files: what Chromium takes in place of devices, made from a sample recording."""

from __future__ import annotations

import wave
from pathlib import Path

import av
import numpy as np

WIDTH, HEIGHT = 320, 240


def devices(recording: Path, folder: Path, seconds: float = 12.0) -> list[str]:
    """Arguments for Chromium: picture (MJPEG) and sound (WAV, 48 kHz mono) of a recording, played over and over."""
    picture, sound = folder / "camera.mjpeg", folder / "microphone.wav"
    _picture(recording, picture, seconds)
    _sound(recording, sound, seconds)
    return [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={picture}",
        f"--use-file-for-fake-audio-capture={sound}",
    ]


def _picture(source: Path, target: Path, seconds: float) -> None:
    with av.open(str(source)) as given, av.open(str(target), "w", format="mjpeg") as made:
        stream = made.add_stream("mjpeg", rate=25)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuvj420p"
        for frame in given.decode(video=0):
            if frame.time is not None and frame.time > seconds:
                break
            small = av.VideoFrame.from_ndarray(frame.to_ndarray(width=WIDTH, height=HEIGHT, format="rgb24"))
            made.mux(stream.encode(small))
        made.mux(stream.encode(None))


def _sound(source: Path, target: Path, seconds: float) -> None:
    resampler = av.AudioResampler(format="s16", layout="mono", rate=48_000)
    heard = []
    with av.open(str(source)) as given:
        for frame in given.decode(audio=0):
            heard += [out.to_ndarray().reshape(-1) for out in resampler.resample(frame)]
            if frame.time is not None and frame.time > seconds:
                break
    with wave.open(str(target), "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(48_000)
        made.writeframes(np.concatenate(heard).astype(np.int16).tobytes())
