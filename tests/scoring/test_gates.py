from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.scorecard import Gate
from mianshi.scoring.gates import DECIDING, first_deciding_failure, gates, interview_language, reason_of
from support.judged_fixture import observed, recording, transcript


def by_name(found: list[Gate]) -> dict[str, Gate]:
    return {gate.name: gate for gate in found}


def test_a_good_interview_passes_every_gate_in_the_order_of_the_table() -> None:
    found = gates([transcript()], [recording()], "auto", observed(), {0: True})
    assert [gate.name for gate in found] == list(DECIDING)
    assert all(gate.passed for gate in found)
    assert first_deciding_failure(found) is None


def test_a_text_interview_has_only_the_gates_that_apply() -> None:
    found = gates([transcript(spoken=False, units=50)], None, "auto", None)
    assert [gate.name for gate in found] == ["language", "enough_speech"]
    assert all(gate.passed for gate in found)


@pytest.mark.parametrize(
    ("answers", "enough"),
    [
        ([transcript(speech_ms=29_999)], False),
        ([transcript(speech_ms=30_000)], True),
        ([transcript(0, speech_ms=15_000), transcript(1, speech_ms=15_000)], True),
        ([transcript(language="zh", spoken=False, units=79)], False),
        ([transcript(language="zh", spoken=False, units=80)], True),
        ([transcript(spoken=False, units=49)], False),
        ([transcript(spoken=False, units=50)], True),
        ([transcript(0, speech_ms=15_000), transcript(1, spoken=False, units=25)], True),
        ([], False),
    ],
)
def test_enough_speech(answers: list[object], enough: bool) -> None:
    gate = by_name(gates(answers, None, "auto", None))["enough_speech"]  # type: ignore[arg-type]
    assert gate.passed is enough


@pytest.mark.parametrize(
    ("answers", "choice", "right"),
    [
        ([transcript(language="zh")], "auto", True),
        ([transcript(language="zh")], "en", False),
        ([transcript(language="en")], "en", True),
        ([transcript(language=None, language_name="ja")], "auto", False),
        ([transcript(0, language="zh"), transcript(1, language="en")], "auto", True),
        ([transcript(0, language="zh"), transcript(1, language="en")], "zh", False),
        ([transcript(0, language="zh"), transcript(1, language="en", speech_ms=9_000)], "zh", True),
        ([], "auto", False),
    ],
)
def test_right_language(answers: list[object], choice: str, right: bool) -> None:
    gate = by_name(gates(answers, None, choice, None))["language"]  # type: ignore[arg-type]
    assert gate.passed is right


@pytest.mark.parametrize(
    ("shares", "choice", "right"),
    [
        ({"zh": 0.8, "en": 0.2}, "auto", True),
        ({"zh": 0.79, "en": 0.21}, "auto", False),
        ({"zh": 0.5, "en": 0.5}, "auto", False),
        ({"zh": 0.9, "ja": 0.1}, "zh", True),
        ({"en": 0.9, "zh": 0.1}, "zh", False),
        ({"yue": 1.0}, "auto", False),
    ],
)
def test_an_answer_that_mixes_languages(shares: dict[str, float], choice: str, right: bool) -> None:
    main = max(shares, key=lambda code: shares[code])
    answer = transcript(language=main if main in ("zh", "en") else None, language_name=main, language_shares=shares)
    gate = by_name(gates([answer], None, choice, None))["language"]  # type: ignore[arg-type]
    assert gate.passed is right
    assert ("混用" in gate.detail or "mixes" in gate.detail) is (max(shares.values()) < 0.8)


@pytest.mark.parametrize(
    ("answers", "passed"),
    [
        ([transcript(candidate_share=0.7)], True),
        ([transcript(candidate_share=0.69)], False),
        ([transcript(0, candidate_share=0.5, speech_ms=5_000), transcript(1, speech_ms=60_000)], True),
        ([transcript(0, candidate_share=0.5), transcript(1, candidate_share=0.8)], False),
    ],
)
def test_one_voice_must_have_most_of_the_speech(answers: list[object], passed: bool) -> None:
    gate = by_name(gates(answers, None, "auto", None))["several_speakers"]  # type: ignore[arg-type]
    assert gate.passed is passed
    if not passed:
        assert first_deciding_failure([gate]) is gate


def test_nobody_spoke_so_nobody_is_several() -> None:
    assert "several_speakers" not in by_name(gates([transcript(speech_ms=0, words=0)], None, "auto", None))
    assert "several_speakers" not in by_name(gates([transcript(spoken=False)], None, "auto", None))


@pytest.mark.parametrize(("lost_ms", "passed"), [(0, True), (12_000, True), (12_001, False)])
def test_damage_in_the_middle_counts_as_lost_and_is_stated(lost_ms: int, passed: bool) -> None:
    gate = by_name(gates([transcript()], [recording(lost_ms=lost_ms)], "auto", None))["recording_readable"]
    assert gate.passed is passed
    assert f"{lost_ms / 1000:.1f} s are missing" in gate.detail


