"""How the rows of an estimate read, on the page and on the command line alike."""

from __future__ import annotations

from mianshi.contracts.base import Language
from mianshi.finance.estimates.estimate import Row
from mianshi.finance.money import sign_of
from mianshi.pages.calculator_texts import CALCULATOR_TEXTS
from mianshi.pages.quantities import read

COLUMNS = ("calc_item", "calc_quantity", "calc_price", "calc_amount_one", "calc_amount_month")
MONTH_COLUMNS = ("calc_item", "calc_any_quantity", "calc_price", "calc_amount_month")
"""Headings where only the month has amounts."""
_GIB = 2**30
"""AWS prices what is kept and sent by the 2^30 bytes and calls them GB (aws.amazon.com/s3/pricing)."""
_MILLI = 1000


def say(key: str, language: Language, /, **values: object) -> str:
    """A text of the calculator."""
    zh, en = CALCULATOR_TEXTS[key]
    return (zh if language == "zh" else en).format(**values)


def label(row: Row, language: Language) -> str:
    """What a row is about."""
    return say(f"calc_item_{row.name.replace('.', '_')}", language, key=row.price_key)


def quantity(row: Row, language: Language) -> str:
    """How much of it an interview takes, or the month where only that has a quantity; empty for a credit."""
    if row.group == "credit":
        return ""
    if row.unit == "milli-month":
        return f"{row.month // _MILLI}"
    if row.one is None:
        return say("calc_of_month", language, quantity=read(row.month, row.unit, language))
    return read(row.one, row.unit, language)


def price(row: Row, language: Language) -> str:
    """What the book asks, such as ``US$1.408 / 1 h``; empty without a price."""
    if not row.price:
        return ""
    month = row.unit.endswith("-month")
    if row.unit == "milli-month":
        per = say("calc_a_month", language)
    elif row.per == _GIB:
        per = say("calc_per_gb_month" if month else "calc_per_gb", language)
    else:
        per = read(row.per, row.unit, language)
    return f"{sign_of(row.currency, language)}{row.price} / {per}"
