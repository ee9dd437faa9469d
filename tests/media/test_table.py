"""The table of docs/media.md: every row is made, and then probed, checked, heard and looked at.

Each recording shows a flash and sounds a click at the same two moments, and a mark in the upper left corner.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest

from mianshi.media import Limits, check, cut_clips, extract_audio, probe
from support.recordings import drop_webm_duration, make, samples_of, tone

SECONDS = 6.0
FPS = 25
EVENTS_MS = (2000, 4000)
EVENT_S = 0.2
SIZE = (160, 120)
QUIET_X265 = "log-level=none:open-gop=0"


@dataclass(frozen=True)
class Row:
    """One row. `how` goes to `make`, or `write` makes the file; the rest is what must be found."""

    id: str
    video: str | None
    audio: str
    how: dict[str, Any] = field(default_factory=dict)
    write: Callable[[Path], Path] | None = None
    rotation: int = 0
    mirrored: bool = False
    channels: int = 1
    rate: int = 48_000
    aspect: float = SIZE[0] / SIZE[1]
    seen_ms: Sequence[int] = EVENTS_MS
    heard_ms: Sequence[int] = EVENTS_MS
    late_ms: int = 40
    """How far a flash may be from where it belongs."""

    @property
    def name(self) -> str:
        return f"a.{self.id.partition('-')[0]}"


def scene(at: float, width: int, height: int) -> np.ndarray:
    """Grey with a white mark in the upper left corner; white all over during an event."""
    flash = any(ms / 1000 - 0.001 <= at < ms / 1000 + EVENT_S for ms in EVENTS_MS)
    image = np.full((height, width, 3), 255 if flash else 60, np.uint8)
    image[: height // 4, : width // 4] = 255
    return image


def turned(clockwise: int, mirrored: bool) -> Callable[[float, int, int], np.ndarray]:
    """The scene as a sensor stores it that must be turned (and then mirrored) for a viewer."""

    def stored(at: float, width: int, height: int) -> np.ndarray:
        size = (height, width) if clockwise % 180 else (width, height)
        image = scene(at, *size)
        return np.ascontiguousarray(np.rot90(image[:, ::-1] if mirrored else image, clockwise // 90))

    return stored


def clicks(rate: int, channels: int = 1) -> np.ndarray:
    sound = np.zeros((round(SECONDS * rate), channels), np.float32)
    for ms in EVENTS_MS:
        first = ms * rate // 1000
        sound[first : first + round(EVENT_S * rate)] = tone(EVENT_S, rate, channels, 880.0)
    return sound


def two_tracks(path: Path, heard: int, default: int | None) -> Path:
    """Two tracks of sound, clicks only on track `heard`; `default` is the track marked as the default one."""
    with av.open(str(path), "w") as out:
        pictures: Any = out.add_stream("libx264", rate=FPS, options={"preset": "veryfast"})
        pictures.width, pictures.height, pictures.pix_fmt = *SIZE, "yuv420p"
        pictures.codec_context.gop_size = FPS
        sounds: list[Any] = [out.add_stream("aac", rate=48_000) for _ in range(2)]
        for number, stream in enumerate(sounds):
            stream.codec_context.layout = "mono"
            if default is not None:
                stream.disposition = av.stream.Disposition.default if number == default else av.stream.Disposition(0)
        step = 48_000 // FPS
        for number in range(round(SECONDS * FPS)):
            out.mux(pictures.encode(av.VideoFrame.from_ndarray(scene(number / FPS, *SIZE), format="rgb24")))
            part = np.ascontiguousarray(clicks(48_000)[number * step : (number + 1) * step].T)
            for track, stream in enumerate(sounds):
                frame = av.AudioFrame.from_ndarray(part * (track == heard), format="fltp", layout="mono")
                frame.sample_rate, frame.time_base, frame.pts = 48_000, Fraction(1, 48_000), number * step
                out.mux(stream.encode(frame))
        for stream in (pictures, *sounds):
            out.mux(stream.encode(None))
    return path


def trimmed(path: Path) -> Path:
    """A phone's trim: an edit list hides the first half second of picture and sound, which stay in the file."""
    make(path, **DEFAULTS, gop=FPS, video_options={"bf": "0"}, sound=clicks(48_000))
    with av.open(str(path)) as container:
        ticks = [s.time_base.denominator for s in container.streams if s.time_base]
    data = bytearray(path.read_bytes())
    for found, rate in zip(re.finditer(b"elst", bytes(data)), ticks, strict=True):
        at = found.start() + 16
        start = int.from_bytes(data[at : at + 4], "big") + rate // 2
        data[at : at + 4] = start.to_bytes(4, "big")
    path.write_bytes(data)
    return path


