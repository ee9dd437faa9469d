"""Upper body: BlazePose's points followed from frame to frame, refined by its heat maps."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

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
_HALF = 3
_WINDOW = np.arange(-_HALF, _HALF + 1)
_MIN_HEAT = 0.0
"""Margin, presence, a window of seven cells and its least heat (a logit) as in MediaPipe's pose graph."""


@dataclass(frozen=True)
class Pose:
    """39 x 3 points in pixels, the probability that each can be seen, and the network's that a body is there."""

    points: Points
    visibility: Points
    presence: float


class PoseTracker:
    """Follows one body; the region of a frame comes from the body of the frame before."""

    def __init__(self, models: VisionModels) -> None:
        self._network = models.pose_landmarks
        self._detect = pose(models.pose_detection)
        self._last: Pose | None = None

    def find(self, picture: Picture) -> Pose | None:
        """The body in the picture, or None."""
        found = None
        if self._last:
            found = self._read(picture, _square(self._last.points[_HIP_CENTRE], self._last.points[_BODY_CIRCLE]))
        if found is None:
            detections = self._detect(picture)
            found = self._read(picture, _square(*detections[0].points[:2])) if detections else None
        self._last = found
        return found

    def _read(self, picture: Picture, square: Square) -> Pose | None:
        size = self._network.size
        flat, probability, heat = self._network(crop(picture, square, size, 0.0))
        presence = float(probability.item())
        if presence <= _MIN_PRESENCE:
            return None
        raw = flat.reshape(_POINTS, 5)
        return Pose(place(refine(raw[:, :3], heat, size), square, size), sigmoid(raw[:, 3]), presence)


def refine(points: Floats, heat: Floats, size: int) -> Floats:
    """Moves each point to the centre of heat around it, as MediaPipe's RefineLandmarksFromHeatmap does.

    Args:
        points: n x 3, pixels of a size x size crop.
        heat: n x height x width logits over the same crop.
    """
    count, height, width = heat.shape
    cells = (points[:, :2] * np.array([width / size, height / size], np.float32)).astype(np.int64)
    columns, rows = cells[:, :1] + _WINDOW, cells[:, 1:] + _WINDOW
    inside = ((rows >= 0) & (rows < height))[:, :, None] & ((columns >= 0) & (columns < width))[:, None, :]
    at = (np.clip(rows, 0, height - 1) * width)[:, :, None] + np.clip(columns, 0, width - 1)[:, None, :]
    logits = np.where(inside, heat.take(at + (np.arange(count) * height * width)[:, None, None]), -np.inf)
    moved = np.flatnonzero(inside[:, _HALF, _HALF] & (logits.max(axis=(1, 2)) >= _MIN_HEAT))
    warmth = sigmoid(logits[moved])
    total = warmth.sum(axis=(1, 2))
    refined = points.copy()
    refined[moved, 0] = (warmth.sum(axis=1) * columns[moved]).sum(axis=1) / total / width * size
    refined[moved, 1] = (warmth.sum(axis=2) * rows[moved]).sum(axis=1) / total / height * size
    return refined


def _square(centre: Points, rim: Points) -> Square:
    """The square round the circle, turned so that the rim point is on top of the centre."""
    x, y = float(rim[0] - centre[0]), float(rim[1] - centre[1])
    return Square(float(centre[0]), float(centre[1]), 2 * _MARGIN * math.hypot(x, y), math.pi / 2 + math.atan2(y, x))
