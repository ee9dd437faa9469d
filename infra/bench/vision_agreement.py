"""How far our landmarks lie from the mediapipe package's on the same frames; prints one line of JSON.

python infra/bench/vision_agreement.py PEER_PYTHON MODELS CLIP...

Every clip is sampled five times a second (at most 60 frames) and read plain, dim, small and turned; tracking is on for
both, and both see the first frame eight times more before counting begins, because the package's first region of a
small face is far off and takes some frames to settle. Units: mesh and irises in per cent of the distance between the
outer eye corners, body points in per cent of the shoulder width, head angles in degrees (our solution on either mesh).
The mesh is held against the package's mesh of the same network; its irises come from another one (attention mesh,
`refine_landmarks=True`), and `attention` says how far our mesh lies from that one's. `body` is with tracking, which on
an upper body wanders by some per cent for both, even in a still picture (the hips, which place the region, are out of
sight); `body_once` finds the body anew in every frame.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from mianshi.vision.face import LEFT_EYE_OUTER, RIGHT_EYE_OUTER, Face, FaceTracker
from mianshi.vision.head import head_pose
from mianshi.vision.models import VisionModels, load_models
from mianshi.vision.pose import LEFT_SHOULDER, RIGHT_SHOULDER, Pose, PoseTracker

Values = NDArray[np.float64]
Pictures = NDArray[np.uint8]

FRAMES, RATE, LONG_SIDE, RUN_IN = 60, 5, 640, 8
RIGHT_IRIS, LEFT_IRIS = 468, 473
"""Centres of the person's own right and left iris in the attention mesh."""
MEASURES = ("mesh", "attention", "iris", "yaw", "pitch", "roll", "body", "body_once")


def dim(picture: Pictures) -> Pictures:
    """A quarter of the light, with sensor noise."""
    noise = np.random.default_rng(0).normal(0, 3, picture.shape)
    return np.clip(picture * 0.25 + noise, 0, 255).astype(np.uint8)


def small(picture: Pictures) -> Pictures:
    """Two fifths of the size in the middle of an even wall."""
    height, width = picture.shape[:2]
    inner = cv2.resize(picture, None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA)
    top, left = (height - inner.shape[0]) // 2, (width - inner.shape[1]) // 2
    wall = np.full_like(picture, 128)
    wall[top : top + inner.shape[0], left : left + inner.shape[1]] = inner
    return wall


def turned(picture: Pictures) -> Pictures:
    """Twenty degrees in the plane of the picture."""
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 20, 1.0)
    return np.asarray(cv2.warpAffine(picture, turn, (width, height)), np.uint8)


def plain(picture: Pictures) -> Pictures:
    """As it is."""
    return picture


VIEWS: tuple[Callable[[Pictures], Pictures], ...] = (plain, dim, small, turned)


def main(peer: str, folder: Path, clips: list[Path]) -> int:
    """Compare all clips in all views."""
    models = load_models(folder)
    sets: dict[str, dict[str, Values]] = {view.__name__: {name: np.zeros(0) for name in MEASURES} for view in VIEWS}
    counts = {name: {"frames": 0, "both": 0, "only_ours": 0, "only_peer": 0} for name in sets}
    with tempfile.TemporaryDirectory() as place:
        for clip in clips:
            frames = sample(clip)
            for view in VIEWS:
                seen = np.stack([view(frame) for frame in [frames[0]] * RUN_IN + frames])
                np.save(Path(place) / "frames.npy", seen)
                script = Path(__file__).with_name("vision_agreement_peer.py")
                subprocess.run([peer, str(script), place], check=True, stderr=subprocess.DEVNULL)
                with np.load(Path(place) / "peer.npz") as found:
                    compare(models, seen, dict(found), sets[view.__name__], counts[view.__name__])
    report = {name: {**counts[name], **summary(sets[name])} for name in sets}
    print(json.dumps(report))
    return 0


