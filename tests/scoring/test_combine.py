from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.assessment import CompetencyFinding
from mianshi.scoring.combine import LEAST_RELEVANCE, half_up, rate, score_of, total_of
from support.judged_fixture import finding

OWN = frozenset({"q0"})
LEVELS = st.floats(1, 5, allow_nan=False)
FINDINGS = st.lists(
    st.builds(
        lambda level, relevance, confidence, question: finding(
            "c0", level, relevance=relevance, confidence=confidence, question=question
        ),
        st.none() | LEVELS,
        st.floats(0, 1),
        st.floats(0, 1),
        st.sampled_from(["q0", "q1", None]),
    ),
    max_size=6,
)


@pytest.mark.parametrize(
    ("tenths", "score"), [(10, 0), (11, 3), (20, 25), (25, 38), (30, 50), (34, 60), (40, 75), (49, 98), (50, 100)]
)
def test_levels_map_to_scores(tenths: int, score: int) -> None:
    assert score_of(tenths) == score


@pytest.mark.parametrize(("value", "rounded"), [(24.5, 25), (24.4999, 24), (2.45 * 10, 25), (10.0, 10), (0.0, 0)])
def test_halves_go_up(value: float, rounded: int) -> None:
    assert half_up(value) == rounded


def test_one_answer_gives_its_own_level() -> None:
    rating = rate([finding("c0", 3.4, question="q0", relevance=0.6, confidence=0.7)], OWN)
    assert rating is not None
    assert (rating.level, rating.score, rating.confidence) == (3.4, 60, 0.7)


def test_answers_to_own_questions_are_weighted_by_relevance() -> None:
    rating = rate(
        [finding("c0", 2, question="q0", relevance=0.25), finding("c0", 4, question="q0", relevance=0.75)], OWN
    )
    assert rating is not None
    assert rating.level == 3.5


def test_other_answers_raise_a_level() -> None:
    rating = rate([finding("c0", 3, question="q0"), finding("c0", 5, question="q1", relevance=0.5)], OWN)
    assert rating is not None
    assert rating.level == 3.7


def test_other_answers_never_lower_a_level() -> None:
    rating = rate([finding("c0", 4, question="q0"), finding("c0", 1, question="q1", relevance=1.0)], OWN)
    assert rating is not None
    assert rating.level == 4.0


def test_without_an_own_question_every_answer_that_bears_counts() -> None:
    rating = rate([finding("c0", 2, relevance=0.5), finding("c0", 4, question="q1", relevance=0.5)], OWN)
    assert rating is not None
    assert rating.level == 3.0


@pytest.mark.parametrize("findings", [[], [finding("c0", None, relevance=1.0)], [finding("c0", 3, relevance=0.0)]])
def test_nothing_that_bears_gives_no_rating(findings: list[CompetencyFinding]) -> None:
    assert rate(findings, OWN) is None


@given(FINDINGS, st.randoms())
def test_order_does_not_matter(findings: list[CompetencyFinding], random: st.DataObject) -> None:
    turned = list(findings)
    random.shuffle(turned)  # type: ignore[attr-defined]
    assert rate(findings, OWN) == rate(turned, OWN)


@given(FINDINGS)
def test_a_rating_lies_between_the_levels_it_is_made_of(findings: list[CompetencyFinding]) -> None:
    rating = rate(findings, OWN)
    levels = [found.level for found in findings if found.level is not None and found.relevance >= LEAST_RELEVANCE]
    if rating is None:
        assert not levels
    else:
        assert min(levels) - 0.051 <= rating.level <= max(levels) + 0.051
        assert 10 <= rating.tenths <= 50
        assert 0 <= rating.score <= 100
        assert 0 <= rating.confidence <= 1


@given(FINDINGS, LEVELS, st.floats(0, 1))
def test_one_more_answer_elsewhere_never_lowers_an_answered_competency(
    findings: list[CompetencyFinding], level: float, relevance: float
) -> None:
    answered = [finding("c0", 3, question="q0"), *(found for found in findings if found.question == "q0")]
    before = rate(answered, OWN)
    after = rate([*answered, finding("c0", level, question="q1", relevance=relevance)], OWN)
    assert before is not None
    assert after is not None
    assert after.tenths >= before.tenths


PAIRS = st.lists(st.tuples(st.integers(1, 100), st.integers(0, 100)), min_size=1, max_size=8)


@given(PAIRS)
def test_total_is_the_weighted_mean(pairs: list[tuple[int, int]]) -> None:
    exact = sum(weight * score for weight, score in pairs) / sum(weight for weight, _ in pairs)
    total = total_of(pairs)
    assert total is not None
    assert abs(total - exact) <= 0.5 + 1e-9
    assert min(score for _, score in pairs) <= total <= max(score for _, score in pairs)


@given(PAIRS, st.integers(1, 5))
def test_only_the_proportion_of_weights_matters(pairs: list[tuple[int, int]], factor: int) -> None:
    assert total_of([(weight * factor, score) for weight, score in pairs]) == total_of(pairs)


def test_no_pairs_give_no_total() -> None:
    assert total_of([]) is None
