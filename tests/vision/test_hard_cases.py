"""Pictures that are hard to read: the numbers must say so, or stay away. Drawn, and on footage of people if there is."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest

from mianshi.contracts.observations import FrameReading, ObservationKind, Observations
from mianshi.vision import observe, read_segment
from mianshi.vision.face import Face, FaceTracker
from mianshi.vision.models import VisionModels
from mianshi.vision.readings import FrameReader
from samples.face import Looks, Person, Pose
from support.drawn import Picture, room, write_clip
from support.vision_records import a_policy, a_segment

LOOKS = Looks(
    skin=(146, 176, 216),
    hair=(36, 52, 84),
    shirt=(84, 104, 78),
    collar=(196, 200, 204),
    wall=(196, 204, 206),
    lips=(112, 110, 190),
    seed=2,
)


REST = Pose()


@cache
def drawn(pose: Pose = REST) -> Picture:
    return Person(LOOKS).draw(pose)


def reading(picture: Picture, models: VisionModels) -> FrameReading:
    return FrameReader(models).read(0, picture)


def the_face(picture: Picture, models: VisionModels) -> Face:
    face, _ = FaceTracker(models).find(picture, 0)
    assert face is not None
    return face


def observed(pictures: list[Picture], models: VisionModels, folder: Path, fps: int = 10) -> Observations:
    segment = a_segment(len(pictures) * 1000 // fps)
    readings = read_segment(write_clip(folder / "clip.avi", pictures, fps), segment, models)
    return observe([readings], [segment], a_policy(), "v")


def with_glasses(picture: Picture, face: Face, *, dark: bool = False) -> Picture:
    """Round frames over both eyes, the lenses clear or black."""
    worn = picture.copy()
    for outer, inner in ((33, 133), (263, 362)):
        centre = tuple(int(value) for value in (face.mesh[outer, :2] + face.mesh[inner, :2]) / 2)
        width = float(np.linalg.norm(face.mesh[outer, :2] - face.mesh[inner, :2]))
        axes = round(0.95 * width), round(0.75 * width)
        if dark:
            cv2.ellipse(worn, centre, axes, 0, 0, 360, (15, 15, 15), -1, cv2.LINE_AA)
        cv2.ellipse(worn, centre, axes, 0, 0, 360, (30, 30, 30), max(2, round(width / 10)), cv2.LINE_AA)
    return worn


def dimmed(picture: Picture, share: float) -> Picture:
    """Less light, and the grain of a camera that has too little of it."""
    grain = np.random.default_rng(0).normal(0, 2, picture.shape)
    return np.clip(picture * share + grain, 0, 255).astype(np.uint8)


def on_a_screen(picture: Picture, share: float) -> Picture:
    """The picture small in the middle of a grey one, as on a tablet held before the camera."""
    small = cv2.resize(picture, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    held: Picture = np.full_like(picture, 120)
    top, left = ((held.shape[axis] - small.shape[axis]) // 2 for axis in (0, 1))
    held[top : top + small.shape[0], left : left + small.shape[1]] = small
    return held


@pytest.fixture(params=["drawn", "zh_presenter_25s.mp4", "en_presenter_4s_2160p50.mp4"])
def person(request: pytest.FixtureRequest) -> Picture:
    """A person who looks at the camera: the drawn one, or one of the footage, 1280 pixels wide."""
    if request.param == "drawn":
        return drawn()
    folder: Path = request.getfixturevalue("media")
    capture = cv2.VideoCapture(str(folder / str(request.param)))
    capture.set(cv2.CAP_PROP_POS_MSEC, 1000)
    found, picture = capture.read()
    assert found
    capture.release()
    return np.asarray(cv2.resize(picture, (1280, 720), interpolation=cv2.INTER_AREA), np.uint8)


def test_clear_glasses_change_little(person: Picture, models: VisionModels) -> None:
    bare, worn = reading(person, models), reading(with_glasses(person, the_face(person, models)), models)
    assert worn.faces == 1 and worn.gaze == "camera"
    assert worn.yaw == pytest.approx(bare.yaw, abs=3) and worn.pitch == pytest.approx(bare.pitch, abs=3)
    assert worn.smile == pytest.approx(bare.smile, abs=0.2)


def test_behind_dark_glasses_no_gaze_is_claimed(person: Picture, models: VisionModels) -> None:
    worn = reading(with_glasses(person, the_face(person, models), dark=True), models)
    assert worn.faces == 1 and worn.yaw is not None
    assert (worn.gaze, worn.gaze_yaw, worn.gaze_pitch) == (None, None, None)


def test_clarity_falls_with_the_light_until_nothing_is_measured(person: Picture, models: VisionModels) -> None:
    readings = [reading(dimmed(person, share), models) for share in (1.0, 0.25, 0.12, 0.05)]
    clarity = [one.clarity for one in readings]
    assert clarity == sorted(clarity, reverse=True) and clarity[0] > 0.9 and clarity[-1] < 0.25
    assert readings[1].smile is not None and readings[1].gaze == "camera"
    last = readings[-1]
    assert (last.yaw, last.smile, last.gaze, last.eyes_open, last.stir) == (None,) * 5


def test_clarity_falls_with_the_size_until_nothing_is_measured(models: VisionModels) -> None:
    readings = [reading(on_a_screen(drawn(), share), models) for share in (1.0, 0.5, 0.25, 0.16)]
    clarity = [one.clarity for one in readings]
    assert clarity == sorted(clarity, reverse=True) and clarity[0] > 0.9 and clarity[-1] < 0.4
    assert readings[2].smile is not None
    assert readings[3].faces == 1 and (readings[3].yaw, readings[3].smile, readings[3].gaze) == (None, None, None)


def test_out_of_focus_is_said(person: Picture, models: VisionModels) -> None:
    soft = cv2.GaussianBlur(person, (0, 0), 3 * person.shape[1] / 640)
    assert reading(np.asarray(soft, np.uint8), models).clarity < 0.3


def test_two_people_are_two(person: Picture, models: VisionModels) -> None:
    quarter = person.shape[1] // 4
    both = np.ascontiguousarray(np.hstack([person[:, quarter : 3 * quarter]] * 2))
    assert reading(both, models).faces == 2


def test_a_tilted_head_is_measured_and_its_gaze_is_not_called_away(person: Picture, models: VisionModels) -> None:
    height, width = person.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 20, 1.0)
    tilted = cv2.warpAffine(person, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)
    found = reading(np.asarray(tilted, np.uint8), models)
    assert found.roll == pytest.approx(-20, abs=5)
    assert found.gaze != "away"


def test_a_turned_head_has_no_mouth_and_brows(models: VisionModels) -> None:
    turned = reading(drawn(Pose(yaw=-50)), models)
    assert turned.yaw is not None and turned.yaw < -20
    assert (turned.smile, turned.brow_raise, turned.brow_lower, turned.mouth_open) == (None,) * 4


def test_a_person_who_leaves_and_comes_back(models: VisionModels, tmp_path: Path) -> None:
    pictures = [drawn()] * 20 + [room()] * 20 + [drawn()] * 20
    found = observed(pictures, models, tmp_path)
    missing = [one for one in found.observations if one.what is ObservationKind.FACE_MISSING]
    assert [(one.start_ms, one.end_ms) for one in missing] == [(2000, 4000)]
    assert missing[0].confidence < 0.6, "an empty wall and a lens out of focus look alike"
    assert found.summaries[0].one_face_share == pytest.approx(2 / 3, abs=0.02)


def test_a_drawn_face_counts_as_a_face_and_one_that_never_moves_as_a_still_picture(
    models: VisionModels, tmp_path: Path
) -> None:
    random = np.random.default_rng(1)
    grains = [random.normal(0, 3, drawn().shape) for _ in range(5)]
    photo = [np.clip(drawn() + grains[index % 5], 0, 255).astype(np.uint8) for index in range(100)]
    found = observed(photo, models, tmp_path)
    kinds = {one.what: one for one in found.observations}
    still = kinds[ObservationKind.STILL_PICTURE]
    assert still.end_ms - still.start_ms >= 8000 and still.confidence > 0.6
    assert ObservationKind.FACE_MISSING not in kinds


def test_a_photo_moved_before_the_camera_is_a_question(models: VisionModels, tmp_path: Path) -> None:
    """A tablet with a photograph, held by hand for 22 seconds: the lids and lips of a person would have moved."""
    held = on_a_screen(drawn(), 0.8)
    ways = [(6 * np.sin(index / 5), 4 * np.sin(index / 7), 3 * np.sin(index / 9)) for index in range(220)]
    moved = [warped(held, *way) for way in ways]
    found = [one for one in observed(moved, models, tmp_path).observations if one.what.value == "still_picture"]
    assert len(found) == 1 and found[0].end_ms - found[0].start_ms >= 20_000
    assert found[0].confidence <= 0.5


def warped(picture: Picture, across: float, down: float, turn: float) -> Picture:
    way = cv2.getRotationMatrix2D((320, 240), turn, 1.0)
    way[:, 2] += np.array([across, down])
    return np.asarray(cv2.warpAffine(picture, way, (640, 480), borderValue=(120, 120, 120)), np.uint8)


def test_somebody_alive_is_no_still_picture(models: VisionModels, tmp_path: Path) -> None:
    """He does not speak; he breathes, sways by some pixels and blinks every four seconds."""
    poses = [Pose(shift=(2.0 * (step % 3), 0.0), yaw=2.0 * (step % 3), smile=0.1 * (step % 2)) for step in range(6)]
    pictures = [drawn(poses[(index // 4) % 6]) for index in range(220)]
    for at in range(20, 220, 40):
        pictures[at : at + 2] = [drawn(Pose(eyelids=0.0))] * 2
    assert not [one for one in observed(pictures, models, tmp_path).observations if one.what.value == "still_picture"]
