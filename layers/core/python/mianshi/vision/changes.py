"""Whether a picture differs from the last one that was read: a look that costs a tenth of what the networks cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from mianshi.vision.models import Picture

Box = tuple[float, float, float, float]
"""left, top, right, bottom in pixels."""

_ROOM = 64
_FACE = 64
"""Long side of the grey picture of the room, and side of that of the face, in cells."""
_CELLS = 3
"""Differences are averaged over as many cells each way: grain and the codec's noise go, an eyelid stays."""
_ROOM_CHANGE, _FACE_CHANGE = 9.0, 7.0
"""Grey levels (of 255) from which on something changed. A held picture that was coded at a low rate stays under 3;
an eyelid that closes is worth 15 and more. Our choice."""
_FACE_MARGIN = 0.15


@dataclass(frozen=True)
class Change:
    """What changed since the last picture that was read."""

    face: bool
    around: bool
    """Outside the face: hands, shoulders, somebody else, the light."""


class ChangeFinder:
    """Compares each sample with the last picture that was read, so that slow changes add up and are found."""

    def __init__(self) -> None:
        self._room: NDArray[np.float32] | None = None
        self._face: NDArray[np.float32] | None = None
        self._box: Box | None = None

    def remember(self, picture: Picture, box: Box | None) -> None:
        """Takes `picture` as read; `box` is the face found in it."""
        self._box = box
        self._room = _small(picture)
        self._face = None if box is None else _small_face(picture, box)

    def look(self, picture: Picture) -> Change:
        """Compares with the picture remembered last; without one everything is new."""
        if self._room is None:
            return Change(True, True)
        difference = _difference(_small(picture), self._room)
        if difference is None:
            return Change(True, True)
        face = False
        if self._face is not None and self._box is not None:
            inside = _difference(_small_face(picture, self._box), self._face)
            face = inside is None or float(inside.max()) > _FACE_CHANGE
            _blank(difference, self._box, picture)
        return Change(face=face, around=float(difference.max()) > _ROOM_CHANGE)


def _small(picture: Picture) -> NDArray[np.float32]:
    height, width = picture.shape[:2]
    scale = _ROOM / max(height, width)
    return _grey(picture, max(2, round(width * scale)), max(2, round(height * scale)))


def _small_face(picture: Picture, box: Box) -> NDArray[np.float32]:
    left, top, right, bottom = _with_margin(box, picture)
    return _grey(picture[top:bottom, left:right], _FACE, _FACE)


def _grey(picture: Picture, width: int, height: int) -> NDArray[np.float32]:
    small = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
    return cast(NDArray[np.float32], cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.float32))


def _difference(now: NDArray[np.float32], then: NDArray[np.float32]) -> NDArray[np.float32] | None:
    """The size of the averaged difference in each cell; None where the pictures have different shapes."""
    if now.shape != then.shape:
        return None
    averaged = cv2.blur(now - then, (_CELLS, _CELLS))
    return cast(NDArray[np.float32], np.abs(averaged))


def _blank(difference: NDArray[np.float32], box: Box, picture: Picture) -> None:
    rows, columns = difference.shape
    height, width = picture.shape[:2]
    left, top, right, bottom = _with_margin(box, picture)
    difference[
        top * rows // height : -(-bottom * rows // height), left * columns // width : -(-right * columns // width)
    ] = 0


def _with_margin(box: Box, picture: Picture) -> tuple[int, int, int, int]:
    """The box with a rim of background, inside the picture and at least two pixels wide and high."""
    height, width = picture.shape[:2]
    left, top, right, bottom = box
    rim = _FACE_MARGIN * max(right - left, bottom - top)
    x, y = min(max(0, int(left - rim)), width - 2), min(max(0, int(top - rim)), height - 2)
    return x, y, max(x + 2, min(width, int(right + rim) + 1)), max(y + 2, min(height, int(bottom + rim) + 1))
