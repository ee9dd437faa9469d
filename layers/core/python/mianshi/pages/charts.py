"""Geometry of the drawings: numbers and strings only, the templates draw them."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from mianshi.contracts.observations import PICTURE_CONDITIONS, TO_LOOK_AT, Observation, ObservationKind
from mianshi.contracts.transcript import Transcript

LEVELS = 5
Point = tuple[float, float]
_LABEL_WIDTH = 14
_WORD = re.compile(r"[^\s-]+-?\s*|-")
_SHARED_LANES: dict[ObservationKind, str] = {
    ObservationKind.BROW_RAISED: "brows",
    ObservationKind.BROW_LOWERED: "brows",
    ObservationKind.LEANS_IN: "leaning",
    ObservationKind.LEANS_OUT: "leaning",
    ObservationKind.LEANS_ASIDE: "leaning",
}
"""Kinds that hardly ever overlap in time share a lane."""
_CLEAR, _FAIR = 0.6, 0.35
"""Confidence from which on a moment is called clear or fair. Our choice, for reading; nothing depends on it."""


def columns(text: str) -> int:
    """Width of a text in half-width columns: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def wrap(text: str, width: int = _LABEL_WIDTH, lines: int = 3) -> list[str]:
    """Break a label into at most `lines` lines of about `width` columns; what does not fit ends in an ellipsis."""
    tokens = _WORD.findall(text) if text.isascii() else list(text)
    rows: list[str] = [""]
    for token in tokens:
        if rows[-1] and columns(rows[-1] + token.rstrip()) > width:
            rows.append("")
        rows[-1] += token
    rows = [_clip(row.strip(), width + 6) for row in rows]
    return rows if len(rows) <= lines else [*rows[: lines - 1], rows[lines - 1].rstrip(",.，。") + "…"]


def _clip(row: str, width: int) -> str:
    if columns(row) <= width:
        return row
    while row and columns(row) > width - 1:
        row = row[:-1]
    return row + "…"


@dataclass(frozen=True)
class Label:
    """Lines of text from (`x`, `y`) downwards."""

    x: float
    y: float
    anchor: Literal["start", "middle", "end"]
    lines: list[str]


@dataclass(frozen=True)
class Axis:
    """One competency on the radar. `value` and `dot` are None where there is no level."""

    end: Point
    label: Label
    value: str | None
    dot: Point | None


@dataclass(frozen=True)
class Spoke:
    """What a radar shows of one competency: levels 1-5, None where there is none."""

    name: str
    level: float | None
    required: float | None = None
    average: float | None = None


@dataclass(frozen=True)
class Outline:
    """One kind of level around the radar, drawn only where it is known, so that a gap is never drawn as 0."""

    kind: Literal["required", "average", "own"]
    dots: list[Point | None]
    area: str | None
    """Points of the whole shape; None where an axis has no level."""
    edges: list[tuple[float, float, float, float]]
    """Lines between neighbouring axes that both have a level."""


@dataclass(frozen=True)
class Radar:
    """A radar chart in a box of `width` x `height` units around (`centre_x`, `centre_y`)."""

    width: int
    height: int
    centre_x: float
    centre_y: float
    rings: list[str]
    ring_labels: list[tuple[float, float, int]]
    axes: list[Axis]
    outlines: list[Outline]
    """In the order of drawing: the candidate's own last."""


def radar(spokes: list[Spoke]) -> Radar | None:
    """The radar of at least three competencies, or None, because fewer have no area."""
    count = len(spokes)
    if count < 3:
        return None
    width, height, radius = 440, 350, 108.0
    cx, cy = width / 2, height / 2 + 8

    def at(index: int, share: float) -> Point:
        angle = 2 * math.pi * index / count - math.pi / 2
        return round(cx + radius * share * math.cos(angle), 1), round(cy + radius * share * math.sin(angle), 1)

    def ring(level: int) -> str:
        return _points([at(i, level / LEVELS) for i in range(count)])

    def outline(kind: Literal["required", "average", "own"], levels: list[float | None]) -> Outline:
        dots = [None if level is None else at(i, level / LEVELS) for i, level in enumerate(levels)]
        known = [dot for dot in dots if dot is not None]
        pairs = zip(dots, dots[1:] + dots[:1], strict=True)
        edges = [(*a, *b) for a, b in pairs if a is not None and b is not None]
        return Outline(kind, dots, _points(known) if len(known) == count else None, edges)

    own = outline("own", [spoke.level for spoke in spokes])
    compared = [
        outline("required", [spoke.required for spoke in spokes]),
        outline("average", [spoke.average for spoke in spokes]),
    ]
    axes = [
        Axis(
            end=at(i, 1),
            label=_label(spoke.name, at(i, 1.16), (cx, cy)),
            value=None if spoke.level is None else f"{spoke.level:.1f}",
            dot=dot,
        )
        for i, (spoke, dot) in enumerate(zip(spokes, own.dots, strict=True))
    ]
    return Radar(
        width=width,
        height=height,
        centre_x=cx,
        centre_y=cy,
        rings=[ring(level) for level in range(1, LEVELS + 1)],
        ring_labels=[(cx + 4, round(cy - radius * level / LEVELS + 3, 1), level) for level in range(1, LEVELS + 1)],
        axes=axes,
        outlines=[one for one in compared if any(one.dots)] + [own],
    )


