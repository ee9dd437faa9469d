"""Tables about what is heard: words and their times against faster-whisper, pitch against Praat."""

from __future__ import annotations

import csv
import json
import statistics
import tempfile
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.running import DATA, PRAAT, SAMPLES, Table, megabytes, pairs, peer, script
from mianshi.media import extract_audio
from models.fetch import model_dir

MINUTES = 10
FASTER_WHISPER = "faster-whisper 1.2.1"
SHORT_S = 12.0
_RATE = 16_000


def words() -> Table:
    """Errors, time and memory of the container's recogniser against faster-whisper called directly."""
    with _jobs() as (jobs, real):
        found = pairs(*(lambda who=who: script("speech.py", who, _model(), jobs) for who in ("ours", "peer")))
    rows = []
    for index, who in enumerate(("ours", FASTER_WHISPER)):
        runs = [pair[index] for pair in found]
        factors = (statistics.median(run[clock] / run["audio_s"] for run in runs) for clock in ("wall_s", "cpu_s"))
        rates = (_rate(runs[0]["wrong"].get(language)) for language in ("zh", "en"))
        rows.append([who, *rates, *(f"{factor:.3f}" for factor in factors), megabytes(runs)])
    ratio = statistics.median(ours["cpu_s"] / theirs["cpu_s"] for ours, theirs in found)
    header = ["who", "CER zh", "WER en", "real-time factor (wall)", "real-time factor (CPU)", "peak MB"]
    note = (
        f"Whisper base int8, one thread, beam 1, word times, language not told; {real}. Texts are made alike before "
        "they are compared (`infra/bench/texts.py`). Ours also tells voices apart. "
        f"CPU time ours / peer: {ratio:.2f}, median of {len(found)} pairs."
    )
    return "Words", header, rows, note


def word_times() -> Table:
    """Errors of the times of first and last words between silences of known place."""
    with _jobs(SHORT_S) as (jobs, real):
        found = {
            who: script("word_times.py", name, _model(), jobs)
            for who, name in (("ours", "ours"), (FASTER_WHISPER, "peer"))
        }
    rows = [
        [
            who,
            language,
            edge,
            *(f"{each[edge][key]:.0f}" for key in ("edges", "mean_ms", "p95_ms")),
            _percent(each[edge]),
        ]
        for who, languages in found.items()
        for language, each in languages.items()
        for edge in ("starts", "ends")
    ]
    header = ["who", "language", "edges", "number", "mean error, ms", "95 % within, ms", "over 200 ms"]
    return "Times of words", header, rows, f"Utterances between silences of 0.15 to 2.5 s; {real}."


def _model() -> Path:
    return model_dir("whisper-base")


def _percent(edge: dict[str, float]) -> str:
    return f"{edge['over_200_ms']:.1%}"


def _rate(wrong: list[int] | None) -> str:
    return f"{wrong[0] / wrong[1]:.2%} ({wrong[0]}/{wrong[1]})" if wrong else "not measured"


@contextmanager
def _jobs(longest_s: float = 1e9) -> Iterator[tuple[Path, str]]:
    """A file that lists recordings and what is said in them, and a word on what they are."""
    manifest = DATA / "speech" / "manifest.tsv"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        jobs = _real_jobs(manifest, longest_s) if manifest.exists() else _sample_jobs(folder)
        (folder / "jobs.json").write_text(json.dumps(jobs), encoding="utf-8")
        told = f"{len(jobs)} real recordings of read speech" if manifest.exists() else "the two synthetic samples"
        yield folder / "jobs.json", told


def _real_jobs(manifest: Path, longest_s: float) -> list[dict[str, Any]]:
    with manifest.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if float(row["seconds"]) < longest_s]
    return [{"file": str(manifest.with_name(r["file"])), "language": r["lang"], "text": r["text"]} for r in rows]


def _sample_jobs(folder: Path) -> list[dict[str, Any]]:
    jobs = []
    for truth in sorted(SAMPLES.glob("*_*.json")):
        told = json.loads(truth.read_text(encoding="utf-8"))
        sound = folder / f"{truth.stem}.wav"
        extract_audio(truth.with_suffix(".mp4"), sound)
        text = " ".join(answer["text"] for answer in told["answers"])
        jobs.append({"file": str(sound), "language": told["language"], "text": text})
    return jobs


def sound() -> Table:
    """CPU time of pitch, loudness, clipping and noise as a share of the sound's length, and the median pitch."""
    title, header = "Measuring sound", ["who", "real-time factor (CPU)", "peak MB", "median pitch, Hz"]
    with tempfile.TemporaryDirectory() as folder:
        path = _speech(Path(folder))
        python = peer(PRAAT)
        if python is None:
            ours = [script("sound.py", path)]
            return title, header, [_row("ours", ours)], f"The peer was not measured: {PRAAT} could not be installed."
        found = pairs(lambda: script("sound.py", path), lambda: script("sound_peer.py", path, python=python))
    rows = [_row("ours", [ours for ours, _ in found]), _row(f"{PRAAT}, pitch alone", [theirs for _, theirs in found])]
    ratio = statistics.median(ours["cpu_s"] / theirs["cpu_s"] for ours, theirs in found)
    return title, header, rows, f"{MINUTES} minutes of speech. CPU time ours / peer: {ratio:.2f}, median of pairs."


def _row(who: str, runs: list[dict[str, float]]) -> list[str]:
    factor = statistics.median(run["cpu_s"] / run["audio_s"] for run in runs)
    return [who, f"{factor:.4f}", megabytes(runs), f"{runs[0]['median_hz']:.1f}"]


def _speech(folder: Path) -> Path:
    """Speech, repeated to `MINUTES`: the longest real recordings where there are some, else a sample."""
    pieces = []
    for source in sorted(DATA.glob("speech/azure_*.wav")) or sorted(SAMPLES.glob("*.mp4")):
        extract_audio(source, folder / "piece.wav")
        with wave.open(str(folder / "piece.wav")) as file:
            pieces.append(file.readframes(file.getnframes()))
    once = b"".join(pieces)
    wanted = MINUTES * 60 * _RATE * 2
    path = folder / "speech.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, _RATE, 0, "NONE", "not compressed"))
        file.writeframes((once * (wanted // len(once) + 1))[:wanted])
    return path
