"""What shows only over time, on readings whose truth is known."""

from __future__ import annotations

import itertools
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.observations import FrameReading, ObservationKind
from mianshi.vision import observe
from mianshi.vision.patterns import turning_points
from support.vision_records import a_frame, a_policy, a_segment, some_readings

STEP = 100


def readings(count: int, start_ms: int = 0, **values: Any) -> list[FrameReading]:
    return [at(start_ms + index * STEP, **values) for index in range(count)]


def at(at_ms: int, **values: Any) -> FrameReading:
    """A face that speaks: the lips open and close twice a second."""
    lips = 0.2 + 0.15 * math.sin(2 * math.pi * at_ms / 500)
    plain: dict[str, object] = {
        "until_ms": at_ms + STEP,
        "eyes_open": 0.32,
        "mouth_open": lips,
        "yaw": 0.0,
        "gaze": "camera",
        "gaze_yaw": 0.0,
        "gaze_pitch": -4.0,
        "stir": 0.01,
    }
    return a_frame(at_ms, **(plain | values))


def found(frames: list[FrameReading], kind: ObservationKind) -> list[tuple[int, int]]:
    result = observe([some_readings(frames)], [a_segment(frames[-1].until_ms)], a_policy(), "v")
    return [(one.start_ms, one.end_ms) for one in result.observations if one.what is kind]


def with_lids(openings: list[float]) -> list[FrameReading]:
    after = 6000 + len(openings) * STEP
    closing = [at(6000 + index * STEP, eyes_open=opening) for index, opening in enumerate(openings)]
    return [*readings(60), *closing, *readings(30, after)]


@pytest.mark.parametrize("openings", [[0.2], [0.05, 0.05], [0.26, 0.1, 0.2], [0.23, 0.05, 0.05, 0.1]])
def test_lids_that_go_down_and_up_are_one_blink(openings: list[float]) -> None:
    down = next(index for index, opening in enumerate(openings) if opening <= 0.75 * 0.32)
    blinks = found(with_lids(openings), ObservationKind.BLINK)
    assert blinks == [(6000 + down * STEP, 6000 + len(openings) * STEP)]


@pytest.mark.parametrize("openings", [[0.1] * 8, [0.26, 0.26], [0.3]])
def test_lowered_or_hardly_moved_lids_are_no_blink(openings: list[float]) -> None:
    assert found(with_lids(openings), ObservationKind.BLINK) == []


def test_what_was_not_seen_on_both_sides_is_no_blink() -> None:
    shut = [at(8000, eyes_open=0.1)]
    assert found([*readings(60), *shut, *readings(30, 8100)], ObservationKind.BLINK) == []
    assert found([*readings(80), *shut, *readings(30, 9000)], ObservationKind.BLINK) == []


def test_blinks_a_minute_count_the_time_in_which_eyes_were_seen() -> None:
    frames = [*readings(100), at(10_000, eyes_open=0.1), *readings(99, 10_100)]
    frames += [a_frame(20_000 + index * STEP, until_ms=20_100 + index * STEP, faces=0) for index in range(200)]
    result = observe([some_readings(frames)], [a_segment(40_000)], a_policy(), "v")
    assert result.summaries[0].blinks_per_minute == 3.0


AWAY: list[dict[str, Any]] = [{"gaze": "away", "gaze_pitch": -40.0}, {"yaw": 40.0, "gaze": None, "gaze_yaw": None}]


@pytest.mark.parametrize("away", AWAY)
def test_ten_seconds_away_with_a_glance_back_are_long(away: dict[str, Any]) -> None:
    first, glance, second = readings(60, **away), readings(8, 6000), readings(40, 6800, **away)
    assert found([*first, *glance, *second, *readings(20, 10_800)], ObservationKind.AWAY_LONG) == [(0, 10_800)]
    assert found([*first, *glance, *readings(20, 6800)], ObservationKind.AWAY_LONG) == []
    back = readings(15, 6000)
    assert found([*first, *back, *readings(45, 7500, **away)], ObservationKind.AWAY_LONG) == []


