"""An average hides everybody in it, and holds only what was measured alike."""

from __future__ import annotations

from typing import Any

import pytest

from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.scorecard import CompetencyScore, Scorecard
from mianshi.scoring.averages import FEWEST, role_average


def _card(number: int, levels: dict[str, float | None], **changes: Any) -> Scorecard:
    competencies = [
        CompetencyScore(id=i, name=i, weight=50, level=v, confidence=0.5, evidence=[], missing_key_points=[])
        for i, v in levels.items()
    ]
    fields: dict[str, Any] = {
        "interview_id": f"iv_{number}",
        "role": "r",
        "role_version": "1",
        "policy": "cn",
        "language": "zh",
        "outcome": Outcome.SCORED,
        "total": 50,
        "competencies": competencies,
        "gates": [],
        "versions": {"judge": "checks@1 cal model@w", "code": str(number)},
    }
    return Scorecard(**(fields | changes))


def _cards(count: int, **changes: Any) -> list[Scorecard]:
    return [_card(i, {"a": 2.0 if i % 2 else 3.1, "b": 4.0 if i < FEWEST else None}, **changes) for i in range(count)]


def test_thirty_people_have_an_average_and_twenty_nine_have_none() -> None:
    assert FEWEST == 30
    assert role_average(_card(0, {}), _cards(29)) is None
    found = role_average(_card(0, {}), _cards(30))
    assert found and found.scorecards == 30
    assert found.levels == {"a": 2.6, "b": 4.0}  # (15 x 2.0 + 15 x 3.1) / 30 = 2.55


def test_how_many_are_told_in_tens() -> None:
    found = role_average(_card(0, {}), _cards(39))
    assert found and found.scorecards == 30


def test_a_competency_that_few_were_rated_on_has_no_average() -> None:
    cards = [card.model_copy(update={"competencies": card.competencies[:1]}) for card in _cards(20)] + _cards(60)[20:]
    found = role_average(_card(0, {}), cards)
    assert found and found.scorecards == 60
    assert set(found.levels) == {"a"}


def test_the_same_interview_counts_once() -> None:
    assert role_average(_card(0, {}), _cards(29) * 2) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"role": "other"},
        {"role_version": "2"},
        {"outcome": Outcome.INSUFFICIENT_EVIDENCE},
        {"versions": {"judge": "checks@1 cal other@w"}},
        {"versions": {"judge": "checks@1 new model@w"}},
        {"versions": {"judge": "checks@1"}},
        {"versions": {}},
    ],
)
def test_what_was_measured_otherwise_is_left_out(changes: dict[str, Any]) -> None:
    assert role_average(_card(0, {}), _cards(29) + _cards(60, **changes)[29:]) is None


@pytest.mark.parametrize("judge", ["checks@1 cal model@w", "checks@1, checks@1 cal model@w"])
def test_other_code_and_an_answer_without_questions_do_not_matter(judge: str) -> None:
    assert role_average(_card(0, {}, versions={"judge": judge, "code": "x"}), _cards(31))
