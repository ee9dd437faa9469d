"""Faces: the 468-point mesh followed from frame to frame, the irises, and how many people there are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mianshi.vision.detector import Detection, full_range, short_range
from mianshi.vision.geometry import Box, Points, Square, area, bounds, crop, overlap, place, sigmoid, square_around
from mianshi.vision.models import Picture, VisionModels

RIGHT_EYE_OUTER, RIGHT_EYE_INNER = 33, 133
LEFT_EYE_OUTER, LEFT_EYE_INNER = 263, 362
"""Corners of the person's own right and left eye in the mesh."""

_FACE_MARGIN = 1.5
_EYE_MARGIN = 2.3
_MIN_PRESENCE = 0.5
"""All three as in MediaPipe's face and iris graphs."""

_COUNT_EVERY_MS = 1000
_SAME_FACE, _SLIPPED = 0.3, 0.1
"""Intersection over union above which a detection is the face already followed; and above which it is that face, too,
but the mesh has slipped off it, if no detection is nearer."""
_MOVED = 0.1
"""Share of the region's side by which the face may move or grow from one picture to the next without a second look."""
_LOOKS_UNSEEN = 3
"""Looks of the detectors in a row (three seconds) without the followed face, after which it is given up. Our choice:
long enough for a hand before the face, which the mesh bears better than the detectors."""
_MIN_FACE_WIDTH = 0.04
"""Share of the picture width below which a detection is not counted as a person taking part."""


@dataclass(frozen=True)
class Face:
    """The mesh of one face (468 x 3, pixels) and the network's probability that a face is there."""

    mesh: Points
    presence: float

    @cached_property
    def box(self) -> Box:
        """left, top, right, bottom in pixels."""
        return bounds(self.mesh)


class FaceTracker:
    """Follows the largest face of one recording.

    As in MediaPipe, the region of a frame comes from the mesh of the frame before; detection runs when the mesh
    network says that no face is there. Once a second the full-range detector counts the faces; each find must pass
    the mesh network's presence gate twice, in the detector's region and in its own, because the detectors also fire
    on animals and patterns. A followed face that the detectors do not see either, time after time, is given up.
    """

    def __init__(self, models: VisionModels) -> None:
        self._mesh = models.face_mesh
        self._iris = models.iris
        self._short_range = short_range(models.face_short_range)
        self._full_range = full_range(models.face_full_range)
        self._last: Face | None = None
        self._others = 0
        self._counted_ms: int | None = None
        self._unseen = 0

    def find(self, picture: Picture, at_ms: int) -> tuple[Face | None, int]:
        """The followed face and the number of faces in the picture; call with rising times."""
        face = self._follow(picture)
        if face is None or self._counted_ms is None or at_ms - self._counted_ms >= _COUNT_EVERY_MS:
            face = self._count(picture, face)
            self._counted_ms = at_ms
        self._last = face
        return face, (1 + self._others if face else 0)

    def irises(self, picture: Picture, face: Face) -> tuple[Points, Points]:
        """Five points (centre, then rim) of the person's right and left iris, 5 x 3 pixels each."""
        right = self._one_iris(picture, face.mesh[[RIGHT_EYE_OUTER, RIGHT_EYE_INNER]], mirrored=True)
        left = self._one_iris(picture, face.mesh[[LEFT_EYE_INNER, LEFT_EYE_OUTER]], mirrored=False)
        return right, left

    def _follow(self, picture: Picture) -> Face | None:
        if self._last is None:
            return None
        region = _region(self._last)
        face = self._read(picture, region)
        return self._read(picture, _region(face)) if face and _moved(region, _region(face)) else face

    def _count(self, picture: Picture, followed: Face | None) -> Face | None:
        detections = self._full_range(picture)
        if not followed or not any(_same(detection.box, followed.box) for detection in detections):
            detections += self._short_range(picture)
        smallest = _MIN_FACE_WIDTH * picture.shape[1]
        found: list[Face] = []
        for detection in detections:
            if detection.box[2] - detection.box[0] < smallest or any(_same(detection.box, face.box) for face in found):
                continue
            known = followed is not None and _same(detection.box, followed.box)
            face = followed if known else self._settle(picture, _square_of(detection))
            if face and not any(_same(face.box, other.box) for other in found):
                found.append(face)
        return self._chosen(followed, found)

    def _chosen(self, followed: Face | None, found: list[Face]) -> Face | None:
        """Which face to follow from here; also notes how many others there are."""
        self._unseen = 0 if followed is None or any(face is followed for face in found) else self._unseen + 1
        if followed and self._unseen:
            followed = next((face for face in found if overlap(face.box, followed.box) > _SLIPPED), followed)
            if not any(face is followed for face in found) and self._unseen < _LOOKS_UNSEEN:
                found = [followed, *found]
        self._others = max(0, len(found) - 1)
        if followed and any(face is followed for face in found):
            return followed
        return max(found, key=lambda face: area(face.box), default=None)

    def _settle(self, picture: Picture, square: Square) -> Face | None:
        """A face from a detector's region; the second look is from the region of its own mesh, as in tracking."""
        first = self._read(picture, square)
        return self._read(picture, _region(first)) if first else None

    def _read(self, picture: Picture, square: Square) -> Face | None:
        points, logit = self._mesh(crop(picture, square, self._mesh.size, 0.0))
        presence = float(sigmoid(logit.item()))
        if presence <= _MIN_PRESENCE:
            return None
        return Face(place(points.reshape(468, 3), square, self._mesh.size), presence)

    def _one_iris(self, picture: Picture, corners: Points, *, mirrored: bool) -> Points:
        """The network reads left eyes; a right eye is shown to it mirrored."""
        size = self._iris.size
        square = square_around(corners, 0, 1, _EYE_MARGIN)
        eye = crop(picture, square, size, 0.0)
        points = self._iris(np.ascontiguousarray(eye[:, :, ::-1]) if mirrored else eye)[0].reshape(5, 3).copy()
        if mirrored:
            points[:, 0] = size - points[:, 0]
        return place(points, square, size)


def _region(face: Face) -> Square:
    return square_around(face.mesh, RIGHT_EYE_OUTER, LEFT_EYE_OUTER, _FACE_MARGIN)


def _square_of(detection: Detection) -> Square:
    left, top, right, bottom = detection.box
    across = detection.points[1] - detection.points[0]
    return Square(
        (left + right) / 2,
        (top + bottom) / 2,
        max(right - left, bottom - top) * _FACE_MARGIN,
        float(np.arctan2(across[1], across[0])),
    )


def _moved(before: Square, after: Square) -> bool:
    """Whether the face left the middle of its region so far that the mesh suffers."""
    shift = max(abs(after.x - before.x), abs(after.y - before.y))
    return shift > _MOVED * before.side or abs(after.side - before.side) > _MOVED * before.side


def _same(first: Box, second: Box) -> bool:
    return overlap(first, second) > _SAME_FACE
