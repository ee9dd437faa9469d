"""What became of a person, as numbers: on the scale it was given on, and only what is known by now."""

from __future__ import annotations

from types import ModuleType

import pytest

from mianshi.contracts.afterwards import Departure, Hire, Performance
from mianshi.platform.store import afterwards
from support.shells import shell


@pytest.fixture
def outcomes(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    return shell("study", monkeypatch, "outcomes")


@pytest.mark.parametrize(
    ("started", "left", "stayed", "promoted"),
    [
        ("2026-05-28", None, True, False),
        ("2026-05-29", None, None, None),
        ("2026-05-29", "2026-07-01", False, None),
        ("2026-01-05", "2026-07-04", False, False),
        ("2026-01-05", "2026-07-05", True, False),
        ("2025-08-31", None, True, False),
    ],
)
def test_who_stayed_is_known_after_six_months_or_when_they_left(
    outcomes: ModuleType, started: str, left: str | None, stayed: bool | None, promoted: bool | None
) -> None:
    gone = [Departure(left_on=left, kind="other", by="l", at="a")] if left else []
    told = afterwards.Afterwards(hire=Hire(starts_on=started, by="l", at="a"), departures=gone)
    found = outcomes.of(told, "2026-11-28")
    assert (found.stayed, found.promoted, found.performance) == (stayed, promoted, None)
    assert outcomes.of(None, "2026-11-28").hired is False


def test_performance_counts_on_its_own_scale_and_within_it(outcomes: ModuleType) -> None:
    def share(score: float, lowest: float, highest: float) -> float | None:
        one = Performance(period_ends_on="2026-06-30", score=score, lowest=lowest, highest=highest, by="l", at="a")
        hired = afterwards.Afterwards(hire=Hire(starts_on="2026-01-01", by="l", at="a"), performance=[one])
        value: float | None = outcomes.of(hired, "2026-11-28").performance
        return value

    assert [share(3, 1, 5), share(7, 1, 5), share(-1, 0, 100), share(3, 3, 3)] == [0.5, 1.0, 0.0, None]
