"""When a day may be written, and when it is added up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.finance.months import days

moments = st.timedeltas(timedelta(0), timedelta(days=420)).map(lambda later: datetime(2026, 1, 1, tzinfo=UTC) + later)


def text(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@given(now=moments, back=st.timedeltas(timedelta(0), timedelta(days=70)))
def test_no_line_goes_to_a_day_that_is_added_up_and_none_gets_lost(now: datetime, back: timedelta) -> None:
    used = text(now - back)
    place = days.placed(used, text(now), "usage")
    assert not days.settled(place.at[:10], now + timedelta(minutes=59))
    assert place.at in (used, text(now))
    moved_month = place.at[:7] != used[:7]
    assert (place.kind, place.adjusts) == (("adjustment", used[:7]) if moved_month else ("usage", ""))
    assert place.about == ("" if place.at == used else used[:10])


@pytest.mark.parametrize(
    ("at", "now", "kind", "place"),
    [
        ("2026-10-31T23:00:00.000Z", "2026-11-01T04:59:59.999Z", "overhead", ("2026-10-31T23:00:00.000Z", "overhead", "", "")),
        ("2026-10-31T23:00:00.000Z", "2026-11-01T05:00:00.000Z", "overhead", ("2026-11-01T05:00:00.000Z", "adjustment", "2026-10", "2026-10-31")),
        ("2026-11-03T23:00:00.000Z", "2026-11-09T05:00:00.000Z", "usage", ("2026-11-09T05:00:00.000Z", "usage", "", "2026-11-03")),
    ],
)  # fmt: skip
def test_what_comes_late_goes_to_today(at: str, now: str, kind: str, place: tuple[str, ...]) -> None:
    assert days.placed(at, now, kind) == place  # type: ignore[arg-type]


@given(now=moments, back=st.timedeltas(timedelta(0), timedelta(days=70)))
def test_what_a_day_waits_for_goes_into_it_until_it_waits_no_more(now: datetime, back: timedelta) -> None:
    used = text(now - back)
    place = days.placed(used, text(now), "overhead", awaited=True)
    waits = now < days.awaited_until(used[:7]) - timedelta(hours=1)
    assert place.at == (used if waits else text(now))
    assert (place.adjusts, place.about) == (("", "") if waits else (used[:7], used[:10]))


def test_months() -> None:
    assert (days.before("2026-03"), days.before("2026-01")) == ("2026-02", "2025-12")
    assert len(days.of_month("2028-02")) == 29
    assert not days.settled("2026-10-31", datetime(2026, 11, 1, 5, 59, 59, tzinfo=UTC))
    assert days.settled("2026-10-31", datetime(2026, 11, 1, 6, tzinfo=UTC))
