"""What interviews will cost, before anybody uploads: quantities of `work`, at the prices the ledger uses."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from mianshi.contracts.base import Record
from mianshi.contracts.terms import FormerWay
from mianshi.contracts.usage import OWN_METERS, UNITS, Meter
from mianshi.finance.assumptions import Assumption
from mianshi.finance.managed import Managed, managed
from mianshi.finance.prices import MICRO, meter_of
from mianshi.finance.reports import divide_up
from mianshi.finance.standing import Standing, of_month
from mianshi.finance.tariff import Tariff
from mianshi.finance.work import Group, Item, Planned, Work, items, measured

_HOUR_MINUTES = 60


class Row(Record):
    """One item. `one` is the quantity of an interview, None where only the month has one (waiting, standing charges):
    its part of an interview is then the month's amount divided by the interviews. Amounts are whole micro-units, None
    without a price. A credit has no quantity: it is what free units, tiers and discounts take off the rows of its key.
    """

    name: str
    group: Group
    price_key: str
    unit: str
    one: int | None
    month: int
    price: str = ""
    """What `per` units of the meter cost, as the book or the terms have it; empty without a price."""
    per: int = 0
    currency: str
    micro_one: int | None
    micro_month: int | None


class Total(Record):
    """The sum of all rows of one currency that have a price; None where none has."""

    currency: str
    micro_one: int | None
    micro_month: int | None
    unpriced: int


class Former(Record):
    """The same interviews the way it was done before, by the customer's own figures (`contracts.terms.FormerWay`)."""

    currency: str
    micro_one: int
    micro_month: int
    formula: str
    source: str


class Estimate(Record):
    """Everything about one plan in one region. Totals are the sums of the rows, to the micro-unit."""

    work: Work
    region: str
    month: str
    price_book: str
    rows: list[Row]
    totals: list[Total]
    unpriced: list[str]
    """Price keys without a price, in the order of the alphabet: a total without them is "at least"."""
    managed: Managed
    former: Former | None
    assumptions: list[Assumption]

    def total(self, currency: str) -> Total | None:
        """The total in one currency."""
        return next((total for total in self.totals if total.currency == currency), None)

    @property
    def groups(self) -> list[tuple[Group, str, int | None, int | None]]:
        """Group, currency, and the sums of its rows of one interview and of the month."""
        keys = dict.fromkeys((row.group, row.currency) for row in self.rows)
        return [
            (group, currency, _sum(own, "micro_one"), _sum(own, "micro_month"))
            for group, currency in keys
            if (own := [row for row in self.rows if (row.group, row.currency) == (group, currency)])
        ]


class _Priced(NamedTuple):
    price: str
    per: int


def estimate(
    work: Work,
    tariff: Tariff,
    region: str,
    *,
    standing: Standing | None = None,
    conditions: Collection[str] = (),
    compute: Meter = Meter.LAMBDA_COMPUTE,
) -> Estimate:
    """The estimate of a plan.

    Args:
        tariff: prices of the month, with the customer's terms; free units, tiers and discounts count where they do in
            the ledger, for a month that has only these interviews.
        standing: the charges of an empty system; None leaves them out.
        conditions: of the template, that hold.
        compute: of the processor the functions run on.

    Raises:
        Rejected: ``bad_request`` where the plan is out of bounds; the detail is a sentence.
    """
    plan = Planned(work)
    planned = [*items(plan, compute)]
    if standing is not None:
        planned += standing_items(standing, conditions, compute)
    rows = [_row(item, tariff, region, work.per_month) for item in planned]
    rows += _credits(rows, tariff, region, work.per_month)
    totals = _totals(rows)
    own = next((total for total in totals if total.currency == tariff.book.currency(region)), None)
    return Estimate(
        work=work,
        region=region,
        month=tariff.month,
        price_book=tariff.book.id,
        rows=rows,
        totals=totals,
        unpriced=sorted({row.price_key for row in rows if row.micro_month is None}),
        managed=managed(plan, tariff.book, region, own.micro_month if own and not own.unpriced else None),
        former=_former(work, tariff.terms.former) if tariff.terms else None,
        assumptions=plan.assumed.rows,
    )


