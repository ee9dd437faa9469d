"""Upper body: BlazePose's points followed from frame to frame, refined by its heat maps."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mianshi.vision.detector import pose
from mianshi.vision.geometry import Points, Square, crop, place, sigmoid
from mianshi.vision.models import Floats, Picture, VisionModels

LEFT_SHOULDER, RIGHT_SHOULDER, LEFT_WRIST, RIGHT_WRIST = 11, 12, 15, 16
"""The person's own left and right."""

_HIP_CENTRE, _BODY_CIRCLE = 33, 34
"""Two helper points that tell where the body of the next frame is."""
_POINTS = 39
_MARGIN = 1.25
_MIN_PRESENCE = 0.5
_KERNEL = 7
_MIN_HEAT = 0.5
"""As in MediaPipe's pose graph."""


@dataclass(frozen=True)
class Pose:
    """39 x 3 points in pixels and the probability that each can be seen."""

    points: Points
    visibility: Points


class PoseTracker:
    """Follows one body; the region of a frame comes from the body of the frame before."""

    def __init__(self, models: VisionModels) -> None:
        self._network = models.pose_landmarks
        self._detect = pose(models.pose_detection)
        self._last: Pose | None = None

    def find(self, picture: Picture) -> Pose | None:
        """The body in the picture, or None."""
        found = (
            self._read(picture, _square(self._last.points[_HIP_CENTRE], self._last.points[_BODY_CIRCLE]))
            if (self._last)
            else None
        )
        if found is None:
            detections = self._detect(picture)
            found = self._read(picture, _square(*detections[0].points[:2])) if detections else None
        self._last = found
        return found

    def _read(self, picture: Picture, square: Square) -> Pose | None:
        size = self._network.size
        flat, presence, heat = self._network(crop(picture, square, size, 0.0))
        if float(presence.ravel()[0]) <= _MIN_PRESENCE:
            return None
        raw = flat.reshape(_POINTS, 5)
        return Pose(place(refine(raw[:, :3], heat, size), square, size), sigmoid(raw[:, 3]))


def refine(points: Floats, heat: Floats, size: int) -> Floats:
    """Moves each point to the centre of heat around it, as MediaPipe's RefineLandmarksFromHeatmap does.

    Args:
        points: n x 3, pixels of a size x size crop.
        heat: height x width x n logits over the same crop.
    """
    height, width = heat.shape[:2]
    refined = points.copy()
    half = _KERNEL // 2
    cells: NDArray[np.int64] = np.trunc(points[:, :2] / size * [width, height]).astype(np.int64)
    for index, (column, row) in enumerate(cells):
        if not (0 <= column < width and 0 <= row < height):
            continue
        top, left = max(0, row - half), max(0, column - half)
        patch = sigmoid(heat[top : row + half + 1, left : column + half + 1, index])
        total = patch.sum()
        if patch.max() < _MIN_HEAT or total <= 0:
            continue
        x = patch.sum(axis=0) @ np.arange(left, left + patch.shape[1]) / total
        y = patch.sum(axis=1) @ np.arange(top, top + patch.shape[0]) / total
        refined[index, :2] = x / width * size, y / height * size
    return refined


def _square(centre: Points, rim: Points) -> Square:
    """The square round the circle, turned so that the rim point is on top of the centre."""
    x, y = float(rim[0] - centre[0]), float(rim[1] - centre[1])
    return Square(float(centre[0]), float(centre[1]), 2 * _MARGIN * math.hypot(x, y), math.pi / 2 + math.atan2(y, x))
