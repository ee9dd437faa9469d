"""Landmarks to measurements: one `FrameReading` per sampled picture."""

from __future__ import annotations

import math

import cv2
import numpy as np

from mianshi.contracts.observations import FrameReading
from mianshi.vision.face import LEFT_EYE_OUTER, RIGHT_EYE_OUTER, Face, FaceTracker
from mianshi.vision.geometry import Points
from mianshi.vision.head import frontal, gaze, gaze_angles, head_pose
from mianshi.vision.models import Picture, VisionModels
from mianshi.vision.pose import LEFT_SHOULDER, LEFT_WRIST, RIGHT_SHOULDER, RIGHT_WRIST, Pose, PoseTracker

_POSE_EVERY = 2
"""Posture is read in every second sample; it costs as much as everything else together and changes slowly."""
_MIN_VISIBILITY = 0.5
_MIN_EYE_DISTANCE = 16
"""Pixels between the outer eye corners under which an iris is a blur of two or three pixels: nothing is measured."""
_SHARPNESS_WIDTH = 160

_MOUTH_RIGHT, _MOUTH_LEFT, _LIP_UPPER, _LIP_LOWER, _NOSE_BASE = 61, 291, 13, 14, 2
_BROWS = [105, 107, 334, 336]
_EYE_CORNERS = [33, 133, 263, 362]
_REST_MOUTH_WIDTH, _REST_MOUTH_DROP, _REST_BROW = 0.552, 0.253, 0.274
"""The same ratios on MediaPipe's canonical face, an average face at rest. The spans below, from rest to clearly,
are our choice: about the change a deliberate movement makes. They are not fitted to labelled data."""
_SMILE_WIDTH_SPAN, _SMILE_LIFT_SPAN = 0.12, 0.07
_BROW_SPAN = 0.06
_MOUTH_OPEN_SPAN = 0.25


class FrameReader:
    """Reads the samples of one segment in order of time.

    Args:
        behaviour: False reads only what a technical check needs: faces, light and sharpness.
    """

    def __init__(self, models: VisionModels, *, behaviour: bool = True) -> None:
        self._faces = FaceTracker(models)
        self._poses = PoseTracker(models)
        self._behaviour = behaviour
        self._samples = 0

    def read(self, at_ms: int, picture: Picture) -> FrameReading:
        """Measurements in one picture; posture in every second one, and only where a face is."""
        face, faces = self._faces.find(picture, at_ms)
        values: dict[str, object] = {"at_ms": at_ms, "faces": faces}
        values |= picture_quality(picture, face.box if face else None)
        if face:
            height, width = picture.shape[:2]
            left, top, right, bottom = face.box
            box = (left / width, top / height, (right - left) / width, (bottom - top) / height)
            values["face_box"] = tuple(round(edge, 4) for edge in box)
            if self._behaviour:
                values |= self._head(picture, face)
                values |= self._body(picture, face)
        self._samples += 1
        return FrameReading.model_validate(values)

    def _head(self, picture: Picture, face: Face) -> dict[str, object]:
        if float(np.linalg.norm(face.mesh[LEFT_EYE_OUTER, :2] - face.mesh[RIGHT_EYE_OUTER, :2])) < _MIN_EYE_DISTANCE:
            return {}
        height, width = picture.shape[:2]
        pose = head_pose(face.mesh, width, height)
        if pose is None:
            return {}
        angles = gaze_angles(face.mesh, self._faces.irises(picture, face), pose)
        return {
            "yaw": round(pose.yaw, 1),
            "pitch": round(pose.pitch, 1),
            "roll": round(pose.roll, 1),
            "gaze": gaze(angles) if angles else None,
            **expression(frontal(face.mesh, pose)),
        }

    def _body(self, picture: Picture, face: Face) -> dict[str, object]:
        if self._samples % _POSE_EVERY:
            return {}
        pose = self._poses.find(picture)
        if pose is None or not _belongs(pose, face):
            return {}
        return posture(pose, picture.shape[1], picture.shape[0])


