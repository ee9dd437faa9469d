"""What a month costs: list price, free units, tiers, discounts, the customer's own prices, and which book holds."""

import math
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.terms import OwnPrice, Terms
from mianshi.errors import Defect
from mianshi.finance.prices import Price, PriceBook, Tier, book_of
from mianshi.finance.tariff import Priced, Tariff, terms_of

REGION, KEY = "us-east-1", "lambda.requests"
MONTH = "2026-11"


def price(text: str = "0.20", per: int = 1_000_000, free: int = 0, tiers: list[tuple[int, str]] | None = None) -> Price:
    return Price(
        price=text,
        per=per,
        unit="request",
        known="official_page",
        source="a page",
        read_on="2026-11-28",
        free=free,
        tiers=[Tier(start=start, price=each) for start, each in tiers or []],
    )


def book(found: Price, as_of: str = "2026-11-28", effective_from: str = MONTH, key: str = KEY) -> PriceBook:
    data: dict[str, Any] = {
        "as_of": as_of,
        "effective_from": effective_from,
        "notes": [],
        "regions": {REGION: {"currency": "USD", "prices": {key: found.model_dump()}}},
    }
    return PriceBook.from_dict(data)


def terms(revision: int = 1, effective_from: str = MONTH, **fields: Any) -> Terms:
    return Terms(revision=revision, effective_from=effective_from, by="u_1", at="2026-11-28T00:00:00Z", **fields)


def net(found: Price, quantity: int, own: Terms | None = None) -> int:
    micro = Tariff(MONTH, [book(found)], [own] if own else []).net_micro(REGION, KEY, quantity)
    assert micro is not None
    return micro


def test_a_line_is_at_list_price_whatever_was_used_before() -> None:
    found = price(free=1_000_000, tiers=[(3_000_000, "0.10")])
    tariff = Tariff(MONTH, [book(found)], [terms(free_tiers=True, discounts={"*": "50"})])
    assert tariff.amount(REGION, KEY, 10_000_000) == Priced(2_000_000, "USD", "2026-11-28")


@pytest.mark.parametrize(
    ("quantity", "micro"),
    [
        (0, 0),
        (1, 1),  # 0.2 micro-dollars, rounded up
        (3_000_000, 600_000),
        (3_000_001, 600_001),  # 0.1 micro-dollars more
        (5_000_000, 800_000),
        (9_000_000, 600_000 + 300_000 + 150_000),
    ],
)
def test_each_unit_costs_what_its_tier_says(quantity: int, micro: int) -> None:
    assert net(price(tiers=[(3_000_000, "0.10"), (6_000_000, "0.05")]), quantity) == micro


@pytest.mark.parametrize(("quantity", "micro"), [(0, 0), (1_000_000, 0), (1_000_001, 1), (2_000_000, 200_000)])
def test_free_units_count_only_where_the_terms_say_so(quantity: int, micro: int) -> None:
    found = price(free=1_000_000)
    assert net(found, quantity, terms(free_tiers=True)) == micro
    full = math.ceil(Fraction(quantity, 5))
    assert net(found, quantity, terms(free_tiers=False)) == net(found, quantity) == full


def test_free_units_are_the_first_ones_of_the_first_tier() -> None:
    found = price(free=1_000_000, tiers=[(3_000_000, "0.10")])
    assert net(found, 4_000_000, terms(free_tiers=True)) == 600_000 + 100_000 - 200_000


@pytest.mark.parametrize(
    ("discounts", "micro"),
    [
        ({"lambda": "25"}, 150_000),
        ({"*": "10"}, 180_000),
        ({"lambda": "0", "*": "10"}, 200_000),
        ({"s3": "10"}, 200_000),
        ({"lambda": "33.3"}, 133_400),
        ({"lambda": "250"}, 0),
    ],
)
def test_a_discount_is_of_one_service_or_of_every_other(discounts: dict[str, str], micro: int) -> None:
    assert net(price(), 1_000_000, terms(discounts=discounts)) == micro


def test_without_free_units_tiers_or_discount_a_month_is_its_quantity_at_list_price_rounded_up_once() -> None:
    assert [net(price(), quantity, terms(free_tiers=True)) for quantity in (0, 1, 5, 6, 1_000_000)] == [
        0,
        1,
        1,
        2,
        200_000,
    ]
    tariff = Tariff(MONTH, [book(price())], [terms(discounts={"*": "10", "people": "5"})])
    assert tariff.list_micro(REGION, KEY) == Fraction(1, 5) and tariff.list_micro("cn-north-1", KEY) is None
    assert (tariff.discount(KEY), tariff.discount("people.review")) == (Fraction(1, 10), Fraction(0))


