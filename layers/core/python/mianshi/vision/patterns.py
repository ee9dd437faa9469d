"""What shows only over time: a blink, a long look away, eyes that go along lines. Choices are ours, as in `rules`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median

from mianshi.contracts.observations import FrameReading, ObservationKind
from mianshi.vision.gaze import CAMERA_YAW
from mianshi.vision.rules import TURNED_YAW, gaze_outside
from mianshi.vision.spans import GAP_MS, Baseline, Rule, Stretch, confidence, stretches

_BLINK_SHUT, _BLINK_OPEN = 0.75, 0.85
"""Shares of the usual opening of this person's eyes: at most the first at least once, from the second on open again.
At ten samples a second the lids are often caught half way; fully shut would miss most blinks."""
_BLINK_MS = 500
"""Lids down for longer are eyes that look down or rest. A blink takes 0.1 to 0.4 s."""
_BLINK_GAP_MS = 200
_BLINK_YAW = 30.0

_STILL = Rule(ObservationKind.STILL_PICTURE, lambda frame, _: frame.stir, 0.0015, 0.0025, 0.0005, 8000, below=True)
"""A photograph that was coded again stirs by 0.001 at most, with strong grain; a person who holds still by 0.002 and
more from one half second to the next, and nobody goes eight seconds without a breath, a blink or a word."""
_HELD_MS, _HELD_LIDS, _HELD_LIPS = 20_000, 0.8, 0.3
"""A photograph moved by hand stirs like a person, since the mesh trembles with it; but its lids stay over this share
of their usual opening and its lips under this one of `mouth_open`. Twenty seconds are four usual blinks."""

_AWAY_MS, _AWAY_PAUSE_MS = 10_000, 1000
"""Ten seconds: people look away for a few seconds when they think; a glance back of up to a second counts as away."""
_AWAY_SEEN = 0.5
"""Share of the time in which the face must be in the picture: an empty chair is `face_missing`."""

_ASIDE_MS, _ASIDE_PAUSE_MS, _ASIDE_SURE = 8000, 600, 25.0
_SWING, _WIDEST_SWING = 6.0, 30.0
"""Degrees of one sweep: the error of the gaze is near 5, and a screen at arm's length is 30 wide."""
_SWEEP_MS = (300, 6000)
_SWEEPS = 8
"""Turns of the eyes in a row, four lines."""
_RETURN_MS, _RETURN_QUICKER = 1000, 2.0
_ON_THE_WAY = 0.4
"""Eyes that read go along a line in small steps and come back in one jump: the way back is this quick, and at least
twice as quick as the way forth, and on the way forth this share of the looks lies between the ends of the line. Eyes
that wander take equal time both ways; eyes that glance at something rest at the ends."""
_MOUTH_SWING, _SPEAKING_MS = 0.1, 1000
"""Somebody speaks where the mouth turns from opening to closing, by a tenth and more, at least once a second."""

_Point = tuple[int, float]


@dataclass(frozen=True)
class _Held:
    """A reading and how far beyond its threshold it lies (0 to 1)."""

    frame: FrameReading
    reach: float
    value: float


def blinks(frames: list[FrameReading], usual: Baseline) -> Iterator[Stretch]:
    """Each time the lids went down and up again within half a second; strength is the share by which they closed."""
    if not usual.eyes:
        return
    shut: list[tuple[FrameReading, float]] = []
    before_ms: int | None = None
    for frame in frames:
        if frame.eyes_open is None or abs(frame.yaw or 0.0) > _BLINK_YAW:
            shut, before_ms = [], None
            continue
        opening = frame.eyes_open / usual.eyes
        together = before_ms is not None and frame.at_ms - before_ms <= _BLINK_GAP_MS
        if opening >= _BLINK_OPEN:
            if shut and together:
                yield from _blink(shut, frame.at_ms)
            shut = []
        elif shut or (together and opening <= _BLINK_SHUT):
            shut.append((frame, opening))
        before_ms = frame.until_ms


def _blink(shut: list[tuple[FrameReading, float]], end_ms: int) -> Iterator[Stretch]:
    start_ms, deepest = shut[0][0].at_ms, min(opening for _, opening in shut)
    if end_ms - start_ms <= _BLINK_MS:
        reach = min(1.0, 0.5 + (_BLINK_SHUT - deepest))
        # Several readings of one blink are no more proof than one: how deep the lids went is.
        yield Stretch(
            start_ms, end_ms, round(1 - deepest, 3), round(fmean(f.clarity for f, _ in shut) * min(1, reach), 3)
        )


