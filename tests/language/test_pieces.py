from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mianshi.contracts.base import Language
from mianshi.language.pieces import LONGEST_QUOTE, PIECE_UNITS, pieces, quotation, said_once, without_hesitations
from mianshi.language.text import length
from support.language_fixture import WORD_MS, spoken

ENGLISH = st.lists(
    st.sampled_from(["I", "called", "him", "back", "um,", "the till", "was", "broken,", "and", "then.", "Why?", "uh"]),
    min_size=1,
    max_size=120,
).map(" ".join)
CHINESE = st.lists(
    st.sampled_from(["我先", "嗯，", "道歉，", "查了小票", "。", "然后", "给他", "退款，", "额头", "！", "这个啊，"]),
    min_size=1,
    max_size=120,
).map("".join)
ANSWERS = st.one_of(CHINESE.map(lambda text: (text, "zh")), ENGLISH.map(lambda text: (text, "en")))


@settings(deadline=None)
@given(ANSWERS)
def test_quotes_stand_in_the_transcript_word_for_word_with_times_inside_their_sentence(
    answer: tuple[str, Language],
) -> None:
    text, language = answer
    transcript = spoken(text, language)
    for piece in pieces(transcript.sentences, range(len(transcript.sentences)), language):
        sentence = transcript.sentences[piece.sentence]
        quote, start, end = quotation(piece, sentence, transcript.words)
        assert quote
        assert quote in sentence.text
        assert len(quote) <= LONGEST_QUOTE
        assert sentence.start_ms <= start < end <= sentence.end_ms


@settings(deadline=None)
@given(ANSWERS, st.data())
def test_a_sentence_said_again_later_makes_no_other_pieces(answer: tuple[str, Language], data: st.DataObject) -> None:
    text, language = answer
    sentences = spoken(text, language).sentences
    again = data.draw(st.sampled_from(sentences)) if sentences else None
    more = [*sentences, *([again] if again else [])]
    assert pieces(more, range(len(more)), language) == pieces(sentences, range(len(sentences)), language)


@pytest.mark.parametrize(("word", "gap", "language"), [("go ", " ", "en"), ("去", "", "zh")])
def test_words_without_a_comma_are_cut_at_about_a_breath(word: str, gap: str, language: Language) -> None:
    numbers = [f"{word}{at}" for at in range(120)]
    transcript = spoken(gap.join(numbers), language)
    found = pieces(transcript.sentences, range(len(transcript.sentences)), language)
    assert len(found) > 3
    assert gap.join(piece.verbatim for piece in found) == transcript.text
    assert all(length(piece.text, language) < 2 * PIECE_UNITS[language] for piece in found)


@settings(deadline=None)
@given(ANSWERS)
def test_no_piece_is_there_twice_and_only_the_last_of_a_sentence_is_short(answer: tuple[str, Language]) -> None:
    text, language = answer
    sentences = spoken(text, language).sentences
    found = pieces(sentences, range(len(sentences)), language)
    assert len({piece.text for piece in found}) == len(found)
    for one, two in pairwise(found):
        if one.sentence == two.sentence:
            assert length(one.verbatim, language) >= PIECE_UNITS[language]


def test_a_quote_has_the_times_of_its_own_words() -> None:
    first = (
        "I called the customer back on the same day and told her, in plain words, what the workshop had found in it,"
    )
    second = "then sent it back."
    transcript = spoken(f"{first} {second}", "en")
    found = pieces(transcript.sentences, range(len(transcript.sentences)), "en")
    quoted = [quotation(piece, transcript.sentences[piece.sentence], transcript.words) for piece in found]
    at = 0
    for piece, (quote, start, end) in zip(found, quoted, strict=True):
        count = len(piece.verbatim.split())
        assert (quote, start, end) == (piece.verbatim, at * WORD_MS, (at + count) * WORD_MS)
        at += count
    assert " ".join(quote for quote, _, _ in quoted) == f"{first} {second}"


@pytest.mark.parametrize(
    ("said", "language", "left"),
    [
        ("Um, I er called, uhm, him.", "en", "I called, him."),
        ("The umbrella was there.", "en", "The umbrella was there."),
        ("嗯，我那个额，查了小票。", "zh", "我那个查了小票。"),
        ("他额头破了。", "zh", "他额头破了。"),
    ],
)
def test_sounds_of_thinking_go_and_words_stay(said: str, language: Language, left: str) -> None:
    assert without_hesitations(said, language) == left


def test_sentences_that_differ_by_sounds_and_marks_alone_are_said_once() -> None:
    sentences = spoken("I called him. Um, I called him! He was glad. ... I called him.", "en").sentences
    assert [sentences[at].text for at in said_once(sentences, "en")] == ["I called him.", "He was glad."]
