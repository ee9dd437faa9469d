"""What interviews will cost, before anybody uploads: quantities of `work`, at the prices the ledger uses."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from mianshi.contracts.base import Record
from mianshi.contracts.money import MICRO
from mianshi.contracts.terms import FormerWay
from mianshi.contracts.usage import OWN_METERS, UNITS, Meter, Usage
from mianshi.finance.estimates.assumptions import Assumption, Assumptions
from mianshi.finance.estimates.managed import Managed, Ours, managed
from mianshi.finance.estimates.work import MOST_INSTANCES, Group, Item, Planned, Work, instances, items, measured
from mianshi.finance.overheads.standing import Standing, of_month
from mianshi.finance.reports import divide_up
from mianshi.finance.tariff import Priced, Tariff

_HOUR_MINUTES, _HOUR_MS, _DAYS = 60, 3_600_000, 30
_HOUR_PRICES = ("speech_hour_price", "rater_hour_price")
_OWN_PRICES: dict[Meter, tuple[str, int]] = {
    Meter.LAMBDA_COMPUTE: ("gb_second_price", 1_024_000),
    Meter.LAMBDA_COMPUTE_ARM: ("gb_second_price", 1_024_000),
    Meter.LAMBDA_REQUESTS: ("million_calls_price", 1_000_000),
}
"""What else whoever asks may know the price of, and how much of the meter it is for."""
_ESSENTIAL = frozenset({Meter.ENDPOINT_SECONDS, *_OWN_PRICES})
"""Instances and functions: without a price for these, the sum of the others says nothing about the whole."""
BILL_ONLY = frozenset({Meter.DATA_OUT, Meter.TRACES})
"""On AWS's bill and in no line of the ledger, which has no way to see them."""


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
    own_price: bool = False
    """At a price that whoever asks gave for this item: no discount is taken off it."""
    in_ledger: bool = True
    """Whether the ledger will have lines about it; AWS's bill has it in any case."""


class Total(Record):
    """The sum of all rows of one currency that have a price; None where none has. It is the whole only where nothing is
    `unpriced`, and says nothing about the whole where `Estimate.lacks` names anything."""

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
    lacks: list[str]
    """Those of `unpriced` that are instances or functions: where there are any, the whole cannot be estimated."""
    crowded: dict[Literal["speech", "rater"], int]
    """Instances that have to work at once, where they are more than `work.MOST_INSTANCES`."""
    managed: Managed
    former: Former | None
    assumptions: list[Assumption]

    def total(self, currency: str) -> Total | None:
        """The total in one currency."""
        return next((total for total in self.totals if total.currency == currency), None)

    def without_price(self, keys: Collection[str]) -> list[Row]:
        """One row for each of these price keys that has no price, in the order of the rows."""
        found = {row.price_key: row for row in reversed(self.rows) if row.micro_month is None and row.price_key in keys}
        return list(found.values())[::-1]

    @property
    def groups(self) -> list[tuple[Group, str, int | None, int | None]]:
        """Group, currency, and the sums of its rows of one interview and of the month."""
        keys = dict.fromkeys((row.group, row.currency) for row in self.rows)
        return [
            (group, currency, _sum(own, "micro_one"), _sum(own, "micro_month"))
            for group, currency in keys
            if (own := [row for row in self.rows if (row.group, row.currency) == (group, currency)])
        ]


class _Price(NamedTuple):
    price: str
    per: int


