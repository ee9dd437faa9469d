"""Pieces open by themselves in OpenCV, lose no pictures and know where they stand."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from mianshi.contracts.base import Pointer
from mianshi.contracts.outcomes import Reason
from mianshi.errors import Defect, Rejected
from mianshi.media import Clip, cut_clips, plan_segments, probe
from support.recordings import make, picture, real_recording


def seen(clips: Sequence[Clip]) -> list[tuple[int, np.ndarray]]:
    """Every picture OpenCV finds in the clips, with its time in the recording."""
    found = []
    for clip in clips:
        capture = cv2.VideoCapture(str(clip.path))
        assert capture.isOpened()
        while True:
            good, image = capture.read()
            if not good:
                break
            found.append((clip.start_ms + round(capture.get(cv2.CAP_PROP_POS_MSEC)), image))
    return found


def joined(clips: Sequence[Clip]) -> None:
    """Clips follow each other without a hole."""
    for before, after in itertools.pairwise(clips):
        assert before.end_ms == after.start_ms
    assert all(c.end_ms > c.start_ms for c in clips)


COPIED = [
    ("a.mp4", "libx264", "aac", {}),
    ("b.mp4", "libx264", "aac", {"bf": "0"}),
    ("a.mov", "libx264", "pcm_s16le", {}),
    ("a.mkv", "libx264", "libopus", {}),
    ("a.ts", "libx264", "aac", {}),
    ("a.avi", "mpeg4", "libmp3lame", {}),
    ("c.mp4", "libx265", "aac", {"x265-params": "open-gop=0:log-level=none"}),
    ("a.webm", "libvpx", "libopus", {}),
    ("b.webm", "libvpx-vp9", "libopus", {"deadline": "realtime", "cpu-used": "8"}),
]
ENCODED = [
    ("a.mkv", ("libsvtav1", "libopus"), "yuv420p", {"preset": "12"}),
    ("a.3gp", ("h263", "aac"), "yuv420p", {}),
    ("a.mov", ("mjpeg", "pcm_s16le"), "yuvj420p", {}),
    ("a.flv", ("flv", "libmp3lame"), "yuv420p", {}),
    ("a.avi", ("cinepak", "pcm_s16le"), "rgb24", {}),
]


@pytest.mark.parametrize(("name", "video", "audio", "options"), COPIED)
def test_every_picture_arrives_at_its_time(
    tmp_path: Path, name: str, video: str, audio: str, options: dict[str, str]
) -> None:
    rate = 44_100 if audio == "libmp3lame" else 48_000
    path = make(tmp_path / name, video=video, audio=audio, rate=rate, seconds=6, fps=10, gop=10, video_options=options)
    clips = cut_clips(path, tmp_path, seconds=2.0)
    assert len(clips) >= 2
    joined(clips)
    pictures = seen(clips)
    assert sum(c.frames for c in clips) == len(pictures) == 60
    with av.open(str(path)) as container:
        start = container.start_time / 1_000_000
        frames = [(f.time - start, f.to_ndarray(format="bgr24")) for f in container.decode(video=0)]
    for (at_ms, image), (at, expected) in zip(pictures, frames, strict=True):
        assert at_ms == pytest.approx(at * 1000, abs=2)
        assert np.abs(image.astype(int) - expected.astype(int)).mean() < 2


@pytest.mark.parametrize(("name", "coding", "pix_fmt", "options"), ENCODED)
def test_codecs_that_cannot_be_copied_are_encoded_anew(
    tmp_path: Path, name: str, coding: tuple[str, str], pix_fmt: str, options: dict[str, str]
) -> None:
    video, audio = coding
    rate = 44_100 if audio == "libmp3lame" else 48_000
    path = make(
        tmp_path / name,
        video=video,
        audio=audio,
        rate=rate,
        seconds=5,
        size=(176, 144),
        pix_fmt=pix_fmt,
        video_options=options,
    )
    clips = cut_clips(path, tmp_path, seconds=2.0)
    assert len(clips) == 3
    joined(clips)
    pictures = seen(clips)
    assert sum(c.frames for c in clips) == len(pictures) == 50
    for number, (at_ms, image) in enumerate(pictures):
        assert at_ms == pytest.approx(100 * number, abs=60)
        shape = (192 if video == "h263" else 176, 144)  # pixels of H.263 are 12:11 wide (ITU-T H.263, 4.1)
        expected = cv2.resize(cv2.cvtColor(picture(number, 176, 144), cv2.COLOR_RGB2BGR), shape)
        assert np.abs(image.astype(int) - expected.astype(int)).mean() < 20


def test_large_pictures_are_made_smaller_when_encoded_anew(tmp_path: Path) -> None:
    path = make(tmp_path / "a.mov", video="mjpeg", audio=None, pix_fmt="yuvj420p", size=(1280, 720), seconds=1)
    clips = cut_clips(path, tmp_path)
    assert seen(clips)[0][1].shape == (360, 640, 3)


def test_leading_pictures_of_an_open_group_are_left_out(tmp_path: Path) -> None:
    """They refer to pictures of the piece before, so no decoder could show them."""
    options = {"x265-params": "open-gop=1:bframes=3:b-adapt=0:scenecut=0:keyint=10:min-keyint=10:log-level=none"}
    path = make(tmp_path / "a.mp4", video="libx265", audio=None, seconds=6, video_options=options)
    clips = cut_clips(path, tmp_path, seconds=2.0)
    joined(clips)
    pictures = seen(clips)
    assert sum(c.frames for c in clips) == len(pictures)
    assert 60 - 4 * (len(clips) - 1) <= len(pictures) <= 60


def test_pieces_are_as_long_as_the_keyframes_allow(tmp_path: Path) -> None:
    path = make(tmp_path / "a.mp4", audio=None, seconds=12, fps=10, gop=1000, video_options={"sc_threshold": "0"})
    clips = cut_clips(path, tmp_path, seconds=2.0)
    assert [(c.start_ms, c.frames) for c in clips] == [(0, 120)]
    assert clips[0].end_ms == pytest.approx(12_000, abs=10)


@pytest.mark.parametrize("known", [True, False])
def test_number_of_pieces_is_bounded(tmp_path: Path, known: bool) -> None:
    path = make(tmp_path / "a.webm", video="libvpx", audio=None, seconds=12, fps=10, gop=5)
    clips = cut_clips(path, tmp_path, seconds=0.5, limit=4, duration_ms=12_000 if known else None)
    assert len(clips) <= 4
    assert sum(c.frames for c in clips) == len(seen(clips)) == 120
    assert max(c.end_ms - c.start_ms for c in clips) <= 4_100


def test_variable_frame_rate(tmp_path: Path) -> None:
    stamps = [0.0, 0.1, 0.15, 0.5, 1.2, 1.25, 1.3, 2.2, 2.9, 3.9]
    path = make(tmp_path / "a.webm", video="libvpx", audio=None, stamps=stamps, gop=3)
    pictures = seen(cut_clips(path, tmp_path, seconds=1.0))
    assert [at for at, _ in pictures] == pytest.approx([round(s * 1000) for s in stamps], abs=2)


@pytest.mark.parametrize("container", ["mp4", "mkv"])
def test_pieces_are_not_turned(tmp_path: Path, container: str) -> None:
    """The segment carries the rotation; a reader that turns by itself must not do it a second time."""
    path = make(tmp_path / f"a.{container}", rotation=-90.0)
    recording = probe(path)
    clips = cut_clips(path, tmp_path, seconds=2.0)
    assert {image.shape for _, image in seen(clips)} == {(120, 160, 3)}
    pointers = [Pointer(bucket="b", key=str(i)) for i in range(len(clips))]
    assert {s.rotation for s in plan_segments(recording, clips, pointers, answer=0, first_index=0)} == {90}


def test_pictures_hidden_by_an_edit_list_do_not_shift_the_rest(tmp_path: Path) -> None:
    """A trimmed recording starts between keyframes: what lies before t=0 is needed, but the clock must not move."""
    source = make(tmp_path / "a.mp4", audio=None, seconds=6, fps=10, gop=20, video_options={"bf": "0"})
    data = source.read_bytes()
    at = data.index(b"elst")
    assert int.from_bytes(data[at + 8 : at + 12], "big") == 1
    with av.open(str(source)) as container:
        time_base = container.streams.video[0].time_base
    assert time_base is not None
    ticks = time_base.denominator
    trimmed = bytearray(data)
    trimmed[at + 16 : at + 20] = (ticks * 5 // 10).to_bytes(4, "big")
    path = tmp_path / "b.mp4"
    path.write_bytes(trimmed)
    clips = cut_clips(path, tmp_path, seconds=2.0)
    assert clips[0].start_ms == 0
    pictures = [(at_ms, image) for at_ms, image in seen(clips) if at_ms > 0]
    whole = [cv2.cvtColor(picture(n), cv2.COLOR_RGB2BGR) for n in range(60)]
    for at_ms, image in pictures[::7]:
        nearest = min(range(60), key=lambda n: np.abs(image.astype(int) - whole[n].astype(int)).mean())
        assert at_ms == pytest.approx(100 * nearest - 500, abs=10)


def test_cut_file_gives_what_is_left(tmp_path: Path) -> None:
    path = make(tmp_path / "a.mkv", seconds=12)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * 0.6)])
    pictures = seen(cut_clips(path, tmp_path, seconds=2.0))
    assert 40 < len(pictures) < 95


def test_a_full_disk_is_not_blamed_on_the_recording(tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("needs /dev/full")
    path = make(tmp_path / "a.mp4", audio=None, seconds=4, size=(640, 480))
    (tmp_path / "0000.mkv").symlink_to(full)
    with pytest.raises(OSError, match="No space left"):
        cut_clips(path, tmp_path)


def test_nothing_is_left_behind_when_it_fails(tmp_path: Path) -> None:
    path = make(tmp_path / "a.mkv", audio=None)
    data = path.read_bytes()
    path.write_bytes(data[: data.index(b"\x1f\x43\xb6\x75") + 30])
    (tmp_path / "out").mkdir()
    with pytest.raises(Rejected) as caught:
        cut_clips(path, tmp_path / "out")
    assert caught.value.code == Reason.DAMAGED
    assert list((tmp_path / "out").iterdir()) == []


def test_no_picture(tmp_path: Path) -> None:
    with pytest.raises(Rejected) as caught:
        cut_clips(make(tmp_path / "a.m4a", video=None), tmp_path)
    assert caught.value.code == Reason.NO_VIDEO


def test_same_recording_same_bytes(tmp_path: Path) -> None:
    path = make(tmp_path / "a.mp4")
    runs = []
    for name in ("1", "2"):
        (tmp_path / name).mkdir()
        runs.append([c.path.read_bytes() for c in cut_clips(path, tmp_path / name, seconds=1.0)])
    assert runs[0] == runs[1]


def test_plan_numbers_on(tmp_path: Path) -> None:
    path = make(tmp_path / "a.mp4", seconds=6)
    clips = cut_clips(path, tmp_path, seconds=2.0)
    pointers = [Pointer(bucket="b", key=str(i)) for i in range(len(clips))]
    plan = plan_segments(probe(path), clips, pointers, answer=2, first_index=7)
    assert [s.index for s in plan] == list(range(7, 7 + len(clips)))
    assert {s.answer for s in plan} == {2}
    assert [(s.start_ms, s.end_ms, s.clip_start_ms, s.clip) for s in plan] == [
        (c.start_ms, c.end_ms, c.start_ms, p) for c, p in zip(clips, pointers, strict=True)
    ]
    with pytest.raises(Defect):
        plan_segments(probe(path), clips, pointers[1:], answer=2, first_index=7)


@pytest.mark.parametrize(
    ("name", "frames"),
    [
        ("mediarecorder_chrome57_noduration.webm", 185),
        ("zh_presenter_25s.mp4", 629),
        pytest.param("en_presenter_4s_2160p50.mp4", 199, marks=pytest.mark.slow),
    ],
)
def test_real_recordings(tmp_path: Path, name: str, frames: int) -> None:
    clips = cut_clips(real_recording(name), tmp_path, seconds=5.0)
    joined(clips)
    assert sum(c.frames for c in clips) == len(seen(clips)) == frames
