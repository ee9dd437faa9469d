from __future__ import annotations

from itertools import accumulate
from pathlib import Path

import pytest

from mianshi.contracts.base import Language, Span
from mianshi.contracts.transcript import Delivery, Word
from mianshi.speech.delivery import describe_delivery
from mianshi.speech.fillers import FILLERS, count_fillers
from mianshi.speech.pauses import time_answer


def spoken(
    texts: list[str], lasting: int, silences: dict[int, int] | None = None, confidence: float = 0.9
) -> list[Word]:
    """Words of `lasting` ms each, with a silence after those whose index is in `silences`."""
    after = [lasting + (silences or {}).get(index, 0) for index in range(len(texts))]
    starts = [0, *accumulate(after)]
    return [
        Word(text=text, start_ms=start, end_ms=start + lasting, confidence=confidence)
        for text, start in zip(texts, starts, strict=False)
    ]


def described(words: list[Word], language: Language | None, others: list[Span] | None = None) -> Delivery:
    return describe_delivery(words, time_answer(words, [], others or []), language)


def test_rates_and_pauses_of_a_known_answer() -> None:
    """160 characters in 40 s of speech and 10 s of pauses: 200 ms does not make a long one, 2001 ms a very long one."""
    silences = {10: 200, 20: 1000, 30: 1001, 40: 2000, 50: 2001, 60: 3798}
    found = described(spoken(["道"] * 160, 250, silences), "zh")
    assert found.length_ms == 50_000
    assert (found.speech_rate, found.articulation_rate) == (192.0, 240.0)
    pauses = found.pauses
    assert (pauses.count, pauses.medium, pauses.long, pauses.longest_ms) == (6, 2, 4, 3798)
    assert (pauses.share, pauses.over_two_seconds_per_minute) == (0.2, 2.4)


def test_english_counts_words_and_latin_words_in_chinese_count_one() -> None:
    english = described(spoken(["don't", "well-known", "Mr."] * 30, 400), "en")
    assert english.articulation_rate == 150.0
    chinese = described(spoken(["用", "Python", "15%。"] * 30, 400), "zh")
    assert chinese.articulation_rate == 200.0


def test_a_turn_of_the_interviewer_does_not_slow_the_candidate_down() -> None:
    words = spoken(["道"] * 160, 250, {79: 20_000})
    question = Span(start_ms=21_000, end_ms=39_000)
    found = described(words, "zh", [question])
    assert (found.length_ms, found.speech_rate, found.pauses.count) == (40_000, 240.0, 0)


@pytest.mark.parametrize(
    ("count", "confidence", "language", "measured"),
    [
        (120, 0.8, "zh", True),
        (119, 0.8, "zh", False),
        (120, 0.79, "zh", False),
        (120, 0.9, None, False),
    ],
)
def test_too_little_or_unsure_speech_has_no_rates(
    count: int, confidence: float, language: Language | None, measured: bool
) -> None:
    """120 words of 250 ms are the 30 s that it takes."""
    found = described(spoken(["道"] * count, 250, confidence=confidence), language)
    values = [
        found.speech_rate,
        found.articulation_rate,
        found.fillers_per_100,
        found.pauses.share,
        found.pauses.over_two_seconds_per_minute,
    ]
    assert [value is not None for value in values] == [measured] * 5
    assert (found.length_ms, found.pauses.count, found.latency_ms) == (count * 250, 0, 0)


def test_nothing_said() -> None:
    found = described([], "zh")
    assert (found.latency_ms, found.length_ms, found.pauses.count, found.fillers) == (None, 0, 0, {})
    assert found.speech_rate is found.pauses.share is None


def fillers(texts: list[str], language: Language, gap_after: int | None = None) -> dict[str, int]:
    words = spoken(texts, 200, {} if gap_after is None else {gap_after: 400})
    return count_fillers(words, time_answer(words, []).breaks, language)


def test_chinese_fillers_are_told_from_plain_words() -> None:
    assert fillers(["嗯", "，", "我", "处理", "这个", "客户", "的", "额外", "投诉", "。"], "zh") == {"嗯": 1}
    assert fillers(["就", "那个", "那个", "，", "我", "道歉", "。"], "zh") == {"那个": 2}
    assert fillers(["我", "那个", "先", "道歉", "。"], "zh", gap_after=1) == {"那个": 1}
    assert fillers(["额", "，", "名额", "不够", "啊", "。"], "zh") == {"额": 1}
    assert fillers(["他", "说", "这个", "。"], "zh") == {"这个": 1}


def test_english_fillers_are_told_from_plain_words() -> None:
    found = fillers(["Um,", "I", "mean,", "you", "know", "the", "umbrella", "and", "uh", "um", "her."], "en")
    assert found == {"um": 2, "uh": 1, "i mean": 1}


@pytest.mark.parametrize(
    ("language", "filler"), [(language, f) for language, groups in FILLERS.items() for g in groups.values() for f in g]
)
def test_every_filler_of_the_list_is_counted(language: Language, filler: str) -> None:
    """Each between two marks, where nothing else could be meant, thrice in a hundred units."""
    plain = ["我先道歉再查。"] * 16 if language == "zh" else ["then I called her."] * 24
    once = [f"{filler}，"] if language == "zh" else f"{filler},".split()
    words = spoken(plain[:8] + once + plain[8:10] + once + plain[10:] + once, 2500)
    found = describe_delivery(words, time_answer(words, []), language)
    assert (found.fillers, found.filler_count) == ({filler: 3}, 3)
    units = (16 * 6 + 3 * len(filler)) if language == "zh" else (24 * 4 + 3 * len(once))
    assert found.fillers_per_100 == pytest.approx(300 / units, abs=0.005)


@pytest.mark.parametrize("page", ["measurements.md", "measurements.zh.md"])
def test_the_list_is_published_as_it_is(page: str) -> None:
    text = (Path(__file__).parents[2] / "docs" / page).read_text(encoding="utf-8")
    rows = [
        row.split("|")[2:4]
        for row in text.splitlines()
        if row.count("|") == 4 and ("嗯" in row or "额 啊" in row or "那个" in row)
    ]
    assert len(rows) == 3
    for (chinese, english), group in zip(rows, FILLERS["zh"], strict=True):
        assert tuple(chinese.split()) == FILLERS["zh"][group]
        found = english.split(",") if "," in english else english.replace("–", "").split()
        assert tuple(filler.strip() for filler in found) == FILLERS["en"][group]


def test_fillers_are_counted_in_chinese_and_english_only() -> None:
    assert count_fillers(spoken(["嗯，", "um,"], 200), [], None) == {}
