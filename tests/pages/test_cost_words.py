"""How quantities, stages and amounts of the ledger read on the pages about costs."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.finance.overheads import parts
from mianshi.pages import costs, finance, quantities
from mianshi.pages.finance import CostEntry

FUNCTIONS = Path(__file__).parents[2] / "functions"
PRICED = [
    ("ms", "1.408", 3_600_000),
    ("ms", "120", 3_600_000),
    ("ms", "2", 60_000),
    ("MB-ms", "0.0000166667", 1_024_000),
    ("byte-month", "0.023", 1 << 30),
    ("byte", "0.09", 1 << 30),
    ("request", "0.20", 1_000_000),
    ("milli-unit", "0.625", 1_000_000_000),
    ("milli-month", "0.40", 1000),
]


@given(st.integers(0, 10**9), st.sampled_from(PRICED))
def test_a_quantity_times_its_price_is_the_amount_to_the_millionth(quantity: int, of: tuple[str, str, int]) -> None:
    unit, price, per = of
    count, _, name = quantities.in_unit_of(quantity, unit, price, per, "en").partition(" ")
    asked, _, asked_name = (
        quantities.unit_price(price, per, unit, "$", "en").removeprefix(f"${price} / ").partition(" ")
    )
    assert name == asked_name
    by_hand = Fraction(count.replace(",", "")) * Fraction(price) / Fraction(asked.replace(",", "")) * 1_000_000
    exact = Fraction(price) * quantity / per * 1_000_000
    assert abs(by_hand - exact) <= Fraction(1, 20)
    assert abs(math.ceil(by_hand) - math.ceil(exact)) <= 1


def test_a_quantity_without_needless_decimals() -> None:
    assert quantities.in_unit_of(1_800_000, "ms", "1.408", 3_600_000, "zh") == "0.5 小时"
    assert quantities.in_unit_of(4, "request", "0.20", 1_000_000, "zh") == "4 次"
    assert Decimal(quantities.in_unit_of(1, "ms", "1.408", 3_600_000, "en").split()[0]) > 0


@pytest.mark.parametrize(
    "stage", [*sorted(path.parent.name for path in FUNCTIONS.glob("*/app.py")), "rating", "decision", "workflow"]
)
def test_every_stage_of_the_ledger_has_words_in_both_languages(stage: str) -> None:
    name = costs.stage_name(stage)
    assert re.search(r"[\u4e00-\u9fff]", name.zh) and not re.search(r"[\u4e00-\u9fff]", name.en)
    assert name.en != stage


def entry(day: str, amount: int | None) -> CostEntry:
    return CostEntry(key=day, currency="USD", amount=amount, lines=1, unpriced=0, failed=5)


def test_a_day_below_zero_hangs_from_the_line_of_zero() -> None:
    chart = finance.columns([entry("2026-11-01", 300), entry("2026-11-02", -100)], "2026-11", "USD")
    assert chart is not None and (chart.most, chart.least, chart.base) == (300, -100, 105.0)
    up, down = chart.columns
    assert (up.y, up.height, down.y, down.height) == (0.0, 105.0, 105.0, 35.0)
    only = finance.columns([entry("2026-11-02", -100)], "2026-11", "USD")
    assert only is not None and only.base == 0.0 and only.columns[0].height == only.height


@pytest.mark.parametrize(("amount", "share"), [(10, 0.5), (0, None), (-10, None), (None, None)])
def test_failed_attempts_have_a_share_of_what_was_paid_only(amount: int | None, share: float | None) -> None:
    assert finance.share(entry("all", amount)) == share


@pytest.mark.parametrize("part", parts.of_day("2026-11-30"))
def test_every_part_of_a_days_overheads_has_words(part: str) -> None:
    name = costs.overhead_name(f"2026-11-30 {part}")
    assert name.en not in (name.zh, f"2026-11-30 {part}") and name.en.startswith("2026-11-30 ")