def still_picture(frames: list[FrameReading], usual: Baseline) -> Iterator[Stretch]:
    """A face whose shape does not change for eight seconds, or whose lids and lips hold for twenty.

    Strength is `stir` or, in the second case, the widest opening of the mouth. A recording of a living person that is
    played again is not found.
    """
    unmoved = list(stretches(_STILL, frames, usual))
    yield from unmoved
    for held in _held_faces(frames, usual):
        apart = all(held.end_ms <= one.start_ms or one.end_ms <= held.start_ms for one in unmoved)
        if held.end_ms - held.start_ms >= _HELD_MS and apart:
            yield held


def _held_faces(frames: list[FrameReading], usual: Baseline) -> Iterator[Stretch]:
    run: list[FrameReading] = []
    for frame in [*frames, None]:
        broken = frame is None or frame.faces == 0 or _moves_lids_or_lips(frame, usual)
        if run and (frame is None or broken or frame.at_ms - run[-1].until_ms > GAP_MS):
            widest = max(one.mouth_open or 0.0 for one in run)
            trust = confidence((one.clarity for one in run), (0.5 for _ in run))
            yield Stretch(run[0].at_ms, run[-1].until_ms, widest, trust)
            run = []
        if frame is not None and not broken and frame.eyes_open is not None:
            run.append(frame)


def _moves_lids_or_lips(frame: FrameReading, usual: Baseline) -> bool:
    if frame.eyes_open is None or frame.mouth_open is None or not usual.eyes:
        return False
    return frame.eyes_open < _HELD_LIDS * usual.eyes or frame.mouth_open > _HELD_LIPS


def away_long(frames: list[FrameReading], usual: Baseline) -> Iterator[Stretch]:
    """Face or eyes turned away for ten seconds and more; at least half of that time the face is in the picture.

    Strength is the share of the time in which the face was seen.
    """
    known = [(frame, is_away) for frame in frames if (is_away := _away(frame, usual)) is not None]
    looked = [(frame, _Held(frame, 1.0, float(frame.faces > 0)) if is_away else None) for frame, is_away in known]
    for held in _runs(looked, _AWAY_PAUSE_MS):
        seen = _time_share(held)
        if _length(held) >= _AWAY_MS and seen >= _AWAY_SEEN:
            yield _stretch(held, seen)


def _away(frame: FrameReading, usual: Baseline) -> bool | None:
    if frame.faces == 0:
        return True
    if frame.yaw is not None and abs(frame.yaw) >= TURNED_YAW:
        return True
    outside = gaze_outside(frame, usual)
    return None if outside is None else outside > 1


def reads_aside(frames: list[FrameReading], _: Baseline) -> Iterator[Stretch]:
    """Eyes that stay at one side, or go along lines, while the mouth speaks: a question to a person, no more.

    Strength is the mean angle to the side in degrees.
    """
    found = [*_fixed_aside(frames), *_sweeps(frames)]
    last_ms = -1
    for stretch in sorted(found, key=lambda one: (one.start_ms, -one.end_ms)):
        if stretch.start_ms >= last_ms:
            yield stretch
            last_ms = stretch.end_ms


def _fixed_aside(frames: list[FrameReading]) -> Iterator[Stretch]:
    for side in (-1, 1):
        looked = [
            (frame, _Held(frame, _aside_reach(yaw), yaw) if (yaw := side * frame.gaze_yaw) > CAMERA_YAW else None)
            for frame in frames
            if frame.gaze_yaw is not None
        ]
        for held in _runs(looked, _ASIDE_PAUSE_MS):
            if _length(held) >= _ASIDE_MS and _speaks(frames, held[0].frame.at_ms, held[-1].frame.until_ms):
                yield _stretch(held, fmean(one.value for one in held))


def _aside_reach(yaw: float) -> float:
    return min(1.0, 0.5 + 0.5 * (yaw - CAMERA_YAW) / (_ASIDE_SURE - CAMERA_YAW))


def _sweeps(frames: list[FrameReading]) -> Iterator[Stretch]:
    looks = [(frame.at_ms, frame.gaze_yaw) for frame in frames if frame.gaze_yaw is not None]
    for part in _unbroken(looks):
        for run in _even_swings(turning_points(part, _SWING)):
            start_ms, end_ms = run[0][0], run[-1][0]
            if _goes_along_lines(run, part) and _speaks(frames, start_ms, end_ms):
                inside = [frame for frame in frames if start_ms <= frame.at_ms < end_ms and frame.gaze_yaw is not None]
                angle = fmean(abs(frame.gaze_yaw or 0.0) for frame in inside)
                # Half of what looks like reading is left to the person who looks at it.
                trust = confidence((frame.clarity for frame in inside), (0.5 for _ in inside))
                yield Stretch(start_ms, end_ms, round(angle, 3), trust)


