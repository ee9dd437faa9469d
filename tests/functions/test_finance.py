"""The finance view: sums that are right to the micro-unit, kept once, and nobody's name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from mianshi.accounting import summing
from mianshi.accounting.billing import tags_of
from mianshi.contracts.people import AuditAction, StaffRole
from mianshi.contracts.terms import ExchangeRate, MonthClosed, Terms
from mianshi.contracts.usage import LedgerLine
from mianshi.finance import reports
from mianshi.finance.months import rollup
from mianshi.finance.months.rollup import DaySummary
from mianshi.platform import objects
from mianshi.platform.store import audit, ledger, terms
from support.portal_moto import Portal, portal
from support.spending import interview, job

NOW = datetime(2026, 11, 5, 12, 0, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>=1+1 \u202eabc"


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    with portal(monkeypatch) as opened:
        monkeypatch.setattr(summing, "now", lambda: NOW)
        monkeypatch.setattr(opened.module("money.finance"), "now", lambda: NOW)
        monkeypatch.setattr(summing, "monotonic", lambda: 0.0)  # a busy machine has time enough
        yield opened


def spend(name: str, at: str, *amounts: int | None, outcome: str = "ok", currency: str = "USD") -> list[LedgerLine]:
    lines = [
        LedgerLine.model_validate(
            {
                **tags_of(name).model_dump(),
                "stage": "ingest",
                "attempt": f"{at}-{number}",
                "price_key": ["lambda.requests", "s3.standard.put_requests"][number % 2],
                "quantity": 1,
                "unit": "request",
                "amount_micro": amount,
                "currency": currency,
                "price_book": "2026-11-28",
                "region": "test-1",  # no book has prices for it: its days have no credits
                "outcome": outcome,
                "at": at,
            }
        )
        for number, amount in enumerate(amounts)
    ]
    ledger.record(lines)
    return lines


def test_the_month_is_the_sum_of_the_ledger_and_stays_it(door: Portal) -> None:
    shop, works = job(), job("技工", "工厂")
    lines = spend(interview(shop), "2026-11-01T08:00:00.000Z", 1_250_000, 3)
    lines += spend(interview(works, scored=False), "2026-11-03T23:59:59.999Z", 7, None, outcome="failed")
    lines += spend(interview(None), "2026-11-05T11:59:00.000Z", 11)
    lines += spend(interview(shop), "2026-11-05T09:00:00.000Z", 13)
    for _ in range(2):
        month = summing.month("2026-11")
        [total] = rollup.totals(month.days)
        [expected] = reports.grand_totals(lines)
        assert (total.sum.amount, total.sum.lines, total.sum.unpriced) == (
            expected.amount_micro,
            expected.lines,
            expected.unpriced,
        )
        assert month.missing == []
        assert {g.key: g.sum.micro for g in rollup.by_department(month.days)} == {"零售": 1_250_016, "工厂": 7, "": 11}
        view = door.module("money.finance")._view(month)
        assert (view.interviewed, view.scored, view.totals[0].amount) == (4, 3, expected.amount_micro)
        assert [day.key for day in view.days] == ["2026-11-01", "2026-11-03", "2026-11-05"]
        summing._live.clear()
        summing._kept.clear()  # another process: it reads what is stored
    assert objects.find_record(objects.costs_of("2026-11-01"), DaySummary).state == "final"  # type: ignore[union-attr]
    assert objects.find_record(objects.costs_of("2026-11-05"), DaySummary) is None


def test_a_final_day_is_not_read_again_and_an_open_one_is_gone_on_with(
    door: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = interview(job())
    spend(name, "2026-11-04T08:00:00.000Z", 5)
    spend(name, "2026-11-05T08:00:00.000Z", 7)
    summing.month("2026-11")
    asked: list[tuple[str, str]] = []
    real = ledger.of_day

    def of_day(day: str, after: str, until: str) -> Iterator[tuple[str, list[LedgerLine]]]:
        asked.append((day, after))
        return real(day, after, until)

    monkeypatch.setattr(ledger, "of_day", of_day)
    spend(name, "2026-11-05T11:58:00.000Z", 9)
    assert rollup.totals(summing.month("2026-11").days)[0].sum.micro == 12  # ten seconds old at most
    assert asked == []
    monkeypatch.setattr(summing, "now", lambda: NOW + timedelta(seconds=10))
    [total] = rollup.totals(summing.month("2026-11").days)
    assert total.sum.micro == 21
    assert {day for day, _ in asked} == {"2026-11-05"}
    assert all(after == "2026-11-05T08:00:00.000Z" for _, after in asked)


def test_a_day_is_added_up_from_its_beginning_once_it_is_over(door: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    name = interview(job())
    spend(name, "2026-11-05T10:00:00.000Z", 5)
    assert rollup.totals(summing.month("2026-11").days)[0].sum.micro == 5
    spend(name, "2026-11-05T09:00:00.000Z", 100)  # came late to the index: behind what was added up
    for hour, state, micro in ((5, "open", 5), (6, "final", 105)):
        monkeypatch.setattr(summing, "now", lambda hour=hour: datetime(2026, 11, 6, hour, 0, tzinfo=UTC))
        [day] = [day for day in summing.month("2026-11").days if day.day == "2026-11-05"]
        assert (day.state, rollup.totals([day])[0].sum.micro) == (state, micro)


def test_what_does_not_fit_the_time_is_told_and_gone_on_with(door: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    name = interview(job())
    for second in range(6):
        spend(name, f"2026-11-03T08:00:0{second}.000Z", 10, 1)
    monkeypatch.setattr(summing, "_CHUNK_LINES", 4)
    ticks = iter(range(10_000))
    monkeypatch.setattr(summing, "monotonic", lambda: next(ticks) / 2)  # time that passes with each look at it
    door.sign_in(StaffRole.FINANCE)
    page = door.get("/costs?month=2026-11").text
    assert "Still adding up" in page and '"pending": true' in page
    for _ in range(40):
        month = summing.month("2026-11")
        if not month.missing:
            break
    assert month.missing == []
    assert rollup.totals(month.days)[0].sum.micro == 66


def test_finance_sees_costs_and_nobodys_name(door: Portal) -> None:
    shop = job(HOSTILE)
    name = interview(shop)
    spend(name, "2026-11-01T08:00:00.000Z", 1_250_000, None)
    door.sign_in(StaffRole.FINANCE)
    month = door.get("/costs?month=2026-11")
    of_job = door.get(f"/costs/jobs/{shop.id}?month=2026-11")
    one = door.get(f"/costs/interviews/{name}")
    for page in (month, of_job, one):
        assert page.status == 200
        assert "王小明" not in page.text and "<script>alert" not in page.text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
        assert "/report" not in page.text
    assert "US$1.25" in month.text and "1 lines unpriced" in month.text
    assert name in of_job.text and f"/costs/interviews/{name}" in of_job.text
    assert "US$1.25" in one.text
    assert door.get(f"/interviews/{name}").status in (403, 404)
    told = audit.usage(f"{datetime.now(UTC):%Y-%m}")["finance-1"]
    assert told[AuditAction.COSTS_READ.value] == 3


def test_nothing_priced_is_shown_as_unpriced_and_never_as_zero(door: Portal) -> None:
    spend(interview(job()), "2026-11-01T08:00:00.000Z", None)
    door.sign_in(StaffRole.FINANCE)
    page = door.get("/costs?month=2026-11").text
    assert "unpriced" in page and "US$0.00" not in page
    assert "未定价" in door.get("/costs?month=2026-11&lang=zh").text


def test_costs_are_for_finance_and_a_wrong_month_is_refused_in_a_sentence(door: Portal) -> None:
    paths = ("", "/jobs/none", "/interviews/x", "/download/2026-11/summary.csv", "/lines/2026-11-01")
    for role in (StaffRole.HR, StaffRole.INTERVIEWER, StaffRole.HIRING_MANAGER):
        door.sign_in(role)
        assert {door.get(f"/costs{path}").status for path in paths} == {403}
    door.sign_in(StaffRole.AUDITOR)
    assert door.get("/costs").status == 200
    for month in ("2026-13", "<script>", "2026-11-01", "1999-01"):
        answer = door.get(f"/costs?month={month}")
        assert answer.status == 422
        assert "The request was incomplete" in answer.text
    assert door.get("/costs/lines/2026-02-30").status == 422


def overhead(at: str, amount: int, kind: str = "overhead") -> None:
    of_nobody = {
        "stage": "portal", "attempt": at, "price_key": "lambda.requests", "quantity": 1, "unit": "request",
        "amount_micro": amount, "currency": "USD", "price_book": "2026-11-28", "region": "test-1", "outcome": "ok",
        "kind": kind, "at": at,
    }  # fmt: skip
    ledger.record([LedgerLine.model_validate(of_nobody)])


def agree(report_currency: str | None = "CNY", **rates: str) -> None:
    """The customer's figures: a currency for reports, and what a unit of others is worth in it."""
    table = [
        ExchangeRate.model_validate(
            {"day": "2026-11-02", "base": base, "quote": report_currency, "rate": rate, "source": HOSTILE}
        )
        for base, rate in rates.items()
    ]
    made = {"revision": 1, "effective_from": "2026-11", "by": "f", "at": "2026-11-01T00:00:00.000Z", "rates": table}
    terms.add(Terms.model_validate(made | {"report_currency": report_currency}))


