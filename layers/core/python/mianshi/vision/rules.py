"""What counts as seen, measurement by measurement. Every threshold is our choice, fitted to no labelled data."""

from __future__ import annotations

from mianshi.contracts.observations import FrameReading, ObservationKind
from mianshi.vision.gaze import outside
from mianshi.vision.spans import Baseline, Rule, brow

TURNED_YAW = 25.0
"""Degrees from which on a head counts as turned."""

_MIN_LIGHT = 0.05
"""Mean brightness under which grain is all there is to see."""


def _missing(frame: FrameReading, _: Baseline) -> float | None:
    return float(frame.faces == 0)


def _faces(frame: FrameReading, _: Baseline) -> float | None:
    return float(frame.faces)


def gaze_outside(frame: FrameReading, _: Baseline) -> float | None:
    """See `mianshi.vision.gaze.outside`; None where the eyes could not be read."""
    if frame.gaze_yaw is None or frame.gaze_pitch is None:
        return None
    return outside(frame.gaze_yaw, frame.gaze_pitch)


def _turn(frame: FrameReading, _: Baseline) -> float | None:
    return _size(frame.yaw)


def _smile(frame: FrameReading, rest: Baseline) -> float | None:
    return None if frame.smile is None else max(0.0, (frame.smile - rest.smile) / (1 - rest.smile))


def _raised(frame: FrameReading, rest: Baseline) -> float | None:
    return None if (height := brow(frame)) is None or rest.brow is None else height - rest.brow


def _lowered(frame: FrameReading, rest: Baseline) -> float | None:
    return None if (height := _raised(frame, rest)) is None else -height


def _mouth(frame: FrameReading, _: Baseline) -> float | None:
    return frame.mouth_open


def _nearness(frame: FrameReading, usual: Baseline) -> float | None:
    return None if frame.eye_distance is None or not usual.size else frame.eye_distance / usual.size


def _lean(frame: FrameReading, usual: Baseline) -> float | None:
    return None if frame.lean is None or usual.lean is None else abs(frame.lean - usual.lean)


def _tilt(frame: FrameReading, _: Baseline) -> float | None:
    return _size(frame.shoulder_tilt)


def _hands(frame: FrameReading, _: Baseline) -> float | None:
    return None if frame.hands_visible is None else float(frame.hands_visible)


def _hand_speed(frame: FrameReading, _: Baseline) -> float | None:
    return frame.hand_speed


def _light(frame: FrameReading, _: Baseline) -> float | None:
    return frame.light


def _sharpness(frame: FrameReading, _: Baseline) -> float | None:
    """As it would be at half brightness: edges fade with the light, and dark is not blurred."""
    return None if frame.light < _MIN_LIGHT else frame.sharpness * (0.5 / frame.light) ** 2


def _size(value: float | None) -> float | None:
    return None if value is None else abs(value)


_K = ObservationKind
# Half a second must be found: readings of the face may begin and end a tenth of a second late, of the eyes two.
RULES: tuple[Rule, ...] = (
    Rule(_K.FACE_MISSING, _missing, 1, 1, 1, 400),
    Rule(_K.SEVERAL_FACES, _faces, 2, 2, 2, 1000),
    Rule(_K.LOOKS_AWAY, gaze_outside, 1.0, 0.9, 1.5, 300),
    Rule(_K.HEAD_TURNED, _turn, TURNED_YAW, 20, 40, 400),
    Rule(_K.SMILE, _smile, 0.5, 0.3, 0.8, 400),
    Rule(_K.BROW_RAISED, _raised, 0.6, 0.4, 1.0, 400),
    Rule(_K.BROW_LOWERED, _lowered, 0.6, 0.4, 1.0, 400),
    Rule(_K.MOUTH_OPEN, _mouth, 0.75, 0.6, 1.0, 500),
    Rule(_K.LEANS_IN, _nearness, 1.25, 1.15, 1.5, 1500),
    Rule(_K.LEANS_OUT, _nearness, 0.8, 0.87, 0.6, 1500, below=True),
    Rule(_K.LEANS_ASIDE, _lean, 15, 10, 25, 1500),
    Rule(_K.SHOULDERS_TILTED, _tilt, 10, 7, 20, 1500),
    Rule(_K.HANDS_VISIBLE, _hands, 1, 1, 1, 800),
    Rule(_K.HANDS_MOVING, _hand_speed, 1.0, 0.5, 2.0, 500),
    # A face is dark-skinned far more often than a room is this dark: 0.15 is under what skin in room light gives.
    Rule(_K.DARK, _light, 0.15, 0.18, 0.08, 1000, below=True, clear=False),
    Rule(_K.BLURRED, _sharpness, 12, 18, 5, 1000, below=True, clear=False),
)
