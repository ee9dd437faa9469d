"""What a month's prices are: the cloud's from the price book, the customer's own from their terms."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from mianshi.contracts.money import MICRO
from mianshi.contracts.terms import Terms
from mianshi.contracts.usage import OWN_METERS
from mianshi.finance.prices import Price, PriceBook, book_of, meter_of


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

    def late(self, region: str, price_key: str, quantity: int) -> Priced:
        """Whole micro-units at list price less the discount, rounded up once: of what comes when the month is over and
        its credits stand. Free units and tiers of that month are not worked out anew."""
        listed, price = self.amount(region, price_key, quantity), self.list_micro(region, price_key)
        if price is None:
            return listed
        return listed._replace(micro=math.ceil(price * quantity * (1 - self.discount(price_key))))

    def net_micro(self, region: str, price_key: str, quantity: int) -> int | None:
        """Whole micro-units for a month's first `quantity` units after free tier, volume tiers and discount, rounded
        up once, however many lines there are; None where the cloud has no price for the key."""
        price = self.book.find(region, price_key)
        if price is None:
            return None
        cost = price.tiered_cost(quantity, free=self._free(price))
        return math.ceil(cost * (1 - self.discount(price_key)) * MICRO)

    def list_micro(self, region: str, price_key: str) -> Fraction | None:
        """Micro-units for one unit at list price, exactly; None where the cloud has no price for the key."""
        price = self.book.find(region, price_key)
        return None if price is None else price.list_cost(1) * MICRO

    def discount(self, price_key: str) -> Fraction:
        """The part of the list price that the customer does not pay, 0 to 1; of a price of their own none."""
        if self.terms is None or meter_of(price_key) in OWN_METERS:
            return Fraction(0)
        service = price_key.partition(".")[0]
        percent = self.terms.discounts.get(service, self.terms.discounts.get("*", "0"))
        return min(Fraction(1), Fraction(percent) / 100)

    def _free(self, price: Price) -> bool:
        return bool(self.terms and self.terms.free_tiers and price.free)


def terms_of(month: str, revisions: Iterable[Terms]) -> Terms | None:
    """The terms in force in a month: of those that hold by then the one that holds last, the newest of equals."""
    known = [terms for terms in revisions if terms.effective_from <= month]
    return max(known, key=lambda terms: (terms.effective_from, terms.revision), default=None)