def sample(clip: Path) -> list[Pictures]:
    """Frames at the sampling rate, their longer side 640 pixels."""
    video = cv2.VideoCapture(str(clip))
    step = max(1, round((video.get(cv2.CAP_PROP_FPS) or 25) / RATE))
    frames: list[Pictures] = []
    index = 0
    while len(frames) < FRAMES and video.grab():
        if index % step == 0:
            picture = np.asarray(video.retrieve()[1], np.uint8)
            scale = LONG_SIDE / max(picture.shape[:2])
            frames.append(np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)))
        index += 1
    return frames


def compare(
    models: VisionModels, frames: Pictures, peer: dict[str, Values], into: dict[str, Values], counts: dict[str, int]
) -> None:
    """Adds the differences of every frame in which both see a face (or a body)."""
    faces, poses = FaceTracker(models), PoseTracker(models)
    for index, frame in enumerate(frames):
        face, _ = faces.find(frame, index * 1000 // RATE)
        body = poses.find(frame)
        if index < RUN_IN:
            continue
        theirs = bool(np.isfinite(peer["mesh"][index]).all())
        counts["frames"] += 1
        counts["both"] += bool(face) and theirs
        counts["only_ours"] += bool(face) and not theirs
        counts["only_peer"] += not face and theirs
        found = _head(faces, face, frame, {name: peer[name][index] for name in peer}) if face and theirs else {}
        for name, ours in (("body", body), ("body_once", PoseTracker(models).find(frame))):
            if ours and np.isfinite(peer[name][index]).all():
                found[name] = _body(ours, peer[name][index], peer[f"{name}_seen"][index])
        for name, values in found.items():
            into[name] = np.append(into[name], values)


def _head(faces: FaceTracker, face: Face, frame: Pictures, peer: dict[str, Values]) -> dict[str, Values]:
    ruler = float(np.linalg.norm(peer["mesh"][LEFT_EYE_OUTER, :2] - peer["mesh"][RIGHT_EYE_OUTER, :2])) / 100
    found = {"mesh": _apart(face.mesh, peer["mesh"]).mean() / ruler}
    if np.isfinite(peer["attention"]).all():
        found["attention"] = _apart(face.mesh, peer["attention"][:468]).mean() / ruler
        irises = np.stack([iris[0] for iris in faces.irises(frame, face)])
        found["iris"] = _apart(irises, peer["attention"][[RIGHT_IRIS, LEFT_IRIS]]) / ruler
    height, width = frame.shape[:2]
    ours, theirs = head_pose(face.mesh, width, height), head_pose(peer["mesh"], width, height)
    if ours and theirs:
        found |= {name: abs(getattr(ours, name) - getattr(theirs, name)) for name in ("yaw", "pitch", "roll")}
    return {name: np.atleast_1d(values) for name, values in found.items()}


def _body(body: Pose, peer: Values, visibility: Values) -> Values:
    """All points that the package takes for visible."""
    ruler = float(np.linalg.norm(peer[LEFT_SHOULDER, :2] - peer[RIGHT_SHOULDER, :2])) / 100
    return np.asarray(_apart(body.points[:33], peer)[visibility > 0.5] / ruler, np.float64)


def _apart(ours: Values, theirs: Values) -> Values:
    return np.asarray(np.linalg.norm(ours[:, :2] - theirs[:, :2], axis=1), np.float64)


def summary(values: dict[str, Values]) -> dict[str, Any]:
    """Mean, median, 95th percentile and worst of each measure; None where nothing was compared."""
    return {
        name: {
            "mean": round(float(found.mean()), 3),
            "median": round(float(np.median(found)), 3),
            "p95": round(float(np.percentile(found, 95)), 3),
            "worst": round(float(found.max()), 3),
        }
        if found.size
        else None
        for name, found in values.items()
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), [Path(clip) for clip in sys.argv[3:]]))
