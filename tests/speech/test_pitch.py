from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest

from mianshi.speech import pitch
from mianshi.speech.levels import SAMPLE_RATE

Signal = npt.NDArray[np.float64]
RNG_SEED = 7


def seconds(duration: float) -> Signal:
    return np.arange(round(duration * SAMPLE_RATE)) / SAMPLE_RATE


def sound(signal: Signal, peak: float = 12_000) -> npt.NDArray[np.int16]:
    loud: Signal = signal / np.abs(signal).max() * peak
    return np.round(loud).astype(np.int16)


def voice(frequency: Signal, amplitudes: dict[int, float]) -> Signal:
    """Harmonics, by number, of a fundamental that moves as `frequency` does."""
    phase = 2 * np.pi * np.cumsum(frequency) / SAMPLE_RATE
    total: Signal = np.sum([a * np.sin(k * phase) for k, a in amplitudes.items()], axis=0)
    return total


def vowel(frequency: Signal, formants: tuple[float, ...] = (700, 1200, 2600)) -> Signal:
    """A source falling 12 dB an octave through resonances, as a vowel."""
    base = float(np.median(frequency))
    return voice(
        frequency,
        {
            k: sum(1 / (1 + ((k * base - formant) / 120) ** 2) for formant in formants) + 0.05 / k
            for k in range(1, int(3600 / base))
        },
    )


def tracked(signal: Signal) -> npt.NDArray[np.float32]:
    samples = sound(signal)
    return pitch.track(samples, float(np.abs(samples).max()))


def cents(found: npt.ArrayLike, true: float | Signal) -> Signal:
    apart: Signal = 1200 * np.log2(np.asarray(found, np.float64) / true)
    return apart


@pytest.mark.parametrize("hertz", [76, 98, 131, 165, 220, 311, 440, 494])
def test_a_tone_is_read_within_a_cent(hertz: float) -> None:
    found = tracked(np.sin(2 * np.pi * hertz * seconds(1)))
    assert len(found) == 97
    assert np.abs(cents(found, hertz)).max() < 1


