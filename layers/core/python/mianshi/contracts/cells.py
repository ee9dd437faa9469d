"""Text in the cells of a spreadsheet, whoever writes one."""

from __future__ import annotations

FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""What spreadsheet programs take for the beginning of a formula, full-width characters too (OWASP, CSV injection)."""


def harmless(text: str) -> str:
    """A text that no spreadsheet program takes for a formula: an apostrophe is set before it."""
    return f"'{text}" if text.startswith(FORMULA) else text
