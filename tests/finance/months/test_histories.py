"""Whatever happens in a month, every report of it adds up to the same total, and a closed month stays as it is."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import takewhile
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from mianshi.contracts.terms import ExchangeRate, Terms
from mianshi.contracts.usage import OWN_METERS, LedgerLine, LineKind, LineOutcome, Meter, Tags, Usage
from mianshi.finance import reports
from mianshi.finance.files import exports, summaries, workbook
from mianshi.finance.files.shown import Shown
from mianshi.finance.ledger import price
from mianshi.finance.months import adding, days, rollup
from mianshi.finance.months.credits import Key, Used, after, credits
from mianshi.finance.months.rollup import DaySummary
from mianshi.finance.prices import PriceBook, meter_of
from mianshi.finance.tariff import Tariff
from support.calc import Calc

_FROM = {"known": "official_page", "source": "s", "read_on": "2026-09-30"}
_ONE = {"price": "1.3", "per": 1000, "unit": "request", **_FROM}


def book(as_of: str, factor: int) -> PriceBook:
    """Two regions and two currencies; what the second one has no price for is used all the same."""
    tiers = [{"start": 100, "price": "0.9"}, {"start": 1000, "price": "0.01"}]
    prices = {
        "lambda.requests": {**_ONE, "price": str(factor), "free": 40, "tiers": tiers},
        "s3.standard.get_requests": {**_ONE, "price": f"0.{factor}7"},
        "sagemaker.async.instance.ml.a": {**_ONE, "unit": "ms", "price": "0.7", "per": 3600},
    }
    regions = {
        "us-east-1": {"currency": "USD", "prices": prices},
        "cn-north-1": {"currency": "CNY", "prices": {"lambda.requests": prices["lambda.requests"]}},
    }
    data = {"as_of": as_of, "effective_from": as_of[:7], "notes": [], "regions": regions}
    return PriceBook.from_dict(data)


BOOKS = [book("2026-09-30", 2), book("2026-11-30", 3)]
OWN = {"people.review": {"price": "180", "per": 3_600_000, "currency": "CNY"}, "connector.calls.k3": {"price": "0", "per": 1, "currency": "EUR"}}  # fmt: skip
RATES = [
    ExchangeRate(day="2026-10-01", base="USD", quote="CNY", rate="7.1234", source="bank"),
    ExchangeRate(day="2026-10-09", base="CNY", quote="EUR", rate="0.13", source="bank"),
]
FIGURES = [
    Terms.model_validate({"revision": revision, "effective_from": month, "by": "p", "at": "a", "prices": OWN} | more)
    for revision, month, more in (
        (1, "2026-10", {"free_tiers": True, "discounts": {"*": "7.5"}}),
        (2, "2026-12", {"discounts": {"lambda": "3"}}),
    )
]


class Event(NamedTuple):
    """Something that was used, and is written some time later; or a sum that a person enters."""

    hour: int
    late_h: int
    tags: Tags
    stage: str
    attempt: str
    outcome: LineOutcome
    region: str
    kind: LineKind
    usages: list[Usage]
    entered_micro: int


START = datetime(2026, 10, 28, tzinfo=UTC)
people = st.sampled_from(
    [
        Tags(interview_id="iv_1", candidate_id="ca_1", job_id="job_a", department="销售", source="boss"),
        Tags(interview_id="iv_2", candidate_id="ca_2", job_id="job_a", department="销售"),
        Tags(interview_id="iv_3", candidate_id="ca_1", job_id="job_b", department="=1+1", source="-@\u202e"),
        Tags(candidate_id="ca_3", job_id="job_b", department=">5", source="boss"),
        Tags(job_id="job_b"),
        Tags(),
    ]
)
keys = st.sampled_from(
    [
        (Meter.LAMBDA_REQUESTS, None),
        (Meter.LAMBDA_REQUESTS, None),
        (Meter.S3_READS, None),
        (Meter.ENDPOINT_SECONDS, "ml.a"),
        (Meter.ENDPOINT_SECONDS, "ml.unheard-of"),
        (Meter.REVIEW, None),
        (Meter.CONNECTOR_CALLS, "k3"),
        (Meter.CONNECTOR_CALLS, "u8"),
    ]
)
quantities = st.sampled_from([0, 1, 39, 40, 41, 99, 100, 101, 999, 1000, 1001]) | st.integers(0, 3000)
used = st.builds(lambda key, quantity: Usage(meter=key[0], quantity=quantity, variant=key[1]), keys, quantities)
events = st.builds(
    Event,
    hour=st.sampled_from([0, 95, 96, 97, 119, 120, 815, 816, 817, 840]) | st.integers(0, 45 * 24),
    late_h=st.sampled_from([0, 0, 0, 0, 4, 5, 6, 29, 30, 400]),
    tags=people,
    stage=st.sampled_from(["rate", "waking"]),
    attempt=st.sampled_from(["a1", "a2", "a3"]),
    outcome=st.sampled_from(["ok", "ok", "failed", "duplicate", "cancelled"]),
    region=st.sampled_from(["us-east-1", "us-east-1", "cn-north-1"]),
    kind=st.sampled_from(["usage", "usage", "overhead", "adjustment"]),
    usages=st.lists(used, min_size=1, max_size=3),
    entered_micro=st.integers(-(10**9), 10**9),
)  # fmt: skip
histories = st.lists(events, max_size=25).map(lambda found: sorted(found, key=lambda event: event.hour + event.late_h))


def tariff(month: str) -> Tariff:
    return Tariff(month, BOOKS, FIGURES)


def text(hours: int) -> str:
    return (START + timedelta(hours=hours)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Ledger:
    """What the table does with lines: the first of an attempt stays."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str, str], list[LedgerLine]] = {}

    def write(self, event: Event, hour: int | None = None) -> None:
        """As `billing.bill`, at the hour it is written."""
        used_at, now = text(event.hour), text(event.hour + event.late_h if hour is None else hour)
        place = days.placed(used_at, now, event.kind)
        lines = price(
            event.usages,
            tags=event.tags,
            stage=event.stage,
            attempt=event.attempt,
            outcome=event.outcome,
            at=place.at,
            region=event.region,
            tariff=tariff(used_at[:7]),
            kind=place.kind,
        )
        changed: dict[str, Any] = {"adjusts": place.adjusts}
        if event.kind == "adjustment":
            changed["amount_micro"] = event.entered_micro
        key = (event.tags.interview_id, event.stage, event.attempt)
        self._rows.setdefault(key, [line.model_copy(update=changed) for line in lines])

    def lines(self, day: str) -> list[LedgerLine]:
        found = [line for lines in self._rows.values() for line in lines if line.at.startswith(day)]
        return sorted(found, key=lambda line: line.at)


