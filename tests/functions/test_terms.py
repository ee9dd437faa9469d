"""A customer's own figures: typed, checked, kept by revision, and never changed for a closed month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from mianshi.contracts.people import AuditAction, StaffRole
from mianshi.contracts.terms import ExchangeRate, MonthClosed, OwnPrice, Terms
from mianshi.platform.store import audit, terms
from support.html import Document
from support.portal_moto import Portal, portal

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>\u202e" + "长" * 100
GOOD = {
    "effective_from": "2026-11",
    "report_currency": "CNY",
    "free_tiers": "yes",
    "discount.*": "5",
    "discount.lambda": "12.5",
    "review.price": "１,２00",
    "review.currency": "CNY",
    "review.source": "HR 2026",
    "rate.0.day": "2026-11-01",
    "rate.0.base": "USD",
    "rate.0.quote": "CNY",
    "rate.0.rate": "7.1",
    "rate.0.source": "PBoC",
    "rate.1.base": "USD",
    "rate.1.quote": "USD",
    "former.currency": "CNY",
    "former.minutes_per_application": "6",
    "former.source": HOSTILE,
    "accounts.costs": "6602.05",
}


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    with portal(monkeypatch) as opened:
        monkeypatch.setattr(opened.module("money.terms"), "now", lambda: NOW)
        opened.sign_in(StaffRole.FINANCE)
        yield opened


def close(month: str) -> None:
    terms.close(MonthClosed(month=month, at="2026-11-10T00:00:00Z", by="software", totals=[]), [])


def field(page: Document, name: str) -> str | None:
    [found] = page.all("input", name=name)
    return found.get("value")


def test_what_is_typed_becomes_a_revision_and_stands_in_the_form(door: Portal) -> None:
    assert "Nothing has been filled in yet" in door.get("/costs/terms").text
    reply = door.post("/costs/terms", {"revision": "0", **GOOD})
    assert (reply.status, reply.headers["location"]) == (303, "/costs/terms?saved=1")
    [kept] = terms.every()
    assert (kept.revision, kept.effective_from, kept.free_tiers, kept.by_name) == (1, "2026-11", True, "Finance")
    assert kept.discounts == {"*": "5", "lambda": "12.5"}
    assert kept.prices == {"people.review": OwnPrice(price="1200", per=3_600_000, currency="CNY", source="HR 2026")}
    assert kept.rates == [ExchangeRate(day="2026-11-01", base="USD", quote="CNY", rate="7.1", source="PBoC")]
    assert (kept.former.minutes_per_application, kept.former.minutes_per_interview) == ("6", None)
    assert kept.accounts.costs == "6602.05"
    page = door.get("/costs/terms").text
    assert "<script>alert" not in page and "Revision 1" in page and "in force this month" in page
    form = Document(page)
    assert {
        name: field(form, name) for name in ("discount.lambda", "review.price", "rate.0.rate", "former.source")
    } == {
        "discount.lambda": "12.5",
        "review.price": "1200",
        "rate.0.rate": "7.1",
        "former.source": HOSTILE,
    }
    [entry] = [e for e in audit.of_day(f"{datetime.now(UTC):%Y-%m-%d}", 50)[0] if e.action is AuditAction.TERMS_CHANGED]
    assert entry.detail == "1 from 2026-11"


def test_a_second_revision_says_what_it_changed(door: Portal) -> None:
    door.post("/costs/terms", {"revision": "0", **GOOD})
    door.post("/costs/terms", {"revision": "1", **GOOD, "discount.lambda": "", "rate.0.rate": "7.2"})
    page = door.get("/costs/terms").text
    history = page[page.index('id="history"') :]
    second = history[: history.index("Revision 1")]
    assert "Discount: Lambda" in second and "12.5 %" in second
    assert "Rate of 2026-11-01 USD/CNY" in second and "7.2 · PBoC" in second
    assert "Discount: Every other" not in second


def test_mistakes_are_named_beside_their_fields_and_nothing_typed_is_lost(door: Portal) -> None:
    wrong = {
        "effective_from": "2019-01",
        "discount.*": "101",
        "review.price": "-1",
        "rate.0.day": "2026-02-30",
        "rate.0.source": "",
        "former.hourly_rate": HOSTILE,
        "former.source": "x" * 201,
    }
    reply = door.post("/costs/terms", {"revision": "0", **GOOD, "former.months_counted": "12", **wrong})
    assert reply.status == 422 and terms.every() == []
    assert f"put the {len(wrong)} marked entries right" in reply.text
    page = Document(reply.text)
    assert field(page, "former.months_counted") == "12"
    for name, typed in wrong.items():
        assert field(page, name) == typed and f'id="{name}-wrong"' in reply.text
    assert "<script>alert" not in reply.text
    assert "last three years" in reply.text


def test_a_closed_month_keeps_its_terms(door: Portal) -> None:
    close("2026-10")
    for month in ("2026-10", "2026-09"):
        reply = door.post("/costs/terms", {"revision": "0", **GOOD, "effective_from": month})
        assert reply.status == 422 and "is closed and does not change" in reply.text
    assert terms.every() == []
    assert door.post("/costs/terms", {"revision": "0", **GOOD}).status == 303
    close("2026-11")
    assert field(Document(door.get("/costs/terms").text), "effective_from") == "2026-12"


def test_whoever_saves_second_is_told_and_keeps_what_they_typed(door: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    door.post("/costs/terms", {"revision": "0", **GOOD})
    reply = door.post("/costs/terms", {"revision": "0", **GOOD, "accounts.counter": "2241"})
    assert reply.status == 409 and "Finance saved revision 1" in reply.text
    page = Document(reply.text)
    assert (field(page, "accounts.counter"), field(page, "revision")) == ("2241", "1")
    assert [known.revision for known in terms.every()] == [1]
    real, calls = terms.every, []

    def every() -> list[Terms]:  # what a request reads that began before the other one wrote
        calls.append(1)
        return real()[:1] if len(calls) == 1 else real()

    assert door.post("/costs/terms", {"revision": "1", **GOOD}).status == 303
    monkeypatch.setattr(terms, "every", every)
    reply = door.post("/costs/terms", {"revision": "1", **GOOD, "accounts.counter": "2242"})
    assert reply.status == 409 and field(Document(reply.text), "accounts.counter") == "2242"
    assert [known.revision for known in real()] == [1, 2]


def test_reading_takes_one_right_and_changing_another(door: Portal) -> None:
    door.post("/costs/terms", {"revision": "0", **GOOD})
    door.sign_in(StaffRole.AUDITOR)
    page = door.get("/costs/terms?lang=zh")
    assert page.status == 200 and "您可以查看" in page.text and "保存为新的一版" not in page.text
    assert door.post("/costs/terms", {"revision": "1", **GOOD}).status == 403
    door.sign_in(StaffRole.HR)
    assert door.get("/costs/terms").status == 403
    assert len(terms.every()) == 1
