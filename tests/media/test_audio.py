"""A second of the WAV is that second of the recording, whatever the file does."""

from __future__ import annotations

import tracemalloc
import wave
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from mianshi.contracts.outcomes import Reason
from mianshi.errors import Rejected
from mianshi.media import extract_audio
from support.recordings import make, real_recording, samples_of, tone


def loudness(samples: np.ndarray, start: float, end: float) -> float:
    part = samples[round(start * 16_000) : round(end * 16_000)]
    return float(np.sqrt(np.mean(part**2)))


def burst(at: float, length: float, total: float, rate: int, channels: int = 1) -> np.ndarray:
    """Silence with one tone burst."""
    sound = np.zeros((round(total * rate), channels), np.float32)
    sound[round(at * rate) : round((at + length) * rate)] = tone(length, rate, channels)
    return sound


def onset(samples: np.ndarray) -> float:
    """Seconds at which the first loud 5 ms begin."""
    power = np.sqrt(np.mean(samples[: len(samples) // 80 * 80].reshape(-1, 80) ** 2, axis=1))
    return float(np.argmax(power > 0.1)) * 80 / 16_000


@dataclass(frozen=True)
class Sound:
    name: str
    video: str | None
    audio: str
    rate: int
    layout: str


FORMATS = [
    Sound("a.mp4", "libx264", "aac", 48_000, "mono"),
    Sound("a.mp4", "libx264", "aac", 8_000, "mono"),
    Sound("a.mp4", "libx264", "aac", 44_100, "stereo"),
    Sound("a.mp4", "libx264", "aac", 48_000, "5.1"),
    Sound("a.webm", "libvpx", "libopus", 48_000, "stereo"),
    Sound("a.avi", "mpeg4", "libmp3lame", 44_100, "mono"),
    Sound("a.mov", "libx264", "pcm_s16le", 48_000, "stereo"),
    Sound("a.ts", "libx264", "aac", 48_000, "mono"),
    Sound("a.mp3", None, "libmp3lame", 44_100, "mono"),
    Sound("a.ogg", None, "libopus", 48_000, "mono"),
    Sound("a.wav", None, "pcm_s16le", 11_025, "stereo"),
]


@pytest.mark.parametrize("case", FORMATS, ids=lambda c: f"{c.name}-{c.audio}-{c.rate}-{c.layout}")
def test_times_are_kept(tmp_path: Path, case: Sound) -> None:
    channels = {"mono": 1, "stereo": 2, "5.1": 6}[case.layout]
    heard = burst(2.0, 0.5, 4.0, case.rate, channels)
    path = make(
        tmp_path / case.name, video=case.video, audio=case.audio, rate=case.rate, layout=case.layout, sound=heard
    )
    sound = extract_audio(path, tmp_path / "out.wav")
    samples = samples_of(tmp_path / "out.wav")
    assert sound.lost_ms == 0
    assert sound.written_ms == len(samples) // 16 == pytest.approx(4000, abs=120)
    assert onset(samples) == pytest.approx(2.0, abs=0.03)
    assert loudness(samples, 2.05, 2.45) > 0.2
    assert loudness(samples, 0.1, 1.9) < 0.01


def test_tone_keeps_its_pitch(tmp_path: Path) -> None:
    path = make(tmp_path / "a.mp4", rate=44_100, sound=tone(4.0, 44_100, hertz=1000.0))
    extract_audio(path, tmp_path / "out.wav")
    samples = samples_of(tmp_path / "out.wav")[16_000:48_000]
    peak = np.argmax(np.abs(np.fft.rfft(samples * np.hanning(len(samples))))) * 16_000 / len(samples)
    assert peak == pytest.approx(1000, abs=1)


@pytest.mark.parametrize(("name", "video", "audio"), [("a.mp4", "libx264", "aac"), ("a.mkv", "libx264", "libopus")])
def test_sound_that_starts_late_is_padded(tmp_path: Path, name: str, video: str, audio: str) -> None:
    path = make(tmp_path / name, video=video, audio=audio, audio_start=1.5, sound=tone(2.0))
    assert extract_audio(path, tmp_path / "out.wav").written_ms == pytest.approx(3500, abs=60)
    assert onset(samples_of(tmp_path / "out.wav")) == pytest.approx(1.5, abs=0.04)


def test_gap_becomes_silence(tmp_path: Path) -> None:
    """A tab that sleeps leaves a hole in the time stamps."""
    path = tmp_path / "a.mkv"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("pcm_s16le", rate=48_000)
        stream.codec_context.layout = "mono"
        for start in (0.0, 5.0):
            sound = (tone(2.0) * 32767).astype(np.int16)
            for first in range(0, len(sound), 960):
                frame = av.AudioFrame.from_ndarray(
                    np.ascontiguousarray(sound[first : first + 960].T), format="s16", layout="mono"
                )
                frame.sample_rate, frame.time_base = 48_000, Fraction(1, 48_000)
                frame.pts = round(start * 48_000) + first
                out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    assert extract_audio(path, tmp_path / "out.wav").written_ms == pytest.approx(7000, abs=5)
    samples = samples_of(tmp_path / "out.wav")
    assert loudness(samples, 2.05, 4.95) < 0.001
    assert min(loudness(samples, 0.1, 1.9), loudness(samples, 5.05, 6.95)) > 0.3


@pytest.mark.parametrize(("name", "options"), [("a.mp4", {}), ("a.mkv", {"cluster_time_limit": "500"}), ("a.ts", {})])
def test_damaged_stretch_is_stepped_over(tmp_path: Path, name: str, options: dict[str, str]) -> None:
    noise = np.random.default_rng(0).normal(0, 0.02, (8 * 48_000, 1)).astype(np.float32)
    sound = noise + burst(6.0, 0.5, 8.0, 48_000)
    path = make(tmp_path / name, video=None, sound=sound, container_options=options)
    data = bytearray(path.read_bytes())
    start, end = int(len(data) * 0.3), int(len(data) * 0.5)
    data[start:end] = np.random.default_rng(1).bytes(end - start)
    path.write_bytes(data)
    assert extract_audio(path, tmp_path / "out.wav").written_ms == pytest.approx(8000, abs=100)
    late = samples_of(tmp_path / "out.wav")[5 * 16_000 :]
    assert 5.0 + onset(late) == pytest.approx(6.0, abs=0.05)


def test_default_track_is_preferred(tmp_path: Path) -> None:
    path = tmp_path / "a.mkv"
    with av.open(str(path), "w") as out:
        streams = [out.add_stream("pcm_s16le", rate=48_000) for _ in range(2)]
        for stream, flag in zip(streams, (av.stream.Disposition(0), av.stream.Disposition.default), strict=True):
            stream.codec_context.layout = "mono"
            stream.disposition = flag
        for level, stream in zip((0.0, 1.0), streams, strict=True):
            frame = av.AudioFrame.from_ndarray(
                (tone(4.0).T * 32767 * level).astype(np.int16), format="s16", layout="mono"
            )
            frame.sample_rate, frame.pts = 48_000, 0
            out.mux(stream.encode(frame))
    extract_audio(path, tmp_path / "out.wav")
    assert loudness(samples_of(tmp_path / "out.wav"), 0.5, 3.5) > 0.3


def test_cut_file_gives_what_is_left(tmp_path: Path) -> None:
    path = make(tmp_path / "a.mkv", seconds=12)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * 0.6)])
    assert 4_000 < extract_audio(path, tmp_path / "out.wav").written_ms < 9_500


