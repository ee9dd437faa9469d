"""Small records for the vision tests."""

from __future__ import annotations

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


def a_policy(*, observations: bool = True, technical_checks: bool = True) -> Policy:
    words = Bilingual(zh="测试", en="test")
    days = Retention(recording_days=90, transcript_days=180, score_days=730, audit_days=1095)
    return Policy(
        id="test",
        name=words,
        observations=observations,
        technical_checks=technical_checks,
        explanation=words,
        retention=days,
    )


def a_frame(at_ms: int, **values: object) -> FrameReading:
    return FrameReading.model_validate({"at_ms": at_ms, "faces": 1, "light": 0.5, "sharpness": 90.0} | values)


def some_readings(frames: list[FrameReading], *, segment: int = 0, answer: int = 0) -> SegmentReadings:
    end = frames[-1].at_ms + 200 if frames else 0
    return SegmentReadings(segment=segment, answer=answer, start_ms=0, end_ms=end, frames=frames)
