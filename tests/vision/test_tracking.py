"""Finding and keeping faces and bodies, on the drawn face of a shipped sample put into other scenes."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from mianshi.vision.face import Face, FaceTracker
from mianshi.vision.geometry import Box
from mianshi.vision.models import Picture, VisionModels
from mianshi.vision.pose import PoseTracker

WIDTH, HEIGHT = 640, 360


@pytest.fixture(scope="module")
def scene(models_folder: Path) -> Picture:
    video = cv2.VideoCapture(str(models_folder / "../../../infra/local/samples/en_software_engineer.mp4"))
    for _ in range(30):
        video.grab()
    return np.asarray(video.retrieve()[1], np.uint8)


@pytest.fixture(scope="module")
def box(scene: Picture, models: VisionModels) -> Box:
    face, faces = FaceTracker(models).find(scene, 0)
    assert face and faces == 1
    return face.box


def put(scene: Picture, box: Box, share: float, across: float) -> Picture:
    """The scene in a grey picture; its face has this share of the width and its middle this place from the left."""
    left, top, right, bottom = box
    scale = share * WIDTH / (right - left)
    shift = [[scale, 0, across * WIDTH - scale * (left + right) / 2], [0, scale, (HEIGHT - scale * (top + bottom)) / 2]]
    grey = (120, 120, 120)
    shown = cv2.warpAffine(scene, np.array(shift), (WIDTH, HEIGHT), flags=cv2.INTER_AREA, borderValue=grey)
    return np.asarray(shown, np.uint8)


def middle(face: Face) -> float:
    return (face.box[0] + face.box[2]) / 2 / WIDTH


@pytest.mark.parametrize(("share", "across"), [(0.06, 0.5), (0.35, 0.5), (0.15, 0.05), (0.15, 0.95)])
def test_small_large_and_at_the_edge(
    models: VisionModels, scene: Picture, box: Box, share: float, across: float
) -> None:
    face, faces = FaceTracker(models).find(put(scene, box, share, across), 0)
    assert face and faces == 1
    assert 0.5 < face.presence <= 1
    assert middle(face) == pytest.approx(across, abs=0.1 * share)
    assert (face.box[2] - face.box[0]) / WIDTH == pytest.approx(share, rel=0.1)


@pytest.mark.parametrize("degrees", [-60, 60, 90])
def test_a_head_on_its_side(models: VisionModels, scene: Picture, box: Box, degrees: float) -> None:
    shown = put(scene, box, 0.15, 0.5)
    turn = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), degrees, 1.0)
    face, faces = FaceTracker(models).find(np.asarray(cv2.warpAffine(shown, turn, (WIDTH, HEIGHT)), np.uint8), 0)
    assert face and faces == 1


def test_dim_light_down_to_black(models: VisionModels, scene: Picture, box: Box) -> None:
    shown = put(scene, box, 0.2, 0.5)
    assert FaceTracker(models).find((shown * 0.12).astype(np.uint8), 0)[1] == 1
    assert FaceTracker(models).find(np.zeros_like(shown), 0) == (None, 0)


def test_covered_eyes_or_mouth(models: VisionModels, scene: Picture, box: Box) -> None:
    left, top, right, bottom = (int(edge) for edge in box)
    third = (bottom - top) // 3
    for high in (top + third // 2, bottom - third):
        covered = scene.copy()
        covered[high : high + third, left:right] = 30
        assert FaceTracker(models).find(covered, 0)[1] == 1


def test_two_faces_and_the_larger_is_followed(models: VisionModels, scene: Picture, box: Box) -> None:
    shown = put(scene, box, 0.1, 0.25)
    shown[:, WIDTH // 2 :] = put(scene, box, 0.14, 0.75)[:, WIDTH // 2 :]
    face, faces = FaceTracker(models).find(shown, 0)
    assert face and faces == 2
    assert middle(face) == pytest.approx(0.75, abs=0.02)


def test_a_face_that_moves_quickly_keeps_its_mesh_and_stays_one(models: VisionModels, scene: Picture, box: Box) -> None:
    tracker = FaceTracker(models)
    for step in range(10):
        across = 0.3 + 0.04 * step
        face, faces = tracker.find(put(scene, box, 0.15, across), step * 200)
        assert face and faces == 1
        assert middle(face) == pytest.approx(across, abs=0.015)


def test_a_mesh_that_slipped_is_put_back_and_is_no_second_person(
    models: VisionModels, scene: Picture, box: Box
) -> None:
    tracker = FaceTracker(models)
    face, _ = tracker.find(put(scene, box, 0.15, 0.5), 0)
    assert face
    aside = np.array([0.7 * (face.box[2] - face.box[0]), 0, 0])
    slipped = Face(face.mesh + aside, 1.0)
    found = tracker._count(put(scene, box, 0.15, 0.5), slipped)
    assert found and tracker._others == 0
    assert middle(found) == pytest.approx(0.5, abs=0.015)


def test_no_face_stays_behind(models: VisionModels, scene: Picture, box: Box) -> None:
    tracker = FaceTracker(models)
    assert tracker.find(put(scene, box, 0.15, 0.5), 0)[1] == 1
    noise = np.random.default_rng(0).integers(0, 255, (HEIGHT, WIDTH, 3), dtype=np.uint8)
    assert tracker.find(noise, 200) == (None, 0)
    face, _ = tracker.find(put(scene, box, 0.15, 0.8), 400)
    assert face and middle(face) == pytest.approx(0.8, abs=0.015)


def test_a_face_no_detector_sees_is_given_up_after_three_looks(
    models: VisionModels, scene: Picture, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    tracker, shown = FaceTracker(models), put(scene, box, 0.15, 0.5)
    assert tracker.find(shown, 0)[1] == 1
    monkeypatch.setattr(tracker, "_full_range", lambda picture: [])
    monkeypatch.setattr(tracker, "_short_range", lambda picture: [])
    assert [tracker.find(shown, second * 1000)[1] for second in (1, 2, 3)] == [1, 1, 0]


def test_a_body_has_a_probability_and_goes_with_the_person(models: VisionModels, scene: Picture) -> None:
    tracker = PoseTracker(models)
    body = tracker.find(scene)
    assert body and 0.5 < body.presence <= 1
    assert tracker.find(np.full_like(scene, 120)) is None
