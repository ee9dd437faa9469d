"""A booking as a journal: balanced, to the cent, and readable by any bookkeeping."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.news import CostLine, CostNews
from mianshi.contracts.terms import Accounts
from mianshi.finance.books import booking, journal

ACCOUNTS = Accounts(costs="6602.05", counter="2241.01")
HOSTILE = "=cmd|' /C calc'!A0\u202e,\"\r\n😀"


def costs(*lines: tuple[str, int, int], sequence: int = 1, **more: object) -> CostNews:
    told = [CostLine(department=name, interviews=count, amount_micro=micro) for name, count, micro in lines]
    base = {"month": "2026-11", "currency": "CNY", "sequence": sequence, "lines": told}
    return CostNews.model_validate(base | {"at": "2026-12-01T07:00:00.000Z"} | more)


def rows(made: CostNews, accounts: Accounts = ACCOUNTS, language: str = "zh") -> list[dict[str, str]]:
    text = journal.to_csv(made, accounts, "zh" if language == "zh" else "en")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_a_booking_is_one_balanced_entry() -> None:
    first, second, last = rows(costs(("零售", 12, 123_460_000), ("", 1, 20_000)))
    assert first == {
        "date": "2026-11-30",
        "voucher": "MS-2026-11-0001",
        "line": "1",
        "account": "6602.05",
        "department": "零售",
        "debit": "123.46",
        "credit": "",
        "currency": "CNY",
        "description": "2026-11 AI面试费用 零售 12场",
        "unpriced": "0",
    }
    assert (second["department"], second["debit"]) == ("未填部门", "0.02")
    assert (last["account"], last["department"], last["debit"], last["credit"]) == ("2241.01", "", "", "123.48")
    assert last["description"] == "2026-11 AI面试费用 合计 13场"


def test_what_is_given_back_stands_on_the_other_side() -> None:
    first, second, last = rows(costs(("a", 1, 50_000), ("b", 2, -20_000)), language="en")
    assert [(row["debit"], row["credit"]) for row in (first, second, last)] == [
        ("0.05", ""),
        ("", "0.02"),
        ("", "0.03"),
    ]


def test_a_reversal_mirrors_its_booking() -> None:
    made = costs(("零售", 12, 123_460_000), ("", 1, 20_000))
    back = booking.reversal([made], 1, at="2026-12-02T00:00:00.000Z", by_name="Qian", reason="twice")
    there, again = rows(made), rows(back)
    assert [(row["debit"], row["credit"]) for row in there] == [(row["credit"], row["debit"]) for row in again]
    assert again[0]["voucher"] == "MS-2026-11-0002"
    assert again[0]["description"] == "冲销 MS-2026-11-0001：2026-11 AI面试费用 零售 12场"
    assert "twice" not in journal.to_csv(back, ACCOUNTS, "en")
    assert rows(back, language="en")[0]["description"].startswith("Reversal of MS-2026-11-0001: ")


def test_a_reversal_has_the_date_of_its_own_day() -> None:
    back = booking.reversal([costs(("a", 1, 10_000))], 1, at="2026-12-24T17:00:00.000Z", by_name="Qian", reason="x")
    assert {row["date"] for row in rows(back)} == {"2026-12-25"}


def test_the_number_of_an_accounting_system_stands_beside_ours() -> None:
    made = costs(("a", 1, 10_000))
    zh, en = (journal.lines(made, ACCOUNTS, "zh", ["记-0007"]), journal.lines(made, ACCOUNTS, "en", ["记-0007", "K1"]))
    assert zh[0].description == "2026-11 AI面试费用 a 1场（MS-2026-11-0001；ERP：记-0007）"
    assert all(line.description.endswith("(MS-2026-11-0001; ERP: 记-0007, K1)") for line in en)


def test_what_has_no_price_and_is_in_no_amount_is_counted() -> None:
    assert [row["unpriced"] for row in rows(costs(("a", 1, 10_000), unpriced=7))] == ["7", "7"]


def test_accounts_nobody_gave_are_said_to_be_missing() -> None:
    assert {row["account"] for row in rows(costs(("a", 1, 10_000)), Accounts())} == {"unassigned"}


def test_nothing_in_a_name_becomes_a_formula_or_another_line() -> None:
    first, last = rows(costs((HOSTILE, 1, 10_000)), Accounts(costs="=1+1", counter="@x"))
    assert first["department"] == f"'{HOSTILE}" and first["account"] == "'=1+1" and last["account"] == "'@x"
    assert "\n" not in first["description"]


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-11-15T15:59:59.999Z", "2026-11-15"),
        ("2026-11-15T16:00:00.000Z", "2026-11-16"),
        ("2026-12-24T00:00:00.000Z", "2026-11-30"),
        ("", "2026-11-30"),
    ],
)
def test_the_date_is_the_month_s_end_or_the_day_of_booking(at: str, day: str) -> None:
    assert journal.day_of(costs(("a", 1, 10_000), at=at)) == day


@given(
    st.lists(st.tuples(st.text(max_size=8), st.integers(-99, 99), st.integers(-(10**15), 10**15)), max_size=30),
    st.sampled_from(["zh", "en"]),
)
def test_both_sides_are_always_equal(lines: list[tuple[str, int, int]], language: str) -> None:
    made = rows(costs(*lines), language=language)
    debit = sum((Decimal(row["debit"] or 0) for row in made), Decimal())
    credit = sum((Decimal(row["credit"] or 0) for row in made), Decimal())
    assert debit == credit
    assert all((row["debit"] == "") != (row["credit"] == "") and "-" not in row["debit"] for row in made)
