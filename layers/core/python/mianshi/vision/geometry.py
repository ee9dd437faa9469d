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


@dataclass(frozen=True)
class Square:
    """A square region of interest: centre and side in pixels, clockwise turn in radians."""

    x: float
    y: float
    side: float
    turn: float = 0.0


def square_around(points: Points, left: int, right: int, scale: float) -> Square:
    """The square over the bounding box of `points`, `scale` times its longer side, level with left to right."""
    low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
    across = points[right, :2] - points[left, :2]
    centre = (low + high) / 2
    return Square(
        float(centre[0]),
        float(centre[1]),
        float((high - low).max()) * scale,
        math.atan2(float(across[1]), float(across[0])),
    )


def crop(picture: Picture, square: Square, size: int, low: float, *, border: int = cv2.BORDER_REPLICATE) -> Floats:
    """What lies in the square, as a size x size x 3 red-green-blue picture with values from `low` to 1."""
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
    patch = cv2.cvtColor(cv2.warpAffine(picture, warp, (size, size), borderMode=border), cv2.COLOR_BGR2RGB)
    values = np.multiply(patch, np.float32((1 - low) / 255), dtype=np.float32)
    return cast(Floats, values + np.float32(low) if low else values)


def place(points: Floats, square: Square, size: int) -> Points:
    """Points of a size x size crop, in pixels of the picture; a third coordinate is scaled alike."""
    placed = points.astype(np.float64) / size
    u, v = placed[:, 0] - 0.5, placed[:, 1] - 0.5
    cosine, sine = math.cos(square.turn), math.sin(square.turn)
    x, y = cosine * u - sine * v, sine * u + cosine * v
    placed *= square.side
    placed[:, 0] = x * square.side + square.x
    placed[:, 1] = y * square.side + square.y
    return placed


def sigmoid(values: Floats | Points | float) -> Points:
    """1 / (1 + exp(-x)), kept from overflowing."""
    return 1 / (1 + np.exp(-np.clip(np.asarray(values, np.float64), -100, 100)))