def idle(
    standing: Standing,
    tariff: Tariff,
    region: str,
    *,
    conditions: Collection[str] = (),
    compute: Meter = Meter.LAMBDA_COMPUTE,
) -> tuple[list[Row], list[Total]]:
    """What an empty system is billed in a month, row by row, and the totals of the rows."""
    rows = [_row(item, tariff, region, 1) for item in standing_items(standing, conditions, compute)]
    rows += _credits(rows, tariff, region, 1)
    return rows, _totals(rows)


def standing_items(standing: Standing, conditions: Collection[str], compute: Meter) -> list[Item]:
    """The charges that stand in the template as items of a month."""
    ms: Mapping[str, int] = measured()["idle_run_ms"]
    used = of_month(standing, conditions, ms_per_run=ms, compute=compute)
    return [Item(f"standing_{usage.meter.value}", "standing", usage, None) for usage in used]


def _row(item: Item, tariff: Tariff, region: str, interviews: int) -> Row:
    key = item.usage.price_key
    month = tariff.amount(region, key, item.usage.quantity)
    one = divide_up(month.micro, interviews) if item.one is None else tariff.amount(region, key, item.one).micro
    price = _price(tariff, region, key)
    return Row(
        name=item.name,
        group=item.group,
        price_key=key,
        unit=UNITS[item.usage.meter],
        one=item.one,
        month=item.usage.quantity,
        price=price.price if price else "",
        per=price.per if price else 0,
        currency=month.currency,
        micro_one=one,
        micro_month=month.micro,
    )


def _price(tariff: Tariff, region: str, key: str) -> _Priced | None:
    if meter_of(key) in OWN_METERS:
        own = tariff.terms.prices.get(key) if tariff.terms else None
        return _Priced(own.price, own.per) if own else None
    found = tariff.book.find(region, key)
    return _Priced(found.price, found.per) if found else None


def _credits(rows: Sequence[Row], tariff: Tariff, region: str, interviews: int) -> Iterator[Row]:
    """For each price key what the month's net amount is below the rows' list amounts, as the ledger's credits are."""
    for key in dict.fromkeys(row.price_key for row in rows):
        own = [row for row in rows if row.price_key == key and row.micro_month is not None]
        if not own or meter_of(key) in OWN_METERS:
            continue
        net = tariff.net_micro(region, key, sum(row.month for row in own))
        listed = sum(row.micro_month or 0 for row in own)
        if net is None or net == listed:
            continue
        yield Row(
            name="credit",
            group="credit",
            price_key=key,
            unit=own[0].unit,
            one=None,
            month=0,
            currency=own[0].currency,
            micro_one=divide_up(net - listed, interviews),
            micro_month=net - listed,
        )


def _totals(rows: Sequence[Row]) -> list[Total]:
    return [
        Total(
            currency=currency,
            micro_one=_sum(own, "micro_one"),
            micro_month=_sum(own, "micro_month"),
            unpriced=sum(row.micro_month is None for row in own),
        )
        for currency in sorted({row.currency for row in rows})
        if (own := [row for row in rows if row.currency == currency])
    ]


def _sum(rows: Sequence[Row], field: Literal["micro_one", "micro_month"]) -> int | None:
    found = [amount for row in rows if (amount := getattr(row, field)) is not None]
    return sum(found) if found else None


def _former(work: Work, former: FormerWay) -> Former | None:
    if former.minutes_per_interview is None or former.hourly_rate is None:
        return None
    cost = Fraction(former.minutes_per_interview) / _HOUR_MINUTES * Fraction(former.hourly_rate)
    one = round(cost * MICRO)
    return Former(
        currency=former.currency,
        micro_one=one,
        micro_month=one * work.per_month,
        formula=f"{former.minutes_per_interview} min ÷ 60 × {former.hourly_rate} {former.currency}",
        source=former.source,
    )
