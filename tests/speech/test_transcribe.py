from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mianshi.contracts.transcript import RecognisedSegment, RecognisedWord, Recogniser, Recognition, Speech, Transcript
from mianshi.speech import to_transcript
from mianshi.speech.phantoms import is_known_phantom
from mianshi.speech.script import simplified
from mianshi.speech.sentences import spell

RECOGNISER = Recogniser(name="small", sha256="0" * 64, compute_type="int8", version="1")


def word(text: str, start: int, end: int, confidence: float = 0.9) -> RecognisedWord:
    return RecognisedWord(text=text, start_ms=start, end_ms=end, confidence=confidence)


def segment(
    words: list[RecognisedWord],
    *,
    text: str | None = None,
    start: int | None = None,
    end: int | None = None,
    log: float = -0.2,
    silent: float = 0.02,
    language: str = "zh",
) -> RecognisedSegment:
    return RecognisedSegment(
        text=text if text is not None else "".join(w.text for w in words),
        start_ms=start if start is not None else words[0].start_ms,
        end_ms=end if end is not None else words[-1].end_ms,
        language=language,
        language_probability=0.98,
        average_log_probability=log,
        no_speech_probability=silent,
        words=words,
    )


def recognition(
    segments: list[RecognisedSegment],
    *,
    speech: list[tuple[int, int]] | None = None,
    language: str = "zh",
    duration: int = 60_000,
) -> Recognition:
    if speech is None:
        speech = [(0, duration)]
    return Recognition(
        language=language,
        language_probability=0.98,
        duration_ms=duration,
        speech=[Speech(start_ms=a, end_ms=b) for a, b in speech],
        segments=segments,
        recogniser=RECOGNISER,
        compute_ms=10,
    )


def transcribed(heard: Recognition, answer: int = 0, question: str | None = None) -> Transcript:
    return to_transcript(heard, answer, question, delivery=True)


def evenly(text: Iterable[str], start: int = 0, step: int = 250, gap: int = 0) -> list[RecognisedWord]:
    return [word(piece, start + i * (step + gap), start + i * (step + gap) + step) for i, piece in enumerate(text)]


def test_traditional_characters_become_simplified_and_keep_their_times() -> None:
    transcript = transcribed(recognition([segment(evenly("顧客投訴發貨太慢"))]), 2, "讲一次投诉")
    assert transcript.text == "顾客投诉发货太慢。"
    assert (transcript.words[2].text, transcript.words[2].start_ms) == ("投", 500)
    assert (transcript.answer, transcript.question, transcript.language) == (2, "讲一次投诉", "zh")
    assert transcript.language_name == "Mandarin Chinese"


def test_conversion_looks_across_pieces() -> None:
    """头发 and 发现 are written with two different traditional characters; only the phrase tells 乾 from 干."""
    transcript = transcribed(recognition([segment(evenly("乾隆喝乾了"))]))
    assert transcript.text == "乾隆喝干了。"


def test_pieces_of_a_latin_word_and_a_number_become_one_word() -> None:
    pieces = [
        word(t, i * 100, i * 100 + 100)
        for i, t in enumerate(["我", "用", " Py", "thon", " SQL", "降", "了", "1", "5", "%", "。"])
    ]
    transcript = transcribed(recognition([segment(pieces)]))
    assert [w.text for w in transcript.words] == ["我", "用", "Python", "SQL", "降", "了", "15%。"]
    assert transcript.text == "我用Python SQL降了15%。"
    assert (transcript.words[2].start_ms, transcript.words[2].end_ms) == (200, 400)


def test_english_sentences_end_at_marks_but_not_at_mr() -> None:
    texts = [" I", " called", " Mr.", " Lee.", " He", " agreed", " at", " 3.5", " percent."]
    transcript = transcribed(recognition([segment(evenly(texts))], language="en"))
    assert [s.text for s in transcript.sentences] == ["I called Mr. Lee.", "He agreed at 3.5 percent."]
    assert [(s.first_word, s.end_word, s.start_ms) for s in transcript.sentences] == [(0, 4, 0), (4, 9, 1000)]
    assert transcript.text == "I called Mr. Lee. He agreed at 3.5 percent."


def test_english_subwords_join_only_when_the_recogniser_writes_spaces() -> None:
    spaced = transcribed(recognition([segment(evenly([" cold", "-hearted", " man."]))], language="en"))
    assert [w.text for w in spaced.words] == ["cold-hearted", "man."]
    bare = transcribed(recognition([segment(evenly(["cold", "man", "."]))], language="en"))
    assert [w.text for w in bare.words] == ["cold", "man."]


