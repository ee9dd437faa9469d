"""Amounts are whole millionths of a currency, everywhere; here is how they become text and cents."""

from __future__ import annotations

MICRO = 1_000_000
"""Micro-units in one unit of a currency."""
MICRO_PER_CENT = 10_000
_PLACES = 6


def decimal_text(micro: int, *, trimmed: bool = False) -> str:
    """Millionths as an exact decimal number, for files and answers that a program reads: ``1.500000``.

    Args:
        micro: millionths of a currency.
        trimmed: without zeros at the end, as the partner API writes it: ``1.5``.
    """
    whole, part = divmod(abs(micro), MICRO)
    text = f"{'-' if micro < 0 else ''}{whole}.{part:0{_PLACES}d}"
    return text.rstrip("0").rstrip(".") if trimmed else text


def cents(micro: int) -> int:
    """Millionths as cents, halves to the even one (IEEE 754 roundTiesToEven, in integers)."""
    whole, rest = divmod(micro, MICRO_PER_CENT)
    return whole + (rest * 2 > MICRO_PER_CENT or (rest * 2 == MICRO_PER_CENT and whole % 2 == 1))
