"""Readings to observations: stretches of time in which something was seen, and a summary of each answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median

from mianshi.contracts.media import Segment
from mianshi.contracts.observations import (
    AnswerSummary,
    FrameReading,
    Observation,
    ObservationKind,
    Observations,
    SegmentReadings,
)
from mianshi.contracts.policy import Policy

_GAP_MS = 1500
"""Nothing is assumed about a longer time without a measurement: a stretch ends before it."""
_BASELINE_FRAMES = 25
"""Five seconds at the usual rate: with fewer readings there is no personal rest to speak of."""
_HIGHEST_SMILE = 0.4
"""A person who smiles through most of the interview is still smiling."""


@dataclass(frozen=True)
class Baseline:
    """How this face stands at rest; faces differ (brows set high, mouth corners turned up).

    `smile`: the median smile over the whole interview, at most 0.4. `brow`: the median of brow_raise - brow_lower.
    Movements count from there: a smile as ``(smile - rest) / (1 - rest)``, brows as the difference to their rest.
    """

    smile: float = 0.0
    brow: float = 0.0


@dataclass(frozen=True)
class Rule:
    """When something counts as seen.

    It begins at `begin` and lasts until the measurement falls back past `stay`, so that noise around one threshold
    does not cut a stretch into pieces; stretches under `minimum_ms` are dropped. Where `below` is set, small values
    count. A frame without the measurement neither begins nor ends a stretch. Thresholds are our choice.
    """

    kind: ObservationKind
    measure: Callable[[FrameReading, Baseline], float | None]
    begin: float
    stay: float
    minimum_ms: int
    below: bool = False

    def holds(self, value: float, *, inside: bool) -> bool:
        """Whether `value` begins a stretch or, inside one, lets it last."""
        limit = self.stay if inside else self.begin
        return value <= limit if self.below else value >= limit


def _smile(frame: FrameReading, rest: Baseline) -> float | None:
    return None if frame.smile is None else max(0.0, (frame.smile - rest.smile) / (1 - rest.smile))


def _brow(frame: FrameReading) -> float | None:
    return None if frame.brow_raise is None or frame.brow_lower is None else frame.brow_raise - frame.brow_lower


def _raised(frame: FrameReading, rest: Baseline) -> float | None:
    return None if (brow := _brow(frame)) is None else brow - rest.brow


def _lowered(frame: FrameReading, rest: Baseline) -> float | None:
    return None if (brow := _brow(frame)) is None else rest.brow - brow


def _size(value: float | None) -> float | None:
    return None if value is None else abs(value)


RULES: tuple[Rule, ...] = (
    Rule(ObservationKind.FACE_MISSING, lambda frame, _: float(frame.faces == 0), 1, 1, 1000),
    Rule(ObservationKind.SEVERAL_FACES, lambda frame, _: float(frame.faces), 2, 2, 1000),
    Rule(
        ObservationKind.LOOKS_AWAY,
        lambda frame, _: None if frame.gaze is None else float(frame.gaze == "away"),
        1,
        1,
        1000,
    ),
    Rule(ObservationKind.HEAD_TURNED, lambda frame, _: _size(frame.yaw), 25, 20, 1000),
    Rule(ObservationKind.SMILE, _smile, 0.5, 0.3, 600),
    Rule(ObservationKind.BROW_RAISED, _raised, 0.6, 0.4, 400),
    Rule(ObservationKind.BROW_LOWERED, _lowered, 0.6, 0.4, 600),
    Rule(
        ObservationKind.HANDS_VISIBLE,
        lambda frame, _: None if frame.hands_visible is None else float(frame.hands_visible),
        1,
        1,
        800,
    ),
    Rule(ObservationKind.SHOULDERS_TILTED, lambda frame, _: _size(frame.shoulder_tilt), 10, 7, 1500),
    # A face is dark-skinned far more often than a room is this dark: 0.15 is under what skin in room light gives.
    Rule(ObservationKind.DARK, lambda frame, _: frame.light, 0.15, 0.18, 1000, below=True),
    Rule(ObservationKind.BLURRED, lambda frame, _: frame.sharpness, 12, 18, 1000, below=True),
)


def observe(readings: list[SegmentReadings], segments: list[Segment], policy: Policy, version: str) -> Observations:
    """Everything seen in an interview, in order of answer, time and kind.

    Args:
        readings: in any order; a planned segment without readings, or with no frame, is listed as missing.
        segments: the plan.
        policy: where it forbids observations, only the technical summaries (faces and light) are given, and only
            if it allows technical checks.
        version: content hash of the policy.
    """
    frames = _by_answer(readings, segments)
    if not policy.observations:
        return Observations(
            policy=policy.id,
            policy_version=version,
            computed=False,
            reason="policy_forbids",
            missing_segments=_missing(readings, segments),
            summaries=[_technical(answer, frames[answer]) for answer in frames] if policy.technical_checks else [],
            observations=[],
        )
    baseline = personal_baseline([frame for answer in frames.values() for frame in answer])
    found = {answer: list(_stretches(answer, frames[answer], baseline)) for answer in frames}
    return Observations(
        policy=policy.id,
        policy_version=version,
        computed=True,
        reason="policy_allows",
        missing_segments=_missing(readings, segments),
        summaries=[_summary(answer, frames[answer], found[answer]) for answer in frames],
        observations=[
            observation
            for answer in frames
            for observation in sorted(found[answer], key=lambda one: (one.start_ms, one.kind, one.end_ms))
        ],
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


def personal_baseline(frames: list[FrameReading]) -> Baseline:
    """The person's rest; zero where there are under 25 readings."""
    smiles = [frame.smile for frame in frames if frame.smile is not None]
    brows = [brow for frame in frames if (brow := _brow(frame)) is not None]
    if len(smiles) < _BASELINE_FRAMES:
        return Baseline()
    return Baseline(smile=min(_HIGHEST_SMILE, median(smiles)), brow=median(brows) if brows else 0.0)


