from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mianshi.contracts.base import Language
from mianshi.speech import text_transcript
from mianshi.speech.sentences import spell


def test_chinese_answer() -> None:
    text = "我先道歉。然后用 Python 查了 3.5 天的記錄！顾客说：“可以。”最后回访"
    transcript = text_transcript(1, "讲一次投诉", text, None, 95.0)
    assert [s.text for s in transcript.sentences] == [
        "我先道歉。",
        "然后用Python查了3.5天的记录！",
        "顾客说：“可以。”",
        "最后回访",
    ]
    assert (transcript.language, transcript.spoken, transcript.duration_ms) == ("zh", False, 95_000)
    assert (transcript.confidence, transcript.pauses) == (1.0, [])
    assert (transcript.delivery, transcript.sound, transcript.speech_ms) == (None, None, 0)
    assert all(w.start_ms == w.end_ms == 0 for w in transcript.words)


def test_english_answer() -> None:
    text = "I called Mr. Lee, e.g. at 3.5 per cent.  He agreed!\nThen we shipped"
    transcript = text_transcript(0, None, text, "en", None)
    assert [s.text for s in transcript.sentences] == [
        "I called Mr. Lee, e.g. at 3.5 per cent.",
        "He agreed!",
        "Then we shipped",
    ]
    assert transcript.units == 14


@pytest.mark.parametrize(
    ("text", "declared", "found"),
    [
        ("我用 Python 和 SQL", None, "zh"),
        ("We used 微信 for it", None, "en"),
        ("これはテストです", None, None),
        ("Привет, как дела", "en", None),
        ("我先道歉", "en", "zh"),
        ("I apologised", "zh", "en"),
        ("GMV OKR KPI 分层", "zh", "zh"),
        ("  ", "zh", None),
        ("12345", None, None),
    ],
)
def test_language_by_script(text: str, declared: Language | None, found: Language | None) -> None:
    assert text_transcript(0, None, text, declared, None).language == found


def test_invisible_characters_do_not_count() -> None:
    transcript = text_transcript(0, None, "I apolo\u200bgised.\u202e", "en", None)
    assert transcript.text == "I apologised."


def test_empty_answer() -> None:
    transcript = text_transcript(0, None, "", None, None)
    assert (transcript.words, transcript.sentences, transcript.confidence) == ([], [], 0.0)


@settings(max_examples=80, deadline=None)
@given(
    st.text(alphabet="我们道歉。！？，“”() abcXYZ.,!?\n0123456789%-", max_size=80), st.sampled_from(["zh", "en", None])
)
def test_no_character_is_lost_and_sentences_cover_the_words(text: str, declared: Language | None) -> None:
    transcript = text_transcript(0, None, text, declared, None)
    assert "".join("".join(w.text for w in transcript.words).split()) == "".join(text.split())
    covered = [i for s in transcript.sentences for i in range(s.first_word, s.end_word)]
    assert covered == list(range(len(transcript.words)))
    for sentence in transcript.sentences:
        words = transcript.words[sentence.first_word : sentence.end_word]
        assert sentence.text == spell([w.text for w in words], transcript.language)
