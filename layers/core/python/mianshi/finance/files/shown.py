"""The currency that a customer's reports are also shown in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mianshi.contracts.cells import harmless
from mianshi.contracts.money import decimal_text
from mianshi.contracts.terms import ExchangeRate
from mianshi.finance.currencies import Converted, Rate, converted, rate_of, together

SHOWN_COLUMNS = ["report_amount", "report_currency", "rate", "rate_base", "rate_quote", "rate_day", "rate_source"]
"""Columns of a CSV file: ``1 rate_base`` is ``rate`` ``rate_quote``, on a day and as a source says."""


class Shown:
    """The currency in which amounts are also shown, and the rates they get there by.

    Attributes:
        currency: ISO 4217.
    """

    def __init__(self, currency: str, day: str, rates: Sequence[ExchangeRate]) -> None:
        """`day` (``YYYY-MM-DD``) is the last one of what is shown; the newest rates by then are used."""
        self.currency, self._day, self._rates = currency, day, rates

    def rate(self, currency: str) -> Rate | None:
        """The rate amounts of a currency are shown at; None where none is known, and they stay for themselves."""
        return rate_of(self._day, currency, self.currency, self._rates)

    def together(self, amounts: Mapping[str, int | None]) -> Converted:
        """Totals by currency as one, as `currencies.together`."""
        return together(amounts, self.currency, self._day, self._rates)

    def parts(self, currency: str, amounts: Sequence[int]) -> list[int] | None:
        """Amounts in the currency shown, whose sum is that of the amounts, converted once. None without a rate."""
        if currency == self.currency:
            return list(amounts)
        rate = self.rate(currency)
        return None if rate is None else converted(amounts, rate.value)

    def each(self, amounts: Sequence[tuple[str, int | None]]) -> list[int | None]:
        """Amounts of several currencies in the one shown, in the order given; None without a price or a rate."""
        found: list[int | None] = [None] * len(amounts)
        for currency in {currency for currency, _ in amounts}:
            own = {at: micro for at, (of, micro) in enumerate(amounts) if of == currency and micro is not None}
            parts = self.parts(currency, list(own.values()))
            if parts is not None:
                for at, amount in zip(own, parts, strict=True):
                    found[at] = amount
        return found


def told(shown: Shown, currency: str, amount: int | None) -> list[str]:
    """The cells of `SHOWN_COLUMNS`; empty where nothing is converted, and without a rate where none is needed."""
    rate = shown.rate(currency)
    cells = ["", ""] if amount is None else [decimal_text(amount), shown.currency]
    if rate is None:
        return [*cells, *[""] * 5]
    entry = rate.entry
    return [*cells, entry.rate, entry.base, entry.quote, entry.day, harmless(entry.source)]
