"""What a month's prices are: the cloud's from the price book, the customer's own from their terms."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from mianshi.contracts.terms import Terms
from mianshi.contracts.usage import OWN_METERS
from mianshi.finance.prices import MICRO, PriceBook, book_of, meter_of


class Priced(NamedTuple):
    """An amount and where its price is from. `micro` is None where there is no price."""

    micro: int | None
    currency: str
    book: str


class Tariff:
    """The prices of one month.

    Attributes:
        month: ``YYYY-MM``.
        book: the price book in force.
        terms: the customer's figures in force, or None where they never said any.
    """

    def __init__(self, month: str, books: Iterable[PriceBook], terms: Sequence[Terms] = ()) -> None:
        self.month = month
        self.book = book_of(month, books)
        self.terms = terms_of(month, terms)

    def amount(self, region: str, price_key: str, quantity: int) -> Priced:
        """Whole micro-units at list price, rounded up once."""
        if meter_of(price_key) not in OWN_METERS:
            amount = self.book.amount_micro(region, price_key, quantity)
            return Priced(amount, self.book.currency(region), self.book.id)
        own = self.terms.prices.get(price_key) if self.terms else None
        if own is None or self.terms is None:
            return Priced(None, self.book.currency(region), self.book.id)
        cost = Fraction(own.price) * quantity / own.per
        return Priced(math.ceil(cost * MICRO), own.currency, f"terms-{self.terms.revision}")

    def net_micro(self, region: str, price_key: str, quantity: int) -> int | None:
        """Whole micro-units for a month's first `quantity` units after free tier, volume tiers and discount, rounded
        up once; None where the key has none of them: then its lines stand as they are."""
        price = self.book.find(region, price_key)
        if price is None:
            return None
        free = bool(self.terms and self.terms.free_tiers and price.free)
        off = self._discount(price_key)
        if not free and not price.tiers and not off:
            return None
        return math.ceil(price.tiered_cost(quantity, free=free) * (1 - off) * MICRO)

    def _discount(self, price_key: str) -> Fraction:
        if self.terms is None:
            return Fraction(0)
        service = price_key.partition(".")[0]
        percent = self.terms.discounts.get(service, self.terms.discounts.get("*", "0"))
        return min(Fraction(1), Fraction(percent) / 100)


def terms_of(month: str, revisions: Iterable[Terms]) -> Terms | None:
    """The terms in force in a month: of those that hold by then the one that holds last, the newest of equals."""
    known = [terms for terms in revisions if terms.effective_from <= month]
    return max(known, key=lambda terms: (terms.effective_from, terms.revision), default=None)
