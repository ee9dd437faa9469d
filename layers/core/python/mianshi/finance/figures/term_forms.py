"""The form of a customer's own figures: what was typed becomes terms, or says field by field what is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from mianshi.contracts import dates
from mianshi.contracts.base import Record
from mianshi.contracts.terms import Terms, typed_decimal
from mianshi.contracts.usage import OWN_METERS, Meter
from mianshi.finance.figures.savings import FIGURES

CURRENCIES = ("CNY", "USD", "EUR")
MOST_RATES = 60
MOST_CALLS = 200
_BLANK_RATES = 3
_MS_PER_HOUR = 3_600_000
_RATE = ("day", "base", "quote", "rate", "source")
_NUMBER = re.compile(r"[0-9]{1,11}(\.[0-9]{1,8})?")
_ACCOUNTS = ("costs", "counter")
_LONGEST_SOURCE, _LONGEST_ACCOUNT = 200, 60
SERVICES = tuple(sorted({meter.value.partition(".")[0] for meter in Meter if meter not in OWN_METERS}))
"""AWS services as the price keys name them."""
OTHERS = "*"
CALLS = "connector.calls."


class Reading(Record):
    """What a form holds. `terms` is None where `problems` names a mistake by its field: the end of a text's key."""

    terms: Terms | None
    problems: dict[str, str]


class Change(Record):
    """One figure of a revision that is not as it was before; empty: not there."""

    what: str
    before: str
    after: str


def fields_of(terms: Terms | None, connections: Sequence[str], month: str) -> dict[str, str]:
    """The form filled in with terms, or empty for those who never said any.

    Args:
        terms: the newest revision.
        connections: ids of the connections that a call may have a price for.
        month: ``YYYY-MM`` from which on the next revision holds, unless somebody types another.
    """
    fields = {"effective_from": month, "review.currency": "CNY", "former.currency": "CNY"}
    fields |= {f"calls.{known}.currency": "CNY" for known in connections}
    if terms is None:
        return fields | _rates([])
    fields |= {"free_tiers": "yes" if terms.free_tiers else "", "report_currency": terms.report_currency or ""}
    fields |= {f"discount.{service}": percent for service, percent in terms.discounts.items()}
    for key, price in terms.prices.items():
        name = "review" if key == Meter.REVIEW.value else f"calls.{key.removeprefix(CALLS)}"
        fields |= {f"{name}.price": price.price, f"{name}.currency": price.currency, f"{name}.source": price.source}
    fields |= {f"former.{name}": str(value) for name, value in terms.former.model_dump().items() if value is not None}
    fields |= {f"accounts.{name}": value for name, value in terms.accounts.model_dump().items()}
    return fields | _rates([rate.model_dump() for rate in terms.rates])


def read(typed: Mapping[str, str], *, revision: int, by: str, by_name: str, at: str) -> Reading:
    """The terms that were typed.

    Args:
        typed: the form's fields.
        revision: the number that these terms get.
        by, by_name: who typed them.
        at: when, UTC, ISO 8601.
    """
    form = _Form(typed)
    month = form.text("effective_from", 40)
    if not dates.is_month(month):
        form.problems["effective_from"] = "month"
    given: dict[str, Any] = {
        "revision": revision,
        "effective_from": month,
        "free_tiers": typed.get("free_tiers") == "yes",
        "discounts": _discounts(form),
        "prices": _prices(form),
        "rates": _typed_rates(form),
        "report_currency": form.currency("report_currency") if typed.get("report_currency") else None,
        "former": {
            **{name: form.number(f"former.{name}") for name in FIGURES},
            "currency": form.currency("former.currency"),
            "source": form.text("former.source", _LONGEST_SOURCE),
        },
        "accounts": {name: form.text(f"accounts.{name}", _LONGEST_ACCOUNT) for name in _ACCOUNTS},
        "by": by,
        "by_name": by_name,
        "at": at,
    }
    return Reading(terms=None if form.problems else Terms.model_validate(given), problems=form.problems)


def changes(before: Terms | None, after: Terms) -> list[Change]:
    """What a revision changed, figure by figure."""
    old, new = _told(before) if before else {}, _told(after)
    return [
        Change(what=name, before=old.get(name, ""), after=new.get(name, ""))
        for name in [*new, *(name for name in old if name not in new)]
        if old.get(name, "") != new.get(name, "")
    ]


def rate_rows(fields: Mapping[str, str]) -> int:
    """How many rows of exchange rates a form has, some of them blank."""
    return 1 + max(
        (int(name.split(".")[1]) for name in fields if re.fullmatch(r"rate\.[0-9]{1,2}\.day", name)), default=0
    )