def month_of(ledger: Ledger, month: str, pieces: int = 1000) -> list[DaySummary]:
    """Every day final, in order, each added up in pieces."""
    final: list[DaySummary] = []
    so_far: dict[Key, Used] = {}
    for name in days.of_month(month):
        day, lines = DaySummary(day=name, state="closing"), ledger.lines(name)
        for at in range(0, len(lines), pieces):
            piece = lines[at : at + pieces]
            day = adding.add(day, piece, {}, piece[-1].at)
        day = adding.finished(day, credits(day, so_far, tariff(month)))
        so_far = after(so_far, day)
        if day.cells:
            final.append(day)
    return final


def run(history: Iterable[Event]) -> Ledger:
    ledger = Ledger()
    for event in history:
        ledger.write(event)
    return ledger


def per_currency(amounts: Iterable[tuple[str, int | None]]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for currency, micro in amounts:
        found[currency] += micro or 0
    return {currency: micro for currency, micro in found.items() if micro}


def of_csv(content: str) -> dict[str, int]:
    rows = csv.DictReader(io.StringIO(content))
    return per_currency((row["currency"], micro(row["amount"])) for row in rows)


def micro(amount: str) -> int:
    return int(Fraction(amount or "0") * 1_000_000)


MONTHS = ["2026-10", "2026-11", "2026-12"]
SHOWN = Shown("CNY", "2026-11-30", RATES)


@settings(max_examples=60)
@given(history=histories, pieces=st.integers(1, 5))
def test_every_report_adds_up_to_the_lines(history: list[Event], pieces: int) -> None:
    ledger = run(history)
    for month in MONTHS:
        final = month_of(ledger, month, pieces)
        assert final == month_of(ledger, month)
        lines = [line for name in days.of_month(month) for line in ledger.lines(name)]
        lines += [line for day in final for line in day.credits]
        whole = per_currency((line.currency, line.amount_micro) for line in lines)
        for by in ("job", "department", "source", "service", "kind", "day", "candidate"):
            groups = summaries.groups(final, by)
            assert per_currency((g.currency, g.sum.amount) for g in groups) == whole
            assert sum(g.sum.lines for g in groups) == len(lines)
            assert of_csv(summaries.groups_csv(final, by, {})) == whole
        entries, left = rollup.interviews(final), rollup.beside_interviews(final)
        assert of_csv(summaries.interviews_csv(entries, {}, left)) == whole
        assert of_csv(summaries.cells_csv(final, {})) == whole
        assert of_csv("".join(exports.csv_of(lines))) == whole
        told = json.loads(summaries.to_json(month, final, {}))
        for name in ("totals", *(f"by_{by}" for by in ("job", "kind", "candidate", "day"))):
            assert per_currency((one["currency"], one["amount_micro"]) for one in told[name]) == whole
        both = [*told["interviews"], *told["without_interview"]]
        assert per_currency((one["currency"], one["amount_micro"]) for one in both) == whole
        assert per_currency((t.currency, t.amount_micro) for t in reports.grand_totals(lines)) == whole
        unpriced = sum(line.amount_micro is None for line in lines)
        assert sum(g.sum.unpriced for g in rollup.totals(final)) == unpriced


@settings(max_examples=40)
@given(history=histories)
def test_a_months_net_is_the_price_of_its_whole_quantity(history: list[Event]) -> None:
    ledger = run(history)
    for month in MONTHS:
        lines = [line for name in days.of_month(month) for line in ledger.lines(name)]
        listed, quantities_of = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
        for line in lines:
            if line.kind in ("usage", "overhead") and line.amount_micro is not None:
                listed[line.price_key, line.region] += line.amount_micro
                quantities_of[line.price_key, line.region] += line.quantity
        credited: Counter[tuple[str, str]] = Counter()
        for day in month_of(ledger, month):
            for line in day.credits:
                credited[line.price_key, line.region] += line.amount_micro or 0
        for (key, region), quantity in quantities_of.items():
            net = None if meter_of(key) in OWN_METERS else tariff(month).net_micro(region, key, quantity)
            wanted = listed[key, region] if net is None else net
            assert listed[key, region] + credited[key, region] == wanted
        assert set(credited) <= set(quantities_of)


@settings(max_examples=40)
@given(history=histories)
def test_converted_parts_are_the_converted_total(history: list[Event]) -> None:
    final = month_of(run(history), "2026-11")
    totals = per_currency((g.currency, g.sum.amount) for g in rollup.totals(final))
    wanted = {"CNY": totals.get("CNY", 0), "USD": round(totals.get("USD", 0) * Fraction("7.1234"))}
    wanted["EUR"] = round(totals.get("EUR", 0) / Fraction("0.13"))
    for by in ("job", "source", "kind", "day", "candidate"):
        rows = list(csv.DictReader(io.StringIO(summaries.groups_csv(final, by, {}, SHOWN))))
        parts = per_currency((row["currency"], micro(row["report_amount"])) for row in rows)
        assert parts == {currency: whole for currency, whole in wanted.items() if whole}
        assert all(row["rate"] == "7.1234" for row in rows if row["currency"] == "USD")


@settings(max_examples=40)
@given(history=histories, data=st.data())
def test_whoever_crashes_and_begins_again_adds_nothing(history: list[Event], data: st.DataObject) -> None:
    once, again = run(history), Ledger()
    for upto in data.draw(st.lists(st.integers(0, len(history)), max_size=3)):
        for event in history[:upto]:
            again.write(event)
    for event in history:
        again.write(event)
        again.write(event._replace(outcome="failed", usages=[Usage(meter=Meter.S3_READS, quantity=7)]))
    assert [month_of(again, month) for month in MONTHS] == [month_of(once, month) for month in MONTHS]


@settings(max_examples=60)
@given(history=histories, later=histories)
def test_a_closed_month_is_not_changed_by_anything_written_later(history: list[Event], later: list[Event]) -> None:
    closed_at = 24 * 34 + days.SETTLED_HOURS  # of November, which begins on the fifth day
    assert text(closed_at) == "2026-12-01T06:00:00.000Z"
    ledger = run([event for event in history if event.hour + event.late_h < closed_at])
    before = [day.canonical_json() for day in month_of(ledger, "2026-11")]
    others = sum(len(ledger.lines(month)) for month in MONTHS)
    late = [event._replace(attempt=f"later-{at}") for at, event in enumerate(later) if text(event.hour) < "2026-12"]
    for event in late:
        ledger.write(event, closed_at + event.late_h)
    assert [day.canonical_json() for day in month_of(ledger, "2026-11")] == before
    added = [line for line in ledger.lines("2026-12") if line.attempt.startswith("later")]
    assert len(added) == sum(len(ledger.lines(month)) for month in MONTHS) - others
    assert all(line.kind == "adjustment" for line in added)
    assert {line.adjusts for line in added} <= {"2026-10", "2026-11"}


@settings(max_examples=8)
@given(history=histories)
def test_the_workbooks_cells_add_up_too(history: list[Event]) -> None:
    final = month_of(run(history), "2026-11")
    whole = per_currency((g.currency, g.sum.amount) for g in rollup.totals(final))
    book = Calc(workbook.to_xlsx("2026-11", final, {}, "en"))
    for sheet in (
        "Sums",
        "By interview",
        "By job",
        "By department",
        "By source",
        "By candidate",
        "By day",
        "By service",
    ):
        heads, *rows = book.rows(sheet)
        amount, currency = heads.index("Amount (millionths)"), heads.index("Currency")
        rows = list(takewhile(lambda row: any(row) and row[0] != "Total", rows))
        assert per_currency((str(row[currency]), _whole(row[amount])) for row in rows) == whole


def _whole(value: object) -> int | None:
    """A number, or the word that says that there is none."""
    return int(value) if isinstance(value, int | float) else None