def test_a_month_in_two_currencies_is_told_in_one_with_its_rate(door: Portal) -> None:
    shop = job()
    name = interview(shop)
    spend(name, "2026-11-01T08:00:00.000Z", 1_000_001)
    spend(name, "2026-11-01T09:00:00.000Z", 2_000_000, currency="CNY")
    agree(USD="7.5")
    door.sign_in(StaffRole.FINANCE)
    for path in ("/costs?month=2026-11", f"/costs/jobs/{shop.id}?month=2026-11"):
        page = door.get(path).text
        assert 'title="CN¥9.500008">CN¥9.50<' in page, path  # 7,500,007.5 to the even millionth, and 2,000,000
        assert "Rate: 1 USD = 7.5 CNY, 2026-11-02, by &lt;script&gt;" in page and "<script>alert" not in page
    assert page.count(f">{name}</a>") == 1 and 'title="US$1.000001"' in page and "CN¥2.00" in page


def test_a_currency_without_a_rate_is_named_and_in_no_converted_total(door: Portal) -> None:
    name = interview(job())
    spend(name, "2026-11-01T08:00:00.000Z", 1_000_000)
    spend(name, "2026-11-01T09:00:00.000Z", 2_000_000, currency="CNY")
    spend(name, "2026-11-01T10:00:00.000Z", 4_000_000, currency="EUR")
    agree(USD="7.5")
    door.sign_in(StaffRole.FINANCE)
    page = door.get("/costs?month=2026-11").text
    assert "without EUR: no rate" in page and "There is no rate from EUR into CNY" in page and "CN¥9.50" in page
    assert "One interview · in CNY" not in page  # a part of a total has no average


