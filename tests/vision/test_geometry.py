import math

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.vision.detector import full_range, pose, short_range
from mianshi.vision.geometry import Square, crop, overlap, place, square_around
from mianshi.vision.head import _CANONICAL, HeadPose, _turned, frontal, gaze, gaze_angles, head_pose
from mianshi.vision.models import VisionModels
from mianshi.vision.pose import refine

squares = st.builds(
    Square,
    x=st.floats(-500, 2000),
    y=st.floats(-500, 2000),
    side=st.floats(1, 3000),
    turn=st.floats(-math.pi, math.pi),
)


@given(squares)
def test_the_middle_of_a_crop_is_the_middle_of_its_square(square: Square) -> None:
    middle = place(np.array([[96, 96, 192]], np.float32), square, 192)[0]
    assert middle == pytest.approx([square.x, square.y, square.side], rel=1e-6, abs=1e-6)


@given(squares)
def test_a_square_around_placed_corners_is_that_square(square: Square) -> None:
    level = Square(square.x, square.y, square.side)
    corners = place(np.array([[0, 0, 0], [192, 0, 0], [192, 192, 0], [0, 192, 0]], np.float32), level, 192)
    again = square_around(corners, 0, 1, 1.0)
    assert (again.x, again.y, again.side) == pytest.approx((level.x, level.y, level.side), rel=1e-6, abs=1e-6)
    assert again.turn == pytest.approx(0, abs=1e-9)


def test_a_crop_shows_red_green_blue_turned_upright() -> None:
    picture = np.zeros((100, 100, 3), np.uint8)
    picture[:, :50] = (255, 0, 0)
    view = crop(picture, Square(50, 50, 60, math.pi / 2), 32, 0.0)
    assert view.dtype == np.float32
    assert view.shape == (3, 32, 32)
    assert view[:, 4, 16] == pytest.approx([0, 0, 0], abs=0.02)
    assert view[:, 28, 16] == pytest.approx([0, 0, 1], abs=0.02)
    assert crop(picture, Square(50, 50, 60), 32, -1.0)[:, 16, 4] == pytest.approx([-1, -1, 1], abs=0.02)


@pytest.mark.parametrize("yaw", [-30, 0, 20])
@pytest.mark.parametrize("pitch", [-20, 0, 15])
@pytest.mark.parametrize("roll", [-15, 0, 10])
def test_head_angles_come_back(yaw: float, pitch: float, roll: float) -> None:
    mesh = projected(yaw, pitch, roll, at=(0.0, 0.0, -60.0))
    found = head_pose(mesh, 1280, 720)
    assert found is not None
    assert (found.yaw, found.pitch, found.roll) == pytest.approx((yaw, pitch, roll), abs=0.2)


def test_a_face_off_centre_that_faces_the_camera_is_not_turned() -> None:
    away = math.degrees(math.atan2(-20, 60))
    found = head_pose(projected(away, 0, 0, at=(20.0, 0.0, -60.0)), 1280, 720)
    assert found is not None
    assert (found.yaw, found.pitch) == pytest.approx((0, 0), abs=0.2)


def test_the_frontal_mesh_undoes_the_turn() -> None:
    pose_ = HeadPose(25, -10, 0, _turned(25, -10))
    straight = canonical_mesh()
    shown = (straight @ pose_.rotation.T) * [1, -1, -1] * 7
    width = np.linalg.norm(straight[263] - straight[33])
    assert frontal(shown, pose_)[list(_CANONICAL)] == pytest.approx(straight[list(_CANONICAL)] / width, abs=1e-9)


@pytest.mark.parametrize(("head", "shift", "expected"), [(0, 0, 0), (20, -1.37, 0), (0, 5, 30), (20, 2.05, 20)])
def test_gaze_combines_head_and_iris(head: float, shift: float, expected: float) -> None:
    mesh = canonical_mesh() * [10, -10, -10]
    mesh[[159, 145, 386, 374]] = mesh[[133, 133, 362, 362]] + [[0, -5, 0], [0, 5, 0], [0, -5, 0], [0, 5, 0]]
    irises = []
    for outer, inner in ((33, 133), (263, 362)):
        centre = (mesh[outer] + mesh[inner]) / 2 + [shift, -1.5, 0]
        irises.append(centre + np.array([[0, 0, 0], [5.8, 0, 0], [0, -5.8, 0], [-5.8, 0, 0], [0, 5.8, 0]]))
    angles = gaze_angles(mesh, (irises[0], irises[1]), HeadPose(head, 0, 0, np.eye(3)))
    assert angles is not None
    assert angles[0] == pytest.approx(expected, abs=0.6)
    assert gaze(angles) == ("camera" if expected == 0 else "away")


def test_shut_eyes_have_no_gaze() -> None:
    mesh = canonical_mesh() * [10, -10, -10]
    mesh[[159, 145, 386, 374]] = mesh[[133, 133, 362, 362]]
    iris = np.zeros((5, 3))
    assert gaze_angles(mesh, (iris, iris), HeadPose(0, 0, 0, np.eye(3))) is None


def test_anchor_counts_fit_the_networks(models: VisionModels) -> None:
    picture = np.zeros((48, 64, 3), np.uint8)
    for make, network in (
        (short_range, models.face_short_range),
        (full_range, models.face_full_range),
        (pose, models.pose_detection),
    ):
        assert make(network)(picture) == []


def test_overlap_is_intersection_over_union() -> None:
    assert overlap((0, 0, 10, 10), (5, 0, 15, 10)) == pytest.approx(1 / 3)
    assert overlap((0, 0, 10, 10), (20, 20, 30, 30)) == 0


def test_heat_moves_a_point_and_cold_leaves_it() -> None:
    points = np.array([[128, 128, 0], [128, 128, 0], [400, 10, 0]], np.float32)
    heat = np.full((3, 64, 64), -20, np.float32)
    heat[0, 33, 34] = 8
    moved = refine(points, heat, 256)
    assert moved[0, :2] == pytest.approx([34 * 4, 33 * 4], abs=0.1)
    assert moved[1:].tolist() == points[1:].tolist()


def canonical_mesh() -> np.ndarray:
    mesh = np.zeros((468, 3))
    for index, point in _CANONICAL.items():
        mesh[index] = point
    return mesh


def projected(yaw: float, pitch: float, roll: float, at: tuple[float, float, float]) -> np.ndarray:
    """The canonical face in a 1280 x 720 picture; `at` in centimetres, x right, y up, z to the camera."""
    angle = math.radians(-roll)
    tilt = cv2.Rodrigues(np.array([0.0, 0.0, angle]))[0]
    world = canonical_mesh() @ (_turned(yaw, pitch) @ tilt).T + at
    mesh = np.zeros((468, 3))
    mesh[:, 0] = 640 + 1280 * world[:, 0] / -world[:, 2]
    mesh[:, 1] = 360 - 1280 * world[:, 1] / -world[:, 2]
    return mesh
