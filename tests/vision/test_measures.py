"""What is measured on landmarks, on landmarks that are made up."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.vision import read_segment
from mianshi.vision.body import BodyReader, posture
from mianshi.vision.expression import stir
from mianshi.vision.face import Face
from mianshi.vision.gaze import named, outside
from mianshi.vision.geometry import Points
from mianshi.vision.head import eyes_open
from mianshi.vision.models import VisionModels
from mianshi.vision.pose import LEFT_SHOULDER, LEFT_WRIST, RIGHT_SHOULDER, RIGHT_WRIST, Pose
from support.drawn import room, write_clip
from support.vision_records import a_segment

PICTURE = room(640, 480)


def mesh() -> Points:
    """Points of no meaning with the outer eye corners 100 pixels apart around (320, 200)."""
    points: Points = np.random.default_rng(3).uniform(-80, 80, (468, 3)) + np.array([320, 220, 0])
    points[33], points[263] = (270, 200, 0), (370, 200, 0)
    return points


numbers = st.floats(-0.4, 0.4)


@given(numbers, numbers, numbers, numbers, st.floats(-200, 200))
def test_a_flat_picture_stirs_nothing_however_it_is_moved(a: float, b: float, c: float, d: float, way: float) -> None:
    moved = mesh()
    moved[:, :2] = moved[:, :2] @ np.array([[1 + a, b], [c, 1 + d]]) + way
    assert stir(mesh(), moved) == pytest.approx(0, abs=1e-6)


def test_points_that_move_against_each_other_stir() -> None:
    moved = mesh()
    moved[::2, 1] += 5.0
    assert 0.02 < stir(mesh(), moved) < 0.05


@pytest.mark.parametrize(("gap", "share"), [(12.0, 0.4), (3.0, 0.1), (0.0, 0.0)])
def test_eyes_are_open_by_height_over_width(gap: float, share: float) -> None:
    points = mesh()
    for outer, inner, pairs in (
        (33, 133, ((159, 145), (160, 144), (158, 153))),
        (263, 362, ((386, 374), (387, 373), (385, 380))),
    ):
        points[outer], points[inner] = (0, 0, 0), (30, 0, 0)
        for upper, lower in pairs:
            points[upper], points[lower] = (15, -gap / 2, 0), (15, gap / 2, 0)
    assert eyes_open(points) == pytest.approx(share)


@pytest.mark.parametrize(
    ("yaw", "pitch", "times"), [(0, -6, 0.0), (15, -6, 1.0), (-30, -6, 2.0), (0, 9, 1.0), (0, -36, 2.0), (10, -21, 1.0)]
)
def test_the_cone_lies_under_the_lens(yaw: float, pitch: float, times: float) -> None:
    assert outside(yaw, pitch) == pytest.approx(times)
    assert named(yaw, pitch) == ("camera" if times <= 1 else "away")


def a_pose(wrist: tuple[float, float] = (500, 400), *, sideways: float = 0.0, seen: float = 0.9) -> Pose:
    points, visibility = np.zeros((39, 3)), np.zeros(39)
    points[0] = (320, 230, 0)
    for index, place in (
        (LEFT_SHOULDER, (420 + sideways, 350)),
        (RIGHT_SHOULDER, (220 + sideways, 350)),
        (LEFT_WRIST, wrist),
        (RIGHT_WRIST, (100, 900)),
    ):
        points[index, :2], visibility[index] = place, seen
    return Pose(points, visibility, 0.9)


def test_posture_in_degrees_and_shares() -> None:
    upright = posture(a_pose(), mesh(), 640, 480)
    assert upright == {"hands_visible": 1, "shoulder_tilt": 0.0, "shoulder_width": 0.3125, "lean": 0.0}
    leaning = posture(a_pose(sideways=-150.0), mesh(), 640, 480)
    assert leaning["lean"] == 45.0
    assert posture(a_pose(seen=0.3), mesh(), 640, 480) == {"hands_visible": 0}


@pytest.mark.parametrize(
    ("later", "wrist", "speed"), [(300, (500, 460), 1.0), (300, (500, 400), 0.0), (800, (500, 460), None)]
)
def test_hands_move_in_shoulder_widths_a_second(
    later: int, wrist: tuple[float, float], speed: float | None, models: VisionModels, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, face = BodyReader(models), Face(mesh(), 1.0)
    poses = iter([a_pose(), a_pose(wrist)])
    monkeypatch.setattr(reader._poses, "find", lambda _: next(poses))
    assert "hand_speed" not in reader.read(0, PICTURE, face)
    assert reader.read(later, PICTURE, face).get("hand_speed") == speed


def test_a_body_that_is_somebody_elses_is_not_read(models: VisionModels, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, far = BodyReader(models), a_pose()
    far.points[0] = (600, 50, 0)
    monkeypatch.setattr(reader._poses, "find", lambda _: far)
    assert reader.read(0, PICTURE, Face(mesh(), 1.0)) == {}


def test_memory_does_not_grow_with_the_clip(models: VisionModels, tmp_path: Path) -> None:
    def peak(pictures: int) -> int:
        clip = write_clip(tmp_path / "clip.avi", [PICTURE] * pictures)
        tracemalloc.start()
        read_segment(clip, a_segment(pictures * 100), models)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(10)
    assert peak(200) - peak(50) < PICTURE.nbytes
