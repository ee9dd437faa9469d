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

from mianshi.vision.face import FaceTracker
from mianshi.vision.models import load_models
from mianshi.vision.pose import PoseTracker

WARM_UP = 10


def main(clip: Path, folder: Path) -> int:
    """Read every frame once after a warm-up, tracking on; decoding is counted for us and for the peer alike."""
    models = load_models(folder)
    faces, poses = FaceTracker(models), PoseTracker(models)
    video = cv2.VideoCapture(str(clip))
    frames, started, cpu = 0, 0.0, 0.0
    while True:
        ok, read = video.read()
        if not ok:
            break
        picture = np.asarray(read, np.uint8)
        face, _ = faces.find(picture, frames * 40)
        if face:
            faces.irises(picture, face)
        poses.find(picture)
        frames += 1
        if frames == WARM_UP:
            started, cpu = time.perf_counter(), time.process_time()
    used = {"wall_s": time.perf_counter() - started, "cpu_s": time.process_time() - cpu}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"frames": frames - WARM_UP, "peak_bytes": peak, **used}))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