def test_silences_punctuate_what_the_recogniser_did_not() -> None:
    words = evenly("我先道歉", 0) + evenly("再查记录", 1400) + evenly("最后回访", 3400)
    transcript = transcribed(recognition([segment(words)]))
    assert [s.text for s in transcript.sentences] == ["我先道歉，再查记录。", "最后回访。"]


def test_a_thinking_pause_does_not_tear_a_punctuated_sentence() -> None:
    words = evenly([" I", " called"]) + evenly([" the", " client.", " He", " agreed."], 1500)
    transcript = transcribed(recognition([segment(words)], language="en"))
    assert [s.text for s in transcript.sentences] == ["I called the client.", "He agreed."]


def test_whisper_separates_chinese_clauses_by_spaces() -> None:
    words = evenly(["我", "先", "道歉", " 再", "用", " POS", " 查", "记录"])
    transcript = transcribed(recognition([segment(words)]))
    assert transcript.text == "我先道歉，再用POS查记录。"


def test_only_the_segments_without_marks_are_punctuated() -> None:
    """Whisper may write a whole window bare and punctuate the next."""
    bare = segment(evenly("测试完成以后你会发现模型都有一个错误率" * 3))
    marked = segment(evenly(["我", "先", "道歉", "，", "再", "退", "款", "。"], 16_000))
    transcript = transcribed(recognition([bare, marked]))
    assert transcript.sentences[0].text == "测试完成以后你会发现模型都有一个错误率" * 3 + "。"
    assert transcript.sentences[1].text == "我先道歉，再退款。"


def test_silence_that_only_the_detector_heard_ends_a_sentence() -> None:
    words = [*evenly("我先道"), word("歉", 750, 1900), *evenly("再查记录", 1900)]
    transcript = transcribed(recognition([segment(words)], speech=[(0, 1000), (1900, 3000)]))
    assert [s.text for s in transcript.sentences] == ["我先道歉。", "再查记录。"]


def test_an_unpunctuated_stream_without_silence_is_cut_at_segments() -> None:
    segments = [segment(evenly("我们门店上个月销售下降了百分之十五所以我先看客流", i * 6000)) for i in range(6)]
    transcript = transcribed(recognition(segments))
    assert len(transcript.sentences) >= 2
    assert max(len(s.text) for s in transcript.sentences) < 100


@pytest.mark.parametrize(
    "text",
    [
        "请不吝点赞 订阅 转发 打赏支持明镜与点点栏目",
        "字幕由Amara.org社群提供",
        "字幕by索兰娅",
        "中文字幕志愿者 李宗盛",
        "謝謝觀看",
        "Thanks for watching!",
        "Subtitles by the Amara.org community",
        "优优独播剧场——YoYo Television Series Exclusive",
        "我们下期再见",
        "I'll see you in the next video.",
    ],
)
def test_known_phantom_lines(text: str) -> None:
    assert is_known_phantom(text)


@pytest.mark.parametrize(
    "text",
    [
        "我负责字幕组的订阅转化项目,提升了百分之十",
        "谢谢",
        "Thank you for the question.",
        "下期的目标是把成交率提高三个点",
        "We planned the next video with the team.",
        "我们做了点赞活动,转化率提升了三个点,复盘后改了流程",
    ],
)
def test_real_sentences_are_no_phantoms(text: str) -> None:
    assert not is_known_phantom(text)


def test_phantoms_go_and_clear_thanks_stay() -> None:
    said = segment(evenly("我先道歉再查记录"))
    weak = segment(evenly("感谢观看", 3000), silent=0.7)
    clear = segment(evenly("感谢收听", 3000))
    assert transcribed(recognition([said, weak])).text == "我先道歉再查记录。"
    assert transcribed(recognition([said, clear])).text.endswith("感谢收听。")


@pytest.mark.parametrize(
    ("silent", "log", "sure", "kept"),
    [(0.6, -1.79, 0.3, False), (0.6, -1.79, 0.9, True), (0.1, -1.79, 0.3, True), (0.6, -0.9, 0.3, True)],
)
def test_a_guess_is_dropped_only_if_nothing_speaks_for_it(silent: float, log: float, sure: float, kept: bool) -> None:
    guess = segment(evenly([" I'm", " sorry."]), silent=silent, log=log, language="en")
    guess = guess.model_copy(update={"language_probability": sure})
    assert bool(transcribed(recognition([guess], language="en")).words) == kept


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (["我", "用", "Py", "thon", "写", "了", "3", "个", "API", "，", "提升", "了", "25", ".", "5", "%", "。"],
         "我用Python写了3个API，提升了25.5%。"),
        (["A", " B", " 测试", "。"], "A B测试。"),
        (["卖", "了", "5", ",", "000", "台", " i", "Phone", " 15", " Pro", "。"], "卖了5,000台iPhone 15 Pro。"),
    ],
)  # fmt: skip
def test_numbers_and_english_words_inside_mandarin_are_kept(pieces: list[str], text: str) -> None:
    assert transcribed(recognition([segment(evenly(pieces))])).text == text


