"""The ledger against the bill: every difference has a cause, and the causes add up exactly."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.terms import Terms
from mianshi.contracts.usage import ADJUSTMENT, LedgerLine
from mianshi.errors import Rejected
from mianshi.finance.books import bills
from mianshi.finance.books.ledger_sums import Ours
from mianshi.finance.books.reconcile import Reconciliation, Row, Section, reconcile
from mianshi.finance.months import adding
from mianshi.finance.months.rollup import DaySummary
from mianshi.finance.prices import PriceBook
from mianshi.finance.tariff import Tariff
from support.bill_rows import SAMPLE, sheet

MONTH = "2026-11"
SHIPPED = Tariff(
    MONTH,
    [
        PriceBook.from_dict(json.loads(file.read_text()))
        for file in (Path(__file__).parents[3] / "infra/prices").glob("20*.json")
    ],
)
TAG = '{"user_application":"mianshi"}'


def line(key: str = "lambda.requests", quantity: int = 0, micro: int | None = 0, **more: Any) -> LedgerLine:
    base = {
        "stage": "ingest",
        "attempt": "1",
        "price_key": key,
        "quantity": quantity,
        "unit": "request",
        "amount_micro": micro,
        "currency": "USD",
        "price_book": "2026-11-28",
        "region": "us-east-1",
        "outcome": "ok",
        "at": "2026-11-05T08:00:00.000Z",
    }
    return LedgerLine.model_validate(base | more)


def prices(price: str = "200", per: int = 1_000_000, *, free: int = 0, **figures: Any) -> Tariff:
    """Requests cost 200 micro-dollars each where nothing else is said."""
    asked = {"price": price, "per": per, "unit": "request", "free": free}
    told = {"known": "official_page", "source": "s", "read_on": "2026-11-28"}
    book = {
        "as_of": "2026-11-28",
        "effective_from": MONTH,
        "notes": [],
        "regions": {"us-east-1": {"currency": "USD", "prices": {"lambda.requests": asked | told}}},
    }
    own = Terms.model_validate({"revision": 1, "effective_from": MONTH, "by": "p", "at": "a"} | figures)
    return Tariff(MONTH, [PriceBook.from_dict(book)], [own])


def compared(
    lines: Sequence[LedgerLine], *rows: dict[str, str], untagged: bool = False, tariff: Tariff | None = None
) -> Reconciliation:
    bill = bills.read([io.BytesIO(sheet(*rows, line_item_net_unblended_cost=""))], MONTH)
    return reconcile(bill, Ours(MONTH).add(lines), tariff or prices(), take_untagged=untagged)


def only(told: Reconciliation) -> Section:
    [section] = told.sections
    return section


def sound(told: Reconciliation) -> None:
    for section in told.sections:
        for row in [*section.rows, *section.by_key()]:
            assert sum(row.parts.values()) == row.difference_micro
        assert sum(section.parts.values()) == section.difference_micro
        assert sum(row.difference_micro for row in section.by_key()) == section.difference_micro


def test_the_sample_against_a_ledger() -> None:
    lines = [
        line("lambda.compute.x86", 1_024_000 * 1000, 16_667, unit="MB-ms"),
        line("lambda.compute.x86", 1_024_000 * 100, 1_667, unit="MB-ms", at="2026-11-06T01:00:00.000Z"),
        line("lambda.requests", 1000, 200),
        line("stepfunctions.standard.transitions", 40, 1_000),
        line("sagemaker.async.instance.ml.g4dn.xlarge", 1_800_000, 368_000, at="2026-11-06T02:00:00.000Z"),
        line("s3.standard.storage", 2**28, None, kind="overhead"),
        line("eventbridge.custom_events", 3, 3),
        line("people.review", 60_000, 1_500_000, currency="CNY"),
        line(ADJUSTMENT, 0, -70, kind="adjustment"),
    ]
    with SAMPLE.open("rb") as stream:
        bill = bills.read([stream], MONTH)
    told = reconcile(bill, Ours(MONTH).add(lines), SHIPPED)
    sound(told)
    assert (told.tags, told.tagged, told.untagged, told.of_others) == ("used", 12, 2, 1)
    yuan, dollars = told.sections
    assert (yuan.currency, yuan.parts) == ("CNY", {"own_price": -1_500_000})
    assert dollars.untagged_micro == 9_100
    assert dollars.ours_micro == 16_667 + 1_667 + 200 + 1_000 + 368_000 + 3 - 70
    by_key = {row.key: row for row in dollars.by_key()}
    assert by_key["stepfunctions.standard.transitions"].parts == {"price": -1_000}
    assert by_key["lambda.compute.x86"].parts["quantity"] == 8
    assert by_key["lambda.compute.x86"].theirs == str(round(1100.5 * 1_024_000))
    assert by_key["eventbridge.custom_events"].parts == {"ours_only": -3}
    assert by_key["s3.standard.storage"].parts == {"unpriced": 5_750}
    assert by_key[ADJUSTMENT].parts == {"adjustment": 70}
    assert by_key["awskms us-east-1-KMS-Requests"].parts == {"theirs_only": 1_500}
    assert sum(row.theirs_micro for row in dollars.rows) == dollars.theirs_micro == 389_627
    for part, amount in {"credit": -2_000, "discount": -500}.items():
        assert dollars.parts[part] == amount  # type: ignore[index]
    assert abs(dollars.parts["savings_plan"] + 1_667) <= 1


def test_rows_without_a_tag_are_taken_in_where_asked_or_where_no_row_has_one() -> None:
    untagged = {"line_item_usage_amount": "5", "line_item_unblended_cost": "0.5"}
    told = compared([line(quantity=5, micro=500_000)], untagged)
    assert (told.tags, only(told).difference_micro) == ("none", 0)
    tagged = {"resource_tags": TAG, "line_item_unblended_cost": "0.1", "line_item_usage_amount": "1"}
    used = compared([line(quantity=1, micro=100_000)], untagged, tagged)
    assert (used.tags, only(used).difference_micro, only(used).untagged_micro) == ("used", 0, 500_000)
    both = compared([line(quantity=6, micro=600_000)], untagged, tagged, untagged=True)
    assert (both.tags, only(both).difference_micro, only(both).untagged_micro) == ("ignored", 0, 0)


def test_another_application_never_counts() -> None:
    other = {"resource_tags": '{"user_application":"shop"}'}
    told = compared([line(quantity=1, micro=100)], other, {"line_item_unblended_cost": "0.0001"}, untagged=True)
    assert (told.of_others, only(told).difference_micro) == (1, 0)


def test_what_is_known_of_a_difference_is_said() -> None:
    tagged = {"resource_tags": TAG}
    told = compared(
        [
            line("lambda.requests", 5, 500),
            line("stepfunctions.standard.transitions", 4, 100),
            line("xray.traces", 7, 35),
            line("secretsmanager.calls", 3, 15),
            line("people.review", 3, 15),
        ],
        {"line_item_usage_amount": "5", "line_item_unblended_cost": "0", **tagged},
        {"line_item_product_code": "AmazonStates", "line_item_usage_type": "EUC1-StateTransition", **tagged},
        {"line_item_product_code": "AWSXRay", "line_item_usage_type": "USE1-XRay-TracesStored"},
        {"line_item_product_code": "AmazonSES", "line_item_usage_type": "Recipients", **tagged},
        {"line_item_product_code": "awskms", "line_item_usage_type": "us-east-1-KMS-Requests", **tagged},
    )
    sound(told)
    assert {(row.key, row.region): row.reason for row in only(told).rows} == {
        ("lambda.requests", "us-east-1"): "free",
        ("stepfunctions.standard.transitions", "us-east-1"): "another_region",
        ("stepfunctions.standard.transitions", "eu-central-1"): "another_region",
        ("xray.traces", "us-east-1"): "untagged",
        ("secretsmanager.calls", "us-east-1"): "no_row",
        ("people.review", "us-east-1"): "",
        ("ses.messages", "us-east-1"): "not_counted",
        ("awskms us-east-1-KMS-Requests", ""): "not_metered",
    }
    assert {row.reason for row in only(told).by_key()} == {row.reason for row in only(told).rows}


def test_quantity_and_price_are_told_apart() -> None:
    told = compared(
        [line(quantity=10, micro=2_000)],
        {"line_item_usage_amount": "15", "line_item_unblended_cost": "0.0018", "line_item_usage_type": "Request"},
    )
    [row] = only(told).rows
    assert (row.ours, row.theirs, row.unit) == (10, "15", "request")
    assert row.parts == {"quantity": 1_000, "price": 1_800 - 3_000}
    sound(told)


def test_a_thousand_tiny_lines_are_rounding_and_no_other_quantity() -> None:
    """Each request is rounded up to a micro-dollar, five times its price; the bill has a tenth more of them."""
    lines = [line(quantity=1, micro=1) for _ in range(1000)]
    more = {"line_item_usage_amount": "1100", "line_item_unblended_cost": "0.00022"}
    [row] = only(compared(lines, more, tariff=prices("0.20"))).rows
    assert row.parts == {"quantity": 20, "rounding": 200 - 1000}
    credited = line("lambda.requests", 0, -800, kind="credit")
    [row] = only(compared([*lines, credited], more, tariff=prices("0.20"))).rows
    assert row.parts == {"quantity": 20}


def test_what_our_figures_take_off_is_a_price_and_no_rounding() -> None:
    tariff = prices("0.20", discounts={"lambda": "50"})
    lines = [line(quantity=1, micro=1) for _ in range(1000)]
    at_list = {"line_item_usage_amount": "1000", "line_item_unblended_cost": "0.0002"}
    [row] = only(compared([*lines, line("lambda.requests", 0, -900, kind="credit")], at_list, tariff=tariff)).rows
    assert row.parts == {"price": 100}
    [open_day] = only(compared(lines, at_list, tariff=tariff)).rows
    assert open_day.parts == {"rounding": -800}
    late = line(quantity=1000, micro=100, kind="adjustment", adjusts=MONTH, at="2026-12-02T00:00:00.000Z")
    first = at_list | {"line_item_usage_start_date": "2026-11-01T00:00:00Z"}
    [row] = only(compared([late], first, tariff=tariff)).rows
    assert row.parts == {"price": 100}


def test_what_nothing_meters_is_not_said_to_be_counted_none() -> None:
    told = compared(
        [],
        {"line_item_product_code": "AWSXRay", "line_item_usage_type": "USE1-XRay-TracesStored"},
        {"line_item_product_code": "AmazonEC2", "line_item_usage_type": "USE1-DataTransfer-Out-Bytes"},
        {"line_item_product_code": "AmazonCognito", "line_item_usage_type": "CognitoUserPoolsMAU"},
        {"line_item_product_code": "AmazonCloudWatch", "line_item_usage_type": "CW:MetricMonitorUsage"},
        {"line_item_product_code": "AmazonSES", "line_item_usage_type": "Recipients"},
    )
    assert {row.key: row.reason for row in only(told).rows} == {
        "xray.traces": "not_metered",
        "transfer.out.internet": "not_metered",
        "cognito.active_users": "not_metered",
        "cloudwatch.metrics": "not_metered",
        "ses.messages": "not_counted",
    }


def test_days_keep_what_was_metered_without_a_price() -> None:
    gpu = "sagemaker.async.instance.ml.g5.xlarge"
    lines = [line(gpu, 3_600_000, None, unit="ms"), line(gpu, 1_800_000, None, unit="ms")]
    day = adding.finished(adding.add(DaySummary(day="2026-11-05"), lines, {}, "2026-11-05T23"), [])
    row = {"line_item_product_code": "AmazonSageMaker", "line_item_usage_type": "AsyncInf:ml.g5.xlarge"}
    bill = bills.read([io.BytesIO(sheet(row))], MONTH)
    by_line = reconcile(bill, Ours(MONTH).add(lines), prices())
    by_day = reconcile(bill, Ours(MONTH).add_days([day]), prices())
    [found] = only(by_day).rows
    assert (found.ours, found.unpriced, found.parts, found.reason) == (5_400_000, 5_400_000, {"unpriced": 250_000}, "")
    assert by_day == by_line


def test_our_credits_are_compared_with_the_bill_s_free_units() -> None:
    free = line("lambda.requests", 0, -2_000, kind="credit")
    told = compared(
        [line(quantity=10, micro=2_000), free], {"line_item_usage_amount": "10", "line_item_unblended_cost": "0"}
    )
    assert only(told).difference_micro == 0 and only(told).parts == {}


def test_a_day_s_shift_is_no_difference_of_the_month() -> None:
    told = compared(
        [line(quantity=10, micro=2_000)],
        {
            "line_item_usage_amount": "10",
            "line_item_unblended_cost": "0.002",
            "line_item_usage_start_date": "2026-11-06T00:00:00Z",
        },
    )
    assert [row.parts for row in only(told).rows] == [{"quantity": -2_000}, {"quantity": 2_000}]
    [whole] = only(told).by_key()
    assert whole.parts == {} and whole.difference_micro == 0


def test_other_regions_of_the_same_service_are_not_mixed() -> None:
    told = compared(
        [line(quantity=10, micro=2_000)],
        {"line_item_usage_type": "EUC1-Request", "line_item_usage_amount": "10", "line_item_unblended_cost": "0.002"},
    )
    assert only(told).parts == {"theirs_only": 2_000, "ours_only": -2_000}


def test_regions_we_have_no_name_for_are_another_region_and_all_together_are_ours() -> None:
    told = compared(
        [line(quantity=10, micro=2_000)],
        {"line_item_usage_type": "Global-Request", "line_item_usage_amount": "4", "line_item_unblended_cost": "0"},
        {"line_item_usage_type": "USE1-Request", "line_item_usage_amount": "6", "line_item_unblended_cost": "0.0012"},
        {"line_item_usage_type": "APN1-Request", "line_item_usage_amount": "1", "line_item_unblended_cost": "0.3"},
        {"line_item_product_code": "AWSXRay", "line_item_usage_type": "USW2-XRay-TracesStored"},
    )
    found = {(row.key, row.region): row for row in only(told).by_key()}
    assert found["lambda.requests", "us-east-1"].theirs == "10"
    assert found["lambda.requests", "us-east-1"].parts == {"price": -800}
    assert found["lambda.requests", "APN1"].reason == found["xray.traces", "USW2"].reason == "another_region"
    assert len(found) == 3


def test_late_lines_belong_to_the_month_they_are_about() -> None:
    lines = [
        line(quantity=1, micro=200),
        line(quantity=1, micro=200, at="2026-12-02T00:00:00.000Z", kind="adjustment", adjusts="2026-11"),
        line(quantity=5, micro=999, kind="adjustment", adjusts="2026-10"),
        line(quantity=5, micro=999, at="2026-10-31T23:59:59.999Z"),
    ]
    told = compared(lines, {"line_item_usage_amount": "2", "line_item_unblended_cost": "0.0004"})
    assert (told.late, told.about_others, only(told).difference_micro) == (1, 1, 0)


def test_currencies_are_never_converted() -> None:
    with pytest.raises(Rejected, match="bill is in CNY and the ledger in USD"):
        compared([line(quantity=1, micro=1)], {"line_item_currency_code": "CNY"})
    told = compared([line(quantity=1, micro=1)], {"line_item_currency_code": "CNY"}, {})
    assert [section.currency for section in told.sections] == ["CNY", "USD"]


def test_a_month_nothing_was_used_in_is_all_theirs() -> None:
    told = compared([], {"line_item_unblended_cost": "0.0000005"}, {"line_item_unblended_cost": "0.0000010"})
    assert only(told).parts == {"theirs_only": 2}


def test_days_that_are_added_up_say_the_same_as_their_lines() -> None:
    lines = [
        line(quantity=10, micro=2_000),
        line("stepfunctions.standard.transitions", 4, 100, at="2026-11-06T00:00:00.000Z"),
        line("people.review", 60_000, 1_500),
        line(ADJUSTMENT, 0, 30, kind="adjustment"),
    ]
    days = []
    for day in ("2026-11-05", "2026-11-06"):
        mine = [one for one in lines if one.at.startswith(day)]
        days.append(adding.add(DaySummary(day=day), mine, {}, f"{day}T23"))
    off = line("lambda.requests", 0, -500, kind="credit")
    days[0] = days[0].model_copy(update={"credits": [off]})
    row = {"line_item_usage_amount": "9", "line_item_unblended_cost": "0.0012"}
    bill = bills.read([io.BytesIO(sheet(row))], MONTH)
    one, other = (
        only(reconcile(bill, ours, prices())) for ours in (Ours(MONTH).add([*lines, off]), Ours(MONTH).add_days(days))
    )
    assert one.parts == other.parts and one.ours_micro == other.ours_micro


NUMBERS = st.decimals(Decimal("-1000"), Decimal("1000"), places=10)
TYPES = st.sampled_from([*bills.KINDS, "AnyOtherKind"])
USAGES = st.sampled_from(["Request", "USE1-Request", "Lambda-GB-Second", "EUC1-Request", "Unheard-Of"])


@st.composite
def bill_row(draw: st.DrawFn) -> dict[str, str]:
    return {
        "line_item_line_item_type": draw(TYPES),
        "line_item_usage_type": draw(USAGES),
        "line_item_usage_amount": str(abs(draw(NUMBERS))),
        "line_item_unblended_cost": str(draw(NUMBERS)),
        "line_item_net_unblended_cost": draw(st.sampled_from(["", "0.1234567891"])),
        "line_item_usage_start_date": f"2026-11-{draw(st.integers(1, 30)):02d}T00:00:00Z",
        "line_item_currency_code": draw(st.sampled_from(["USD", "CNY"])),
        "resource_tags": draw(st.sampled_from(["", TAG, '{"user_application":"shop"}'])),
    }


@st.composite
def ledger_line(draw: st.DrawFn) -> LedgerLine:
    kind = draw(st.sampled_from(["usage", "overhead", "credit", "adjustment"]))
    key = draw(st.sampled_from(["lambda.requests", "lambda.compute.x86", "people.review", "sqs.standard.requests"]))
    amount = draw(st.none() | st.integers(0, 10**9))
    return line(
        ADJUSTMENT if kind == "adjustment" else key,
        draw(st.integers(0, 10**9)) if kind in ("usage", "overhead") else 0,
        -amount if kind == "credit" and amount else amount,
        kind=kind,
        currency=draw(st.sampled_from(["USD", "CNY"])),
        at=f"2026-11-{draw(st.integers(1, 30)):02d}T08:00:00.000Z",
    )


@given(st.lists(ledger_line(), max_size=12), st.lists(bill_row(), min_size=1, max_size=12), st.booleans())
def test_the_causes_add_up_to_the_difference_whatever_happened(
    lines: list[LedgerLine], rows: list[dict[str, str]], untagged: bool
) -> None:
    try:
        told = compared(lines, *rows, untagged=untagged)
    except Rejected:
        return  # no currency in common
    sound(told)
    for section in told.sections:
        ours = sum(one.amount_micro or 0 for one in lines if one.currency == section.currency)
        assert section.ours_micro == ours
        mine = [row for row in rows if row["line_item_currency_code"] == section.currency]
        wanted = ["", TAG] if told.tags != "used" else [TAG]
        exact = sum(
            (
                Decimal(row["line_item_net_unblended_cost"] or row["line_item_unblended_cost"])
                for row in mine
                if row["resource_tags"] in wanted
            ),
            Decimal(),
        )
        assert abs(section.theirs_micro - exact * 1_000_000) <= Decimal("0.5")


def test_a_row_says_its_difference() -> None:
    assert Row(key="x", day="", ours_micro=5, theirs_micro=3).difference_micro == -2
