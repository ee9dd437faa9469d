"""Where a head points and where its eyes look, from the mesh and the irises of one frame."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from mianshi.vision.face import LEFT_EYE_INNER, LEFT_EYE_OUTER, RIGHT_EYE_INNER, RIGHT_EYE_OUTER
from mianshi.vision.gaze import Gaze, named
from mianshi.vision.geometry import Points

_CANONICAL = {
    4: (0.0, -0.4632, 7.5866),
    6: (0.0, 2.4733, 5.7886),
    10: (0.0, 8.2618, 4.4815),
    33: (-4.4459, 2.6640, 3.1734),
    54: (-6.2793, 6.6154, 1.4259),
    98: (-1.4056, -1.7142, 5.2411),
    127: (-7.7431, 2.3650, -2.0052),
    133: (-1.8564, 2.5852, 3.7579),
    168: (0.0, 3.2710, 5.2360),
    263: (4.4459, 2.6640, 3.1734),
    284: (6.2793, 6.6154, 1.4259),
    327: (1.4056, -1.7142, 5.2411),
    356: (7.7431, 2.3650, -2.0052),
    362: (1.8564, 2.5852, 3.7579),
}
"""Points that no expression moves: mesh index to centimetres, x to the person's left, y up, z to the front.
From MediaPipe's canonical face model (mediapipe/modules/face_geometry/data, Apache-2.0)."""

_INDICES = list(_CANONICAL)
_MODEL = np.array(list(_CANONICAL.values()), np.float64)
_FLIP = np.diag([1.0, -1.0, -1.0])
"""From x right, y down, z away (picture) to x right, y up, z to the camera."""

_OUTER_CORNERS_MM = 88.9
"""Distance between the outer eye corners of the canonical face: the ruler for everything inside the eyes."""
_IRIS_ARM_MM = 10.0
"""From the eye's centre of rotation to the plane of the iris (schematic eye: 13.5 mm to the cornea, chamber 3.5)."""
_CORNER_ARM_MM = 4.0
"""From the centre of rotation forward to the line between the eye corners; adult anatomy, rounded."""
_IRIS_RISE_MM = 1.5
"""How far above that line the iris stands when a person looks straight ahead; adult anatomy, rounded."""
_CLOSED_EYE = 0.15
"""Opening between the lids over eye width below which there is no iris to measure."""
_SMALLEST_IRIS_MM = 9.5
"""A human iris is 11.7 mm wide, give or take half a millimetre; a much smaller find is a half-closed lid."""
_FAR_EYE_YAW = 25.0
"""Beyond this turn only the eye nearer to the camera is read."""
_LIDS = {"right": [159, 145], "left": [386, 374]}
_OPENING = {"right": ((159, 145), (160, 144), (158, 153)), "left": ((386, 374), (387, 373), (385, 380))}
"""Three pairs of points on upper and lower lid of each eye."""


@dataclass(frozen=True)
class HeadPose:
    """Angles in degrees against the line from the face to the camera, so that a face off centre is not "turned".

    yaw > 0: turned to the person's left; pitch > 0: up; roll > 0: tilted to the person's left. `rotation` turns
    canonical coordinates into x right, y up, z along the optical axis to the camera.
    """

    yaw: float
    pitch: float
    roll: float
    rotation: Points


def head_pose(mesh: Points, width: int, height: int) -> HeadPose | None:
    """Solves for the pose that projects the canonical face onto the mesh, or None where there is no solution.

    The camera is taken to have a focal length of one picture length (a field of view of 53 degrees, as webcams and
    phones have within some ten degrees) and no distortion.
    """
    focal = float(max(width, height))
    camera = np.array([[focal, 0, width / 2], [0, focal, height / 2], [0, 0, 1]])
    solved, turn, shift = cv2.solvePnP(_MODEL, mesh[_INDICES, :2], camera, np.zeros(4), flags=cv2.SOLVEPNP_SQPNP)
    if not solved or float(shift[2, 0]) <= 0:
        return None
    rotation = cast(Points, _FLIP @ cv2.Rodrigues(turn)[0])
    to_camera = -(_FLIP @ shift[:, 0])
    sight_yaw, sight_pitch = _angles(to_camera / np.linalg.norm(to_camera))
    yaw, pitch = _angles(rotation[:, 2])
    level = _turned(yaw, pitch).T @ rotation
    roll = math.degrees(math.atan2(level[0, 1], level[1, 1]))
    return HeadPose(yaw - sight_yaw, pitch - sight_pitch, roll, rotation)