def without_duration(path: Path) -> Path:
    how = DEFAULTS | {"video": "libvpx", "audio": "libopus"}
    return drop_webm_duration(make(path, **how, gop=FPS, sound=clicks(48_000)))


DEFAULTS: dict[str, Any] = {"seconds": SECONDS, "fps": FPS, "size": SIZE, "scene": scene}
VARIABLE = sorted({round(n * n * SECONDS / 80**2, 3) for n in range(80)} | {2.0, 2.1, 4.0, 4.1})

VP8 = {"video": "libvpx", "audio": "libopus"}
VP9 = {"video": "libvpx-vp9", "audio": "libopus"}
AV1 = {"video": "libsvtav1"}
HEVC = {"video": "libx265", "video_options": {"x265-params": QUIET_X265}}
MP3 = {"audio": "libmp3lame", "rate": 44_100}
AMR = {"audio": "libopencore_amrnb", "rate": 8_000}
ALONE: dict[str, Any] = {"video": None}


def rows_of_codecs() -> list[Row]:
    return [
        Row("mp4-h264-aac", "h264", "aac"),
        Row("mp4-hevc-aac", "hevc", "aac", HEVC),
        Row("mp4-mpeg4-aac", "mpeg4", "aac", {"video": "mpeg4"}),
        Row("mp4-av1-aac", "av1", "aac", AV1),
        Row("mp4-vp9-opus", "vp9", "opus", VP9),
        Row("mp4-h264-opus", "h264", "opus", {"audio": "libopus"}),
        Row("mp4-h264-mp3", "h264", "mp3", MP3, rate=44_100),
        Row("mov-h264-pcm", "h264", "pcm_s16le", {"audio": "pcm_s16le"}),
        Row("mov-hevc-aac", "hevc", "aac", HEVC),
        Row("mov-mjpeg-pcm", "mjpeg", "pcm_s16le", {"video": "mjpeg", "pix_fmt": "yuvj420p", "audio": "pcm_s16le"}),
        Row("mkv-h264-opus", "h264", "opus", {"audio": "libopus"}),
        Row("mkv-hevc-aac", "hevc", "aac", HEVC),
        Row("mkv-av1-opus", "av1", "opus", AV1 | {"audio": "libopus"}),
        Row("mkv-mpeg4-mp3", "mpeg4", "mp3", {"video": "mpeg4"} | MP3, rate=44_100),
        Row("webm-vp8-opus", "vp8", "opus", VP8),
        Row("webm-vp9-opus", "vp9", "opus", VP9),
        Row("webm-av1-opus", "av1", "opus", AV1 | {"audio": "libopus"}),
        Row("avi-mpeg4-mp3", "mpeg4", "mp3", {"video": "mpeg4"} | MP3, rate=44_100),
        Row("avi-mpeg4-pcm", "mpeg4", "pcm_s16le", {"video": "mpeg4", "audio": "pcm_s16le"}),
        Row("avi-h264-mp3", "h264", "mp3", MP3, rate=44_100, late_ms=100),
        Row("3gp-h264-aac", "h264", "aac"),
        Row("3gp-mpeg4-amr", "mpeg4", "amr_nb", {"video": "mpeg4"} | AMR, rate=8_000),
        Row("3gp-h263-amr", "h263", "amr_nb", {"video": "h263", "size": (176, 144)} | AMR, rate=8_000, aspect=4 / 3),
        Row("ts-h264-aac", "h264", "aac"),
        Row("flv-h264-aac", "h264", "aac"),
    ]


