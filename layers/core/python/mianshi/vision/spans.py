"""Stretches of time in which a measurement holds, and how far each can be relied on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median

from mianshi.contracts.observations import FrameReading, ObservationKind

GAP_MS = 1500
"""Nothing is assumed about a longer time without a measurement: a stretch ends before it."""
_BASELINE_MS = 5000
"""With less time measured there is no personal rest to speak of."""
_HIGHEST_SMILE = 0.4
"""A person who smiles through most of the interview is still smiling."""


@dataclass(frozen=True)
class Baseline:
    """How this person usually stands; people differ (brows set high, mouth corners turned up, a tilted screen).

    All are medians over time. `smile` (at most 0.4) and `brow` (brow_raise - brow_lower) are the face at rest over the
    whole interview; `eyes` (eyes_open), `size` (eye_distance) and `lean` belong to one answer, since the camera may
    stand elsewhere in the next. All but `smile` are None where less than five seconds were measured.
    """

    smile: float = 0.0
    brow: float | None = None
    eyes: float | None = None
    size: float | None = None
    lean: float | None = None


@dataclass(frozen=True)
class Stretch:
    """From when to when, the mean measurement, and how far it can be relied on (0 to 1)."""

    start_ms: int
    end_ms: int
    strength: float
    confidence: float


@dataclass(frozen=True)
class Rule:
    """When something counts as seen.

    It begins at `begin` and lasts until the measurement falls back past `stay`, so that noise around one threshold
    does not cut a stretch into pieces; stretches under `minimum_ms` are dropped. From `sure` on the measurement is
    beyond doubt as far as its size goes. Where `below` is set, small values count. A reading without the measurement
    neither begins nor ends a stretch. `clear` says that the measurement is only as good as the picture is clear.
    Thresholds are our choice.
    """

    what: ObservationKind
    measure: Callable[[FrameReading, Baseline], float | None]
    begin: float
    stay: float
    sure: float
    minimum_ms: int
    below: bool = False
    clear: bool = True

    def holds(self, value: float, *, inside: bool) -> bool:
        """Whether `value` begins a stretch or, inside one, lets it last."""
        limit = self.stay if inside else self.begin
        return value <= limit if self.below else value >= limit

    def reach(self, value: float) -> float:
        """How far beyond its threshold `value` lies: 0.5 at `begin`, 1 from `sure` on."""
        if self.sure == self.begin:
            return 1.0
        return min(1.0, max(0.0, 0.5 + 0.5 * (value - self.begin) / (self.sure - self.begin)))


def stretches(rule: Rule, frames: list[FrameReading], baseline: Baseline) -> Iterator[Stretch]:
    """Each time the rule holds, in order of time.

    A stretch runs from its first reading to the measured reading after its last one, or, where the measurements stop,
    one usual step after its last one. `frames` are in order of time.
    """
    measured = [(frame, value) for frame in frames if (value := rule.measure(frame, baseline)) is not None]
    step = _usual_step([frame.at_ms for frame, _ in measured])
    last_ms = frames[-1].until_ms if frames else 0
    held: list[tuple[FrameReading, float]] = []
    for frame, value in measured:
        if held and frame.at_ms - held[-1][0].until_ms > GAP_MS:
            yield from _kept(rule, held, min(last_ms, _last_end(held, step)))
            held = []
        if rule.holds(value, inside=bool(held)):
            held.append((frame, value))
        elif held:
            yield from _kept(rule, held, frame.at_ms)
            held = []
    if held:
        yield from _kept(rule, held, min(last_ms, _last_end(held, step)))


def confidence(clarity: Iterable[float], reach: Iterable[float]) -> float:
    """How far a stretch can be relied on: mean clarity x mean reach x n / (n + 1), over its n readings.

    One reading counts half, since a single frame may be a slip of the networks. Not a probability: nothing was
    calibrated against people who watched the same pictures.
    """
    clear, far = list(clarity), list(reach)
    return round(fmean(clear) * fmean(far) * len(far) / (len(far) + 1), 3)


def personal_baseline(frames: list[FrameReading]) -> Baseline:
    """The face at rest over an interview."""
    smile = time_median((frame, frame.smile) for frame in frames)
    rest = time_median((frame, brow(frame)) for frame in frames)
    return Baseline(smile=min(_HIGHEST_SMILE, smile or 0.0), brow=rest)


def time_median(readings: Iterable[tuple[FrameReading, float | None]]) -> float | None:
    """The value that was undercut half of the time; None where under five seconds were measured."""
    measured = sorted((value, frame.until_ms - frame.at_ms) for frame, value in readings if value is not None)
    whole = sum(length for _, length in measured)
    if whole < _BASELINE_MS:
        return None
    passed = 0
    for value, length in measured:
        passed += length
        if 2 * passed >= whole:
            return value
    return None


def brow(frame: FrameReading) -> float | None:
    """Height of the brows: > 0 over the canonical face's, < 0 under it."""
    return None if frame.brow_raise is None or frame.brow_lower is None else frame.brow_raise - frame.brow_lower


def _kept(rule: Rule, held: list[tuple[FrameReading, float]], end_ms: int) -> Iterator[Stretch]:
    start_ms = held[0][0].at_ms
    if end_ms - start_ms >= rule.minimum_ms:
        values = [value for _, value in held]
        clear = [frame.clarity if rule.clear else 1.0 for frame, _ in held]
        yield Stretch(start_ms, end_ms, round(fmean(values), 3), confidence(clear, map(rule.reach, values)))


def _last_end(held: list[tuple[FrameReading, float]], step: int) -> int:
    return max(held[-1][0].until_ms, held[-1][0].at_ms + step)


def _usual_step(times: list[int]) -> int:
    """The median time from one measurement to the next."""
    steps = [after - before for before, after in pairwise(times)]
    return round(median(steps)) if steps else 0
