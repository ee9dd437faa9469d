"""How numbers, times and money read on a page."""

from __future__ import annotations

from mianshi.contracts.base import Language
from mianshi.contracts.money import MICRO


def clock(milliseconds: int) -> str:
    """Position in a recording as ``m:ss`` or ``h:mm:ss``; fractions of a second are dropped, as players do."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def seconds(milliseconds: int, language: Language) -> str:
    """Length of a stretch in seconds with one decimal."""
    return f"{milliseconds / 1000:.1f} {'秒' if language == 'zh' else 's'}"


def percent(share: float | None) -> str:
    """A share of 0-1 as whole per cent, or a dash where it is None."""
    return "—" if share is None else f"{share * 100:.0f}%"


def one_decimal(value: float | None) -> str:
    """A number with one decimal, or a dash where it is None."""
    return "—" if value is None else f"{value:.1f}"


def two_decimals(value: float | None) -> str:
    """A number with two decimals, or a dash where it is None."""
    return "—" if value is None else f"{value:.2f}"


def correlation(value: float | None) -> str:
    """A number with two decimals and a real minus sign, or a dash where it is None; what rounds to nothing has none."""
    written = two_decimals(None if value is None else abs(value))
    return f"−{written}" if value is not None and value < 0 and written != "0.00" else written


def probability(value: float) -> str:
    """A probability to three significant figures, no smaller than "< 0.001"."""
    return "< 0.001" if value < 0.001 else f"{value:.3g}"


def signed(value: float) -> str:
    """A change with its sign and one decimal, with a real minus sign; what rounds to nothing has no sign."""
    written = f"{abs(value):.1f}"
    return written if written == "0.0" else f"{'−' if value < 0 else '+'}{written}"


def whole(value: float | None) -> str:
    """A number with thousands separators and no decimals, or a dash where it is None."""
    return "—" if value is None else f"{value:,.0f}"


def cents(micro: int, currency: str) -> str:
    """Micro-units rounded half up to the cent, with the currency code. Integer arithmetic throughout."""
    sign, rounded = ("-" if micro < 0 else ""), (abs(micro) + 5_000) // 10_000
    return f"{currency} {sign}{rounded // 100:,}.{rounded % 100:02}"


def exact(micro: int, currency: str) -> str:
    """Micro-units with all six decimals and the currency code."""
    sign, size = ("-" if micro < 0 else ""), abs(micro)
    return f"{currency} {sign}{size // MICRO:,}.{size % MICRO:06}"


def size(byte_count: int) -> str:
    """Bytes in the decimal unit people see in their file manager."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if byte_count >= factor:
            value = f"{byte_count / factor:.1f}".removesuffix(".0")
            return f"{value} {unit}"
    return f"{byte_count} B"


def moment(iso: str) -> str:
    """An ISO 8601 UTC time as ``2026-01-31 09:05 UTC``; text that is not such a time stays as it is."""
    day, separator, rest = iso.partition("T")
    return f"{day} {rest[:5]} UTC" if separator and len(rest) >= 5 else iso
