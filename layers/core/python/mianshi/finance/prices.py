"""The price book: published list prices per region, dated, each with its source.

A price that nobody could vouch for is not in the book, and what it would price is shown as unpriced, never as 0.
A ledger line has the list price of the first tier. What free tiers, volume tiers and discounts make of a day's lines
together is a line of its own, a credit (`mianshi.finance.months.credits`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, Literal, Self

from pydantic import Field, ValidationError, field_validator, model_validator

from mianshi.contracts.base import Record
from mianshi.contracts.dates import DAY, MONTH
from mianshi.contracts.money import MICRO
from mianshi.contracts.usage import UNITS, VARIANTS, Meter
from mianshi.errors import Defect


class Tier(Record):
    """From a month's quantity `start` on, `price` units of the currency buy `per` units of the meter (`Price.per`)."""

    start: int = Field(gt=0)
    price: str


class Price(Record):
    """`price` units of the currency buy `per` units of the meter: 0.20 for 1,000,000 requests."""

    price: str
    per: int = Field(gt=0)
    unit: str
    known: Literal["official_page", "price_list", "third_party", "recalled"]
    """Where the number is from: AWS's page, a reading of AWS's price list, another's text, or memory."""
    source: str = Field(min_length=1)
    read_on: str = Field(pattern=DAY)
    """When somebody read it there."""
    free: int = Field(default=0, ge=0)
    """Units a month that an account gets for nothing, for as long as it exists."""
    tiers: list[Tier] = Field(default_factory=list)
    """Cheaper prices from some quantity of a month on, ascending; the free units count towards the quantity."""

    @field_validator("price")
    @classmethod
    def _plain_decimal(cls, value: str) -> str:
        return _positive(value)

    @model_validator(mode="after")
    def _ascending(self) -> Self:
        starts = [tier.start for tier in self.tiers]
        if starts != sorted(set(starts)) or (starts and starts[0] <= self.free):
            raise ValueError("tiers ascend and begin above the free units")
        for tier in self.tiers:
            _positive(tier.price)
        return self

    def list_cost(self, quantity: int) -> Fraction:
        """Units of the currency for `quantity` at the price of the first tier."""
        return Fraction(self.price) * quantity / self.per

    def tiered_cost(self, quantity: int, *, free: bool) -> Fraction:
        """Units of the currency for a month's first `quantity` units, each at the price of its tier.

        Args:
            quantity: of the whole month so far.
            free: whether the free units cost nothing.
        """
        steps = [(0, self.price), *((tier.start, tier.price) for tier in self.tiers)]
        ends = [start for start, _ in steps[1:]] + [max(quantity, steps[-1][0])]
        cost = sum(
            (
                Fraction(price) * max(0, min(quantity, end) - start)
                for (start, price), end in zip(steps, ends, strict=True)
            ),
            Fraction(0),
        )
        gratis = Fraction(self.price) * min(quantity, self.free) if free else Fraction(0)
        return (cost - gratis) / self.per


def _positive(value: str) -> str:
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError("a price is a decimal number") from None
    if not number.is_finite() or number <= 0:
        raise ValueError("a price is a finite number above 0")
    return value


class RegionPrices(Record):
    """What a book has for one region: prices by price key, all in one currency."""

    currency: Literal["USD", "CNY"]
    prices: dict[str, Price]


class _File(Record):
    as_of: str = Field(pattern=DAY)
    effective_from: str = Field(pattern=MONTH)
    notes: list[str]
    regions: dict[str, RegionPrices]
    peers: dict[str, RegionPrices] = Field(default_factory=dict)
    """Managed services that could do a part of the work, by region code; their keys and units are free."""

    @model_validator(mode="after")
    def _currencies(self) -> Self:
        for region, prices in [*self.regions.items(), *self.peers.items()]:
            if prices.currency != _currency(region):
                raise ValueError("China's regions bill in CNY, all others in USD")
        return self


def _currency(region: str) -> str:
    return "CNY" if region.startswith("cn-") else "USD"


class PriceBook:
    """The prices of one dated file.

    Attributes:
        id: the date of the file; every ledger line names it.
        effective_from: the first month (``YYYY-MM``) that it prices.
    """

    def __init__(
        self,
        book_id: str,
        effective_from: str,
        regions: Mapping[str, RegionPrices],
        peers: Mapping[str, RegionPrices] | None = None,
    ) -> None:
        self.id = book_id
        self.effective_from = effective_from
        self._regions = dict(regions)
        self._peers = dict(peers or {})

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
                if UNITS[meter_of(key)] != price.unit:
                    raise Defect("bad_price_file", f"{region} {key}: the unit is not that of the meter")
        return cls(file.as_of, file.effective_from, file.regions, file.peers)

    def currency(self, region: str) -> str:
        """ISO 4217 code of the money AWS bills in this region; China's regions bill in CNY."""
        return _currency(region)

    def find(self, region: str, price_key: str) -> Price | None:
        """The price of exactly this key in exactly this region; a neighbour's price is never borrowed."""
        known = self._regions.get(region)
        return known.prices.get(price_key) if known else None

    def peer(self, region: str, key: str) -> Price | None:
        """The price of a managed service we compare with, such as ``transcribe.batch.minutes``, in the currency of
        exactly this region; None where it is not offered there or nobody could vouch for its price."""
        known = self._peers.get(region)
        return known.prices.get(key) if known else None

    def regions(self) -> dict[str, RegionPrices]:
        """Everything in the book, by region code."""
        return dict(self._regions)

    def amount_micro(self, region: str, price_key: str, quantity: int) -> int | None:
        """Whole micro-units for `quantity` units of the meter, rounded up, or None where there is no price.

        ``ceil(quantity * price * 1,000,000 / per)`` in exact fractions: no float and no rounding before the last step.
        """
        found = self.find(region, price_key)
        return None if found is None else math.ceil(found.list_cost(quantity) * MICRO)


def book_of(month: str, books: Iterable[PriceBook]) -> PriceBook:
    """The book that prices a month (``YYYY-MM``): of those in force by then the one in force last, and of two that
    began in the same month the one that was read later; before the first book, the first.

    Raises:
        Defect: ``no_price_book`` where there is none at all, ``bad_price_file`` where two have one id: lines name it.
    """
    known = sorted(books, key=lambda book: (book.effective_from, book.id))
    if len({book.id for book in known}) < len(known):
        raise Defect("bad_price_file", "two books have the same as_of")
    if not known:
        raise Defect("no_price_book", "no file of prices is there")
    return next((book for book in reversed(known) if book.effective_from <= month), known[0])


def meter_of(price_key: str) -> Meter:
    """The meter of a key; the keys of some meters go on with what the price depends on.

    Raises:
        Defect: ``bad_price_file`` where no meter has such a key.
    """
    for meter in VARIANTS:
        variant = price_key.removeprefix(f"{meter.value}.")
        if variant != price_key and variant:
            return meter
    if price_key in set(Meter) - VARIANTS:
        return Meter(price_key)
    raise Defect("bad_price_file", f"{price_key} is not the key of a meter")