def test_an_empty_chair_is_missing_and_not_away() -> None:
    empty = [a_frame(index * STEP, until_ms=index * STEP + STEP, faces=0) for index in range(120)]
    assert found(empty, ObservationKind.AWAY_LONG) == []
    assert found(empty, ObservationKind.FACE_MISSING) == [(0, 12_000)]


def test_somebody_who_speaks_with_eyes_at_one_side_is_a_question() -> None:
    aside = readings(100, gaze="away", gaze_yaw=22.0)
    assert found([*aside, *readings(20, 10_000)], ObservationKind.READS_ASIDE) == [(0, 10_000)]
    silent = [frame.model_copy(update={"mouth_open": 0.1}) for frame in aside]
    assert found([*silent, *readings(20, 10_000)], ObservationKind.READS_ASIDE) == []
    short = aside[:60]
    assert found([*short, *readings(20, 6000)], ObservationKind.READS_ASIDE) == []


def lines(count: int, forth: int, back: int, width: float = 14.0) -> list[FrameReading]:
    """Eyes that go `width` degrees to one side in `forth` samples and return in `back`, `count` times."""
    way = [-width / 2 + width * index / forth for index in range(forth)]
    way += [width / 2 - width * index / back for index in range(back)]
    return [at(index * STEP, gaze_yaw=yaw) for index, yaw in enumerate(way * count)]


def test_eyes_that_go_along_lines_while_speaking_are_a_question() -> None:
    (start, end), *more = found(lines(7, 20, 4), ObservationKind.READS_ASIDE)
    assert not more and start < 3000 and end > 14_000
    silent = [frame.model_copy(update={"mouth_open": 0.1}) for frame in lines(7, 20, 4)]
    assert found(silent, ObservationKind.READS_ASIDE) == []


@pytest.mark.parametrize(("forth", "back", "width"), [(12, 12, 14.0), (20, 4, 5.0), (80, 20, 14.0), (20, 4, 45.0)])
def test_eyes_that_wander_are_none(forth: int, back: int, width: float) -> None:
    assert found(lines(7, forth, back, width), ObservationKind.READS_ASIDE) == []


@pytest.mark.parametrize(("there", "back"), [(20, 20), (6, 24), (24, 6)])
def test_glances_at_something_are_none(there: int, back: int) -> None:
    way = ([-7.0] * back + [0.0] + [7.0] * there) * 7
    frames = [at(index * STEP, gaze_yaw=yaw + index % 3) for index, yaw in enumerate(way)]
    assert found(frames, ObservationKind.READS_ASIDE) == []


def test_a_few_lines_are_none() -> None:
    assert found(lines(3, 20, 4), ObservationKind.READS_ASIDE) == []


def test_a_face_that_never_changes_shape_is_a_still_picture() -> None:
    still = readings(100, stir=0.0005, mouth_open=0.1)
    assert found(still, ObservationKind.STILL_PICTURE) == [(0, 10_000)]
    assert found(still[:70], ObservationKind.STILL_PICTURE) == []
    breath = [frame.model_copy(update={"stir": 0.004 if frame.at_ms % 3000 == 0 else 0.001}) for frame in still]
    assert found(breath, ObservationKind.STILL_PICTURE) == []


def test_a_moved_photograph_has_lids_and_lips_that_hold() -> None:
    moved = readings(250, stir=0.007, mouth_open=0.1)
    assert found(moved, ObservationKind.STILL_PICTURE) == [(0, 25_000)]
    assert found(moved[:190], ObservationKind.STILL_PICTURE) == []
    moved[120] = at(12_000, eyes_open=0.2, mouth_open=0.1)
    assert found(moved, ObservationKind.STILL_PICTURE) == []
    assert found(readings(250, stir=0.007), ObservationKind.STILL_PICTURE) == []


@given(st.lists(st.floats(-30, 30), min_size=1, max_size=60))
def test_turning_points_alternate_and_lie_apart(values: list[float]) -> None:
    turns = turning_points(list(enumerate(values)), 6.0)
    swings = [after[1] - before[1] for before, after in itertools.pairwise(turns)]
    assert all(abs(swing) >= 6 for swing in swings)
    assert all(one * next_ < 0 for one, next_ in itertools.pairwise(swings))
    assert [index for index, _ in turns] == sorted(index for index, _ in turns)
