"""The parts of the recogniser that need no weights."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint.recogniser import Recogniser, _LastEncoding, join
from endpoint.serve import BadSetting, options_from
from endpoint.sound import SAMPLE_RATE

MS = SAMPLE_RATE // 1000


def spans(*pairs: tuple[int, int]) -> list[dict[str, int]]:
    return [{"start": start * MS, "end": end * MS} for start, end in pairs]


def test_speech_gets_a_margin_inside_the_recording() -> None:
    assert join(spans((100, 1000)), 1200 * MS) == spans((0, 1200))
    assert join(spans((1000, 2000)), 9000 * MS) == spans((600, 2400))


def test_only_long_silences_are_taken_out() -> None:
    assert join(spans((1000, 2000), (3900, 5000)), 9000 * MS) == spans((600, 5400))
    assert join(spans((1000, 2000), (4000, 5000)), 9000 * MS) == spans((600, 2400), (3600, 5400))


@given(st.lists(st.integers(1, 8000), min_size=2, max_size=24), st.integers(0, 3000))
def test_joined_speech_is_in_order_and_holds_all_speech(steps: list[int], rest: int) -> None:
    edges = np.cumsum(steps[: len(steps) // 2 * 2]).tolist()
    given_spans = spans(*zip(edges[::2], edges[1::2], strict=True))
    length = (edges[-1] + rest) * MS
    joined = join(given_spans, length)
    flat = [edge for span in joined for edge in (span["start"], span["end"])]
    assert flat == sorted(flat)
    assert flat[0] >= 0
    assert flat[-1] <= length
    for span in given_spans:
        assert any(whole["start"] <= span["start"] and span["end"] <= whole["end"] for whole in joined)


def test_the_same_window_is_encoded_once() -> None:
    calls: list[Any] = []

    def number(features: Any) -> int:
        calls.append(features)
        return len(calls)

    encode = _LastEncoding(number)
    first, second = np.zeros((80, 3000)), np.ones((80, 3000))
    assert [encode(first), encode(first.copy()), encode(second), encode(second), encode(first)] == [1, 1, 2, 2, 3]


def heard(monkeypatch: pytest.MonkeyPatch, ratios: list[list[float]]) -> tuple[list[float], list[dict[str, Any]]]:
    """Runs the guard against loops over a model that gives segments of these compression ratios, run by run."""
    searches: list[dict[str, Any]] = []

    def transcribe(_speech: Any, _language: str, **search: Any) -> list[Any]:
        searches.append(search)
        return [SimpleNamespace(compression_ratio=ratio) for ratio in ratios[len(searches) - 1]]

    recogniser = Recogniser.__new__(Recogniser)
    recogniser._beam_size = 1
    monkeypatch.setattr(recogniser, "_transcribe", transcribe)
    return [segment.compression_ratio for segment in recogniser._decode(np.zeros(1, np.float32), "en")], searches


def test_a_plain_text_is_decoded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    kept, searches = heard(monkeypatch, [[1.2, 2.0]])
    assert kept == [1.2, 2.0]
    assert searches == [{"beam_size": 1}]


def test_a_loop_is_decoded_again_and_what_still_loops_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    kept, searches = heard(monkeypatch, [[1.2, 9.0], [1.3, 8.0, 1.1]])
    assert kept == [1.3, 1.1]
    assert searches[1] == {"beam_size": 5, "no_repeat_ngram_size": 5}


def test_options_come_from_the_environment() -> None:
    options = options_from({"MODEL_PATH": "/models/whisper-base", "CPU_THREADS": "2", "DEVICE": "cpu", "BEAM_SIZE": ""})
    assert (options.name, options.folder) == ("whisper-base", Path("/models/whisper-base"))
    assert (options.cpu_threads, options.beam_size, options.compute_type) == (2, None, None)
    assert options_from({}).folder == Path("/opt/ml/model")


@pytest.mark.parametrize("setting", [{"DEVICE": "gpu"}, {"CPU_THREADS": "many"}, {"BEAM_SIZE": "-1"}])
def test_a_bad_setting_is_named(setting: dict[str, str]) -> None:
    with pytest.raises(BadSetting, match=next(iter(setting))):
        options_from(setting)
