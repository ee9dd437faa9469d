"""What was seen, named by what is seen and never by what it might mean."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from mianshi.contracts.base import Milliseconds, Record, Share, Span


class FrameReading(Record):
    """Measurements in one sampled frame. Angles in degrees; None where it could not be measured.

    yaw > 0: the person turns to their left; pitch > 0: looks up; roll > 0: head tilts to their left.
    `smile`, `brow_raise`, `brow_lower`, `mouth_open` run from 0 (at rest) to 1 (clearly).
    """

    at_ms: Milliseconds
    faces: int = Field(ge=0)
    face_box: tuple[float, float, float, float] | None = None
    """left, top, width, height as shares of the upright picture."""
    yaw: float | None = None
    pitch: float | None = None
    roll: float | None = None
    gaze: Literal["camera", "away"] | None = None
    smile: Share | None = None
    brow_raise: Share | None = None
    brow_lower: Share | None = None
    mouth_open: Share | None = None
    shoulder_tilt: float | None = None
    shoulder_width: float | None = None
    """As a share of picture width; it grows when the person leans in."""
    hands_visible: int | None = Field(default=None, ge=0, le=2)
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
    undecoded: int = Field(default=0, ge=0)
    """Frames that could not be decoded."""
    models: str = ""
    """Version of the models that read it."""


class ObservationKind(StrEnum):
    FACE_MISSING = "face_missing"
    SEVERAL_FACES = "several_faces"
    LOOKS_AWAY = "looks_away"
    HEAD_TURNED = "head_turned"
    SMILE = "smile"
    BROW_RAISED = "brow_raised"
    BROW_LOWERED = "brow_lowered"
    HANDS_VISIBLE = "hands_visible"
    SHOULDERS_TILTED = "shoulders_tilted"
    DARK = "dark"
    BLURRED = "blurred"


class Observation(Span):
    """One thing seen, from when to when. `strength` is the mean of the measurement over the stretch."""

    kind: ObservationKind
    answer: int = Field(ge=0)
    strength: float


class AnswerSummary(Record):
    """Shares of the sampled frames of one answer."""

    answer: int = Field(ge=0)
    frames: int = Field(ge=0)
    one_face_share: Share
    several_faces_share: Share
    camera_share: Share | None
    counts: dict[ObservationKind, int]
    mean_light: Share | None


class Observations(Record):
    """Everything seen in an interview; `computed` is False, and lists are empty, where policy or consent forbid it."""

    policy: str
    policy_version: str
    computed: bool
    reason: str
    """``policy_allows``, ``policy_forbids``, ``no_consent``, ``no_video`` or ``vision_failed``."""
    missing_segments: list[int]
    summaries: list[AnswerSummary]
    observations: list[Observation]
