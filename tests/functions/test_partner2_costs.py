"""Costs by API: the ledger to the millionth, and nothing about the jobs of others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from mianshi.accounting import billing, summing
from mianshi.accounting.billing import tags_of
from mianshi.contracts.events import Consent, Interview
from mianshi.contracts.hiring import Job
from mianshi.contracts.partner import Scope
from mianshi.contracts.terms import ExchangeRate, MonthClosed, ReportFile, Terms
from mianshi.contracts.usage import LedgerLine, Meter
from mianshi.platform import files, objects
from mianshi.platform.clock import new_interview_id
from mianshi.platform.store import interviews, ledger, terms
from support.desk import open_job
from support.partner import Client, House, empty, house

AT = "2026-11-05T10:00:00.000Z"
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def running() -> Iterator[House]:
    """One API for all of these: what takes its time is to import it and to make its table."""
    with pytest.MonkeyPatch.context() as monkeypatch, house(monkeypatch) as known:
        yield known


@pytest.fixture
def api(running: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """The API with nothing stored."""
    empty()
    billing.forget()
    for kept in (summing._kept, summing._live, summing._finals, summing._progress):
        kept.clear()
    monkeypatch.setattr(summing, "now", lambda: NOW)
    return running


@pytest.fixture
def client(api: House) -> Client:
    return api.client()


def cost(job: Job | None, micro: int | None, currency: str = "CNY") -> str:
    known = Interview(
        id=new_interview_id(), role="r", role_version="v", language="zh", policy="cn", created_at=AT, uploads=[],
        job_id=job.id if job else None, department=job.department if job else "", consent=Consent(recording=True, analysis=True, observations=False),
    )  # fmt: skip
    interviews.create(known, 30)
    line = LedgerLine(
        **tags_of(known.id).model_dump(), stage="rate", attempt="a", price_key=Meter.LAMBDA_REQUESTS.value, quantity=1,
        unit="request", amount_micro=micro, currency=currency, at=AT, outcome="ok", price_book="b", region="r",
    )  # fmt: skip
    ledger.record([line])
    return known.id


def test_a_partner_reads_the_costs_of_its_own_jobs(client: Client) -> None:
    mine, shared = open_job(partner=client.partner.id, department="零售"), open_job(team=[client.partner.who])
    foreign = open_job()
    first, second = cost(mine, 1_500_000), cost(shared, 1)
    cost(foreign, 7_000_000)
    cost(None, 9_000_000)
    told = client.get("/costs?month=2026-11").json
    assert told["complete"] is True
    assert [(one["amount"], one["amount_micro"]) for one in told["totals"]] == [("1.500001", 1_500_001)]
    assert [(one["key"], one["amount"]) for one in told["jobs"]] == [(mine.id, "1.5"), (shared.id, "0.000001")]
    assert [(one["interview_id"], one["amount_micro"]) for one in told["interviews"]] == [
        (first, 1_500_000),
        (second, 1),
    ]
    assert foreign.id not in str(told)


def test_whoever_sees_every_job_reads_everything(api: House) -> None:
    everything = api.client(api.partner(jobs="all"))
    cost(open_job(department="零售"), 2_000_000)
    cost(None, 500_000)
    told = everything.get("/costs?month=2026-11").json
    assert [one["amount"] for one in told["totals"]] == ["2.5"]
    assert {one["key"]: one["amount"] for one in told["departments"]} == {"零售": "2", "": "0.5"}


def test_what_has_no_price_is_not_free_and_currencies_stay_apart(client: Client) -> None:
    mine = open_job(partner=client.partner.id)
    cost(mine, None, "USD")
    cost(mine, 10_000_000)
    told = {one["currency"]: one for one in client.get("/costs?month=2026-11").json["totals"]}
    assert (told["USD"]["amount"], told["USD"]["amount_micro"], told["USD"]["unpriced_lines"]) == (None, None, 1)
    assert told["CNY"]["amount"] == "10"


def test_days_that_are_not_added_up_yet_are_said_to_be_missing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    cost(open_job(partner=client.partner.id), 1_000_000)
    ticks = iter(range(10_000))
    monkeypatch.setattr(summing, "monotonic", lambda: next(ticks) * 10.0)
    assert client.get("/costs?month=2026-11").json["complete"] is False


@pytest.mark.parametrize("query", ["", "?month=2026", "?month=2026-13", "?month=1999-01", "?year=2026"])
def test_a_month_is_asked_for(client: Client, query: str) -> None:
    assert client.get(f"/costs{query}").code == "invalid"


def test_costs_have_a_scope_of_their_own(api: House, client: Client) -> None:
    assert api.client(client.partner, [Scope.JOBS_READ]).get("/costs?month=2026-11").code == "missing_scope"


def paged(client: Client, path: str) -> list[dict[str, Any]]:
    """Every page of a list, which is under ``interviews`` or ``groups``."""
    found: list[dict[str, Any]] = []
    cursor = ""
    for _ in range(50):
        told = client.get(path + (f"&cursor={cursor}" if cursor else "")).json
        found += told["interviews"] + told["groups"]
        cursor = told["next"]
        if cursor is None:
            return found
    raise AssertionError("the list has no end")


def test_pages_hold_every_interview_once_the_dearest_first(client: Client) -> None:
    mine = open_job(partner=client.partner.id)
    made = {cost(mine, micro, currency) for micro in (5, 7, 7, None) for currency in ("CNY", "USD")}
    told = paged(client, "/costs?month=2026-11&limit=3")
    assert {one["interview_id"] for one in told} == made and len(told) == len(made)
    amounts = [(one["currency"], -(one["amount_micro"] or 0)) for one in told]
    assert amounts == sorted(amounts)
    assert sum(one["unpriced_lines"] for one in told) == 2


GROUPINGS = ("job", "department", "source", "interview", "candidate", "day", "service", "kind")


def test_every_grouping_adds_up_to_the_totals(api: House) -> None:
    everything = api.client(api.partner(jobs="all"))
    for micro, department in ((2_000_000, "零售" * 200), (3, ""), (None, "<script>")):
        cost(open_job(department=department), micro)
    cost(None, 500_000)
    for by in GROUPINGS:
        path = f"/costs?month=2026-11&by={by}"
        told = everything.get(path).json
        assert (told["jobs"], told["departments"], told["interviews"]) == ([], [], [])
        groups = paged(everything, f"{path}&limit=1")
        assert groups == told["groups"], by
        assert sum(one["amount_micro"] or 0 for one in groups) == told["totals"][0]["amount_micro"] == 2_500_003
        assert sum(one["lines"] for one in groups) == told["totals"][0]["lines"] == 4


def test_a_partner_of_some_jobs_groups_these_only(client: Client) -> None:
    mine, foreign = open_job(partner=client.partner.id, department="零售"), open_job(department="秘密")
    cost(mine, 5)
    cost(foreign, 700, "USD")
    for by in GROUPINGS:
        told = client.get(f"/costs?month=2026-11&by={by}").json
        assert [one["amount_micro"] for one in told["groups"]] == [5], by
        assert "秘密" not in str(told) and "USD" not in str(told)


def test_a_cursor_belongs_to_its_list(client: Client) -> None:
    mine = open_job(partner=client.partner.id)
    for micro in (5, 7):
        cost(mine, micro)
    cursor = client.get("/costs?month=2026-11&limit=1").json["next"]
    assert client.get(f"/costs?month=2026-11&by=source&cursor={cursor}").code == "bad_cursor"
    assert client.get(f"/costs?month=2026-10&cursor={cursor}").code == "bad_cursor"
    assert client.get("/costs?month=2026-11&cursor=x.y").code == "bad_cursor"
    assert client.get("/costs?month=2026-11&by=stage").code == "invalid"
    assert client.get("/costs?month=2026-11&limit=5001").code == "invalid"


def test_a_closed_month_hands_out_its_files_to_whoever_sees_everything(api: House, client: Client) -> None:
    everything = api.client(api.partner(jobs="all"))
    cost(open_job(partner=client.partner.id), 5)
    assert everything.get("/costs?month=2026-10").json["closed"] is None
    file = ReportFile(name="jobs.csv", bytes=3, sha256="0" * 64)
    terms.close(
        MonthClosed(month="2026-10", at=AT, by="software", totals=[], files=[file], missing=["2026-10-31 speech"]), []
    )
    where = files.of_closed_month("2026-10", "jobs.csv")
    objects.put_bytes(where, b"abc", "text/csv")
    closed = everything.get("/costs?month=2026-10").json["closed"]
    assert closed["at"] == AT
    [told] = closed["files"]
    assert (told["name"], told["bytes"], told["sha256"]) == ("jobs.csv", 3, "0" * 64)
    assert urlsplit(told["url"]).path.endswith("/costs/closed/2026-10/jobs.csv") and "X-Amz-Signature" in told["url"]
    assert "mianshi-costs-2026-10-jobs.csv" in unquote(told["url"])
    assert client.get("/costs?month=2026-10").json["closed"] == {
        "at": AT,
        "files": [],
        "missing": ["2026-10-31 speech"],
    }


def test_totals_are_told_in_the_report_currency_with_the_rate(client: Client) -> None:
    mine = open_job(partner=client.partner.id)
    cost(mine, 1_000_000, "USD")
    cost(mine, 5)
    assert client.get("/costs?month=2026-11").json["converted"] is None
    rate = {"day": "2026-11-15", "base": "USD", "quote": "CNY", "rate": "7.1", "source": "PBOC"}
    own = {"revision": 1, "effective_from": "2026-11", "by": "f", "at": AT, "report_currency": "CNY", "rates": [rate]}
    terms.add(Terms.model_validate(own))
    told = client.get("/costs?month=2026-11").json["converted"]
    assert told == {"currency": "CNY", "amount": "7.100005", "amount_micro": 7_100_005, "rates": [rate], "left": []}


def test_a_closed_month_is_converted_as_it_was_closed(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    cost(open_job(partner=client.partner.id), 1_000_000, "USD")
    shipped = {"day": "2026-11-10", "base": "USD", "quote": "CNY", "rate": "6.8", "source": "PBOC"}
    monkeypatch.setattr(billing, "exchange_rates", lambda: (shipped,))
    own = {"revision": 1, "effective_from": "2026-11", "by": "f", "at": AT, "report_currency": "CNY"}
    terms.add(Terms.model_validate(own))
    path = "/costs?month=2026-11"
    assert client.get(path).json["converted"]["amount"] == "6.8"
    frozen = ExchangeRate.model_validate(shipped | {"rate": "7"})
    closing = MonthClosed(month="2026-11", at=AT, by="software", totals=[], report_currency="CNY", rates=[frozen])
    terms.close(closing, [])
    assert client.get(path).json["converted"]["amount"] == "7"
