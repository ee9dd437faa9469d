"""The sample recordings are what their truth files say: real enough for every stage, small enough to ship."""

from __future__ import annotations

import difflib
import importlib.util
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench.texts import distance, units
from mianshi.contracts.base import Pointer
from mianshi.contracts.observations import ObservationKind
from mianshi.media import Limits, check, cut_clips, extract_audio, plan_segments, probe
from mianshi.vision import load_models, observe, read_segment
from support.recordings import samples_of
from support.vision_records import a_policy

FOLDER = Path(__file__).parents[2] / "infra" / "local" / "samples"
NETWORKS = Path(__file__).parents[2] / "layers" / "vision" / "models"
MODELS = Path.home() / ".cache" / "mianshi" / "models"
NAMES = ["zh_store_manager", "en_software_engineer"]


def truth(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_streams_size_and_length(name: str) -> None:
    recording = probe(FOLDER / f"{name}.mp4")
    assert recording.size_bytes <= 4_000_000
    assert 40_000 <= recording.duration_ms == recording.readable_ms <= 90_000
    assert recording.duration_ms == pytest.approx(truth(name)["duration_ms"], abs=150)
    assert recording.video is not None
    assert recording.audio is not None
    assert (recording.video.codec, recording.video.width, recording.video.height) == ("h264", 640, 480)
    assert 15 <= (recording.video.frames_per_second or 0) <= 25
    assert recording.audio.codec == "aac"
    check(recording, Limits(video_required=True))


@pytest.mark.parametrize("name", NAMES)
def test_truth_is_made_from_the_script(name: str) -> None:
    script = json.loads((FOLDER / "scripts.json").read_text("utf-8"))[name]
    found = truth(name)
    assert [(a["question"], a["text"]) for a in found["answers"]] == [
        (a["question"], a["text"]) for a in script["answers"]
    ]
    assert found["answers"][1]["start_ms"] - found["answers"][0]["end_ms"] == pytest.approx(2000, abs=5)
    assert {e["kind"] for e in found["events"]} == {"looks_away", "hands_visible", "brow_raised", "smile"}
    assert all(0 < e["start_ms"] < e["end_ms"] < found["duration_ms"] for e in found["events"])


@pytest.mark.parametrize("name", NAMES)
def test_sound_is_where_the_truth_says(tmp_path: Path, name: str) -> None:
    extract_audio(FOLDER / f"{name}.mp4", tmp_path / "out.wav")
    samples = samples_of(tmp_path / "out.wav")

    def loudness(start_ms: int, end_ms: int) -> float:
        return float(np.sqrt(np.mean(samples[start_ms * 16 : end_ms * 16] ** 2)))

    first, second = truth(name)["answers"]
    for answer in (first, second):
        assert loudness(answer["start_ms"], answer["end_ms"]) > 0.03
    assert loudness(first["end_ms"] + 200, second["start_ms"] - 200) < 0.003


@pytest.mark.parametrize("name", NAMES)
def test_picture_can_be_cut_into_pieces(tmp_path: Path, name: str) -> None:
    clips = cut_clips(FOLDER / f"{name}.mp4", tmp_path)
    assert len(clips) >= 2
    assert clips[-1].end_ms == pytest.approx(truth(name)["duration_ms"], abs=200)
    assert sum(c.frames for c in clips) == truth(name)["duration_ms"] * 15 // 1000


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_vision_sees_what_the_person_does_and_nothing_else(tmp_path: Path, name: str) -> None:
    recording = probe(FOLDER / f"{name}.mp4")
    clips = cut_clips(FOLDER / f"{name}.mp4", tmp_path)
    pointers = [Pointer(bucket="b", key=str(i)) for i in range(len(clips))]
    segments = plan_segments(recording, clips, pointers, answer=0, first_index=0)
    models = load_models(NETWORKS)
    readings = [read_segment(c.path, s, models) for c, s in zip(clips, segments, strict=True)]
    found = observe(readings, segments, a_policy(), "v")
    blinks = [o for o in found.observations if o.what is ObservationKind.BLINK]
    others = [o for o in found.observations if o.what is not ObservationKind.BLINK]
    assert [o.what for o in others] == [e["kind"] for e in truth(name)["events"]]
    for seen, done in zip(others, truth(name)["events"], strict=True):
        assert seen.start_ms == pytest.approx(done["start_ms"], abs=600)
        assert seen.end_ms == pytest.approx(done["end_ms"], abs=600)
        assert seen.confidence > 0.3
    # The person blinks every three to five seconds: 16 to 28 times in these 80 to 84 seconds.
    assert 14 <= len(blinks) <= 28
    assert found.summaries[0].one_face_share >= 0.95


@pytest.mark.models
@pytest.mark.slow
@pytest.mark.parametrize(("name", "largest_error"), [("zh_store_manager", 0.14), ("en_software_engineer", 0.12)])
def test_the_recogniser_reads_most_words(tmp_path: Path, name: str, largest_error: float) -> None:
    weights = MODELS / "whisper-base"
    if not (weights / "model.bin").exists() or importlib.util.find_spec("faster_whisper") is None:
        pytest.skip("the weights of the recogniser are not on this machine")
    from faster_whisper import WhisperModel

    found = truth(name)
    extract_audio(FOLDER / f"{name}.mp4", tmp_path / "out.wav")
    model = WhisperModel(str(weights), device="cpu", compute_type="int8", cpu_threads=1)
    segments, heard = model.transcribe(str(tmp_path / "out.wav"), beam_size=1, vad_filter=True)
    assert heard.language == found["language"]
    units = characters if found["language"] == "zh" else words
    said = units("".join(a["text"] if found["language"] == "zh" else f" {a['text']}" for a in found["answers"]))
    read = units("".join(s.text for s in segments))
    error = distance(said, read) / len(said)
    differences = [d for d in difflib.unified_diff(said, read, lineterm="", n=0) if d[0] in "+-"]
    assert error <= largest_error, f"{error:.3f} {' '.join(differences)}"


NUMBERS = {
    "9": "nine",
    "10": "ten",
    "6": "six",
    "300": "three hundred",
    "200": "two hundred",
    "4": "four",
    "1": "one",
    "2": "two",
}


def words(text: str) -> list[str]:
    """Lower-case words; figures as the script spells them."""
    text = re.sub(r"(\d+)\s*%", r"\1 percent", text.lower()).replace("5 percent", "five percent")
    text = re.sub(r"\d+", lambda m: NUMBERS.get(m.group(), m.group()), text)
    return re.findall(r"[a-z']+|\d+", text)


def characters(text: str) -> list[str]:
    """Simplified characters; figures as the script spells them."""
    from opencc import OpenCC

    text = OpenCC("t2s").convert(text).replace("12%", "百分之十二").replace("20%", "百分之二十")
    text = re.sub(r"\d+", lambda m: {"2": "两", "3": "三", "10": "十", "4": "四"}.get(m.group(), m.group()), text)
    return re.findall(r"[\u4e00-\u9fff]|[a-zA-Z]+|\d", text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("增长25.5%", "增长百分之二十五点五"),
        ("1005 个", "一千零五个"),
        ("110號", "一百一十号"),
        ("2万3000", "二万三千"),
    ],
)
def test_numbers_are_read_out(text: str, read: str) -> None:
    assert "".join(units(text, "zh")) == read


def test_distance() -> None:
    assert distance(list("kitten"), list("sitting")) == 3
    assert words("Around 9, 5% of 300 it's") == ["around", "nine", "five", "percent", "of", "three", "hundred", "it's"]
