"""Interview and later ratings on one axis: by the ends of their scales, and only as far as they can be compared."""

from __future__ import annotations

import pytest

from mianshi.contracts.afterwards import Performance
from mianshi.hiring.growth import Point, lines, of_level, of_rating
from support.report_fixture import scorecard


def _rated(measure: str, score: float, on: str, lowest: float = 0.0, highest: float = 100.0) -> Performance:
    return Performance(
        period_ends_on=on, score=score, lowest=lowest, highest=highest, measure=measure, by="partner:x", at="x"
    )


@pytest.mark.parametrize(("level", "value"), [(1.0, 0.0), (3.0, 5.0), (4.4, 8.5), (5.0, 10.0)])
def test_a_level_by_the_ends_of_its_scale(level: float, value: float) -> None:
    assert of_level(level) == value


def test_a_rating_by_the_ends_of_its_own_scale_and_never_beyond() -> None:
    assert of_rating(_rated("x", 4, "2027-01-31", 1, 5)) == 7.5
    assert of_rating(_rated("x", 120, "2027-01-31")) == 10.0
    assert of_rating(_rated("x", -3, "2027-01-31")) == 0.0


def test_competencies_first_then_other_measures_and_overall_last() -> None:
    card = scorecard("en")
    first = card.competencies[0]
    level = of_level(first.level or 0)
    ratings = [
        _rated("overall", 80, "2027-03-31"),
        _rated(first.id, 60, "2027-03-31"),
        _rated(first.id, 75, "2027-06-30"),
        _rated("sales", 50, "2027-03-31"),
        _rated("broken", 5, "2027-03-31", 1, 1),
    ]
    found = lines(card, "2026-11-28", ratings)
    assert [line.measure for line in found] == [*(c.id for c in card.competencies), "sales", "overall"]
    assert (found[0].interview, found[0].change) == (Point("2026-11-28", level), 1.5)
    assert found[-1].change is None
    [alone] = [line for line in lines(card, "2026-11-28", [_rated(first.id, 100, "2027-03-31")]) if line.ratings]
    assert alone.change == round(10 - level, 1)
    assert [line.measure for line in lines(None, "", ratings)] == [first.id, "sales", "overall"]