@dataclass(frozen=True)
class Scale:
    """A level on a line from 1 to 5; positions are per cent of its width, None where there is nothing to mark."""

    level_x: float
    low_x: float | None
    high_x: float | None
    required_x: float | None


def scale(level: float, low: float | None, high: float | None, required: float | None) -> Scale:
    """Where `level`, its bounds and what the job asks for lie, a hundredth in from either end."""

    def x(value: float | None) -> float | None:
        return None if value is None else round(1 + 98 * (min(max(value, 1.0), LEVELS) - 1) / (LEVELS - 1), 2)

    return Scale(x(level) or 1.0, x(low), x(high), x(required))


def _label(name: str, at: Point, centre: Point) -> Label:
    """Lay a label outside the rim so that it grows away from the drawing."""
    lines = wrap(name)
    (x, y), (cx, cy) = at, centre
    anchor: Literal["start", "middle", "end"] = "middle" if abs(x - cx) < 12 else ("start" if x > cx else "end")
    if y - cy < -80:
        y -= len(lines) * 15
    elif y - cy > 80:
        y += 8
    else:
        y -= (len(lines) - 1) * 7.5
    return Label(x, round(y, 1), anchor, lines)


def _points(points: list[Point]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


Certainty = Literal["clear", "fair", "unsure"]


@dataclass(frozen=True)
class Block:
    """A stretch on a lane; `x` and `width` are per cent of the answer.

    `kind` is ``speech``, ``pause`` or what was seen. `certainty` is None for what was heard.
    """

    kind: str
    x: float
    width: float
    start_ms: int
    end_ms: int
    certainty: Certainty | None = None


@dataclass(frozen=True)
class Lane:
    """Stretches side by side. `name` is their kind, or ``brows`` or ``leaning`` where several kinds share a lane."""

    name: str
    family: Literal["speech", "pause", "behaviour", "quality", "look"]
    blocks: list[Block]


@dataclass(frozen=True)
class Timeline:
    """`lanes` and, apart from them, what a person should look at in the recording (`look`)."""

    answer: int
    duration_ms: int
    ticks: list[tuple[float, int]]
    lanes: list[Lane]
    look: list[Lane]

    @property
    def seen(self) -> list[Block]:
        """What was seen, in order of time, without blinks: they would bury the rest."""
        blocks = [block for lane in (*self.lanes, *self.look) for block in lane.blocks]
        return sorted(
            (b for b in blocks if b.certainty and b.kind != ObservationKind.BLINK), key=lambda b: (b.start_ms, b.kind)
        )


def timeline(transcript: Transcript, seen: list[Observation]) -> Timeline | None:
    """Lanes of one answer that hold something, or None where it has no times (a typed answer)."""
    ends = [s.end_ms for s in transcript.sentences] + [o.end_ms for o in seen]
    duration = max([transcript.duration_ms, *ends], default=0)
    if not transcript.spoken or duration <= 0:
        return None

    def block(kind: str, start: int, end: int, certainty: Certainty | None = None) -> Block:
        width = round(max(100 * (end - start) / duration, 0.25), 3)
        return Block(kind, round(100 * start / duration, 3), width, start, end, certainty)

    lanes: dict[str, Lane] = {
        "speech": Lane("speech", "speech", [block("speech", s.start_ms, s.end_ms) for s in transcript.sentences]),
        "pause": Lane("pause", "pause", [block("pause", p.start_ms, p.end_ms) for p in transcript.pauses]),
    }
    for one in sorted(seen, key=lambda one: (list(ObservationKind).index(one.what), one.start_ms)):
        name = _SHARED_LANES.get(one.what, one.what.value)
        lane = lanes.setdefault(name, Lane(name, _family(one.what), []))
        lane.blocks.append(block(one.what.value, one.start_ms, one.end_ms, certainty(one.confidence)))
    full = [lane for lane in lanes.values() if lane.blocks]
    return Timeline(
        answer=transcript.answer,
        duration_ms=duration,
        ticks=_ticks(duration),
        lanes=[lane for lane in full if lane.family != "look"],
        look=[lane for lane in full if lane.family == "look"],
    )


def certainty(confidence: float) -> Certainty:
    """The word for a confidence: it is no probability, so it is not shown as one."""
    return "clear" if confidence >= _CLEAR else "fair" if confidence >= _FAIR else "unsure"


def _family(kind: ObservationKind) -> Literal["behaviour", "quality", "look"]:
    if kind in TO_LOOK_AT:
        return "look"
    return "quality" if kind in PICTURE_CONDITIONS else "behaviour"


def _ticks(duration_ms: int) -> list[tuple[float, int]]:
    step = next((s for s in (5, 10, 15, 30, 60, 120, 300, 600, 1800) if duration_ms / 1000 / s <= 6), 3600) * 1000
    return [(round(100 * at / duration_ms, 3), at) for at in range(0, duration_ms - step // 3, step)]


@dataclass(frozen=True)
class Gauge:
    """A value against its usual range; positions are per cent of the drawn scale."""

    usual_x: float
    usual_width: float
    value_x: float


def gauge(value: float, low: float, high: float, scale: tuple[float, float]) -> Gauge:
    """Place `value` and the range `low`-`high` on `scale`; a value beyond the scale sits at its end."""
    start, end = scale

    def x(v: float) -> float:
        return round(100 * (min(max(v, start), end) - start) / (end - start), 2)

    return Gauge(x(low), round(x(high) - x(low), 2), x(value))
