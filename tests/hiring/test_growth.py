"""Interview and later ratings on one axis: by the ends of their scales, and only as far as they can be compared."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from mianshi.contracts.afterwards import Performance
from mianshi.contracts.events import Consent, Interview
from mianshi.hiring.growth import Point, interviewed_on, lines, of_level, of_rating
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
    assert (found[-1].change, found[-1].step) == (None, None)
    [alone] = [line for line in lines(card, "2026-11-28", [_rated(first.id, 0, "2027-03-31")]) if line.ratings]
    assert (alone.change, alone.step) == (None, "down"), "from one scale to another there is no amount"
    assert [line.measure for line in lines(None, "", ratings)] == [first.id, "sales", "overall"]


@pytest.mark.parametrize(("level", "rated", "step"), [(3.0, 62, "same"), (3.0, 63, "up"), (3.0, 37, "down")])
def test_half_a_level_between_two_scales_is_a_direction(level: float, rated: float, step: str) -> None:
    card = scorecard("en")
    first = card.competencies[0].model_copy(update={"level": level})
    card = card.model_copy(update={"competencies": [first]})
    [line] = lines(card, "2026-11-28", [_rated(first.id, rated, "2027-03-31")])
    assert line.step == step


def test_an_interview_that_was_scored_anew_keeps_its_day() -> None:
    before = SimpleNamespace(closed_at="2026-03-01T09:00:00Z")
    known = Interview(
        id="iv", role="r", role_version="v2", language="en", policy="cn", uploads=[], created_at="2026-02-28T09:00:00Z",
        consent=Consent(recording=True, analysis=True, observations=False), closed_at="2026-11-28T09:00:00Z",
    )  # fmt: skip
    assert interviewed_on(known) == "2026-11-28T09:00:00Z"
    assert interviewed_on(known.model_copy(update={"earlier": [before]})) == "2026-03-01T09:00:00Z"
