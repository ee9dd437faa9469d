"""A day added up in any pieces is the sum of its lines."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.usage import LedgerLine
from mianshi.finance import reports
from mianshi.finance.files import summaries
from mianshi.finance.months import adding, rollup
from mianshi.finance.months.rollup import DaySummary, Group

JOBS = ["", "job_a", "job_b"]
TAGS = [
    {
        "interview_id": f"iv_{n}",
        "candidate_id": f"ca_{n // 2}",
        "job_id": JOBS[n % 3],
        "department": "销售" if n % 3 == 1 else "",
        "source": ("", "boss")[n % 2],
    }
    for n in range(6)
] + [{}, {"job_id": "job_a", "department": "销售"}, {"candidate_id": "ca_1", "job_id": "job_b", "source": "boss"}]


def made(tags: dict[str, str], amount: int | None, kind: str, **fields: object) -> LedgerLine:
    below = {"amount_micro": -amount} if amount and kind in ("credit", "adjustment") else {"amount_micro": amount}
    return LedgerLine.model_validate(
        {"price_book": "b", "region": "r", "unit": "u", **tags, "kind": kind} | below | fields
    )


lines_of_a_day = st.lists(
    st.builds(
        made,
        tags=st.sampled_from(TAGS),
        amount=st.none() | st.integers(0, 10**12),
        kind=st.sampled_from(["usage", "overhead", "adjustment", "usage"]),
        stage=st.sampled_from(["ingest", "rate"]),
        attempt=st.integers(0, 99).map(str),
        price_key=st.sampled_from(
            ["lambda.requests", "s3.standard.get_requests", "sagemaker.async.instance.ml.g5.xlarge", "people.review"]
        ),
        quantity=st.integers(0, 10**6),
        currency=st.sampled_from(["USD", "CNY"]),
        outcome=st.sampled_from(["ok", "failed", "duplicate", "cancelled"]),
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
        day = adding.add(day, piece, {}, piece[-1].at if piece else day.upto)
    return day


def sums(groups: Iterable[Group]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for group in groups:
        found[group.currency] += group.sum.micro
    return dict(found)


def entries(days: list[DaySummary], job: str | None = None) -> list[Group]:
    return [Group(key=e.interview_id, currency=e.currency, sum=e.sum) for e in rollup.interviews(days, job)]


@given(lines=lines_of_a_day, data=st.data())
def test_totals_are_the_sums_of_the_lines_however_the_day_is_cut(lines: list[LedgerLine], data: st.DataObject) -> None:
    cuts = data.draw(st.lists(st.integers(0, len(lines)), max_size=4))
    day = added(lines, cuts)
    told = {g.currency: (g.sum.amount, g.sum.lines, g.sum.unpriced) for g in rollup.totals([day])}
    assert told == {t.currency: (t.amount_micro, t.lines, t.unpriced) for t in reports.grand_totals(lines)}
    services = {(g.key, g.currency): g.sum.amount for g in rollup.by_service([day])}
    assert services == {(t.key, t.currency): t.amount_micro for t in reports.totals(lines, "service")}
    own = {(i.interview_id, i.currency): i.sum.amount for i in rollup.interviews([day])}
    of_interviews = [line for line in lines if line.interview_id]
    assert own == {(t.key, t.currency): t.amount_micro for t in reports.totals(of_interviews, "interview")}
    failed = {g.currency: g.sum.failed_micro for g in rollup.totals([day])}
    for currency, micro in failed.items():
        assert micro == sum(
            line.amount_micro or 0 for line in lines if line.outcome == "failed" and line.currency == currency
        )
    assert added(lines, []) == day


@given(lines=lines_of_a_day)
def test_keys_have_what_the_cloud_bills_and_nothing_else(lines: list[LedgerLine]) -> None:
    day = added(lines, [])
    billed = [line for line in lines if line.kind != "adjustment" and line.price_key != "people.review"]
    priced, unpriced = (
        sum(line.quantity for line in billed if (line.amount_micro is None) == without) for without in (False, True)
    )
    assert sum(key.quantity for key in day.keys) == priced
    assert sum(key.unpriced for key in day.keys) == unpriced
    assert sum(key.micro for key in day.keys) == sum(line.amount_micro or 0 for line in billed)
    assert {(key.price_key, key.job_id, key.source) for key in day.keys} == {
        (line.price_key, line.job_id, line.source) for line in billed
    }


@given(first=lines_of_a_day, second=lines_of_a_day)
def test_every_grouping_of_a_month_has_the_same_total(first: list[LedgerLine], second: list[LedgerLine]) -> None:
    days = [added(first, []), added(second, []).model_copy(update={"day": "2026-11-04"})]
    whole = sums(rollup.totals(days))
    groupings = (rollup.by_job, rollup.by_department, rollup.by_source, rollup.by_service, rollup.by_kind)
    for grouping in (*groupings, rollup.by_day, rollup.by_candidate):
        assert sums(grouping(days)) == whole
    assert sums([*entries(days), *rollup.beside_interviews(days)]) == whole
    merged = rollup.merge("2026-11", days)
    for grouping in (*groupings, rollup.totals):
        assert grouping([merged]) == grouping(days)
    jobs = [entry for job in JOBS for entry in rollup.interviews(days, job)]
    assert sorted(jobs, key=str) == sorted(rollup.interviews(days), key=str)
    candidates = {(g.key, g.currency): g.sum.lines for g in rollup.by_candidate(days) if g.key}
    for (who, currency), count in candidates.items():
        own = [one for one in [*first, *second] if one.candidate_id == who and one.currency == currency]
        assert count == len(own)


def line(interview: str, amount: int | None, at: str = "2026-11-03T10:00:00.000Z", outcome: str = "ok") -> LedgerLine:
    return LedgerLine.model_validate(
        {
            "interview_id": interview,
            "job_id": "job_a",
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
    first = adding.add(DaySummary(day="2026-11-03"), [line("iv_1", 5)], {"iv_1": "open"}, "a")
    later = line("iv_1", 7, at="2026-11-04T00:01:00.000Z", outcome="failed")
    second = adding.add(DaySummary(day="2026-11-04"), [later], {"iv_1": "scored"}, "b")
    third = adding.add(DaySummary(day="2026-11-05"), [line("iv_1", 1)], {}, "c")
    [entry] = rollup.interviews([second, third, first])
    assert (entry.sum.micro, entry.sum.failed_micro, entry.outcome) == (13, 7, "scored")


def test_the_cost_of_one_is_rounded_up_and_its_division_shown() -> None:
    [total] = rollup.totals([added([line("iv_1", 10), line("iv_2", 6)], [])])
    interview, scored = rollup.unit_costs(total, 3, 0)
    assert (interview.unit_micro, interview.formula) == (6, "16 / 3 = 6")
    assert scored.unit_micro is None
