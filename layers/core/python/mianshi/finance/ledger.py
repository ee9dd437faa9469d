"""Usage becomes ledger lines: immutable, in integers, for failed attempts as well."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal

from mianshi.contracts.usage import UNITS, LedgerLine, Meter, Usage
from mianshi.finance.prices import PriceBook


def price(
    usages: Iterable[Usage],
    *,
    interview_id: str,
    stage: str,
    attempt: str,
    outcome: Literal["ok", "failed"],
    at: str,
    region: str,
    book: PriceBook,
) -> list[LedgerLine]:
    """One line per meter (and variant) used, in the order of the price keys; the same meter twice is added up first.

    Args:
        attempt: what tells this attempt from a retry of it.
        at: UTC, ISO 8601.
        region: where it ran; decides price and currency.

    Each amount is rounded up to a whole micro-unit once, on its line, so totals are plain sums of lines; a line may be
    above the exact amount by less than one millionth of the currency. `amount_micro` is None without a price.
    """
    quantities: Counter[str] = Counter()
    meters: dict[str, Meter] = {}
    for usage in usages:
        quantities[usage.price_key] += usage.quantity
        meters[usage.price_key] = usage.meter
    return [
        LedgerLine(
            interview_id=interview_id,
            stage=stage,
            attempt=attempt,
            price_key=key,
            quantity=quantities[key],
            unit=UNITS[meters[key]],
            amount_micro=book.amount_micro(region, key, quantities[key]),
            currency=book.currency(region),
            price_book=book.id,
            region=region,
            outcome=outcome,
            at=at,
        )
        for key in sorted(quantities)
    ]
