"""What finance asks: figures that are the ledger's, with what was assumed beside them, and "not known" for the rest."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from mianshi.accounting import summing
from mianshi.contracts.afterwards import Departure, Hire
from mianshi.contracts.hiring import FunnelStep, Job
from mianshi.contracts.people import StaffRole
from mianshi.contracts.terms import Budget, BudgetState, ExchangeRate, FormerWay, OwnPrice, Terms
from mianshi.contracts.usage import LedgerLine
from mianshi.pages.budgets import BudgetLine
from mianshi.platform.store import afterwards, funnel, ledger, terms
from support.html import Document
from support.portal_moto import Portal, portal
from support.spending import job

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
AT = "2026-11-20T08:00:00.000Z"
HOSTILE = "=<script>alert(1)</script>\u202e"
FORMER = FormerWay(
    minutes_per_application="6",
    minutes_per_interview="0",
    hourly_rate="60",
    other_per_hire="200",
    interviews_per_hire="4",
    value_per_hire="5000",
    months_counted="1",
    source=HOSTILE,
)


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    with portal(monkeypatch) as opened:
        for module in (
            summing,
            funnel,
            opened.module("figures.period"),
            opened.module("figures.answers_page"),
            opened.module("money.budgets"),
        ):
            monkeypatch.setattr(module, "now", lambda: NOW)
        monkeypatch.setattr(summing, "monotonic", lambda: 0.0)
        monkeypatch.setattr(opened.module("figures.period"), "monotonic", lambda: 0.0)
        opened.sign_in(StaffRole.FINANCE)
        yield opened


def spend(
    of: Job,
    name: str,
    micro: int | None,
    *,
    key: str = "lambda.requests",
    currency: str = "CNY",
    at: str = AT,
    kind: str = "usage",
) -> None:
    line = LedgerLine(
        kind=kind,
        interview_id=name,
        job_id=of.id,
        department=of.department,
        stage="ingest",
        attempt=f"{name}-{key}-{micro}",
        price_key=key,
        quantity=1,
        unit="request",
        amount_micro=micro,
        currency=currency,
        price_book="2026-11-28",
        region="cn-north-1",
        outcome="ok",
        at=at,
    )
    ledger.record([line])


def hire(of: Job, candidate: str, starts_on: str, left_on: str = "") -> None:
    known = Hire(starts_on=starts_on, by="hr-1", at=AT)
    afterwards.correct(of.id, candidate, known, 30)
    if left_on:
        gone = Departure(left_on=left_on, kind="voluntary", by="hr-1", at=AT)
        afterwards.report(of.id, candidate, gone, 30)


def agree(**more: object) -> None:
    given = {"revision": 1, "effective_from": "2026-10", "former": FORMER, "by": "qian", "at": AT, **more}
    terms.add(Terms.model_validate(given))


def told(door: Portal, query: str = "") -> dict[str, object]:
    reply = door.get(f"/costs/answers.json?{query}")
    assert reply.status == 200, reply.text
    found: dict[str, object] = json.loads(reply.content)
    return found


def test_a_hundred_for_a_hire_and_five_for_one_with_everything_assumed_beside_it(door: Portal) -> None:
    sales = job()
    for number in range(10):
        spend(sales, f"iv_{number}", 8_000_000)
    spend(sales, "iv_0", 120_000_000, key="people.review")
    agree(prices={"people.review": OwnPrice(price="60", per=3_600_000, currency="CNY")})
    funnel.count(sales.id, FunnelStep.INVITED, by=100)
    funnel.count(sales.id, FunnelStep.ADVANCED, by=4)
    hire(sales, "ca_1", "2026-12-01")
    hire(sales, "ca_2", "2026-01-01", "2026-02-01")

    found = told(door)
    units = {one["per"]: one["unit_micro"] for one in found["figures"]}  # type: ignore[attr-defined]
    assert units == {"interview": 20_000_000, "scored_interview": None, "qualified": 50_000_000, "hire": 100_000_000}
    saved = found["savings"]
    assert saved["saved_ms_per_100"] == 8 * 3_600_000  # type: ignore[index]
    assert saved["saved_micro"] == 400_000_000  # type: ignore[index]
    back = {one["key"]: one["hundredths"] for one in found["returns"]}  # type: ignore[attr-defined]
    assert back == {"value": 5000, "savings": 500}  # 10,000 for 200; 400 for 80
    assert found["retention"][0] == {"days": 90, "n": 1, "stayed": 0}  # type: ignore[index]

    page = door.get("/costs/answers?lang=en")
    assert page.status == 200
    seen = Document(page.text).text
    for words in ("8.0 h", "CN¥100.00", "5.00 : 1", "50.00 : 1", "(6 × 100 ÷ 2 + 0 × 4) × 60 ÷ 60 + 200"):
        assert words in seen
    assert "0 of 1" in seen and "%" not in seen.split("90 days")[1].split("180 days")[0]
    assert HOSTILE in seen and "<script>alert" not in page.text
    for address in ("/costs/answers?lang=zh", "/costs/savings?lang=zh"):
        text = door.get(address).text
        assert "8.0 小时" in text and "用了哪些假设" in text


def test_what_nobody_said_or_measured_is_not_known(door: Portal) -> None:
    sales = job()
    spend(sales, "iv_1", 5)
    spend(sales, "iv_1", None, key="people.review")
    page = door.get("/costs/answers")
    seen = Document(page.text).text
    assert page.status == 200
    assert "Nobody has said yet what the former way cost" in seen
    assert "None in this period." in seen and "1 lines have no price" in seen
    agree()
    lacks = told(door)["savings"]["lacks"]  # type: ignore[index]
    assert "review" in lacks and "hires" in lacks and "system" not in lacks


def test_currencies_meet_by_a_dated_rate_only(door: Portal) -> None:
    sales = job()
    spend(sales, "iv_1", 10_000_000, currency="USD")
    agree(report_currency="CNY")
    found = told(door)
    assert found["unconverted"] == ["USD"] and found["savings"]["lacks"].count("system") == 1  # type: ignore[index]
    assert [one["currency"] for one in found["figures"]] == ["USD"] * 4  # type: ignore[attr-defined]
    rate = ExchangeRate(day="2026-11-01", base="USD", quote="CNY", rate="7.1", source="PBoC")
    agree(revision=2, report_currency="CNY", rates=[rate])
    found = told(door)
    first = found["figures"][0]  # type: ignore[index]
    assert (first["currency"], first["unit_micro"], first["converted"]) == ("CNY", 71_000_000, True)
    assert "1 USD = 7.1 CNY, 2026-11-01, by PBoC" in Document(door.get("/costs/answers").text).text


def test_a_job_alone_and_its_whole_life(door: Portal) -> None:
    sales, works = job(), job("技工", "工厂")
    spend(sales, "iv_1", 30)
    spend(works, "iv_2", 7)
    whole = told(door)
    assert [one["department"] for one in whole["departments"]] == ["零售", "工厂"]  # type: ignore[attr-defined]
    assert whole["figures"][0]["amount_micro"] == 37  # type: ignore[index]
    alone = told(door, f"job={works.id}&life=1")
    assert (alone["first"], alone["figures"][0]["amount_micro"]) == ("2026-11", 7)  # type: ignore[index]
    assert alone["departments"] == []
    assert told(door, "from=2026-09&to=2026-10")["figures"] == []


def test_a_wave_is_forecast_from_ten_and_not_from_nine(door: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    sales = job()
    monkeypatch.setattr(summing, "_outcomes", lambda lines: {line.interview_id: "scored" for line in lines})
    for number in range(9):
        spend(sales, f"iv_{number}", 1_000_000 * (number + 1))
    assert "nothing is forecast from fewer than 10" in Document(door.get("/costs/answers").text).text
    spend(sales, "iv_9", 10_000_000, at="2026-11-28T08:00:00.000Z")
    summing._live.clear()
    [wave] = told(door, "n=5")["forecasts"]  # type: ignore[misc]
    assert (wave["n"], wave["total_micro"], wave["bounds"][1]["t"]) == (10, 27_500_000, "2.262157")
    page = Document(door.get("/costs/answers?n=5").text).text
    assert "What will 5 interviews cost?" in page and "CN¥27.50" in page


def test_the_file_holds_the_same_figures_and_no_formula_of_somebody_elses(door: Portal) -> None:
    sales = job(department="=1+1")
    spend(sales, "iv_1", 12_345_678)
    agree()
    reply = door.get("/costs/answers.csv")
    rows = list(csv.DictReader(io.StringIO(reply.content.decode("utf-8-sig"))))
    costs = {row["item"]: row for row in rows if row["section"] == "cost_per"}
    assert (costs["interview"]["value"], costs["hire"]["value"], costs["hire"]["lacks"]) == (
        "12.345678",
        "",
        "none_counted",
    )
    assert {row["item"] for row in rows if row["section"] == "department_cost"} == {"'=1+1"}
    assert all(row["source"].startswith("'=") for row in rows if row["section"] == "assumption")


def test_what_is_no_period_is_told_on_the_page_and_stays_as_typed(door: Portal) -> None:
    sales = job()
    for first, last in (("2026-11", "2026-10"), ("2020-01", "2026-11"), (HOSTILE, "2026-11")):
        for page in ("answers", "savings"):
            reply = door.get(f"/costs/{page}?{urlencode({'from': first, 'to': last, 'job': sales.id})}")
            assert reply.status == 422 and "must not be later than" in reply.text
            typed = {each["name"]: each["value"] for each in Document(reply.text).all("input", type="month")}
            assert typed == {"from": first[:20], "to": last}
            assert f'<option value="{sales.id}" selected' in reply.text
        assert door.get(f"/costs/answers.csv?{urlencode({'from': first, 'to': last})}").status == 422
    assert 'id="period-wrong"' not in door.get("/costs/answers?from=2026-10&to=2026-11").text


def test_a_cost_below_zero_saves_nothing(door: Portal) -> None:
    sales = job()
    spend(sales, "iv_1", -9_000_000, kind="adjustment")
    spend(sales, "iv_1", 1_000_000, key="people.review")
    agree(prices={"people.review": OwnPrice(price="60", per=3_600_000, currency="CNY")})
    funnel.count(sales.id, FunnelStep.INVITED, by=10)
    seen = Document(door.get("/costs/savings?lang=en").text).text
    assert "a cost that is not below 0" in seen
    assert told(door)["savings"]["saved_micro"] is None  # type: ignore[index]


def test_only_who_sees_costs_sees_answers(door: Portal) -> None:
    door.sign_in(StaffRole.HR)
    assert door.get("/costs/answers").status == door.get("/costs/savings").status == 403
    door.sign_in(StaffRole.AUDITOR)
    assert door.get("/costs/answers").status == 200
    assert door.get("/costs/answers.exe").status == 404
    for query in ("from=2026-11&to=2026-10", "from=2020-01&to=2026-11", "from=x"):
        assert door.get(f"/costs/answers?{query}").status == 422
    assert door.get("/costs/answers?job=nobody").status == 404
    assert door.get("/costs/budgets/nobody").status == 404


def test_a_budget_is_set_changed_and_dropped_and_shows_how_it_stands(door: Portal) -> None:
    sales = job(HOSTILE)
    address = f"/costs/budgets/{sales.id}"
    form = {"amount": "1,000", "currency": "CNY", "period": "all", "warn_percent": "80", "stop": "yes", "seen": ""}
    bad = door.post(address, {**form, "amount": "0", "warn_percent": "0"})
    assert bad.status == 422 and bad.text.count('class="wrong"') == 2 and terms.budget(sales.id) is None
    assert door.post(address, form).status == 303
    kept = terms.budget(sales.id)
    assert kept is not None and (kept.amount_micro, kept.stop) == (1_000_000_000, True)
    assert "Nobody has looked since it was set" in door.get(address).text
    late = door.post(address, {**form, "amount": "2,500", "warn_percent": "７０"})  # a form that knew of no budget
    assert late.status == 409 and "somebody set or dropped this job" in late.text
    form_again = Document(late.text)
    [amount], [percent] = (form_again.all("input", name=name) for name in ("amount", "warn_percent"))
    assert (amount["value"], percent["value"]) == ("2,500", "７０")
    assert {each["value"] for each in form_again.all("input", name="seen")} == {kept.at}
    assert terms.budget(sales.id) == kept
    assert door.post(address, {**form, "amount": "2,500", "warn_percent": "７０", "seen": kept.at}).status == 303
    changed = terms.budget(sales.id)
    assert changed is not None and (changed.amount_micro, changed.warn_percent) == (2_500_000_000, 70)
    assert door.post(address, {**form, "seen": changed.at}).status == 303
    assert door.post(f"{address}/drop", {"seen": kept.at}).status == 409 and terms.budget(sales.id) is not None
    kept = terms.budget(sales.id)
    assert kept is not None
    refused = door.post(address, {**form, "amount": "1000,50", "seen": kept.at})  # a decimal comma is no thousand
    assert refused.status == 422 and terms.budget(sales.id) == kept
    later = "2099-01-01T00:00:00.000Z"
    terms.note_budget(BudgetState(job_id=sales.id, period="all", spent_micro=850_000_000, state="warned", at=later))
    page = door.get(address)
    assert "CN¥850.00 of CN¥1,000.00 (85%)" in page.text and "nearly spent" in page.text
    assert "<script>alert" not in page.text
    assert "nearly spent" in door.get("/costs/answers").text
    door.sign_in(StaffRole.AUDITOR)
    assert door.post(f"{address}/drop", {"seen": kept.at}).status == 403
    door.sign_in(StaffRole.FINANCE)
    assert door.post(f"{address}/drop", {"seen": kept.at}).status == 303
    assert terms.budget(sales.id) is None and terms.budgets() == []


def test_budgets_of_another_month_are_not_taken_for_this_one() -> None:
    budget = Budget(job_id="j", currency="CNY", amount_micro=100, period="month", by="q", at="2026-10-01T00:00:00.000Z")
    state = BudgetState(job_id="j", period="2026-10", spent_micro=100, state="spent", at=AT)
    line = BudgetLine(budget=budget, title=None, state=state, period="2026-11")
    assert (line.standing, line.percent) == ("unknown", 0)
