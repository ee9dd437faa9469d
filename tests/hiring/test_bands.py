"""Bands instead of ranks: who can be told apart, and who cannot."""

from __future__ import annotations

import pytest

from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.role import Thresholds
from mianshi.contracts.scorecard import CompetencyScore
from mianshi.hiring.bands import Band, Bounds, band, bounds, distinct, match_band, of_card, told_apart
from support.report_fixture import scorecard

THRESHOLDS = Thresholds(forward=70, review=50)


@pytest.mark.parametrize(
    ("outcome", "total", "wanted"),
    [
        (Outcome.SCORED, 70, Band.FORWARD),
        (Outcome.SCORED, 69, Band.LOOK_CLOSER),
        (Outcome.SCORED, 0, Band.LOOK_CLOSER),
        (Outcome.SCORED, None, Band.NOT_SCORED),
        (Outcome.INSUFFICIENT_EVIDENCE, None, Band.NOT_SCORED),
        (Outcome.FAILED, 90, Band.NOT_SCORED),
        (None, None, Band.NOT_SCORED),
    ],
)
def test_the_band_of_a_total(outcome: Outcome | None, total: int | None, wanted: Band) -> None:
    assert band(outcome, total, THRESHOLDS) is wanted


def test_nobody_is_put_forward_by_thresholds_that_are_not_known() -> None:
    assert band(Outcome.SCORED, 100, None) is Band.LOOK_CLOSER


def test_a_scorecard_with_a_flag_is_not_put_forward_however_high_its_total() -> None:
    assert of_card(scorecard("zh", total=95, recommendation="review")) is Band.LOOK_CLOSER
    assert of_card(scorecard("zh", total=75, recommendation="forward")) is Band.FORWARD
    assert of_card(scorecard("zh", outcome=Outcome.REJECTED, total=None, recommendation=None)) is Band.NOT_SCORED


def test_bounds_that_touch_cannot_be_told_apart() -> None:
    high, low = Bounds(4.5, 4.0, 5.0), Bounds(3.0, 2.0, 4.0)
    assert not distinct(high, low) and distinct(high, Bounds(3.0, 2.0, 3.9)) and distinct(Bounds(1.5, 1.0, 1.9), low)


def test_pairs_name_the_higher_first_and_skip_who_has_no_level() -> None:
    found = [Bounds(1.5, 1.0, 2.0), None, Bounds(4.5, 4.0, 5.0), Bounds(3.0, 1.8, 4.2)]
    assert told_apart(found) == [(2, 0)]


def test_a_level_without_bounds_is_told_apart_from_nobody() -> None:
    bare = CompetencyScore(
        id="c", name="C", weight=1, level=5.0, score=100, confidence=0.5, evidence=[], missing_key_points=[]
    )
    found = bounds(bare)
    assert found == Bounds(5.0, 1.0, 5.0) and not distinct(found, Bounds(1.0, 1.0, 1.0))
    assert bounds(None) is None and bounds(bare.model_copy(update={"level": None})) is None


@pytest.mark.parametrize(
    ("percent", "low"), [(None, None), (0, 0), (9, 0), (10, 10), (79, 70), (80, 80), (89, 80), (90, 90), (100, 90)]
)
def test_matches_of_a_resume_stand_in_bands_of_ten(percent: int | None, low: int | None) -> None:
    assert match_band(percent) == low
