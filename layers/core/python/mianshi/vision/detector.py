"""Single-shot detectors (BlazeFace short and full range, BlazePose's detector): anchors, decoding, weighted NMS."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from mianshi.vision.geometry import Box, Points, Square, crop, sigmoid
from mianshi.vision.models import Network, Picture

_MIN_SCORE = 0.5
_MIN_OVERLAP = 0.3
"""Both as in MediaPipe's graphs."""


@dataclass(frozen=True)
class Detection:
    """One thing found: its box, score 0-1, key points in pixels."""

    box: Box
    score: float
    points: Points


class Detector:
    """A detector whose anchors have a fixed size.

    Args:
        network: its two outputs are n x (4 + 2 k) boxes with key points, and n x 1 logits.
        strides: of each output layer; equal neighbours share a grid, as in MediaPipe's SsdAnchorsCalculator.
        per_stride: anchors at each grid point for each of those layers.
    """

    def __init__(self, network: Network, strides: tuple[int, ...], per_stride: int) -> None:
        self._network = network
        self._anchors = _anchors(network.size, strides, per_stride)

    def __call__(self, picture: Picture) -> list[Detection]:
        """What is in the picture, best score first."""
        height, width = picture.shape[:2]
        side, size = max(height, width), self._network.size
        view = crop(picture, Square(width / 2, height / 2, side), size, -1.0, border=cv2.BORDER_CONSTANT)
        raw, logits = self._network(view)
        scores = sigmoid(logits[:, 0])
        kept = np.flatnonzero(scores >= _MIN_SCORE)
        if not kept.size:
            return []
        decoded = raw[kept].astype(np.float64).reshape(len(kept), -1, 2) / size
        decoded[:, 0] += self._anchors[kept]
        decoded[:, 2:] += self._anchors[kept][:, None]
        margin = np.array([(side - width) / 2, (side - height) / 2])
        centre, span, points = decoded[:, 0], decoded[:, 1], decoded[:, 2:]
        boxes = np.concatenate([(centre - span / 2) * side - margin, (centre + span / 2) * side - margin], axis=1)
        return _merge(boxes, scores[kept], points * side - margin)


def short_range(network: Network) -> Detector:
    """BlazeFace for a face within about two metres."""
    return Detector(network, (8, 16, 16, 16), 2)


def full_range(network: Network) -> Detector:
    """BlazeFace for faces within about five metres."""
    return Detector(network, (4,), 1)


def pose(network: Network) -> Detector:
    """BlazePose's detector: its first two key points are the hip centre and a point on the circle round the body."""
    return Detector(network, (8, 16, 32, 32, 32), 2)


def _anchors(size: int, strides: tuple[int, ...], per_stride: int) -> Points:
    layers = []
    for stride in dict.fromkeys(strides):
        cells = -(-size // stride)
        centres = (np.arange(cells) + 0.5) / cells
        x, y = np.meshgrid(centres, centres)
        grid = np.stack([x.ravel(), y.ravel()], axis=1)
        layers.append(np.repeat(grid, per_stride * strides.count(stride), axis=0))
    return np.concatenate(layers)


def _merge(boxes: Points, scores: Points, points: Points) -> list[Detection]:
    """Weighted non-maximum suppression: what overlaps the best box is averaged into it by score."""
    order = np.argsort(-scores, kind="stable")
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    found = []
    while order.size:
        best = order[0]
        low = np.maximum(boxes[best, :2], boxes[order, :2])
        high = np.minimum(boxes[best, 2:], boxes[order, 2:])
        shared = np.clip(high - low, 0, None).prod(axis=1)
        same = shared / (areas[best] + areas[order] - shared + 1e-9) > _MIN_OVERLAP
        same[0] = True
        group = order[same]
        weights = scores[group] / scores[group].sum()
        left, top, right, bottom = (float(edge) for edge in weights @ boxes[group])
        found.append(
            Detection((left, top, right, bottom), float(scores[best]), np.tensordot(weights, points[group], axes=1))
        )
        order = order[~same]
    return found
