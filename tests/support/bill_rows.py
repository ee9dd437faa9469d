"""Rows of a Cost and Usage Report 2.0, as tests need them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

SAMPLE = Path(__file__).parents[1] / "fixtures" / "cur2-us-east-1.csv"
ROW = {
    "bill_billing_period_start_date": "2026-11-01T00:00:00.000Z",
    "line_item_currency_code": "USD",
    "line_item_line_item_type": "Usage",
    "line_item_product_code": "AWSLambda",
    "line_item_unblended_cost": "0.25",
    "line_item_usage_amount": "2",
    "line_item_usage_start_date": "2026-11-05T00:00:00.000Z",
    "line_item_usage_type": "Request",
    "resource_tags": "",
}


def sheet(*rows: dict[str, str], drop: str = "", **more: str) -> bytes:
    out = io.StringIO()
    names = [name for name in ROW | more if name != drop]
    lines = csv.DictWriter(out, names, extrasaction="ignore", restval="")
    lines.writeheader()
    lines.writerows([{**ROW, **more, **row} for row in rows])
    return out.getvalue().encode()
