import copy
import json
from decimal import ROUND_CEILING, Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.usage import OWN_METERS, UNITS, Meter, Tags, Usage
from mianshi.errors import Defect
from mianshi.finance.ledger import price
from mianshi.finance.prices import PriceBook
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
        {},
    ],
)
def test_a_broken_file_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(Defect) as caught:
        PriceBook.from_dict(data)
    assert caught.value.code == "bad_price_file"


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
