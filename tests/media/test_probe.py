"""What a file holds is found by reading it; what cannot be used is refused by name and never hangs."""

from __future__ import annotations

import os
import random
import shutil
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mianshi.contracts.media import AudioStream, Recording, VideoStream
from mianshi.contracts.outcomes import Reason
from mianshi.errors import Rejected
from mianshi.media import Limits, check, probe
from support.recordings import box, drop_webm_duration, make, picture, real_recording


def refusal(path: Path) -> str:
    with pytest.raises(Rejected) as caught:
        probe(path)
    return caught.value.code


CODECS = [
    ("a.mp4", ("libx264", "aac"), ("h264", "aac")),
    ("a.mov", ("libx264", "pcm_s16le"), ("h264", "pcm_s16le")),
    ("b.mp4", ("libx265", "aac"), ("hevc", "aac")),
    ("a.webm", ("libvpx", "libopus"), ("vp8", "opus")),
    ("b.webm", ("libvpx-vp9", "libopus"), ("vp9", "opus")),
    ("a.mkv", ("libsvtav1", "libopus"), ("av1", "opus")),
    ("a.avi", ("mpeg4", "libmp3lame"), ("mpeg4", "mp3")),
    ("a.3gp", ("h263", "aac"), ("h263", "aac")),
    ("a.ts", ("libx264", "aac"), ("h264", "aac")),
    ("a.flv", ("flv", "libmp3lame"), ("flv1", "mp3")),
]


@pytest.mark.parametrize(("name", "encoders", "codecs"), CODECS)
def test_containers_and_codecs(tmp_path: Path, name: str, encoders: tuple[str, str], codecs: tuple[str, str]) -> None:
    (video, audio), (picture_codec, sound_codec) = encoders, codecs
    quick = {"libvpx-vp9": {"deadline": "realtime", "cpu-used": "8"}, "libsvtav1": {"preset": "12"}}.get(video, {})
    rate = 44_100 if audio == "libmp3lame" else 48_000
    path = make(tmp_path / name, video=video, audio=audio, rate=rate, size=(176, 144), video_options=quick)
    path = path.rename(tmp_path / "no_extension")  # the name says nothing
    found = probe(path)
    assert found.video is not None
    assert found.audio is not None
    assert (found.video.codec, found.video.width, found.video.height) == (picture_codec, 176, 144)
    assert (found.audio.codec, found.audio.sample_rate, found.audio.channels) == (sound_codec, rate, 1)
    assert found.duration_ms == found.readable_ms == pytest.approx(4000, abs=120)
    assert found.video.frames_per_second == pytest.approx(10, rel=0.05)
    assert found.size_bytes == path.stat().st_size


@pytest.mark.parametrize("name", ["a.mp3", "a.wav", "a.ogg", "a.flac", "a.aac", "a.m4a", "a.aiff"])
def test_sound_alone(tmp_path: Path, name: str) -> None:
    codec = {"a.mp3": "libmp3lame", "a.wav": "pcm_s16le", "a.ogg": "libopus", "a.flac": "flac", "a.aiff": "pcm_s16be"}
    found = probe(make(tmp_path / name, video=None, audio=codec.get(name, "aac")))
    assert found.video is None
    assert found.audio is not None
    assert found.duration_ms == found.readable_ms == pytest.approx(4000, abs=80)


@pytest.mark.parametrize(("display_matrix_ccw", "clockwise"), [(0, 0), (-90, 90), (180, 180), (90, 270)])
@pytest.mark.parametrize("container", ["mp4", "mov"])
def test_rotation_is_the_clockwise_turn_that_makes_it_upright(
    tmp_path: Path, container: str, display_matrix_ccw: int, clockwise: int
) -> None:
    found = probe(make(tmp_path / f"a.{container}", rotation=display_matrix_ccw))
    assert found.video is not None
    assert found.video.rotation == clockwise
    assert (found.video.width, found.video.height) == (160, 120)


def test_webm_without_a_duration(tmp_path: Path) -> None:
    path = drop_webm_duration(make(tmp_path / "a.webm", video="libvpx", audio="libopus"))
    with av.open(str(path)) as container:
        assert container.duration is None
    assert probe(path).duration_ms == pytest.approx(4000, abs=60)


def test_a_duration_that_is_a_lie_is_corrected_upwards(tmp_path: Path) -> None:
    path = make(tmp_path / "a.mp4", container_options={"movflags": "frag_keyframe+empty_moov"})
    assert probe(path).duration_ms == pytest.approx(4000, abs=250)


