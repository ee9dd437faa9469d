"""Why one interview cost more than another: the difference, taken apart until its parts add up to it exactly.

A part is one price key of one step. Where both interviews used it and paid different prices, its difference is split as
accountants do: the quantity effect is the difference in quantity at the other's price, the price effect is the rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Literal

from mianshi.contracts.base import Record
from mianshi.contracts.usage import LedgerLine

Reason = Literal["work", "failed", "overhead", "credit", "adjustment"]
"""`failed`: attempts that did not succeed, work that was done already, and work that was stopped. `overhead`: its share
of what instances cost while they woke and waited, and the like."""


class Used(Record):
    """What one interview used and paid: micro-units of what has a price, and how many lines have none."""

    quantity: int = 0
    micro: int = 0
    unpriced: int = 0
    attempts: int = 0

    def with_line(self, line: LedgerLine) -> Used:
        """The same with one line more."""
        return Used(
            quantity=self.quantity + line.quantity,
            micro=self.micro + (line.amount_micro or 0),
            unpriced=self.unpriced + (line.amount_micro is None),
            attempts=self.attempts + 1,
        )


class Part(Record):
    """One price key of one step. The two effects together are `here.micro - there.micro`."""

    price_key: str
    unit: str
    here: Used
    there: Used
    quantity_effect: int
    price_effect: int

    @property
    def micro(self) -> int:
        """What it adds to the difference."""
        return self.quantity_effect + self.price_effect


class Cause(Record):
    """What one step did to the difference, for one reason; its parts with the greatest effect first."""

    stage: str
    reason: Reason
    parts: list[Part]

    @property
    def micro(self) -> int:
        """What it adds to the difference."""
        return sum(part.micro for part in self.parts)


class Difference(Record):
    """`here` minus `there` in one currency; the causes with the greatest effect first, and they sum to it."""

    currency: str
    here: Used
    there: Used
    causes: list[Cause]

    @property
    def micro(self) -> int:
        """What `here` costs more than `there`; below zero where it costs less."""
        return self.here.micro - self.there.micro


_Key = tuple[str, str, Reason, str]
"""Currency, stage, reason, price key."""


def explain(here: Iterable[LedgerLine], there: Iterable[LedgerLine]) -> list[Difference]:
    """The difference between two interviews, per currency of either."""
    ours, units, books = _gathered(here)
    theirs, more_units, their_books = _gathered(there)
    units |= more_units
    parts: dict[str, dict[tuple[str, Reason], list[Part]]] = {}
    for key in sorted(ours.keys() | theirs.keys()):
        currency, stage, reason, price_key = key
        same_price = books.get(key) == their_books.get(key)
        part = _part(price_key, units[price_key], ours.get(key, Used()), theirs.get(key, Used()), same_price)
        parts.setdefault(currency, {}).setdefault((stage, reason), []).append(part)
    return [
        Difference(currency=currency, here=_all(ours, currency), there=_all(theirs, currency), causes=_causes(groups))
        for currency, groups in sorted(parts.items())
    ]


def reason_of(line: LedgerLine) -> Reason:
    """Why a line is there at all."""
    if line.kind != "usage":
        return line.kind
    return "work" if line.outcome == "ok" else "failed"


def _gathered(lines: Iterable[LedgerLine]) -> tuple[dict[_Key, Used], dict[str, str], dict[_Key, set[tuple[str, str]]]]:
    used: dict[_Key, Used] = {}
    units: dict[str, str] = {}
    books: dict[_Key, set[tuple[str, str]]] = {}
    for line in lines:
        key: _Key = (line.currency, line.stage, reason_of(line), line.price_key)
        used[key] = used.get(key, Used()).with_line(line)
        units[line.price_key] = line.unit
        books.setdefault(key, set()).add((line.price_book, line.region))
    return used, units, books


def _part(price_key: str, unit: str, here: Used, there: Used, same_price: bool) -> Part:
    whole = here.micro - there.micro
    effect = whole
    if not same_price and here.quantity and there.quantity:
        effect = round(Fraction(there.micro * (here.quantity - there.quantity), there.quantity))
    return Part(
        price_key=price_key, unit=unit, here=here, there=there, quantity_effect=effect, price_effect=whole - effect
    )


def _causes(groups: dict[tuple[str, Reason], list[Part]]) -> list[Cause]:
    causes = [
        Cause(stage=stage, reason=reason, parts=sorted(parts, key=lambda part: (-abs(part.micro), part.price_key)))
        for (stage, reason), parts in groups.items()
    ]
    return sorted(causes, key=lambda cause: (-abs(cause.micro), cause.stage, cause.reason))


def _all(used: dict[_Key, Used], currency: str) -> Used:
    own = [one for key, one in used.items() if key[0] == currency]
    return Used(
        quantity=0,
        micro=sum(one.micro for one in own),
        unpriced=sum(one.unpriced for one in own),
        attempts=sum(one.attempts for one in own),
    )