def test_limit(tmp_path: Path) -> None:
    path = make(tmp_path / "a.wav", video=None, audio="pcm_s16le")
    assert extract_audio(path, tmp_path / "out.wav", limit_ms=1500).written_ms == 1500
    assert len(samples_of(tmp_path / "out.wav")) == 24_000


def test_a_time_stamp_far_ahead_does_not_fill_the_disk(tmp_path: Path) -> None:
    path = make(tmp_path / "a.mkv", audio="pcm_s16le", audio_start=400_000.0, sound=tone(1.0))
    assert extract_audio(path, tmp_path / "out.wav", limit_ms=60_000).written_ms == 60_000


def test_video_without_sound_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(Rejected) as caught:
        extract_audio(make(tmp_path / "a.mp4", audio=None), tmp_path / "out.wav")
    assert caught.value.code == Reason.NO_AUDIO


def test_sound_is_never_held_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(bytes(2 * 16_000 * 240))
    extract_audio(path, tmp_path / "out.wav", limit_ms=1000)
    tracemalloc.start()
    try:
        extract_audio(path, tmp_path / "out.wav")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2_000_000  # the whole sound is 8 MB


def test_same_recording_same_bytes(tmp_path: Path) -> None:
    path = make(tmp_path / "a.mp4")
    for name in ("1.wav", "2.wav"):
        extract_audio(path, tmp_path / name)
    assert (tmp_path / "1.wav").read_bytes() == (tmp_path / "2.wav").read_bytes()


@pytest.mark.parametrize(
    ("name", "ms"),
    [
        ("mediarecorder_chrome57_noduration.webm", 7_612),
        ("zh_presenter_25s.mp4", 25_160),
        ("en_presenter_4s_2160p50.mp4", 3_980),
    ],
)
def test_real_recordings(tmp_path: Path, name: str, ms: int) -> None:
    assert extract_audio(real_recording(name), tmp_path / "out.wav").written_ms == pytest.approx(ms, abs=60)
    assert np.abs(samples_of(tmp_path / "out.wav")).max() > 0.05
