"""What a person enters: an amount with a sign, a reason, and the month it is about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.usage import LedgerLine, Tags
from mianshi.finance.books import adjustments, booking
from mianshi.finance.months import adding
from mianshi.finance.months.rollup import DaySummary

AT = "2026-12-03T08:00:00.000Z"
FORM = {"amount": "-12.5", "currency": "CNY", "reason": " 云厂商  退款 ", "nonce": "0" * 32, "confirm": "yes"}


def read(month: str = "2026-11", **changes: str) -> adjustments.Read:
    tags = Tags(job_id="jb_1", department="零售")
    return adjustments.read({**FORM, **changes}, month, tags=tags, at=AT, region="cn-northwest-1")


def line(month: str = "2026-11", **changes: str) -> LedgerLine:
    found = read(month, **changes)
    assert found.line is not None and found.problems == {}
    return found.line


def test_it_counts_now_and_says_what_it_is_about() -> None:
    made = line()
    assert (made.kind, made.stage, made.price_key, made.attempt) == ("adjustment", "adjustment", "adjustment", "0" * 32)
    assert (made.amount_micro, made.at, made.adjusts, made.note) == (-12_500_000, AT, "2026-11", "云厂商 退款")
    assert (made.job_id, made.department, made.region) == ("jb_1", "零售", "cn-northwest-1")
    assert line("2026-12").adjusts == ""


@pytest.mark.parametrize(
    ("typed", "micro"),
    [
        ("1", 1_000_000),
        ("+1.5", 1_500_000),
        ("−0.000001", -1),
        ("-1,234.56", -1_234_560_000),
        (" 999999999.999999 ", 999_999_999_999_999),
        ("１２，３００．５", 12_300_500_000),
    ],
)
def test_amounts_as_people_type_them(typed: str, micro: int) -> None:
    assert adjustments.micro_of(typed) == micro


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "0",
        "-0.000000",
        "1.2345678",
        "1e5",
        "1.2.3",
        "NaN",
        "=1+1",
        "1000000000",
        "٣",
        "--1",
        "12,50",
        "0,125",
        "1,5",
        "1.234,56",
        "12,3456",
        "1,23,456",
        "1234,567",
        ",5",
    ],
)
def test_what_is_no_amount(typed: str) -> None:
    assert adjustments.micro_of(typed) is None and read(amount=typed).problems == {"amount": "amount"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("currency", "GBP"),
        ("reason", "  "),
        ("reason", "x" * 201),
        ("confirm", ""),
        ("nonce", "x"),
        ("nonce", "0" * 31 + "#"),
    ],
)
def test_what_is_wrong_is_named(name: str, value: str) -> None:
    found = read(**{name: value})
    assert found.line is None and found.problems == {name: name}


@given(st.integers(-(10**15) + 1, 10**15 - 1).filter(bool))
def test_every_amount_reads_back(micro: int) -> None:
    sign, size = ("-", -micro) if micro < 0 else ("", micro)
    assert adjustments.micro_of(f"{sign}{size // 10**6}.{size % 10**6:06d}") == micro


def test_it_is_in_the_day_and_in_what_is_booked() -> None:
    day = adding.add(DaySummary(day="2026-12-03"), [line()], {}, AT)
    [cell] = day.cells
    assert (cell.kind, cell.department, cell.sum.micro, day.keys) == ("adjustment", "零售", -12_500_000, [])
    [proposal] = booking.proposals([day.model_copy(update={"state": "final"})], [])
    assert (proposal.currency, proposal.amount_micro) == ("CNY", -12_500_000)