def test_nothing_outside_detected_speech_was_said() -> None:
    said, unsaid = segment(evenly("我先道歉")), segment(evenly("他就离开了", 20_000))
    assert transcribed(recognition([said, unsaid], speech=[(0, 1200)])).text == "我先道歉。"
    assert transcribed(recognition([said], speech=[])).words == []


def test_delivery_is_measured_where_it_may_be_and_else_leaves_nothing() -> None:
    """The same silences still punctuate."""
    heard = recognition([segment(evenly("我先道歉") + evenly("再查记录", 1400))])
    allowed, forbidden = (to_transcript(heard, 0, None, delivery=may) for may in (True, False))
    assert allowed.delivery and allowed.delivery.pauses.count == len(allowed.pauses) == 1
    assert (forbidden.delivery, forbidden.pauses) == (None, [])
    assert allowed.text == forbidden.text == "我先道歉，再查记录。"
    assert (forbidden.speech_ms, forbidden.units) == (2000, 8)


@pytest.mark.parametrize("code", ["yue", "ja", "fr", "xx"])
def test_other_languages_are_named_not_guessed(code: str) -> None:
    transcript = transcribed(recognition([segment(evenly("早晨"))], language=code))
    assert transcript.language is None
    assert transcript.language_name in {"Cantonese", "Japanese", "French", "xx"}


def test_a_segment_without_words_shares_its_time_out() -> None:
    bare = segment([], text="我先道歉。再查 POS 记录", start=1000, end=5000, log=-0.105)
    transcript = transcribed(recognition([bare]))
    assert transcript.text == "我先道歉。再查POS记录"
    assert transcript.words[0].start_ms == 1000
    assert transcript.words[-1].end_ms == 5000
    assert transcript.confidence == pytest.approx(0.9, abs=0.001)


def test_empty_recognition() -> None:
    transcript = transcribed(recognition([], speech=[]))
    assert (transcript.words, transcript.sentences, transcript.pauses, transcript.confidence) == ([], [], [], 0.0)
    assert (transcript.units, transcript.speech_ms) == (0, 0)


def test_overlapping_and_backward_times_come_out_in_order() -> None:
    words = [word("我", 500, 900), word("先", 700, 600), word("道", 300, 400), word("歉", 1000, 1000)]
    transcript = transcribed(recognition([segment(words)]))
    times = [(w.start_ms, w.end_ms) for w in transcript.words]
    assert all(a <= b for a, b in times)
    assert all(one[1] <= two[0] for one, two in pairwise(times))


Piece = tuple[str, int, int, float]
PIECES = st.lists(
    st.tuples(
        st.sampled_from(["我", "們", "道歉", " Py", "thon", "3", "。", "，", ".", " um", "嗯", "那个", " ", "", "?"]),
        st.integers(0, 40_000),
        st.integers(0, 40_000),
        st.floats(0, 1),
    ),
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(PIECES, PIECES, st.sampled_from(["zh", "en", "ko"]))
def test_whatever_comes_the_transcript_is_whole(first: list[Piece], second: list[Piece], language: str) -> None:
    segments = [
        RecognisedSegment(
            text="".join(p[0] for p in pieces),
            start_ms=0,
            end_ms=40_000,
            language=language,
            language_probability=0.9,
            average_log_probability=-0.3,
            no_speech_probability=0.1,
            words=[word(*piece) for piece in pieces],
        )
        for pieces in (first, second)
    ]
    transcript = transcribed(recognition(segments, language=language))
    covered = [i for s in transcript.sentences for i in range(s.first_word, s.end_word)]
    assert covered == list(range(len(transcript.words)))
    for sentence in transcript.sentences:
        words = transcript.words[sentence.first_word : sentence.end_word]
        assert sentence.text == spell([w.text for w in words], transcript.language)
        assert sentence.start_ms <= sentence.end_ms
    assert all(p.end_ms - p.start_ms >= 200 for p in transcript.pauses)
    assert transcript.model_validate_json(transcript.model_dump_json()) == transcript


def test_the_particle_is_simplified_and_the_author_stays() -> None:
    assert simplified("接著我先跟著他看到著名的著作,效果顯著") == "接着我先跟着他看到著名的著作,效果显著"
    assert simplified("怎么") == "怎么"