def test_what_has_no_price_has_no_net_price_either() -> None:
    tariff = Tariff(MONTH, [book(price())], [terms(discounts={"*": "10"})])
    assert tariff.net_micro(REGION, "sqs.standard.requests", 5) is None
    assert tariff.net_micro("cn-north-1", KEY, 5) is None
    assert tariff.amount("cn-north-1", KEY, 5) == Priced(None, "CNY", "2026-11-28")


def test_a_price_of_the_customers_own_names_its_revision() -> None:
    own = terms(7, prices={"people.review": OwnPrice(price="180", per=3_600_000, currency="CNY")})
    tariff = Tariff(MONTH, [book(price())], [own])
    assert tariff.amount(REGION, "people.review", 60_000) == Priced(3_000_000, "CNY", "terms-7")
    assert tariff.amount(REGION, "connector.calls.feishu", 3) == Priced(None, "USD", "2026-11-28")
    assert Tariff(MONTH, [book(price())]).amount(REGION, "people.review", 1).micro is None


def test_included_is_not_unpriced() -> None:
    own = terms(prices={"connector.calls.feishu": OwnPrice(price="0", per=1, currency="CNY")})
    assert Tariff(MONTH, [book(price())], [own]).amount(REGION, "connector.calls.feishu", 9).micro == 0


def test_a_month_is_priced_by_its_own_book() -> None:
    old = book(price("0.20"))
    new = book(price("0.30"), "2026-12-15", "2027-01")
    amounts = {
        month: Tariff(month, [new, old]).amount(REGION, KEY, 1_000_000)
        for month in ("2026-10", "2026-11", "2026-12", "2027-01", "2027-02")
    }
    before, after = Priced(200_000, "USD", "2026-11-28"), Priced(300_000, "USD", "2026-12-15")
    assert amounts == {"2026-10": before, "2026-11": before, "2026-12": before, "2027-01": after, "2027-02": after}


def test_of_two_books_for_one_month_the_one_read_later_holds() -> None:
    wrong, mended = book(price(), "2026-12-15", "2027-01"), book(price(), "2026-12-16", "2027-01")
    assert book_of("2027-01", [mended, wrong]) is mended
    with pytest.raises(Defect):
        book_of("2027-01", [])


def test_the_newest_revision_that_holds_in_a_month_is_in_force() -> None:
    first, later, again = terms(1), terms(2, "2027-01"), terms(3)
    assert terms_of("2026-10", [first, later, again]) is None
    assert terms_of("2026-12", [first, later, again]) is again
    assert terms_of("2027-01", [first, later, again]) is later


PERCENT = st.integers(0, 100).map(str)
DECIMAL = st.decimals("0.001", "9", places=3).map(str)


@st.composite
def ladders(draw: st.DrawFn) -> Price:
    free = draw(st.integers(0, 12))
    starts = sorted(draw(st.sets(st.integers(free + 1, 60), max_size=3)))
    return price(
        draw(DECIMAL),
        draw(st.sampled_from([1, 3, 1000])),
        free,
        [(start, draw(DECIMAL)) for start in starts],
    )


def unit_by_unit(found: Price, quantity: int, free: bool, percent: str) -> int:
    """The same sum, one unit after the other."""
    cost = Fraction(0)
    for at in range(quantity):
        each = found.price
        for tier in found.tiers:
            each = tier.price if at >= tier.start else each
        cost += 0 if free and at < found.free else Fraction(each)
    return math.ceil(cost / found.per * (100 - Fraction(percent)) / 100 * 1_000_000)


@given(ladders(), st.integers(0, 80), st.booleans(), PERCENT)
def test_the_net_price_is_that_of_unit_after_unit(found: Price, quantity: int, free: bool, percent: str) -> None:
    own = terms(free_tiers=free, discounts={"lambda": percent})
    assert net(found, quantity, own) == unit_by_unit(found, quantity, free, percent)


@given(ladders(), st.lists(st.integers(0, 20), max_size=8), st.booleans(), PERCENT)
def test_what_days_add_is_never_below_zero_and_adds_up_to_the_month(
    found: Price, days: list[int], free: bool, percent: str
) -> None:
    own = terms(free_tiers=free, discounts={"lambda": percent})
    so_far, added = 0, []
    for quantity in days:
        before = net(found, so_far, own)
        so_far += quantity
        added.append(net(found, so_far, own) - before)
    assert all(each >= 0 for each in added)
    assert sum(added) == net(found, sum(days), own)


@given(ladders(), st.integers(0, 10**15))
def test_nobody_pays_more_than_the_dearest_price(found: Price, quantity: int) -> None:
    found_net = net(found, quantity, terms(free_tiers=True))
    dearest = max(Fraction(each) for each in [found.price, *(tier.price for tier in found.tiers)])
    assert found_net <= math.ceil(dearest * quantity / found.per * 1_000_000)
