"""A long sound is cut where nobody speaks, and not a sample is lost."""

from __future__ import annotations

import itertools
import tracemalloc
import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mianshi.errors import Defect
from mianshi.media import SoundCut, cut_sound
from support.recordings import samples_of

RATE = 16_000


def talk(pauses: list[tuple[float, float]], seconds: float, *, noise: float = 0.001) -> np.ndarray:
    """Speech-like sound (a modulated tone that never stops), 16 bit, with pauses of (start, length) seconds."""
    t = np.arange(round(seconds * RATE)) / RATE
    voice = (0.2 + 0.1 * np.sin(2 * np.pi * 4 * t)) * np.sin(2 * np.pi * 300 * t)
    for start, length in pauses:
        voice[round(start * RATE) : round((start + length) * RATE)] = 0
    voice += noise * np.random.default_rng(0).standard_normal(len(t))
    return (voice * 32767).astype(np.int16)


def written(path: Path, samples: np.ndarray, rate: int = RATE) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.astype("<i2").tobytes())
    return path


def covers(cuts: list[SoundCut], sound: np.ndarray) -> None:
    """Pieces touch, begin at 0, end with the sound, and together are its very samples."""
    assert cuts[0].start_ms == 0
    assert cuts[-1].end_ms == len(sound) * 1000 // RATE
    assert all(a.end_ms == b.start_ms for a, b in itertools.pairwise(cuts))
    joined = np.concatenate([samples_of(c.path) for c in cuts])
    assert np.array_equal(joined, sound.astype(np.float32) / 32768)
    for cut in cuts:
        assert len(samples_of(cut.path)) * 1000 // RATE == cut.end_ms - cut.start_ms


def test_a_short_sound_stays_itself(tmp_path: Path) -> None:
    path = written(tmp_path / "a.wav", talk([], 10.0))
    assert cut_sound(path, tmp_path, 10_000) == [SoundCut(path=path, start_ms=0, end_ms=10_000)]
    assert [file.name for file in tmp_path.iterdir()] == ["a.wav"]


def test_cuts_lie_in_the_pauses(tmp_path: Path) -> None:
    pauses = [(7.0, 0.4), (15.5, 0.3), (22.0, 0.6)]
    sound = talk(pauses, 28.0)
    cuts = cut_sound(written(tmp_path / "a.wav", sound), tmp_path, 10_000)
    covers(cuts, sound)
    assert len(cuts) == 4
    for cut, (start, length) in zip(cuts, pauses, strict=False):
        assert start * 1000 < cut.end_ms < (start + length) * 1000


def test_the_longest_of_equally_quiet_pauses_is_taken(tmp_path: Path) -> None:
    sound = talk([(6.5, 0.35), (7.5, 1.0), (9.2, 0.35)], 15.0)
    assert cut_sound(written(tmp_path / "a.wav", sound), tmp_path, 10_000)[0].end_ms == pytest.approx(8000, abs=30)


def test_a_pause_is_found_under_noise_and_rumble(tmp_path: Path) -> None:
    """A desk that hums louder than the voice does not hide where the voice stops."""
    seconds = 16.0
    hum = 0.4 * np.sin(2 * np.pi * 50 * np.arange(round(seconds * RATE)) / RATE)
    sound = talk([(8.3, 0.5)], seconds, noise=0.01) + (hum * 32767).astype(np.int16)
    assert 8_300 < cut_sound(written(tmp_path / "a.wav", sound), tmp_path, 10_000)[0].end_ms < 8_800


def test_without_a_pause_the_quietest_place_is_taken(tmp_path: Path) -> None:
    sound = talk([], 15.0).astype(np.float32)
    sound[round(7.2 * RATE) : round(7.6 * RATE)] *= 0.25
    sound = sound.astype(np.int16)
    cuts = cut_sound(written(tmp_path / "a.wav", sound), tmp_path, 10_000)
    assert 7_200 < cuts[0].end_ms < 7_600
    covers(cuts, sound)


@settings(max_examples=25, deadline=None)
@given(
    seconds=st.floats(0.0, 40.0),
    longest_ms=st.integers(2_000, 9_000),
    pauses=st.lists(st.tuples(st.floats(0, 40), st.floats(0.1, 2)), max_size=12),
)
def test_every_piece_has_a_fair_length(
    tmp_path_factory: pytest.TempPathFactory, seconds: float, longest_ms: int, pauses: list[tuple[float, float]]
) -> None:
    folder = tmp_path_factory.mktemp("cuts")
    sound = talk(pauses, seconds)
    cuts = cut_sound(written(folder / "a.wav", sound), folder, longest_ms)
    covers(cuts, sound)
    lengths = [c.end_ms - c.start_ms for c in cuts]
    assert max(lengths) <= longest_ms
    if len(cuts) > 1:
        assert min(lengths) >= 0.4 * longest_ms - 20
        assert min(lengths[:-2], default=longest_ms) >= 0.6 * longest_ms - 20


def test_same_sound_same_bytes(tmp_path: Path) -> None:
    path = written(tmp_path / "a.wav", talk([(3.0, 0.3)], 12.0))
    runs = []
    for name in ("1", "2"):
        (tmp_path / name).mkdir()
        runs.append([c.path.read_bytes() for c in cut_sound(path, tmp_path / name, 5_000)])
    assert runs[0] == runs[1]
    assert len(runs[0]) > 2


def test_sound_is_never_held_whole(tmp_path: Path) -> None:
    path = written(tmp_path / "a.wav", np.zeros(RATE * 600, np.int16))
    tracemalloc.start()
    try:
        cut_sound(path, tmp_path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4_000_000  # the whole sound is 19 MB, a piece nearly 10


def test_another_form_is_our_defect(tmp_path: Path) -> None:
    with pytest.raises(Defect):
        cut_sound(written(tmp_path / "a.wav", talk([], 1.0), rate=8_000), tmp_path)
