from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest
from av.audio.stream import AudioStream

from mianshi.contracts.base import Span
from mianshi.errors import Defect
from mianshi.speech import levels, measure_sound, pitch
from mianshi.speech.levels import SAMPLE_RATE

Signal = npt.NDArray[np.float64]


def saved(path: Path, signal: Signal, *, rate: int = SAMPLE_RATE, channels: int = 1) -> Path:
    """`signal` in 16-bit steps, cut off at full scale as a sound card does."""
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, 2, rate, 0, "NONE", ""))
        file.writeframes(np.clip(np.round(signal), -32768, 32767).astype("<i2").tobytes())
    return path


def noise(duration: float, level: float, seed: int = 1) -> Signal:
    return np.random.default_rng(seed).standard_normal(round(duration * SAMPLE_RATE)) * level


def tone(duration: float, amplitude: float, hertz: float = 200) -> Signal:
    return amplitude * np.sin(2 * np.pi * hertz * np.arange(round(duration * SAMPLE_RATE)) / SAMPLE_RATE)


def span(start: float, end: float) -> Span:
    return Span(start_ms=round(start * 1000), end_ms=round(end * 1000))


def placed(length: float, *parts: tuple[float, Signal]) -> Signal:
    """Silence of `length` seconds with each signal added at its second."""
    result = np.zeros(round(length * SAMPLE_RATE))
    for at, signal in parts:
        result[round(at * SAMPLE_RATE) :][: len(signal)] += signal
    return result


@pytest.mark.parametrize("gain", [8.0, 2.0, 1.25])
def test_a_sine_cut_off_at_full_scale(tmp_path: Path, gain: float) -> None:
    """A sine of amplitude `gain` stands above the floor of a cut-off top for 1 - 2/pi asin(floor / gain) of the time."""
    share = 1 - 2 / np.pi * np.arcsin(levels.CLIPPED_FLOOR / gain)
    path = saved(tmp_path / "a.wav", placed(4, (1, tone(2, gain * 32767, 97))))
    assert measure_sound([(path, 0)], [span(1, 3)], voice=False).clipped_share == pytest.approx(share, abs=0.01)


@pytest.mark.parametrize("codec", [("aac", "mp4"), ("libopus", "webm"), ("libmp3lame", "mp3")])
def test_clipping_is_still_seen_behind_a_codec(tmp_path: Path, codec: tuple[str, str]) -> None:
    """Codecs round flat tops off, and the sound comes at another rate: the share is right to a factor of two.

    Vowels as loud as a microphone takes them, so that they do not clip, must not look clipped.
    """
    hum = np.sum([tone(6, 1 / k, 130 * k) for k in range(1, 20)], axis=0) * (1 + tone(6, 0.8, 1.5))
    whole = 32_000 * hum / np.abs(hum).max()
    assert _clipped_after(tmp_path, whole, codec) < 0.005
    cut = np.clip(4 * whole, -32_767, 32_767)
    true = (np.abs(cut) >= 32_767).mean()
    assert true > 0.1
    assert true / 2 < _clipped_after(tmp_path, cut, codec) < 2 * true


def _clipped_after(folder: Path, signal: Signal, codec: tuple[str, str]) -> float:
    name, ending = codec
    rate = 3 * SAMPLE_RATE
    samples = np.repeat(signal, 3).clip(-32_767, 32_767).astype(np.int16)
    with av.open(str(folder / f"a.{ending}"), "w") as out:
        stream = out.add_stream(name, rate=rate, layout="mono")
        assert isinstance(stream, AudioStream)
        for at in range(0, len(samples), rate):
            frame = av.AudioFrame.from_ndarray(samples[None, at : at + rate], format="s16", layout="mono")
            frame.sample_rate, frame.pts = rate, at
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    resampler = av.AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
    with av.open(str(folder / f"a.{ending}")) as file:
        parts = [part.to_ndarray()[0] for frame in file.decode(audio=0) for part in resampler.resample(frame)]
    heard = np.concatenate(parts).astype(np.float64)
    path = saved(folder / "a.wav", heard)
    share = measure_sound([(path, 0)], [span(0, len(heard) / SAMPLE_RATE)], voice=False).clipped_share
    assert share is not None
    return share


def test_lone_samples_at_full_scale_are_peaks_not_clipping(tmp_path: Path) -> None:
    signal = tone(2, 9000)
    signal[5000:25000:100] = 40_000
    signal[5001:25000:100] = 40_000
    path = saved(tmp_path / "a.wav", signal)
    assert measure_sound([(path, 0)], [span(0, 2)], voice=False).clipped_share == 0


