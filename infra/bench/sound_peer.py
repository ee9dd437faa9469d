"""The pitch of the same file by Praat (praat-parselmouth, GPL: in the peers' own environment only).

python infra/bench/sound_peer.py FILE
"""

from __future__ import annotations

import json
import resource
import sys
import time

import numpy as np
import parselmouth


def main(path: str) -> int:
    """Praat's autocorrelation method with the floor, ceiling and step that `mianshi.speech.pitch` has."""
    sound = parselmouth.Sound(path)
    started = time.process_time()
    pitch = sound.to_pitch_ac(time_step=0.01, pitch_floor=75.0, pitch_ceiling=500.0)
    used = {
        "audio_s": sound.duration,
        "cpu_s": time.process_time() - started,
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }
    hertz = pitch.selected_array["frequency"]
    print(json.dumps({**used, "median_hz": float(np.median(hertz[hertz > 0]))}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