def test_answers_in_two_languages_are_noted() -> None:
    both = [transcript(0, language="en"), transcript(1, language="zh", speech_ms=20_000)]
    detail = by_name(gates(both, None, "auto", None))["language"].detail
    assert "differ in language" in detail
    assert "English 66.6%" in detail
    one = by_name(gates(both[:1], None, "auto", None))["language"].detail
    assert "differ" not in one


@pytest.mark.parametrize(("confidence", "passed"), [(0.54999, False), (0.55, True), (0.0, False)])
def test_recognition_confidence(confidence: float, passed: bool) -> None:
    gate = by_name(gates([transcript(confidence=confidence)], None, "auto", None))["recognition_confidence"]
    assert gate.passed is passed


def test_confidence_just_below_the_limit_is_not_printed_as_the_limit() -> None:
    gate = by_name(gates([transcript(confidence=0.5499)], None, "auto", None))["recognition_confidence"]
    assert "is 0.54 " in gate.detail


def test_confidence_counts_words_and_not_answers() -> None:
    answers = [transcript(0, confidence=0.9, words=90), transcript(1, confidence=0.1, words=10)]
    assert by_name(gates(answers, None, "auto", None))["recognition_confidence"].passed


def test_speech_without_a_single_word_has_no_confidence() -> None:
    assert not by_name(gates([transcript(words=0)], None, "auto", None))["recognition_confidence"].passed


def test_silence_fails_on_sound_first() -> None:
    silent = transcript(language=None, speech_ms=0, words=0, confidence=0.0)
    failed = first_deciding_failure(gates([silent], [recording()], "zh", None))
    assert failed is not None
    assert failed.name == "sound"
    assert failed.detail == "1 段录像中 1 段有声音轨道，0 段听到了说话声。"


@pytest.mark.parametrize(("readable_ms", "passed"), [(60_000, True), (48_000, True), (47_999, False), (70_000, True)])
def test_readable_share(readable_ms: int, passed: bool) -> None:
    gate = by_name(gates([transcript()], [recording(readable_ms=readable_ms)], "auto", None))["recording_readable"]
    assert gate.passed is passed


def test_pictures_inform_and_never_decide() -> None:
    for seen in (observed(several=0.3), observed(one=0.2), observed(missing=2), observed(reason="vision_failed")):
        found = gates([transcript()], [recording()], "auto", seen)
        assert any(not gate.passed for gate in found)
        assert first_deciding_failure(found) is None


def test_what_policy_or_consent_forbids_is_no_failure() -> None:
    for reason in ("policy_forbids", "no_consent", "no_video"):
        gate = by_name(gates([transcript()], [recording()], "auto", observed(reason=reason)))["observations_complete"]
        assert gate.passed
        assert "not recorded" in gate.detail


def test_details_are_in_the_language_of_the_interview() -> None:
    for language in ("zh", "en"):
        found = gates([transcript(language=language)], [recording()], "auto", observed())
        chinese = [any("\u4e00" <= c <= "\u9fff" for c in gate.detail) for gate in found]
        assert all(chinese) if language == "zh" else not any(chinese)


def test_the_language_of_the_interview() -> None:
    assert interview_language([transcript(language="zh")], "en") == "en"
    assert interview_language([transcript(language=None)], "auto") is None
    assert interview_language([], "auto") is None
    assert interview_language([transcript(0, language="zh"), transcript(1, language="en", speech_ms=1)], "auto") == "zh"


@given(st.permutations([transcript(0, language="zh"), transcript(1, language="en"), transcript(2, language="zh")]))
def test_order_of_answers_does_not_matter(answers: list[object]) -> None:
    straight = [transcript(0, language="zh"), transcript(1, language="en"), transcript(2, language="zh")]
    assert gates(answers, None, "auto", None) == gates(straight, None, "auto", None)  # type: ignore[arg-type]


def test_a_chosen_language_that_the_recogniser_doubts_is_not_the_right_one() -> None:
    otherwise = transcript(0, language="zh", language_shares={"other": 0.7, "zh": 0.3})
    gate = by_name(gates([otherwise], None, "zh", None))["language"]
    assert not gate.passed
    assert "其他语言 70%" in gate.detail


def test_a_silent_rater_ends_the_scoring_and_is_named_as_such() -> None:
    found = gates([transcript()], None, "en", None, {0: True, 1: False})
    gate = first_deciding_failure(found)
    assert gate is not None
    assert (gate.name, reason_of(gate)) == ("rater", "rater_unavailable")
    assert "1 of 2" in gate.detail
    assert "rated again" in gate.detail
    answered = by_name(gates([transcript()], None, "en", None, {0: True}))["rater"]
    assert answered.passed
    assert "rated again" not in answered.detail
    assert "rater" not in by_name(gates([transcript()], None, "en", None, {}))


def test_too_little_speech_is_told_before_a_silent_rater() -> None:
    found = gates([transcript(speech_ms=9_000)], None, "en", None, {0: False})
    gate = first_deciding_failure(found)
    assert gate is not None
    assert reason_of(gate) == "enough_speech"
