"""Two voices are two and one voice is one, whatever happens to it."""

from __future__ import annotations

import importlib.util
import pickle
import shutil
from collections.abc import Callable
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint.sound import SAMPLE_RATE, Samples, decode
from endpoint.voices import FALL, FRAME, RISE, SEGMENTS, WINDOW, Turn, Voices, _Pieces, _windows
from endpoint.windows import speech_in

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "infra" / "endpoint" / "voices"
REAL = ROOT / ".." / "shared" / "data" / "speech"


@pytest.fixture(scope="module")
def voices() -> Voices:
    return Voices(FOLDER)


def sound_of(path: Path) -> Samples:
    with path.open("rb") as stream:
        return decode(stream, 600)


@pytest.fixture(scope="module")
def first() -> Samples:
    """Mandarin, 20 s: the synthetic voice of the samples."""
    return sound_of(ROOT / "infra" / "local" / "samples" / "zh_store_manager.mp4")[: 20 * SAMPLE_RATE]


@pytest.fixture(scope="module")
def second() -> Samples:
    """English, 10 s: Kokoro-82M's voice af_heart (kokoro-js 1.2.1, Apache-2.0)."""
    return sound_of(Path(__file__).with_name("second_voice.ogg"))


def share_right(turns: list[Turn], truth: list[tuple[int, int]]) -> float:
    """Share of the speech that carries its voice; truth: (voice, where it ends) in order."""
    right = total = 0
    for turn in turns:
        begin = 0
        for voice, end in truth:
            overlap = max(0, min(turn["end"], end) - max(turn["start"], begin))
            right, total, begin = right + overlap * (voice == turn["voice"]), total + overlap, end
    return right / total


def count(turns: list[Turn]) -> int:
    return len({turn["voice"] for turn in turns})


def test_an_interviewer_between_two_answers_is_heard(voices: Voices, first: Samples, second: Samples) -> None:
    middle = 12 * SAMPLE_RATE
    both = np.concatenate([first[:middle], second, first[middle:]])
    turns = voices.turns(both, speech_in(both))
    truth = [(0, middle), (1, middle + len(second)), (0, len(both))]
    assert count(turns) == 2
    assert share_right(turns, truth) > 0.95


def test_voices_are_numbered_as_they_are_first_heard(voices: Voices, first: Samples, second: Samples) -> None:
    both = np.concatenate([second, first])
    turns = voices.turns(both, speech_in(both))
    assert turns[0]["voice"] == 0
    assert turns[-1]["voice"] == 1
    assert share_right(turns, [(0, len(second)), (1, len(both))]) > 0.95


def test_a_change_inside_one_span_cuts_it(voices: Voices, first: Samples, second: Samples) -> None:
    whole = np.concatenate([first[: 8 * SAMPLE_RATE], second])
    turns = voices.turns(whole, [{"start": 0, "end": len(whole)}])
    assert [turn["voice"] for turn in turns] == [0, 1]
    assert abs(turns[1]["start"] - 8 * SAMPLE_RATE) < 0.8 * SAMPLE_RATE


def quieter(samples: Samples) -> Samples:
    return samples * np.float32(0.1)


def noisy(samples: Samples) -> Samples:
    noise = np.random.default_rng(1).standard_normal(len(samples)).astype(np.float32)
    return samples + noise * np.float32(10 ** (-6 / 20) * samples.std())


def by_telephone(samples: Samples) -> Samples:
    spectrum = np.fft.rfft(samples)
    hertz = np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE)
    return np.fft.irfft(spectrum * ((hertz > 300) & (hertz < 3400)), len(samples)).astype(np.float32)


def in_a_hall(samples: Samples) -> Samples:
    tail = np.random.default_rng(2).standard_normal(SAMPLE_RATE // 3) * np.logspace(0, -3, SAMPLE_RATE // 3)
    tail[0] = 2 * np.linalg.norm(tail)
    size = len(samples) + len(tail)
    wet = np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(tail / np.linalg.norm(tail), size), size)
    return wet[: len(samples)].astype(np.float32)


@pytest.mark.parametrize("change", [quieter, noisy, by_telephone, in_a_hall])
def test_one_voice_stays_one_when_the_second_half_differs(
    voices: Voices, first: Samples, change: Callable[[Samples], Samples]
) -> None:
    half = len(first) // 2
    turns = voices.turns(np.concatenate([first[:half], change(first[half:])]), speech_in(first))
    assert count(turns) == 1


def test_one_voice_in_two_languages_is_one(voices: Voices, first: Samples) -> None:
    english = sound_of(ROOT / "infra" / "local" / "samples" / "en_software_engineer.mp4")[: 20 * SAMPLE_RATE]
    both = np.concatenate([first, english])
    assert count(voices.turns(both, speech_in(both))) == 1


