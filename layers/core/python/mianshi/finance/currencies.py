"""Amounts of several currencies shown in one, by a dated table of rates that the customer keeps.

Nothing is converted silently: whatever was converted names its rate, the rate's day and who says so, and what no rate
is known for stays by itself and is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from mianshi.contracts.base import Record
from mianshi.contracts.terms import ExchangeRate, Terms
from mianshi.finance.months.days import before
from mianshi.finance.tariff import terms_of


def rates_of(month: str, revisions: Iterable[Terms], shipped: Iterable[ExchangeRate]) -> list[ExchangeRate]:
    """The exchange rates for a month (``YYYY-MM``): the customer's own in force, and before them those of the month
    and the one before that are shipped: an older one would pass for what money is worth now. Of a pair of currencies
    that the customer states any rate of, no other is used.

    Args:
        revisions: the customer's figures.
        shipped: the exchange table of this version.
    """
    held = terms_of(month, revisions)
    own = held.rates if held else []
    stated = {frozenset((rate.base, rate.quote)) for rate in own}
    fresh = [rate for rate in shipped if before(month) <= rate.day[:7] <= month]
    return [*(rate for rate in fresh if frozenset((rate.base, rate.quote)) not in stated), *own]


class Rate(NamedTuple):
    """One unit of `base` is worth `value` units of `quote`, by an entry of the table read forwards or backwards."""

    base: str
    quote: str
    value: Fraction
    entry: ExchangeRate


class Converted(Record):
    """A total in the currency of a report.

    `amount_micro` is None where nothing could be converted, or nothing has a price. `used` are the rates, one for each
    currency that was converted; `left` the currencies that no rate is known for.
    """

    currency: str
    amount_micro: int | None
    used: list[ExchangeRate]
    left: list[str]


def rate_of(day: str, base: str, quote: str, rates: Iterable[ExchangeRate]) -> Rate | None:
    """The newest rate on or before a day (``YYYY-MM-DD``), or None. Of one day a rate from `base` to `quote` comes
    before one the other way round, and one that was entered later before an earlier one. Never by way of a third
    currency: that would be a rate nobody stated. A rate of 0 is none."""
    best: tuple[str, bool, int] | None = None
    found: Rate | None = None
    for at, entry in enumerate(rates):
        value, forwards = Fraction(entry.rate), (entry.base, entry.quote) == (base, quote)
        if entry.day > day or not value or not (forwards or (entry.quote, entry.base) == (base, quote)):
            continue
        if best is None or (entry.day, forwards, at) > best:
            best = (entry.day, forwards, at)
            found = Rate(base, quote, value if forwards else 1 / value, entry)
    return found


def converted(amounts: Sequence[int], rate: Fraction) -> list[int]:
    """Each amount at a rate, in whole micro-units that add up to the converted total exactly.

    Part i is ``R(a_1 + … + a_i) - R(a_1 + … + a_(i-1))``, R rounding halves to even: every part is within one
    micro-unit of its own conversion, and their sum is R of the whole sum.
    """
    parts, so_far, rounded = [], 0, 0
    for amount in amounts:
        so_far += amount
        after = round(so_far * rate)
        parts.append(after - rounded)
        rounded = after
    return parts


def together(amounts: Mapping[str, int | None], currency: str, day: str, rates: Sequence[ExchangeRate]) -> Converted:
    """Totals by currency as one, each converted once and rounded half to even.

    Args:
        amounts: micro-units by currency; None where nothing has a price.
        currency: to show them in.
        day: whose rates are used, ``YYYY-MM-DD``: the last one of what is shown.
    """
    whole: int | None = None
    used: list[ExchangeRate] = []
    left: list[str] = []
    for base, amount in sorted(amounts.items()):
        if amount is None:
            continue
        rate = None if base == currency else rate_of(day, base, currency, rates)
        if base != currency and rate is None:
            left.append(base)
            continue
        if rate is not None:
            used.append(rate.entry)
        whole = (whole or 0) + (amount if rate is None else round(amount * rate.value))
    return Converted(currency=currency, amount_micro=whole, used=used, left=left)
