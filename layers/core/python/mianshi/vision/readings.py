"""Landmarks to measurements: one `FrameReading` per picture that is read."""

from __future__ import annotations

import math
from collections import deque

import cv2
import numpy as np

from mianshi.contracts.observations import FrameReading
from mianshi.vision.body import BodyReader
from mianshi.vision.expression import expression, stir
from mianshi.vision.face import LEFT_EYE_OUTER, RIGHT_EYE_OUTER, Face, FaceTracker
from mianshi.vision.geometry import Points
from mianshi.vision.head import HeadPose, eyes_open, frontal, gaze, gaze_angles, head_pose
from mianshi.vision.models import Picture, VisionModels

_IRIS_EVERY_MS, _BODY_EVERY_MS, _STILL_BODY_EVERY_MS = 200, 300, 900
"""Cells of the answer's clock in which irises and body are read at most once. The mesh is read every time: lids and
lips are quick, eyes and arms are not, and their networks cost more. The body is read in each cell while something
moves outside the face, else in each longer one."""
_STIR_MS = 400
"""Two meshes nearer in time than this differ by little more than noise."""

_MIN_EYE_DISTANCE = 16
"""Pixels between the outer eye corners under which an iris is a blur of two or three pixels: nothing is measured."""
_FURTHEST_EYES = 28.0
"""Degrees up or down in the head: further out the lid would cover the iris, and what was found is a dark lens."""
_MIN_LIGHT = 0.06
"""Mean brightness of a face under which nothing is measured on it."""
_EXPRESSION_YAW = 20.0
"""Degrees of turn beyond which half of mouth and brows is the mesh network's guess."""
_CLEAR_EYE_DISTANCE, _CLEAR_LIGHT, _CLEAR_SHARPNESS = 48.0, 0.2, 30.0
"""From here on size, light and sharpness do not limit a measurement. All seven are our choice."""
_SHARPNESS_WIDTH = 160


