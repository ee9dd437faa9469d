"""The books: days final in order and once, budgets told once, months closed once and for good."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from mianshi.accounting import billing, budgets, closing, month_files, summing
from mianshi.contracts.base import Bilingual
from mianshi.contracts.delivery import Connector, ConnectorKind
from mianshi.contracts.hiring import Job, JobChange
from mianshi.contracts.keys import job_subject, month_subject
from mianshi.contracts.terms import Budget, Terms
from mianshi.contracts.usage import LedgerLine, Meter, Tags, Usage
from mianshi.finance.months import days, rollup
from mianshi.finance.months.credits import Key, Used, credits
from mianshi.finance.months.rollup import DaySummary
from mianshi.finance.overheads import parts
from mianshi.finance.prices import PriceBook
from mianshi.finance.tariff import Tariff
from mianshi.outbound import owing
from mianshi.platform import clients, objects
from mianshi.platform.store import connectors, jobs, ledger, outbox, overheads, terms
from support.portal_moto import ARTEFACTS, portal

NEVER = 1e18
NOW = datetime(2026, 11, 15, 12, tzinfo=UTC)
JOB = "jb_1"
WRITE = month_files.write


class Clock:
    """What every module takes for now."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch
        self.set("2026-11-05T12:00:00+00:00")

    def set(self, text: str) -> None:
        moment = datetime.fromisoformat(text).astimezone(UTC)
        for module in (summing, closing, budgets):
            self._patch.setattr(module, "now", lambda: moment)
        stamp = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        for module in (billing, closing, budgets):
            self._patch.setattr(module, "timestamp", lambda: stamp)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    with portal(monkeypatch):
        monkeypatch.setattr(summing, "monotonic", lambda: 0.0)
        monkeypatch.setattr(closing, "monotonic", lambda: 0.0)
        monkeypatch.setattr(owing, "wake", lambda owed: None)
        monkeypatch.setattr(month_files, "write", lambda _: [])
        monkeypatch.setattr(billing, "books", lambda: (book(),))
        budgets._closed.clear()
        yield Clock(monkeypatch)


def book() -> PriceBook:
    """Tiers are reached within a few requests."""
    price: dict[str, Any] = {"price": "1", "per": 1, "unit": "request", "known": "official_page", "source": "s"}
    tiered = price | {"read_on": "2026-09-01", "free": 5, "tiers": [{"start": 100, "price": "0.5"}]}
    prices = {"lambda.requests": tiered, "s3.standard.get_requests": price | {"read_on": "2026-09-01"}}
    regions = {"us-east-1": {"currency": "USD", "prices": prices}}
    return PriceBook.from_dict({"as_of": "2026-09-01", "effective_from": "2026-09", "notes": [], "regions": regions})


def use(
    at: str, requests: int, attempt: str = "", job: str = JOB, meter: Meter = Meter.LAMBDA_REQUESTS
) -> list[LedgerLine]:
    tags = Tags(interview_id="iv_1", job_id=job, department="零售", source="boss") if job else Tags()
    usage = [Usage(meter=meter, quantity=requests)]
    return billing.bill("rate", tags, attempt or f"{at}-{requests}", "ok", usage, at=at)


def another_process() -> None:
    for kept in (summing._kept, summing._live, summing._finals, summing._progress, budgets._closed):
        kept.clear()
    billing.forget()


def stored(name: str) -> bytes:
    return bytes(clients.client("s3").get_object(Bucket=ARTEFACTS, Key=objects.costs_of(name).key)["Body"].read())


def hook() -> None:
    connectors.add(Connector(id="hook", kind=ConnectorKind.WEBHOOK, url="https://example.com/hook"))


def open_job() -> None:
    at = "2026-10-01T00:00:00.000Z"
    made = Job(
        id=JOB, title=Bilingual(zh="店长", en="Manager"), owner="hr-1", role="r", role_version="v", policy="cn",
        created_at=at, changed_at=at,
    )  # fmt: skip
    jobs.create(made, JobChange(at=at, by="hr-1", role_version="v", revision=0, what=[]))


def spent(name: str = "2026-11") -> int:
    return sum(group.sum.micro for group in rollup.totals(summing.month(name).days))