def plain_number(text: str) -> str:
    """What people type as a number (`contracts.terms.typed_decimal`); empty where it is none, below 0 or too long."""
    tidy = typed_decimal(text) or ""
    return tidy if _NUMBER.fullmatch(tidy) else ""


class _Form:
    """The fields as typed, and what is wrong with them."""

    def __init__(self, typed: Mapping[str, str]) -> None:
        self.typed = typed
        self.problems: dict[str, str] = {}

    def text(self, name: str, longest: int) -> str:
        value = " ".join(self.typed.get(name, "").split())
        if len(value) > longest:
            self.problems[name] = "long"
        return value[:longest]

    def number(self, name: str) -> str | None:
        raw = self.typed.get(name, "").strip()
        if not raw:
            return None
        value = plain_number(raw)
        if not value:
            self.problems[name] = "number"
        return value or None

    def currency(self, name: str) -> str:
        value = self.typed.get(name, "CNY")
        if value not in CURRENCIES:
            self.problems[name] = "currency"
            return "CNY"
        return value


def _discounts(form: _Form) -> dict[str, str]:
    found = {}
    for service in (OTHERS, *SERVICES):
        name = f"discount.{service}"
        percent = form.number(name)
        if percent is not None and float(percent) > 100:
            form.problems[name] = "percent"
        if percent is not None:
            found[service] = percent
    return found


def _prices(form: _Form) -> dict[str, dict[str, Any]]:
    named = [("review", Meter.REVIEW.value, _MS_PER_HOUR)]
    known = [name for name in form.typed if re.fullmatch(r"calls\.[^.]{1,100}\.price", name)]
    named += [(name.removesuffix(".price"), CALLS + name.split(".")[1], 1) for name in known[:MOST_CALLS]]
    found = {}
    for name, key, per in named:
        price = form.number(f"{name}.price")
        if price is not None:
            source = form.text(f"{name}.source", _LONGEST_SOURCE)
            found[key] = {"price": price, "per": per, "currency": form.currency(f"{name}.currency"), "source": source}
    return found


def _typed_rates(form: _Form) -> list[dict[str, str]]:
    found = []
    for row in range(min(MOST_RATES, rate_rows(form.typed))):
        name = f"rate.{row}"
        day, rate = form.text(f"{name}.day", 10), form.number(f"{name}.rate")
        source = form.text(f"{name}.source", _LONGEST_SOURCE)
        if not (day or form.typed.get(f"{name}.rate", "").strip() or source):
            continue
        base, quote = form.currency(f"{name}.base"), form.currency(f"{name}.quote")
        _check_rate(form, name, day, rate, base == quote, source)
        found.append({"day": day, "base": base, "quote": quote, "rate": rate or "0", "source": source})
    return sorted(found, key=lambda rate: (rate["day"], rate["base"], rate["quote"]))


def _check_rate(form: _Form, name: str, day: str, rate: str | None, same: bool, source: str) -> None:
    wrong = {
        f"{name}.day": "" if _is_day(day) else "day",
        f"{name}.rate": "" if rate and float(rate) else "rate",
        f"{name}.quote": "pair" if same else "",
        f"{name}.source": "" if source else "source",
    }
    form.problems |= {field: code for field, code in wrong.items() if code and field not in form.problems}


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text and text.startswith("20")
    except ValueError:
        return False


def _rates(known: Sequence[Mapping[str, str]]) -> dict[str, str]:
    blank = {"day": "", "base": "USD", "quote": "CNY", "rate": "", "source": ""}
    rows = [*known, *([blank] * _BLANK_RATES)][:MOST_RATES]
    return {f"rate.{row}.{field}": values[field] for row, values in enumerate(rows) for field in _RATE}


def _told(terms: Terms) -> dict[str, str]:
    """Every figure that is there, by the name that the page has a word for."""
    told = {"effective_from": terms.effective_from, "free_tiers": "yes" if terms.free_tiers else "no"}
    told["report_currency"] = terms.report_currency or ""
    told |= {f"discount.{service}": f"{percent} %" for service, percent in terms.discounts.items()}
    for key, price in terms.prices.items():
        told[f"price.{key}"] = " · ".join(part for part in (f"{price.currency} {price.price}", price.source) if part)
    for rate in terms.rates:
        told[f"rate.{rate.day} {rate.base}/{rate.quote}"] = f"{rate.rate} · {rate.source}"
    told |= {f"former.{name}": str(value) for name, value in terms.former.model_dump().items() if value}
    told |= {f"accounts.{name}": value for name, value in terms.accounts.model_dump().items() if value}
    return told
