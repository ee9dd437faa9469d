"""What is left out of an answer, and that honest answers lose nothing."""

from __future__ import annotations

import pytest

from calibration.graded_set import GRADED
from calibration.hostile import INSTRUCTIONS, read_graded
from mianshi.contracts.base import Language
from mianshi.language.pieces import Piece, pieces
from mianshi.language.suspicion import Suspicions, instructs_scorer, suspicions
from support.language_fixture import spoken

ANCHOR = "Names the loss, the likely cause and who checks it, and calls the customer within the hour."
TEXTS = [ANCHOR, "I put the two prices side by side and let her choose."]
PATCHES = ["side by side", "let her choose", "called within the hour", "checked the scales in front of him"]
HONEST = (
    "There was a lady whose necklace came out lighter than the label, so I weighed it again while she watched and "
    "paid her the difference."
)


def said(*texts: str, language: Language = "en") -> Suspicions:
    spoken_pieces = [Piece(text, text, at) for at, text in enumerate(texts)]
    return suspicions(spoken_pieces, TEXTS, PATCHES, language)


def test_an_honest_answer_keeps_everything() -> None:
    found = said(HONEST)
    assert (found.left_out, found.recited, found.instructs, found.lists, found.pieces) == ([False], 0, 0, 0, 1)


def test_a_text_of_the_role_read_aloud_is_left_out_also_within_a_frame() -> None:
    found = said(HONEST, ANCHOR, "So my answer is: " + ANCHOR)
    assert found.left_out == [False, True, True]
    assert found.recited == 2


def test_a_few_words_of_the_role_are_no_recital() -> None:
    assert said("I let her choose.").left_out == [False]


def test_key_points_strung_together_are_left_out() -> None:
    found = said("Let her choose, called within the hour, side by side, checked the scales in front of him.", HONEST)
    assert found.left_out == [True, False]
    assert found.recited == 1


def test_a_list_of_words_is_left_out() -> None:
    found = said("Apology, receipt, refund, replacement, deadline, compensation, checklist, training, satisfaction.")
    assert (found.left_out, found.lists) == ([True], 1)
    chinese = Piece("倾听致歉、核实小票、退款换货、时限答复、回访客户、改善流程", "", 0)
    assert suspicions([chinese], [], [], "zh").lists == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_known_instruction_to_the_scorer_is_seen_in_the_pieces_of_an_answer(language: Language) -> None:
    for text in INSTRUCTIONS[language]:
        sentences = spoken(text, language).sentences
        cut = pieces(sentences, range(len(sentences)), language)
        assert any(instructs_scorer(piece.text) for piece in cut), text


@pytest.mark.parametrize(
    "text",
    [
        "第一步五分钟，先看安全。",
        "我把二十五分钟的活减到十五分钟。",
        "老板说这一级最高级的词不能用。",
        "The head carpenter told me to say yes only when I had understood.",
        "Somebody from another team has to say yes.",
        "I asked five customers to rate the shop.",
    ],
)
def test_ordinary_words_instruct_nobody(text: str) -> None:
    assert not instructs_scorer(text)


def test_honest_answers_give_no_instructions() -> None:
    """At most one graded answer in two hundred may be taken for an instruction."""
    graded = read_graded(GRADED)
    wrong = [answer.id for answer in graded if instructs_scorer(answer.text)]
    assert len(wrong) <= len(graded) / 200, wrong
