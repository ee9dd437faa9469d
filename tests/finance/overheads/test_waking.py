"""Wakings: billed time is the sum over instances, and shares are exactly what work does not account for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.usage import LedgerLine, Tags
from mianshi.finance.overheads.waking import Asked, Capacity, Share, capacity, going, shares, used_within, wakings

T0 = datetime(2026, 11, 3, 8, tzinfo=UTC)
STEPS = st.lists(st.tuples(st.integers(0, 400_000), st.integers(0, 3)), max_size=12)


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def test_a_waking_lasts_from_the_first_instance_to_none() -> None:
    history = [
        Capacity(at(0), 0),
        Capacity(at(60), 1),
        Capacity(at(100), 2),
        Capacity(at(160), 1),
        Capacity(at(200), 0),
    ]
    (found,) = wakings(history, at(1000))
    assert (found.start, found.end, found.billed_ms) == (at(60), at(200), (40 + 2 * 60 + 40) * 1000)


def test_an_instance_counts_from_being_asked_for_until_it_is_gone() -> None:
    asked = [Asked(at(0), at(300), 1), Asked(at(900), at(960), 0), Asked(at(1000), None, 1)]
    assert capacity(asked) == [Capacity(at(0), 1), Capacity(at(960), 0), Capacity(at(1000), 1)]
    hasty = [Asked(at(0), at(300), 1), Asked(at(900), at(960), 0), Asked(at(930), at(990), 2)]
    assert capacity(hasty)[1:] == [Capacity(at(930), 0), Capacity(at(930), 2)]
    (whole,) = wakings([*capacity(hasty), Capacity(at(1000), 0)], at(2000))
    assert whole.billed_ms == (930 + 2 * 70) * 1000


def test_one_that_is_still_on_is_left_out_until_it_ends() -> None:
    assert wakings([Capacity(at(0), 1)], at(3600)) == []


def test_what_begins_later_is_not_there_yet() -> None:
    assert wakings([Capacity(at(10), 1), Capacity(at(20), 0)], at(5)) == []


def test_at_midnight_the_next_one_begins_at_once_whatever_is_remembered_of_the_beginning() -> None:
    until = at(0) + timedelta(days=3)
    end = Capacity(at(0) + timedelta(days=2, hours=1), 0)
    found = wakings([Capacity(at(0), 1), end], until)
    midnights = [datetime(2026, 11, day, tzinfo=UTC) for day in (4, 5)]
    assert [(w.start, w.end, w.goes_on) for w in found] == [
        (at(0), midnights[0], True),
        (*midnights, True),
        (midnights[1], end.at, False),
    ]
    assert wakings([Capacity(at(3600), 1), end], until)[1:] == found[1:], "the oldest activity is forgotten"


def test_instances_of_which_nobody_knows_yet_when_they_were_gone_run_on() -> None:
    asked = [Asked(at(0), at(300), 1), Asked(at(900), None, 0)]
    assert capacity(asked) == [Capacity(at(0), 1)]
    assert going(asked, at(1000)) and not going(asked, at(900))
    assert not going(asked[:1], at(1000)) and not going([Asked(at(0), None, 1)], at(1000)) and not going([], at(1))


@given(STEPS)
def test_the_wakings_bill_what_the_instances_ran(steps: list[tuple[int, int]]) -> None:
    history = [Capacity(at(second), count) for second, count in steps]
    last = at(450_000)
    ordered = sorted(history, key=lambda one: one.at)
    known = sorted(({one.at: one.instances for one in ordered} | {last: 0}).items())
    ran = sum(((end - start) * count for (start, count), (end, _) in pairwise(known)), timedelta())
    found = wakings([*history, Capacity(last, 0)], at(500_000))
    assert sum(w.billed_ms for w in found) == ran // timedelta(milliseconds=1)
    assert all(w.start.date() == (w.end - timedelta(milliseconds=1)).date() for w in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**7), max_size=20))
def test_shares_are_exactly_the_rest(billed: int, uses: list[int]) -> None:
    used = [Share(tags=Tags(interview_id=f"iv_{n:02}"), ms=ms) for n, ms in enumerate(uses)]
    made = shares(billed, used)
    assert sum(share.ms for share in made) == max(0, billed - sum(uses))
    by = {share.tags.interview_id: share.ms for share in made}
    rest, total = billed - sum(uses), sum(uses)
    if rest > 0 and total:
        assert all(abs(by.get(s.tags.interview_id, 0) - rest * s.ms / total) < 1 + 1e-6 * rest for s in used)


def test_a_waking_nobody_used_is_nobodys() -> None:
    assert shares(5000, []) == [Share(tags=Tags(), ms=5000)]


def test_only_work_of_this_instance_within_the_time_counts() -> None:
    def line(
        interview: str, key: str, moment: str, quantity: int, kind: str = "usage", stage: str = "transcribe"
    ) -> LedgerLine:
        return LedgerLine.model_validate({
            "interview_id": interview, "stage": stage, "attempt": "1", "price_key": key, "quantity": quantity,
            "unit": "ms", "amount_micro": 1, "currency": "USD", "price_book": "b", "region": "us-east-1",
            "outcome": "ok", "at": moment, "kind": kind,
        })  # fmt: skip

    key = "sagemaker.async.instance.ml.g5.xlarge"
    lines = [
        line("a", key, "2026-11-03T08:00:01.000Z", 10),
        line("a", key, "2026-11-03T08:00:02.000Z", 5),
        line("b", key, "2026-11-03T08:00:02.000Z", 7),
        line("b", "sagemaker.async.instance.ml.m5.large", "2026-11-03T08:00:02.000Z", 100),
        line("b", key, "2026-11-03T08:00:02.000Z", 100, stage="rate"),
        line("c", key, "2026-11-03T09:00:00.040Z", 100),
        line("d", key, "2026-11-03T08:00:00.000Z", 100),
        line("e", key, "2026-11-03T09:00:01.000Z", 100),
        line("b", key, "2026-11-03T08:00:03.000Z", 100, "overhead"),
    ]
    found = used_within(lines, "transcribe", key, T0, at(3600))
    assert [(share.tags.interview_id, share.ms) for share in found] == [("a", 15), ("b", 7), ("c", 60)]
