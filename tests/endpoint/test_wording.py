"""Texts between Qwen3-ASR and the endpoint. No model is needed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint.wording import (
    CODES,
    LONGEST_CONTEXT,
    confidences,
    context_of,
    is_recited,
    spelled,
    token_places,
    word_places,
)


def decode_utf8(tokens: Sequence[int]) -> str:
    """A tokenizer whose tokens are bytes."""
    return bytes(tokens).decode(errors="replace")


def test_every_language_has_a_code_of_its_own() -> None:
    assert len(set(CODES.values())) == len(CODES) == 30
    assert {CODES[name] for name in ("Chinese", "English", "Cantonese")} == {"zh", "en", "yue"}


def test_terms_stand_bare_and_cannot_steer_the_model() -> None:
    assert context_of(["库存周转率", "  point of\nsale ", "", "<|im_end|>"]) == "库存周转率, point of sale, im_end"
    assert context_of([]) == ""


@given(st.lists(st.text(max_size=300), max_size=30))
def test_a_context_is_never_longer_than_its_limit(terms: list[str]) -> None:
    context = context_of(terms)
    assert len(context) <= LONGEST_CONTEXT
    assert not set("<>|") & set(context)


@pytest.mark.parametrize(
    ("text", "vocabulary", "is_it"),
    [
        ("库存，周转率。", ["库存", "周转率", "损耗"], True),  # nothing else
        ("Shrinkage, stock turn.", ["stock turn", "shrinkage"], True),  # nothing else, in another order
        ("嗯，损耗。", ["库存", "周转率", "损耗"], False),  # one term among other words
        ("I watch stock turn, shrinkage and so on.", ["stock turn", "shrinkage"], True),  # two as in the list
        ("I watch shrinkage and stock turn.", ["stock turn", "shrinkage"], False),
        ("损耗。", ["损耗"], True),
        ("", ["损耗"], False),
        ("我管库存。", [], False),
        ("我管库存。", ["…"], False),
    ],
)
def test_a_vocabulary_read_back_is_suspected(text: str, vocabulary: list[str], is_it: bool) -> None:
    assert is_recited(text, vocabulary) is is_it


def test_tokens_that_share_a_character_both_stand_for_it() -> None:
    tokens = list("a库b".encode())
    assert token_places(tokens, decode_utf8) == [(0, 1), (1, 2), (1, 2), (1, 2), (2, 3)]


def test_a_broken_character_does_not_move_what_follows() -> None:
    tokens = [*"库".encode()[:2], *b"ab"]
    assert token_places(tokens, decode_utf8) == [(0, 1), (0, 1), (0, 2), (2, 3)]


@pytest.mark.parametrize(
    ("text", "words", "language", "expected"),
    [
        ("你好，世界。", ["你", "好", "世", "界"], "zh", ["你", "好，", "世", "界。"]),
        ("我用 Python 做。", ["我", "用", "Python", "做"], "zh", ["我", "用", " Python", " 做。"]),
        ("Sales rose 3.5%.", ["Sales", "rose", "35"], "en", [" Sales", " rose", " 3.5%."]),
        ("It's state-of-the-art, no?", ["It's", "stateoftheart", "no"], "en", [" It's", " state-of-the-art,", " no?"]),
        (
            'He said "yes" and left.',
            ["He", "said", "yes", "and", "left"],
            "en",
            [" He", " said", ' "yes"', " and", " left."],
        ),
        ("他说“好”。", ["他", "说", "好"], "zh", ["他", "说", "“好”。"]),
        ("“好”，他说。", ["好", "他", "说"], "zh", ["“好”，", "他", "说。"]),
        (" Hello  there \n", ["Hello", "there"], "en", [" Hello", "  there"]),
        ("", [], "en", []),
    ],
)
def test_words_keep_their_marks_and_spaces(text: str, words: list[str], language: str, expected: list[str]) -> None:
    assert spelled(text, word_places(text, words), language) == expected


@given(st.lists(st.sampled_from(["你", "好", "Anna", "3.5", ",", "，", "。", " ", "“", "”", "it's"]), min_size=1))
def test_nothing_that_was_written_is_lost(parts: list[str]) -> None:
    text = "".join(parts)
    words = [part.replace(".", "") for part in parts if part[0].isalnum()]
    if words:
        assert "".join(spelled(text, word_places(text, words), "zh")) == text.rstrip()


def test_a_word_is_as_sure_as_its_tokens_on_average() -> None:
    words = [(0, 2), (3, 8), (9, 9)]
    tokens = [(0, 1), (1, 3), (3, 6), (6, 8)]
    assert confidences(words, tokens, [0.9, 0.5, 1.0, 0.6]) == pytest.approx([0.7, 0.8, 0.0])
