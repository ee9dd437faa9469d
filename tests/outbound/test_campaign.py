"""A small fault campaign: whatever the platforms and our own process do, nothing is lost and nothing comes twice."""

from __future__ import annotations

from bench.outbox import campaign, run

RESULTS = 6


def test_nothing_is_lost_nothing_comes_twice_and_every_parked_row_says_why() -> None:
    with campaign(seed=7) as made:
        made.timeout_s = 0.1
        told = run(made, RESULTS)
        assert made.kills > 0
    assert len(told) == 7
    for name, one in told.items():
        assert (one.results, one.lost, one.duplicates, one.silent) == (RESULTS, 0, 0, 0), name
        assert one.done + one.parked == RESULTS, name
        assert one.done + one.done_by_hand + one.kept_by_hand == RESULTS, name
        assert one.requests > RESULTS, f"{name} was never asked twice: nothing went wrong there"