class _Prices:
    """Prices of items: the tariff's, but for instances whose price whoever asks knows better."""

    def __init__(self, tariff: Tariff, region: str, assumed: Assumptions | None = None) -> None:
        self._tariff, self._region, self._assumed = tariff, region, assumed

    def amount(self, item: Item, quantity: int) -> Priced:
        """What so much of it costs, at the customer's price where they have one."""
        own = self.own(item)
        if own is None:
            return self._tariff.amount(self._region, item.usage.price_key, quantity)
        micro = math.ceil(Fraction(own.price) * quantity / own.per * MICRO)
        return Priced(micro, self._tariff.book.currency(self._region), "")

    def price(self, item: Item) -> _Price | None:
        """The price that holds for it; None where nobody knows one."""
        key, terms = item.usage.price_key, self._tariff.terms
        if own := self.own(item):
            return own
        found = (
            terms.prices.get(key)
            if terms and item.usage.meter in OWN_METERS
            else self._tariff.book.find(self._region, key)
        )
        return _Price(found.price, found.per) if found else None

    def net(self, key: str, quantity: int) -> int | None:
        """After free units, tiers and discount; None where there are none."""
        return self._tariff.net_micro(self._region, key, quantity)

    def own(self, item: Item) -> _Price | None:
        """The price of an item that whoever asks gave, if they did."""
        hour = f"{item.name.removeprefix('waiting_')}_hour_price"
        name, per = (hour, _HOUR_MS) if hour in _HOUR_PRICES else _OWN_PRICES.get(item.usage.meter, ("", 1))
        if self._assumed is None or not name or not self._assumed[name]:
            return None
        return _Price(self._assumed.text(name), per)


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
    prices = _Prices(tariff, region, plan.assumed)
    rows = [_row(item, prices, work.per_month) for item in planned]
    rows += _credits(rows, prices, work.per_month)
    totals = _totals(rows)
    unpriced = sorted({row.price_key for row in rows if row.micro_month is None})
    needed: dict[Literal["speech", "rater"], int] = {
        "speech": instances(plan, plan.speech_ms),
        "rater": instances(plan, plan.rater_ms),
    }
    return Estimate(
        work=work,
        region=region,
        month=tariff.month,
        price_book=tariff.book.id,
        rows=rows,
        totals=totals,
        unpriced=unpriced,
        lacks=[key for key in unpriced if key.startswith(tuple(_ESSENTIAL))],
        crowded={name: number for name, number in needed.items() if number > MOST_INSTANCES},
        managed=managed(plan, tariff.book, region, _ours(rows, tariff.book.currency(region))),
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
    prices = _Prices(tariff, region)
    rows = [_row(item, prices, 1) for item in standing_items(standing, conditions, compute)]
    rows += _credits(rows, prices, 1)
    return rows, _totals(rows)


def standing_items(standing: Standing, conditions: Collection[str], compute: Meter) -> list[Item]:
    """The charges that stand in the template as items of a month, and what runs by the clock take beside their time."""
    ms: Mapping[str, int] = measured()["idle_run_ms"]
    used = [*of_month(standing, conditions, ms_per_run=ms, compute=compute), *_by_the_clock(standing)]
    return [Item(f"standing_{usage.meter.value}", "standing", usage, None) for usage in used]


def _by_the_clock(standing: Standing) -> list[Usage]:
    """Table, files, logs and traces of scheduled runs that find nothing to do, in a month of 30 days.

    A trace for each run: X-Ray takes the first request of a second and 5 % of the others (docs.aws.amazon.com/xray:
    default sampling), and runs are minutes apart.
    """
    runs = {each.resource: each.runs_per_day * _DAYS for each in standing.schedules}
    log_bytes = int(measured()["bytes"]["logs"]["invocation"])
    found = Counter({Meter.TRACES: sum(runs.values()), Meter.LOGS_INGESTED: sum(runs.values()) * log_bytes})
    for each in standing.schedules:
        for key, quantity in measured()["idle_run_uses"].get(each.function, {}).items():
            found[Meter(key)] += quantity * runs[each.resource]
    return [Usage(meter=meter, quantity=quantity) for meter, quantity in sorted(found.items()) if quantity]


def _row(item: Item, prices: _Prices, interviews: int) -> Row:
    month = prices.amount(item, item.usage.quantity)
    one = divide_up(month.micro, interviews) if item.one is None else prices.amount(item, item.one).micro
    price = prices.price(item)
    return Row(
        name=item.name,
        group=item.group,
        price_key=item.usage.price_key,
        unit=UNITS[item.usage.meter],
        one=item.one,
        month=item.usage.quantity,
        price=price.price if price else "",
        per=price.per if price else 0,
        currency=month.currency,
        micro_one=one,
        micro_month=month.micro,
        own_price=prices.own(item) is not None,
        in_ledger=item.usage.meter not in BILL_ONLY,
    )


def _credits(rows: Sequence[Row], prices: _Prices, interviews: int) -> Iterator[Row]:
    """For each price key what the month's net amount is below the rows' list amounts, as the ledger's credits are.

    What only comes from rounding each row up, less than a micro-unit for a row, is no credit. A row at a price that
    whoever asks gave is what they pay already: nothing is taken off it.
    """
    keys = dict.fromkeys(row.price_key for row in rows)
    for key in keys:
        own = [row for row in rows if row.price_key == key and row.micro_month is not None and not row.own_price]
        net = prices.net(key, sum(row.month for row in own)) if own else None
        listed = sum(row.micro_month or 0 for row in own)
        if net is None or abs(net - listed) <= len(own):
            continue
        yield Row(
            name="credit",
            group="credit",
            price_key=key,
            unit=own[0].unit,
            one=None,
            month=0,
            currency=own[0].currency,
            in_ledger=own[0].in_ledger,
            micro_one=divide_up(net - listed, interviews),
            micro_month=net - listed,
        )


def _ours(rows: Sequence[Row], currency: str) -> Ours:
    """Ours of a month in the region's currency, altogether and the parts that the managed services stand against."""
    hearing, looking = (
        [row for row in rows if row.name in names] for names in (("speech", "waiting_speech"), ("vision",))
    )
    system = [row for row in rows if row.group != "people" and row.currency == currency]
    return Ours(_whole(system), _whole(hearing), _whole(looking))


def _whole(rows: Sequence[Row]) -> int | None:
    return _sum(rows, "micro_month") if all(row.micro_month is not None for row in rows) else None


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
