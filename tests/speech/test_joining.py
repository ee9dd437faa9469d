"""Pieces of one answer put together again."""

from __future__ import annotations

from mianshi.contracts.transcript import RecognisedSegment, RecognisedWord, Recogniser, Recognition, Speech
from mianshi.speech.joining import CANDIDATE, join, language_shares
from mianshi.speech.transcribe import to_transcript

WHO = Recogniser(name="r", sha256="0", compute_type="int8", version="1")


def segment(text: str, start_ms: int, end_ms: int, language: str = "zh", probability: float = 0.9) -> RecognisedSegment:
    return RecognisedSegment(
        start_ms=start_ms,
        end_ms=end_ms,
        text=text,
        language=language,
        language_probability=probability,
        average_log_probability=-0.2,
        no_speech_probability=0.0,
        words=[RecognisedWord(start_ms=start_ms, end_ms=end_ms, text=text, confidence=0.9)],
    )


def piece(*segments: RecognisedSegment, duration_ms: int, speech: list[Speech] | None = None) -> Recognition:
    spans = [Speech(start_ms=s.start_ms, end_ms=s.end_ms) for s in segments]
    return Recognition(
        language=segments[0].language if segments else "und",
        language_probability=segments[0].language_probability if segments else 0.0,
        duration_ms=duration_ms,
        speech=speech if speech is not None else spans,
        segments=list(segments),
        recogniser=WHO,
        compute_ms=100,
    )


def test_times_are_those_of_the_answer_and_costs_add_up() -> None:
    whole = join(
        [
            (0, piece(segment("一", 1000, 2000), duration_ms=240_000)),
            (240_000, piece(segment("二", 500, 900), duration_ms=60_000)),
        ]
    )
    assert [(s.text, s.start_ms, s.end_ms) for s in whole.segments] == [("一", 1000, 2000), ("二", 240_500, 240_900)]
    assert [w.start_ms for s in whole.segments for w in s.words] == [1000, 240_500]
    assert [(s.start_ms, s.end_ms) for s in whole.speech] == [(1000, 2000), (240_500, 240_900)]
    assert (whole.duration_ms, whole.compute_ms) == (300_000, 200)


def test_one_piece_stays_what_it_was() -> None:
    only = piece(segment("一", 1000, 2000), segment("二", 2500, 2900), duration_ms=5000)
    assert join([(0, only)]) == only


def test_the_voice_that_speaks_most_in_a_piece_is_the_candidate() -> None:
    first = piece(
        segment("一", 0, 9000),
        duration_ms=10_000,
        speech=[Speech(start_ms=0, end_ms=2000, voice=0), Speech(start_ms=2500, end_ms=9000, voice=1)],
    )
    second = piece(
        segment("二", 0, 9000),
        duration_ms=10_000,
        speech=[Speech(start_ms=0, end_ms=5000, voice=0), Speech(start_ms=5500, end_ms=9000, voice=1)],
    )
    whole = join([(0, first), (10_000, second)])
    assert [span.voice for span in whole.speech] == [1, CANDIDATE, CANDIDATE, 1]


def test_the_language_is_the_one_most_was_said_in() -> None:
    whole = join(
        [
            (0, piece(segment("hello", 0, 1000, "en", 0.99), duration_ms=2000)),
            (2000, piece(segment("一", 0, 2000, "zh", 0.8), segment("二", 2000, 3000, "zh", 0.5), duration_ms=4000)),
        ]
    )
    assert (whole.language, whole.language_probability) == ("zh", 0.7)
    assert language_shares(whole.segments) == {"zh": 0.75, "en": 0.25}


def test_what_a_told_recogniser_finds_unlikely_is_another_language() -> None:
    told = [segment("一", 0, 3000, "zh", 0.9), segment("二", 3000, 4000, "zh", 0.04)]
    assert language_shares(told, "zh") == {"zh": 0.75, "other": 0.25}
    assert language_shares(told) == {"zh": 1.0}
    heard = join([(0, piece(*told, duration_ms=4000))])
    assert to_transcript(heard, 0, None, delivery=False, asked="zh").language_shares == {"zh": 0.75, "other": 0.25}


def test_silence_has_no_language_of_its_own() -> None:
    whole = join([(0, piece(duration_ms=2000)), (2000, piece(duration_ms=1000))])
    assert (whole.language, whole.language_probability, whole.duration_ms) == ("und", 0.0, 3000)
    assert language_shares(whole.segments) == {}