def test_bursts_of_noise_are_no_voice(voices: Voices, first: Samples) -> None:
    generator = np.random.default_rng(3)
    spoilt = first.copy()
    for start in generator.integers(0, len(first) - SAMPLE_RATE, 8):
        spoilt[start : start + SAMPLE_RATE // 2] += generator.normal(0, 0.1, SAMPLE_RATE // 2).astype(np.float32)
    assert count(voices.turns(spoilt, speech_in(first))) == 1


def test_a_few_words_are_no_second_voice(voices: Voices, first: Samples, second: Samples) -> None:
    words = second[: 2 * SAMPLE_RATE]
    both = np.concatenate([first[: 10 * SAMPLE_RATE], words, first[10 * SAMPLE_RATE :]])
    assert count(voices.turns(both, speech_in(both))) == 1


@pytest.mark.parametrize(("group", "heard"), [((0, 1, 2), True), ((0, 2, 4), False), ((0, 1), False), ((), False)])
def test_a_voice_speaks_long_enough_and_once_without_a_break(
    voices: Voices, group: tuple[int, ...], heard: bool
) -> None:
    spans = np.arange(5)
    pieces = _Pieces(spans, np.zeros(5, np.intp), np.full(5, 100), np.empty(0, np.float32), np.empty(0, np.float32))
    assert voices._is_heard(pieces, np.array(group, np.intp)) is heard


def test_speech_comes_back_whole_and_the_same_each_time(voices: Voices, first: Samples, second: Samples) -> None:
    both = np.concatenate([first, second])
    spans = speech_in(both)
    held = dict(vars(voices))
    turns = voices.turns(both, spans)
    assert turns == voices.turns(both, spans)
    assert vars(voices) == held
    assert sum(turn["end"] - turn["start"] for turn in turns) == sum(span["end"] - span["start"] for span in spans)
    assert all(before["end"] <= after["start"] for before, after in pairwise(turns))


def test_no_speech_and_hardly_any(voices: Voices) -> None:
    silence = np.zeros(SAMPLE_RATE, np.float32)
    assert voices.turns(silence, []) == []
    spans = [{"start": 0, "end": 90}, {"start": 15_000, "end": 16_000}]
    assert voices.turns(silence, spans) == [Turn(start=s["start"], end=s["end"], voice=0) for s in spans]


@given(st.integers(1, 3000), st.sampled_from([40, 80, 160]))
def test_windows_speak_for_every_frame_once(frames: int, hop: int) -> None:
    windows = _windows(0, frames, hop)
    edges = [(first, last) for _, first, last, _ in windows]
    assert edges[0][0] == 0
    assert edges[-1][1] == frames
    assert all(left[1] == right[0] for left, right in pairwise(edges))
    assert all(first < last for first, last in edges)
    for _, first, last, begin in windows:
        assert begin <= first
        assert last <= max(begin + WINDOW, frames if frames <= WINDOW else 0)


def test_mel_filters_are_triangles_of_area_one() -> None:
    per_hertz = np.add.reduceat(RISE, SEGMENTS)[:-1] + np.add.reduceat(FALL, SEGMENTS)[1:]
    areas = per_hertz * SAMPLE_RATE / FRAME
    assert np.allclose(areas[10:], 1, atol=0.05)


def test_other_weights_are_refused(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "voices")
    with (tmp_path / "voices" / "encoder.onnx").open("r+b") as file:
        file.seek(1000)
        file.write(b"\0\0\0\1")
    with pytest.raises(ValueError, match="SHA256SUMS"):
        Voices(tmp_path / "voices")


def test_the_recipe_runs_no_code_from_a_checkpoint() -> None:
    spec = importlib.util.spec_from_file_location("convert_voices", FOLDER / "convert.py")
    assert spec is not None
    assert spec.loader is not None
    convert = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(convert)
    with pytest.raises(pickle.UnpicklingError, match="eval"):
        convert.Checkpoint(BytesIO(pickle.dumps(eval, 2))).load()


@pytest.mark.skipif(not REAL.is_dir(), reason="the real recordings (../shared/data/speech) are not on this machine")
def test_real_people(voices: Voices) -> None:
    reader = np.concatenate([sound_of(REAL / f"LJ001-000{number}.wav") for number in (1, 3, 5)])
    other = sound_of(REAL / "azure_en-US_training_audio2.wav")[: 6 * SAMPLE_RATE]
    assert count(voices.turns(reader, speech_in(reader))) == 1
    both = np.concatenate([other, reader])
    turns = voices.turns(both, speech_in(both))
    assert count(turns) == 2
    assert share_right(turns, [(0, len(other)), (1, len(both))]) > 0.95
