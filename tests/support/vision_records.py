"""Small records for the vision tests."""

from __future__ import annotations

from typing import Literal

from mianshi.contracts.base import Bilingual, Pointer
from mianshi.contracts.media import Segment
from mianshi.contracts.observations import FrameReading, SegmentReadings
from mianshi.contracts.policy import Policy, Retention

NOWHERE = Pointer(bucket="bucket", key="clip")


def a_segment(
    end_ms: int, *, index: int = 0, answer: int = 0, start_ms: int = 0, clip_start_ms: int = 0, rotation: int = 0
) -> Segment:
    return Segment(
        index=index,
        answer=answer,
        start_ms=start_ms,
        end_ms=end_ms,
        clip=NOWHERE,
        clip_start_ms=clip_start_ms,
        rotation=rotation,
    )


def a_policy(picture: Literal["behaviour", "technical", "nothing"] = "behaviour") -> Policy:
    words = Bilingual(zh="测试", en="test")
    days = Retention(recording_days=90, transcript_days=180, score_days=730, audit_days=1095)
    return Policy(id="test", name=words, picture=picture, voice=True, delivery=True, explanation=words, retention=days)


def a_frame(at_ms: int, **values: object) -> FrameReading:
    """A reading that stands for 200 milliseconds."""
    plain = {"at_ms": at_ms, "until_ms": at_ms + 200, "faces": 1, "clarity": 1.0, "light": 0.5, "sharpness": 90.0}
    return FrameReading.model_validate(plain | values)


def some_readings(frames: list[FrameReading], *, segment: int = 0, answer: int = 0) -> SegmentReadings:
    end = frames[-1].at_ms + 200 if frames else 0
    return SegmentReadings(segment=segment, answer=answer, start_ms=0, end_ms=end, frames=frames)