class FrameReader:
    """Reads pictures of one segment in order of time.

    Args:
        behaviour: False reads only what a technical check needs: the number of faces, light and sharpness.
    """

    def __init__(self, models: VisionModels, *, behaviour: bool = True) -> None:
        self._faces = FaceTracker(models)
        self._bodies = BodyReader(models)
        self._behaviour = behaviour
        self._meshes: deque[tuple[int, Points]] = deque()
        self._iris_cell = self._body_cell = self._still_cell = -1
        self._moved = True
        self._gaze_is_old = False
        self.face: Face | None = None
        """The face in the picture read last."""

    def read(self, at_ms: int, picture: Picture, until_ms: int | None = None, *, around: bool = True) -> FrameReading:
        """Measurements in one picture.

        Args:
            at_ms: time on the answer's clock; it rises from call to call.
            until_ms: how long the reading stands for the picture, if not for this moment alone.
            around: whether anything outside the face changed since the last picture.
        """
        self.face, faces = self._faces.find(picture, at_ms)
        self._moved |= around
        values: dict[str, object] = {"at_ms": at_ms, "until_ms": until_ms or at_ms, "faces": faces}
        quality = picture_quality(picture, self.face.box if self.face else None)
        values |= quality
        values["clarity"] = clarity(self.face, quality)
        if self._behaviour:
            values |= self._person(at_ms, picture, self.face, quality["light"]) if self.face else {}
            self._forget(at_ms)
        return FrameReading.model_validate(values)

    def owes(self, at_ms: int) -> bool:
        """Whether irises or body of the picture read last were put off, and at `at_ms` are due."""
        if not self._behaviour or self.face is None:
            return False
        eyes = self._gaze_is_old and at_ms // _IRIS_EVERY_MS != self._iris_cell
        return eyes or (self._moved and at_ms // _BODY_EVERY_MS != self._body_cell)

    def _person(self, at_ms: int, picture: Picture, face: Face, light: float) -> dict[str, object]:
        height, width = picture.shape[:2]
        left, top, right, bottom = face.box
        box = (left / width, top / height, (right - left) / width, (bottom - top) / height)
        values: dict[str, object] = {"face_box": tuple(round(edge, 4) for edge in box)}
        self._gaze_is_old = light >= _MIN_LIGHT and _eye_distance(face) >= _MIN_EYE_DISTANCE
        if self._gaze_is_old:
            values |= self._head(at_ms, picture, face)
            values |= self._stir(at_ms, face)
        if self._body_is_due(at_ms):
            values |= self._bodies.read(at_ms, picture, face)
        return values

    def _head(self, at_ms: int, picture: Picture, face: Face) -> dict[str, object]:
        height, width = picture.shape[:2]
        pose = head_pose(face.mesh, width, height)
        if pose is None:
            self._gaze_is_old = False
            return {}
        values: dict[str, object] = {
            "yaw": round(pose.yaw, 1),
            "pitch": round(pose.pitch, 1),
            "roll": round(pose.roll, 1),
            "eyes_open": round(eyes_open(face.mesh), 3),
            "eye_distance": round(_eye_distance(face) / width / max(0.2, math.cos(math.radians(pose.yaw))), 4),
        }
        if abs(pose.yaw) <= _EXPRESSION_YAW:
            values |= expression(frontal(face.mesh, pose))
        return values | self._gaze(at_ms, picture, face, pose)

    def _gaze(self, at_ms: int, picture: Picture, face: Face, pose: HeadPose) -> dict[str, object]:
        cell = at_ms // _IRIS_EVERY_MS
        if cell == self._iris_cell:
            return {}
        self._iris_cell, self._gaze_is_old = cell, False
        angles = gaze_angles(face.mesh, self._faces.irises(picture, face), pose)
        if angles is None or abs(angles[1] - pose.pitch) > _FURTHEST_EYES:
            return {}
        return {"gaze": gaze(angles), "gaze_yaw": round(angles[0], 1), "gaze_pitch": round(angles[1], 1)}

    def _stir(self, at_ms: int, face: Face) -> dict[str, object]:
        """The change of shape since the latest picture that is old enough."""
        while len(self._meshes) > 1 and at_ms - self._meshes[1][0] >= _STIR_MS:
            self._meshes.popleft()
        old = self._meshes[0] if self._meshes and at_ms - self._meshes[0][0] >= _STIR_MS else None
        self._meshes.append((at_ms, face.mesh))
        return {} if old is None else {"stir": round(stir(old[1], face.mesh), 4)}

    def _forget(self, at_ms: int) -> None:
        """Without a face in this picture the meshes before it are of another appearance."""
        if not self._meshes or self._meshes[-1][0] != at_ms:
            self._meshes.clear()

    def _body_is_due(self, at_ms: int) -> bool:
        cell, still = at_ms // _BODY_EVERY_MS, at_ms // _STILL_BODY_EVERY_MS
        due = cell != self._body_cell if self._moved else still != self._still_cell
        if due:
            self._body_cell, self._still_cell, self._moved = cell, still, False
        return due


def picture_quality(picture: Picture, box: tuple[float, float, float, float] | None) -> dict[str, float]:
    """light and sharpness of the face (left, top, right, bottom in pixels), or of the whole picture without one."""
    height, width = picture.shape[:2]
    region = picture
    if box is not None:
        left, top = max(0, int(box[0])), max(0, int(box[1]))
        right, bottom = min(width, int(box[2]) + 1), min(height, int(box[3]) + 1)
        if right - left > 1 and bottom - top > 1:
            region = picture[top:bottom, left:right]
    tall = max(2, round(region.shape[0] * _SHARPNESS_WIDTH / region.shape[1]))
    small = cv2.resize(region, (_SHARPNESS_WIDTH, tall), interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    edges = cv2.Laplacian(grey, cv2.CV_32F)
    return {"light": round(float(grey.mean()) / 255, 3), "sharpness": round(float(edges.var()), 1)}


def clarity(face: Face | None, quality: dict[str, float]) -> float:
    """How well a picture could be read, 0 to 1.

    With a face: the mesh network's presence times the least of eye distance / 48 pixels, light / 0.2 and
    sharpness / 30, each at most 1. Without one: the lesser of light / 0.2 and (1 + sharpness / 30) / 2, since an empty
    wall and a lens out of focus look alike.
    """
    light, sharp = min(1.0, quality["light"] / _CLEAR_LIGHT), min(1.0, quality["sharpness"] / _CLEAR_SHARPNESS)
    if face is None:
        return round(min(light, (1 + sharp) / 2), 3)
    size = min(1.0, _eye_distance(face) / _CLEAR_EYE_DISTANCE)
    return round(face.presence * min(size, light, sharp), 3)


def _eye_distance(face: Face) -> float:
    """Pixels between the outer eye corners."""
    return float(np.linalg.norm(face.mesh[LEFT_EYE_OUTER, :2] - face.mesh[RIGHT_EYE_OUTER, :2]))
