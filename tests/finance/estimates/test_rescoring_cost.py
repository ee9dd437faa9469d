"""Scoring anew costs what is done again, and nothing is told where a price is missing."""

from __future__ import annotations

from typing import Any

from mianshi.contracts.usage import UNITS, Meter
from mianshi.finance.estimates.estimate import Estimate, estimate
from mianshi.finance.estimates.rescoring import ONE_AFTER_THE_OTHER, rescoring_cost
from mianshi.finance.estimates.work import Work
from mianshi.finance.prices import PriceBook
from mianshi.finance.tariff import Tariff

G5 = "sagemaker.async.instance.ml.g5.xlarge"
HOUR = {"price": "3.6", "per": 3_600_000}
"""A millionth for each millisecond."""


def made(n: int, prices: dict[str, dict[str, Any]], **assumptions: str) -> Estimate:
    common = {"known": "price_list", "source": "a test", "read_on": "2026-11-28"}
    units = {meter.value: UNITS[meter] for meter in Meter} | {G5: "ms"}
    data = {
        "as_of": "2026-11-28",
        "effective_from": "2026-11",
        "notes": [],
        "regions": {
            "cn-north-1": {
                "currency": "CNY",
                "prices": {key: {"unit": units[key], **common, **price} for key, price in prices.items()},
            }
        },
    }
    work = Work(minutes="10", answers=5, per_month=n, assumptions={**ONE_AFTER_THE_OTHER, **assumptions})
    return estimate(work, Tariff("2026-11", [PriceBook.from_dict(data)], []), "cn-north-1")


CHEAP = {"price": "0.000001", "per": 10**15}
"""A millionth for each row, as amounts are rounded up."""
FUNCTIONS = {Meter.LAMBDA_COMPUTE.value: CHEAP, Meter.LAMBDA_REQUESTS.value: CHEAP}


def test_it_costs_the_raters_work_and_one_start_of_it() -> None:
    rating = {"rater_ms_per_answer": "400", "rater_ms_per_check": "0", "start_minutes": "5", "idle_minutes": "10"}
    for n in (1, 40):
        found = rescoring_cost(made(n, {G5: HOUR, **FUNCTIONS}, **rating))
        assert found is not None and found.currency == "CNY"
        rounded = found.amount_micro - (n * 5 * 400 + 15 * 60_000)
        assert 0 <= rounded <= 3, "nothing is heard, and there is one wait for all"


def test_without_a_price_of_an_instance_or_a_function_nothing_is_told() -> None:
    assert rescoring_cost(made(3, FUNCTIONS)) is None
    assert rescoring_cost(made(3, {G5: HOUR})) is None
