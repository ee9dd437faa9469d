"""One currency from several: every part within a millionth, the sum exact, what has no rate named."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.terms import ExchangeRate, Terms
from mianshi.finance import currencies


def entry(day: str, base: str, quote: str, rate: str) -> ExchangeRate:
    return ExchangeRate.model_validate({"day": day, "base": base, "quote": quote, "rate": rate, "source": "bank"})


rates = st.fractions(Fraction(1, 1000), Fraction(1000))


@given(amounts=st.lists(st.integers(-(10**12), 10**12)), rate=rates)
def test_parts_add_up_to_the_converted_total(amounts: list[int], rate: Fraction) -> None:
    parts = currencies.converted(amounts, rate)
    assert sum(parts) == round(sum(amounts) * rate)
    assert all(abs(part - amount * rate) <= 1 for part, amount in zip(parts, amounts, strict=True))


@given(first=st.lists(st.integers(0, 10**9)), second=st.lists(st.integers(0, 10**9)), rate=rates)
def test_a_list_may_be_gone_on_with(first: list[int], second: list[int], rate: Fraction) -> None:
    assert currencies.converted([*first, *second], rate)[: len(first)] == currencies.converted(first, rate)


def test_halves_go_to_the_even_neighbour() -> None:
    assert currencies.converted([1, 1, 1, 1], Fraction(1, 2)) == [0, 1, 1, 0]


def test_the_newest_rate_by_the_day_holds() -> None:
    table = [
        entry("2026-10-01", "USD", "CNY", "7.1"),
        entry("2026-11-01", "CNY", "USD", "0.14"),
        entry("2026-11-20", "USD", "CNY", "7.2"),
        entry("2026-11-20", "CNY", "USD", "0.1"),
        entry("2026-11-20", "USD", "CNY", "7.3"),
    ]
    found = {day: currencies.rate_of(day, "USD", "CNY", table) for day in ("2026-10-31", "2026-11-19", "2026-12-01")}
    values = {day: rate.value for day, rate in found.items() if rate}
    assert values == {
        "2026-10-31": Fraction("7.1"),
        "2026-11-19": Fraction(100, 14),
        "2026-12-01": Fraction("7.3"),
    }
    assert currencies.rate_of("2026-09-30", "USD", "CNY", table) is None
    assert currencies.rate_of("2026-12-01", "EUR", "CNY", table) is None
    assert currencies.rate_of("2026-12-01", "EUR", "CNY", [entry("2026-11-01", "CNY", "EUR", "0")]) is None


def test_what_no_rate_is_known_for_is_named_and_stays() -> None:
    usd = entry("2026-10-01", "USD", "CNY", "7.1")
    whole = currencies.together({"CNY": 10, "USD": 3, "EUR": 5}, "CNY", "2026-11-30", [usd])
    assert (whole.amount_micro, whole.used, whole.left) == (10 + 21, [usd], ["EUR"])
    nothing = currencies.together({"USD": None, "EUR": 5}, "CNY", "2026-11-30", [usd])
    assert (nothing.amount_micro, nothing.left) == (None, ["EUR"])


def test_a_customer_s_own_rates_come_before_the_shipped_ones_of_the_same_pair() -> None:
    shipped = [
        entry("2026-08-30", "USD", "CNY", "6.7"),
        entry("2026-10-30", "USD", "CNY", "6.8"),
        entry("2026-10-31", "EUR", "CNY", "7.8"),
        entry("2026-12-01", "EUR", "CNY", "7.9"),
    ]
    own = Terms(
        revision=1, effective_from="2026-11", rates=[entry("2026-11-02", "CNY", "USD", "0.14")], by="f",
        at="2026-11-01T00:00:00.000Z",
    )  # fmt: skip
    assert currencies.rates_of("2026-11", [own], shipped) == [shipped[2], own.rates[0]]
    assert currencies.rates_of("2026-10", [own], shipped) == shipped[1:3]
    assert currencies.rates_of("2027-03", [], shipped) == []
