"""The same frames through the mediapipe package, in a virtual environment of its own: mesh with irises, and pose.

python infra/bench/vision_peer.py CLIP
"""

from __future__ import annotations

import json
import resource
import sys
import time

import cv2
import mediapipe as mp
import numpy as np

WARM_UP = 8


def main(clip: str) -> int:
    """Read every frame once after a warm-up, tracking on, as the package's video mode does; fields as in vision.py."""
    mesh = mp.solutions.face_mesh.FaceMesh(static_image_mode=False, max_num_faces=1, refine_landmarks=True)
    pose = mp.solutions.pose.Pose(static_image_mode=False, model_complexity=1, smooth_landmarks=False)
    cv2.setNumThreads(1)
    video = cv2.VideoCapture(clip)
    frames, seen, started, decoding = 0, 0, (0.0, 0.0), np.zeros(2)
    while True:
        before = _clocks()
        ok, picture = video.read()
        decoding += np.subtract(_clocks(), before)
        if not ok:
            break
        colours = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
        face, body = mesh.process(colours), pose.process(colours)
        seen += bool(face.multi_face_landmarks and body.pose_landmarks)
        frames += 1
        if frames == WARM_UP:
            started, seen, decoding = _clocks(), 0, np.zeros(2)
    wall, cpu = np.subtract(_clocks(), started)
    used = {"wall_s": wall, "cpu_s": cpu, "decode_wall_s": decoding[0], "decode_cpu_s": decoding[1]}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"frames": frames - WARM_UP, "seen": seen, "peak_bytes": peak, **used}))
    return 0


def _clocks() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
