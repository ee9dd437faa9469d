"""The directions that count as looking at the camera."""

from __future__ import annotations

from typing import Literal

Gaze = Literal["camera", "away"]

CAMERA_YAW, CAMERA_PITCH = 15.0, 15.0
"""Half width and height, in degrees, of the cone that counts as looking at the camera. It holds the screen of a laptop
at arm's length (about 30 by 20 degrees, mostly below the lens: `CAMERA_DROP`), since a person who talks to a face on
the screen looks at the screen. Our choice, to be read together with an error of some five degrees."""
CAMERA_DROP = 6.0
"""The cone's centre lies this many degrees below the lens."""


def outside(yaw: float, pitch: float) -> float:
    """How far a line of sight (degrees) points away: 1 on the edge of the cone, 2 twice as far out."""
    return max(abs(yaw) / CAMERA_YAW, abs(pitch + CAMERA_DROP) / CAMERA_PITCH)


def named(yaw: float, pitch: float) -> Gaze:
    """Whether a line of sight (degrees) lies in the cone."""
    return "camera" if outside(yaw, pitch) <= 1 else "away"