def _unbroken(points: list[_Point]) -> Iterator[list[_Point]]:
    part: list[_Point] = []
    for point in points:
        if part and point[0] - part[-1][0] > GAP_MS:
            yield part
            part = []
        part.append(point)
    if part:
        yield part


def turning_points(points: list[_Point], least: float) -> list[_Point]:
    """Where a course turns round by `least` and more: its highs and lows, in order of time."""
    turns: list[_Point] = []
    extreme, rising = points[0], 0
    for point in points[1:]:
        change = point[1] - extreme[1]
        if change * rising > 0 or (not rising and abs(change) >= least):
            if not rising:
                turns.append(extreme)
                rising = 1 if change > 0 else -1
            extreme = point
        elif rising and abs(change) >= least:
            turns.append(extreme)
            extreme, rising = point, -rising
    return [*turns, extreme] if rising else []


def _even_swings(turns: list[_Point]) -> Iterator[list[_Point]]:
    """Runs of turning points between which the eyes took the time and the angle of a line of text."""
    run: list[_Point] = turns[:1]
    for before, after in pairwise(turns):
        fits = _SWEEP_MS[0] <= after[0] - before[0] <= _SWEEP_MS[1] and abs(after[1] - before[1]) <= _WIDEST_SWING
        if not fits:
            if len(run) > _SWEEPS:
                yield run
            run = []
        run.append(after)
    if len(run) > _SWEEPS:
        yield run


def _goes_along_lines(run: list[_Point], looks: list[_Point]) -> bool:
    ways: dict[bool, list[tuple[_Point, _Point]]] = {True: [], False: []}
    for before, after in pairwise(run):
        ways[after[1] > before[1]].append((before, after))
    times = {way: median(after[0] - before[0] for before, after in swings) for way, swings in ways.items()}
    back = times[True] < times[False]
    quick, slow = times[back], times[not back]
    if quick > _RETURN_MS or slow < _RETURN_QUICKER * quick:
        return False
    return fmean(_between_ends(*swing, looks) for swing in ways[not back]) >= _ON_THE_WAY


def _between_ends(start: _Point, end: _Point, looks: list[_Point]) -> float:
    """Share of the looks from `start` to `end` that lie in the middle three fifths of the way."""
    way = end[1] - start[1]
    passed = [(yaw - start[1]) / way for at_ms, yaw in looks if start[0] < at_ms < end[0]]
    return fmean(float(0.2 < share < 0.8) for share in passed) if passed else 0.0


def _speaks(frames: list[FrameReading], start_ms: int, end_ms: int) -> bool:
    mouth = [(f.at_ms, f.mouth_open) for f in frames if f.mouth_open is not None and start_ms <= f.at_ms < end_ms]
    return bool(mouth) and len(turning_points(mouth, _MOUTH_SWING)) * _SPEAKING_MS >= end_ms - start_ms


def _runs(readings: list[tuple[FrameReading, _Held | None]], pause_ms: int) -> Iterator[list[_Held]]:
    """Held readings that follow each other with no longer interruption than `pause_ms`."""
    run: list[_Held] = []
    for frame, held in readings:
        if run and frame.at_ms - run[-1].frame.until_ms > (GAP_MS if held else pause_ms):
            yield run
            run = []
        if held:
            run.append(held)
    if run:
        yield run


def _length(held: list[_Held]) -> int:
    return held[-1].frame.until_ms - held[0].frame.at_ms


def _time_share(held: list[_Held]) -> float:
    whole = sum(one.frame.until_ms - one.frame.at_ms for one in held)
    return sum(one.value * (one.frame.until_ms - one.frame.at_ms) for one in held) / whole if whole else 0.0


def _stretch(held: list[_Held], strength: float) -> Stretch:
    trust = confidence((one.frame.clarity for one in held), (one.reach for one in held))
    return Stretch(held[0].frame.at_ms, held[-1].frame.until_ms, round(strength, 3), trust)


PATTERNS: dict[ObservationKind, Callable[[list[FrameReading], Baseline], Iterator[Stretch]]] = {
    ObservationKind.AWAY_LONG: away_long,
    ObservationKind.READS_ASIDE: reads_aside,
    ObservationKind.STILL_PICTURE: still_picture,
    ObservationKind.BLINK: blinks,
}