def test_nothing_is_converted_where_nobody_named_a_currency_or_there_is_no_other(door: Portal) -> None:
    spend(interview(job()), "2026-11-01T08:00:00.000Z", 2_000_000, currency="CNY")
    door.sign_in(StaffRole.FINANCE)
    assert "Total in CNY" not in door.get("/costs?month=2026-11").text
    agree(USD="7.5")
    assert "Total in CNY" not in door.get("/costs?month=2026-11").text


def test_what_belongs_to_no_interview_is_told_apart_from_them(door: Portal) -> None:
    shop = job()
    name = interview(shop)
    spend(name, "2026-11-01T08:00:00.000Z", 300_000)
    line = spend(name, "2026-11-01T09:00:00.000Z", 20_000)[0]
    of_job = line.model_copy(update={"interview_id": "", "candidate_id": "", "attempt": "x", "amount_micro": 7_000})
    ledger.record([of_job])
    overhead("2026-11-02T23:00:00.000Z", 50_000)
    door.sign_in(StaffRole.FINANCE)
    nobodys = door.get("/costs/jobs/none?month=2026-11")
    assert nobodys.status == 200 and "US$0.05" in nobodys.text and "Nothing was used" not in nobodys.text
    assert "What belongs to no single interview" in nobodys.text
    page = door.get(f"/costs/jobs/{shop.id}?month=2026-11").text
    assert "US$0.327" in page and "US$0.32<" in page and "US$0.007" in page
    assert "Nothing was used" in door.get("/costs/jobs/none?month=2026-10").text


