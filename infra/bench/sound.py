"""Measuring the sound of an answer: pitch, loudness, clipping and noise of one WAV file.

    python infra/bench/sound.py FILE

Prints one JSON object: seconds of sound, CPU seconds, peak memory, the median pitch in Hz.
"""

from __future__ import annotations

import json
import resource
import sys
import time
import wave
from pathlib import Path

from mianshi.contracts.base import Span
from mianshi.speech import measure_sound


def main(path: Path) -> int:
    """Measure the whole file as one stretch of speech, voice included."""
    with wave.open(str(path)) as file:
        milliseconds = file.getnframes() * 1000 // file.getframerate()
    started = time.process_time()
    found = measure_sound([(path, 0)], [Span(start_ms=0, end_ms=milliseconds)], voice=True)
    used = {
        "audio_s": milliseconds / 1000,
        "cpu_s": time.process_time() - started,
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "median_hz": found.voice.pitch_median_hz if found.voice else None,
    }
    print(json.dumps(used))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