def frontal(mesh: Points, pose: HeadPose) -> Points:
    """The mesh seen from straight ahead: x to the person's left, y up, z to the front, in outer-eye-corner widths."""
    turned = (mesh * [1.0, -1.0, -1.0]) @ pose.rotation
    across = float(np.linalg.norm(turned[LEFT_EYE_OUTER] - turned[RIGHT_EYE_OUTER]))
    return turned / max(across, 1e-6)


def gaze_angles(mesh: Points, irises: tuple[Points, Points], pose: HeadPose) -> tuple[float, float] | None:
    """Yaw and pitch of the line of sight against the line to the camera, in degrees; None while the eyes are shut.

    An eye whose centre of rotation lies `c` behind its corners and `r` behind its iris, in a head turned by `h`,
    that looks in direction `g` shows its iris ``r sin g - c sin h`` away from the middle of its corners; this is
    solved for `g`, horizontally and vertically, and averaged over the eyes.
    """
    ruler = float(np.linalg.norm(mesh[LEFT_EYE_OUTER] - mesh[RIGHT_EYE_OUTER])) / _OUTER_CORNERS_MM
    rise = _IRIS_RISE_MM * pose.rotation[:2, 1]
    angles = []
    for side, iris in zip(_LIDS, irises, strict=True):
        if not _readable(mesh, iris, side, pose.yaw, ruler):
            continue
        offset = (iris[0, :2] - mesh[_corners(side), :2].mean(axis=0)) / ruler * [1, -1] - rise
        angles.append([_look(offset[0], pose.yaw), _look(offset[1], pose.pitch)])
    if not angles:
        return None
    yaw, pitch = np.mean(angles, axis=0)
    return float(yaw), float(pitch)


def eyes_open(mesh: Points) -> float:
    """Mean distance of upper from lower lid over eye width, over both eyes: near 0.3 open, under 0.1 shut.

    Follows the eye aspect ratio of Soukupova and Cech (2016), with three pairs of points to an eye.
    """
    shares = []
    for side, pairs in _OPENING.items():
        outer, inner = mesh[_corners(side), :2]
        gaps = [float(np.linalg.norm(mesh[upper, :2] - mesh[lower, :2])) for upper, lower in pairs]
        shares.append(sum(gaps) / len(gaps) / max(1e-6, float(np.linalg.norm(outer - inner))))
    return sum(shares) / len(shares)


def gaze(angles: tuple[float, float]) -> Gaze:
    """Whether the line of sight lies in the cone around the camera and the screen under it."""
    return named(*angles)


def _look(offset_mm: float, head: float) -> float:
    sine = (offset_mm + _CORNER_ARM_MM * math.sin(math.radians(head))) / _IRIS_ARM_MM
    return math.degrees(math.asin(min(1.0, max(-1.0, sine))))


def _readable(mesh: Points, iris: Points, side: str, yaw: float, ruler: float) -> bool:
    """Whether the eye is turned to the camera, open, and shows an iris of human size."""
    if (yaw > _FAR_EYE_YAW and side == "left") or (yaw < -_FAR_EYE_YAW and side == "right"):
        return False
    upper, lower = mesh[_LIDS[side], :]
    outer, inner = mesh[_corners(side), :]
    opening = float(np.linalg.norm(upper - lower)) / float(np.linalg.norm(outer - inner))
    return opening > _CLOSED_EYE and float(np.linalg.norm(iris[1, :2] - iris[3, :2])) / ruler > _SMALLEST_IRIS_MM


def _corners(side: str) -> list[int]:
    return [RIGHT_EYE_OUTER, RIGHT_EYE_INNER] if side == "right" else [LEFT_EYE_OUTER, LEFT_EYE_INNER]


def _angles(direction: Points) -> tuple[float, float]:
    x, y, z = (float(value) for value in direction)
    return math.degrees(math.atan2(x, z)), math.degrees(math.asin(min(1.0, max(-1.0, y))))


def _turned(yaw: float, pitch: float) -> Points:
    """The rotation that points the nose to yaw and pitch without roll."""
    a, b = math.radians(yaw), math.radians(-pitch)
    about_y = np.array([[math.cos(a), 0, math.sin(a)], [0, 1, 0], [-math.sin(a), 0, math.cos(a)]])
    about_x = np.array([[1, 0, 0], [0, math.cos(b), -math.sin(b)], [0, math.sin(b), math.cos(b)]])
    return cast(Points, about_y @ about_x)