def stretches(rule: Rule, frames: list[FrameReading], baseline: Baseline) -> Iterator[tuple[int, int, float]]:
    """start_ms, end_ms and mean measurement of each time the rule holds.

    A stretch runs from its first frame to the measured frame after its last one, or to one usual step after it
    where the measurements stop. `frames` are in order of time.
    """
    measured = [(frame.at_ms, value) for frame in frames if (value := rule.measure(frame, baseline)) is not None]
    step = _usual_step([at_ms for at_ms, _ in measured])
    start, last, values = 0, 0, list[float]()
    for at_ms, value in measured:
        if values and at_ms - last > _GAP_MS:
            yield from _kept(rule, start, last + step, values)
            values = []
        if rule.holds(value, inside=bool(values)):
            start, last = start if values else at_ms, at_ms
            values.append(value)
        elif values:
            yield from _kept(rule, start, at_ms, values)
            values = []
    if values:
        yield from _kept(rule, start, last + step, values)


def _kept(rule: Rule, start: int, end: int, values: list[float]) -> Iterator[tuple[int, int, float]]:
    if end - start >= rule.minimum_ms:
        yield start, end, round(fmean(values), 3)


def _stretches(answer: int, frames: list[FrameReading], baseline: Baseline) -> Iterator[Observation]:
    for rule in RULES:
        for start, end, strength in stretches(rule, frames, baseline):
            yield Observation(start_ms=start, end_ms=end, kind=rule.kind, answer=answer, strength=strength)


def _usual_step(times: list[int]) -> int:
    """The median time from one measurement to the next."""
    steps = [after - before for before, after in pairwise(times)]
    return round(median(steps)) if steps else 0


def _by_answer(readings: list[SegmentReadings], segments: list[Segment]) -> dict[int, list[FrameReading]]:
    """Frames of each planned answer in order of time; segments may overlap by a frame, which then counts once."""
    frames: dict[int, dict[int, FrameReading]] = {answer: {} for answer in sorted({one.answer for one in segments})}
    for reading in sorted(readings, key=lambda one: one.segment):
        for frame in reading.frames:
            frames.setdefault(reading.answer, {}).setdefault(frame.at_ms, frame)
    return {answer: [times[at_ms] for at_ms in sorted(times)] for answer, times in sorted(frames.items())}


def _missing(readings: list[SegmentReadings], segments: list[Segment]) -> list[int]:
    seen = {reading.segment for reading in readings if reading.frames}
    return sorted({segment.index for segment in segments} - seen)


def _technical(answer: int, frames: list[FrameReading]) -> AnswerSummary:
    """What may be said without observing behaviour: how many faces, how much light."""
    return AnswerSummary(
        answer=answer,
        frames=len(frames),
        one_face_share=_share([frame.faces == 1 for frame in frames]) or 0.0,
        several_faces_share=_share([frame.faces > 1 for frame in frames]) or 0.0,
        camera_share=None,
        counts={},
        mean_light=round(fmean(frame.light for frame in frames), 3) if frames else None,
    )


def _summary(answer: int, frames: list[FrameReading], found: list[Observation]) -> AnswerSummary:
    kinds = [observation.kind for observation in found]
    return _technical(answer, frames).model_copy(
        update={
            "camera_share": _share([frame.gaze == "camera" for frame in frames if frame.gaze is not None]),
            "counts": {rule.kind: kinds.count(rule.kind) for rule in RULES},
        }
    )


def _share(hits: list[bool]) -> float | None:
    return round(sum(hits) / len(hits), 3) if hits else None
