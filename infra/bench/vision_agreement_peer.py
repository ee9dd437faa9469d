"""The mediapipe package's landmarks on the frames that vision_agreement.py left in a folder.

python infra/bench/vision_agreement_peer.py FOLDER     reads frames.npy, writes peer.npz (pixels; NaN: nothing found)
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import cv2
import mediapipe as mp
import numpy as np


def main(folder: Path) -> int:
    """Both face meshes and the body with tracking, and the body without, in every frame."""
    frames = np.load(folder / "frames.npy", mmap_mode="r")
    mesh = mp.solutions.face_mesh.FaceMesh(max_num_faces=1, refine_landmarks=False)
    attention = mp.solutions.face_mesh.FaceMesh(max_num_faces=1, refine_landmarks=True)
    pose = mp.solutions.pose.Pose(model_complexity=1, smooth_landmarks=False)
    once = mp.solutions.pose.Pose(model_complexity=1, smooth_landmarks=False, static_image_mode=True)
    found: dict[str, list[Any]] = defaultdict(list)
    for frame in frames:
        colours = cv2.cvtColor(frame, cv2.COLOR_BGR2RGB)
        size = (frame.shape[1], frame.shape[0], frame.shape[1])
        for name, graph, count in (("mesh", mesh, 468), ("attention", attention, 478)):
            faces = graph.process(colours).multi_face_landmarks
            found[name].append(_pixels(faces[0].landmark, size) if faces else np.full((count, 3), np.nan))
        for name, graph in (("body", pose), ("body_once", once)):
            body = graph.process(colours).pose_landmarks
            found[name].append(_pixels(body.landmark, size) if body else np.full((33, 3), np.nan))
            found[f"{name}_seen"].append([point.visibility for point in body.landmark] if body else np.zeros(33))
    arrays: dict[str, Any] = {name: np.array(values) for name, values in found.items()}
    np.savez(folder / "peer.npz", **arrays)
    return 0


def _pixels(points: Any, size: tuple[int, int, int]) -> Any:
    return np.array([[point.x, point.y, point.z] for point in points]) * size


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
