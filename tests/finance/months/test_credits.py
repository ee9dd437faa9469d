"""A month costs what its whole quantity costs, on whatever days and for whatever jobs it was used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.terms import Terms
from mianshi.contracts.usage import LedgerLine, LineOutcome, Meter, Tags, Usage
from mianshi.finance.ledger import price
from mianshi.finance.months import adding, rollup
from mianshi.finance.months.credits import Key, Used, after, credits, shared
from mianshi.finance.months.rollup import DaySummary
from mianshi.finance.prices import PriceBook
from mianshi.finance.tariff import Tariff

REGION = "us-east-1"
_FROM = {"known": "official_page", "source": "s", "read_on": "2026-11-01"}
BOOK = PriceBook.from_dict(
    {
        "as_of": "2026-11-01",
        "effective_from": "2026-11",
        "notes": [],
        "regions": {
            REGION: {
                "currency": "USD",
                "prices": {
                    "lambda.requests": {"price": "0.20", "per": 1_000_000, "unit": "request", "free": 50, **_FROM},
                    "s3.standard.get_requests": {
                        **{"price": "0.7", "per": 1000, "unit": "request", "free": 10, **_FROM},
                        "tiers": [{"start": 100, "price": "0.5"}, {"start": 1000, "price": "0.1"}],
                    },
                    "eventbridge.custom_events": {"price": "1.00", "per": 1_000_000, "unit": "event", **_FROM},
                },
            }
        },
    }
)
METERS = [Meter.LAMBDA_REQUESTS, Meter.S3_READS, Meter.EVENTS]


def terms(revision: int = 1, **more: Any) -> Terms:
    return Terms.model_validate({"revision": revision, "effective_from": "2026-11", "by": "p", "at": "a"} | more)


def day_of(number: int, used: Sequence[tuple[str, Meter, int]], tariff: Tariff) -> DaySummary:
    """A complete day: what each job used, each in an attempt of its own."""
    name = f"2026-11-{number:02d}"
    lines: list[LedgerLine] = []
    outcome: LineOutcome = "ok"
    for at, (job, meter, quantity) in enumerate(used):
        lines += price(
            [Usage(meter=meter, quantity=quantity)],
            tags=Tags(interview_id=f"iv_{at % 3}", job_id=job, source="boss" if at % 2 else ""),
            stage="rate",
            attempt=str(at),
            outcome=outcome,
            at=f"{name}T08:00:00.000Z",
            region=REGION,
            tariff=tariff,
        )
    return adding.add(DaySummary(day=name, state="closing"), lines, {}, f"{name}T08:00:00.000Z")


def month_of(days: Sequence[tuple[DaySummary, Tariff]]) -> list[DaySummary]:
    final: list[DaySummary] = []
    used: dict[Key, Used] = {}
    for day, tariff in days:
        final.append(adding.finished(day, credits(day, used, tariff)))
        used = after(used, final[-1])
    return final


def net(days: Sequence[DaySummary], meter: Meter) -> int:
    of_key = [key for day in days for key in day.keys if key.price_key == meter]
    credited = [line.amount_micro or 0 for day in days for line in day.credits if line.price_key == meter]
    return sum(key.micro for key in of_key) + sum(credited)


quantities = st.sampled_from([0, 1, 9, 10, 11, 49, 51, 89, 99, 101, 899, 900, 901]) | st.integers(0, 1500)
uses = st.lists(
    st.tuples(st.sampled_from(["", "job_a", "job_b", "职位"]), st.sampled_from(METERS), quantities), max_size=8
)
figures = st.sampled_from(
    [
        (),
        (terms(free_tiers=True),),
        (terms(discounts={"s3": "12.5"}),),
        (terms(free_tiers=True, discounts={"*": "100"}),),
    ]
)


@given(used=st.lists(uses, max_size=5), figures=figures)
def test_a_month_costs_what_its_whole_quantity_costs(used: list[Any], figures: tuple[Terms, ...]) -> None:
    tariff = Tariff("2026-11", [BOOK], figures)
    final = month_of([(day_of(at, one, tariff), tariff) for at, one in enumerate(used, start=1)])
    for meter in METERS:
        quantity = sum(q for day in used for _, m, q in day if m == meter)
        wanted = tariff.net_micro(REGION, meter.value, quantity)
        if any(m == meter for day in used for _, m, _ in day):
            assert net(final, meter) == wanted
    whole = sum(group.sum.micro for group in rollup.totals(final))
    assert whole == sum(net(final, meter) for meter in METERS)
    credited = {group.key: group.sum.micro for group in rollup.by_kind(final)}
    assert credited.get("credit", 0) == sum(line.amount_micro or 0 for day in final for line in day.credits)
    for day in final:
        assert [(key.job_id, key.department, key.source) for key in day.keys] == [("", "", "")] * len(day.keys)


def test_a_border_is_priced_the_same_whoever_crosses_it() -> None:
    tariff = Tariff("2026-11", [BOOK])
    crossing = [("job_a", Meter.S3_READS, 60), ("job_b", Meter.S3_READS, 60)]
    one_day = month_of([(day_of(1, crossing, tariff), tariff)])
    two_days = month_of([(day_of(at, [part], tariff), tariff) for at, part in enumerate(crossing, start=1)])
    assert net(one_day, Meter.S3_READS) == net(two_days, Meter.S3_READS) == 100 * 700 + 20 * 500
    assert [(line.job_id, line.amount_micro) for line in one_day[0].credits] == [("job_a", -2000), ("job_b", -2000)]
    assert [[line.amount_micro for line in day.credits] for day in two_days] == [[], [-4000]]
    [line, _] = one_day[0].credits
    assert (line.kind, line.stage, line.attempt, line.quantity) == ("credit", "credit", "2026-11-01", 60)


def test_single_lines_are_rounded_up_and_a_month_once() -> None:
    tariff = Tariff("2026-11", [BOOK], [terms(free_tiers=False, discounts={"lambda": "0.1"})])
    [day] = month_of([(day_of(1, [("job_a", Meter.LAMBDA_REQUESTS, 1)] * 100, tariff), tariff)])
    assert sum(key.micro for key in day.keys) == 100
    assert net([day], Meter.LAMBDA_REQUESTS) == 20


def test_a_month_of_tiny_lines_costs_what_its_quantity_costs_without_any_discount() -> None:
    """A request costs a fifth of a micro-unit, and its line a whole one."""
    tariff = Tariff("2026-11", [BOOK])
    tiny = [("job_a", Meter.LAMBDA_REQUESTS, 1)] * 30 + [("job_b", Meter.LAMBDA_REQUESTS, 1)] * 10
    final = month_of([(day_of(at, tiny, tariff), tariff) for at in (1, 2)])
    assert sum(key.micro for day in final for key in day.keys) == 80
    assert net(final, Meter.LAMBDA_REQUESTS) == 16 == tariff.net_micro(REGION, Meter.LAMBDA_REQUESTS, 80)
    assert {line.job_id: line.amount_micro for line in final[0].credits if not line.source} == {
        "job_a": -12,
        "job_b": -4,
    }
    whole = [("job_a", Meter.EVENTS, 7)]
    assert not month_of([(day_of(1, whole, tariff), tariff)])[0].credits


def test_figures_that_change_after_the_last_use_are_made_good_on_the_last_day_for_the_whole_system() -> None:
    before, now = Tariff("2026-11", [BOOK]), Tariff("2026-11", [BOOK], [terms(discounts={"s3": "50"})])
    used = day_of(1, [("job_a", Meter.S3_READS, 70), ("job_a", Meter.EVENTS, 3)], before)
    days = [(used, before), (day_of(29, [], now), now), (day_of(30, [], now), now)]
    final = month_of(days)
    assert net(final, Meter.S3_READS) == now.net_micro(REGION, Meter.S3_READS, 70) == 24_500
    assert not final[1].credits
    [line] = final[2].credits
    assert (line.job_id, line.department, line.source, line.quantity) == ("", "", "", 0)
    assert (line.price_key, line.amount_micro) == (Meter.S3_READS, -24_500)
    assert sum(group.sum.micro for group in rollup.totals(final)) == 24_500 + 3
    used_again = [*days[:2], (day_of(30, [("", Meter.S3_READS, 1)], now), now)]
    assert net(month_of(used_again), Meter.S3_READS) == now.net_micro(REGION, Meter.S3_READS, 71)


def test_what_has_no_price_is_kept_by_its_key_and_never_credited() -> None:
    tariff = Tariff("2026-11", [BOOK], [terms(discounts={"*": "50"})])
    gpu = Usage(meter=Meter.ENDPOINT_SECONDS, quantity=3_000, variant="ml.g5.xlarge")
    lines = [
        one
        for attempt in "ab"
        for one in price(
            [gpu],
            tags=Tags(job_id="job_a"),
            stage="rate",
            attempt=attempt,
            outcome="ok",
            at="2026-11-01T08:00:00.000Z",
            region=REGION,
            tariff=tariff,
        )
    ]
    day = DaySummary(day="2026-11-01", state="closing")
    for piece in lines:
        day = adding.add(day, [piece], {}, piece.at)
    [final] = month_of([(day, tariff)])
    [key] = final.keys
    assert (key.price_key, key.quantity, key.micro, key.unpriced) == (gpu.price_key, 0, 0, 6_000)
    assert not final.credits


def test_figures_that_change_during_a_month_hold_for_all_of_it() -> None:
    before, now = Tariff("2026-11", [BOOK]), Tariff("2026-11", [BOOK], [terms(discounts={"s3": "50"})])
    used = [("job_a", Meter.S3_READS, 70)]
    final = month_of([(day_of(1, used, before), before), (day_of(2, used, now), now)])
    assert net(final, Meter.S3_READS) == now.net_micro(REGION, Meter.S3_READS, 140)
    none = month_of([(day_of(1, used, now), now), (day_of(2, [("", Meter.S3_READS, 1)], before), before)])
    assert net(none, Meter.S3_READS) == before.net_micro(REGION, Meter.S3_READS, 71)


@given(amount=st.integers(-(10**9), 10**9), weights=st.lists(st.integers(0, 10**9), min_size=1, max_size=20))
def test_shares_are_fair_and_add_up(amount: int, weights: list[int]) -> None:
    parts = shared(amount, weights)
    assert sum(parts) == amount
    whole = sum(weights)
    if whole:
        assert all(abs(part * whole - amount * weight) < whole for part, weight in zip(parts, weights, strict=True))


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        (-10, [1, 1, 1], [-3, -3, -4]),
        (10, [1, 1, 1], [4, 3, 3]),
        (5, [0, 0], [3, 2]),
        (0, [3], [0]),
        (-1, [0, 1], [0, -1]),
    ],
)
def test_remainders_go_to_the_largest(amount: int, weights: list[int], parts: list[int]) -> None:
    assert shared(amount, weights) == parts
