"""The whole way from a clip to readings, on drawn pictures: no person, no recording from elsewhere."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from mianshi.contracts.media import Segment
from mianshi.contracts.observations import ObservationKind, SegmentReadings
from mianshi.errors import Rejected
from mianshi.vision import observe, read_segment
from mianshi.vision.detector import full_range
from mianshi.vision.face import FaceTracker
from mianshi.vision.frames import Sampler, upright
from mianshi.vision.models import VisionModels
from mianshi.vision.readings import FrameReader
from support.drawn import Picture, draw_face, room, write_clip
from support.vision_records import a_policy, a_segment


def face(**look: float) -> Picture:
    return draw_face(room(), 320, 230, 200, **look)


def read(
    folder: Path, pictures: list[Picture], models: VisionModels, segment: Segment | None = None
) -> SegmentReadings:
    clip = write_clip(folder / "clip.avi", pictures)
    return read_segment(clip, segment or a_segment(len(pictures) * 100), models)


def kinds(readings: SegmentReadings, segment: Segment) -> set[ObservationKind]:
    return {one.what for one in observe([readings], [segment], a_policy(), "v").observations}


def test_one_drawn_face_is_one_face_that_looks_at_the_camera(models: VisionModels) -> None:
    reading = FrameReader(models).read(0, face())
    assert reading.faces == 1
    assert reading.gaze == "camera"
    assert reading.yaw == pytest.approx(0, abs=4)
    assert reading.roll == pytest.approx(0, abs=4)
    assert reading.face_box is not None
    left, top, width, height = reading.face_box
    assert left < 0.5 < left + width and top < 230 / 480 < top + height


def test_a_smile_is_more_of_a_smile_than_none(models: VisionModels) -> None:
    rest, smile = (FrameReader(models).read(0, face(smile=amount)).smile for amount in (0, 1))
    assert rest is not None and smile is not None
    assert smile > rest + 0.4


def test_irises_to_the_side_look_away(models: VisionModels) -> None:
    assert [FrameReader(models).read(0, face(look=side)).gaze for side in (-1, 1)] == ["away", "away"]


def test_a_tilted_head_rolls_to_its_own_left(models: VisionModels) -> None:
    turn = cv2.getRotationMatrix2D((320, 230), -15, 1)
    tilted: Picture = np.empty_like(face())
    cv2.warpAffine(face(), turn, (640, 480), dst=tilted, borderMode=cv2.BORDER_REPLICATE)
    reading = FrameReader(models).read(0, tilted)
    assert reading.roll == pytest.approx(15, abs=4)


def test_two_faces_are_counted_within_a_second(models: VisionModels) -> None:
    reader = FrameReader(models)
    assert reader.read(0, face()).faces == 1
    both = room(960)
    for x in (260, 700):
        draw_face(both, x, 230, 200)
    later = [reader.read(at_ms, both).faces for at_ms in range(200, 1400, 200)]
    assert later[-1] == 2
    assert set(later) <= {1, 2}


def test_an_empty_room_has_no_face_and_no_behaviour(models: VisionModels, tmp_path: Path) -> None:
    segment = a_segment(3000)
    readings = read(tmp_path, [room()] * 30, models, segment)
    assert {frame.faces for frame in readings.frames} == {0}
    assert all(frame.gaze is None and frame.smile is None and frame.hands_visible is None for frame in readings.frames)
    assert ObservationKind.FACE_MISSING in kinds(readings, segment)
    assert ObservationKind.DARK not in kinds(readings, segment)


def test_a_face_that_leaves_is_missing_from_then_on(models: VisionModels, tmp_path: Path) -> None:
    segment = a_segment(4000)
    readings = read(tmp_path, [face()] * 20 + [room()] * 20, models, segment)
    observed = observe([readings], [segment], a_policy(), "v").observations
    missing = [one for one in observed if one.what is ObservationKind.FACE_MISSING]
    assert [(one.start_ms, one.end_ms) for one in missing] == [(2000, 4000)]


def test_black_is_dark_and_blur_is_blurred(models: VisionModels, tmp_path: Path) -> None:
    segment = a_segment(2000)
    black = read(tmp_path, [np.zeros((480, 640, 3), np.uint8)] * 20, models, segment)
    assert ObservationKind.DARK in kinds(black, segment)
    sharp = read(tmp_path, [face()] * 20, models, segment)
    assert not kinds(sharp, segment) & {ObservationKind.DARK, ObservationKind.BLURRED}
    blurred: Picture = np.empty_like(face())
    cv2.GaussianBlur(face(), (0, 0), 7, dst=blurred)
    soft = read(tmp_path, [blurred] * 20, models, segment)
    assert ObservationKind.BLURRED in kinds(soft, segment)


def test_a_technical_check_measures_no_behaviour(models: VisionModels, tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.avi", [face()] * 5 + [face(smile=1.0, look=1.0)] * 15)
    readings = read_segment(clip, a_segment(2000), models, behaviour=False)
    measured = {name for frame in readings.frames for name, value in frame if value is not None}
    assert measured == {"at_ms", "until_ms", "faces", "clarity", "light", "sharpness"}
    assert readings.frames[0].faces == 1


def test_the_same_clip_reads_the_same_byte_for_byte(models: VisionModels, tmp_path: Path) -> None:
    pictures = [face(smile=step / 15, look=step / 30) for step in range(15)]
    first, second = (read(tmp_path, pictures, models).model_dump_json() for _ in range(2))
    assert first == second


def test_a_sideways_clip_is_turned_upright(models: VisionModels, tmp_path: Path) -> None:
    sideways = [np.ascontiguousarray(np.rot90(face()))] * 5
    turned = read(tmp_path, sideways, models, a_segment(500, rotation=90)).frames[0]
    assert turned.faces == 1
    assert turned.roll == pytest.approx(0, abs=5)
    straight = read(tmp_path, [face()] * 5, models).frames[0]
    assert turned.face_box == pytest.approx(straight.face_box, abs=0.02)


@pytest.mark.parametrize(("rotation", "corner"), [(0, (0, 0)), (90, (0, -1)), (180, (-1, -1)), (270, (-1, 0))])
def test_rotation_is_clockwise(rotation: int, corner: tuple[int, int]) -> None:
    picture = np.zeros((40, 60, 3), np.uint8)
    picture[0, 0] = 255
    assert upright(picture, rotation)[corner].tolist() == [255, 255, 255]


def test_large_pictures_are_scaled_down() -> None:
    assert upright(np.zeros((2160, 3840, 3), np.uint8), 0).shape == (720, 1280, 3)
    assert upright(np.zeros((3840, 2160, 3), np.uint8), 90).shape == (720, 1280, 3)
    assert upright(np.zeros((720, 1280, 3), np.uint8), 0).shape == (720, 1280, 3)


def test_samples_lie_on_the_clock_of_the_answer(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.avi", [room()] * 30)
    whole = [at_ms for at_ms, _ in Sampler(clip, a_segment(3000), 5)]
    assert whole == list(range(0, 3000, 200))
    part = a_segment(7000, start_ms=5100, clip_start_ms=5000)
    assert [at_ms for at_ms, _ in Sampler(clip, part, 5)] == list(range(5200, 7000, 200))


def test_where_a_recording_is_cut_changes_no_sample(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.avi", [room()] * 30, frames_per_second=25)
    cuts = [(0, 440), (440, 1000), (1000, 1200)]
    parts = [at_ms for start, end in cuts for at_ms, _ in Sampler(clip, a_segment(end, start_ms=start), 5)]
    assert parts == [at_ms for at_ms, _ in Sampler(clip, a_segment(1200), 5)] == list(range(0, 1200, 200))


def test_a_slow_clip_gives_each_frame_once(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.avi", [room()] * 6, frames_per_second=2)
    assert [at_ms for at_ms, _ in Sampler(clip, a_segment(3000), 5)] == [0, 500, 1000, 1500, 2000, 2500]


def test_a_clip_that_ends_early_tells_how_much_is_lost(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.avi", [room()] * 30)
    content = clip.read_bytes()
    clip.write_bytes(content[: len(content) // 2])
    sampler = Sampler(clip, a_segment(3000), 5)
    times = [at_ms for at_ms, _ in sampler]
    assert 0 < len(times) < 15
    assert sampler.undecoded == pytest.approx(15 - len(times), abs=1)


def test_a_damaged_middle_does_not_lose_the_end(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.avi", [room()] * 300, frames_per_second=50)
    content = bytearray(clip.read_bytes())
    start, position = content.index(b"movi"), 0
    for number in range(240):
        position = content.index(b"00dc", start)
        start = position + 8 + int.from_bytes(content[position + 4 : position + 8], "little")
        if number >= 60:
            content[position + 8 : start] = bytes(start - position - 8)
    clip.write_bytes(bytes(content))
    sampler = Sampler(clip, a_segment(6000), 5)
    times = [at_ms for at_ms, _ in sampler]
    assert times[:6] == list(range(0, 1200, 200))
    assert times[-6:] == list(range(4800, 6000, 200))
    assert len(times) + sampler.undecoded == pytest.approx(30, abs=1)
    assert sampler.undecoded >= 17


def test_rubbish_is_refused(models: VisionModels, tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(b"not a film" * 1000)
    with pytest.raises(Rejected, match="damaged"):
        read_segment(clip, a_segment(1000), models)


def test_a_tiny_face_is_counted_but_not_measured(models: VisionModels) -> None:
    reading = FrameReader(models).read(0, draw_face(room(320, 240), 160, 120, 32))
    assert reading.faces == 1
    assert (reading.yaw, reading.gaze, reading.smile) == (None, None, None)


def test_what_the_detector_takes_for_a_face_must_pass_the_mesh(models: VisionModels) -> None:
    random = np.random.default_rng(0)
    detect, fired, refused = full_range(models.face_full_range), 0, 0
    for _ in range(150):
        picture = room()
        for _ in range(random.integers(2, 7)):
            colour = tuple(int(value) for value in random.integers(0, 255, 3))
            middle = int(random.integers(220, 420)), int(random.integers(140, 340))
            axes = int(random.integers(8, 90)), int(random.integers(8, 90))
            cv2.ellipse(picture, middle, axes, 0, 0, 360, colour, -1)
        if detect(picture):
            fired += 1
            refused += FaceTracker(models).find(picture, 0) == (None, 0)
    assert fired > 0
    assert refused >= fired / 2
