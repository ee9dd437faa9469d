"""Usage becomes ledger lines: immutable, in integers, for failed attempts as well."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from mianshi.contracts.usage import UNITS, LedgerLine, LineKind, LineOutcome, Tags, Usage
from mianshi.finance.prices import meter_of
from mianshi.finance.tariff import Tariff


def price(
    usages: Iterable[Usage],
    *,
    tags: Tags,
    stage: str,
    attempt: str,
    outcome: LineOutcome,
    at: str,
    region: str,
    tariff: Tariff,
    kind: LineKind = "usage",
) -> list[LedgerLine]:
    """One line per meter (and variant) used, in the order of the price keys; the same meter twice is added up first.

    Args:
        tags: whose cost it is.
        attempt: what tells this attempt from a retry of it.
        at: UTC, ISO 8601.
        region: where it ran; decides price and currency.
        tariff: of the month of `at`.

    Each amount is rounded up to a whole micro-unit once, on its line, so totals are plain sums of lines; a line may be
    above the exact amount by less than one millionth of the currency. `amount_micro` is None without a price. What is
    an adjustment, because its month is over, has no credits to come: its line is less the discount, and says so.
    """
    at_price = tariff.late if kind == "adjustment" else tariff.amount
    quantities: Counter[str] = Counter()
    for usage in usages:
        quantities[usage.price_key] += usage.quantity
    return [
        LedgerLine(
            **tags.model_dump(),
            stage=stage,
            attempt=attempt,
            price_key=key,
            quantity=quantities[key],
            unit=UNITS[meter_of(key)],
            amount_micro=(priced := at_price(region, key, quantities[key])).micro,
            currency=priced.currency,
            price_book=priced.book,
            region=region,
            outcome=outcome,
            at=at,
            kind=kind,
            note=_discounted(tariff.discount(key)) if kind == "adjustment" else "",
        )
        for key in sorted(quantities)
    ]


def _discounted(part: Fraction) -> str:
    percent = part * 100
    return f"discount {Decimal(percent.numerator) / percent.denominator:f} %" if part else ""