def test_variable_frame_rate(tmp_path: Path) -> None:
    stamps = [0.0, 0.1, 0.15, 0.5, 1.2, 1.25, 1.3, 2.2, 2.9, 3.9]
    found = probe(make(tmp_path / "a.webm", video="libvpx", audio="libopus", stamps=stamps))
    assert found.video is not None
    assert found.video.frames_per_second == pytest.approx(9 / 3.9, rel=0.02)


def test_cover_picture_is_no_video(tmp_path: Path) -> None:
    path = tmp_path / "a.m4a"
    with av.open(str(path), "w", format="mp4") as out:
        sound = out.add_stream("aac", rate=48_000)
        cover = out.add_stream("png", rate=1)
        cover.width, cover.height, cover.pix_fmt = 160, 120, "rgb24"
        cover.disposition = av.stream.Disposition.attached_pic
        out.mux(cover.encode(av.VideoFrame.from_ndarray(picture(0), format="rgb24")))
        for i in range(200):
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
            frame.sample_rate, frame.pts = 48_000, i * 1024
            out.mux(sound.encode(frame))
        out.mux(sound.encode(None))
    assert probe(path).video is None


def test_silence_is_not_our_business(tmp_path: Path) -> None:
    path = make(tmp_path / "a.mp4", sound=np.zeros((4 * 48_000, 1), np.float32))
    check(probe(path), Limits())


def test_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.touch()
    assert refusal(path) == Reason.EMPTY


def test_text_named_mp4(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_text("I was told to upload my interview here.\n" * 400)
    assert refusal(path) == Reason.NOT_MEDIA


@pytest.mark.parametrize("seed", range(25))
def test_random_bytes(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(random.Random(seed).randbytes(60_000))
    assert refusal(path) in (Reason.NOT_MEDIA, Reason.DAMAGED)


@pytest.mark.parametrize("codec", ["png", "mjpeg", "gif", "bmp", "tiff", "libwebp"])
def test_pictures(tmp_path: Path, codec: str) -> None:
    pix_fmt = {"mjpeg": "yuvj420p", "gif": "rgb8", "bmp": "bgr24", "libwebp": "yuv420p"}.get(codec, "rgb24")
    encoder: Any = av.CodecContext.create(codec, "w")
    encoder.width, encoder.height, encoder.pix_fmt = 160, 120, pix_fmt
    encoder.time_base = Fraction(1, 25)
    frame = av.VideoFrame.from_ndarray(picture(3), format="rgb24").reformat(format=pix_fmt)
    path = tmp_path / "a.mp4"
    path.write_bytes(b"".join(bytes(p) for p in (*encoder.encode(frame), *encoder.encode(None))))
    assert path.stat().st_size > 100
    assert refusal(path) == Reason.NOT_MEDIA


def test_heif_picture(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(box(b"ftyp", b"heic\0\0\0\0mif1heic") + box(b"meta", bytes(64)))
    assert refusal(path) == Reason.NOT_MEDIA


def test_film_of_one_picture(tmp_path: Path) -> None:
    assert refusal(make(tmp_path / "a.mp4", audio=None, stamps=[0.0])) == Reason.NOT_MEDIA


def test_pdf_and_zip(tmp_path: Path) -> None:
    import zipfile

    pdf, archive = tmp_path / "a.mp4", tmp_path / "b.mp4"
    pdf.write_bytes(b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n" + bytes(range(256)) * 50 + b"%%EOF")
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("a.txt", "words " * 5000)
    assert refusal(pdf) == refusal(archive) == Reason.NOT_MEDIA


def test_cut_before_the_index_is_damaged(tmp_path: Path) -> None:
    path = make(tmp_path / "a.mp4")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert refusal(path) == Reason.DAMAGED


def test_header_alone_is_damaged(tmp_path: Path) -> None:
    for name, video, audio in (("a.webm", "libvpx", "libopus"), ("a.avi", "mpeg4", "libmp3lame")):
        path = make(tmp_path / name, video=video, audio=audio, rate=48_000)
        path.write_bytes(path.read_bytes()[:200])
        assert refusal(path) == Reason.DAMAGED


@pytest.mark.parametrize(("name", "video", "audio"), [("a.mp4", "libx264", "aac"), ("a.mkv", "libx264", "aac")])
def test_cut_after_the_index_is_used_as_far_as_it_goes(tmp_path: Path, name: str, video: str, audio: str) -> None:
    options = {"movflags": "faststart"} if name.endswith("mp4") else {}
    path = make(tmp_path / name, video=video, audio=audio, seconds=12, container_options=options)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * 0.6)])
    found = probe(path)
    assert found.duration_ms == pytest.approx(12_000, abs=100)
    assert 3_000 < found.readable_ms < 9_500


def test_cut_to_almost_nothing_is_damaged(tmp_path: Path) -> None:
    path = make(tmp_path / "a.mkv", seconds=20)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * 0.06)])
    assert refusal(path) == Reason.DAMAGED


