"""The parts of the recogniser that need no weights."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from endpoint.container import BadSetting
from endpoint.recogniser import Recogniser, _Languages
from endpoint.serve import languages_from, options_from
from endpoint.sound import SAMPLE_RATE
from endpoint.voices import Turn
from endpoint.whisper import Batch, Heard, Line, is_loop
from endpoint.windows import Window

HALF_MINUTE = Window(((0, 30 * SAMPLE_RATE),))
SHORT = Window(((0, 2 * SAMPLE_RATE),))


def test_every_window_has_its_language_and_the_recording_the_one_most_was_said_in() -> None:
    languages = _Languages("auto")
    assert languages.told(HALF_MINUTE, {"zh": 0.9, "en": 0.1}) == ("zh", 0.9)
    assert languages.told(SHORT, {"zh": 0.2, "en": 0.8}) == ("en", 0.8)
    language, probability = languages.overall()
    assert language == "zh"
    assert probability == pytest.approx(0.9)


def test_an_unsure_window_is_in_the_language_heard_so_far() -> None:
    languages = _Languages("auto")
    assert languages.told(SHORT, {"ja": 0.4, "zh": 0.3}) == ("ja", 0.4), "nothing was heard before"
    languages = _Languages("auto")
    languages.told(HALF_MINUTE, {"zh": 0.9, "en": 0.1})
    assert languages.told(SHORT, {"ja": 0.4, "zh": 0.3}) == ("zh", 0.3)


def test_an_asked_language_is_kept_with_what_the_model_thinks_of_it() -> None:
    languages = _Languages("en")
    assert languages.told(HALF_MINUTE, {"zh": 0.9, "en": 0.1}) == ("en", 0.1)
    assert languages.overall()[1] == pytest.approx(0.1)


def test_silence_has_no_language() -> None:
    assert _Languages("auto").overall() == ("und", 0.0)
    assert _Languages("zh").overall() == ("zh", 0.0)


class Words:
    """Stands in for the weights: a text is its own characters as tokens."""

    batch_size = 2

    def __init__(self, *texts: str) -> None:
        self.texts = list(texts)
        self.asked: list[dict[str, Any]] = []

    def decode(self, batch: Batch, languages: Sequence[str], terms: str = "", **search: Any) -> list[Heard]:
        self.asked.append(search)
        said = [self.texts.pop(0) for _ in languages]
        return [Heard([ord(c) for c in text], -0.2, 0.1) for text in said]

    def text(self, heard: Heard) -> str:
        return "".join(map(chr, heard.tokens))


def decoded(*texts: str, count: int = 1) -> tuple[list[str], list[dict[str, Any]]]:
    recogniser = Recogniser.__new__(Recogniser)
    recogniser._whisper = words = Words(*texts)  # type: ignore[assignment]
    heard = recogniser._decode(Batch(None, [3000] * count), ["en"] * count, [])
    return [words.text(one) for one in heard], words.asked


LOOP = "and then and then " * 20
PLAIN = "we called the customer back and apologised"


def test_a_plain_text_is_decoded_once() -> None:
    assert decoded(PLAIN) == ([PLAIN], [{}])


def test_a_loop_is_decoded_again_and_what_still_loops_is_dropped() -> None:
    again = {"beam_size": 5, "loops": False}
    assert decoded(LOOP, "and then we called") == (["and then we called"], [{}, again])
    assert decoded(LOOP, LOOP) == ([""], [{}, again])


def test_a_neighbour_in_the_batch_keeps_its_words() -> None:
    assert decoded(PLAIN, LOOP, "other words", "and then", count=2)[0] == [PLAIN, "and then"]


def test_what_the_model_itself_calls_silence_has_no_words() -> None:
    assert Heard([1], -1.1, 0.7).is_silence
    assert not Heard([1], -0.9, 0.7).is_silence
    assert not Heard([1], -1.1, 0.5).is_silence
    assert is_loop(LOOP)
    assert not is_loop(PLAIN)


class Deaf:
    """A decoder that hears one word at the beginning of each window and stops."""

    batch_size = 1

    def encode(self, sounds: Sequence[Any]) -> Batch:
        return Batch(None, [len(sound) // 160 for sound in sounds])

    def languages(self, batch: Batch) -> list[dict[str, float]]:
        return [{"en": 0.9} for _ in batch.frames]

    def decode(self, batch: Batch, languages: Sequence[str], terms: str = "", **search: Any) -> list[Heard]:
        return [Heard([7], -0.2, 0.1) for _ in languages]

    def text(self, heard: Heard) -> str:
        return " so"

    def text_tokens(self, heard: Heard) -> list[int]:
        return heard.tokens

    def lines(self, heard: Heard) -> list[Line]:
        return [Line(1, 0.0, 6.0)]

    def align(self, *_: Any) -> list[list[dict[str, Any]]]:
        return [[{"word": " so", "tokens": [7], "start": 0.0, "end": 6.0, "probability": 0.9}]]


def test_what_the_decoder_left_out_at_the_end_is_heard_again(monkeypatch: pytest.MonkeyPatch) -> None:
    recogniser = Recogniser.__new__(Recogniser)
    recogniser._whisper = Deaf()  # type: ignore[assignment]
    recogniser.options = SimpleNamespace(longest_seconds=60)  # type: ignore[assignment]
    recogniser.identity = {}
    spans = [{"start": 0, "end": 20 * SAMPLE_RATE}]
    recogniser._voices = SimpleNamespace(turns=lambda *_: [Turn(start=0, end=spans[0]["end"], voice=0)])  # type: ignore[assignment]
    monkeypatch.setattr("endpoint.recogniser.decode", lambda *_: np.zeros(20 * SAMPLE_RATE, np.float32))
    monkeypatch.setattr("endpoint.recogniser.speech_in", lambda _: spans)
    answer = recogniser.recognise(SimpleNamespace(), "auto")  # type: ignore[arg-type]
    assert [segment["start_ms"] for segment in answer["segments"]] == [0, 6000, 12000, 18000]
    assert answer["speech"] == [{"start_ms": 0, "end_ms": 20_000, "voice": 0}]
    assert {segment["language"] for segment in answer["segments"]} == {"en"}


def test_options_come_from_the_environment() -> None:
    options = options_from({"MODEL_PATH": "/models/whisper-base", "CPU_THREADS": "2", "DEVICE": "cpu", "BEAM_SIZE": ""})
    assert (options.name, options.folder) == ("whisper-base", Path("/models/whisper-base"))
    assert (options.cpu_threads, options.beam_size, options.compute_type) == (2, None, None)
    assert options_from({"BATCH_SIZE": "4"}).batch_size == 4
    assert options_from({}).folder == Path("/opt/ml/model")


@pytest.mark.parametrize("setting", [{"DEVICE": "gpu"}, {"CPU_THREADS": "many"}, {"BEAM_SIZE": "-1"}])
def test_a_bad_setting_is_named(setting: dict[str, str]) -> None:
    with pytest.raises(BadSetting, match=next(iter(setting))):
        options_from(setting)


def test_the_languages_to_choose_from_are_a_setting() -> None:
    assert languages_from({}) == ("zh", "en")
    assert languages_from({"LANGUAGES": "zh, EN ,yue"}) == ("zh", "en", "yue")
    with pytest.raises(BadSetting, match="LANGUAGES names 'mandarin'"):
        languages_from({"LANGUAGES": "zh,mandarin"})
