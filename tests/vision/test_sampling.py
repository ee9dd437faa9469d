"""Half a second is never lost and a still picture costs little, on a drawn person (infra/local/samples/face.py)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest

from mianshi.contracts.observations import ObservationKind, SegmentReadings
from mianshi.vision import observe, read_segment
from mianshi.vision.changes import ChangeFinder
from mianshi.vision.frames import Sampler
from mianshi.vision.models import Network, VisionModels
from samples.face import Looks, Person, Pose
from support.drawn import Picture, room, write_clip
from support.vision_records import a_policy, a_segment

FPS = 25
LOOKS = Looks(
    skin=(150, 182, 226),
    hair=(30, 32, 38),
    shirt=(120, 84, 52),
    collar=(232, 228, 222),
    wall=(196, 204, 206),
    lips=(112, 110, 190),
    seed=1,
)


@cache
def person() -> Person:
    return Person(LOOKS)


@cache
def drawn(pose: Pose) -> Picture:
    return person().draw(pose)


LEAD, PERIOD, EVENTS = 50, 38, 5
"""Frames at rest, from one event to the next, and how many: 38 frames are 1.52 s, so each event begins 20 ms later in
the tenth of a second between two samples than the one before."""


def events(moved: Picture, frames: int) -> list[Picture]:
    """A clip with events of `frames` frames, and a person at rest around them."""
    rest = drawn(Pose())
    one = [moved] * frames + [rest] * (PERIOD - frames)
    return [rest] * LEAD + one * EVENTS


def noisy(pictures: list[Picture], seed: int = 0) -> list[Picture]:
    """The same with the grain of a cheap camera, new in each picture."""
    random = np.random.default_rng(seed)
    grains = [random.normal(0, 4, pictures[0].shape) for _ in range(7)]
    return [np.clip(one + grains[index % 7], 0, 255).astype(np.uint8) for index, one in enumerate(pictures)]


def seen(clip: Path, pictures: int, models: VisionModels, kind: ObservationKind) -> list[tuple[int, int]]:
    segment = a_segment(pictures * 1000 // FPS)
    result = observe([read_segment(clip, segment, models)], [segment], a_policy(), "v")
    return [(one.start_ms, one.end_ms) for one in result.observations if one.what is kind]


@pytest.mark.parametrize(
    ("kind", "pose"),
    [
        (ObservationKind.SMILE, Pose(smile=1.0)),
        (ObservationKind.LOOKS_AWAY, Pose(gaze=(0.9, 0.0))),
        (ObservationKind.HEAD_TURNED, Pose(yaw=-50)),
        (ObservationKind.BROW_RAISED, Pose(brows=1.3)),
        (ObservationKind.FACE_MISSING, None),
    ],
)
def test_half_a_second_is_seen_at_any_phase(
    kind: ObservationKind, pose: Pose | None, models: VisionModels, tmp_path: Path
) -> None:
    frames = FPS // 2
    pictures = events(room(640, 480) if pose is None else drawn(pose), frames)
    found = seen(write_clip(tmp_path / "clip.avi", pictures, FPS), len(pictures), models, kind)
    assert len(found) == EVENTS
    for number, (start, end) in enumerate(found):
        truth = (LEAD + number * PERIOD) * 1000 // FPS
        assert truth <= start <= truth + 200
        assert abs(end - truth - frames * 1000 // FPS) <= 200


def test_a_blink_of_a_fifth_of_a_second_is_seen_at_any_phase(models: VisionModels, tmp_path: Path) -> None:
    """Lids that close for 80 ms, stay shut for 40 and open for 80: as quick as blinks of people mostly are."""
    lids = [0.55, 0.15, 0.0, 0.15, 0.55]
    rest = drawn(Pose())
    one = [drawn(Pose(eyelids=share)) for share in lids] + [rest] * (PERIOD - len(lids))
    pictures = [rest] * LEAD + one * EVENTS
    found = seen(write_clip(tmp_path / "clip.avi", pictures, FPS), len(pictures), models, ObservationKind.BLINK)
    starts = [(LEAD + number * PERIOD) * 1000 // FPS for number in range(EVENTS)]
    assert len(found) == EVENTS
    assert all(truth <= start <= truth + 160 for truth, (start, _) in zip(starts, found, strict=True))


@dataclass
class Counted:
    """A network that counts how often it runs."""

    network: Network
    runs: int = 0

    @property
    def size(self) -> int:
        return self.network.size

    def __call__(self, picture: np.ndarray) -> list[np.ndarray]:
        self.runs += 1
        return self.network(picture)


@pytest.fixture
def counted(models: VisionModels) -> Iterator[Callable[[], dict[str, int]]]:
    """Counts the runs of each network while the test goes on."""
    names = ("face_mesh", "iris", "pose_landmarks")
    counters = {name: Counted(getattr(models, name)) for name in names}
    for name, counter in counters.items():
        object.__setattr__(models, name, counter)
    yield lambda: {name: counter.runs for name, counter in counters.items()}
    for name, counter in counters.items():
        object.__setattr__(models, name, counter.network)


def test_a_still_person_costs_a_fifth(
    models: VisionModels, tmp_path: Path, counted: Callable[[], dict[str, int]]
) -> None:
    pictures = noisy([drawn(Pose())] * (10 * FPS))
    readings = read_segment(write_clip(tmp_path / "clip.avi", pictures, FPS), a_segment(10_000), models)
    assert (readings.samples, len(readings.frames)) == (100, 20)
    starts = [frame.at_ms for frame in readings.frames]
    assert [at_ms // 500 for at_ms in starts] == list(range(20))
    assert [frame.until_ms for frame in readings.frames] == [*starts[1:], 10_000]
    runs = counted()
    assert runs["face_mesh"] <= 22 and runs["iris"] <= 40 and runs["pose_landmarks"] <= 12


def test_a_lively_person_is_read_at_every_sample(
    models: VisionModels, tmp_path: Path, counted: Callable[[], dict[str, int]]
) -> None:
    poses = [drawn(Pose(mouth=0.3 * step, shift=(6.0 * (step % 2), 0.0))) for step in range(4)]
    pictures = [poses[index % 4] for index in range(5 * FPS)]
    readings = read_segment(write_clip(tmp_path / "clip.avi", pictures, FPS), a_segment(5000), models)
    assert readings.samples == 50 and len(readings.frames) >= 48
    runs = counted()
    assert runs["face_mesh"] <= 60 and runs["iris"] <= 52 and 5 <= runs["pose_landmarks"] <= 18


def test_readings_hardly_depend_on_where_a_clip_is_cut(models: VisionModels, tmp_path: Path) -> None:
    """Half a second after a cut the same moments are read, and they give the same numbers but for the tracker's way."""
    pictures = noisy(events(drawn(Pose(smile=1.0)), FPS // 2))
    clip = write_clip(tmp_path / "clip.avi", pictures, FPS)
    end = len(pictures) * 1000 // FPS
    whole = read_segment(clip, a_segment(end), models)
    part = read_segment(clip, a_segment(end, start_ms=3130), models)
    assert times(part, 3700) == times(whole, 3700)
    then = {frame.at_ms: frame for frame in whole.frames}
    for frame in part.frames[6:]:
        assert frame.smile == pytest.approx(then[frame.at_ms].smile, abs=0.05)
        assert frame.eyes_open == pytest.approx(then[frame.at_ms].eyes_open, abs=0.02)


def times(readings: SegmentReadings, from_ms: int) -> list[tuple[int, int]]:
    return [(frame.at_ms, frame.until_ms) for frame in readings.frames if frame.at_ms >= from_ms]


def test_grain_is_no_change_and_an_eyelid_is() -> None:
    rest, shut = drawn(Pose()), drawn(Pose(eyelids=0.4))
    finder = ChangeFinder()
    assert finder.look(rest).face and finder.look(rest).around
    finder.remember(rest, (230.0, 100.0, 410.0, 310.0))
    for one in noisy([rest] * 7):
        change = finder.look(one)
        assert not (change.face or change.around)
    change = finder.look(shut)
    assert change.face and not change.around


def lit(picture: Picture, share: float) -> Picture:
    return np.asarray(cv2.convertScaleAbs(picture, alpha=share), np.uint8)


def test_a_hand_and_a_lamp_are_changes_around_the_face() -> None:
    rest = drawn(Pose())
    finder = ChangeFinder()
    finder.remember(rest, (230.0, 100.0, 410.0, 310.0))
    assert finder.look(drawn(Pose(hand=0.6))).around
    assert finder.look(lit(rest, 0.85)).around


def test_slow_changes_add_up() -> None:
    rest = drawn(Pose())
    finder = ChangeFinder()
    finder.remember(rest, None)
    dimmed = [finder.look(lit(rest, 1 - step / 200)).around for step in range(1, 21)]
    assert not dimmed[0] and dimmed[-1]


@pytest.mark.parametrize(
    ("across", "down", "shape"), [(1, 1, (240, 320)), (4, 3, (240, 427)), (2, 3, (360, 320)), (0, 1, (240, 320))]
)
def test_odd_pixels_are_handed_out_square(across: int, down: int, shape: tuple[int, int], tmp_path: Path) -> None:
    clip = anamorphic(tmp_path / "clip.mp4", across, down)
    _, picture = next(iter(Sampler(clip, a_segment(1000), 10)))
    assert picture.shape[:2] == shape


def anamorphic(path: Path, across: int, down: int) -> Path:
    """Ten pictures of 320x240 stored pixels that are `across` to `down` wide to high."""
    from fractions import Fraction

    import av

    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        if across:
            stream.codec_context.sample_aspect_ratio = Fraction(across, down)
            stream.sample_aspect_ratio = Fraction(across, down)
        for _ in range(10):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(room(320, 240), format="bgr24")))
        container.mux(stream.encode())
    return path
