"""Frames per second of the vision room on one core: every frame of a clip, face mesh, irises and body.

python infra/bench/vision.py CLIP MODELS
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import cv2
import numpy as np
from mianshi.vision.models import load_models
from mianshi.vision.readings import FrameReader


def main(clip: Path, models: Path) -> int:
    """Read every frame once after a warm-up; decoding is counted for us and for the peer alike."""
    reader = FrameReader(load_models(models))
    video = cv2.VideoCapture(str(clip))
    frames, started, cpu = 0, 0.0, 0.0
    while True:
        ok, picture = video.read()
        if not ok:
            break
        reader.read(frames * 40, np.asarray(picture, np.uint8))
        frames += 1
        if frames == 10:
            started, cpu = time.perf_counter(), time.process_time()
    used = {"wall_s": time.perf_counter() - started, "cpu_s": time.process_time() - cpu}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"frames": frames - 10, "peak_bytes": peak, **used}))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
