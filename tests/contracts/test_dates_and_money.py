"""Months, days and amounts as text."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts import dates, money

MICROS = st.integers(-(10**20), 10**20)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize("text", ["2026-11", "2000-01", "2099-12"])
def test_a_month(text: str) -> None:
    assert dates.is_month(text)


@pytest.mark.parametrize("text", ["", "0000-01", "1999-12", "2026-00", "2026-13", "2026-1", "2026-11-01", "2026-11\n"])
def test_no_month(text: str) -> None:
    assert not dates.is_month(text)


@given(DAYS)
def test_the_day_after_the_last_is_the_first_of_the_next_month(day: date) -> None:
    month = f"{day:%Y-%m}"
    following = date.fromisoformat(dates.last_of(month)) + timedelta(days=1)
    assert (dates.later(month, 1), following.day) == (f"{following:%Y-%m}", 1)


@given(DAYS, st.integers(-600, 600))
def test_there_and_back(day: date, by: int) -> None:
    month = f"{day:%Y-%m}"
    assert dates.later(dates.later(month, by), -by) == month


@given(MICROS)
def test_text_is_exact(micro: int) -> None:
    full, short = money.decimal_text(micro), money.decimal_text(micro, trimmed=True)
    assert Decimal(full) * money.MICRO == Decimal(short) * money.MICRO == micro
    assert len(full.partition(".")[2]) == 6
    assert short.partition(".")[2] == full.partition(".")[2].rstrip("0")


@given(MICROS)
def test_cents_go_to_the_even_one(micro: int) -> None:
    assert money.cents(micro) == (Decimal(micro) / money.MICRO_PER_CENT).to_integral_value(ROUND_HALF_EVEN)