def test_zeroed_samples_are_damaged(tmp_path: Path) -> None:
    path = make(tmp_path / "a.mp4", container_options={"movflags": "faststart"})
    data = bytearray(path.read_bytes())
    start = data.index(b"mdat") + 4
    data[start:] = bytes(len(data) - start)
    path.write_bytes(data)
    assert refusal(path) == Reason.DAMAGED


def test_encrypted(tmp_path: Path) -> None:
    protection = {"encryption_scheme": "cenc-aes-ctr", "encryption_key": "00" * 16, "encryption_kid": "11" * 16}
    assert refusal(make(tmp_path / "a.mp4", container_options=protection)) == Reason.ENCRYPTED


def playlists(target: Path) -> dict[str, str]:
    return {
        "hls": f"#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{target}\n#EXT-X-ENDLIST\n",
        "hls_url": "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n",
        "concat": f"ffconcat version 1.0\nfile '{target}'\n",
        "dash": f"<?xml version='1.0'?><MPD xmlns='urn:mpeg:dash:schema:mpd:2011'><BaseURL>{target}</BaseURL></MPD>",
        "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n",
        "quicktime_text": f"RTSPtextRTSP://127.0.0.1:9{target}",
        "asx": f"<ASX version='3.0'><ENTRY><REF HREF='file://{target}'/></ENTRY></ASX>",
        "imf": f"<CompositionPlaylist>{target}</CompositionPlaylist>",
        "lavfi": "testsrc=duration=10",
    }


@pytest.mark.parametrize("kind", sorted(playlists(Path("/"))))
@pytest.mark.parametrize("extension", ["mp4", "m3u8", "ffconcat", "sdp"])
def test_playlists_open_nothing(tmp_path: Path, kind: str, extension: str) -> None:
    target = make(tmp_path / "target.mp4", seconds=4) if kind in ("hls", "concat") else tmp_path / "target.mp4"
    path = tmp_path / f"a.{extension}"
    path.write_text(playlists(target)[kind])
    assert refusal(path) == Reason.NOT_MEDIA


def grown(data: bytes, path: tuple[bytes, ...], replacement: bytes) -> bytes:
    """`data` (a run of boxes) with the content of every box at `path` replaced; the sizes above it follow."""
    out, at = b"", 0
    while at < len(data):
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        payload = data[at + 8 : at + size]
        if kind == path[0]:
            payload = replacement if len(path) == 1 else grown(payload, path[1:], replacement)
        out, at = out + box(kind, payload), at + size
    return out


