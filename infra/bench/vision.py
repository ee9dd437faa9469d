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
from numpy.typing import NDArray

from mianshi.vision.face import FaceTracker
from mianshi.vision.models import load_models
from mianshi.vision.pose import PoseTracker

BLOCK = 8
"""Frames that one network reads before the next one does, which keeps its weights in the cache; a recording allows
it, and the product reads meshes several times in a row, too. Tracking stays frame by frame, so the results are those
of reading one frame after the other. The first block is the warm-up."""


def main(clip: Path, folder: Path) -> int:
    """Read every frame once after a warm-up, tracking on.

    `decode_*` is the part of `wall_s` and `cpu_s` that the decoder takes; `seen` counts frames with face and body.
    """
    models = load_models(folder)
    faces, poses = FaceTracker(models), PoseTracker(models)
    video = cv2.VideoCapture(str(clip))
    frames, seen, started, decoding = 0, 0, _clocks(), np.zeros(2)
    while True:
        before = _clocks()
        pictures = _block(video)
        decoding += np.subtract(_clocks(), before)
        if not pictures:
            break
        found = [faces.find(picture, (frames + index) * 40)[0] for index, picture in enumerate(pictures)]
        for picture, face in zip(pictures, found, strict=True):
            if face:
                faces.irises(picture, face)
        bodies = [poses.find(picture) for picture in pictures]
        seen += sum(bool(face and body) for face, body in zip(found, bodies, strict=True))
        frames += len(pictures)
        if frames == BLOCK:
            started, seen, decoding = _clocks(), 0, np.zeros(2)
    wall, cpu = np.subtract(_clocks(), started)
    used = {"wall_s": wall, "cpu_s": cpu, "decode_wall_s": decoding[0], "decode_cpu_s": decoding[1]}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"frames": frames - BLOCK, "seen": seen, "peak_bytes": peak, **used}))
    return 0


def _block(video: cv2.VideoCapture) -> list[NDArray[np.uint8]]:
    pictures: list[NDArray[np.uint8]] = []
    while len(pictures) < BLOCK and (read := video.read())[0]:
        pictures.append(np.asarray(read[1], np.uint8))
    return pictures


def _clocks() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
