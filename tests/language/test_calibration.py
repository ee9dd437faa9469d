"""The shipped calibration is one of these questions, this embedding and this rater, and its formula is what it says."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.base import Language
from mianshi.language.assess import level_of
from mianshi.language.calibration import KEY_POINTS, NEAR, RATED, TOLD, WRONG, Confidence, Shown, Weight, calibration
from mianshi.language.checks import PROMPTS
from mianshi.language.embedding import DIMENSIONS

LANGUAGES: tuple[Language, ...] = ("zh", "en")
MANIFEST = json.loads((Path(__file__).resolve().parents[2] / "infra/models/manifest.json").read_text(encoding="utf-8"))[
    "models"
]
VALUES = st.floats(-12, 12)


def test_it_was_fitted_for_the_questions_the_embedding_and_the_rater_that_are_shipped() -> None:
    hashes = {str(value) for model in MANIFEST.values() for value in model["files"].values()}
    assert calibration().prompts == PROMPTS
    assert calibration().rater in hashes
    assert any(value.startswith(calibration().embedding) for value in hashes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_feature_counts_against_what_it_stands_for(language: Language) -> None:
    numbers = calibration().of(language)
    assert all(weight.levels >= 0 for name, weight in numbers.weights.items() if name in (TOLD, NEAR, KEY_POINTS))
    assert numbers.weights[WRONG].levels <= 0
    assert set(numbers.weights) >= {TOLD, NEAR, WRONG}
    assert 1.0 < numbers.middle < 5.0
    assert min(numbers.below, numbers.above) > 0
    assert len(numbers.told) == len(numbers.centre) == len(numbers.reference_centre) == DIMENSIONS
    assert numbers.shown.near >= 0
    assert numbers.shown.rated >= 0


@given(
    st.sampled_from(LANGUAGES),
    st.dictionaries(st.sampled_from([TOLD, NEAR, WRONG, KEY_POINTS, *RATED.values()]), st.floats(-1e3, 1e3)),
)
def test_a_level_is_the_middle_and_every_move_held_between_one_and_five(
    language: Language, features: dict[str, float]
) -> None:
    numbers = calibration().of(language)
    moved = [numbers.weights[name].moved(value) for name, value in features.items() if name in numbers.weights]
    level = level_of(features, numbers)
    assert level == round(min(5.0, max(1.0, numbers.middle + math.fsum(moved))), 1)
    assert 1.0 <= level <= 5.0


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_features_the_level_is_the_mean(language: Language) -> None:
    numbers = calibration().of(language)
    means = {name: weight.mean for name, weight in numbers.weights.items()}
    assert level_of({}, numbers) == level_of(means, numbers) == round(numbers.middle, 1)


@given(VALUES, VALUES, st.floats(-2, 2), st.floats(0.01, 10), st.integers(1, 9))
def test_moves_of_the_parts_of_a_mean_add_up(one: float, two: float, levels: float, deviation: float, n: int) -> None:
    weight = Weight(mean=0.3, deviation=deviation, levels=levels)
    parts = [one] * n + [two]
    whole = weight.moved(math.fsum(parts) / len(parts))
    assert math.fsum(weight.moved(part, 1 / len(parts)) for part in parts) == pytest.approx(whole, abs=1e-6)


@given(VALUES, VALUES, st.floats(0, 1))
def test_a_clearer_yes_shows_a_key_point_no_less(one: float, two: float, near: float) -> None:
    shown = Shown(base=-1.0, near=3.0, rated=0.4)
    low, high = sorted((one, two))
    assert shown.probability(near, low) <= shown.probability(near, high)
    assert shown.probability(near, None) == shown.probability(near, 0.0)
    assert Shown(base=1e6, near=0, rated=0).probability(0, None) == pytest.approx(1.0)


def test_confidence_falls_with_disagreement_and_for_short_answers() -> None:
    confidence = Confidence(base=1.0, disagreement=-0.5, short=-0.7, short_units=80)
    assert confidence.probability(0, short=False) == pytest.approx(1 / (1 + math.exp(-1.0)))
    assert confidence.probability(2, short=True) == pytest.approx(1 / (1 + math.exp(0.7)))