def test_mp4_whose_samples_lie_in_another_file_does_not_read_it(tmp_path: Path) -> None:
    """A QuickTime reference movie names the file that holds its samples; here that file would be somebody else's."""
    path = make(tmp_path / "a.mov", video=None, audio="pcm_s16le")
    victim = shutil.copy(path, tmp_path / "victim.mov")
    name = str(victim).encode()
    place = bytes(10) + b"\x01v" + bytes(26 + 12) + b"\x06victim" + bytes(57 + 16) + b"\x00\x01\x00\x01" + bytes(16)
    place += b"\x00\x02" + len(name).to_bytes(2, "big") + name + b"\x00" * (len(name) % 2) + b"\xff\xff\x00\x00"
    reference = bytes(4) + b"\x00\x00\x00\x01" + box(b"alis", bytes(4) + place)
    data = grown(path.read_bytes(), (b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref"), reference)
    path.write_bytes(data)
    with av.open(str(path), options={"enable_drefs": "1", "use_absolute_path": "1"}) as unguarded:
        assert next(unguarded.decode(audio=0)).samples
    assert refusal(path) == Reason.DAMAGED


def test_names_are_never_interpreted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    source = make(tmp_path / "a.mp4")
    for name in ("concat:a.mp4|a.mp4", "http:a", "frame%03d.png", "-i", "pipe:0", "回答 1 <svg>.m3u8"):
        odd = Path(name)
        shutil.copy(source, odd)
        assert probe(odd).duration_ms == pytest.approx(4000, abs=60)


def test_something_that_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refusal(tmp_path / "pipe") == Reason.NOT_MEDIA
    with pytest.raises(FileNotFoundError):
        probe(tmp_path / "absent")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    folder = tmp_path_factory.mktemp("whole")
    return [
        make(folder / "a.mp4", seconds=1).read_bytes(),
        make(folder / "a.webm", seconds=1, video="libvpx", audio="libopus").read_bytes(),
        make(folder / "a.avi", seconds=1, video="mpeg4", audio="libmp3lame").read_bytes(),
        make(folder / "a.ts", seconds=1).read_bytes(),
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_damage_ends_in_a_record_or_a_named_refusal(
    whole: list[bytes], tmp_path: Path, data: st.DataObject
) -> None:
    content = bytearray(data.draw(st.sampled_from(whole)))
    for at in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=40)):
        content[at] = data.draw(st.integers(0, 255))
    path = tmp_path / "a"
    path.write_bytes(content[: data.draw(st.integers(1, len(content)))])
    try:
        found = probe(path)
    except Rejected as refused:
        assert refused.code in set(Reason)
    else:
        assert found.readable_ms <= found.duration_ms


def recording(**changes: object) -> Recording:
    fields = {
        "container": "mp4",
        "size_bytes": 1000,
        "duration_ms": 60_000,
        "readable_ms": 60_000,
        "video": VideoStream(codec="h264", width=640, height=360),
        "audio": AudioStream(codec="aac", sample_rate=48_000, channels=2),
    }
    return Recording.model_validate(fields | changes)


@pytest.mark.parametrize(
    ("changes", "limits", "reason"),
    [
        ({}, Limits(), None),
        ({"video": None}, Limits(), None),
        ({"video": None}, Limits(video_required=True), Reason.NO_VIDEO),
        ({"audio": None}, Limits(), Reason.NO_AUDIO),
        ({"size_bytes": 1001}, Limits(max_bytes=1000), Reason.TOO_LARGE),
        ({}, Limits(min_ms=60_000, max_ms=60_000), None),
        ({}, Limits(min_ms=60_001), Reason.TOO_SHORT),
        ({"readable_ms": 4_000}, Limits(min_ms=5_000), Reason.TOO_SHORT),
        ({}, Limits(max_ms=59_999), Reason.TOO_LONG),
    ],
)
def test_check(changes: dict[str, object], limits: Limits, reason: Reason | None) -> None:
    if reason is None:
        check(recording(**changes), limits)
        return
    with pytest.raises(Rejected) as caught:
        check(recording(**changes), limits)
    assert caught.value.code == reason


class TestRealRecordings:
    def test_browser_recording_without_duration(self) -> None:
        found = probe(real_recording("mediarecorder_chrome57_noduration.webm"))
        assert found.duration_ms == found.readable_ms == pytest.approx(7_612, abs=30)
        assert found.video is not None
        assert (found.video.codec, found.video.width, found.video.height) == ("vp8", 640, 480)

    def test_presenter(self) -> None:
        found = probe(real_recording("zh_presenter_25s.mp4"))
        assert found.duration_ms == pytest.approx(25_160, abs=20)
        assert found.video is not None
        assert found.video.frames_per_second == pytest.approx(25)

    def test_presenter_cut_in_half(self, tmp_path: Path) -> None:
        data = real_recording("zh_presenter_25s.mp4").read_bytes()
        path = tmp_path / "a.mp4"
        path.write_bytes(data[: len(data) // 2])
        index_first = data.index(b"moov") < data.index(b"mdat")
        if index_first:
            assert probe(path).readable_ms < 20_000
        else:
            assert refusal(path) == Reason.DAMAGED

    def test_4k_at_50_frames(self) -> None:
        found = probe(real_recording("en_presenter_4s_2160p50.mp4"))
        assert found.video is not None
        assert (found.video.width, found.video.height, found.video.frames_per_second) == (3840, 2160, 50.0)
        assert found.duration_ms == 3_980


def test_leaves_no_descriptor_open(tmp_path: Path) -> None:
    path = make(tmp_path / "a.mp4")
    (tmp_path / "b.mp4").write_text("words")
    descriptors = Path("/proc/self/fd")
    if not descriptors.exists():
        pytest.skip("needs /proc to count descriptors")
    before = len(list(descriptors.iterdir()))
    for _ in range(5):
        probe(path)
        refusal(tmp_path / "b.mp4")
    assert len(list(descriptors.iterdir())) == before
