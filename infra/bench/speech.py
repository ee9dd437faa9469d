"""Real-time factor of the speech container against faster-whisper called directly, on the same files in turn.

    python infra/bench/speech.py ours|peer MODEL_FOLDER FILE...

Prints one JSON object: seconds of audio, seconds used, peak memory. Both load the same weights with the same options.
"""

from __future__ import annotations

import json
import resource
import sys
import time
import wave
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


def main(which: str, model: Path, files: Sequence[Path]) -> int:
    """Transcribe the files once and print what it took; loading is not counted."""
    recognise = _ours(model) if which == "ours" else _peer(model)
    recognise(files[0])
    started, cpu = time.perf_counter(), time.process_time()
    for file in files:
        recognise(file)
    used = {"wall_s": time.perf_counter() - started, "cpu_s": time.process_time() - cpu}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"audio_s": sum(map(_seconds, files)), "peak_bytes": peak, **used}))
    return 0


def _ours(model: Path) -> Callable[[Path], object]:
    from endpoint.recogniser import Options, Recogniser  # noqa: PLC0415

    recogniser = Recogniser(
        Options(name=model.name, folder=model, device="cpu", compute_type="int8", cpu_threads=1, beam_size=1)
    )

    def recognise(file: Path) -> object:
        with file.open("rb") as stream:
            return recogniser.recognise(stream, "auto")

    return recognise


def _peer(model: Path) -> Callable[[Path], object]:
    from faster_whisper import WhisperModel  # noqa: PLC0415

    whisper = WhisperModel(str(model), device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True)

    def recognise(file: Path) -> object:
        segments, _ = whisper.transcribe(
            str(file),
            beam_size=1,
            word_timestamps=True,
            vad_filter=True,
            temperature=0.0,
            condition_on_previous_text=False,
        )
        return list(segments)

    return recognise


def _seconds(file: Path) -> float:
    with wave.open(str(file)) as sound:
        return float(sound.getnframes()) / sound.getframerate()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), [Path(name) for name in sys.argv[3:]]))
