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


def main(clip: str) -> int:
    """Read every frame once after a warm-up, tracking on, as the package's video mode does."""
    mesh = mp.solutions.face_mesh.FaceMesh(static_image_mode=False, max_num_faces=1, refine_landmarks=True)
    pose = mp.solutions.pose.Pose(static_image_mode=False, model_complexity=1, smooth_landmarks=False)
    cv2.setNumThreads(1)
    video = cv2.VideoCapture(clip)
    frames, started, cpu = 0, 0.0, 0.0
    while True:
        ok, picture = video.read()
        if not ok:
            break
        colours = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
        mesh.process(colours)
        pose.process(colours)
        frames += 1
        if frames == 10:
            started, cpu = time.perf_counter(), time.process_time()
    used = {"wall_s": time.perf_counter() - started, "cpu_s": time.process_time() - cpu}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"frames": frames - 10, "peak_bytes": peak, **used}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
