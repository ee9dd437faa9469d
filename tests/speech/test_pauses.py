from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mianshi.contracts.base import Span
from mianshi.contracts.transcript import Word
from mianshi.speech.pauses import SHORTEST_PAUSE_MS, Timing, silences_after, time_answer

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "infra" / "local" / "samples" / "zh_store_manager.mp4"


def word(start: int, end: int, text: str = "我") -> Word:
    return Word(text=text, start_ms=start, end_ms=end, confidence=0.9)


def span(start: int, end: int) -> Span:
    return Span(start_ms=start, end_ms=end)


def times(spans: Sequence[Span]) -> list[tuple[int, int]]:
    return [(s.start_ms, s.end_ms) for s in spans]


EVERYWHERE = [span(0, 10_000_000)]


def test_silences_are_found_to_the_millisecond() -> None:
    words = [word(500, 700), word(900, 1100), word(1299, 1500), word(2501, 3000), word(5001, 5200)]
    timing = time_answer(words, EVERYWHERE)
    assert times(timing.pauses) == [(700, 900), (1500, 2501), (3000, 5001)]
    assert (timing.latency_ms, timing.length_ms, timing.speech_ms) == (500, 4700, 4700 - 200 - 1001 - 2001)


def test_pauses_come_from_words_and_from_the_detector() -> None:
    """The recogniser stretched its second word over a silence that the detector heard."""
    words = [word(0, 300), word(300, 2000), word(2100, 2300), word(2800, 3000)]
    timing = time_answer(words, [span(0, 700), span(2000, 3100)])
    assert times(timing.pauses) == [(700, 2100), (2300, 2800)]
    assert timing.speech_ms == 3000 - 1400 - 500


def test_a_word_the_detector_missed_is_no_pause() -> None:
    words = [word(250 * i, 250 * i + 250) for i in range(9)]
    assert time_answer(words, [span(0, 1000), span(1250, 2250)]).pauses == []


def test_a_turn_of_somebody_else_is_no_pause() -> None:
    """0.3 s before the question, 2 s of question, 0.9 s until the reply: no silence of the candidate's."""
    words = [word(1000, 2000), word(2400, 3000), word(6200, 7000)]
    timing = time_answer(words, [span(1000, 3000), span(6200, 7000)], [span(0, 600), span(3300, 5300)])
    assert times(timing.pauses) == [(2000, 2400)]
    assert times(timing.exchanges) == [(3000, 6200)]
    assert times(timing.breaks) == [(2000, 2400), (3000, 6200)]
    assert (timing.latency_ms, timing.length_ms, timing.speech_ms) == (400, 2800, 2400)


def test_latency_counts_from_the_last_words_before_the_answer() -> None:
    words = [word(4000, 4500)]
    assert time_answer(words, EVERYWHERE).latency_ms == 4000
    assert time_answer(words, EVERYWHERE, [span(2000, 3000), span(100, 900), span(5000, 9000)]).latency_ms == 1000
    assert time_answer(words, EVERYWHERE, [span(2000, 4100)]).latency_ms == 0


def test_an_answer_without_words_has_no_times() -> None:
    assert time_answer([], EVERYWHERE, [span(0, 900)]) == Timing(None, [], [], 0)


def test_silences_after_words() -> None:
    words = [word(0, 100), word(100, 1000), word(1400, 1500)]
    assert silences_after(words, [span(1000, 1400)]) == [0, 400, 0]
    assert silences_after(words, [span(150, 400)]) == [250, 0, 0]


SPANS = st.lists(
    st.tuples(st.integers(0, 20_000), st.integers(1, 3000)).map(lambda pair: span(pair[0], pair[0] + pair[1])),
    max_size=8,
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1500), st.integers(0, 900)), max_size=12), SPANS, SPANS)
def test_time_adds_up(gaps: list[tuple[int, int]], speech: list[Span], others: list[Span]) -> None:
    words, at = [], 0
    for gap, length in gaps:
        words.append(word(at + gap, at + gap + length))
        at += gap + length
    timing = time_answer(words, speech, others)
    breaks = timing.breaks
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(breaks))
    assert all(pause.end_ms - pause.start_ms >= SHORTEST_PAUSE_MS for pause in timing.pauses)
    assert not any(o.start_ms < p.end_ms and o.end_ms > p.start_ms for o in others for p in timing.pauses)
    assert 0 <= timing.speech_ms <= timing.length_ms <= at


@pytest.mark.parametrize("lasting_ms", [300, 1200])
def test_the_detector_finds_a_silence_placed_in_speech(lasting_ms: int) -> None:
    """Silence put between two samples in the loudest moment of a stretch of speech comes back once, near its place.

    Its start comes late by the detector's margin (30 ms) and grid (32 ms), its end within a few more steps.
    """
    from faster_whisper.vad import get_speech_timestamps

    from endpoint.sound import SAMPLE_RATE, decode
    from endpoint.windows import SPEECH

    with SAMPLE.open("rb") as stream:
        samples = decode(stream, 120.0)[: 30 * SAMPLE_RATE]
    heard = [s for s in get_speech_timestamps(samples, SPEECH) if s["end"] - s["start"] > 1.5 * SAMPLE_RATE]
    cuts = [_loudest(samples, s["start"] + 11_000, s["end"] - 11_000) for s in heard]
    assert len(cuts) >= 3
    silence = np.zeros(lasting_ms * SAMPLE_RATE // 1000, np.float32)
    parts = np.split(samples, cuts)
    spoken = np.concatenate([piece for part in parts for piece in (part, silence)])
    found = get_speech_timestamps(spoken, SPEECH)
    gaps = [(a["end"] // 16, b["start"] // 16) for a, b in pairwise(found)]
    for index, cut in enumerate(cuts):
        start = cut // 16 + index * lasting_ms
        near = [gap for gap in gaps if gap[0] < start + lasting_ms and gap[1] > start]
        assert len(near) == 1
        assert 0 <= near[0][0] - start <= 120
        assert -60 <= near[0][1] - (start + lasting_ms) <= 260


def _loudest(samples: np.ndarray[tuple[int, ...], np.dtype[np.float32]], first: int, last: int) -> int:
    frames = samples[first : last - (last - first) % 320].reshape(-1, 320)
    return first + int(np.abs(frames).mean(axis=1).argmax()) * 320 + 160
