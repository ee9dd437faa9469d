"""Amounts as people read them."""

from __future__ import annotations

from decimal import Decimal

from mianshi.contracts.base import Language

_SIGNS = {"USD": "US$", "CNY": "¥"}
_UNPRICED = {"zh": "未定价", "en": "unpriced"}
_PLACES = 6


def format_money(micro: int | None, currency: str, language: Language = "en") -> str:
    """``¥1,234.50``, ``-US$0.000625``: at least two decimals and as many as it takes to be exact; None is "unpriced".

    Args:
        micro: millionths of the currency.
        currency: ISO 4217 code.
    """
    if micro is None:
        return _UNPRICED[language]
    whole, _, fraction = decimal_text(abs(micro)).partition(".")
    digits = fraction.rstrip("0").ljust(2, "0")
    return f"{'-' if micro < 0 else ''}{_SIGNS.get(currency, currency + ' ')}{int(whole):,}.{digits}"


def decimal_text(micro: int) -> str:
    """The amount with all six decimals, for files that a program reads."""
    return f"{Decimal(micro).scaleb(-_PLACES):.{_PLACES}f}"


def unpriced(language: Language) -> str:
    """The word for an amount nobody has a price for."""
    return _UNPRICED[language]
