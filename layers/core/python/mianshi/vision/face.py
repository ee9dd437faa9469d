"""Faces: the 468-point mesh followed from frame to frame, the irises, and how many people there are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mianshi.vision.detector import Detection, full_range, short_range
from mianshi.vision.geometry import Points, Square, bounds, crop, place, sigmoid, square_around
from mianshi.vision.models import Picture, VisionModels

RIGHT_EYE_OUTER, RIGHT_EYE_INNER = 33, 133
LEFT_EYE_OUTER, LEFT_EYE_INNER = 263, 362
"""Corners of the person's own right and left eye in the mesh."""

_FACE_MARGIN = 1.5
_EYE_MARGIN = 2.3
_MIN_PRESENCE = 0.5
"""All three as in MediaPipe's face and iris graphs."""

_COUNT_EVERY_MS = 1000
_SAME_FACE = 0.3
"""Intersection over union above which a detection is the face already followed."""
_MIN_FACE_WIDTH = 0.04
"""Share of the picture width below which a detection is not counted as a person taking part."""


@dataclass(frozen=True)
class Face:
    """The mesh of one face (468 x 3, pixels) and the network's probability that a face is there."""

    mesh: Points
    presence: float

    @cached_property
    def box(self) -> tuple[float, float, float, float]:
        """left, top, right, bottom in pixels."""
        return bounds(self.mesh)


class FaceTracker:
    """Follows the largest face of one recording.

    As in MediaPipe, the region of a frame comes from the mesh of the frame before; detection runs when the mesh
    network says that no face is there. Once a second the full-range detector counts the faces; each find must pass
    the mesh network's presence gate, because the detectors also fire on animals and patterns.
    """

    def __init__(self, models: VisionModels) -> None:
        self._mesh = models.face_mesh
        self._iris = models.iris
        self._short_range = short_range(models.face_short_range)
        self._full_range = full_range(models.face_full_range)
        self._last: Face | None = None
        self._others = 0
        self._counted_ms: int | None = None

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
        return self._read(picture, square_around(self._last.mesh, RIGHT_EYE_OUTER, LEFT_EYE_OUTER, _FACE_MARGIN))

    def _count(self, picture: Picture, followed: Face | None) -> Face | None:
        found = [followed] if followed else []
        smallest = _MIN_FACE_WIDTH * picture.shape[1]
        detections = self._full_range(picture)
        if not detections and not followed:
            detections = self._short_range(picture)
        for detection in detections:
            if detection.box[2] - detection.box[0] < smallest or _known(detection, found):
                continue
            face = self._read(picture, _square_of(detection))
            if face and not _known(_as_detection(face), found):
                found.append(face)
        self._others = max(0, len(found) - 1)
        return followed or max(found, key=lambda face: _as_detection(face).area, default=None)

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


def _square_of(detection: Detection) -> Square:
    left, top, right, bottom = detection.box
    across = detection.points[1] - detection.points[0]
    return Square(
        (left + right) / 2,
        (top + bottom) / 2,
        max(right - left, bottom - top) * _FACE_MARGIN,
        float(np.arctan2(across[1], across[0])),
    )


def _as_detection(face: Face) -> Detection:
    return Detection(face.box, 1.0, face.mesh[:0, :2])


def _known(detection: Detection, faces: list[Face]) -> bool:
    return any(detection.overlap(_as_detection(face)) > _SAME_FACE for face in faces)
