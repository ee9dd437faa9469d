"""What became of a person, as numbers: on the scale it was given on, and only what is known by now."""

from __future__ import annotations

from types import ModuleType

import pytest

from mianshi.contracts.afterwards import Departure, Hire, Performance, Promotion
from mianshi.platform.store import afterwards
from support.shells import shell


@pytest.fixture
def outcomes(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    return shell("study", monkeypatch, "outcomes")


@pytest.mark.parametrize(
    ("started", "left", "rose", "stayed", "promoted"),
    [
        ("2026-05-28", None, None, True, None),
        ("2026-05-29", None, None, None, None),
        ("2026-05-29", "2026-07-01", "2026-07-01", None, None),
        ("2026-01-05", "2026-07-04", None, False, None),
        ("2026-01-05", "2026-07-05", None, True, None),
        ("2025-08-31", None, None, True, None),
        ("2024-11-28", None, None, True, False),
        ("2024-11-28", None, "2026-11-27", True, True),
        ("2024-11-29", None, "2026-01-01", True, None),
    ],
)
def test_who_stayed_is_known_after_six_months_and_who_rose_after_24_of_everybody_alike(
    outcomes: ModuleType, started: str, left: str | None, rose: str | None, stayed: bool | None, promoted: bool | None
) -> None:
    gone = [Departure(left_on=left, kind="other", by="l", at="a")] if left else []
    up = [Promotion(promoted_on=rose, by="l", at="a")] if rose else []
    told = afterwards.Afterwards(hire=Hire(starts_on=started, by="l", at="a"), departures=gone, promotions=up)
    found = outcomes.of(told, "2026-11-28", outcomes.Telling(outcomes=True, promotions=True))
    assert (found.stayed, found.promoted, found.performance) == (stayed, promoted, None)
    assert outcomes.of(None, "2026-11-28", outcomes.Telling()).hired is False


def test_silence_says_something_only_where_others_are_told_of(outcomes: ModuleType) -> None:
    hire = Hire(starts_on="2024-01-05", by="l", at="a")
    silent = afterwards.Afterwards(hire=hire)
    gone = afterwards.Afterwards(hire=hire, departures=[Departure(left_on="2024-02-01", kind="other", by="l", at="a")])
    nobody, somebody = outcomes.Telling.of([silent]), outcomes.Telling.of([silent, gone])
    assert [outcomes.of(silent, "2026-11-28", one).stayed for one in (nobody, somebody)] == [None, True]
    assert outcomes.of(gone, "2026-11-28", somebody).stayed is False
    assert outcomes.of(silent, "2026-11-28", somebody).promoted is None, "nobody's promotion is ever reported"


def test_the_first_period_stands_and_a_correction_moves_nobody(outcomes: ModuleType) -> None:
    def rating(period: str, score: float, at: str, first_at: str = "") -> Performance:
        return Performance(
            period_ends_on=period, score=score, lowest=0, highest=10, by="l", at=at, first_at=first_at or at
        )

    hire = Hire(starts_on="2026-01-01", by="l", at="a")
    both = [rating("2026-03-31", 4, "2026-09-01", "2026-04-02"), rating("2026-06-30", 8, "2026-07-02")]
    found = outcomes.of(afterwards.Afterwards(hire=hire, performance=both), "2026-11-28", outcomes.Telling())
    assert (found.performance, found.newest, found.order) == (0.4, 0.8, "2026-04-02")


def test_performance_counts_on_its_own_scale_and_within_it(outcomes: ModuleType) -> None:
    def share(score: float, lowest: float, highest: float) -> float | None:
        one = Performance(period_ends_on="2026-06-30", score=score, lowest=lowest, highest=highest, by="l", at="a")
        hired = afterwards.Afterwards(hire=Hire(starts_on="2026-01-01", by="l", at="a"), performance=[one])
        value: float | None = outcomes.of(hired, "2026-11-28", outcomes.Telling()).performance
        return value

    assert [share(3, 1, 5), share(7, 1, 5), share(-1, 0, 100), share(3, 3, 3)] == [0.5, 1.0, 0.0, None]