def test_another_interview_of_the_list_is_chosen_to_compare_with(door: Portal) -> None:
    shop = job()
    one, other = interview(shop), interview(shop)
    spend(one, "2026-11-01T08:00:00.000Z", 3)
    spend(other, "2026-11-01T09:00:00.000Z", 5)
    door.sign_in(StaffRole.FINANCE)
    here = f"/costs/jobs/{shop.id}?month=2026-11"
    assert f'href="{here}&amp;with={one}"' in door.get(here).text
    chosen = door.get(f"{here}&with={one.lower()}").text
    assert f"/costs/interviews/{one}?with={other}#why" in chosen and f"with={one}#why" not in chosen
    for wrong in ("<script>", "iv_" + "A" * 9_000, "１"):
        for query in ("with", "page"):
            answer = door.get(here + f"&{query}={wrong}")
            assert answer.status == 200 and "Compare with it" not in answer.text


def test_a_month_that_credits_leave_nothing_of_has_no_average_and_no_share(door: Portal) -> None:
    spend(interview(job()), "2026-11-01T08:00:00.000Z", 1_000_000, outcome="failed")
    overhead("2026-11-02T08:00:00.000Z", -3_000_000, kind="credit")
    door.sign_in(StaffRole.FINANCE)
    page = door.get("/costs?month=2026-11").text
    assert "−US$2.00" in page and "no meaningful average" in page
    assert "-50%" not in page and "÷" not in page
    assert 'class="back"' in page and "the lowest came to −US$3.00" in page


def test_a_month_to_come_is_this_month(door: Portal) -> None:
    door.sign_in(StaffRole.FINANCE)
    answer = door.get("/costs?month=2027-01")
    assert (answer.status, answer.headers["location"]) == (303, "/costs?month=2026-11")
    assert door.get("/costs/jobs/none?month=2027-01").status == 200


def test_a_closed_month_says_what_it_lacks_and_keeps_its_rates(door: Portal) -> None:
    spend(interview(job()), "2026-10-01T08:00:00.000Z", 7)
    assert summing.month("2026-10").missing == []
    closing = MonthClosed(month="2026-10", at="2026-11-05T00:00:00.000Z", by="software", totals=[])
    rate = ExchangeRate(day="2026-10-30", base="USD", quote="CNY", rate="7", source="as it was closed")
    closing = closing.model_copy(update={"report_currency": "CNY", "rates": [rate]})
    terms.close(closing.model_copy(update={"missing": ["2026-10-31 standing"]}), [])
    door.sign_in(StaffRole.FINANCE)
    agree(USD="99")
    page = door.get("/costs?month=2026-10").text
    assert "could not be had in time: 2026-10-31 standing charges (1 in all)" in page
    assert "CN¥0.000049" in page and "by as it was closed" in page
