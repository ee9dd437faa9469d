"""Turned squares in a picture, and the way of points into them and back."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from mianshi.vision.models import Floats, Picture

Points = NDArray[np.float64]
"""n x 2 (x, y) or n x 3 (x, y, z), pixels of the picture; y grows downwards, z away from the camera."""

Box = tuple[float, float, float, float]
"""left, top, right, bottom in pixels."""


@dataclass(frozen=True)
class Square:
    """A square region of interest: centre and side in pixels, clockwise turn in radians."""

    x: float
    y: float
    side: float
    turn: float = 0.0


def square_around(points: Points, left: int, right: int, scale: float) -> Square:
    """The square over the bounding box of `points`, `scale` times its longer side, level with left to right."""
    low_x, low_y, high_x, high_y = bounds(points)
    across = points[right, :2] - points[left, :2]
    return Square(
        (low_x + high_x) / 2,
        (low_y + high_y) / 2,
        max(high_x - low_x, high_y - low_y) * scale,
        math.atan2(float(across[1]), float(across[0])),
    )


def bounds(points: Points) -> Box:
    """The box over the points."""
    x, y = points[:, 0], points[:, 1]
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def area(box: Box) -> float:
    """Pixels; 0 for a box whose edges have changed sides."""
    left, top, right, bottom = box
    return max(0.0, right - left) * max(0.0, bottom - top)


def overlap(first: Box, second: Box) -> float:
    """Intersection over union."""
    left, top = max(first[0], second[0]), max(first[1], second[1])
    shared = area((left, top, min(first[2], second[2]), min(first[3], second[3])))
    return shared / (area(first) + area(second) - shared) if shared else 0.0


def crop(picture: Picture, square: Square, size: int, low: float, *, border: int = cv2.BORDER_REPLICATE) -> Floats:
    """What lies in the square, as 3 x size x size planes (red, green, blue) with values from `low` to 1."""
    across = square.side / 2
    cosine, sine = math.cos(square.turn) * across, math.sin(square.turn) * across
    corners = np.array(
        [
            [square.x - cosine - sine, square.y - sine + cosine],
            [square.x - cosine + sine, square.y - sine - cosine],
            [square.x + cosine + sine, square.y + sine - cosine],
        ],
        np.float32,
    )
    target = np.array([[0, size], [0, 0], [size, 0]], np.float32)
    warp = cv2.getAffineTransform(corners, target)
    planes = np.empty((3, size, size), np.uint8)
    cv2.split(cv2.warpAffine(picture, warp, (size, size), borderMode=border), tuple(planes[::-1]))
    values = np.multiply(planes, np.float32((1 - low) / 255), dtype=np.float32)
    return cast(Floats, values + np.float32(low) if low else values)


def place(points: Floats, square: Square, size: int) -> Points:
    """Points of a size x size crop, in pixels of the picture; a third coordinate is scaled alike."""
    scale = square.side / size
    cosine, sine = math.cos(square.turn) * scale, math.sin(square.turn) * scale
    placed = points.astype(np.float64)
    u, v = placed[:, 0] - size / 2, placed[:, 1] - size / 2
    placed *= scale
    placed[:, 0] = cosine * u - sine * v + square.x
    placed[:, 1] = sine * u + cosine * v + square.y
    return placed


def sigmoid(values: Floats | Points | float) -> Points:
    """1 / (1 + exp(-x)), kept from overflowing."""
    return 1 / (1 + np.exp(-np.clip(np.asarray(values, np.float64), -100, 100)))
