"""Which interviews a month counts: those that were opened in it, not those that it only stored."""

from __future__ import annotations

from datetime import UTC, datetime

from mianshi.contracts.usage import LedgerLine
from mianshi.finance import reports
from mianshi.finance.books import booking
from mianshi.finance.months import adding, opened
from mianshi.finance.months.rollup import DaySummary
from mianshi.platform.clock import new_interview_id

OLD = "iv_01ARZ3NDEKTSV4RRFFQ69G5FAV"
"""Of 2016-07-30: the example of the ULID specification."""


def test_an_interview_counts_on_the_day_its_id_was_made() -> None:
    assert opened.opened_on(new_interview_id()) == f"{datetime.now(UTC):%Y-%m-%d}"
    assert opened.opened_on(OLD) == "2016-07-30"
    assert opened.opened_on("iv_1") is None
    assert opened.opened_on("iv_ZZZZZZZZZZZZZZZZ") is None


def test_months_from_the_first_to_the_last() -> None:
    assert opened.opened_within([OLD, "iv_1", ""], "2016-07", "2016-07") == {OLD, "iv_1"}
    assert (
        opened.opened_within([OLD], "2016-05", "2016-06") == opened.opened_within([OLD], "2016-08", "2017-07") == set()
    )
    assert opened.opened_within([OLD], "2016-06", "2016-08") == {OLD}


def test_what_only_paid_storage_is_no_interview_of_the_month() -> None:
    common = {
        "stage": "storage", "attempt": "a", "price_key": "s3.standard.storage", "quantity": 1, "unit": "byte-month",
        "currency": "USD", "price_book": "b", "region": "r", "outcome": "ok", "job_id": "jb_1", "department": "零售",
        "at": "2026-11-03T08:00:00.000Z", "amount_micro": 30_000,
    }  # fmt: skip
    lines = [LedgerLine.model_validate({**common, "interview_id": name}) for name in (OLD, "iv_1", "iv_2")]
    [unit] = reports.report(lines, "2026-11").per_interview
    assert (unit.count, unit.amount_micro, unit.unit_micro) == (2, 90_000, 45_000)
    assert reports.report(lines).per_interview[0].count == 3
    day = adding.add(DaySummary(day="2026-11-03", state="final"), lines, {}, "2026-11-03~")
    [proposal] = booking.proposals([day], [])
    assert [(line.department, line.interviews) for line in proposal.lines] == [("零售", 2)]
