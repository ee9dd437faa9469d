"""Real recordings of people and of an empty desk; skipped where they are not at hand."""

from pathlib import Path

import pytest

from mianshi.contracts.observations import ObservationKind, SegmentReadings
from mianshi.vision import observe, read_segment
from mianshi.vision.models import VisionModels
from support.vision_records import a_policy, a_segment

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def presenter(media: Path, models: VisionModels) -> SegmentReadings:
    return read_segment(media / "zh_presenter_25s.mp4", a_segment(25_160), models)


def test_a_presenter_is_one_person_who_looks_at_the_camera(presenter: SegmentReadings) -> None:
    result = observe([presenter], [a_segment(25_160)], a_policy(), "v")
    summary = result.summaries[0]
    assert summary.looked_ms == 25_160
    assert 200 <= summary.frames <= presenter.samples == 252
    assert summary.one_face_share >= 0.95
    assert summary.camera_share is not None and summary.camera_share > 0.8
    assert summary.counts[ObservationKind.SEVERAL_FACES] == 0
    assert summary.counts[ObservationKind.HANDS_VISIBLE] >= 1
    assert summary.counts[ObservationKind.DARK] == summary.counts[ObservationKind.BLURRED] == 0
    assert presenter.undecoded == 0


def test_a_presenter_stands_upright(presenter: SegmentReadings) -> None:
    tilts = [frame.shoulder_tilt for frame in presenter.frames if frame.shoulder_tilt is not None]
    assert len(tilts) > 50
    assert max(abs(tilt) for tilt in tilts) < 6
    assert all(abs(frame.yaw) < 20 for frame in presenter.frames if frame.yaw is not None)


def test_cutting_a_clip_keeps_the_samples(media: Path, models: VisionModels, presenter: SegmentReadings) -> None:
    segment = a_segment(12_000, start_ms=10_000)
    part = read_segment(media / "zh_presenter_25s.mp4", segment, models)
    whole = [frame.at_ms for frame in presenter.frames if 10_000 <= frame.at_ms < 12_000]
    assert [frame.at_ms for frame in part.frames] == whole


def test_a_browser_recording_without_a_face(media: Path, models: VisionModels) -> None:
    segment = a_segment(7600)
    readings = read_segment(media / "mediarecorder_chrome57_noduration.webm", segment, models)
    assert readings.samples > 60
    assert len(readings.frames) < readings.samples / 2
    assert {frame.faces for frame in readings.frames} == {0}
    found = observe([readings], [segment], a_policy(), "v").observations
    assert [one.what for one in found] == [ObservationKind.FACE_MISSING]


def test_4k_at_50_frames_a_second(media: Path, models: VisionModels) -> None:
    readings = read_segment(media / "en_presenter_4s_2160p50.mp4", a_segment(4000), models)
    assert readings.samples == 40
    assert all(frame.faces == 1 for frame in readings.frames)
    assert sum(frame.gaze == "camera" for frame in readings.frames) >= 16
