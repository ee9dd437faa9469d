"""The speech container's recogniser, or faster-whisper called directly, on the same files.

    python infra/bench/speech.py ours|peer MODEL_FOLDER JOBS.json

JOBS.json lists ``{"file", "language", "text"}``. Prints one JSON object: seconds of audio, seconds used, peak memory,
and for each language how many characters or words were wrong of how many. Both load the same weights with the same
options; loading is not counted. `words` gives the words with their times to whoever measures those.
"""

from __future__ import annotations

import json
import resource
import sys
import time
import wave
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.texts import distance, units


class Heard(NamedTuple):
    """One word: its text as written (leading space kept), start and end in milliseconds."""

    text: str
    start_ms: int
    end_ms: int


Recognise = Callable[[Path], list[Heard]]


def main(which: str, model: Path, jobs: Path) -> int:
    """Transcribe the files once and print what it took."""
    todo = json.loads(jobs.read_text(encoding="utf-8"))
    words = recogniser(which, model)
    words(Path(todo[0]["file"]))
    started, cpu = time.perf_counter(), time.process_time()
    heard = [words(Path(job["file"])) for job in todo]
    used = {"wall_s": time.perf_counter() - started, "cpu_s": time.process_time() - cpu}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    wrong = {job["language"]: [0, 0] for job in todo}
    for job, found in zip(todo, heard, strict=True):
        said = units(job["text"], job["language"])
        wrong[job["language"]][0] += distance(said, units("".join(word.text for word in found), job["language"]))
        wrong[job["language"]][1] += len(said)
    seconds = sum(_seconds(Path(job["file"])) for job in todo)
    print(json.dumps({"audio_s": seconds, "peak_bytes": peak, "wrong": wrong, **used}))
    return 0


def recogniser(which: str, model: Path) -> Recognise:
    """``ours`` or ``peer``, loaded, with one thread and beam 1."""
    return _ours(model) if which == "ours" else _peer(model)


def _ours(model: Path) -> Recognise:
    from endpoint.recogniser import Recogniser  # noqa: PLC0415
    from endpoint.whisper import Options  # noqa: PLC0415

    loaded = Recogniser(
        Options(name=model.name, folder=model, device="cpu", compute_type="int8", cpu_threads=1, beam_size=1)
    )

    def words(file: Path) -> list[Heard]:
        with file.open("rb") as stream:
            found = loaded.recognise(stream, "auto")
        return [Heard(w["text"], w["start_ms"], w["end_ms"]) for s in found["segments"] for w in s["words"]]

    return words


def _peer(model: Path) -> Recognise:
    from faster_whisper import WhisperModel  # noqa: PLC0415

    whisper = WhisperModel(str(model), device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True)

    def words(file: Path) -> list[Heard]:
        segments, _ = whisper.transcribe(
            str(file),
            beam_size=1,
            word_timestamps=True,
            vad_filter=True,
            temperature=0.0,
            condition_on_previous_text=False,
        )
        return [Heard(w.word, round(w.start * 1000), round(w.end * 1000)) for s in segments for w in s.words or []]

    return words


def _seconds(file: Path) -> float:
    with wave.open(str(file)) as sound:
        frames, rate = sound.getnframes(), sound.getframerate()
    return float(frames / rate)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))
