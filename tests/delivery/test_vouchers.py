"""Vouchers whatever the system: sides that are positive where the books want it, and texts that stay readable."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.delivery import ConnectorKind
from mianshi.contracts.news import News
from mianshi.delivery import connectors, vouchers
from mianshi.delivery.vouchers import Books, Post, Sides, Voucher
from mianshi.errors import Rejected
from support.deeds import connector
from support.erp import costs, reversal, row

BOOKS = {"departments": {"*": {"account": "6602"}}, "credit": {"account": "2241"}, "currencies": {"CNY": "CNY"}}
COUNTER = Post(account="2241")


def made(news: News, **books: Any) -> Voucher:
    occurrence = f"booked-{news.costs.sequence if news.costs else 0}"
    return vouchers.voucher(news, Books.model_validate(BOOKS | books), row(occurrence=occurrence))


def amounts(found: Sides) -> tuple[list[int], list[int]]:
    return [entry.cents for entry in found.debits], [entry.cents for entry in found.credits]


@given(st.lists(st.integers(-(10**6), 10**6).filter(bool), min_size=1, max_size=6), st.booleans())
def test_no_amount_is_negative_where_the_books_want_it_and_both_sides_are_equal(cents: list[int], back: bool) -> None:
    news = costs(*((f"d{number}", 1, amount * 10_000) for number, amount in enumerate(cents)))
    debits, credits = amounts(vouchers.sides(made(reversal(news) if back else news, reversal="opposite"), COUNTER))
    assert sum(debits) == sum(credits)
    assert min([*debits, *credits]) > 0


def test_a_department_that_got_something_back_is_on_the_other_side() -> None:
    mixed = costs(("a", 2, 50_000), ("b", 1, -20_000))
    assert amounts(vouchers.sides(made(mixed, reversal="opposite"), COUNTER)) == ([5], [2, 3])
    assert amounts(vouchers.sides(made(reversal(mixed), reversal="opposite"), COUNTER)) == ([3, 2], [5])
    assert amounts(vouchers.sides(made(reversal(mixed)), COUNTER)) == ([-5, 2], [-3])


def test_what_a_reversal_is_about_is_read_before_the_whole_number() -> None:
    booked = costs(("零售", 12, 1_000_000))
    number = made(booked).number
    [whole] = made(reversal(booked)).debits
    [cut] = made(reversal(booked), description_length=36).debits
    [words] = made(reversal(booked), description_length=20).debits
    assert whole.description == f"冲销 {number}: 2026-10 AI面试费用 零售 12场"
    assert cut.description == f"冲销 {number[:10]}: 2026-10 AI面试费用 零售 12场" and len(cut.description) == 36
    assert words.description == "冲销 2026-10 AI面试费用 零售 12场"[:20]


@pytest.mark.parametrize("kind", [ConnectorKind.YONBIP, ConnectorKind.U8])
def test_books_in_two_currencies_are_refused_where_their_own_amount_is_sent(kind: ConnectorKind) -> None:
    own = {
        ConnectorKind.YONBIP: {"tenant_id": "t1", "accbook_code": "BK01"},
        ConnectorKind.U8: {"from_account": "isv1", "to_account": "cust1"},
    }[kind]
    secret = {
        ConnectorKind.YONBIP: '{"app_key": "a", "app_secret": "s", "maker_mobile": "13900000000"}',
        ConnectorKind.U8: '{"app_key": "a", "app_secret": "s"}',
    }[kind]
    connectors.check(connector(kind, settings={**own, "books": BOOKS}), secret)
    two = BOOKS | {"currencies": {"CNY": "CNY", "USD": "USD"}}
    with pytest.raises(Rejected, match="bad_connector"):
        connectors.check(connector(kind, settings={**own, "books": two}), secret)
