"""A day added up in any pieces is the sum of its lines."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.usage import LedgerLine
from mianshi.errors import Defect
from mianshi.finance import reports, rollup, summaries
from mianshi.finance.money import decimal_text
from mianshi.finance.rollup import DaySummary, Known

JOBS = ["", "job_a", "job_b"]
KNOWN = {
    f"iv_{n}": Known(job_id=JOBS[n % 3], department="销售" if n % 3 == 1 else "", outcome="open") for n in range(6)
}

lines_of_a_day = st.lists(
    st.builds(
        LedgerLine,
        interview_id=st.sampled_from(sorted(KNOWN)),
        stage=st.sampled_from(["ingest", "rate"]),
        attempt=st.uuids().map(str),
        price_key=st.sampled_from(
            ["lambda.requests", "s3.standard.get_requests", "sagemaker.async.instance.ml.g5.xlarge"]
        ),
        quantity=st.integers(0, 10**6),
        unit=st.just("request"),
        amount_micro=st.none() | st.integers(0, 10**12),
        currency=st.sampled_from(["USD", "CNY"]),
        price_book=st.just("2026-11-28"),
        region=st.just("us-east-1"),
        outcome=st.sampled_from(["ok", "failed"]),
        at=st.integers(0, 86_399).map(lambda s: f"2026-11-03T{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}.000Z"),
    ),
    max_size=40,
)


def added(lines: list[LedgerLine], cuts: list[int]) -> DaySummary:
    """The day from pieces that end at `cuts`."""
    ordered = sorted(lines, key=lambda line: line.at)
    day = DaySummary(day="2026-11-03")
    for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(ordered)], strict=True):
        piece = ordered[start:end]
        day = rollup.add(day, piece, KNOWN, piece[-1].at if piece else day.upto)
    return day


@given(lines=lines_of_a_day, data=st.data())
def test_totals_are_the_sums_of_the_lines_however_the_day_is_cut(lines: list[LedgerLine], data: st.DataObject) -> None:
    cuts = data.draw(st.lists(st.integers(0, len(lines)), max_size=4))
    day = added(lines, cuts)
    told = {g.currency: (g.sum.amount, g.sum.lines, g.sum.unpriced) for g in rollup.totals([day])}
    assert told == {t.currency: (t.amount_micro, t.lines, t.unpriced) for t in reports.grand_totals(lines)}
    services = {(g.key, g.currency): g.sum.amount for g in rollup.by_service([day])}
    assert services == {(t.key, t.currency): t.amount_micro for t in reports.totals(lines, "service")}
    own = {(i.interview_id, i.currency): i.sum.amount for i in rollup.interviews([day])}
    assert own == {(t.key, t.currency): t.amount_micro for t in reports.totals(lines, "interview")}
    failed = {g.currency: g.sum.failed_micro for g in rollup.totals([day])}
    for currency, micro in failed.items():
        assert micro == sum(
            line.amount_micro or 0 for line in lines if line.outcome == "failed" and line.currency == currency
        )
    assert added(lines, []) == day


@given(first=lines_of_a_day, second=lines_of_a_day)
def test_every_grouping_of_a_month_has_the_same_total(first: list[LedgerLine], second: list[LedgerLine]) -> None:
    days = [added(first, []), added(second, []).model_copy(update={"day": "2026-11-04"})]
    whole = {g.currency: g.sum.micro for g in rollup.totals(days)}
    for grouping in (rollup.by_job, rollup.by_department, rollup.by_service, rollup.by_day):
        sums: dict[str, int] = defaultdict(int)
        for group in grouping(days):
            sums[group.currency] += group.sum.micro
        assert dict(sums) == whole
    sums = defaultdict(int)
    for entry in rollup.interviews(days):
        sums[entry.currency] += entry.sum.micro
    assert dict(sums) == whole
    merged = rollup.merge("2026-11", days)
    for grouping in (rollup.by_job, rollup.by_department, rollup.by_service, rollup.totals):
        assert grouping([merged]) == grouping(days)
    jobs = [entry for job in JOBS for entry in rollup.interviews(days, job)]
    assert sorted(jobs, key=str) == sorted(rollup.interviews(days), key=str)


def line(interview: str, amount: int | None, at: str = "2026-11-03T10:00:00.000Z", outcome: str = "ok") -> LedgerLine:
    return LedgerLine.model_validate(
        {
            "interview_id": interview,
            "stage": "ingest",
            "attempt": "a",
            "price_key": "lambda.requests",
            "quantity": 1,
            "unit": "request",
            "amount_micro": amount,
            "currency": "USD",
            "price_book": "2026-11-28",
            "region": "us-east-1",
            "outcome": outcome,
            "at": at,
        }
    )


def test_what_has_no_price_is_not_free() -> None:
    day = added([line("iv_1", None)], [])
    [total] = rollup.totals([day])
    assert (total.sum.amount, total.sum.micro, total.sum.unpriced) == (None, 0, 1)
    [first, _] = rollup.unit_costs(total, 1, 0)
    assert first.unit_micro is None
    [row] = csv.DictReader(io.StringIO(summaries.cells_csv([day], {})))
    assert row["amount"] == ""


def test_an_interview_of_two_days_is_one_and_keeps_how_it_ended() -> None:
    first = rollup.add(DaySummary(day="2026-11-03"), [line("iv_1", 5)], {"iv_1": Known(outcome="open")}, "a")
    later = line("iv_1", 7, at="2026-11-04T00:01:00.000Z", outcome="failed")
    second = rollup.add(DaySummary(day="2026-11-04"), [later], {"iv_1": Known(outcome="scored")}, "b")
    [entry] = rollup.interviews([second, first])
    assert (entry.sum.micro, entry.sum.failed_micro, entry.outcome) == (12, 7, "scored")


def test_the_cost_of_one_is_rounded_up_and_its_division_shown() -> None:
    [total] = rollup.totals([added([line("iv_1", 10), line("iv_2", 6)], [])])
    interview, scored = rollup.unit_costs(total, 3, 0)
    assert (interview.unit_micro, interview.formula) == (6, "16 / 3 = 6")
    assert scored.unit_micro is None


def test_less_than_nothing_is_a_mistake_of_ours() -> None:
    with pytest.raises(Defect, match="negative_amount"):
        added([line("iv_1", 1).model_copy(update={"amount_micro": -1})], [])


def test_a_job_called_like_a_formula_stays_text() -> None:
    day = added([line("iv_1", 2_500_000)], [])
    [row] = csv.DictReader(io.StringIO(summaries.cells_csv([day], {"job_a": '=HYPERLINK("http://x")'})))
    assert row["job"] == '\'=HYPERLINK("http://x")'
    assert row["amount"] == decimal_text(2_500_000) == "2.500000"
    book = summaries.to_xlsx([day], {"job_a": "=1+1"}, "en")
    assert book == summaries.to_xlsx([day], {"job_a": "=1+1"}, "en")
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        assert "=1+1" in archive.read("xl/sharedStrings.xml").decode()
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "SUMIFS($D$2:$D$2,$C$2:$C$2" in sheet and "<f>1+1</f>" not in sheet
