"""How what was used reads on a page, and what one of it costs: seconds and not milliseconds, GB and not bytes."""

from __future__ import annotations

from decimal import Decimal

from mianshi.contracts.base import Language
from mianshi.pages.fmt import clock

_HOUR_MS, _MINUTE_MS = 3_600_000, 60_000
_GB_SECOND = 1_024_000
"""MB-ms of a GB-second: 1,024 MB for 1,000 ms, as AWS counts them (aws.amazon.com/lambda/pricing)."""
_WORDS: dict[str, tuple[str, str]] = {
    "request": ("次", "requests"),
    "transition": ("次转换", "transitions"),
    "event": ("个事件", "events"),
    "message": ("封", "messages"),
    "trace": ("条跟踪", "traces"),
    "user": ("人", "users"),
    "milli-unit": ("单位", "units"),
    "milli-month": ("个月", "months"),
}


def read(quantity: int, unit: str, language: Language) -> str:
    """A quantity of the ledger in the unit that people know: ``2:58``, ``12.4 GB-s``, ``48.3 MB-month``."""
    if unit == "ms":
        return _time(quantity, language)
    if unit == "MB-ms":
        return f"{_decimal(Decimal(quantity) / _GB_SECOND)} GB-s"
    if unit == "byte":
        return _bytes(quantity)
    if unit == "byte-month":
        return f"{_bytes(quantity)}{'·月' if language == 'zh' else '-month'}"
    number = Decimal(quantity) / 1000 if unit.startswith("milli-") else Decimal(quantity)
    zh, en = _WORDS.get(unit, (unit, unit))
    return f"{_decimal(number)} {zh if language == 'zh' else en}"


def more(quantity: int, unit: str, language: Language) -> str:
    """A difference of quantities with its sign."""
    return f"{'−' if quantity < 0 else '+'}{read(abs(quantity), unit, language)}"


def unit_price(price: str, per: int, unit: str, sign: str, language: Language) -> str:
    """What the price book asks: ``US$1.408 / 1 h``, ``US$0.0000166667 / 1 GB-s``."""
    return f"{sign}{price} / {read(per, unit, language)}"


def _time(milliseconds: int, language: Language) -> str:
    hours = milliseconds % _HOUR_MS == 0 and milliseconds // _HOUR_MS
    if hours:
        return f"{hours} {'小时' if language == 'zh' else 'h'}"
    if milliseconds < _MINUTE_MS:
        return f"{_decimal(Decimal(milliseconds) / 1000)} {'秒' if language == 'zh' else 's'}"
    return f"{clock(milliseconds)} {'' if milliseconds >= _HOUR_MS else '分' if language == 'zh' else 'min'}".rstrip()


def _bytes(count: int) -> str:
    """As AWS bills them: a GB is 2^30 bytes (aws.amazon.com/s3/pricing, examples)."""
    name, power = next(((n, p) for n, p in (("GB", 30), ("MB", 20), ("KB", 10)) if count >> p), ("B", 0))
    return f"{_decimal(Decimal(count) / (1 << power))} {name}"


def _decimal(number: Decimal) -> str:
    """At most three decimals, and as many more as it takes to show that it is not nothing."""
    places = 3 if number >= 1 or not number else max(3, 1 - number.adjusted())
    whole, _, digits = f"{number:,.{places}f}".partition(".")
    digits = digits.rstrip("0")
    return f"{whole}.{digits}" if digits else whole
