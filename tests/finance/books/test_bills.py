"""AWS's bill is read row by row: what is ours, what it is in our ledger, and what is no such file."""

from __future__ import annotations

import gzip
import io
from fractions import Fraction
from typing import Any

import pytest

from mianshi.contracts.usage import UNITS, Meter
from mianshi.errors import Rejected
from mianshi.finance.books import bills
from mianshi.finance.books.bills import Bill, known, read
from support.bill_rows import ROW, SAMPLE, sheet

MONTH = "2026-11"


def bill(content: bytes, month: str = MONTH) -> Bill:
    return read([io.BytesIO(content)], month)


def refusal(content: bytes, month: str = MONTH) -> str:
    with pytest.raises(Rejected) as caught:
        bill(content, month)
    assert caught.value.code == "bad_bill"
    return caught.value.detail


def test_the_sample_is_added_up_by_day_and_kind() -> None:
    with SAMPLE.open("rb") as stream:
        found = read([stream], MONTH)
    assert (found.rows, found.other_months) == (15, {"2026-10": 1})
    compute = {cell: tally for cell, tally in found.cells.items() if cell.name == "AWSLambda Lambda-GB-Second"}
    [fifth] = [tally for cell, tally in compute.items() if cell.day == "2026-11-05"]
    assert (bills.exact(fifth.quantity), bills.exact(fifth.amount), fifth.rows) == (
        Fraction("1000.5"),
        Fraction("0.0166750334"),
        2,
    )
    kinds = {cell.kind: bills.exact(tally.amount) for cell, tally in found.cells.items() if cell.kind != "usage"}
    assert kinds == {
        "savings_plan": Fraction("-0.00166667"),
        "discount": Fraction("-0.0005"),
        "credit": Fraction("-0.002"),
        "tax": Fraction("0.0031"),
    }
    assert {cell.belongs for cell in found.cells} == {"tagged", "untagged", "other"}


def test_packed_and_plain_are_the_same() -> None:
    content = SAMPLE.read_bytes()
    plain, packed = bill(content), bill(gzip.compress(content))
    assert {c: (t.quantity, t.amount) for c, t in plain.cells.items()} == {
        c: (t.quantity, t.amount) for c, t in packed.cells.items()
    }


@pytest.mark.parametrize(
    ("usage", "region"),
    [
        ("Request", "us-east-1"),
        ("USE1-Request", "us-east-1"),
        ("APS1-Request", "ap-southeast-1"),
        ("EUC1-Request", "eu-central-1"),
        ("CNN1-Request", "cn-north-1"),
        ("CNW1-Request", "cn-northwest-1"),
    ],
)
def test_the_five_regions(usage: str, region: str) -> None:
    found = known(f"AWSLambda {usage}")
    assert found is not None and (found.price_key, found.region) == ("lambda.requests", region)


def test_other_regions_and_all_of_them_together_have_our_meter_and_the_bill_s_region() -> None:
    for code in ("APN1", "EU", "USW2", "Global"):
        found = known(f"AWSLambda {code}-Request")
        assert found is not None and (found.price_key, found.region) == ("lambda.requests", code)
    free = known("AmazonCognito Global-CognitoFreeTierMAU")
    assert free is not None and free.price_key == "cognito.active_users"


@pytest.mark.parametrize(
    ("usage", "key"),
    [
        ("EUC1-AWSSecretsManager-Secret", "secretsmanager.secrets"),
        ("EUC1-AWSSecretsManager-Secrets", "secretsmanager.secrets"),
        ("AWSSecretsManagerAPIRequest", "secretsmanager.calls"),
        ("AWSSecretsManagerAPIRequests", "secretsmanager.calls"),
    ],
)
def test_secrets_are_known_in_one_and_in_many(usage: str, key: str) -> None:
    found = known(f"AWSSecretsManager {usage}")
    assert found is not None and found.price_key == key


def test_other_services_are_not_ours() -> None:
    assert known("AmazonSageMaker AsyncInf:") is None
    assert known("AmazonSageMaker EUC1-AsyncInf:Other-Bytes") is None
    assert known("AWSLambda lower-Request") is None
    assert known("AmazonSQS Request") is None
    assert known("AmazonSNS Requests-Tier1") is None


def test_units_become_ours() -> None:
    gpu = known("AmazonSageMaker CNW1-AsyncInf:ml.g4dn.xlarge")
    assert gpu == ("sagemaker.async.instance.ml.g4dn.xlarge", "cn-northwest-1", "ms", 3_600_000)
    assert known("AmazonS3 TimedStorage-ByteHrs") == ("s3.standard.storage", "us-east-1", "byte-month", 2**30)
    assert known("AmazonDynamoDB EUC1-WriteRequestUnits") == (
        "dynamodb.ondemand.write_units",
        "eu-central-1",
        "milli-unit",
        1000,
    )
    assert known("AmazonEC2 EUC1-DataTransfer-Out-Bytes") == ("transfer.out.internet", "eu-central-1", "byte", 2**30)


def test_every_meter_of_the_cloud_has_a_place_on_the_bill() -> None:
    met = {one.meter for one in bills.USAGE_TYPES.values()}
    assert set(UNITS) - met == {Meter.ENDPOINT_SECONDS, Meter.DATA_OUT, Meter.CONNECTOR_CALLS, Meter.REVIEW}


def test_numbers_keep_every_place() -> None:
    found = bill(sheet({"line_item_unblended_cost": "1.2345678901234567E-15", "line_item_usage_amount": "3.0E9"}))
    [tally] = found.cells.values()
    assert bills.exact(tally.amount) == Fraction("1.2345678901234567E-15")
    assert bills.exact(tally.quantity) == 3_000_000_000


