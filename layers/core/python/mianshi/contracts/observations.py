"""What was seen, named by what is seen and never by what it might mean."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from mianshi.contracts.base import Milliseconds, Record, Share, Span


class FrameReading(Record):
    """Measurements in one picture that the networks read. Angles in degrees; None where it could not be measured.

    yaw > 0: the person turns to their left; pitch > 0: looks up; roll > 0: head tilts to their left.
    `smile`, `brow_raise`, `brow_lower`, `mouth_open` run from 0 (at rest) to 1 (clearly).
    """

    at_ms: Milliseconds
    until_ms: Milliseconds
    """Up to here the reading stands for the picture: samples in between showed no change and were not read again."""
    faces: int = Field(ge=0)
    clarity: Share
    """How well this picture could be read: see `mianshi.vision.readings.clarity`."""
    face_box: tuple[float, float, float, float] | None = None
    """left, top, width, height as shares of the upright picture."""
    eye_distance: float | None = None
    """Between the outer eye corners, as a share of picture width and as if the head were not turned."""
    yaw: float | None = None
    pitch: float | None = None
    roll: float | None = None
    gaze: Literal["camera", "away"] | None = None
    gaze_yaw: float | None = None
    gaze_pitch: float | None = None
    """The line of sight against the line to the camera, signs as for the head."""
    eyes_open: float | None = None
    """Mean height of the lids' opening over eye width."""
    smile: Share | None = None
    brow_raise: Share | None = None
    brow_lower: Share | None = None
    mouth_open: Share | None = None
    stir: float | None = None
    """How much the face changed its shape in the last half second, in eye distances; 0 for a flat picture of a face,
    however it is moved."""
    shoulder_tilt: float | None = None
    shoulder_width: float | None = None
    """As a share of picture width."""
    lean: float | None = None
    """Of the line from between the shoulders to between the eyes against the vertical; > 0: to the person's left."""
    hands_visible: int | None = Field(default=None, ge=0, le=2)
    hand_speed: float | None = None
    """Of the faster wrist, in shoulder widths a second."""
    light: Share
    """Mean brightness of the face, or of the picture where there is no face."""
    sharpness: float = Field(ge=0.0)
    """Variance of the Laplacian of the face (or picture) scaled to 160 pixels width."""


class SegmentReadings(Record):
    """What one Vision invocation saw."""

    segment: int = Field(ge=0)
    answer: int = Field(ge=0)
    start_ms: Milliseconds
    end_ms: Milliseconds
    frames: list[FrameReading]
    samples: int = Field(default=0, ge=0)
    """Pictures that were compared; `frames` are those that were read."""
    undecoded: int = Field(default=0, ge=0)
    """Samples that could not be decoded."""
    models: str = ""
    """Version of the models that read it."""


class ObservationKind(StrEnum):
    FACE_MISSING = "face_missing"
    SEVERAL_FACES = "several_faces"
    AWAY_LONG = "away_long"
    READS_ASIDE = "reads_aside"
    STILL_PICTURE = "still_picture"
    LOOKS_AWAY = "looks_away"
    HEAD_TURNED = "head_turned"
    BLINK = "blink"
    SMILE = "smile"
    BROW_RAISED = "brow_raised"
    BROW_LOWERED = "brow_lowered"
    MOUTH_OPEN = "mouth_open"
    LEANS_IN = "leans_in"
    LEANS_OUT = "leans_out"
    LEANS_ASIDE = "leans_aside"
    SHOULDERS_TILTED = "shoulders_tilted"
    HANDS_VISIBLE = "hands_visible"
    HANDS_MOVING = "hands_moving"
    DARK = "dark"
    BLURRED = "blurred"


TO_LOOK_AT = (
    ObservationKind.FACE_MISSING,
    ObservationKind.SEVERAL_FACES,
    ObservationKind.AWAY_LONG,
    ObservationKind.READS_ASIDE,
    ObservationKind.STILL_PICTURE,
)
"""Questions for a person who watches the recording at that moment; never a verdict."""
PICTURE_CONDITIONS = (ObservationKind.DARK, ObservationKind.BLURRED)
TECHNICAL = (ObservationKind.FACE_MISSING, ObservationKind.SEVERAL_FACES, *PICTURE_CONDITIONS)
"""All that is looked for where a policy profile allows technical checks alone."""


class Observation(Span):
    """One thing seen, from when to when.

    `strength` is the mean of the measurement over the stretch, in the unit of its rule. `confidence` says how far the
    measurement can be relied on (`mianshi.vision.spans`); it is not a probability, nothing was calibrated.
    """

    what: ObservationKind
    answer: int = Field(ge=0)
    strength: float
    confidence: Share


class AnswerSummary(Record):
    """One answer in numbers. Shares are of the time that was looked at, `counts` and `shares` of `observations`."""

    answer: int = Field(ge=0)
    frames: int = Field(ge=0)
    """Pictures the networks read."""
    looked_ms: Milliseconds
    """The time these pictures stand for."""
    one_face_share: Share
    several_faces_share: Share
    camera_share: Share | None
    blinks_per_minute: float | None
    """Over the time in which the eyes could be seen; blinks shorter than the time between two samples are missed."""
    counts: dict[ObservationKind, int]
    shares: dict[ObservationKind, Share]
    mean_light: Share | None


class Observations(Record):
    """Everything seen in an interview.

    `computed` says whether behaviour was observed. Where policy or consent forbid it, there are at most the technical
    checks (`TECHNICAL`) that the policy allows.
    """

    policy: str
    policy_version: str
    computed: bool
    reason: str
    """``policy_allows``, ``policy_forbids``, ``no_consent``, ``no_video`` or ``vision_failed``."""
    missing_segments: list[int]
    summaries: list[AnswerSummary]
    observations: list[Observation]
