"""Free units, volume tiers, discounts and the rounding of single lines of a month, day by day, as lines of their own.

Every line is at the list price of the first tier, rounded up by itself. What a month really costs is a price of its
whole quantity (`Tariff.net_micro`). When a day becomes final, its credits make the difference: with them the days so
far cost exactly what their quantity together costs, so the credits of a month add up to the month's, whatever day a
tier was reached on, and the rounding of single lines is gone. Figures that change during a month are made good with
the next use of the same price key; where none comes, on the month's last day, for the system as a whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from mianshi.contracts.usage import UNITS, LedgerLine
from mianshi.finance.months import days
from mianshi.finance.months.rollup import DaySummary
from mianshi.finance.prices import meter_of
from mianshi.finance.tariff import Tariff

STAGE = "credit"

Key = tuple[str, str, str]
"""Price key, region, currency."""
_Share = tuple[tuple[str, str, str], int, int]
"""Job, department and source, their quantity, and its list amount."""


class Used(NamedTuple):
    """Of one key in a month so far. `micro` is at list price, `net` with its credits; micro-units."""

    quantity: int = 0
    micro: int = 0
    net: int = 0


def after(before: Mapping[Key, Used], day: DaySummary) -> dict[Key, Used]:
    """What was used by the end of a final day."""
    quantities: Counter[Key] = Counter()
    list_micro: Counter[Key] = Counter()
    credited: Counter[Key] = Counter()
    for part in day.keys:
        key = (part.price_key, part.region, part.currency)
        quantities[key] += part.quantity
        list_micro[key] += part.micro
    for line in day.credits:
        credited[line.price_key, line.region, line.currency] += line.amount_micro or 0
    together = dict(before)
    for key in quantities | credited:
        used = together.get(key, Used())
        together[key] = Used(
            used.quantity + quantities[key],
            used.micro + list_micro[key],
            used.net + list_micro[key] + credited[key],
        )
    return together


def credits(day: DaySummary, before: Mapping[Key, Used], tariff: Tariff) -> list[LedgerLine]:
    """The credits of a day whose lines are all in it, in the order of keys, jobs, departments and sources.

    Args:
        day: complete, and not final yet: its keys tell jobs, departments and sources apart.
        before: of the final days of the month before it (`after`).
        tariff: of its month.

    For each key: ``net(Q + q) - net so far - list amounts of the day``, with Q the month's quantity before the day and
    q the day's. Jobs, departments and sources share it by their quantities; where it does not divide, the largest
    remainders get a micro-unit more. A share of nothing is no line.

    On the month's last day the keys that it did not use come after them: what figures that changed since their last
    use make of them is nobody's, because whose the uses were is not kept; such a line counts no quantity.
    """
    parts: dict[Key, list[_Share]] = {}
    for part in day.keys:
        whose = (part.job_id, part.department, part.source)
        parts.setdefault((part.price_key, part.region, part.currency), []).append((whose, part.quantity, part.micro))
    unused = sorted(before.keys() - parts.keys()) if day.day == days.of_month(day.day[:7])[-1] else []
    nobodys: list[_Share] = [(("", "", ""), 0, 0)]
    return [
        line
        for key, shares in [*sorted(parts.items()), *((key, nobodys) for key in unused)]
        for line in _of_key(day.day, key, shares, before.get(key, Used()), tariff)
    ]


def _of_key(day: str, key: Key, shares: Sequence[_Share], used: Used, tariff: Tariff) -> Iterator[LedgerLine]:
    listed = sum(micro for _, _, micro in shares)
    net = tariff.net_micro(key[1], key[0], used.quantity + sum(quantity for _, quantity, _ in shares))
    should_be = used.micro + listed if net is None else net
    amounts = shared(should_be - used.net - listed, [quantity for _, quantity, _ in shares])
    for (whose, quantity, _), amount in zip(shares, amounts, strict=True):
        if amount:
            yield _line(day, key, whose, quantity, amount, tariff)


def shared(amount: int, weights: Sequence[int]) -> list[int]:
    """An amount in whole parts by weight, which add up to it exactly: each at least its share rounded down, the largest
    remainders one more, the first of equals first (Hamilton's method). Without any weight all count the same.

    Args:
        amount: may be below zero.
        weights: 0 or more each, at least one of them.
    """
    whole = sum(weights)
    if not whole:
        weights, whole = [1] * len(weights), len(weights)
    parts = [amount * weight // whole for weight in weights]
    by_rest = sorted(range(len(weights)), key=lambda at: (-(amount * weights[at] % whole), at))
    for at in by_rest[: amount - sum(parts)]:
        parts[at] += 1
    return parts


def _line(day: str, key: Key, whose: tuple[str, str, str], quantity: int, amount: int, tariff: Tariff) -> LedgerLine:
    price_key, region, currency = key
    job_id, department, source = whose
    return LedgerLine(
        job_id=job_id,
        department=department,
        source=source,
        stage=STAGE,
        attempt=day,
        price_key=price_key,
        quantity=quantity,
        unit=UNITS[meter_of(price_key)],
        amount_micro=amount,
        currency=currency,
        price_book=tariff.book.id,
        region=region,
        outcome="ok",
        at=f"{day}T23:59:59.999Z",
        kind="credit",
    )
