"""An estimate as a file that a spreadsheet opens: rows, totals, managed services and assumptions in one table."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator

from mianshi.contracts.base import Language
from mianshi.contracts.money import decimal_text
from mianshi.finance.estimates.estimate import Estimate, Row

_HEADER = (
    "kind",
    "group",
    "item",
    "price_key",
    "unit",
    "quantity_one",
    "quantity_month",
    "price",
    "per",
    "currency",
    "amount_one",
    "amount_month",
    "priced",
    "source",
)


def to_csv(found: Estimate, label: Callable[[Row], str], language: Language) -> str:
    """CSV with a byte order mark, as spreadsheets want it for Chinese. Amounts have six decimals and are empty without
    a price; `priced` is then ``no``."""
    out = io.StringIO(newline="")
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(_HEADER)
    writer.writerows(_lines(found, label, language))
    return out.getvalue()


def _lines(found: Estimate, label: Callable[[Row], str], language: Language) -> Iterator[list[str]]:
    for row in found.rows:
        quantities = ["" if row.one is None else str(row.one), str(row.month)]
        price = [row.price, str(row.per or ""), row.currency]
        amounts = _amounts(row.micro_one, row.micro_month)
        yield ["row", row.group, label(row), row.price_key, row.unit, *quantities, *price, *amounts, found.price_book]
    for total in found.totals:
        amounts = _amounts(total.micro_one, total.micro_month)
        amounts[-1] = "no" if total.unpriced else "yes"
        yield ["total", "", "", "", "", "", "", "", "", total.currency, *amounts, ""]
    for managed in found.managed.rows:
        seconds = [str(managed.seconds_one), str(managed.seconds_month)]
        price = [managed.price, str(managed.per or ""), found.managed.currency]
        amounts = _amounts(managed.micro_one, managed.micro_month)
        yield ["managed", "", managed.key, managed.key, "s", *seconds, *price, *amounts, managed.source]
    for each in found.assumptions:
        said = each.source.in_language(language)
        yield ["assumption", each.basis, each.name, "", each.unit, each.value, *[""] * 7, said]


def _amounts(one: int | None, month: int | None) -> list[str]:
    texts = ["" if micro is None else decimal_text(micro) for micro in (one, month)]
    return [*texts, "no" if month is None else "yes"]
