"""Numbers as job texts write them: years, people, money, how many."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mianshi.matching.profile.numbers import multiple, number

N = (
    r"(?:\d+(?:,\d{3})*(?:\.\d+)?|[一二两三四五六七八九十百]+"
    r"|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen)\b)"
)
"""A number as it is written."""
_MOST_YEARS = 50
_SPAN = r"(?:\s*(?:[-—–~～至到]|to)\s*" + N + r")?"
_YEARS = re.compile(
    rf"(?P<n>{N})\s*(?:\+|＋|plus|or more)?{_SPAN}\s*(?:\+|＋)?\s*"
    r"(?P<unit>个月|年(?!会(?!计)|[级度薪终龄轻内底初代假检报])|(?:years?|yrs?|months?)\b(?!\s*-?\s*old))(?P<half>半)?",
    re.IGNORECASE,
)
_AT_MOST_BEFORE = re.compile(
    r"(?:不超过|不多于|最多|(?<!不)少于|(?<!不)低于|not more than|no more than|up to|at most|(?<!no )(?<!not )less than"
    r"|under|within)\s*$",
    re.IGNORECASE,
)
_AT_MOST_AFTER = re.compile(r"^\s*(?:以下|以内|之内|内)")
_MONEY = re.compile(
    r"(?P<before>[¥￥$€£]|RMB|CNY|USD|EUR|GBP|人民币|美元)?\s*"
    r"(?P<n>(?<![A-Za-z0-9.])\d+(?:,\d{3})*(?:\.\d+)?|[一二两三四五六七八九十]+(?=[百千]?[万亿]))?\s*"
    r"(?P<factor>十万|百万|千万|亿|万|k\b|mn?\b|mm\b|bn?\b|thousand\b|million\b|billion\b)?\s*(?P<level>级|级别)?\s*"
    r"(?P<after>元|人民币|美元|美金|欧元|英镑|港币|RMB|CNY|USD|EUR|GBP|dollars|euros|yuan)?",
    re.IGNORECASE,
)
_CURRENCIES = {
    "¥": "CNY", "￥": "CNY", "rmb": "CNY", "cny": "CNY", "元": "CNY", "人民币": "CNY", "yuan": "CNY",
    "$": "USD", "usd": "USD", "美元": "USD", "美金": "USD", "dollars": "USD", "€": "EUR", "eur": "EUR", "欧元": "EUR",
    "euros": "EUR", "£": "GBP", "gbp": "GBP", "英镑": "GBP", "港币": "HKD",
}  # fmt: skip


_NAMED = re.compile(r"美元|美金|欧元|英镑|港币|人民币|[$€£]|\b(?:USD|EUR|GBP|RMB|CNY)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Years:
    """At least so many years, at ``text[start:end]``."""

    value: float
    start: int
    end: int


@dataclass(frozen=True)
class Money:
    """An amount in whole units of a currency; `currency` is empty where none is named."""

    value: float
    currency: str


def years(text: str) -> list[Years]:
    """Every least number of years that `text` names; an upper bound is none, and months are parts of a year."""
    found: list[Years] = []
    for hit in _YEARS.finditer(text):
        value = number(hit["n"])
        before, after = text[: hit.start()], text[hit.end() :]
        if value is None or value > _MOST_YEARS or _AT_MOST_BEFORE.search(before) or _AT_MOST_AFTER.match(after):
            continue
        if hit["unit"] == "个月" or hit["unit"].lower().startswith("month"):
            value = value / 12
        found.append(Years(value + (0.5 if hit["half"] else 0.0), hit.start(), hit.end()))
    if not found and (part := re.search(rf"\b({N}) of (?:them|which|those)\b", text, re.IGNORECASE)):
        found.append(Years(number(part[1]) or 0.0, part.start(), part.end()))
    if not found and (half := re.search(r"半年(?:以上|及以上|工作|相关)", text)):
        found.append(Years(0.5, half.start(), half.start() + 2))
    return found


def money(text: str) -> Money | None:
    """The first amount that has a currency or a factor behind it (``500万``, ``$2m``, ``千万级``), or None. A currency
    may stand apart from it (``美金预算100万``).
    """
    for hit in _MONEY.finditer(text):
        currency = (hit["before"] or hit["after"] or "").lower()
        factor = (hit["factor"] or "").lower()
        if not (hit["n"] or (factor and hit["level"])) or not (currency or factor):
            continue
        value = number(hit["n"]) if hit["n"] else 1.0
        if value is not None:
            apart = None if currency else _NAMED.search(text)
            return Money(value * multiple(factor), _CURRENCIES.get(apart[0].lower() if apart else currency, ""))
    return None


def quantity(written: str, factor: str | None) -> float | None:
    """A count with its factor: ``5`` and ``万`` are 50,000; a factor alone is one of it."""
    value = number(written) if written else 1.0
    return None if value is None else value * multiple(factor)
