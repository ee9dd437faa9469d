"""Readings to observations: stretches of time in which something was seen, and a summary of each answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from functools import partial
from math import fsum

from mianshi.contracts.media import Segment
from mianshi.contracts.observations import (
    TECHNICAL,
    AnswerSummary,
    FrameReading,
    Observation,
    ObservationKind,
    Observations,
    SegmentReadings,
)
from mianshi.contracts.policy import Policy
from mianshi.vision.patterns import PATTERNS
from mianshi.vision.rules import RULES
from mianshi.vision.spans import Baseline, Stretch, personal_baseline, stretches, time_median


def observe(readings: list[SegmentReadings], segments: list[Segment], policy: Policy, version: str) -> Observations:
    """Everything seen in an interview, in order of answer, time and kind.

    Args:
        readings: in any order; a planned segment without readings, or with no frame, is listed as missing.
        segments: the plan.
        policy: under ``technical`` only the kinds of `TECHNICAL` and their numbers, under ``nothing`` nothing.
        version: content hash of the policy.
    """
    if policy.picture == "nothing":
        return nothing_observed(policy, version, "policy_forbids")
    behaviour = policy.picture == "behaviour"
    kinds = tuple(ObservationKind) if behaviour else TECHNICAL
    frames = _by_answer(readings, segments)
    rest = personal_baseline([frame for answer in frames.values() for frame in answer]) if behaviour else Baseline()
    found = {answer: _observed(answer, frames[answer], rest, kinds) for answer in frames}
    return Observations(
        policy=policy.id,
        policy_version=version,
        computed=behaviour,
        reason="policy_allows" if behaviour else "policy_forbids",
        missing_segments=_missing(readings, segments),
        summaries=[_summary(answer, frames[answer], found[answer], kinds) for answer in frames],
        observations=[one for answer in frames for one in found[answer]],
    )


def nothing_observed(policy: Policy, version: str, reason: str) -> Observations:
    """What stands in the report where nothing was computed; `reason` as in `Observations.reason`."""
    return Observations(
        policy=policy.id,
        policy_version=version,
        computed=False,
        reason=reason,
        missing_segments=[],
        summaries=[],
        observations=[],
    )


def _observed(
    answer: int, frames: list[FrameReading], rest: Baseline, kinds: Collection[ObservationKind]
) -> list[Observation]:
    usual = replace(
        rest,
        eyes=time_median((frame, frame.eyes_open) for frame in frames),
        size=time_median((frame, frame.eye_distance) for frame in frames),
        lean=time_median((frame, frame.lean) for frame in frames),
    )
    found = [
        Observation(
            start_ms=one.start_ms,
            end_ms=one.end_ms,
            what=kind,
            answer=answer,
            strength=one.strength,
            confidence=one.confidence,
        )
        for kind in kinds
        for one in _FINDERS[kind](frames, usual)
    ]
    return sorted(found, key=lambda one: (one.start_ms, one.what, one.end_ms))


_FINDERS: dict[ObservationKind, Callable[[list[FrameReading], Baseline], Iterator[Stretch]]] = {
    **{rule.what: partial(stretches, rule) for rule in RULES},
    **PATTERNS,
}


def _by_answer(readings: list[SegmentReadings], segments: list[Segment]) -> dict[int, list[FrameReading]]:
    """Readings of each planned answer in order of time; segments may overlap by a frame, which then counts once."""
    frames: dict[int, dict[int, FrameReading]] = {answer: {} for answer in sorted({one.answer for one in segments})}
    for reading in sorted(readings, key=lambda one: one.segment):
        for frame in reading.frames:
            frames.setdefault(reading.answer, {}).setdefault(frame.at_ms, frame)
    return {answer: [times[at_ms] for at_ms in sorted(times)] for answer, times in sorted(frames.items())}


def _missing(readings: list[SegmentReadings], segments: list[Segment]) -> list[int]:
    seen = {reading.segment for reading in readings if reading.frames}
    return sorted({segment.index for segment in segments} - seen)


def _summary(
    answer: int, frames: list[FrameReading], found: list[Observation], kinds: Collection[ObservationKind]
) -> AnswerSummary:
    looked_ms = sum(_length(frame) for frame in frames)
    blinks = sum(one.what is ObservationKind.BLINK for one in found)
    eyes_ms = sum(_length(frame) for frame in frames if frame.eyes_open is not None)
    return AnswerSummary(
        answer=answer,
        frames=len(frames),
        looked_ms=looked_ms,
        one_face_share=_share(frames, lambda frame: frame.faces == 1) or 0.0,
        several_faces_share=_share(frames, lambda frame: frame.faces > 1) or 0.0,
        camera_share=_share([frame for frame in frames if frame.gaze], lambda frame: frame.gaze == "camera"),
        blinks_per_minute=round(60_000 * blinks / eyes_ms, 1) if eyes_ms else None,
        counts={kind: sum(one.what is kind for one in found) for kind in kinds},
        shares={kind: _time_share([one for one in found if one.what is kind], looked_ms) for kind in kinds},
        mean_light=round(fsum(frame.light * _length(frame) for frame in frames) / looked_ms, 3) if looked_ms else None,
    )


def _length(frame: FrameReading) -> int:
    return frame.until_ms - frame.at_ms


def _share(frames: list[FrameReading], hit: Callable[[FrameReading], bool]) -> float | None:
    """Of the time these readings stand for."""
    whole = sum(_length(frame) for frame in frames)
    return round(sum(_length(frame) for frame in frames if hit(frame)) / whole, 3) if whole else None


def _time_share(found: list[Observation], looked_ms: int) -> float:
    return round(min(1.0, sum(one.end_ms - one.start_ms for one in found) / looked_ms), 3) if looked_ms else 0.0
