"""Painting soft shapes on layers with opacity.

A layer is float32, height x width x 4: BGR times opacity, then opacity from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

Layer = NDArray[np.float32]
Points = NDArray[np.float64]
Colour = tuple[float, float, float]


def smooth(points: Sequence[tuple[float, float]] | Points, closed: bool = True) -> Points:
    """A Catmull-Rom curve through the points."""
    p = np.asarray(points, float)
    n = len(p)
    t = np.linspace(0, 1, 10, endpoint=False)[:, None]
    parts = []
    for i in range(n if closed else n - 1):
        a, b, c, d = (p[(i + k) % n] if closed else p[min(max(i + k, 0), n - 1)] for k in (-1, 0, 1, 2))
        parts.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return np.concatenate(parts if closed else [*parts, p[-1:]])


def mirrored(points: Sequence[tuple[float, float]], side: int) -> list[tuple[float, float]]:
    """The points for the right side (1), or their mirror image (-1)."""
    return [(side * x, y) for x, y in points]


def circle(x: float, y: float, radius: float) -> Points:
    """Points on a circle."""
    t = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    return np.stack([x + radius * np.cos(t), y + radius * np.sin(t)], 1)


def darker(colour: Colour, factor: float) -> Colour:
    """The colour times a factor."""
    return (colour[0] * factor, colour[1] * factor, colour[2] * factor)


def new_layer(height: int, width: int) -> Layer:
    """A layer on which nothing is painted yet."""
    return np.zeros((height, width, 4), np.float32)


class Brush:
    """Paints on one layer; points count from `origin` (x, y)."""

    def __init__(self, layer: Layer, origin: tuple[float, float]) -> None:
        self._layer = layer
        self._origin = np.array(origin)

    def fill(
        self,
        points: Points | Sequence[tuple[float, float]],
        colour: Colour | Layer,
        *,
        blur: float = 1.0,
        opacity: float = 1.0,
        clip: Points | None = None,
    ) -> None:
        """A filled outline with soft edges.

        `colour` may be a picture as large as the layer; `clip` hides what lies outside of it.
        """
        outline = np.asarray(points, float) + self._origin
        box = self._box(outline, 3 * blur + 2)
        mask = _soft(outline, box, blur) * np.float32(opacity)
        if clip is not None:
            mask *= _soft(clip + self._origin, box, 0.8)
        self._blend(box, mask, colour)

    def stroke(
        self,
        points: Points | Sequence[tuple[float, float]],
        colour: Colour,
        width: float,
        *,
        opacity: float = 1.0,
        blur: float = 0.8,
    ) -> None:
        """A line with soft edges, thinner towards its ends."""
        line = np.asarray(points, float)
        along = np.gradient(line, axis=0)
        normal = np.stack([-along[:, 1], along[:, 0]], 1) / (np.linalg.norm(along, axis=1, keepdims=True) + 1e-9)
        half = width / 2 * np.sin(np.pi * (0.08 + 0.84 * np.linspace(0, 1, len(line))))[:, None] ** 0.6
        outline = np.concatenate([line + normal * half, (line - normal * half)[::-1]])
        self.fill(outline, colour, blur=blur, opacity=opacity)

    def _box(self, outline: Points, margin: float) -> tuple[slice, slice]:
        height, width = self._layer.shape[:2]
        low = np.floor(outline.min(0) - margin).astype(int)
        high = np.ceil(outline.max(0) + margin).astype(int)
        return (
            slice(int(np.clip(low[1], 0, height)), int(np.clip(high[1], 0, height))),
            slice(int(np.clip(low[0], 0, width)), int(np.clip(high[0], 0, width))),
        )

    def _blend(self, box: tuple[slice, slice], mask: Layer, colour: Colour | Layer) -> None:
        ink = np.array(colour, np.float32) if isinstance(colour, tuple) else colour[box]
        part, m = self._layer[box], mask[..., None]
        part[..., :3] = part[..., :3] * (1 - m) + ink * m
        part[..., 3] = part[..., 3] * (1 - mask) + mask


def paste(canvas: Layer, layer: Layer, matrix: NDArray[np.float32]) -> None:
    """Lay a layer over a BGR canvas, moved by a 2x3 matrix."""
    height, width = layer.shape[:2]
    corners = np.array([(0, 0, 1), (width, 0, 1), (0, height, 1), (width, height, 1)], np.float32) @ matrix.T
    left, top = np.maximum(np.floor(corners.min(0)), 0).astype(int)
    right, bottom = np.minimum(np.ceil(corners.max(0)), canvas.shape[1::-1]).astype(int)
    if right <= left or bottom <= top:
        return
    moved = matrix - np.array([[0, 0, left], [0, 0, top]], np.float32)
    placed = cv2.warpAffine(layer, moved, (int(right - left), int(bottom - top)), flags=cv2.INTER_LINEAR)
    part = canvas[top:bottom, left:right]
    part *= 1 - placed[..., 3:]
    part += placed[..., :3]


def _soft(outline: Points, box: tuple[slice, slice], blur: float) -> Layer:
    rows, columns = box
    mask = np.zeros((rows.stop - rows.start, columns.stop - columns.start), np.uint8)
    if mask.size:
        inside = np.round((outline - (columns.start, rows.start)) * 16).astype(np.int32)
        cv2.fillPoly(mask, [inside], (255.0,), cv2.LINE_AA, 4)
        mask = np.asarray(cv2.GaussianBlur(mask, (0, 0), blur), np.uint8)
    return mask.astype(np.float32) / np.float32(255)