def rows_of_sound() -> list[Row]:
    return [
        Row("m4a-aac", None, "aac", ALONE),
        Row("ogg-opus", None, "opus", ALONE | {"audio": "libopus"}),
        Row("webm-opus", None, "opus", ALONE | {"audio": "libopus"}),
        Row("mp3-mp3", None, "mp3", ALONE | MP3, rate=44_100),
        Row("wav-pcm", None, "pcm_s16le", ALONE | {"audio": "pcm_s16le"}),
        Row("wav-pcm24", None, "pcm_s24le", ALONE | {"audio": "pcm_s24le"}),
        Row("flac-flac", None, "flac", ALONE | {"audio": "flac"}),
        Row("aac-adts", None, "aac", ALONE),
        Row("ts-aac", None, "aac", ALONE),
        Row("amr-amr", None, "amr_nb", ALONE | AMR, rate=8_000),
        Row("3gp-amr", None, "amr_nb", ALONE | AMR, rate=8_000),
        Row("mp4-mono-8k", "h264", "aac", {"rate": 8_000}, rate=8_000),
        Row("mp4-mono-16k", "h264", "aac", {"rate": 16_000}, rate=16_000),
        Row("mp4-stereo-44k", "h264", "aac", {"rate": 44_100, "layout": "stereo"}, rate=44_100, channels=2),
        Row("mp4-surround-48k", "h264", "aac", {"layout": "5.1"}, channels=6),
        Row("mp4-stereo-96k", "h264", "aac", {"rate": 96_000, "layout": "stereo"}, rate=96_000, channels=2),
        Row("mkv-surround-opus", "h264", "opus", {"audio": "libopus", "layout": "5.1"}, channels=6),
    ]


def rows_of_shapes() -> list[Row]:
    faststart = {"container_options": {"movflags": "faststart"}}
    fragments = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}
    wide, tall = 160 * 16 / 11 / 120, 120 / 160
    late = {"audio_start": 0.5, "sound": clicks(48_000)[24_000:]}
    early = {"stamps": [n / FPS for n in range(13, round(SECONDS * FPS))]}
    ten_bit = {"pix_fmt": "yuv420p10le"}
    return [
        Row("mp4-moov-last", "h264", "aac"),
        Row("mp4-moov-first", "h264", "aac", faststart),
        Row("mp4-fragmented", "h264", "aac", {"container_options": fragments, "video_options": {"bf": "0"}}),
        Row("mp4-trimmed", "h264", "aac", write=trimmed, seen_ms=(1500, 3500), heard_ms=(1500, 3500)),
        Row("mp4-two-tracks", "h264", "aac", write=lambda path: two_tracks(path, heard=0, default=None)),
        Row("mkv-second-track-default", "h264", "aac", write=lambda path: two_tracks(path, heard=1, default=1)),
        Row("webm-no-duration", "vp8", "opus", write=without_duration),
        Row("webm-live", "vp8", "opus", VP8 | {"container_options": {"live": "1"}}),
        Row("webm-variable-rate", "vp8", "opus", VP8 | {"stamps": VARIABLE}),
        Row("mp4-variable-rate", "h264", "aac", {"stamps": VARIABLE}),
        Row("mp4-sound-late", "h264", "aac", late),
        Row("mp4-picture-late", "h264", "aac", early),
        Row("mkv-sound-late", "h264", "opus", {"audio": "libopus"} | late),
        Row("mkv-picture-late", "h264", "opus", {"audio": "libopus"} | early),
        Row("mp4-turned-90", "h264", "aac", {"rotation": -90.0, "scene": turned(90, False)}, rotation=90, aspect=tall),
        Row("mp4-turned-180", "h264", "aac", {"rotation": 180.0, "scene": turned(180, False)}, rotation=180),
        Row(
            "mp4-turned-270", "h264", "aac", {"rotation": 90.0, "scene": turned(270, False)}, rotation=270, aspect=tall
        ),
        Row("mkv-turned-90", "h264", "aac", {"rotation": -90.0, "scene": turned(90, False)}, rotation=90, aspect=tall),
        Row("mp4-mirrored", "h264", "aac", {"mirrored": True, "scene": turned(0, True)}, mirrored=True),
        Row(
            "mp4-mirrored-turned-90",
            "h264",
            "aac",
            {"rotation": -90.0, "mirrored": True, "scene": turned(90, True)},
            rotation=90,
            mirrored=True,
            aspect=tall,
        ),
        Row("mp4-pixel-aspect", "h264", "aac", {"pixel_aspect": Fraction(16, 11)}, aspect=wide),
        Row("avi-pixel-aspect", "mpeg4", "aac", {"video": "mpeg4", "pixel_aspect": Fraction(16, 11)}, aspect=wide),
        Row("mp4-pixel-aspect-vp9", "vp9", "opus", VP9 | {"pixel_aspect": Fraction(16, 11)}, aspect=wide),
        Row("mp4-10-bit-h264", "h264", "aac", ten_bit),
        Row("mp4-10-bit-hevc", "hevc", "aac", HEVC | ten_bit),
        Row("mkv-10-bit-av1", "av1", "aac", AV1 | ten_bit),
        Row("mp4-422-h264", "h264", "aac", {"pix_fmt": "yuv422p"}),
        Row("webm-odd-size", "vp8", "opus", VP8 | {"size": (161, 121)}, aspect=161 / 121),
        Row("mp4-odd-size", "h264", "aac", {"pix_fmt": "yuv444p", "size": (161, 121)}, aspect=161 / 121),
        Row("mp4-interlaced", "h264", "aac", {"video_options": {"flags": "+ildct+ilme", "x264-params": "tff=1"}}),
        Row("mp4-long-group", "h264", "aac", {"gop": 1000, "video_options": {"sc_threshold": "0"}}),
    ]


