import copy
import json
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.terms import ExchangeRate, Terms
from mianshi.contracts.usage import OWN_METERS, UNITS, Meter, Tags, Usage
from mianshi.errors import Defect
from mianshi.finance.currencies import rates_of
from mianshi.finance.ledger import price
from mianshi.finance.prices import PriceBook, book_of
from mianshi.finance.tariff import Tariff

FILES = sorted((Path(__file__).parents[2] / "infra" / "prices").glob("20*.json"))
DATA: dict[str, Any] = json.loads((Path(__file__).parents[2] / "infra/prices/2026-11-28.json").read_text())
BOOK = PriceBook.from_dict(DATA)
REGIONS = {
    "us-east-1": "USD",
    "ap-southeast-1": "USD",
    "eu-central-1": "USD",
    "cn-north-1": "CNY",
    "cn-northwest-1": "CNY",
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_shipped_file_loads_and_bears_its_date(path: Path) -> None:
    assert PriceBook.from_dict(json.loads(path.read_text())).id == path.stem


@pytest.mark.parametrize(("region", "currency"), REGIONS.items())
def test_currency_of_a_region(region: str, currency: str) -> None:
    assert BOOK.currency(region) == currency


def test_unknown_regions_are_unpriced_in_their_likely_currency() -> None:
    assert BOOK.amount_micro("eu-west-3", "lambda.requests", 1) is None
    assert (BOOK.currency("eu-west-3"), BOOK.currency("cn-south-9")) == ("USD", "CNY")


@pytest.mark.parametrize(
    ("meter", "variant", "quantity", "micro"),
    [
        (Meter.LAMBDA_COMPUTE, None, 1024 * 1000, 17),  # 1 GB-second: 16.6667 micro-dollars, rounded up
        (Meter.LAMBDA_COMPUTE, None, 1024 * 1000 * 10_000, 166_667),
        (Meter.LAMBDA_COMPUTE_ARM, None, 1024 * 1000 * 10_000, 133_334),
        (Meter.LAMBDA_REQUESTS, None, 1_000_000, 200_000),
        (Meter.LAMBDA_REQUESTS, None, 1, 1),
        (Meter.STATE_TRANSITIONS, None, 1000, 25_000),
        (Meter.S3_WRITES, None, 1000, 5_000),
        (Meter.S3_READS, None, 1000, 400),
        (Meter.DYNAMODB_WRITES, None, 1_000_000 * 1000, 625_000),
        (Meter.DYNAMODB_READS, None, 500, 1),  # half a read unit
        (Meter.EVENTS, None, 1_000_000, 1_000_000),
        (Meter.SECRETS_CALLS, None, 10_000, 50_000),
        (Meter.ENDPOINT_SECONDS, "ml.g4dn.xlarge", 3_600_000, 736_400),
        (Meter.ENDPOINT_SECONDS, "ml.g5.xlarge", 60_000, 23_467),  # the example in docs/costs.md
        (Meter.ENDPOINT_SECONDS, "ml.g5.xlarge", 1, 1),
        (Meter.LAMBDA_REQUESTS, None, 0, 0),
    ],
)
def test_amounts_in_us_east_1(meter: Meter, variant: str | None, quantity: int, micro: int) -> None:
    usage = Usage(meter=meter, quantity=quantity, variant=variant)
    assert BOOK.amount_micro("us-east-1", usage.price_key, quantity) == micro


@pytest.mark.parametrize("variant", [None, "ml.unheard-of.xlarge"])
def test_an_instance_without_a_price_is_not_free(variant: str | None) -> None:
    usage = Usage(meter=Meter.ENDPOINT_SECONDS, quantity=1000, variant=variant)
    assert BOOK.amount_micro("us-east-1", usage.price_key, 1000) is None


@given(st.sampled_from(sorted(DATA["regions"]["us-east-1"]["prices"])), st.integers(0, 10**15))
def test_amount_is_the_exact_product_rounded_up(key: str, quantity: int) -> None:
    entry = DATA["regions"]["us-east-1"]["prices"][key]
    micro = BOOK.amount_micro("us-east-1", key, quantity)
    assert isinstance(micro, int)
    exact = Decimal(entry["price"]).scaleb(6) * quantity
    assert micro == int((exact / entry["per"]).to_integral_value(rounding=ROUND_CEILING)) or (
        # the context of Decimal has 28 digits, so near a whole number the check is made without dividing
        micro * entry["per"] >= exact > (micro - 1) * entry["per"]
    )


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_more_never_costs_less(one: int, other: int) -> None:
    low, high = sorted((one, other))
    cheap = BOOK.amount_micro("us-east-1", "lambda.compute.x86", low)
    dear = BOOK.amount_micro("us-east-1", "lambda.compute.x86", high)
    assert cheap is not None and dear is not None and 0 <= cheap <= dear


def broken(path: list[str], value: object) -> dict[str, Any]:
    data = copy.deepcopy(DATA)
    inner: Any = data
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return data


REQUESTS = ["regions", "us-east-1", "prices", "lambda.requests"]


@pytest.mark.parametrize(
    "data",
    [
        broken([*REQUESTS, "price"], 0.2),
        broken([*REQUESTS, "price"], "-0.2"),
        broken([*REQUESTS, "price"], "0"),
        broken([*REQUESTS, "price"], "NaN"),
        broken([*REQUESTS, "price"], "cheap"),
        broken([*REQUESTS, "per"], 0),
        broken([*REQUESTS, "unit"], "event"),
        broken([*REQUESTS, "source"], ""),
        broken([*REQUESTS, "extra"], 1),
        broken(
            ["regions", "us-east-1", "prices", "lambda.compute.riscv"],
            DATA["regions"]["us-east-1"]["prices"]["lambda.requests"],
        ),
        broken(
            ["regions", "us-east-1", "prices", "sagemaker.async.instance"],
            DATA["regions"]["us-east-1"]["prices"]["lambda.requests"],
        ),
        broken(["regions", "us-east-1", "currency"], "EUR"),
        broken(["as_of"], "November"),
        broken(["effective_from"], "2026-13"),
        broken([*REQUESTS, "free"], -1),
        broken([*REQUESTS, "tiers"], [{"start": 10**6, "price": "0.1"}]),  # within the free million
        broken([*REQUESTS, "tiers"], [{"start": 3 * 10**6, "price": "0.1"}, {"start": 2 * 10**6, "price": "0.05"}]),
        broken([*REQUESTS, "tiers"], [{"start": 2 * 10**6, "price": "0.1"}, {"start": 2 * 10**6, "price": "0.05"}]),
        broken([*REQUESTS, "tiers"], [{"start": 2 * 10**6, "price": "0"}]),
        broken(["peers", "us-east-1", "currency"], "CNY"),
        broken(["regions", "cn-north-1", "currency"], "USD"),
        broken(["regions", "eu-central-1", "currency"], "CNY"),
        {},
    ],
)
def test_a_broken_file_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(Defect) as caught:
        PriceBook.from_dict(data)
    assert caught.value.code == "bad_price_file"


@pytest.mark.parametrize(
    ("discounts", "micro", "note"),
    [({}, 2, ""), ({"lambda": "50"}, 1, "discount 50 %"), ({"*": "12.5"}, 2, "discount 12.5 %")],
)
def test_what_comes_after_its_month_is_less_the_discount_and_says_so(
    discounts: dict[str, str], micro: int, note: str
) -> None:
    terms = Terms(revision=1, effective_from="2026-11", by="p", at="a", discounts=discounts)
    tariff = Tariff("2026-11", [PriceBook.from_dict(DATA)], [terms])
    known: dict[str, Any] = {
        "tags": Tags(),
        "stage": "s",
        "attempt": "1",
        "outcome": "ok",
        "at": "2026-12-02",
        "region": "us-east-1",
    }
    used = [Usage(meter=Meter.LAMBDA_REQUESTS, quantity=10)]
    [late] = price(used, **known, tariff=tariff, kind="adjustment")
    [usual] = price(used, **known, tariff=tariff)
    assert (late.amount_micro, late.note) == (micro, note)
    assert (usual.amount_micro, usual.note) == (2, "")
    gpu = [Usage(meter=Meter.ENDPOINT_SECONDS, quantity=1, variant="ml.none.large")]
    assert price(gpu, **known, tariff=tariff, kind="adjustment")[0].amount_micro is None


def test_two_books_of_one_day_are_refused_because_lines_name_the_day() -> None:
    twice = [PriceBook.from_dict(DATA), PriceBook.from_dict(DATA | {"effective_from": "2027-02"})]
    for month in ("2026-11", "2027-03"):
        with pytest.raises(Defect, match="the same as_of"):
            book_of(month, twice)


def test_lines_add_up_the_same_meter_and_keep_what_has_no_price() -> None:
    lines = price(
        [
            Usage(meter=Meter.LAMBDA_REQUESTS, quantity=1),
            Usage(meter=Meter.LAMBDA_REQUESTS, quantity=2),
            Usage(meter=Meter.ENDPOINT_SECONDS, quantity=1500, variant="ml.new.xlarge"),
        ],
        tags=Tags(interview_id="iv_1", job_id="job_1"),
        stage="transcribe",
        attempt="a1",
        outcome="failed",
        at="2026-11-20T08:00:00Z",
        region="us-east-1",
        tariff=Tariff("2026-11", [BOOK]),
    )
    assert [(x.price_key, x.quantity, x.unit, x.amount_micro) for x in lines] == [
        ("lambda.requests", 3, "request", 1),
        ("sagemaker.async.instance.ml.new.xlarge", 1500, "ms", None),
    ]
    assert {(x.outcome, x.currency, x.price_book, x.region, x.kind, x.interview_id, x.job_id) for x in lines} == {
        ("failed", "USD", "2026-11-28", "us-east-1", "usage", "iv_1", "job_1")
    }


def test_beijing_is_honestly_unpriced() -> None:
    (line,) = price(
        [Usage(meter=Meter.LAMBDA_REQUESTS, quantity=1)],
        tags=Tags(interview_id="iv_1", job_id="job_1"),
        stage="score",
        attempt="a1",
        outcome="ok",
        at="2026-11-20T08:00:00Z",
        region="cn-north-1",
        tariff=Tariff("2026-11", [BOOK]),
    )
    assert (line.amount_micro, line.currency) == (None, "CNY")


def test_every_meter_has_a_unit_and_us_east_1_prices_them_all() -> None:
    assert set(UNITS) == set(Meter)
    keys = DATA["regions"]["us-east-1"]["prices"]
    assert {m for m in set(Meter) - OWN_METERS if not any(k == m or k.startswith(f"{m}.") for k in keys)} == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_price_says_where_it_is_from(path: Path) -> None:
    data = json.loads(path.read_text())
    books = [*data["regions"].values(), *data["peers"].values()]
    for key, entry in [pair for book in books for pair in book["prices"].items()]:
        assert entry["read_on"] <= data["as_of"], key
        if entry["known"] in ("official_page", "recalled"):
            assert entry["source"].startswith("https://"), key
        if entry["known"] == "price_list":
            assert entry["source"].startswith("AWS Price List"), key


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_more_of_a_month_is_never_dearer_by_the_unit(path: Path) -> None:
    for region, prices in PriceBook.from_dict(json.loads(path.read_text())).regions().items():
        for key, entry in prices.prices.items():
            steps = [Decimal(entry.price), *(Decimal(tier.price) for tier in entry.tiers)]
            assert steps == sorted(steps, reverse=True), f"{region} {key}"


@pytest.mark.parametrize(
    ("region", "key", "quantity", "micro"),
    [
        ("us-east-1", "s3.standard.storage", 1 << 30, 23_000),
        ("us-east-1", "cloudwatch.alarms", 1000, 100_000),
        ("us-east-1", "transfer.out.internet", 1 << 30, 90_000),
        ("ap-southeast-1", "cloudwatch.logs.ingestion", 1 << 30, 700_000),
        ("eu-central-1", "dynamodb.pitr", 1 << 30, 244_800),
        ("cn-north-1", "cloudwatch.metrics", 1000, 2_000_000),
        ("cn-northwest-1", "stepfunctions.standard.transitions", 1000, 210_200),
        ("cn-northwest-1", "sagemaker.async.instance.ml.g5.xlarge", 3_600_000, None),
        ("cn-north-1", "lambda.requests", 1, None),
    ],
)
def test_amounts_elsewhere(region: str, key: str, quantity: int, micro: int | None) -> None:
    assert BOOK.amount_micro(region, key, quantity) == micro


def test_peers_are_of_exactly_one_region_and_price_no_line() -> None:
    found = BOOK.peer("us-east-1", "transcribe.batch.minutes")
    assert found is not None and found.list_cost(60) == Fraction("0.36")
    assert BOOK.peer("eu-central-1", "transcribe.batch.minutes") is None
    assert BOOK.find("us-east-1", "transcribe.batch.minutes") is None


def test_the_shipped_exchange_table_is_dated_and_named() -> None:
    rates = [
        ExchangeRate.model_validate(rate)
        for rate in json.loads((FILES[0].parent / "exchange.json").read_text())["rates"]
    ]
    assert [rate.day for rate in rates] == sorted(rate.day for rate in rates)
    assert len({(rate.day, rate.base, rate.quote) for rate in rates}) == len(rates) > 0
    assert all(rate.base != rate.quote and Decimal(rate.rate) > 0 for rate in rates)


OWN_RATE = ExchangeRate(day="2026-11-30", base="CNY", quote="USD", rate="0.14", source="our books")


@pytest.mark.parametrize(("month", "own"), [("2026-11", True), ("2026-10", False), ("2026-12", None)])
def test_who_states_a_rate_of_a_pair_is_shown_no_other(month: str, own: bool | None) -> None:
    held = Terms(revision=1, effective_from="2026-11", rates=[OWN_RATE], by="u_1", at="2026-11-28T00:00:00Z")
    told = [
        {"day": "2026-10-07", "base": "USD", "quote": "CNY", "rate": "6.7904", "source": "PBOC"},
        {"day": "2026-10-07", "base": "EUR", "quote": "CNY", "rate": "7.8067", "source": "PBOC"},
    ]
    dollars, euros = shipped = [ExchangeRate.model_validate(rate) for rate in told]
    old = own is None
    assert rates_of(month, [held], shipped) == ([OWN_RATE] if old else [euros, OWN_RATE] if own else [dollars, euros])