def test_days_become_final_in_order_and_a_tier_goes_on_over_them(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in (1, 2, 4):
        clock.set(f"2026-11-{day:02d}T12:00:00+00:00")
        use(f"2026-11-{day:02d}T10:00:00.000Z", 60)
    clock.set("2026-11-05T05:59:00+00:00")
    assert closing.keep(NEVER)[:2] == (2, [])
    assert objects.find_record(objects.costs_of("2026-11-04"), DaySummary) is None
    clock.set("2026-11-05T06:00:00+00:00")
    assert closing.keep(NEVER)[:2] == (1, [])
    stored_days = list(summing.stored_days("2026-11"))
    assert [day.day[-2:] for day in stored_days] == ["01", "02", "04"]
    assert [sum(line.amount_micro or 0 for line in day.credits) for day in stored_days] == [0, -10_000_000, -30_000_000]
    assert spent() == (100 + 80 // 2) * 1_000_000
    another_process()
    assert spent() == 140_000_000
    assert closing.keep(NEVER)[:2] == (0, [])
    monkeypatch.setattr(objects, "create_record", lambda *_: pytest.fail("a final day is stored once"))
    another_process()
    assert closing.keep(NEVER)[:2] == (0, [])


def test_a_day_waits_for_the_days_before_it(clock: Clock) -> None:
    clock.set("2026-11-01T12:00:00+00:00")
    use("2026-11-01T10:00:00.000Z", 60)
    clock.set("2026-11-04T12:00:00+00:00")
    whole = DaySummary(day="2026-11-02", state="closing", upto="2026-11-02~")
    summing._keep(whole)
    assert summing._day("2026-11-02", None, NOW, NEVER, settled=True) == (whole, False)
    assert summing._day("2026-11-02", {}, NOW, NEVER, settled=True)[0].state == "final"


def test_of_two_processes_that_finish_a_day_the_first_ones_stands(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.set("2026-11-01T12:00:00+00:00")
    use("2026-11-01T10:00:00.000Z", 150)
    clock.set("2026-11-02T12:00:00+00:00")

    def meanwhile(day: DaySummary, used: Mapping[Key, Used], tariff: Tariff) -> list[LedgerLine]:
        monkeypatch.setattr(summing, "credits", credits)
        another_process()
        assert summing.finish("2026-11", NEVER).made == 1
        return credits(day, used, Tariff("2026-11", [book()], [figures(discounts={"*": "50"})]))

    monkeypatch.setattr(summing, "credits", meanwhile)
    closing.keep(NEVER)
    assert spent() == 125_000_000
    [line] = summing.month("2026-11").days[0].credits
    assert line.amount_micro == -25_000_000


def figures(**more: Any) -> Terms:
    return Terms.model_validate({"revision": 1, "effective_from": "2026-01", "by": "p", "at": "a"} | more)


def test_a_month_is_closed_once_and_never_changes(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(month_files, "write", WRITE)
    hook()
    clock.set("2026-10-30T12:00:00+00:00")
    use("2026-10-30T10:00:00.000Z", 120)
    clock.set("2026-11-01T04:59:00+00:00")
    use("2026-10-31T23:00:00.000Z", 7, meter=Meter.S3_READS)
    assert closing.keep(NEVER)[:2] == (1, [])  # the thirtieth; the last day may still be written
    clock.set("2026-11-01T06:00:00+00:00")
    assert closing.keep(NEVER)[:2] == (1, ["2026-10"])
    closed = terms.closed("2026-10")
    assert closed is not None and closed.by == "software"
    [total] = closed.totals
    assert (total.currency, total.amount_micro, total.lines) == ("USD", 117_000_000, 3)
    assert {"summary.xlsx", "interviews.csv", "lines.csv.gz"} <= {file.name for file in closed.files}
    assert [row.event.value for row in outbox.about(month_subject("2026-10"))] == ["costs.closed"]
    before = {name: stored(name) for name in ("2026-10-30", "2026-10-31", "2026-10")}

    [late] = use("2026-10-30T11:00:00.000Z", 50)
    assert (late.at, late.kind, late.adjusts, late.amount_micro) == (
        "2026-11-01T06:00:00.000Z",
        "adjustment",
        "2026-10",
        50_000_000,
    )
    smuggled = late.model_copy(update={"at": "2026-10-12T10:00:00.000Z", "attempt": "behind our back"})
    ledger.record([smuggled])  # on a day that had no line
    another_process()
    assert closing.keep(NEVER)[:2] == (0, [])
    assert (spent("2026-10"), spent("2026-11")) == (117_000_000, 50_000_000)
    assert {name: stored(name) for name in before} == before
    assert terms.closed("2026-10") == closed
    closing._close("2026-10", DaySummary(day="2026-10"), "somebody")
    assert terms.closed("2026-10") == closed and stored("2026-10") == before["2026-10"]
    assert len(outbox.about(month_subject("2026-10"))) == 1


def written(first: str, last: str, at: str, but: tuple[str, str] = ("", "")) -> None:
    """All overheads of some days were written at a moment, but one part."""
    for day in days.of_month(first[:7]):
        for part in parts.of_day(day) if first <= day <= last else ():
            if (day, part) != but:
                overheads.note(overheads.Done(day=day, part=part, lines=0, at=at))


def test_a_day_waits_for_its_overheads_and_the_page_shows_it_as_open(clock: Clock) -> None:
    overheads.first_day("2026-11-02")
    for day in (1, 2, 3):
        clock.set(f"2026-11-0{day}T12:00:00+00:00")
        use(f"2026-11-0{day}T10:00:00.000Z", 10)
    clock.set("2026-11-05T12:00:00+00:00")
    written("2026-11-02", "2026-11-04", "2026-11-05T01:00:00.000Z", but=("2026-11-03", "measured"))
    assert closing.keep(NEVER)[:2] == (2, [])
    another_process()
    page = summing.month("2026-11")
    assert [day.state for day in page.days] == ["final", "final", "open", "open", "open"] and not page.missing
    [late] = billing.bill(
        "portal",
        Tags(),
        "o",
        "ok",
        [Usage(meter=Meter.S3_READS, quantity=1)],
        at="2026-11-03T23:59:59.000Z",
        awaited=True,
    )
    assert (late.at[:10], late.kind) == ("2026-11-03", "overhead")
    overheads.note(overheads.Done(day="2026-11-03", part="measured", lines=1, at="2026-11-05T12:00:00.000Z"))
    clock.set("2026-11-05T12:14:00+00:00")
    assert closing.keep(NEVER).days == 0, "the index may lack a line that was just written"
    clock.set("2026-11-05T12:15:00+00:00")
    assert closing.keep(NEVER).days == 1
    assert spent() == 31_000_000


def test_a_month_waits_three_days_for_its_overheads_and_says_what_it_lacks(clock: Clock) -> None:
    overheads.first_day("2026-10-30")
    clock.set("2026-10-30T12:00:00+00:00")
    use("2026-10-30T10:00:00.000Z", 10)
    written("2026-10-30", "2026-10-31", "2026-11-01T01:00:00.000Z", but=("2026-10-31", "storage"))
    overheads.note(overheads.Done(day="2026-10-31", part="storage", lines=1, at="2026-11-03T23:30:00.000Z"))
    clock.set("2026-11-03T23:59:59+00:00")
    assert closing.keep(NEVER) == (1, [], [], 1)
    clock.set("2026-11-04T00:00:00+00:00")
    assert closing.keep(NEVER) == (0, ["2026-10"], [], 0)
    closed = terms.closed("2026-10")
    assert closed is not None and closed.missing == ["2026-10-31 storage"], "written, but into November"


def test_budgets_that_cannot_be_looked_at_hold_up_no_closing(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    clock.set("2026-10-30T12:00:00+00:00")
    use("2026-10-30T10:00:00.000Z", 10)
    clock.set("2026-11-02T12:00:00+00:00")
    monkeypatch.setattr(budgets, "look", lambda _: (_ for _ in ()).throw(RuntimeError))
    assert closing.keep(NEVER) == (1, ["2026-10"], ["budgets"], 0)


def test_closing_goes_on_where_it_broke_off(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    clock.set("2026-10-30T12:00:00+00:00")
    use("2026-10-30T10:00:00.000Z", 120)
    clock.set("2026-11-02T12:00:00+00:00")
    with monkeypatch.context() as broken:
        broken.setattr(month_files, "write", lambda _: (_ for _ in ()).throw(OSError))
        with pytest.raises(OSError):
            closing.keep(NEVER)
    assert terms.closed("2026-10") is None
    another_process()
    assert closing.keep(NEVER)[:2] == (0, ["2026-10"])
    monkeypatch.setattr(closing, "monotonic", lambda: 1.0)
    assert closing.keep(0.5)[:2] == (0, [])


def test_months_that_nobody_closed_are_closed_later_oldest_first(clock: Clock) -> None:
    for month in ("2026-09", "2026-10"):
        clock.set(f"{month}-15T12:00:00+00:00")
        use(f"{month}-15T10:00:00.000Z", 10)
    clock.set("2026-11-15T12:00:00+00:00")
    assert closing.keep(NEVER).months == ["2026-09", "2026-10"]
    assert closing.open_months(NOW) == ["2026-11"]


def test_a_budget_is_told_once_and_stops_new_invitations(clock: Clock) -> None:
    hook()
    open_job()
    clock.set("2026-11-01T12:00:00+00:00")
    terms.set_budget(
        Budget(job_id=JOB, currency="USD", amount_micro=100_000_000, stop=True, by="p", at="2026-11-01T00:00:00.000Z")
    )
    use("2026-11-01T11:00:00.000Z", 79)
    assert closing.keep(NEVER).days == 0 and not budgets.spent(JOB)
    use("2026-11-01T11:30:00.000Z", 1)
    for hour in (13, 14):
        clock.set(f"2026-11-01T{hour}:00:00+00:00")
        closing.keep(NEVER)
        assert told() == ["budget.warned"]
    clock.set("2026-11-02T12:00:00+00:00")
    use("2026-11-02T11:00:00.000Z", 50, job="jb_other")
    use("2026-11-02T11:10:00.000Z", 20)
    for _ in range(2):
        another_process()
        closing.keep(NEVER)
        assert told() == ["budget.spent", "budget.warned"]
    state = terms.budget_state(JOB)
    assert state is not None and (state.period, state.state, budgets.spent(JOB)) == ("all", "spent", True)
    assert not budgets.spent("jb_other")


def test_a_budget_for_all_time_knows_closed_months(clock: Clock) -> None:
    open_job()
    clock.set("2026-10-15T12:00:00+00:00")
    use("2026-10-15T11:00:00.000Z", 30)
    clock.set("2026-11-02T12:00:00+00:00")
    assert closing.keep(NEVER).months == ["2026-10"]
    for period, micro in (("all", 40_000_000), ("month", 10_000_000)):
        budget = {"job_id": JOB, "currency": "USD", "amount_micro": 10**9, "period": period, "by": "p", "at": "2026-10"}
        terms.set_budget(Budget.model_validate(budget))
        use("2026-11-02T11:00:00.000Z", 10)
        another_process()
        closing.keep(NEVER)
        state = terms.budget_state(JOB)
        assert state is not None and state.spent_micro == micro


def told() -> list[str]:
    return sorted(row.event.value for row in outbox.about(job_subject(JOB)))


def test_half_a_sum_takes_no_warning_back(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    open_job()
    budget = {"job_id": JOB, "currency": "USD", "amount_micro": 1, "by": "p", "at": "2026-11"}
    terms.set_budget(Budget.model_validate(budget))
    clock.set("2026-11-01T12:00:00+00:00")
    use("2026-11-01T11:00:00.000Z", 30)
    closing.keep(NEVER)
    clock.set("2026-11-03T12:00:00+00:00")
    another_process()
    monkeypatch.setattr(summing, "monotonic", lambda: 1.0)
    closing.keep(0.5)
    state = terms.budget_state(JOB)
    assert state is not None and state.state == "spent"


def test_prices_of_its_own_month_hold_for_what_comes_late(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    dearer = PriceBook("2026-11-01", "2026-11", {})
    monkeypatch.setattr(billing, "books", lambda: (book(), dearer))
    clock.set("2026-11-09T12:00:00+00:00")
    [late] = use("2026-10-30T11:00:00.000Z", 2)
    [own] = use("2026-11-09T11:00:00.000Z", 2)
    assert (late.amount_micro, late.price_book, own.amount_micro) == (2_000_000, "2026-09-01", None)
