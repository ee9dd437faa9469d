"""How well a number orders people, whether two of them are told apart, and who wrote whom."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import spearmanr
from sklearn.metrics import ndcg_score

from bench.resumes import people, ranking


def test_gain_and_correlation_are_those_of_the_libraries_ties_counted() -> None:
    generator = np.random.default_rng(3)
    for _ in range(20):
        grades, values = generator.integers(0, 4, 30), generator.integers(0, 9, 30).astype(float)
        grades[0], values[0] = 3, 1.0
        assert ranking.ndcg(list(grades), values) == pytest.approx(ndcg_score([2.0**grades - 1], [values], k=10))
        assert ranking.spearman(list(grades), values) == pytest.approx(spearmanr(grades, values).statistic)
    assert ranking.ndcg([0, 0, 0], np.arange(3.0)) == 0


def test_chance_is_the_share_of_swaps_that_part_them_as_far() -> None:
    assert ranking.by_chance([0.1, 0.2, 0.3, 0.1, 0.2]) == 2 / 32
    assert ranking.by_chance([0.1, -0.1]) == 1
    assert ranking.by_chance([0.0] * 4) == 1
    assert ranking.by_chance([0.1] * 20) < 0.01


def test_a_perfect_order_is_told_apart_from_a_poor_one_and_not_from_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "REDRAWN", 40)
    generator = np.random.default_rng(5)
    grades = [list(map(int, generator.integers(0, 4, 40))) for _ in range(8)]
    perfect = [np.array(row, dtype=float) for row in grades]
    poor = [generator.random(40) for _ in grades]
    for measure in (ranking.ndcg, ranking.spearman):
        same = ranking.apart(measure, grades, perfect, perfect)
        assert (same.difference, same.low, same.high, same.told) == (0, 0, 0, False)
        better = ranking.apart(measure, grades, perfect, poor)
        assert better.told and 0 < better.low < better.difference and better.chance == 2 / 2**8
        worse = ranking.apart(measure, grades, poor, perfect)
        assert worse.told and worse.high < 0
        assert worse.difference == pytest.approx(-better.difference)


def test_people_have_the_author_that_the_list_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = {
        "language": "en",
        "field": "x",
        "layout": "txt_utf8",
        "name": "A",
        "about": [],
        "sections": [],
        "gold": {},
    }
    folder = tmp_path / "development" / "people"
    folder.mkdir(parents=True)
    for one in ("p1", "p2"):
        (folder / f"{one}.json").write_text(json.dumps({**record, "id": one}), encoding="utf-8")
    monkeypatch.setattr(people, "HERE", tmp_path)
    assert [each.author for each in people.everybody("development")] == ["first", "first"]
    (tmp_path / "development" / "authors.json").write_text('{"b": ["p2"]}', encoding="utf-8")
    assert [each.author for each in people.everybody("development")] == ["first", "b"]
