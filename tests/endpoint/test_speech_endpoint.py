"""The endpoint as a process, with the weights: what it hears, what it must not hear, how it ends."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from bench.texts import distance, units
from endpoint.sound import decode
from mianshi.contracts.transcript import Recognition
from models.fetch import is_fetched, model_dir
from support.endpoint_client import Endpoint, chord, noise, silence, wav

pytestmark = [
    pytest.mark.models,
    pytest.mark.skipif(not is_fetched("whisper-base"), reason="whisper-base is not in the cache (make setup)"),
]

ROOT = Path(__file__).parents[2]
CLIPS = ROOT.parent / "shared" / "data" / "speech"
ZH = ["las_0_b7bbc89c.wav", "las_1_a6b1fab8.wav", "las_3_a1d339a1.wav", "las_6_30e29f39.wav", "las_9_e3172f19.wav"]
EN = ["LJ001-0001.wav", "LJ001-0004.wav", "LJ001-0005.wav"]


@dataclass(frozen=True)
class Both:
    """Two languages in one recording, and what is heard in it."""

    body: bytes
    heard: Recognition
    switch_ms: int
    duration_ms: int


class Process:
    """A running endpoint; `log` grows as it writes."""

    def __init__(self, **settings: str) -> None:
        environment = {"MODEL_PATH": str(model_dir("whisper-base")), "BIND_HOST": "127.0.0.1", "BIND_PORT": "0"}
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "infra" / "endpoint" / "serve.py"), "serve"],
            env={**os.environ, **environment, **settings},
            stderr=subprocess.PIPE,
            text=True,
        )
        self.log: list[dict[str, Any]] = []
        self._grown = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            with self._grown:
                self.log.append(json.loads(line))
                self._grown.notify_all()

    def said(self, event: str) -> dict[str, Any]:
        def found() -> list[dict[str, Any]]:
            return [line for line in self.log if line["event"] == event]

        with self._grown:
            assert self._grown.wait_for(found, timeout=120), f"the endpoint never said {event}: {self.log}"
            return found()[0]

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=120)
        self._reader.join(10)
        return code


@contextmanager
def running(**settings: str) -> Iterator[tuple[Process, Endpoint]]:
    process = Process(**settings)
    try:
        process.said("ready")
        yield process, Endpoint(process.said("listening")["port"])
    finally:
        if process.process.poll() is None:
            process.end()


@pytest.fixture(scope="session")
def endpoint() -> Iterator[Endpoint]:
    with running() as (_, client):
        yield client


def recognition(answer: tuple[int, dict[str, Any]]) -> Recognition:
    status, body = answer
    assert status == 200, body
    return Recognition.model_validate(body)


def clip(name: str) -> tuple[bytes, str]:
    """Sound and reference text of a real utterance."""
    if not CLIPS.is_dir():
        pytest.skip("../shared/data/speech is not on this machine")
    with (CLIPS / "manifest.tsv").open(encoding="utf-8", newline="") as rows:
        text = next(row["text"] for row in csv.DictReader(rows, delimiter="\t") if row["file"] == name)
    return (CLIPS / name).read_bytes(), text


def text_of(heard: Recognition) -> str:
    return "".join(word.text for segment in heard.segments for word in segment.words)


Hear = Callable[[str], Recognition]


@pytest.fixture(scope="module")
def hear(endpoint: Endpoint) -> Hear:
    """What is heard in a clip, asked for once."""
    return cache(lambda name: recognition(endpoint.invoke(clip(name)[0])))


@pytest.fixture(scope="module")
def both(endpoint: Endpoint) -> Both:
    """A Mandarin and an English speaker one after the other."""
    mandarin, english = (samples_of(clip(name)[0]) for name in ("azure_zh-CN_training_audio2.wav", EN[0]))
    body = wav(np.concatenate([mandarin, english]))
    return Both(body, recognition(endpoint.invoke(body)), len(mandarin) // 16, (len(mandarin) + len(english)) // 16)


@pytest.mark.parametrize(("language", "names", "most"), [("zh", ZH, 0.35), ("en", EN, 0.15)])
def test_real_utterances_are_read_well(hear: Hear, language: str, names: list[str], most: float) -> None:
    errors = length = 0
    for name in names:
        reference = clip(name)[1]
        heard = hear(name)
        assert heard.language == language
        assert heard.language_probability > 0.5
        errors += distance(units(reference, language), units(text_of(heard), language))
        length += len(units(reference, language))
    assert errors / length <= most


def test_times_are_in_order_and_inside_the_recording(both: Both) -> None:
    heard = both.heard
    assert abs(heard.duration_ms - both.duration_ms) <= 1
    words = [word for segment in heard.segments for word in segment.words]
    assert len(words) > 40
    starts = [word.start_ms for word in words]
    assert starts == sorted(starts)
    for timed in (*words, *heard.segments, *heard.speech):
        assert timed.start_ms <= timed.end_ms <= heard.duration_ms
    assert all(segment.text.split() == text_of_one(segment).split() for segment in heard.segments)
    assert heard.recogniser.name == "whisper-base"
    assert heard.recogniser.sha256.startswith("d01c3014881c9c6f")


def text_of_one(segment: Any) -> str:
    return "".join(word.text for word in segment.words)


def test_silence_around_speech_moves_the_times_and_not_the_words(endpoint: Endpoint, hear: Hear) -> None:
    body, plain = clip("LJ001-0004.wav")[0], hear("LJ001-0004.wav")
    sound = np.frombuffer(body[44:], "<i2") / 32768
    rate = int.from_bytes(body[24:28], "little")
    moved = np.concatenate([np.zeros(rate * 12), sound, np.zeros(rate * 9)])
    shifted = recognition(endpoint.invoke(wav(moved, rate)))
    assert units(text_of(shifted), "en") == units(text_of(plain), "en")
    assert shifted.language == "en", "the language is heard on speech, not on the silence before it"
    first, first_moved = (heard.segments[0].words[0].start_ms for heard in (plain, shifted))
    assert abs(first_moved - first - 12_000) < 700


def test_the_same_file_gives_the_same_answer(endpoint: Endpoint, hear: Hear) -> None:
    name = "las_1_a6b1fab8.wav"
    answers = [hear(name), recognition(endpoint.invoke(clip(name)[0]))]
    first, second = (answer.model_dump(exclude={"compute_ms"}) for answer in answers)
    assert first == second


def test_a_language_that_was_not_spoken_shows_in_its_probability(endpoint: Endpoint) -> None:
    body, _ = clip("las_3_a1d339a1.wav")
    asked_right, asked_wrong = (recognition(endpoint.invoke(body, language)) for language in ("zh", "en"))
    assert (asked_right.language, asked_wrong.language) == ("zh", "en")
    assert asked_right.language_probability > 0.9
    assert asked_wrong.language_probability < 0.1


def samples_of(body: bytes) -> NDArray[Any]:
    return decode(io.BytesIO(body), 60)


def test_each_window_has_the_language_spoken_in_it(both: Both) -> None:
    heard, switch_ms = both.heard, both.switch_ms
    for segment in heard.segments:
        if abs(segment.start_ms - switch_ms) > 4000:
            assert segment.language == ("zh" if segment.start_ms < switch_ms else "en")
            assert segment.language_probability > 0.5
    assert {segment.language for segment in heard.segments} == {"zh", "en"}


@pytest.mark.parametrize("names", [[name for name in ZH if name != "las_6_30e29f39.wav"], EN])  # its edges are noise
def test_words_begin_and_end_where_speech_does(endpoint: Endpoint, names: list[str]) -> None:
    """Utterances in known places, silence between them: 95 in 100 outer edges are within 0.35 s, half within 0.1 s."""
    parts, truth, at = [np.zeros(8_000)], [], 500
    for name in names:
        sound = spoken_part(samples_of(clip(name)[0]))
        truth.append((at, at + len(sound) // 16))
        parts += [sound * (0.5 / np.abs(sound).max()), np.zeros(12_000)]
        at = truth[-1][1] + 750
    words = [w for s in recognition(endpoint.invoke(wav(np.concatenate(parts)))).segments for w in s.words]
    errors = []
    for start, end in truth:
        inside = [w for w in words if start - 375 <= (w.start_ms + w.end_ms) / 2 <= end + 375]
        errors += [abs(inside[0].start_ms - start), abs(inside[-1].end_ms - end)]
    assert np.median(errors) < 100
    assert np.percentile(errors, 95) < 350


def spoken_part(samples: NDArray[Any]) -> NDArray[Any]:
    """From the first to the last 60 ms louder than a tenth of the loud parts: a measure of its own, not Silero's."""
    frames = samples[: len(samples) // 160 * 160].reshape(-1, 160)
    loudness = np.sqrt((frames**2).mean(axis=1))
    loud = np.convolve(loudness > 0.1 * np.percentile(loudness, 98), np.ones(6), "valid") == 6
    edges = np.flatnonzero(loud)
    return samples[edges[0] * 160 : (edges[-1] + 6) * 160]


def test_windows_heard_together_have_the_words_they_have_alone(both: Both) -> None:
    alone = both.heard
    with running(BATCH_SIZE="4") as (_, batching):
        together = recognition(batching.invoke(both.body))
    assert [segment.text for segment in together.segments] == [segment.text for segment in alone.segments]
    for one, two in zip(alone.segments, together.segments, strict=True):
        assert one.language == two.language
        assert one.average_log_probability == pytest.approx(two.average_log_probability, abs=0.01)


SOUNDS = {
    "silence": silence(8),
    "noise": noise(8),
    "faint noise": noise(8, 0.003),
    "a chord": chord(8),
    "bursts": noise(8) * (np.sin(2 * np.pi * 2 * np.arange(8 * 16_000) / 16_000) > 0),
    "a moment": noise(0.02),
}


@pytest.mark.parametrize("sound", SOUNDS)
@pytest.mark.parametrize("language", ["auto", "zh"])
def test_nothing_is_made_up_where_nobody_speaks(endpoint: Endpoint, sound: str, language: str) -> None:
    heard = recognition(endpoint.invoke(wav(SOUNDS[sound]), language))
    assert heard.segments == []
    assert heard.language == ("und" if language == "auto" else language)
    assert heard.language_probability == 0


def test_what_is_no_audio_is_refused(endpoint: Endpoint) -> None:
    text = b"Dear Sir or Madam, I would like to apply for the position.\n" * 100
    assert endpoint.invoke(text)[0] == 400
    assert endpoint.invoke(text)[1]["code"] == "not_audio"
    assert endpoint.invoke(b"")[1]["code"] == "empty"
    assert endpoint.invoke(wav(silence(1)), "fr")[1]["code"] == "unknown_language"


def test_sigterm_lets_the_running_request_finish() -> None:
    answers: list[tuple[int, dict[str, Any]]] = []
    with running(QUEUE_SIZE="0") as (process, client):
        # Four minutes of noise take a second to decode and to search for speech; that is all this needs.
        body = wav(noise(240, 0.1))
        request = threading.Thread(target=lambda: answers.append(_admitted(client, body)))
        request.start()
        while not _serving(client):
            time.sleep(0.02)
        assert process.end() == 0
        request.join(60)
    assert answers[0][0] == 200
    assert [line["event"] for line in process.log[-2:]] == ["request", "stopped"]


def _admitted(client: Endpoint, body: bytes) -> tuple[int, dict[str, Any]]:
    """The answer to a request that may first collide with a probe of `_serving`."""
    while (answer := client.invoke(body))[0] == 503:
        pass
    return answer


def _serving(client: Endpoint) -> bool:
    """Whether a request is inside: with no queue, a second one is sent away."""
    return bool(client.invoke(b"RIFF")[1]["code"] == "busy")


def test_weights_that_are_not_there_end_the_process(tmp_path: Path) -> None:
    process = Process(MODEL_PATH=str(tmp_path))
    assert process.process.wait(timeout=60) == 1
    assert "model.bin" in process.said("stopped")["reason"]


def test_a_bad_setting_ends_the_process() -> None:
    process = Process(BEAM_SIZE="many")
    assert process.process.wait(timeout=60) == 2
    assert "BEAM_SIZE" in process.said("stopped")["reason"]
