"""Windows hold all speech, end in silence, and know where in the recording they are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endpoint import windows
from endpoint.sound import SAMPLE_RATE, Samples
from endpoint.windows import LONGEST, Window, speech_in, windows_of

MS = SAMPLE_RATE // 1000


def spans(*pairs: tuple[int, int]) -> list[dict[str, int]]:
    return [{"start": start * MS, "end": end * MS} for start, end in pairs]


def sound(ms: int) -> Samples:
    return np.zeros(ms * MS, np.float32)


def chunks(of: list[Window]) -> list[list[tuple[int, int]]]:
    return [[(start // MS, end // MS) for start, end in window.chunks] for window in of]


def test_speech_gets_a_margin_inside_the_recording() -> None:
    assert chunks(windows_of(spans((100, 1000)), sound(1200))) == [[(0, 1200)]]
    assert chunks(windows_of(spans((1000, 2000)), sound(9000))) == [[(600, 2400)]]


def test_only_long_silences_are_taken_out() -> None:
    assert chunks(windows_of(spans((1000, 2000), (3900, 5000)), sound(9000))) == [[(600, 5400)]]
    assert chunks(windows_of(spans((1000, 2000), (4000, 5000)), sound(9000))) == [[(600, 2400), (3600, 5400)]]


def test_a_window_ends_in_the_longest_of_its_last_silences() -> None:
    spoken = spans((0, 24_000), (24_200, 26_000), (26_900, 28_000), (28_100, 40_000))
    assert chunks(windows_of(spoken, sound(41_000)))[0][-1][1] == 26_400


def test_a_change_of_voice_is_the_better_place_to_end() -> None:
    spoken = spans((0, 24_000), (24_200, 26_000), (26_900, 28_000), (28_100, 40_000))
    assert chunks(windows_of(spoken, sound(41_000), seams=[28_050 * MS]))[0][-1][1] == 28_050


def test_speech_without_a_pause_is_parted_where_it_is_quiet() -> None:
    samples = np.full(50 * SAMPLE_RATE, 0.5, np.float32)
    samples[27 * SAMPLE_RATE : 27 * SAMPLE_RATE + 800] = 0.001
    parts = windows_of(spans((0, 50_000)), samples)
    assert parts[0].chunks[-1][1] == pytest.approx(27 * SAMPLE_RATE + 400, abs=400)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(1, 45_000), min_size=2, max_size=30), st.integers(0, 3000))
def test_windows_are_short_in_order_and_hold_all_speech(steps: list[int], rest: int) -> None:
    edges = np.cumsum(steps[: len(steps) // 2 * 2]).tolist()
    spoken = spans(*zip(edges[::2], edges[1::2], strict=True))
    length = edges[-1] + rest
    parts = windows_of(spoken, sound(length))
    flat = [edge for window in parts for chunk in window.chunks for edge in chunk]
    assert flat == sorted(flat)
    assert flat[0] >= 0
    assert flat[-1] <= length * MS
    assert all(window.length <= LONGEST for window in parts)
    heard = np.zeros(length * MS, bool)
    for window in parts:
        for start, end in window.chunks:
            heard[start:end] = True
    assert all(heard[span["start"] : span["end"]].all() for span in spoken)


def test_places_of_a_window_lie_in_the_recording() -> None:
    window = Window(((100, 200), (500, 600)))
    assert [window.place(at) for at in (0, 99, 100, 150, 999)] == [100, 199, 500, 550, 600]
    assert window.place(100, is_end=True) == 200
    assert window.after(550) == Window(((550, 600),))
    assert np.array_equal(window.sound(np.arange(700, dtype=np.float32)), [*range(100, 200), *range(500, 600)])


def test_a_long_recording_is_searched_in_blocks_that_cut_no_utterance(monkeypatch: pytest.MonkeyPatch) -> None:
    """A detector that calls every loud sample speech, and hears no more than a block."""

    def detector(samples: Samples, _options: object) -> list[dict[str, int]]:
        edges = np.flatnonzero(np.diff(samples > 0, prepend=False, append=False))
        return [{"start": int(a), "end": int(b)} for a, b in zip(edges[::2], edges[1::2], strict=True)]

    monkeypatch.setattr(windows, "get_speech_timestamps", detector)
    monkeypatch.setattr(windows, "BLOCK", 10 * SAMPLE_RATE)
    samples = np.zeros(25 * SAMPLE_RATE, np.float32)
    for start, end in ((1, 4), (8, 12), (13, 14), (19, 24)):
        samples[start * SAMPLE_RATE : end * SAMPLE_RATE] = 1
    found = [(span["start"] // SAMPLE_RATE, span["end"] // SAMPLE_RATE) for span in speech_in(samples)]
    assert found == [(1, 4), (8, 12), (13, 14), (19, 24)]
