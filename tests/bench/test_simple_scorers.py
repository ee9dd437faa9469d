"""The simpler scorers that the engine is compared with, and the samples both are measured on, are what they say."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from bench.baselines import area, on_levels, tf_idf
from bench.facts import LEAST_POINT, MOST_POINTS, Answer, chinese, english, per_question, role_of, statements
from mianshi.contracts.base import Language
from mianshi.language.text import length


def test_the_area_counts_pairs_in_the_right_order_and_ties_half() -> None:
    assert area([1, 2, 3, 4], [False, False, True, True]) == 1.0
    assert area([3, 2, 2, 1], [False, True, False, True]) == pytest.approx(0.5 / 4)


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("zh", ["链表不用移动元素", "链表很慢", "今天下雨"]),
        ("en", ["no elements move", "elements are slow", "it rains"]),
    ],
)
def test_tf_idf_is_one_for_the_reference_and_less_the_less_is_shared(language: Language, texts: list[str]) -> None:
    same, some, none = tf_idf(texts, [[texts[0]]] * 3, language)
    assert same == pytest.approx(1.0)
    assert 0 < some < 1
    assert none == 0


def test_tf_idf_takes_the_closest_reference() -> None:
    assert tf_idf(["a path closed"], [["rain", "a path closed"]], "en")[0] == pytest.approx(1.0)


def test_values_come_onto_levels_by_the_line_through_others() -> None:
    levels = on_levels(np.array([0.0, 20.0, 900.0]), np.array([10.0, 30.0]), np.array([1.0, 3.0]))
    assert list(levels) == pytest.approx([1.0, 2.0, 5.0])


@pytest.mark.parametrize(
    ("language", "reference"),
    [
        ("zh", "顺序表的存储空间连续，支持随机访问，容易造成浪费。" * 6),
        ("en", "The bulb is in a closed path, so it is lit, but the other one is not. " * 6),
        ("en", "There is a gap."),
    ],
)
def test_a_reference_is_split_into_few_statements_and_loses_nothing(language: Language, reference: str) -> None:
    found = statements(reference, language)
    assert 1 <= len(found) <= MOST_POINTS
    assert sum(length(each, language) for each in found) == length(reference, language)
    assert len(found) == 1 or min(length(each, language) for each in found) >= LEAST_POINT[language] / 2


def test_a_question_becomes_a_role_with_a_key_point_for_every_statement_of_every_reference() -> None:
    role = role_of("Why is it lit?", ("The path is closed.", "There is no gap."), "en")
    assert [point.id for point in role.competencies[0].key_points] == ["r0p0", "r1p0"]
    assert role.competencies[0].questions[0].kind == "knowledge"


def test_correlation_is_taken_within_a_question_and_where_scores_vary() -> None:
    answers = [Answer("zh", q, ("r",), "t", s) for q, s in (("a", 1.0), ("a", 2.0), ("b", 8.0), ("b", 9.0), ("c", 5.0))]
    assert per_question(answers, np.array([7.0, 8.0, 1.0, 2.0, 9.0])) == pytest.approx(1.0)


def test_english_answers_come_from_as_many_questions_as_there_are(tmp_path: Path) -> None:
    rows = [
        {"question": f"q{q}", "references": ["r"], "answer": f"a{n}", "label": "correct" if n else "incorrect"}
        for q in range(3)
        for n in range(4)
    ]
    file = tmp_path / "en.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    found = english(file, 6)
    assert sorted(answer.question for answer in found) == ["q0", "q0", "q1", "q1", "q2", "q2"]
    assert found == english(file, 6)


def test_chinese_answers_are_spread_over_questions(tmp_path: Path) -> None:
    rows = [
        {
            "q_id": f"{q}",
            "question": f"q{q}",
            "reference1": "r",
            "reference2": "r",
            "reference3": "",
            "answer": f"a{n}",
            "score": "5",
        }
        for q in range(5)
        for n in range(4)
    ]
    file = tmp_path / "zh.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert {answer.question for answer in chinese(file, 2)} == {f"q{n}" for n in range(5)}
    some = chinese(file, 2, 2)
    assert [answer.question for answer in some] == ["q0", "q0", "q2", "q2"]
    assert some[0].references == ("r",)
