"""The estimate: totals are their rows, nothing without a price is 0, and the month is priced as the ledger prices it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mianshi.contracts.terms import FormerWay, Terms
from mianshi.contracts.usage import UNITS, Meter
from mianshi.finance.estimates.estimate import Estimate, estimate, idle
from mianshi.finance.estimates.estimate_files import to_csv
from mianshi.finance.estimates.managed import FACES, TRANSCRIBE
from mianshi.finance.estimates.sensitivity import swings
from mianshi.finance.estimates.work import Planned, Work
from mianshi.finance.overheads.standing import Schedule, Standing, Thing
from mianshi.finance.prices import PriceBook
from mianshi.finance.tariff import Tariff

PRICES = Path(__file__).parents[3] / "infra" / "prices"
G5 = "sagemaker.async.instance.ml.g5.xlarge"
KEYS = {
    meter.value: UNITS[meter]
    for meter in Meter
    if meter.value.split(".")[0] not in ("sagemaker", "connector", "people")
}
KEYS[G5] = "ms"
STANDING = Standing(
    things=[
        Thing(meter=Meter.ALARMS, count=6, resources=["Speech/A"]),
        Thing(meter=Meter.ALARMS, count=7, resources=["Alarms/B"], when="HasAlarmEmail"),
        Thing(meter=Meter.SECRETS, count=1, resources=["SigningKey"]),
    ],
    schedules=[Schedule(resource="S.Sweep", function="sync_hr", memory_mb=512, runs_per_day=96)],
    nothing=[],
    outside=["taxes"],
)


def book(prices: dict[str, dict[str, Any]], peers: dict[str, dict[str, Any]] | None = None) -> PriceBook:
    common = {"known": "price_list", "source": "a test", "read_on": "2026-11-28"}
    known = {key: {"unit": KEYS.get(key), **common, **price} for key, price in prices.items()}
    other = {key: {**common, **price} for key, price in (peers or {}).items()}
    data: dict[str, Any] = {
        "as_of": "2026-11-28",
        "effective_from": "2026-11",
        "notes": [],
        "regions": {"cn-north-1": {"currency": "CNY", "prices": known}},
    }
    if other:
        data["peers"] = {"cn-north-1": {"currency": "CNY", "prices": other}}
    return PriceBook.from_dict(data)


def terms(**more: Any) -> Terms:
    return Terms(revision=1, effective_from="2026-11", by="qian", at="2026-11-01T00:00:00Z", **more)


def work(minutes: str = "20", answers: int = 5, per_month: int = 3000, **assumptions: str) -> Work:
    return Work(minutes=minutes, answers=answers, per_month=per_month, assumptions=assumptions)


def made(plan: Work, prices: PriceBook, *own: Terms) -> Estimate:
    return estimate(plan, Tariff("2026-11", [prices], own), "cn-north-1", standing=STANDING)


PRICED = st.fixed_dictionaries(
    {"price": st.integers(1, 10**6).map(lambda n: f"{n}e-6"), "per": st.sampled_from([1, 1000, 3_600_000])},
    optional={
        "free": st.integers(1, 10**6),
        "tiers": st.lists(st.integers(10**7, 10**9), max_size=2, unique=True).map(
            lambda starts: [{"start": start, "price": "0.0000005"} for start in sorted(starts)]
        ),
    },
)
BOOKS = st.dictionaries(st.sampled_from(sorted(KEYS)), PRICED, max_size=30).map(book)
OWN = st.lists(
    st.builds(
        terms,
        free_tiers=st.booleans(),
        discounts=st.dictionaries(st.sampled_from(["lambda", "*", "sagemaker"]), st.integers(0, 100).map(str)),
    ),
    max_size=1,
)
PLANS = st.builds(
    work,
    minutes=st.integers(1, 120).map(str),
    answers=st.integers(1, 20),
    per_month=st.integers(1, 20_000),
    wakings_per_day=st.sampled_from(["0", "2"]),
)


@settings(max_examples=80, deadline=None)
@given(PLANS, BOOKS, OWN)
def test_the_rows_add_up_to_the_totals_and_without_a_price_there_is_no_amount(
    plan: Work, prices: PriceBook, own: list[Terms]
) -> None:
    found = made(plan, prices, *own)
    for total in found.totals:
        rows = [row for row in found.rows if row.currency == total.currency]
        for field in ("micro_one", "micro_month"):
            amounts = [value for row in rows if (value := getattr(row, field)) is not None]
            assert getattr(total, field) == (sum(amounts) if amounts else None)
        assert total.unpriced == sum(row.micro_month is None for row in rows)
        assert sum(month or 0 for _, currency, _, month in found.groups if currency == total.currency) == (
            total.micro_month or 0
        )
    for row in found.rows:
        assert (row.micro_month is None) == (row.micro_one is None)
        assert (row.micro_month is None) == (row.group != "credit" and not row.price)
    assert set(found.unpriced) == {row.price_key for row in found.rows if row.micro_month is None}


@settings(max_examples=60, deadline=None)
@given(PLANS, BOOKS, OWN)
def test_a_months_total_of_a_key_is_what_the_ledger_would_come_to(
    plan: Work, prices: PriceBook, own: list[Terms]
) -> None:
    found, tariff = made(plan, prices, *own), Tariff("2026-11", [prices], own)
    for key in {row.price_key for row in found.rows} - set(found.unpriced):
        rows = [row for row in found.rows if row.price_key == key]
        net = tariff.net_micro("cn-north-1", key, sum(row.month for row in rows))
        listed = sum(row.micro_month or 0 for row in rows)
        if net is None:
            assert all(row.group != "credit" for row in rows)
        else:
            assert 0 <= listed - net <= len(rows)  # each row was rounded up by less than a micro-unit


@settings(max_examples=60, deadline=None)
@given(PLANS, BOOKS, st.sampled_from(["minutes", "per_month"]), st.integers(1, 5000))
def test_more_interviews_and_longer_ones_never_cost_less(plan: Work, prices: PriceBook, what: str, more: int) -> None:
    if what == "minutes":
        larger = plan.model_copy(update={"minutes": str(min(120, int(plan.minutes) + more))})
    else:
        larger = plan.model_copy(update={"per_month": plan.per_month + more})
    before, after = made(plan, prices), made(larger, prices)
    slack = len(after.rows)  # rounding of rows of a key with tiers may be taken off or not
    assert sum(total.micro_month or 0 for total in after.totals) + slack >= sum(
        total.micro_month or 0 for total in before.totals
    )


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 5), st.integers(1, 19), BOOKS)
def test_more_answers_never_cost_less_where_neither_sound_nor_picture_is_cut_anew(
    each: int, answers: int, prices: PriceBook
) -> None:
    minutes = str(
        each * answers
    )  # an answer over five minutes is heard in pieces, so more and shorter ones may take less
    before, after = (made(work(minutes, n, 1, observations="0"), prices) for n in (answers, answers + 1))
    slack = len(after.rows)
    assert sum(t.micro_month or 0 for t in after.totals) + slack >= sum(t.micro_month or 0 for t in before.totals)


@given(PLANS, BOOKS)
@settings(max_examples=40, deadline=None)
def test_of_one_interview_a_month_the_month_is_the_interview(plan: Work, prices: PriceBook) -> None:
    found = made(plan.model_copy(update={"per_month": 1}), prices)
    assert all(row.micro_one == row.micro_month for row in found.rows)


def test_a_discount_of_everything_leaves_nothing_and_says_so_in_credits() -> None:
    found = made(work(), book({G5: {"price": "10", "per": 3_600_000}}), terms(discounts={"*": "100"}))
    [total] = found.totals
    assert total.micro_month == 0
    [credit] = [row for row in found.rows if row.group == "credit"]
    assert credit.micro_month == -sum(
        row.micro_month or 0 for row in found.rows if row.price_key == G5 and row is not credit
    )


def test_an_hour_at_ones_own_price_takes_the_place_of_the_books() -> None:
    found = made(work(speech_hour_price="36", rater_hour_price="18"), book({}))
    assert not any(key.startswith(Meter.ENDPOINT_SECONDS) for key in found.lacks)
    amounts = {row.name: row.micro_one for row in found.rows}
    plan = Planned(work())
    assert amounts["speech"] == plan.speech_ms * 10  # 36 an hour are a hundredth a second
    assert amounts["rater"] == plan.rater_ms * 5
    assert {G5, Meter.LAMBDA_COMPUTE, Meter.LAMBDA_REQUESTS} == set(made(work(), book({})).lacks)


def test_a_discount_counts_for_the_instance_that_has_no_price_of_ones_own() -> None:
    prices, half = book({G5: {"price": "10", "per": 3_600_000}}), terms(discounts={"sagemaker": "50"})
    found = made(work(speech_hour_price="6"), prices, half)
    listed = sum(row.micro_month or 0 for row in found.rows if row.name in ("rater", "waiting_rater"))
    [credit] = [row for row in found.rows if row.group == "credit"]
    assert abs(2 * (credit.micro_month or 0) + listed) <= 2
    both = made(work(speech_hour_price="6", rater_hour_price="6"), prices, half)
    assert not [row for row in both.rows if row.group == "credit"]


def test_functions_at_ones_own_prices_make_a_region_without_any_to_be_estimated() -> None:
    own: dict[str, Any] = {
        "speech_hour_price": "10",
        "rater_hour_price": "10",
        "gb_second_price": "0.0001",
        "million_calls_price": "2",
    }
    found = made(work(**own), book({}))
    assert found.lacks == [] and Meter.S3_WRITES in found.unpriced
    amounts = {row.name: row for row in found.rows}
    ingest, calls = amounts["ingest"], amounts["calls"]
    assert ingest.micro_month == -(-ingest.month * 100 // 1_024_000) and calls.micro_month == calls.month * 2
    assert amounts["standing_lambda.requests"].micro_month == amounts["standing_lambda.requests"].month * 2


def test_what_the_ledger_cannot_see_is_marked() -> None:
    rows = made(work(), book({})).rows
    assert {row.price_key for row in rows if not row.in_ledger} == {Meter.DATA_OUT, Meter.TRACES}


@pytest.mark.parametrize(("per_month", "speech"), [(100, None), (100_000, 8)])
def test_more_work_than_the_instances_can_do_is_named(per_month: int, speech: int | None) -> None:
    crowded = made(work(per_month=per_month), book({})).crowded  # 60 s of hearing each, 220 busy hours
    assert crowded.get("speech") == speech


def test_managed_services_are_billed_by_the_second_and_only_where_offered() -> None:
    peers = {
        TRANSCRIBE: {"price": "0.06", "per": 1, "unit": "minute"},
        FACES: {"price": "0.60", "per": 1, "unit": "minute"},
    }
    found = made(work("1", 20, 10), book({}, peers)).managed
    words, faces = found.rows
    assert (words.seconds_one, words.micro_one) == (60, 60_000)
    assert (faces.seconds_one, faces.micro_one) == (60, 600_000)
    assert (found.micro_one, found.micro_month, found.times) == (660_000, 6_600_000, None)
    [short, _] = made(work("0.1", 20, 10), book({}, peers)).managed.rows
    assert short.seconds_one == 20  # answers of 0.3 s are billed as 1
    half = made(work(), book({}, {TRANSCRIBE: peers[TRANSCRIBE]})).managed
    assert half.rows[1].micro_one is None and half.micro_one is None and half.times is None
    unseen = made(work(observations="0"), book({}, {TRANSCRIBE: peers[TRANSCRIBE]})).managed
    assert [row.key for row in unseen.rows] == [TRANSCRIBE]
    assert unseen.micro_one == 1_200_000


def test_a_ratio_is_given_only_where_both_sides_are_known_in_full() -> None:
    every = {key: {"price": "0.000001", "per": 1} for key in KEYS}
    peers = {key: {"price": "0.06", "per": 1, "unit": "minute"} for key in (TRANSCRIBE, FACES)}
    review = {"people.review": {"price": "90", "per": 3_600_000, "currency": "CNY"}}
    assert made(work(review_minutes="10"), book(every, peers), terms(prices=review)).managed.times == (
        made(work(), book(every, peers)).managed.times
    )  # people read reports whoever hears and looks
    found = made(work(), book(every, peers))
    [total] = found.totals
    assert found.managed.times is not None and total.micro_month and found.managed.micro_month
    whole, _, hundredths = found.managed.times.partition(".")
    assert int(whole) * 100 + int(hundredths) == found.managed.micro_month * 100 // total.micro_month


def test_the_former_way_is_the_customers_own_figure_or_not_there() -> None:
    former = FormerWay(minutes_per_interview="45", hourly_rate="80", currency="CNY")
    found = made(work(per_month=10), book({}), terms(former=former)).former
    assert found is not None and (found.micro_one, found.micro_month) == (60_000_000, 600_000_000)
    assert made(work(), book({}), terms(former=FormerWay(hourly_rate="80"))).former is None


def test_an_empty_system_is_billed_what_stands_in_the_template() -> None:
    tariff = Tariff("2026-11", [book({Meter.ALARMS.value: {"price": "0.7", "per": 1000}})])
    rows, [total] = idle(STANDING, tariff, "cn-north-1")
    assert {row.price_key: row.micro_month for row in rows}["cloudwatch.alarms"] == 4_200_000
    assert (total.micro_month, total.unpriced) == (4_200_000, len(rows) - 1)
    quantities = {row.price_key: row.month for row in rows}
    assert (quantities[Meter.TRACES], quantities[Meter.LOGS_INGESTED]) == (2880, 2880 * 600)
    assert quantities[Meter.DYNAMODB_READS] == 2880 * 1000
    more, _ = idle(STANDING, tariff, "cn-north-1", conditions=["HasAlarmEmail"])
    assert {row.price_key: row.micro_month for row in more}["cloudwatch.alarms"] == 9_100_000


def test_the_file_has_every_row_total_service_and_assumption_and_no_formula() -> None:
    found = made(work(), book({G5: {"price": "10", "per": 3_600_000}}))
    lines = list(csv.DictReader(io.StringIO(to_csv(found, lambda row: row.name, "en").removeprefix("\ufeff"))))
    kinds = [line["kind"] for line in lines]
    assert kinds.count("row") == len(found.rows) and kinds.count("total") == len(found.totals)
    assert kinds.count("managed") == 2 and kinds.count("assumption") == len(found.assumptions)
    assert all(line["amount_one"] == "" for line in lines if line["priced"] == "no" and line["kind"] == "row")
    assert not any(cell.startswith(("=", "+", "@")) for line in lines for cell in line.values())


@pytest.mark.parametrize("region", ["us-east-1", "ap-southeast-1", "eu-central-1", "cn-north-1", "cn-northwest-1"])
def test_every_region_of_the_shipped_book_can_be_estimated(region: str) -> None:
    books = [PriceBook.from_dict(json.loads(file.read_text())) for file in PRICES.glob("20*.json")]
    found = estimate(work(), Tariff("2026-11", books), region)
    [total] = found.totals
    assert total.currency == ("CNY" if region.startswith("cn-") else "USD")
    assert total.unpriced == sum(row.micro_month is None for row in found.rows)


def test_what_the_result_hangs_on_is_found_by_halving_and_doubling() -> None:
    functions: dict[str, dict[str, Any]] = {
        key.value: {"price": "0.000001", "per": 1000} for key in (Meter.LAMBDA_COMPUTE, Meter.LAMBDA_REQUESTS)
    }
    tariff = Tariff("2026-11", [book({G5: {"price": "10", "per": 3_600_000}, **functions})])
    plan = work()
    moved = swings(plan, tariff, "cn-north-1", standing=STANDING)
    assert "replays" in moved.unweighed and "busy_hours" not in moved.unweighed
    found = moved.found
    assert [each.width for each in found] == sorted((each.width for each in found), reverse=True)
    by_name = {each.name: each for each in found}
    assert {"busy_hours", "speech_speed", "rater_ms_per_check"} <= set(by_name)
    assert "replays" not in by_name  # sending has no price in this book
    hours = by_name["busy_hours"]
    assert (hours.half, hours.double) == ("5", "20")
    for value, micro in ((hours.half, hours.micro_half), (hours.double, hours.micro_double)):
        [total] = made(plan.model_copy(update={"assumptions": {"busy_hours": value}}), tariff.book).totals
        assert total.micro_month == micro
    assert by_name["busy_days"].double == "31"  # no month is longer


def test_where_the_whole_cannot_be_estimated_nothing_is_weighed() -> None:
    tariff = Tariff("2026-11", [book({G5: {"price": "10", "per": 3_600_000}})])
    moved = swings(work(), tariff, "cn-north-1", standing=STANDING)
    assert moved.found == [] and {"busy_hours", "replays"} <= set(moved.unweighed)