@pytest.mark.parametrize("ratio", [0, 10, 20, 40])
def test_noise_at_a_known_ratio(tmp_path: Path, ratio: float) -> None:
    signal = placed(20, (0, noise(20, 50)), (5, noise(5, 50 * 10 ** (ratio / 20), seed=2)))
    found = measure_sound([(saved(tmp_path / "a.wav", signal), 0)], [span(5, 10)], voice=False)
    assert found.speech_to_noise_db == pytest.approx(ratio, abs=0.5)


def test_somebody_else_is_not_noise(tmp_path: Path) -> None:
    signal = placed(20, (0, noise(20, 50)), (5, noise(5, 500, seed=2)), (10, noise(8, 3000, seed=3)))
    path = saved(tmp_path / "a.wav", signal)
    found = measure_sound([(path, 0)], [span(5, 10)], voice=False, others=[span(10, 18)])
    assert found.speech_to_noise_db == pytest.approx(20, abs=0.5)


def test_without_pauses_or_speech_there_is_nothing_to_compare(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.wav", noise(3, 500))
    assert measure_sound([(path, 0)], [span(0, 3)], voice=False).speech_to_noise_db is None
    silent = measure_sound([(path, 0)], [], voice=True)
    assert (silent.clipped_share, silent.speech_to_noise_db) == (None, None)
    assert silent.voice and silent.voice.loudness_range_db is silent.voice.pitch_median_hz is None
    assert measure_sound([], [span(0, 3)], voice=False).clipped_share is None


def test_steps_of_loudness(tmp_path: Path) -> None:
    """Three levels, 6 dB apart, for 6 s each; the pauses between them do not count."""
    parts = [(7.0 * i, tone(6, 8000 * 10 ** (-6 * i / 20))) for i in range(3)]
    path = saved(tmp_path / "a.wav", placed(21, *parts))
    found = measure_sound([(path, 0)], [span(at, at + 6) for at, _ in parts], voice=True).voice
    assert found and found.loudness_range_db == pytest.approx(12, abs=0.1)


def test_a_span_longer_than_what_is_said_does_not_widen_the_range(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.wav", placed(30, (0, noise(30, 2)), (0, tone(15, 4000))))
    found = measure_sound([(path, 0)], [span(0, 25)], voice=True).voice
    assert found and found.loudness_range_db == pytest.approx(0, abs=0.5)


def test_pieces_are_one_time_line_and_are_taken_one_by_one(tmp_path: Path) -> None:
    """A caller may delete each piece before it fetches the next; times belong to the answer, not to the piece."""
    low, high = tone(30, 6000, 120), tone(30, 6000, 240)

    def fetched() -> Iterator[tuple[Path, int]]:
        for start, signal in ((0, placed(40, (5, low))), (40_000, placed(40, (3, high)))):
            path = saved(tmp_path / "piece.wav", signal)
            yield path, start
            path.unlink()

    found = measure_sound(fetched(), [span(5, 35), span(43, 73)], voice=True)
    assert found.voice and found.voice.pitch_range_semitones == 12.0
    assert found.voice.voiced_ms == pytest.approx(60_000, abs=100)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("length", [29.0, 30.0, 31.0, 95.3])
def test_long_stretches_leave_no_gap_and_count_nothing_twice(tmp_path: Path, length: float) -> None:
    path = saved(tmp_path / "a.wav", tone(length, 6000))
    found = measure_sound([(path, 0)], [span(0, length)], voice=True).voice
    frames = 1 + (round(length * SAMPLE_RATE) - pitch.WINDOW) // pitch.STEP
    assert found and found.voiced_ms == 10 * frames


def test_only_the_candidates_speech_has_a_pitch(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.wav", placed(40, (0, tone(20, 6000, 110)), (20, tone(20, 9000, 300))))
    found = measure_sound([(path, 0)], [span(0, 20)], voice=True, others=[span(20, 40)]).voice
    assert found and found.pitch_median_hz == 110.0


def test_a_voice_that_may_not_be_measured_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> None:
        raise AssertionError("the voice was measured")

    monkeypatch.setattr(pitch, "track", forbidden)
    monkeypatch.setattr(levels, "loudness_range_db", forbidden)
    path = saved(tmp_path / "a.wav", tone(20, 6000))
    assert measure_sound([(path, 0)], [span(0, 20)], voice=False).voice is None
    with pytest.raises(AssertionError):
        measure_sound([(path, 0)], [span(0, 20)], voice=True)


@pytest.mark.parametrize(("rate", "channels"), [(8000, 1), (16_000, 2)])
def test_other_formats_are_our_defect(tmp_path: Path, rate: int, channels: int) -> None:
    path = saved(tmp_path / "a.wav", tone(1, 100), rate=rate, channels=channels)
    with pytest.raises(Defect, match="bad_sound"):
        measure_sound([(path, 0)], [], voice=False)
    (tmp_path / "b.wav").write_bytes(b"RIFF....")
    with pytest.raises(Defect, match="bad_sound"):
        measure_sound([(tmp_path / "b.wav", 0)], [], voice=False)
