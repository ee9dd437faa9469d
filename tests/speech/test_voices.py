"""Whose words they are."""

from __future__ import annotations

import pytest

from mianshi.contracts.transcript import RecognisedSegment, RecognisedWord, Speech
from mianshi.speech.voices import candidate_share, parted, turns


def spoken(words: str, start_ms: int, step: int = 500) -> RecognisedSegment:
    times = [(word, start_ms + step * i) for i, word in enumerate(words)]
    return RecognisedSegment(
        start_ms=start_ms,
        end_ms=start_ms + step * len(words),
        text=words,
        language="zh",
        language_probability=0.9,
        average_log_probability=-0.2,
        no_speech_probability=0.0,
        words=[RecognisedWord(start_ms=at, end_ms=at + step, text=word, confidence=0.9) for word, at in times],
    )


QUESTION, ANSWER = Speech(start_ms=0, end_ms=2000, voice=1), Speech(start_ms=2500, end_ms=8000, voice=0)


def test_what_another_voice_says_is_set_aside() -> None:
    own, asides = parted([spoken("你好吗吧", 0), spoken("我很好的", 2500)], [QUESTION, ANSWER], "zh")
    assert [segment.text for segment in own] == ["我很好的"]
    assert [(a.text, a.start_ms, a.end_ms) for a in asides] == [("你好吗吧", 0, 2000)]


def test_a_segment_of_two_voices_is_parted_where_the_voice_changes() -> None:
    own, asides = parted([spoken("你好吗吧 我很好", 0)], [QUESTION, ANSWER], "zh")
    assert [segment.text.strip() for segment in own] == ["我很好"]
    assert own[0].start_ms == 2500
    assert [a.text for a in asides] == ["你好吗吧"]


def test_a_word_outside_all_speech_goes_to_the_nearest_voice() -> None:
    own, asides = parted([spoken("呢", 2000, 200), spoken("我", 2200, 250)], [QUESTION, ANSWER], "zh")
    assert ([s.text for s in own], [a.text for a in asides]) == (["我"], ["呢"])


def test_one_voice_keeps_everything_as_it_is() -> None:
    segments = [spoken("我很好的", 0)]
    assert parted(segments, [Speech(start_ms=0, end_ms=2000)], "zh") == (segments, [])
    assert parted(segments, [], "zh") == (segments, [])


@pytest.mark.parametrize(
    ("speech", "share"),
    [([QUESTION, ANSWER], 0.733), ([ANSWER], 1.0), ([], 1.0), ([QUESTION, QUESTION, ANSWER], 0.579)],
)
def test_the_candidate_s_share_is_of_time(speech: list[Speech], share: float) -> None:
    assert candidate_share(speech) == share
    assert sum(len(part) for part in turns(speech)) == len(speech)