def expression(face: Points) -> dict[str, float]:
    """Movements of mouth and brows, 0 (at rest) to 1 (clearly).

    Lengths are in outer-eye-corner widths on the frontal mesh, `rest` is the canonical face's value:

    - smile: the mean of ``(mouth width - rest) / 0.12`` and ``(rest - drop of the mouth corners under the nose base)
      / 0.07``: the corners move outwards and upwards together (speech does one or the other).
    - brow_raise: ``(height of the brows over the eye corners - rest) / 0.06``; brow_lower: the same, other sign.
    - mouth_open: gap between the inner lips / 0.25.
    """
    width = float(np.linalg.norm(face[_MOUTH_LEFT] - face[_MOUTH_RIGHT]))
    drop = float(face[_NOSE_BASE, 1] - (face[_MOUTH_LEFT, 1] + face[_MOUTH_RIGHT, 1]) / 2)
    brow = float(face[_BROWS, 1].mean() - face[_EYE_CORNERS, 1].mean())
    gap = float(np.linalg.norm(face[_LIP_UPPER] - face[_LIP_LOWER]))
    wider, higher = (width - _REST_MOUTH_WIDTH) / _SMILE_WIDTH_SPAN, (_REST_MOUTH_DROP - drop) / _SMILE_LIFT_SPAN
    return {
        "smile": _share((wider + higher) / 2),
        "brow_raise": _share((brow - _REST_BROW) / _BROW_SPAN),
        "brow_lower": _share((_REST_BROW - brow) / _BROW_SPAN),
        "mouth_open": _share(gap / _MOUTH_OPEN_SPAN),
    }


def posture(pose: Pose, width: int, height: int) -> dict[str, object]:
    """Shoulders and hands.

    shoulder_tilt: degrees, > 0 when the person's left shoulder is lower, as roll > 0 is a head tilted to their left.
    hands_visible: wrists that can be seen inside the picture.
    """
    left, right = pose.points[LEFT_SHOULDER], pose.points[RIGHT_SHOULDER]
    values: dict[str, object] = {
        "hands_visible": sum(_seen(pose, wrist, width, height) for wrist in (LEFT_WRIST, RIGHT_WRIST))
    }
    if min(pose.visibility[LEFT_SHOULDER], pose.visibility[RIGHT_SHOULDER]) > _MIN_VISIBILITY:
        across = left - right
        values["shoulder_tilt"] = round(math.degrees(math.atan2(float(across[1]), float(across[0]))), 1)
        values["shoulder_width"] = round(math.hypot(float(across[0]), float(across[1])) / width, 4)
    return values


def picture_quality(picture: Picture, box: tuple[float, float, float, float] | None) -> dict[str, float]:
    """light and sharpness of the face (left, top, right, bottom in pixels), or of the whole picture without one."""
    height, width = picture.shape[:2]
    region = picture
    if box is not None:
        left, top = max(0, int(box[0])), max(0, int(box[1]))
        right, bottom = min(width, int(box[2]) + 1), min(height, int(box[3]) + 1)
        if right - left > 1 and bottom - top > 1:
            region = picture[top:bottom, left:right]
    tall = max(2, round(region.shape[0] * _SHARPNESS_WIDTH / region.shape[1]))
    small = cv2.resize(region, (_SHARPNESS_WIDTH, tall), interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    edges = cv2.Laplacian(grey, cv2.CV_32F)
    return {"light": round(float(grey.mean()) / 255, 3), "sharpness": round(float(edges.var()), 1)}


def _belongs(pose: Pose, face: Face) -> bool:
    """Whether the body's nose lies in the face: with several people the body could be somebody else's."""
    left, top, right, bottom = face.box
    x, y = float(pose.points[0, 0]), float(pose.points[0, 1])
    return left <= x <= right and top <= y <= bottom


def _seen(pose: Pose, index: int, width: int, height: int) -> bool:
    x, y = pose.points[index, :2]
    return bool(pose.visibility[index] > _MIN_VISIBILITY and 0 <= x < width and 0 <= y < height)


def _share(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 3)
