"""U8 against its stand-in: errcode as a text, repeats recognised by our number or by a kept trade id."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from fakes.frame import Fault, Query
from fakes.u8 import U8
from mianshi.contracts.delivery import ConnectorKind, DeliveryState, EventKind, Verdict
from mianshi.contracts.news import News
from mianshi.delivery import connectors, outbox, u8
from mianshi.errors import Rejected
from support.deeds import AT, Sender, connector
from support.erp import costs, reversal, row, run

SECRET = json.dumps({"app_key": U8.app_key, "app_secret": U8.app_secret})
SETTINGS: dict[str, Any] = {
    "from_account": "isv1",
    "to_account": "cust1",
    "enter": "面试系统",
    "entry": {"auxiliary": {"dept_id": "{aux:department}"}},
    "books": {
        "departments": {"零售": {"account": "660205", "auxiliary": {"department": "BM01"}}, "*": {"account": "660209"}},
        "credit": {"account": "224101"},
        "currencies": {"CNY": "人民币"},
        "description_length": 30,
    },
}
ONE = costs(("零售", 3, 1_234_565_000))
BOTH = pytest.mark.parametrize("recognised_by", ["biz_id", "tradeid"])


@pytest.fixture
def fake() -> Iterator[U8]:
    with U8(accounts={"660205", "660209", "224101"}) as running:
        yield running


def sender(fake: U8, **settings: Any) -> Sender:
    return Sender(connector(ConnectorKind.U8, fake.url, settings={**SETTINGS, **settings}), SECRET, timeout_s=0.4)


def cut_the_post(fake: U8, how: Any = "reset_after") -> None:
    """Let the next voucher be posted and its answer be lost."""
    answer = fake.answer

    def once(query: Query) -> Any:
        if query.path != "/api/voucher/add":
            return answer(query)
        fake.answer = answer  # type: ignore[method-assign]
        return fake.handle(query), Fault(how)

    fake.answer = once  # type: ignore[method-assign]


@BOTH
def test_a_booking_becomes_one_balanced_voucher(fake: U8, recognised_by: str) -> None:
    verdict = sender(fake, recognised_by=recognised_by).send(
        costs(("零售", 3, 1_234_565_000), ("", 1, 20_000)), "voucher"
    )
    [made] = fake.vouchers
    assert (verdict.result, verdict.remote_id) == ("ok", "v1")
    assert (made["fiscal_year"], made["accounting_period"], made["date"]) == (2026, 10, "2026-10-31")
    retail, other = made["debit"]["entry"]
    [credit] = made["credit"]["entry"]
    assert (retail["natural_debit_currency"], other["natural_debit_currency"]) == (Decimal("1234.56"), Decimal("0.02"))
    assert credit["natural_credit_currency"] == Decimal("1234.58") and credit["entry_id"] == 3
    assert retail["auxiliary"] == {"dept_id": "BM01"} and "auxiliary" not in other
    assert retail["currency"] == "人民币" and retail["abstract"].startswith("2026-10 AI面试费用 零售 3场 MS")


def test_only_one_of_the_two_keys_is_sent(fake: U8) -> None:
    for recognised_by, other in (("biz_id", "tradeid="), ("tradeid", "biz_id=")):
        desk = sender(fake, recognised_by=recognised_by)
        desk.send(ONE, "voucher", occurrence=f"booked-{recognised_by}")
        url = desk.requests[-1].url
        assert f"{recognised_by}=" in url and other not in url and "sync=1" in url
        assert "app_secret" not in url


@BOTH
@pytest.mark.parametrize("how", ["reset_after", "slow_after"])
def test_an_answer_that_never_came_makes_no_second_voucher(fake: U8, recognised_by: str, how: Any) -> None:
    desk = sender(fake, recognised_by=recognised_by)
    cut_the_post(fake, how)
    verdict, delivery = run(desk, ONE, row())
    assert delivery.state.value == "done" and verdict.result in ("ok", "ok_duplicate")
    assert len(fake.vouchers) == 1 and set(fake.effects.values()) == {1}


@BOTH
@pytest.mark.parametrize("seed", range(4))
def test_one_voucher_whatever_fails_on_the_way(fake: U8, recognised_by: str, seed: int) -> None:
    fake.fail_share(0.35, seed)
    _, delivery = run(sender(fake, recognised_by=recognised_by), ONE, row())
    assert delivery.state.value == "done" and len(fake.vouchers) == 1


def test_a_trade_id_that_was_lost_with_the_process_asks_a_person(fake: U8) -> None:
    desk = sender(fake, recognised_by="tradeid")
    verdict = desk.again(row(), ONE, uncertain=True)
    assert verdict.result == "data_error" and "MS" in verdict.detail and fake.vouchers == []
    parked, _ = outbox.after(outbox.sending(row(), AT), verdict, AT, 0.0)
    by_hand = outbox.redeliver(parked, u8.PLATFORM.repeat("voucher"), AT)
    assert desk.again(by_hand, ONE, uncertain=True).result == "ok"


def test_a_doubt_that_ended_in_the_settings_uses_its_trade_id_when_a_person_sends_it_again(fake: U8) -> None:
    """The voucher is posted and its answer lost; then the connection is switched off, and the row waits for a person."""
    desk = sender(fake, recognised_by="tradeid")
    cut_the_post(fake)
    lost = outbox.sending(row(), AT)
    lost, _ = outbox.after(lost, desk.again(row(), ONE), AT, 0.0)
    off, _ = outbox.after(lost, Verdict(result="config_error", detail="switched off"), AT, 0.0, acted=False)
    by_hand = off.model_copy(update={"state": DeliveryState.PENDING, "attempts": 0})
    assert desk.again(by_hand, ONE, uncertain=False).result == "ok_duplicate"
    assert len(fake.vouchers) == 1


def test_an_agent_that_is_offline_is_waited_for(fake: U8) -> None:
    fake.online = False
    desk = sender(fake)
    assert desk.send(ONE, "voucher").result == "unknown"
    fake.online = True
    assert desk.send(ONE, "voucher", uncertain=True).result == "ok"
    assert len(fake.vouchers) == 1


def test_a_token_that_ended_early_is_fetched_anew(fake: U8) -> None:
    desk = sender(fake)
    desk.send(ONE, "voucher", occurrence="booked-0")
    fake.expire_tokens()
    assert desk.send(ONE, "voucher").result == "ok"
    assert len(fake.vouchers) == 2


def test_refusals_say_what_is_to_be_mended(fake: U8) -> None:
    fake.accounts = {"224101"}
    refused = sender(fake).send(ONE, "voucher")
    assert (refused.result, "科目不存在" in refused.detail) == ("data_error", True)
    doubtful = sender(fake).send(ONE, "voucher", uncertain=True)
    assert doubtful.result == "data_error" and "please look" in doubtful.detail
    made = connector(ConnectorKind.U8, fake.url, settings=SETTINGS)
    wrong = Sender(made, SECRET.replace("u8secret", "other")).send(ONE, "voucher")
    assert wrong.result == "config_error" and "other" not in wrong.detail
    assert fake.vouchers == []


def test_settings_are_checked_and_only_costs_are_told() -> None:
    connectors.check(connector(ConnectorKind.U8, settings=SETTINGS), SECRET)
    for wrong in ({"recognised_by": "chance"}, {"debit_key": "x&token="}, {"entry": {"a": "{nothing}"}}):
        with pytest.raises(Rejected, match="bad_connector"):
            connectors.check(connector(ConnectorKind.U8, settings={**SETTINGS, **wrong}), SECRET)
    made = connector(ConnectorKind.U8, settings=SETTINGS)
    assert {event: u8.PLATFORM.deeds(event, made) for event in EventKind if u8.PLATFORM.deeds(event, made)} == {
        EventKind.COSTS_BOOKED: ["voucher"],
        EventKind.CONNECTOR_TEST: ["check"],
    }


def test_a_test_asks_for_a_token_and_posts_nothing(fake: U8) -> None:
    news = News(event=EventKind.CONNECTOR_TEST, subject="connector:c1", at=AT, told="?")
    desk = sender(fake)
    assert desk.send(news, "check").result == "ok"
    fake.app_secret = "another"
    assert desk.send(news, "check").result == "config_error"
    assert fake.vouchers == []


def test_every_documented_fault_is_survived(fake: U8) -> None:
    for number, fault in enumerate(fake.faults(), 1):
        fake.fail_next(1, fault)
        _, delivery = run(sender(fake), costs(("零售", 1, number * 10**6)), row(occurrence=f"booked-{number}"))
        assert delivery.state.value == "done", fault.name
    assert len(fake.vouchers) == len(fake.faults()) and set(fake.effects.values()) == {1}


@BOTH
@pytest.mark.parametrize(("way", "sign"), [("red", -1), ("opposite", 1)])
def test_a_booking_is_taken_back(fake: U8, recognised_by: str, way: str, sign: int) -> None:
    books = {**SETTINGS["books"], "reversal": way, "description_length": 120}
    desk = sender(fake, recognised_by=recognised_by, books=books)
    booked = costs(("零售", 3, 1_234_565_000), ("", 1, 20_000))
    desk.send(booked, "voucher", occurrence="booked-1")
    assert desk.send(reversal(booked), "voucher", occurrence="booked-2").result == "ok"
    first, back = fake.vouchers
    number = first["debit"]["entry"][0]["abstract"].rpartition(" ")[2]
    departments, other = ("debit", "credit") if way == "red" else ("credit", "debit")
    key = f"natural_{departments}_currency"
    assert [entry[key] for entry in back[departments]["entry"]] == [
        sign * entry["natural_debit_currency"] for entry in first["debit"]["entry"]
    ]
    assert back[other]["entry"][0][f"natural_{other}_currency"] == sign * Decimal("1234.58")
    assert sorted(entry["entry_id"] for side in ("debit", "credit") for entry in back[side]["entry"]) == [1, 2, 3]
    assert back[departments]["entry"][0]["abstract"].startswith(f"冲销 {number}: ")
