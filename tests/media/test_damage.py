"""Damage in the middle: what is readable is used at its right time, and what was lost is stated."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest

from mianshi.errors import Rejected
from mianshi.media import Clip, cut_clips, extract_audio, probe
from mianshi.media.clock import Clock
from support.recordings import make, samples_of, tone

SECONDS = 10
EVENTS = (2, 8)
RANDOM = np.random.default_rng(0)
TEXTURE = RANDOM.integers(0, 40, (120 + 64, 160 + 64, 3), np.uint8)

FRAGMENTED = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}
KINDS: dict[str, dict[str, Any]] = {
    "a.mp4": {},
    "fragmented.mp4": {"container_options": FRAGMENTED, "video_options": {"bf": "0"}},
    "a.webm": {"video": "libvpx", "audio": "libopus", "container_options": {"cluster_time_limit": "500"}},
    "live.webm": {"video": "libvpx", "audio": "libopus", "container_options": {"live": "1"}},
    "a.mkv": {"audio": "libopus"},
    "a.ts": {},
    "a.flv": {},
}
SOUND_ALONE: dict[str, dict[str, Any]] = {
    "a.m4a": {},
    "a.ogg": {"audio": "libopus"},
    "a.flac": {"audio": "flac"},
    "amr.3gp": {"audio": "libopencore_amrnb", "rate": 8_000},
    "opus.mp4": {"audio": "libopus"},
    "mp3.mp4": {"audio": "libmp3lame", "rate": 44_100},
}
CLOCKLESS: dict[str, dict[str, Any]] = {"a.mp3": {"audio": "libmp3lame", "rate": 44_100}, "a.aac": {}}


def scene(at: float, width: int, height: int) -> np.ndarray:
    shift = round(at * 25) % 64
    flash = any(second - 0.001 <= at < second + 0.2 for second in EVENTS)
    return 60 + 190 * flash + TEXTURE[shift : shift + height, shift : shift + width] * (not flash)


def noisy(rate: int) -> np.ndarray:
    """Noise, so that every packet has bytes to lose, and a tone at both events."""
    sound = RANDOM.normal(0, 0.02, (SECONDS * rate, 1)).astype(np.float32)
    for second in EVENTS:
        sound[second * rate : second * rate + rate // 5] += tone(0.2, rate)
    return sound


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], bytes]:
    """Bytes of an undamaged recording, made once."""
    folder = tmp_path_factory.mktemp("whole")

    def read(name: str) -> bytes:
        path = folder / name
        if not path.exists():
            sight: dict[str, Any] = {"video": None} if name not in KINDS else {"scene": scene, "fps": 25, "gop": 25}
            how = {"rate": 48_000} | sight | (KINDS | SOUND_ALONE | CLOCKLESS)[name]
            make(path, seconds=SECONDS, sound=noisy(int(how["rate"])), **how)
        return path.read_bytes()

    return read


def zeroed(data: bytes) -> bytes:
    start, end = int(len(data) * 0.4), int(len(data) * 0.6)
    return data[:start] + bytes(end - start) + data[end:]


def overwritten(data: bytes) -> bytes:
    start, end = int(len(data) * 0.4), int(len(data) * 0.6)
    return data[:start] + np.random.default_rng(1).bytes(end - start) + data[end:]


def flipped(data: bytes) -> bytes:
    """Every 300th byte or so of the middle is another one."""
    start, end = int(len(data) * 0.4), int(len(data) * 0.6)
    changed = bytearray(data)
    for at in np.random.default_rng(1).integers(start, end, (end - start) // 300):
        changed[at] ^= 0xFF
    return bytes(changed)


def tones(wav: Path) -> list[float]:
    """Seconds at which the 440 Hz tone starts, to 10 ms: noise of broken packets is loud, too, but no tone."""
    samples = samples_of(wav)
    found = []
    for first in range(0, len(samples) - 1600, 160):
        part = samples[first : first + 1600] * np.hanning(1600)
        spectrum = np.abs(np.fft.rfft(part))
        found.append(spectrum[43:46].max() > 100 and spectrum[43:46].sum() > 0.5 * spectrum.sum())
    loud = np.array(found)
    return [round(float(at) * 0.01 + 0.03, 2) for at in np.flatnonzero(loud & ~np.concatenate(([False], loud[:-1])))]


def flashes(clips: list[Clip]) -> tuple[list[float], int]:
    """Milliseconds at which flashes start, and how many pictures OpenCV finds."""
    times, bright = [], []
    for clip in clips:
        capture = cv2.VideoCapture(str(clip.path))
        while any(capture.grab() for _ in range(50)):
            good, image = capture.retrieve()
            if good:
                times.append(clip.start_ms + capture.get(cv2.CAP_PROP_POS_MSEC))
                bright.append(image.mean() > 200)
    order = np.argsort(times, kind="stable")
    light = np.array(bright)[order]
    starts = np.flatnonzero(light & ~np.concatenate(([False], light[:-1])))
    return [float(np.array(times)[order][i]) for i in starts], len(times)


@pytest.mark.parametrize("damage", [zeroed, overwritten])
@pytest.mark.parametrize("name", KINDS)
def test_a_hole_in_picture_and_sound(
    name: str, damage: Callable[[bytes], bytes], whole: Callable[[str], bytes], tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(damage(whole(name)))
    found = probe(path)
    assert found.duration_ms == found.readable_ms == pytest.approx(10_000, abs=60)

    sound = extract_audio(path, tmp_path / "out.wav")
    assert sound.written_ms == pytest.approx(10_000, abs=60)
    assert 1_500 < sound.lost_ms < 3_500
    assert tones(tmp_path / "out.wav") == pytest.approx(EVENTS, abs=0.06)

    seen, pictures = flashes(cut_clips(path, tmp_path, seconds=2.0))
    assert seen == pytest.approx([1000 * second for second in EVENTS], abs=45)
    assert 150 < pictures < 215


@pytest.mark.parametrize("damage", [zeroed, overwritten])
@pytest.mark.parametrize("name", SOUND_ALONE)
def test_a_hole_in_sound_alone(
    name: str, damage: Callable[[bytes], bytes], whole: Callable[[str], bytes], tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(damage(whole(name)))
    sound = extract_audio(path, tmp_path / "out.wav")
    assert sound.written_ms == pytest.approx(10_000, abs=60)
    assert 1_500 < sound.lost_ms < 3_500
    assert tones(tmp_path / "out.wav") == pytest.approx(EVENTS, abs=0.06)


@pytest.mark.parametrize("damage", [zeroed, overwritten])
@pytest.mark.parametrize("name", CLOCKLESS)
def test_a_hole_where_nothing_tells_the_time(
    name: str, damage: Callable[[bytes], bytes], whole: Callable[[str], bytes], tmp_path: Path
) -> None:
    """Bare MP3 and AAC have no time stamps: what was lost is known from its bytes, and what follows moves up."""
    path = tmp_path / name
    path.write_bytes(damage(whole(name)))
    sound = extract_audio(path, tmp_path / "out.wav")
    assert sound.lost_ms == pytest.approx(2_000, abs=300)
    assert sound.written_ms == pytest.approx(8_000, abs=200)


@pytest.mark.parametrize("name", [*KINDS, *SOUND_ALONE, *CLOCKLESS])
def test_single_wrong_bytes(name: str, whole: Callable[[str], bytes], tmp_path: Path) -> None:
    """Any number of them ends in a record whose times are plausible, whatever they turned over."""
    path = tmp_path / name
    path.write_bytes(flipped(whole(name)))
    found = probe(path)
    sound = extract_audio(path, tmp_path / "out.wav")
    assert found.readable_ms < 11_000
    assert 4_000 < sound.written_ms < 11_000
    assert sound.lost_ms > 0 or name == "amr.3gp"  # any bits are speech to AMR
    assert tones(tmp_path / "out.wav")[0] == pytest.approx(EVENTS[0], abs=0.06)
    if found.video is not None:
        assert cut_clips(path, tmp_path)[-1].end_ms < 11_000


@pytest.mark.parametrize("name", [*KINDS, *SOUND_ALONE, *CLOCKLESS])
def test_nothing_is_lost_in_a_whole_file(name: str, whole: Callable[[str], bytes], tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(whole(name))
    assert extract_audio(path, tmp_path / "out.wav").lost_ms == 0
    assert tones(tmp_path / "out.wav") == pytest.approx(EVENTS, abs=0.06)


def coded(
    path: Path, codec: str, rate: int, options: dict[str, str], skipped: Callable[[Any], bool], *, pause_s: int = 3
) -> Path:
    """Speech, a quiet room, speech; packets that are `skipped` are never sent."""
    room = RANDOM.normal(0, 0.0005, ((4 + pause_s) * rate, 1))
    for start in (0, 2 + pause_s):
        room[start * rate : (start + 2) * rate] += tone(2.0, rate)
    samples = (room * 32767).astype(np.int16)
    with av.open(str(path), "w") as out:
        stream: Any = out.add_stream(codec, rate=rate, options=options)
        stream.codec_context.layout = "mono"
        step = rate // 50
        for first in range(0, len(samples), step):
            part = np.ascontiguousarray(samples[first : first + step].T)
            frame = av.AudioFrame.from_ndarray(part, format="s16", layout="mono")
            frame.sample_rate, frame.time_base, frame.pts = rate, Fraction(1, rate), first
            out.mux([p for p in stream.encode(frame) if not skipped(p)])
        out.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("name", ["a.3gp", "a.amr"])
def test_pauses_of_a_telephone_codec_are_not_damage(name: str, tmp_path: Path) -> None:
    path = coded(tmp_path / name, "libopencore_amrnb", 8_000, {"dtx": "1"}, lambda _: False)
    with av.open(str(path)) as container:
        assert sum(p.size < 10 for p in container.demux()) > 100  # the pause is there: comfort noise or nothing
    sound = extract_audio(path, tmp_path / "out.wav")
    assert sound.written_ms == pytest.approx(7_000, abs=30)
    assert sound.lost_ms == 0


@pytest.mark.parametrize("name", ["a.webm", "a.mkv", "a.ogg"])
def test_sound_that_was_never_sent_is_not_damage(name: str, tmp_path: Path) -> None:
    """Some senders leave out what nobody says: a hole in the time stamps, and none in the file."""
    options = {"application": "voip", "b": "24000"}
    path = coded(tmp_path / name, "libopus", 48_000, options, lambda p: 2.5 < p.pts * p.time_base < 4.5)
    sound = extract_audio(path, tmp_path / "out.wav")
    assert sound.written_ms == pytest.approx(7_000, abs=30)
    assert sound.lost_ms == 0
    late = samples_of(tmp_path / "out.wav")[round(4.9 * 16_000) :]
    assert np.argmax(np.abs(late) > 0.1) / 16_000 == pytest.approx(0.1, abs=0.04)


def test_sound_that_starts_late_is_not_damage(tmp_path: Path) -> None:
    path = make(tmp_path / "a.mkv", audio="libopus", audio_start=1.5, sound=tone(2.0))
    assert extract_audio(path, tmp_path / "out.wav").lost_ms == 0


def test_sound_that_ends_in_damage_while_the_picture_goes_on(tmp_path: Path) -> None:
    """Six seconds of sound, of which the last two and a half are overwritten; ten seconds of picture."""
    sound = noisy(48_000)[: 6 * 48_000]
    path = make(tmp_path / "a.mkv", audio="libopus", seconds=SECONDS, sound=sound, scene=scene, fps=25, gop=25)
    data = path.read_bytes()
    start, end = int(len(data) * 0.4), int(len(data) * 0.75)
    path.write_bytes(data[:start] + bytes(end - start) + data[end:])
    found = extract_audio(path, tmp_path / "out.wav")
    assert found.written_ms == pytest.approx(3_500, abs=300)
    assert 1_000 < found.lost_ms < 3_000


@pytest.mark.parametrize("field", [b"traf", b"tfhd", b"trun"])
def test_a_fragment_whose_header_is_broken_is_left_out(
    field: bytes, whole: Callable[[str], bytes], tmp_path: Path
) -> None:
    data = bytearray(whole("fragmented.mp4"))
    third = [i for i in range(len(data)) if data.startswith(b"moof", i)][3]
    at = data.index(field, third)
    if field == b"traf":
        data[at - 4 : at] = b"\xff\xff\xff\xff"  # its size
    else:
        data[at + 7] ^= 0x01  # which fields it has
    path = tmp_path / "a.mp4"
    path.write_bytes(data)
    sound = extract_audio(path, tmp_path / "out.wav")
    assert 100 < sound.lost_ms < 1_100
    assert sound.written_ms == pytest.approx(10_000, abs=60)
    seen, pictures = flashes(cut_clips(path, tmp_path))
    assert seen == pytest.approx([2_000, 8_000], abs=45)
    assert 220 < pictures < 250


@pytest.mark.parametrize("seed", range(12))
def test_no_damage_ends_in_anything_but_a_name(seed: int, whole: Callable[[str], bytes], tmp_path: Path) -> None:
    rng = np.random.default_rng(seed)
    data = bytearray(whole(list(KINDS)[seed % len(KINDS)]))
    for _ in range(3):
        start = int(rng.integers(0, len(data)))
        end = min(len(data), start + int(rng.integers(1, 20_000)))
        data[start:end] = rng.bytes(end - start)
    path = tmp_path / "a"
    path.write_bytes(data)
    for job in (probe, lambda p: extract_audio(p, tmp_path / "out.wav"), lambda p: cut_clips(p, tmp_path)):
        try:
            job(path)
        except Rejected as refused:
            assert refused.code


def test_a_long_silence_that_was_never_sent_costs_one_packet(tmp_path: Path) -> None:
    """A leap must be confirmed by a second packet, so the first is given up."""
    path = coded(tmp_path / "a.mkv", "libopus", 48_000, {}, lambda p: 2.0 < p.pts * p.time_base < 16.9, pause_s=15)
    sound = extract_audio(path, tmp_path / "out.wav")
    assert sound.written_ms == pytest.approx(19_000, abs=30)
    assert sound.lost_ms <= 21


def test_clock() -> None:
    clock = Clock()
    assert [clock.believes(t) for t in (0.0, 0.02, 3_600.0, 0.04, 0.06)] == [True, True, False, True, True]
    assert [clock.believes(t) for t in (30.0, 30.02, 30.04)] == [False, True, True]
    assert [clock.believes(t) for t in (0.0, 5_000.0, 100.0)] == [False, False, False]