@pytest.mark.parametrize("hertz", [90, 140, 260])
def test_a_vowel_with_jitter_and_noise_keeps_its_octave(hertz: float) -> None:
    rng = np.random.default_rng(RNG_SEED)
    jittered = hertz * (1 + 0.01 * np.repeat(rng.standard_normal(400), SAMPLE_RATE // 100))
    signal = vowel(jittered)
    signal += rng.standard_normal(len(signal)) * signal.std() * 10 ** (-15 / 20)
    found = tracked(signal)
    assert (found > 0).mean() > 0.98
    assert abs(cents(np.median(found[found > 0]), hertz)) < 10
    assert np.abs(cents(found[found > 0], hertz)).max() < 200


def test_a_glide_is_followed_and_its_range_exact() -> None:
    """An octave in equal steps of semitones: nine tenths of its frames span nine tenths of twelve semitones."""
    true = 110 * 2 ** (seconds(12) / 12)
    found = tracked(vowel(true))
    centres = (pitch.WINDOW - 1) / 2 + pitch.STEP * np.arange(len(found))
    assert np.abs(cents(found, np.interp(centres, np.arange(len(true)), true))).max() < 6
    voiced_ms, median, semitones = pitch.pitch_summary([found])
    assert (voiced_ms, semitones) == (10 * len(found), 10.8)
    assert median == pytest.approx(110 * 2**0.5, rel=0.001)


@pytest.mark.parametrize(
    "amplitudes",
    [
        {1: 0.1, 2: 1.0, 3: 0.1},
        {2: 1.0, 3: 1.0, 4: 1.0, 5: 0.5},
        {1: 1.0, 3: 0.7, 5: 0.5, 7: 0.3},
        {1: 0.02, 4: 1.0, 8: 1.0, 5: 0.3},
    ],
    ids=["strong second harmonic", "no fundamental", "odd harmonics", "formant on the fourth"],
)
def test_octave_traps(amplitudes: dict[int, float]) -> None:
    found = tracked(voice(np.full(SAMPLE_RATE, 120.0), amplitudes))
    assert np.abs(cents(found, 120)).max() < 3


def test_every_second_period_a_little_weaker_is_no_lower_octave() -> None:
    time = seconds(1)
    signal = vowel(np.full(SAMPLE_RATE, 200.0)) * (1 + 0.04 * np.sign(np.sin(2 * np.pi * 100 * time)))
    found = tracked(signal)
    assert np.abs(cents(found, 200)).max() < 3


def test_noise_and_silence_are_no_voice() -> None:
    noise = np.random.default_rng(RNG_SEED).standard_normal(5 * SAMPLE_RATE)
    assert (tracked(noise) > 0).mean() < 0.01
    assert not pitch.track(np.zeros(SAMPLE_RATE, np.int16), 10_000.0).any()
    assert len(pitch.track(np.zeros(pitch.WINDOW - 1, np.int16), 1.0)) == 0


def test_what_is_far_below_the_loudest_sound_is_no_voice() -> None:
    hum = sound(np.sin(2 * np.pi * 100 * seconds(1)), peak=100)
    assert not pitch.track(hum, 10_000.0).any()
    assert pitch.track(hum, 100.0).all()


def test_voiced_and_unvoiced_are_told_apart_in_time() -> None:
    rng = np.random.default_rng(RNG_SEED)
    voiced, hiss = vowel(np.full(8000, 150.0)), rng.standard_normal(8000)
    signal = np.concatenate([voiced / voiced.std(), hiss * 0.3, voiced / voiced.std()])
    found = tracked(signal)
    centres = (pitch.WINDOW / 2 + pitch.STEP * np.arange(len(found))) / SAMPLE_RATE
    truth = (centres < 0.5) | (centres > 1.0)
    clear = (np.abs(centres - 0.5) > 0.025) & (np.abs(centres - 1.0) > 0.025)
    assert ((found > 0) == truth)[clear].mean() > 0.97


def cost(before: float, after: float) -> float:
    if before and after:
        return pitch.OCTAVE_JUMP_COST * abs(math.log2(before / after))
    return pitch.VOICED_UNVOICED_COST if before or after else 0.0


def test_the_path_is_the_best_of_all() -> None:
    """Against the plain dynamic programme over every frame, frames without a voiced candidate included."""
    rng = np.random.default_rng(RNG_SEED)
    frequency = np.where(rng.random((200, 4)) < 0.4, 0, rng.uniform(75, 500, (200, 4))).astype(np.float32)
    frequency[:, 0] = 0
    frequency[rng.random(200) < 0.3] = 0
    strength = np.where(frequency > 0, rng.uniform(0.2, 1, (200, 4)), -9).astype(np.float32)
    strength[:, 0] = 0.45
    score = strength[0].astype(float)
    for at in range(1, 200):
        steps = [[score[i] - cost(frequency[at - 1, i], frequency[at, j]) for i in range(4)] for j in range(4)]
        score = np.max(steps, axis=1) + strength[at]
    path = pitch._best_path(frequency, strength)
    chosen = frequency[np.arange(200), path]
    reached = strength[np.arange(200), path].sum() - sum(map(cost, chosen[:-1], chosen[1:]))
    assert reached == pytest.approx(score.max(), abs=1e-3)
    assert 0.2 < (chosen > 0).mean() < 0.8


def test_too_little_voice_has_no_pitch() -> None:
    short = np.full(pitch.LEAST_VOICED_MS // 10 - 1, 150, np.float32)
    assert pitch.pitch_summary([short, np.zeros(5000, np.float32)]) == (9990, None, None)
    assert pitch.pitch_summary([short, short[:1]]) == (10_000, 150.0, 0.0)
    assert pitch.pitch_summary([]) == (0, None, None)
