"""Pictures and clips drawn with OpenCV: a face that the detectors take for one, and no person behind it."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]


def room(width: int = 640, height: int = 480, brightness: int = 150) -> Picture:
    """An empty wall with a smooth fall of light."""
    fall = np.linspace(1.0, 0.75, width, dtype=np.float32)[None, :, None]
    wall = np.full((height, width, 3), brightness, np.float32) * fall
    return wall.astype(np.uint8)


def draw_face(picture: Picture, x: int, y: int, size: int, *, smile: float = 0.0, look: float = 0.0) -> Picture:
    """Draws a shaded face of `size` pixels from chin to crown, its middle at (x, y).

    smile: 0 to 1 lifts and widens the mouth. look: -1 to 1 moves the irises to the left or right of the picture.
    """
    s = size / 200
    skin, dark, lip = (150, 180, 225), (40, 45, 60), (95, 95, 190)

    def at(dx: float, dy: float) -> tuple[int, int]:
        return round(x + dx * s), round(y + dy * s)

    def oval(dx: float, dy: float, w: float, h: float, colour: tuple[int, int, int], angle: float = 0) -> None:
        cv2.ellipse(picture, at(dx, dy), (round(w * s), round(h * s)), angle, 0, 360, colour, -1, cv2.LINE_AA)

    def line(points: list[tuple[float, float]], colour: tuple[int, int, int], width: float) -> None:
        path = np.array([at(*point) for point in points], np.int32)
        cv2.polylines(picture, [path], False, colour, max(1, round(width * s)), cv2.LINE_AA)

    oval(0, -20, 88, 105, dark)
    cv2.rectangle(picture, at(-28, 70), at(28, 130), (135, 165, 210), -1)
    oval(0, 175, 150, 60, (110, 80, 60))
    oval(0, 0, 72, 96, skin)
    oval(0, -84, 60, 24, dark)
    for side in (-1, 1):
        oval(side * 74, 0, 9, 20, (140, 170, 215))
        oval(side * 31, -18, 18, 9, (150, 165, 200))
        oval(side * 31, -18, 15, 6.5, (235, 235, 235))
        oval(side * 31 + 8 * look, -18, 6.4, 6.4, (50, 70, 100))
        oval(side * 31 + 8 * look, -18, 3, 3, (10, 10, 10))
        line([(side * 16, -19), (side * 24, -25), (side * 38, -25), (side * 47, -18)], (50, 55, 70), 2.5)
        line([(side * 14, -38), (side * 30, -43), (side * 48, -37)], dark, 5)
        oval(side * 9, 22, 5, 3.5, (95, 120, 165))
    line([(-5, -12), (-8, 8), (-13, 20), (-6, 25), (6, 25), (13, 20)], (120, 150, 195), 3)
    lift = 10 * smile
    line([(-25 - 6 * smile, 50 - lift), (-12, 51), (0, 52), (12, 51), (25 + 6 * smile, 50 - lift)], (60, 60, 130), 2.5)
    oval(0, 47, 18, 4.5, lip)
    oval(0, 55, 17, 6, lip)
    line([(-25 - 6 * smile, 50 - lift), (-12, 51), (0, 52), (12, 51), (25 + 6 * smile, 50 - lift)], (60, 60, 130), 2)
    region = cv2.GaussianBlur(picture, (0, 0), max(0.6, 1.2 * s))
    picture[:] = region
    return picture


def write_clip(path: Path, pictures: list[Picture], frames_per_second: float = 10.0) -> Path:
    """Writes the pictures as Motion JPEG, which needs no encoder outside OpenCV."""
    height, width = pictures[0].shape[:2]
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), frames_per_second, (width, height))
    assert writer.isOpened()
    for picture in pictures:
        writer.write(picture)
    writer.release()
    return path
