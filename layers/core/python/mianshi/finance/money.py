"""Amounts as people read them."""

from __future__ import annotations

from mianshi.contracts.base import Language
from mianshi.contracts.money import decimal_text

_SIGNS: dict[Language, dict[str, str]] = {
    "zh": {"CNY": "¥", "USD": "US$", "EUR": "€"},
    "en": {"CNY": "CN¥", "USD": "US$", "EUR": "€"},
}
"""As the Unicode locale data have them (cldr.unicode.org), the dollar with its country in both languages."""
MINUS = "\u2212"
_UNPRICED = {"zh": "未定价", "en": "unpriced"}


def format_money(micro: int | None, currency: str, language: Language = "en") -> str:
    """``CN¥1,234.50``, ``−US$0.000625``: two decimals at least and as many as it takes to be exact; None is "unpriced".

    Args:
        micro: millionths of the currency.
        currency: ISO 4217 code.
    """
    if micro is None:
        return _UNPRICED[language]
    whole, _, fraction = decimal_text(abs(micro), trimmed=True).partition(".")
    return f"{MINUS if micro < 0 else ''}{sign_of(currency, language)}{int(whole):,}.{fraction.ljust(2, '0')}"


def sign_of(currency: str, language: Language) -> str:
    """What stands before an amount: ``US$``, ``¥`` in Chinese and ``CN¥`` in English; else the code and a space."""
    return _SIGNS[language].get(currency, f"{currency} ")


def unpriced(language: Language) -> str:
    """The word for an amount nobody has a price for."""
    return _UNPRICED[language]
