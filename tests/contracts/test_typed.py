"""What people type: amounts that are never another number, and texts that are never a formula."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.cells import harmless
from mianshi.contracts.terms import typed_decimal


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠x"])
def test_no_cell_begins_as_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"


@given(st.integers(-(10**12), 10**12), st.integers(0, 999_999))
def test_an_amount_with_its_thousands_marked_reads_back(whole: int, part: int) -> None:
    plain = f"{whole}.{part:06d}"
    assert typed_decimal(plain) == typed_decimal(f" {whole:,}.{part:06d} ") == plain
    assert typed_decimal(f"{whole},{part:06d}") is None


@pytest.mark.parametrize(
    "text", ["", "12,5", "0,125", "1,23", "1.234,5", "1,234,5", ",500", "5,", "1 000", "٣", "1e3", "½"]
)
def test_a_comma_that_is_no_thousands_separator_is_refused(text: str) -> None:
    assert typed_decimal(text) is None


def test_what_stands_for_a_digit_or_a_sign() -> None:
    assert typed_decimal("－１２，３４５．５") == typed_decimal("\u221212345.5") == "-12345.5"
    assert typed_decimal("+7") == "7"