def test_the_net_cost_is_a_discount_of_its_own() -> None:
    found = bill(sheet({"line_item_net_unblended_cost": "0.20"}, line_item_net_unblended_cost=""))
    assert {c.kind: bills.exact(t.amount) for c, t in found.cells.items()} == {
        "usage": Fraction("0.25"),
        "discount": Fraction("-0.05"),
    }


@pytest.mark.parametrize(
    ("tags", "belongs"),
    [
        ('{"user_application":"mianshi","user_cost-centre":"hr"}', "tagged"),
        ('{"application":"mianshi"}', "tagged"),
        ('{"user_application":"shop"}', "other"),
        ('{"user_application":""}', "untagged"),
        ('{"user_owner":"mianshi"}', "untagged"),
        ("{}", "untagged"),
        ("", "untagged"),
    ],
)
def test_whose_a_row_is(tags: str, belongs: str) -> None:
    [cell] = bill(sheet({"resource_tags": tags})).cells
    assert cell.belongs == belongs


def test_days_outside_the_month_count_at_its_borders() -> None:
    months = ["2026-10-31T23:00:00Z", "2026-12-01T00:00:00Z", ""]
    found = bill(sheet(*({"line_item_usage_start_date": day} for day in months)))
    assert sorted(cell.day for cell in found.cells) == ["2026-11-01", "2026-11-30"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it has no column"),
        (b"a,b\r\n1,2\r\n", "it has no column"),
        (b"identity/LineItemId,bill/BillType,lineItem/UsageType\r\n", "version 1.0"),
        (sheet(ROW, drop="line_item_usage_type"), "no column line_item_usage_type"),
        (sheet(), "no rows"),
        (sheet({"bill_billing_period_start_date": "2026-10-01T00:00:00Z"}), "the file is about 2026-10"),
        (sheet({"bill_billing_period_start_date": "soon"}), "row 2: bill_billing_period_start_date is no date"),
        (sheet({"line_item_usage_start_date": "05.11.2026"}), "row 2: line_item_usage_start_date is no date"),
        (sheet(ROW, {"line_item_unblended_cost": "=1+1"}), "row 3: line_item_unblended_cost is no amount"),
        (sheet({"line_item_unblended_cost": "\uff11\uff12.5"}), "row 2: line_item_unblended_cost is no amount"),
        (sheet({"line_item_unblended_cost": "1_000"}), "row 2: line_item_unblended_cost is no amount"),
        (sheet({"line_item_usage_amount": "NaN"}), "row 2: line_item_usage_amount is no amount"),
        (sheet({"line_item_usage_amount": "1e999999"}), "row 2: line_item_usage_amount is no amount"),
        (sheet({"line_item_unblended_cost": "1e-60"}), "row 2: line_item_unblended_cost is no amount"),
        (sheet({"resource_tags": "{"}), "row 2: resource_tags is no JSON"),
        (sheet({"resource_tags": "[" * 100_000}), "row 2: resource_tags is no JSON"),
        (sheet({"resource_tags": "[1]"}), "row 2: resource_tags is no list of keys"),
        (sheet(ROW) + b'"open quote', "no CSV that can be read"),
        (sheet(ROW) + b"1,2\r\n", "row 3 has 2 columns instead of 9"),
        (sheet(ROW) + "\u4e2d".encode("gbk"), "not text in UTF-8"),
        (b"PAR1\x00\x00\x15\x04", "not as Parquet"),
        (sheet({"line_item_product_code": "x" * 200_000}), "no CSV that can be read"),
        (b"x" * 1_100_000, "far too long"),
        (sheet(ROW).replace(b"resource_tags", b"line_item_usage_type", 1), "a column is there twice"),
    ],
)
def test_what_is_no_such_report_is_told_in_a_sentence(content: bytes, said: str) -> None:
    assert said in refusal(content)


def test_parts_of_one_export_are_one_bill() -> None:
    rows = [{"line_item_unblended_cost": "0.1"}, {"line_item_usage_start_date": "2026-11-06T00:00:00Z"}]
    parts = [io.BytesIO(sheet(one)) for one in rows]
    earlier = io.BytesIO(gzip.compress(sheet({"bill_billing_period_start_date": "2026-10-01T00:00:00Z"})))
    joined, whole = read([earlier, *parts], MONTH), bill(sheet(*rows))
    assert (joined.rows, joined.other_months) == (2, {"2026-10": 1})
    assert {c: (t.quantity, t.amount, t.rows) for c, t in joined.cells.items()} == {
        c: (t.quantity, t.amount, t.rows) for c, t in whole.cells.items()
    }


@pytest.mark.parametrize("cut", [1, 12, 60, -9, -1])
def test_a_cut_packed_file_is_named(cut: int) -> None:
    packed = gzip.compress(SAMPLE.read_bytes())
    told = refusal(packed[:cut])
    assert "cut off or damaged" in told or "no column" in told


def test_a_file_of_endless_kinds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bills, "_MOST_GROUPS", 3)
    many: list[dict[str, Any]] = [{"line_item_usage_type": f"Kind-{number}"} for number in range(4)]
    assert "more than 3 kinds" in refusal(sheet(*many))


def test_signs_that_move_a_cursor_do_not_stay() -> None:
    [cell] = bill(sheet({"line_item_usage_type": "\x1b[2J\u202eRequest" + "x" * 500})).cells
    assert cell.name.startswith("AWSLambda  [2J Request") and len(cell.name) == 200
