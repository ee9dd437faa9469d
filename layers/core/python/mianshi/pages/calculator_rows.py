"""How the rows of an estimate read, on the page and on the command line alike."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from mianshi.contracts.base import Language
from mianshi.finance.estimates.estimate import Estimate, Row, Total
from mianshi.finance.estimates.work import MOST_INSTANCES, measured
from mianshi.finance.money import format_money, sign_of
from mianshi.pages.calculator_texts import CALCULATOR_TEXTS
from mianshi.pages.costs import service_name
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
    named = say(f"calc_item_{row.name.replace('.', '_')}", language, what=priced_as(row.price_key, language))
    return named if row.in_ledger else say("calc_bill_only", language, item=named)


def priced_as(price_key: str, language: Language) -> str:
    """What people call what a price key counts."""
    return service_name(price_key).in_language(language)


def names(keys: Sequence[str], language: Language) -> str:
    """Several of them in a row."""
    return say("calc_comma", language).join(priced_as(key, language) for key in keys)


def in_total(found: Estimate, total: Total, micro: int | None, language: Language) -> str:
    """The headline: an amount, "at least" so much, or that it is not known."""
    if micro is None or found.lacks:
        return say("calc_not_known", language)
    amount = format_money(micro, total.currency, language)
    return say("calc_at_least", language, amount=amount) if total.unpriced else amount


def reach(found: Estimate, language: Language) -> str:
    """How far the plan lies beyond the runs that were measured."""
    facts, work = measured(), found.work
    values = {
        "band": facts["band_percent"],
        "minutes": facts["seen"]["minutes"],
        "answers": facts["seen"]["answers"],
        "longest_minutes": facts["longest"]["minutes"],
        "longest_answers": facts["longest"]["answers"],
        "over": facts["longest"]["over_percent"],
    }
    answers = work.answers + work.follow_ups
    minutes = Fraction(work.minutes) * answers / work.answers
    seen = minutes <= facts["seen"]["minutes"] and answers <= facts["seen"]["answers"]
    return say("calc_reach_within" if seen else "calc_reach_beyond", language, **values)


def crowded(found: Estimate, language: Language) -> list[str]:
    """A sentence for each endpoint that needs more instances than the template allows."""
    return [
        say(f"calc_crowded_{name}", language, n=number, most=MOST_INSTANCES) for name, number in found.crowded.items()
    ]


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
