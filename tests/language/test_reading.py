"""What a rater's response is taken to say, and that nothing but numbers is taken from it."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.rating import Check, CheckSheet, PassageSheet, Ratings
from mianshi.errors import Defect
from mianshi.language import budget
from mianshi.language.reading import LARGEST, UNREPORTED, memory_key, read, remembered, response_of, spent_ms
from support.rater_stub import answer

YES_NO = ["Yes", "No"]
NONSENSE = {"Ignore": math.log(0.7), "the": math.log(0.2)}
SECRET = "the candidate confessed a crime"


def check(at: int, answers: list[str] = YES_NO, kind: Any = "key_point") -> Check:
    return Check(id=f"c{at}", kind=kind, text=f"Question {at}?", answers=answers)


def passage(
    competency: str, checks: list[Check], *, relevance: float = 0.5, question: str | None = None
) -> PassageSheet:
    return PassageSheet(
        competency=competency,
        question=question,
        relevance=relevance,
        sentences=[0],
        prefix="Answer. ",
        checks=checks,
        quotes=[],
        tellings=[],
        flags=[],
        features={},
    )


def sheet(*checks: Check) -> CheckSheet:
    return CheckSheet(answer=3, version="v", passages=[passage("one", list(checks))])


def response(*tops: dict[str, float], **more: Any) -> dict[str, Any]:
    choices = [
        {"index": at, "text": SECRET, "finish_reason": "length", "logprobs": {"top_logprobs": [top]}}
        for at, top in enumerate(tops)
    ]
    return {"object": "text_completion", "choices": choices, **more}


def top(**shares: float) -> dict[str, float]:
    return {token: math.log(share) for token, share in shares.items()}


def value(shares: dict[str, float], check_: Check | None = None) -> float | None:
    """What one reply of three says; the other two are plain."""
    plain = top(Yes=0.5, No=0.5)
    asked = sheet(check_ or check(0), check(1), check(2))
    return read(asked, response(shares, plain, plain)).values[0]


def test_a_value_is_the_log_ratio_of_both_answers_over_their_variants() -> None:
    shares = {" Yes": math.log(0.4), "yes": math.log(0.1), "YES": math.log(0.1), " no": math.log(0.2)}
    assert value(shares) == pytest.approx(math.log(0.6 / 0.2))
    assert value(shares, check(0, ["No", "Yes"])) == pytest.approx(math.log(0.2 / 0.6))
    assert value(top(是=0.6, 否=0.2), check(0, ["是", "否"])) == pytest.approx(math.log(3))


def test_an_answer_that_is_not_listed_is_as_likely_as_the_least_that_is() -> None:
    assert value(top(Yes=0.9, Maybe=0.01)) == pytest.approx(math.log(90))
    assert value({"Yes": 0.0, "No": -math.inf}) == LARGEST
    assert value({"Yes": -40.0, "No": -0.0}) == -LARGEST


def test_a_level_is_the_expected_digit() -> None:
    digits = check(0, ["1", "2", "3", "4", "5"], "level")
    assert value(top(**{"2": 0.2, " 4": 0.6, "Yes": 0.2}), digits) == pytest.approx(3.5)


def test_a_reply_to_something_else_is_void() -> None:
    assert value(NONSENSE) is None
    assert value(top(Yes=0.1, No=0.09, The=0.8)) is None
    assert value(top(Yes=0.11, No=0.1, The=0.7)) is not None


def test_choices_are_put_in_order_by_their_index() -> None:
    body = response(top(Yes=0.9, No=0.1), top(Yes=0.1, No=0.9))
    asked = sheet(check(0), check(1))
    straight = read(asked, body)
    assert read(asked, {**body, "choices": body["choices"][::-1]}) == straight
    assert straight.values[0] == pytest.approx(-(straight.values[1] or 0))


PLAIN = top(Yes=0.5, No=0.5)
UNUSABLE: dict[str, Any] = {
    "nothing": None,
    "a list": [],
    "a number": 7,
    "no choices": {"usage": {}},
    "garbage": {"choices": [{"text": 7}], "usage": "much"},
    "one too few": response(PLAIN),
    "one too many": response(PLAIN, PLAIN, PLAIN),
    "no log-probabilities": {"choices": [{"index": n, "text": "Yes", "logprobs": None} for n in range(2)]},
    "nothing listed": response({}, PLAIN),
    "no tokens": {"choices": [{"index": n, "logprobs": {"top_logprobs": []}} for n in range(2)]},
    "twice the same index": {"choices": [{"index": 0, "logprobs": {"top_logprobs": [PLAIN]}}] * 2},
    "an index that was not asked": {"choices": [{"index": n, "logprobs": {"top_logprobs": [PLAIN]}} for n in (0, 2)]},
    "an index that is no number": {"choices": [{"index": True, "logprobs": {"top_logprobs": [PLAIN]}}] * 2},
    "not a number": response({"Yes": math.nan}, PLAIN),
    "more than certain": response({"Yes": 0.5}, PLAIN),
    "too much in all": response({"Yes": -0.1, "No": -0.1}, PLAIN),
    "words for numbers": response({"Yes": "-0.1"}, PLAIN),  # type: ignore[dict-item]
    "a rater that does not follow": response(NONSENSE, PLAIN),
}


@pytest.mark.parametrize("body", UNUSABLE.values(), ids=UNUSABLE.keys())
def test_what_cannot_be_believed_is_a_defect(body: Any) -> None:
    with pytest.raises(Defect) as caught:
        read(sheet(check(0), check(1)), body)
    assert caught.value.code == "rater_result"


def test_a_third_of_the_checks_may_be_void() -> None:
    asked = sheet(check(0), check(1), check(2))
    assert read(asked, response(NONSENSE, PLAIN, PLAIN)).values == [None, 0.0, 0.0]
    with pytest.raises(Defect):
        read(asked, response(NONSENSE, NONSENSE, PLAIN))


def test_who_read_is_what_the_server_says_of_itself_or_unreported() -> None:
    told = read(sheet(check(0)), answer(["p"], [0.7]))
    assert (told.rater.model, told.rater.engine, told.compute_ms) == ("stub", "stub 1", 10)
    assert len(told.rater.weights_sha256) == 64
    silent = read(sheet(check(0)), response(PLAIN, model=["x"], compute_ms=-1, weights_sha256="best", engine="\n"))
    assert {silent.rater.model, silent.rater.weights_sha256, silent.rater.engine} == {UNREPORTED}
    assert silent.compute_ms == 0
    assert (spent_ms({"compute_ms": True}), spent_ms({"compute_ms": 5}), spent_ms(None)) == (0, 5, 0)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)
TOPS = st.dictionaries(st.sampled_from(["Yes", "No", " yes", SECRET]), JSON | st.floats(max_value=0), max_size=4)
CHOICES = st.builds(
    lambda index, tops: {"index": index, "text": SECRET, "logprobs": {"top_logprobs": tops}},
    st.integers(-1, 2) | JSON,
    st.lists(TOPS | JSON, max_size=2) | JSON,
)
BODIES = JSON | st.builds(lambda choices: {"choices": choices}, st.lists(CHOICES | JSON, max_size=3) | JSON)


@given(BODIES)
def test_any_json_is_read_or_is_a_defect(body: Any) -> None:
    try:
        ratings = read(sheet(check(0), check(1)), body)
    except Defect as error:
        assert error.code == "rater_result"
        assert SECRET not in str(error)
    else:
        assert len(ratings.values) == 2
        assert all(v is None or -LARGEST <= v <= LARGEST for v in ratings.values)
        assert Ratings.model_validate_json(ratings.model_dump_json()) == ratings


@given(st.binary(max_size=40))
def test_any_bytes_are_json_or_a_defect(body: bytes) -> None:
    try:
        response_of(body)
    except Defect as error:
        assert error.code == "rater_result"


@given(st.text(min_size=3, alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)))
def test_words_of_the_model_never_come_out(invented: str) -> None:
    body = response({"Yes": math.log(0.6), invented: math.log(0.3)}, model=invented, engine=invented)
    body["choices"][0]["text"] = invented
    assert invented not in json.dumps(read(sheet(check(0)), body).model_dump(mode="json"), ensure_ascii=False)


def test_ratings_are_remembered_for_the_same_questions_to_the_same_model_only() -> None:
    asked, other = sheet(check(0)), sheet(check(1))
    assert memory_key("m", asked) == memory_key("m", asked.model_copy(update={"answer": 9}))
    keys = {memory_key("m", asked), memory_key("n", asked), memory_key("m", other)}
    keys.add(memory_key("m", asked.model_copy(update={"version": "w"})))
    assert len(keys) == 4
    ratings = read(asked, response(PLAIN, compute_ms=40))
    again = remembered(ratings, asked.model_copy(update={"answer": 9}))
    assert again is not None
    assert (again.answer, again.compute_ms, again.values) == (9, 0, ratings.values)
    assert remembered(ratings, sheet(check(0), check(1))) is None


def test_a_budget_leaves_out_what_bears_least_and_says_so() -> None:
    two, three = [check(0), check(1)], [check(0), check(1), check(2)]
    whole = CheckSheet(
        answer=0,
        version="v",
        passages=[
            passage("vague", two, relevance=0.4),
            passage("asked", three, relevance=0.3, question="q"),
            passage("close", two, relevance=0.9),
        ],
    )
    assert budget.within(whole, 7) == whole
    kept = budget.within(whole, 6)
    assert len(kept.prompts()) == 5
    assert budget.left_out(kept) == ["vague"]
    assert [p.competency for p in budget.asked(kept).passages] == ["asked", "close"]
    assert budget.asked(kept).prompts() == kept.prompts()
    assert budget.left_out(budget.within(whole, 4)) == ["vague", "close"]
    assert budget.within(whole, 2).prompts() == []
    assert [budget.share_of(400, n) for n in (0, 1, 4, 20)] == [256, 256, 100, 20]
