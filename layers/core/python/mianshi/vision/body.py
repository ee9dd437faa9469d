"""Shoulders and hands, from the body's points in one picture and in the one before."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from mianshi.vision.face import LEFT_EYE_OUTER, RIGHT_EYE_OUTER, Face
from mianshi.vision.geometry import Points
from mianshi.vision.models import Picture, VisionModels
from mianshi.vision.pose import LEFT_SHOULDER, LEFT_WRIST, RIGHT_SHOULDER, RIGHT_WRIST, Pose, PoseTracker

_MIN_VISIBILITY = 0.5
_WRISTS = (LEFT_WRIST, RIGHT_WRIST)
_LONGEST_STEP_MS = 700
"""A wrist seen again later than this went a way nobody saw."""


@dataclass(frozen=True)
class _Seen:
    at_ms: int
    wrists: dict[int, Points]


@dataclass
class BodyReader:
    """Reads posture and hands of the followed face's body."""

    models: VisionModels
    _poses: PoseTracker = field(init=False)
    _before: _Seen | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self._poses = PoseTracker(self.models)

    def read(self, at_ms: int, picture: Picture, face: Face) -> dict[str, object]:
        """Values of `FrameReading`; empty where no body is seen that belongs to the face."""
        pose = self._poses.find(picture)
        if pose is None or not _belongs(pose, face):
            self._before = None
            return {}
        height, width = picture.shape[:2]
        values = posture(pose, face.mesh, width, height)
        now = _Seen(at_ms, {one: pose.points[one, :2] for one in _WRISTS if _seen(pose, one, width, height)})
        if "shoulder_width" in values:
            speed = _speed(self._before, now, float(str(values["shoulder_width"])) * width)
            values |= {} if speed is None else {"hand_speed": round(speed, 2)}
        self._before = now
        return values


def posture(pose: Pose, mesh: Points, width: int, height: int) -> dict[str, object]:
    """Shoulders and hands.

    shoulder_tilt: degrees, > 0 when the person's left shoulder is lower, as roll > 0 is a head tilted to their left.
    lean: degrees between the vertical and the line from between the shoulders to between the eyes, > 0: to their left.
    hands_visible: wrists that can be seen inside the picture.
    """
    left, right = pose.points[LEFT_SHOULDER], pose.points[RIGHT_SHOULDER]
    values: dict[str, object] = {"hands_visible": sum(_seen(pose, wrist, width, height) for wrist in _WRISTS)}
    if min(pose.visibility[LEFT_SHOULDER], pose.visibility[RIGHT_SHOULDER]) > _MIN_VISIBILITY:
        across = left - right
        values["shoulder_tilt"] = round(math.degrees(math.atan2(float(across[1]), float(across[0]))), 1)
        values["shoulder_width"] = round(math.hypot(float(across[0]), float(across[1])) / width, 4)
        up = (mesh[LEFT_EYE_OUTER, :2] + mesh[RIGHT_EYE_OUTER, :2] - left[:2] - right[:2]) / 2
        values["lean"] = round(math.degrees(math.atan2(float(up[0]), -float(up[1]))), 1)
    return values


def _speed(before: _Seen | None, now: _Seen, shoulders: float) -> float | None:
    """Shoulder widths a second of the faster wrist that was seen both times."""
    if before is None or not 0 < now.at_ms - before.at_ms <= _LONGEST_STEP_MS or shoulders <= 0:
        return None
    ways = [math.dist(now.wrists[one], before.wrists[one]) for one in now.wrists if one in before.wrists]
    return max(ways) / shoulders / ((now.at_ms - before.at_ms) / 1000) if ways else None


def _belongs(pose: Pose, face: Face) -> bool:
    """Whether the body's nose lies in the face: with several people the body could be somebody else's."""
    left, top, right, bottom = face.box
    x, y = float(pose.points[0, 0]), float(pose.points[0, 1])
    return left <= x <= right and top <= y <= bottom


def _seen(pose: Pose, index: int, width: int, height: int) -> bool:
    x, y = pose.points[index, :2]
    return bool(pose.visibility[index] > _MIN_VISIBILITY and 0 <= x < width and 0 <= y < height)
