"""How what was used reads on a page, and what one of it costs: seconds and not milliseconds, GB and not bytes."""

from __future__ import annotations

from decimal import Decimal

from mianshi.contracts.base import Language
from mianshi.pages.fmt import clock

_HOUR_MS, _MINUTE_MS = 3_600_000, 60_000
_GB_SECOND = 1_024_000
"""MB-ms of a GB-second: 1,024 MB for 1,000 ms, as AWS counts them (aws.amazon.com/lambda/pricing)."""
_GIB = 1 << 30
_TENTH = Decimal("0.1")
"""Of a micro-unit: what half of a last decimal may be worth is a twentieth."""
_MOST_PLACES = 12
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
    one, name = _priced_unit(unit, per, language)
    return f"{sign}{price} / {f'{per // one:,} {name}' if one else read(per, unit, language)}"


def in_unit_of(quantity: int, unit: str, price: str, per: int, language: Language) -> str:
    """A quantity in the unit that its price is for, with as many decimals as it takes for quantity x price to come out
    at the millionth that the ledger has: ``0.04944444 h`` beside ``US$1.408 / 1 h``.

    Args:
        price: units of the currency for `per` units of what is counted.
    """
    one, name = _priced_unit(unit, per, language)
    if not one:
        return read(quantity, unit, language)
    micro_of_one = Decimal(price) * 1_000_000 * one / per
    places = 0
    while places < _MOST_PLACES and micro_of_one.scaleb(-places) > _TENTH:
        places += 1
    return f"{_trimmed(Decimal(quantity) / one, places)} {name}"


def _priced_unit(unit: str, per: int, language: Language) -> tuple[int, str]:
    """How many of the ledger's units make one of the price's, and its name; 0 where the ledger's own is read."""
    zh = language == "zh"
    if unit == "ms":
        return next(
            (size, names[0] if zh else names[1])
            for size, names in (
                (_HOUR_MS, ("小时", "h")),
                (_MINUTE_MS, ("分钟", "min")),
                (1000, ("秒", "s")),
                (1, ("毫秒", "ms")),
            )
            if per % size == 0
        )
    if unit == "MB-ms":
        return _GB_SECOND, "GB-s"
    if unit in ("byte", "byte-month") and per % _GIB == 0:
        return _GIB, "GB" if unit == "byte" else f"GB{'·月' if zh else '-month'}"
    return 0, ""


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
    return _trimmed(number, places)


def _trimmed(number: Decimal, places: int) -> str:
    whole, _, digits = f"{number:,.{places}f}".partition(".")
    digits = digits.rstrip("0")
    return f"{whole}.{digits}" if digits else whole