ROWS = [*rows_of_codecs(), *rows_of_sound(), *rows_of_shapes()]


def made(row: Row, folder: Path) -> Path:
    if row.write is not None:
        return row.write(folder / row.name)
    how = DEFAULTS | {"gop": FPS} | row.how
    return make(folder / row.name, **({"sound": clicks(row.rate, row.channels)} | how))


def onsets(loud: np.ndarray, times: np.ndarray) -> list[float]:
    """Times at which something starts."""
    starts = np.flatnonzero(loud & ~np.concatenate(([False], loud[:-1])))
    return [float(times[i]) for i in starts]


def heard(wav: Path) -> list[float]:
    """Milliseconds at which clicks start, to 2 ms."""
    samples = samples_of(wav)
    power = np.abs(samples[: len(samples) // 32 * 32]).reshape(-1, 32).max(axis=1)
    smooth = np.lib.stride_tricks.sliding_window_view(np.concatenate((power, np.zeros(9))), 10).max(axis=1)
    return onsets(smooth > 0.1, np.arange(len(smooth)) * 2.0 + 18)


def seen(row: Row, path: Path, folder: Path) -> tuple[list[float], np.ndarray, float]:
    """Milliseconds at which flashes start, a picture without one, and its aspect, all as OpenCV reads the clips."""
    turn = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}.get(row.rotation)
    times, light, dark = [], [], None
    pixel = 1.0
    for clip in cut_clips(path, folder, seconds=2.0):
        capture = cv2.VideoCapture(str(clip.path))
        while capture.grab():
            _, image = capture.retrieve()
            times.append(clip.start_ms + capture.get(cv2.CAP_PROP_POS_MSEC))
            light.append(image.mean() > 160)
            dark = image if not light[-1] else dark
        pixel = (capture.get(cv2.CAP_PROP_SAR_NUM) or 1.0) / (capture.get(cv2.CAP_PROP_SAR_DEN) or 1.0)
    assert dark is not None
    order = np.argsort(times, kind="stable")
    aspect = dark.shape[1] * pixel / dark.shape[0]
    upright = dark if turn is None else cv2.rotate(dark, turn)
    flashes = onsets(np.array(light)[order], np.array(times)[order])
    return flashes, upright, 1 / aspect if row.rotation % 180 else aspect


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_row(row: Row, tmp_path: Path) -> None:
    path = made(row, tmp_path)
    found = probe(path)
    check(found, Limits(video_required=row.video is not None))
    assert found.audio is not None
    assert (found.audio.codec, found.audio.sample_rate, found.audio.channels) == (row.audio, row.rate, row.channels)
    assert found.duration_ms == found.readable_ms == pytest.approx(row.seen_ms[1] + 2000, abs=130)

    sound = extract_audio(path, tmp_path / "out.wav")
    assert sound.lost_ms == 0
    clicks_ms = heard(tmp_path / "out.wav")
    assert clicks_ms == pytest.approx(row.heard_ms, abs=40)

    assert (found.video and found.video.codec) == row.video
    if found.video is None:
        return
    assert found.video.rotation == row.rotation
    flashes_ms, image, aspect = seen(row, path, tmp_path)
    assert flashes_ms == pytest.approx(row.seen_ms, abs=row.late_ms)
    assert flashes_ms == pytest.approx(clicks_ms, abs=row.late_ms)
    assert aspect == pytest.approx(row.aspect, rel=0.03)
    height, width = image.shape[0] // 8, image.shape[1] // 8
    corners = {"left": image[:height, :width], "right": image[:height, -width:], "below": image[-height:, :width]}
    marked = "right" if row.mirrored else "left"
    assert {name for name, corner in corners.items() if corner.mean() > 160} == {marked}


def test_the_page_lists_these_rows() -> None:
    page = (Path(__file__).parents[2] / "docs" / "media.md").read_text(encoding="utf-8")
    table = page.partition("## What was tested")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE) == [row.id for row in ROWS]
