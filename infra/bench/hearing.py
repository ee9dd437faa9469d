"""Tables about the sound of answers: what measuring it costs, and how near the pitch is to Praat's."""

from __future__ import annotations

import statistics
import tempfile
import wave
from pathlib import Path

from bench.running import DATA, PRAAT, SAMPLES, Table, megabytes, pairs, peer, script
from mianshi.media import extract_audio

MINUTES = 10
_RATE = 16_000


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
