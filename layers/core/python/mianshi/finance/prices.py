"""The price book: published list prices per region, dated, each with its source.

A price that nobody could vouch for is not in the book, and what it would price is shown as unpriced, never as 0.
Free tiers and discounts are left out: the book answers "what does this cost at list price".
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator

from mianshi.contracts.base import Record
from mianshi.contracts.usage import UNITS, Meter
from mianshi.errors import Defect

MICRO = 1_000_000
"""Micro-units in one unit of a currency."""


class Price(Record):
    """`price` units of the currency buy `per` units of the meter: 0.20 for 1,000,000 requests."""

    price: str
    per: int = Field(gt=0)
    unit: str
    known: Literal["official_page", "price_list", "third_party", "recalled"]
    """Where the number is from: AWS's page, a reading of AWS's price list, another's text, or memory."""
    source: str = Field(min_length=1)

    @field_validator("price")
    @classmethod
    def _plain_decimal(cls, value: str) -> str:
        try:
            number = Decimal(value)
        except InvalidOperation:
            raise ValueError("a price is a decimal number") from None
        if not number.is_finite() or number <= 0:
            raise ValueError("a price is a finite number above 0")
        return value


class RegionPrices(Record):
    currency: Literal["USD", "CNY"]
    prices: dict[str, Price]


class _File(Record):
    as_of: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    notes: list[str]
    regions: dict[str, RegionPrices]


class PriceBook:
    """The prices of one dated file.

    Attributes:
        id: the date of the file; every ledger line names it.
    """

    def __init__(self, book_id: str, regions: Mapping[str, RegionPrices]) -> None:
        self.id = book_id
        self._regions = dict(regions)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> PriceBook:
        """The book in a parsed price file (its shape is in infra/prices/README.md).

        Raises:
            Defect: ``bad_price_file`` where the file breaks its shape, names an unknown meter or a wrong unit.
        """
        try:
            file = _File.model_validate(data)
        except ValidationError as error:
            where = ", ".join(".".join(map(str, e["loc"])) for e in error.errors())
            raise Defect("bad_price_file", f"wrong at: {where}") from None
        for region, prices in file.regions.items():
            for key, price in prices.prices.items():
                if UNITS.get(_meter_of(key)) != price.unit:
                    raise Defect("bad_price_file", f"{region} {key}: the unit is not that of the meter")
        return cls(file.as_of, file.regions)

    def currency(self, region: str) -> str:
        """ISO 4217 code of the money AWS bills in this region; China's regions bill in CNY."""
        known = self._regions.get(region)
        if known is not None:
            return known.currency
        return "CNY" if region.startswith("cn-") else "USD"

    def find(self, region: str, price_key: str) -> Price | None:
        """The price of exactly this key in exactly this region; a neighbour's price is never borrowed."""
        known = self._regions.get(region)
        return known.prices.get(price_key) if known else None

    def amount_micro(self, region: str, price_key: str, quantity: int) -> int | None:
        """Whole micro-units for `quantity` units of the meter, rounded up, or None where there is no price.

        ``ceil(quantity * price * 1,000,000 / per)`` in exact fractions: no float and no rounding before the last step.
        """
        found = self.find(region, price_key)
        if found is None:
            return None
        return math.ceil(Fraction(found.price) * quantity * MICRO / found.per)


def _meter_of(price_key: str) -> Meter:
    """The meter of a key; the endpoint's keys end in an instance type.

    Raises:
        Defect: ``bad_price_file`` where no meter has such a key.
    """
    instance = price_key.removeprefix(f"{Meter.ENDPOINT_SECONDS.value}.")
    if instance != price_key and instance:
        return Meter.ENDPOINT_SECONDS
    if price_key in set(Meter) - {Meter.ENDPOINT_SECONDS}:
        return Meter(price_key)
    raise Defect("bad_price_file", f"{price_key} is not the key of a meter")
