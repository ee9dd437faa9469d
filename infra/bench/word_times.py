"""How far the times of words are from the truth, where the truth is known: utterances put between silences.

    python infra/bench/word_times.py ours|peer MODEL_FOLDER JOBS.json

JOBS.json lists ``{"file", "language", "text"}``. The utterances of each language are cut where they are loud, put one
after another with silences of 0.15 to 2.5 s between them, and heard. Prints, for each language and edge (start of the
first word, end of the last), the mean and 95th percentile of the error in milliseconds, and the share over 200 ms.
Utterances whose own edges are not clear (their loudness does not fall steeply) are left out.
"""

from __future__ import annotations

import json
import sys
import tempfile
import wave
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from numpy.typing import NDArray

from bench.speech import Heard, Recognise, recogniser
from mianshi.media import extract_audio

RATE = 16_000
STEP = RATE // 100
LOUD_DB, QUIET_DB = -15.0, -24.0
"""Against the loud parts; an edge is clear where both thresholds find it within `CLEAR_S`."""
CLEAR_S = 0.15
ROUNDS = ((0.15, 0.4), (0.3, 0.8), (0.8, 2.5))
Floats = NDArray[np.float64]


def main(which: str, model: Path, jobs: Path) -> int:
    """Hear each language's utterances in three rounds of silences and print the errors."""
    todo = json.loads(jobs.read_text(encoding="utf-8"))
    words = recogniser(which, model)
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for language in sorted({job["language"] for job in todo}):
            files = [Path(job["file"]) for job in todo if job["language"] == language]
            parts = [part for file in files if (part := _clear(_samples(file, Path(folder)))) is not None]
            starts, ends = _errors(parts, words, Path(folder) / "joined.wav")
            found[language] = {"utterances": len(parts), "starts": _summary(starts), "ends": _summary(ends)}
    print(json.dumps(found))
    return 0


def _errors(parts: list[Floats], words: Recognise, path: Path) -> tuple[list[int], list[int]]:
    starts: list[int] = []
    ends: list[int] = []
    for number, gaps in enumerate(ROUNDS):
        spans = _join(parts, gaps, number, path)
        heard = [word for word in words(path) if word.text.strip()]
        for index, (start, end) in enumerate(spans):
            before = spans[index - 1][1] if index else 0
            after = spans[index + 1][0] if index + 1 < len(spans) else 10**9
            own = [w for w in heard if (before + start) / 2 <= _middle(w) <= (end + after) / 2]
            if own:
                starts.append(own[0].start_ms - start)
                ends.append(own[-1].end_ms - end)
    return starts, ends


def _join(parts: list[Floats], gaps: tuple[float, float], seed: int, path: Path) -> list[tuple[int, int]]:
    """Write the utterances with silences before each; where each stands, in milliseconds."""
    random = np.random.default_rng(seed)
    written: list[Floats] = []
    spans: list[tuple[int, int]] = []
    at = 0
    for part in parts:
        silence = random.normal(scale=2e-4, size=int(random.uniform(*gaps) * RATE))
        at += len(silence)
        spans.append((at * 1000 // RATE, (at + len(part)) * 1000 // RATE))
        at += len(part)
        written += [silence, part]
    samples = np.concatenate([*written, random.normal(scale=2e-4, size=RATE)])
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", "not compressed"))
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    return spans


def _samples(file: Path, folder: Path) -> Floats:
    extract_audio(file, folder / "one.wav")
    with wave.open(str(folder / "one.wav")) as sound:
        return np.frombuffer(sound.readframes(sound.getnframes()), "<i2") / 32768


def _clear(samples: Floats) -> Floats | None:
    """From the first to the last sound at half of full scale, or None where its edges are not clear."""
    inner, outer = _loud(samples, LOUD_DB), _loud(samples, QUIET_DB)
    if abs(len(inner) - len(outer)) >= CLEAR_S * RATE:
        return None
    level: Floats = outer / np.abs(outer).max() * 0.5
    return level


def _loud(samples: Floats, threshold_db: float) -> Floats:
    frames = len(samples) // STEP
    power = (samples[: frames * STEP].reshape(frames, STEP) ** 2).mean(axis=1)
    level = np.sqrt(np.convolve(power, np.ones(3) / 3, "same"))
    loud = level > np.percentile(level, 98) * 10 ** (threshold_db / 20)
    runs = np.flatnonzero(np.convolve(loud, np.ones(6), "valid") == 6)
    return samples[runs[0] * STEP : (runs[-1] + 6) * STEP]


def _middle(word: Heard) -> float:
    return (word.start_ms + word.end_ms) / 2


def _summary(errors: list[int]) -> dict[str, float]:
    sizes = np.abs(np.array(errors, np.float64))
    return {
        "edges": len(errors),
        "mean_ms": float(sizes.mean()),
        "p95_ms": float(np.percentile(sizes, 95)),
        "over_200_ms": float((sizes > 200).mean()),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))
