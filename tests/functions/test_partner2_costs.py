"""Costs by API: the ledger to the millionth, and nothing about the jobs of others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from mianshi.billing import tags_of
from mianshi.contracts.events import Consent, Interview
from mianshi.contracts.hiring import Job
from mianshi.contracts.partner import Scope
from mianshi.contracts.usage import LedgerLine, Meter
from mianshi.doors import summing
from mianshi.platform.clock import new_interview_id
from mianshi.platform.store import interviews, ledger
from support.desk import open_job
from support.partner import Client, House, house

AT = "2026-11-05T10:00:00.000Z"
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    with house(monkeypatch) as running:
        monkeypatch.setattr(summing, "now", lambda: NOW)
        for kept in (summing._kept, summing._live, summing._finals, summing._progress):
            kept.clear()
        yield running


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
