"""Booking a month from the page of costs: once, with what is owed to other systems, by whoever may."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import boto3
import pytest

from fakes.kingdee import Kingdee
from mianshi.accounting import billing, summing
from mianshi.contracts.delivery import Connector, ConnectorKind, DeliveryState, EventKind
from mianshi.contracts.people import AuditAction, StaffRole
from mianshi.contracts.tasks import DeliveryTask
from mianshi.contracts.terms import Accounts, Terms
from mianshi.contracts.usage import LedgerLine
from mianshi.delivery import outbox as rules
from mianshi.outbound import gathering
from mianshi.platform import workflow
from mianshi.platform.clock import new_interview_id, timestamp
from mianshi.platform.store import audit, bookings, connectors, ledger, outbox
from mianshi.platform.store import terms as kept_terms
from support.portal_moto import Portal, Reply, portal
from support.shells import shell

NOW = datetime(2026, 12, 3, 12, 0, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>\u202e😀"


@pytest.fixture
def announced() -> list[str]:
    return []


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch, announced: list[str]) -> Iterator[Portal]:
    with portal(monkeypatch, PORTAL_URL="https://portal.example") as opened:
        for module in (summing, opened.module("money.finance")):
            monkeypatch.setattr(module, "now", lambda: NOW)
        monkeypatch.setattr(summing, "monotonic", lambda: 0.0)
        monkeypatch.setattr(workflow, "announce", lambda kind, detail: announced.append(f"{kind} {detail.subject}"))
        yield opened


def spend(at: str, *amounts: int | None, currency: str = "CNY") -> str:
    """In a region that no book has prices for, so that no credit is made of amounts that no book would give."""
    name = new_interview_id()
    line: dict[str, Any] = {
        "interview_id": name,
        "stage": "ingest",
        "price_key": "lambda.requests",
        "quantity": 1,
        "unit": "request",
        "currency": currency,
        "price_book": "2026-11-28",
        "region": "xx",
        "outcome": "ok",
        "at": at,
    }
    ledger.record(
        [
            LedgerLine.model_validate({**line, "attempt": f"{at}-{number}", "amount_micro": amount})
            for number, amount in enumerate(amounts)
        ]
    )
    return name


def erp(known: str = "k3", **more: Any) -> None:
    connectors.add(
        Connector.model_validate(
            {"id": known, "kind": ConnectorKind.KINGDEE, "url": "https://x.ik3cloud.com/k3cloud/", "name": HOSTILE}
            | {"settings": {"voucher": {"form": "GL_VOUCHER"}}, **more}
        )
    )


def form(page: str) -> dict[str, str]:
    """What the first button would post."""
    [part, *_] = re.findall(r'<form class="stack" method="post" action="/costs/[^"]*/book">.*?</form>', page, re.S)
    return dict(re.findall(r'<input type="hidden" name="(currency|sequence|seen)" value="([^"]*)"', part))


def click(door: Portal, month: str = "2026-11", **more: str) -> Reply:
    return door.post(f"/costs/{month}/book", {**form(door.get(f"/costs?month={month}").text), **more})


def test_a_month_is_booked_once_however_often_one_clicks(door: Portal, announced: list[str]) -> None:
    erp()
    spend("2026-11-05T08:00:00.000Z", 1_234_999, 1)
    who = door.sign_in(StaffRole.FINANCE)
    page = door.get("/costs?month=2026-11").text
    posted = form(page)
    assert posted == {"currency": "CNY", "sequence": "1", "seen": "1240000"}
    for _ in range(2):
        answer = door.post("/costs/2026-11/book", posted)
        assert (answer.status, answer.headers["location"]) == (303, "/costs?month=2026-11#booking")
    [made] = bookings.of_month("2026-11")
    assert (made.sequence, made.amount_micro, made.by_name) == (1, 1_240_000, who.name)
    [row] = outbox.about("month:2026-11")
    assert (row.connector, row.event, row.action) == ("k3", EventKind.COSTS_BOOKED, "booked-1.voucher")
    assert announced == ["deliveries.owed month:2026-11"]
    assert gathering.news(row, with_person=False).costs == made
    used = audit.usage(f"{datetime.now(UTC):%Y-%m}")[who.id]
    assert used[AuditAction.COSTS_BOOKED.value] == 1


def test_the_page_tells_what_was_booked_and_how_it_stands(door: Portal) -> None:
    erp()
    spend("2026-11-05T08:00:00.000Z", 2_000_000)
    door.sign_in(StaffRole.FINANCE)
    assert click(door).status == 303
    [row] = outbox.about("month:2026-11")
    parked = row.model_copy(update={"state": DeliveryState.PARKED, "last_error": "科目 <b>9</b> 不存在"})
    outbox.change(row, parked)
    page = door.get("/costs?month=2026-11").text
    assert "Booking 1" in page and "parked, needs a person" in page and "nothing new to book" in page
    assert "科目 &lt;b&gt;9&lt;/b&gt; 不存在" in page and "<script>alert" not in page and "alert(1)" in page
    outbox.change(parked, parked.model_copy(update={"state": DeliveryState.DONE, "remote_id": "MS12"}))
    chinese = door.get("/costs?month=2026-11&lang=zh").text
    assert "第 1 次入账" in chinese and "已到账" in chinese and "对方编号 MS12" in chinese


def test_later_the_difference_is_booked_under_the_next_number(door: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    erp()
    spend("2026-12-01T08:00:00.000Z", 1_000_000)
    spend("2026-12-03T08:00:00.000Z", 5_000_000)
    door.sign_in(StaffRole.FINANCE)
    refused = click(door, "2026-12")
    assert refused.status == 422 and "tick that you know" in refused.text
    assert click(door, "2026-12", confirm="yes").status == 303
    later = datetime(2027, 1, 1, 6, 0, tzinfo=UTC)
    for module in (summing, door.module("money.finance")):
        monkeypatch.setattr(module, "now", lambda: later)
    assert click(door, "2026-12").status == 303
    assert [(one.sequence, one.amount_micro) for one in bookings.of_month("2026-12")] == [
        (1, 1_000_000),
        (2, 5_000_000),
    ]
    assert sorted(row.action for row in outbox.about("month:2026-12")) == ["booked-1.voucher", "booked-2.voucher"]


def test_what_has_no_price_is_left_out_knowingly(door: Portal) -> None:
    erp()
    spend("2026-11-05T08:00:00.000Z", 2_000_000, None, None)
    door.sign_in(StaffRole.FINANCE)
    assert "2 lines have no price" in door.get("/costs?month=2026-11").text
    assert click(door).status == 422 and bookings.of_month("2026-11") == []
    assert click(door, confirm="yes").status == 303
    assert bookings.of_month("2026-11")[0].unpriced == 2
    assert "2 lines had no price then" in door.get("/costs?month=2026-11").text


def test_each_currency_has_its_button(door: Portal) -> None:
    erp()
    spend("2026-11-05T08:00:00.000Z", 2_000_000)
    spend("2026-11-06T08:00:00.000Z", 3_000_000, currency="USD")
    door.sign_in(StaffRole.FINANCE)
    stale = form(door.get("/costs?month=2026-11").text)
    assert stale["currency"] == "CNY" and click(door).status == 303
    other = door.post("/costs/2026-11/book", {"currency": "USD", "sequence": "1", "seen": "3000000"})
    assert other.status == 409 and "changed this meanwhile" in other.text
    assert 'id="booking"' in other.text and "/costs/2026-11/book" in other.text  # the month as it stands now
    assert door.post("/costs/2026-11/book", {"currency": "USD", "sequence": "2", "seen": "3000000"}).status == 303
    assert [one.currency for one in bookings.of_month("2026-11")] == ["CNY", "USD"]


def test_before_any_day_is_final_there_is_nothing_to_book(door: Portal) -> None:
    erp()
    spend("2026-12-03T08:00:00.000Z", 2_000_000)
    door.sign_in(StaffRole.FINANCE)
    page = door.get("/costs?month=2026-12").text
    assert "No day with costs is final yet" in page and "/book" not in page


def test_where_nobody_listens_that_is_said_first(door: Portal, announced: list[str]) -> None:
    erp(settings={"employee": {"form": "BD_Empinfo"}})
    spend("2026-11-05T08:00:00.000Z", 2_000_000)
    door.sign_in(StaffRole.ADMIN)
    assert "No connection takes bookings" in door.get("/costs?month=2026-11").text
    assert click(door).status == 422
    assert click(door, confirm="yes").status == 303
    assert announced == [] and outbox.about("month:2026-11") == []
    assert "No record of sending" in door.get("/costs?month=2026-11").text


KINGDEE_VOUCHER: dict[str, Any] = {
    "form": "GL_VOUCHER",
    "fields": {"FDate": "{date}"},
    "books": {
        "departments": {"*": {"account": "6602"}},
        "credit": {"account": "2241"},
        "currencies": {"CNY": "PRE001"},
    },
    "debit": {"FACCOUNTID": {"FNumber": "{account}"}, "FDEBIT": "{amount}", "FEXPLANATION": "{description}"},
    "credit": {"FACCOUNTID": {"FNumber": "{account}"}, "FCREDIT": "{amount}"},
    "submit": True,
}


@pytest.fixture
def kingdee_fake(door: Portal, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kingdee]:
    for name, value in {"DELIVERY_SCHEDULE": "0,0,0", "SIGNING_KEY": "signing-key"}.items():
        monkeypatch.setenv(name, value)
    keys = {name: getattr(Kingdee, name) for name in ("acct_id", "user", "app_id", "app_secret")}
    boto3.client("secretsmanager").create_secret(Name="mianshi/connector/k3", SecretString=json.dumps(keys))
    with Kingdee() as fake:
        secret = "mianshi/connector/k3"
        erp(url=fake.server_url, settings={"voucher": KINGDEE_VOUCHER}, secret=secret, private_address_allowed=True)
        yield fake


def deliver(monkeypatch: pytest.MonkeyPatch, action: str) -> str:
    """One attempt at a row of October, whatever it waits for; what comes next."""
    [row] = [one for one in outbox.about("month:2026-10") if one.action == action]
    due = timestamp()
    outbox.change(row, row.model_copy(update={"due_at": due, "turn_at": due}))
    step = shell("sync_hr", monkeypatch).step.__wrapped__
    task = {"subject": "month:2026-10", "action": "send", "delivery": row.id}
    receipt = step(DeliveryTask.model_validate(task))
    return str(receipt.next)


def test_a_click_ends_as_a_voucher_in_the_accounting_system(
    door: Portal, kingdee_fake: Kingdee, monkeypatch: pytest.MonkeyPatch
) -> None:
    spend("2026-10-05T08:00:00.000Z", 2_005_000)
    door.sign_in(StaffRole.FINANCE)
    assert click(door, "2026-10").status == 303
    assert deliver(monkeypatch, "booked-1.voucher") == "done"
    [bill] = kingdee_fake.bills
    assert (bill.status, bill.model["FDate"]) == ("B", "2026-10-31")
    assert [entry.get("FDEBIT", entry.get("FCREDIT")) for entry in bill.model["FEntity"]] == [Decimal("2.00")] * 2
    assert f"their number {bill.model['FBillNo']}" in door.get("/costs?month=2026-10").text


def test_a_red_entry_never_overtakes_its_booking(
    door: Portal, kingdee_fake: Kingdee, monkeypatch: pytest.MonkeyPatch
) -> None:
    spend("2026-10-05T08:00:00.000Z", 2_005_000)
    door.sign_in(StaffRole.FINANCE)
    click(door, "2026-10")
    assert undo(door, month="2026-10").status == 303
    assert deliver(monkeypatch, "booked-2.voucher") == "retry" and kingdee_fake.bills == []
    assert [row.attempts for row in outbox.about("month:2026-10")] == [0, 0]
    assert deliver(monkeypatch, "booked-1.voucher") == "done"
    assert deliver(monkeypatch, "booked-2.voucher") == "done"
    first, back = kingdee_fake.bills
    assert [entry.get("FDEBIT", entry.get("FCREDIT")) for entry in back.model["FEntity"]] == [Decimal("-2.00")] * 2
    assert back.model["FEntity"][0]["FEXPLANATION"].startswith(f"冲销 {first.model['FBillNo']}: ")


def test_another_amount_or_nonsense_is_refused(door: Portal) -> None:
    erp()
    spend("2026-11-05T08:00:00.000Z", 2_000_000)
    door.sign_in(StaffRole.FINANCE)
    assert click(door, seen="1990000").status == 409
    for wrong in ({"seen": "1e9"}, {"sequence": "0x1"}, {"sequence": ""}, {"seen": ""}):
        assert click(door, **wrong).status == 422
    assert click(door, currency="EUR").status == 409
    assert door.post("/costs/2026-13/book", {"currency": "CNY", "sequence": "1", "seen": "1"}).status == 422
    assert bookings.of_month("2026-11") == []


def test_days_that_are_still_added_up_are_waited_for(door: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    erp()
    spend("2026-11-05T08:00:00.000Z", 2_000_000)
    door.sign_in(StaffRole.FINANCE)
    posted = form(door.get("/costs?month=2026-11").text)
    summing._kept.clear()
    ticks = iter(range(0, 10_000, 100))
    monkeypatch.setattr(summing, "monotonic", lambda: float(next(ticks)))
    assert door.post("/costs/2026-11/book", posted).status == 409
    assert bookings.of_month("2026-11") == []


def test_only_finance_and_administrators_book(door: Portal) -> None:
    erp()
    spend("2026-11-05T08:00:00.000Z", 2_000_000)
    door.sign_in(StaffRole.FINANCE)
    posted = form(door.get("/costs?month=2026-11").text)
    for role in (StaffRole.AUDITOR, StaffRole.HR, StaffRole.HIRING_MANAGER, StaffRole.INTERVIEWER):
        door.sign_in(role)
        assert door.post("/costs/2026-11/book", posted).status == 403
    door.sign_in(StaffRole.AUDITOR)
    page = door.get("/costs?month=2026-11").text
    assert "/book" not in page and 'id="booking"' in page
    door.sign_in(StaffRole.ADMIN)
    assert door.post("/costs/2026-11/book", posted, csrf=False).status == 403
    assert bookings.of_month("2026-11") == []
    assert door.post("/costs/2026-11/book", posted).status == 303


def undo(door: Portal, sequence: int = 1, following: int = 2, month: str = "2026-11", **more: str) -> Reply:
    said = {"next": str(following), "reason": "记错了部门", "confirm": "yes", **more}
    return door.post(f"/costs/{month}/bookings/{sequence}/reverse", said)


def test_a_booking_is_taken_back_once_and_its_amount_is_open_again(door: Portal, announced: list[str]) -> None:
    erp()
    spend("2026-11-05T08:00:00.000Z", 1_234_999, 1)
    who = door.sign_in(StaffRole.FINANCE)
    assert click(door).status == 303
    page = door.get("/costs?month=2026-11").text
    assert 'action="/costs/2026-11/bookings/1/reverse"' in page and "Please name" in page
    for _ in range(2):
        answer = undo(door, reason=f"  {HOSTILE} ")
        assert (answer.status, answer.headers["location"]) == (303, "/costs?month=2026-11#booking")
    first, back = bookings.of_month("2026-11")
    assert (back.reverses, back.sequence, back.amount_micro, back.by_name) == (1, 2, -first.amount_micro, who.name)
    assert back.reason == HOSTILE
    assert sorted(row.action for row in outbox.about("month:2026-11")) == ["booked-1.voucher", "booked-2.voucher"]
    assert announced == ["deliveries.owed month:2026-11"] * 2
    page = door.get("/costs?month=2026-11").text
    assert "takes booking 1 back" in page and "taken back by booking 2" in page and "/reverse" not in page
    assert "<script>alert" not in page and form(page) == {"currency": "CNY", "sequence": "3", "seen": "1240000"}
    assert click(door).status == 303
    assert [one.amount_micro for one in bookings.of_month("2026-11")] == [1_240_000, -1_240_000, 1_240_000]
    used = audit.usage(f"{datetime.now(UTC):%Y-%m}")[who.id]
    assert used[AuditAction.COSTS_BOOKED.value] == 3


def test_a_reversal_that_is_not_meant_so_is_refused(door: Portal) -> None:
    spend("2026-11-05T08:00:00.000Z", 2_000_000)
    door.sign_in(StaffRole.FINANCE)
    click(door, confirm="yes")
    assert undo(door, confirm="").status == 422
    assert undo(door, reason="  ").status == 422
    assert undo(door, reason="x" * 201).status == 422
    assert undo(door, following=1).status == 409
    assert undo(door, 2).status == undo(door, month="2026-10").status == 404
    assert door.post("/costs/2026-11/bookings/x/reverse", {}).status == 404
    assert door.post("/costs/2026-13/bookings/1/reverse", {}).status == 422
    assert len(bookings.of_month("2026-11")) == 1
    assert undo(door).status == 303
    assert undo(door, 2, 3).status == 422
    for role in (StaffRole.AUDITOR, StaffRole.HR):
        door.sign_in(role)
        assert undo(door).status == 403
    assert len(bookings.of_month("2026-11")) == 2


def test_a_booking_is_a_journal_to_download(door: Portal) -> None:
    spend("2026-10-05T08:00:00.000Z", 2_000_000)
    door.sign_in(StaffRole.FINANCE)
    click(door, "2026-10", confirm="yes")
    answer = door.get("/costs/2026-10/bookings/1/journal.csv?lang=zh")
    assert answer.status == 200 and "mianshi-journal-2026-10-0001.csv" in answer.headers["content-disposition"]
    rows = answer.text.removeprefix("\ufeff").split("\r\n")
    assert rows[0].startswith("date,voucher,line,account,") and len(rows) == 4
    assert rows[1].startswith("2026-10-31,MS-2026-10-0001,1,unassigned,未填部门,2.00,,CNY,")
    kept_terms.add(
        Terms(revision=1, effective_from="2026-01", by="p", at="x", accounts=Accounts(costs="6602", counter="2241"))
    )
    billing.forget()
    assert ",6602,未填部门,2.00,," in door.get("/costs/2026-10/bookings/1/journal.csv?lang=zh").text
    assert door.get("/costs/2026-10/bookings/2/journal.csv").status == 404
    row = rules.new("month:2026-10", "k3", EventKind.COSTS_BOOKED, "booked-1.voucher", timestamp())
    outbox.add([row.model_copy(update={"state": DeliveryState.DONE, "remote_id": "记-0007"})])
    assert "（MS-2026-10-0001；ERP：记-0007）" in door.get("/costs/2026-10/bookings/1/journal.csv?lang=zh").text
    door.sign_in(StaffRole.HR)
    assert door.get("/costs/2026-10/bookings/1/journal.csv").status == 403
