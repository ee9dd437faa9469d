"""A month from what was used to its files: billed, added up, closed; every file holds the lines of the ledger."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections import Counter
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any, NamedTuple

import boto3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mianshi.accounting import billing, month_files, summing
from mianshi.contracts.terms import ExchangeRate, ReportFile, Terms
from mianshi.contracts.usage import LedgerLine, LineKind, LineOutcome, Meter, Tags, Usage
from mianshi.finance.months import days
from mianshi.platform import files
from mianshi.platform.store import terms
from support.calc import Calc
from support.portal_moto import ARTEFACTS, portal

MONTH = "2026-11"
LATER = datetime(2026, 12, 2, 12, tzinfo=UTC)
RATE = ExchangeRate(day="2026-11-15", base="USD", quote="CNY", rate="7.1234", source="=PBOC")
OWN = Terms(
    revision=1, effective_from="2026-11", free_tiers=True, discounts={"*": "3", "lambda": "12.5"}, rates=[RATE],
    report_currency="CNY", by="f", at="2026-11-01T00:00:00.000Z",
    prices={"people.review": {"price": "120", "per": 3_600_000, "currency": "CNY"}},
)  # fmt: skip
JOBS = [("jb_1", "零售", "Boss"), ("jb_2", '=HYPERLINK("http://x")', "<script>"), ("", "", "")]


class Used(NamedTuple):
    """One attempt of one stage."""

    day: int
    whose: int
    interview: str
    meter: Meter
    variant: str | None
    quantity: int
    outcome: LineOutcome
    kind: LineKind


METERS = [
    (Meter.LAMBDA_REQUESTS, None),
    (Meter.LAMBDA_COMPUTE, None),
    (Meter.S3_READS, None),
    (Meter.REVIEW, None),
    (Meter.ENDPOINT_SECONDS, "ml.nobody.sells"),
]
used = st.builds(
    lambda metered, **more: Used(meter=metered[0], variant=metered[1], **more),
    metered=st.sampled_from(METERS),
    day=st.integers(1, 30),
    whose=st.integers(0, 2),
    interview=st.sampled_from(["", "iv_1", "iv_2"]),
    quantity=st.one_of(st.integers(0, 50), st.integers(10**6, 10**12)),
    outcome=st.sampled_from(["ok", "failed", "duplicate", "cancelled"]),
    kind=st.sampled_from(["usage", "overhead"]),
)


@settings(max_examples=4, deadline=None)
@given(st.lists(used, min_size=1, max_size=12))
def test_every_file_of_a_month_holds_its_lines(history: list[Used]) -> None:
    with pytest.MonkeyPatch.context() as patch, portal(patch):
        patch.setattr(summing, "now", lambda: LATER)
        patch.setattr(summing, "monotonic", lambda: 0.0)
        terms.add(OWN)
        for number, one in enumerate(history):
            spend(patch, number, one)
        assert summing.finish(MONTH, 1.0).over
        lines = list(month_files.lines_of(month_files.day_of(day) for day in days.of_month(MONTH)))
        written = {file.name: body_of(file) for file in month_files.write(MONTH)}
    assert sum(line.kind != "credit" for line in lines) == len(history)
    assert set(written) == {*month_files.NAMES, month_files.ENGLISH, month_files.LINES, month_files.EXACT}
    whole, shown = sums(lines), converted(lines)
    for name, body in written.items():
        if name == month_files.LINES:
            assert read(gzip.decompress(body)) == whole
        elif name == month_files.EXACT:
            assert [LedgerLine.model_validate_json(row) for row in gzip.decompress(body).splitlines()] == lines
        elif name.endswith(".csv"):
            assert (read(body), shown_in(body)) == (whole, shown), name
    told = json.loads(written["summary.json"])
    for groups in (told["totals"], *(told[name] for name in told if name.startswith("by_"))):
        assert {key: value for key, value in of_json(groups).items() if any(value)} == whole
    for name in (month_files.WORKBOOK, month_files.ENGLISH):
        workbook_holds(written[name], whole, shown)


def spend(patch: pytest.MonkeyPatch, number: int, one: Used) -> None:
    job, department, source = JOBS[one.whose]
    tags = Tags(interview_id=one.interview, job_id=job, department=department, source=source)
    at = f"{MONTH}-{one.day:02d}T08:00:00.{number:03d}Z"
    patch.setattr(billing, "timestamp", lambda: at)
    usages = [Usage(meter=one.meter, quantity=one.quantity, variant=one.variant)]
    assert billing.bill("rate", tags, str(number), one.outcome, usages, at=at, kind=one.kind)


def body_of(file: ReportFile) -> bytes:
    where = files.of_closed_month(MONTH, file.name)
    return bytes(boto3.client("s3").get_object(Bucket=ARTEFACTS, Key=where.key)["Body"].read())


Sums = dict[str, tuple[int, int, int]]
"""By currency: millionths, lines, and those without a price."""


def sums(lines: list[LedgerLine]) -> Sums:
    return counted((line.currency, line.amount_micro, 1, line.amount_micro is None) for line in lines)


def counted(rows: Any) -> Sums:
    micro: Counter[str] = Counter()
    count: Counter[str] = Counter()
    without: Counter[str] = Counter()
    for currency, amount, lines, unpriced in rows:
        micro[currency] += amount or 0
        count[currency] += lines
        without[currency] += unpriced
    return {currency: (micro[currency], count[currency], without[currency]) for currency in count}


def converted(lines: list[LedgerLine]) -> int:
    whole = sums(lines)
    return sum(
        round(micro * (Fraction(RATE.rate) if currency == "USD" else 1)) for currency, (micro, *_) in whole.items()
    )


def rows_of(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def micro_of(text: str) -> int:
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    whole, _, part = digits.partition(".")
    return sign * (int(whole or 0) * 10**6 + int(part or 0))


def read(body: bytes) -> Sums:
    return counted(
        (
            row["currency"],
            micro_of(row["amount"]),
            int(row.get("lines", 1)),
            int(row["unpriced_lines"]) if "unpriced_lines" in row else row["priced"] == "no",
        )
        for row in rows_of(body)
    )


def shown_in(body: bytes) -> int:
    return sum(micro_of(row["report_amount"]) for row in rows_of(body))


def of_json(groups: list[dict[str, Any]]) -> Sums:
    return counted((one["currency"], one["amount_micro"], one["lines"], one["unpriced"]) for one in groups)


def workbook_holds(body: bytes, whole: Sums, shown: int) -> None:
    book = Calc(body)
    for sheet, at, stored, found in book.formulas():
        assert stored == (pytest.approx(found, rel=1e-15) if isinstance(found, float) else found), (sheet, at)
    front = book.rows(next(iter(book.sheets)))
    totals = {str(row[0]): row for row in front if row[0] in whole and isinstance(row[6], float)}
    for currency, (micro, count, without) in whole.items():
        row = totals[currency]
        assert (row[13] if isinstance(row[13], float) else 0, row[6], row[7]) == (micro, count, without)
    said = {row[7] for row in front if str(row[0]) in ("Total", "合计")}
    assert said == {shown if any(count > without for _, count, without in whole.values()) else ""}
    assert not any(cell in ("differs", "不一致") for row in front for cell in row)
