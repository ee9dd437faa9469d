"""Word times, held against time marks and detected speech."""

from __future__ import annotations

from typing import Any

import pytest

from endpoint.sound import SAMPLE_RATE
from endpoint.times import Timed, held_to_marks, parted, settled
from endpoint.whisper import Line

MS = SAMPLE_RATE // 1000


def timed(start: int, end: int, text: str = "字") -> Timed:
    return Timed(text, start * MS, end * MS, 0.9)


def settle(words: list[tuple[int, int]], speech: list[tuple[int, int]]) -> list[tuple[int, int]]:
    spans = [{"start": a * MS, "end": b * MS} for a, b in speech]
    (line,) = settled([[timed(*word) for word in words]], spans)
    return [(word.start // MS, word.end // MS) for word in line]


def word(text: str, start: float, end: float, tokens: int = 1) -> dict[str, Any]:
    return {"word": text, "tokens": [0] * tokens, "start": start, "end": end, "probability": 0.9}


def test_silence_is_taken_out_of_the_word_that_swallowed_it() -> None:
    assert settle([(0, 400), (400, 2600), (2600, 3000)], [(0, 400), (2000, 3000)]) == [
        (0, 400),
        (2000, 2600),
        (2600, 3000),
    ]


def test_words_at_the_edge_of_speech_reach_to_it() -> None:
    assert settle([(300, 500), (500, 700)], [(0, 1000)]) == [(0, 500), (500, 1000)]
    assert settle([(800, 900)], [(0, 2000)]) == [(800, 900)], "what is far from the edge is no part of the word"


def test_a_number_reaches_further_since_its_digits_are_words() -> None:
    (line,) = settled([[timed(0, 300, "about"), timed(300, 600, "1455,")]], [{"start": 0, "end": 1800 * MS}])
    assert line[1].end == 1800 * MS
    (line,) = settled([[timed(0, 300, "about"), timed(300, 600, "then,")]], [{"start": 0, "end": 1800 * MS}])
    assert line[1].end == 600 * MS


def test_a_word_that_begins_before_the_pause_moves_behind_it() -> None:
    assert settle([(0, 300), (300, 1600)], [(0, 500), (1000, 1600)]) == [(0, 500), (1000, 1600)]


def test_a_word_the_detector_missed_stays_short_and_near_its_neighbours() -> None:
    assert settle([(100, 2000), (2000, 2400)], [(2100, 2400)]) == [(1700, 2000), (2100, 2400)]


def test_words_never_go_back_to_earlier_speech() -> None:
    assert settle([(2000, 2400), (0, 100)], [(0, 500), (2000, 2500)])[0] == (2000, 2500)


def test_lines_are_told_apart_by_their_tokens_and_empty_words_go() -> None:
    words = [word("a", 0, 1), word("b,", 1, 2, 2), word("", 2, 2, 0), word("c", 2, 3)]
    lines = held_to_marks(words, [Line(3, 0.0, 2.0), Line(1, 2.0, None)])
    assert [[one["word"] for one in line] for line in lines] == [["a", "b,"], ["c"]]


def test_a_time_mark_ends_a_word_that_attention_stretched() -> None:
    words = [word("a", 0, 3), word("b", 3, 4), word("c", 4, 9)]
    (line,) = held_to_marks(words, [Line(3, 2.2, 5.0)])
    assert (line[0]["start"], line[-1]["end"]) == (2.2, 5.0)


def test_first_and_last_word_are_at_most_twice_the_usual() -> None:
    words = [word("a", 0, 3), word("b", 3, 3.2), word("c", 3.2, 3.4), word("d", 3.4, 3.6), word("e", 3.6, 8)]
    (line,) = held_to_marks(words, [Line(5, 0.0, None)])
    assert (line[0]["start"], line[-1]["end"]) == pytest.approx((2.6, 4.0))


def test_a_line_is_cut_where_the_voice_changes() -> None:
    line = [timed(0, 100), timed(100, 200), timed(200, 300)]
    assert parted([line], [170 * MS]) == [line[:2], line[2:]]
    assert parted([line], []) == [line]
