"""YonBIP against its stand-in: tokens with special signs, one voucher whatever goes wrong, and when a person looks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from fakes.frame import Fault
from fakes.u8 import U8
from fakes.yonyou import Yonbip
from mianshi.contracts.delivery import Answer, ConnectorKind, EventKind
from mianshi.contracts.news import News
from mianshi.delivery import connectors, outbox, yonbip
from mianshi.errors import Rejected
from support.deeds import AT, Sender, connector
from support.documents import rows, text_of
from support.erp import costs, reversal, row, run

SECRET = json.dumps({"app_key": Yonbip.app_key, "app_secret": Yonbip.app_secret, "maker_mobile": "13900000000"})
SETTINGS: dict[str, Any] = {
    "tenant_id": "t1",
    "accbook_code": "BK01",
    "books": {
        "departments": {"零售": {"account": "660205", "auxiliary": {"0001": "BM01"}}, "*": {"account": "660209"}},
        "credit": {"account": "224101"},
        "currencies": {"CNY": "CNY"},
    },
}
SIDES = ("debitOrg", "creditOrg")
ONE = costs(("零售", 3, 1_234_565_000))


@pytest.fixture
def fake() -> Iterator[Yonbip]:
    with Yonbip(accounts={"660205", "660209", "224101"}) as running:
        yield running


def sender(fake: Yonbip, **settings: Any) -> Sender:
    made = connector(ConnectorKind.YONBIP, fake.url, settings={**SETTINGS, **settings})
    return Sender(made, SECRET, timeout_s=0.4)


def test_the_worked_example_of_the_signature() -> None:
    parameters = {"timestamp": "1568098531823", "appKey": "41832a3d2df94989b500da6a22268747"}
    assert yonbip.signature(parameters, "demoAppSecret") == "Y3wJNvlvfDG6PyGmnPpXxiHkLQHxNn0a2XtxRsR1+5s="


def test_the_token_is_encoded_once_and_kept(fake: Yonbip) -> None:
    desk = sender(fake)
    assert desk.send(ONE, "voucher").result == "ok"
    ask, add = desk.requests[1].url, desk.requests[2].url
    assert "/iuap-api-auth/open-auth/selfAppAuth/base/v1/getAccessToken?" in ask
    assert "iuap-api-auth/iuap-api-auth" not in ask and "&signature=" in ask
    [token] = fake.tokens
    assert "access_token=a%2Bb%2F0c%3D%3D" in add and token not in add
    desk.send(costs(("零售", 1, 5_000_000), sequence=2), "voucher", occurrence="booked-2")
    assert (fake.lookups, len(fake.tokens), len(fake.vouchers)) == (1, 1, 2)
    fake.expire_tokens()
    assert desk.send(costs(("零售", 1, 6_000_000)), "voucher", occurrence="booked-3").result == "ok"
    assert len(fake.vouchers) == 3


def test_an_older_tenant_uses_the_older_address(fake: Yonbip) -> None:
    desk = sender(fake, token_path="/open-auth/selfAppAuth/getAccessToken")
    fake._gateway = lambda tenant: _gateway(fake)  # type: ignore[method-assign]
    assert desk.send(ONE, "voucher").result == "ok"
    assert f"{fake.url}/open-auth/selfAppAuth/getAccessToken?" in desk.requests[1].url


def _gateway(fake: Yonbip) -> Any:
    from fakes.frame import Reply

    data = {"gatewayUrl": f"{fake.url}/iuap-api-gateway/", "tokenUrl": fake.url}
    return Reply.of({"code": "00000", "message": "", "data": data})


def test_a_booking_becomes_one_balanced_voucher(fake: Yonbip) -> None:
    verdict = sender(fake).send(costs(("零售", 3, 1_234_565_000), ("", 1, 20_000)), "voucher")
    [made] = fake.vouchers
    assert (verdict.result, verdict.remote_id) == ("ok", "1")
    assert (made["accbookCode"], made["voucherTypeCode"], made["makeTime"]) == ("BK01", "1", "2026-10-31")
    retail, other, credit = made["bodies"]
    assert retail["debitOriginal"] == retail["debitOrg"] == Decimal("1234.56")  # half a cent to the even one
    assert retail["clientAuxiliaryList"] == [{"filedCode": "0001", "valueCode": "BM01"}]
    assert "clientAuxiliaryList" not in other and other["accsubjectCode"] == "660209"
    assert credit["creditOriginal"] == credit["creditOrg"] == Decimal("1234.58") and "debitOrg" not in credit
    assert retail["description"].startswith("2026-10 AI面试费用 零售 3场 MS")


@pytest.mark.parametrize("compares", ["lines", "nothing"])
def test_an_answer_that_never_came_makes_no_second_voucher(fake: Yonbip, compares: Any) -> None:
    fake.compares = compares
    desk = sender(fake)
    desk.send(costs(("零售", 1, 10**6)), "voucher", occurrence="booked-0")  # a token is there
    fake.fail_next(1, Fault("reset_after"))
    lost = desk.again(row(), ONE)
    assert (lost.result, lost.retry_after_s, len(fake.vouchers)) == ("unknown", 60, 2)
    assert desk.again(row(), ONE, uncertain=True).result == "ok_duplicate"
    assert len(fake.vouchers) == 2 and set(fake.effects.values()) == {1}


@pytest.mark.parametrize("seed", range(6))
def test_one_voucher_whatever_fails_on_the_way(fake: Yonbip, seed: int) -> None:
    fake.compares = "nothing"
    fake.fail_share(0.35, seed)
    _, delivery = run(sender(fake), ONE, row())
    assert delivery.state.value == "done" and len(fake.vouchers) == 1


def test_another_voucher_of_the_same_amounts_is_not_taken_for_ours(fake: Yonbip) -> None:
    desk = sender(fake)
    desk.send(ONE, "voucher", occurrence="booked-1")
    second = desk.send(ONE, "voucher", occurrence="booked-2")  # the same lines, another booking
    assert second.result == "data_error" and "310504" in second.detail and "MS" in second.detail
    assert len(fake.vouchers) == 1
    assert desk.send(ONE, "voucher", occurrence="booked-1").result == "ok_duplicate"


def test_what_cannot_be_looked_through_waits_for_a_person_who_is_then_believed(fake: Yonbip) -> None:
    fake.compares = "nothing"
    desk = sender(fake)
    filler = {"accbookCode": "BK01", "makeTime": "2026-10-31", "bodies": [{"description": "x" * 8000}], "billCode": 0}
    fake.vouchers.extend([filler] * 10)  # one page is longer than what is read of an answer
    lost = desk.again(row(), ONE, uncertain=True)
    assert lost.result == "data_error" and "MS" in lost.detail and len(fake.vouchers) == 10
    sent = outbox.sending(row(), AT)
    parked, _ = outbox.after(sent, lost, AT, 0.0)
    by_hand = outbox.redeliver(parked, yonbip.PLATFORM.repeat("voucher"), AT)
    assert desk.again(by_hand, ONE, uncertain=outbox.uncertain(by_hand)).result == "ok"
    assert len(fake.vouchers) == 11


def test_every_page_is_looked_through(fake: Yonbip) -> None:
    desk = sender(fake)
    other = {"accbookCode": "BK01", "makeTime": "2026-10-02", "bodies": [{"description": "x"}], "billCode": 0}
    fake.vouchers.extend([other] * 25)
    desk.send(ONE, "voucher")
    assert desk.send(ONE, "voucher", uncertain=True).result == "ok_duplicate"
    assert len(fake.vouchers) == 26
    fake.vouchers.extend([other] * 300)
    fake.vouchers.append(fake.vouchers.pop(25))
    assert desk.send(ONE, "voucher", uncertain=True).result == "data_error"


def test_refusals_say_what_is_to_be_mended(fake: Yonbip) -> None:
    desk = sender(fake)
    fake.allowed = False
    assert desk.send(ONE, "voucher").result == "config_error"
    fake.allowed = True
    fake.accounts = {"224101"}
    wrong = desk.send(ONE, "voucher")
    assert (wrong.result, "科目不存在" in wrong.detail) == ("data_error", True)
    fake.accounts = None
    for settings, secret in (({"tenant_id": "t2"}, SECRET), ({}, SECRET.replace("demoAppSecret", "wrong"))):
        made = connector(ConnectorKind.YONBIP, fake.url, settings={**SETTINGS, **settings})
        verdict = Sender(made, secret).send(ONE, "voucher")
        assert verdict.result == "config_error" and "wrong" not in verdict.detail
    assert fake.vouchers == []


@pytest.mark.parametrize(
    ("body", "result"),
    [
        ({"code": 200, "data": {"billCode": 7}}, "ok"),
        ({"code": "200", "data": None}, "ok"),
        ({"code": "310037", "message": ""}, "config_error"),
        ({"code": "999", "message": "类型错误"}, "data_error"),
        ({"code": "310999", "message": "系统繁忙"}, "unknown"),
        ({"message": "?"}, "unknown"),
        ([], "unknown"),
    ],
)
def test_codes_are_read_as_texts(body: Any, result: str) -> None:
    code = yonbip._code(body)
    words = body.get("message", "") if isinstance(body, dict) else ""
    assert yonbip._verdict(code, words, body).result == result


@pytest.mark.parametrize(
    ("answer", "refused"),
    [
        (Answer(status=401), True),
        (Answer(status=200, body='{"code":"310036","message":"非法的access_token"}'.encode()), True),
        (Answer(status=200, body=b'{"code":"200","message":"token"}'), False),
        (Answer(status=200, body=b"<html>token"), False),
        (Answer(status=None, error="no_answer: x"), False),
    ],
)
def test_a_refused_token_is_told_from_everything_else(answer: Answer, refused: bool) -> None:
    assert yonbip._token_refused(answer) is refused


def test_settings_need_both_sides_and_only_costs_are_told(fake: Yonbip) -> None:
    books = {key: value for key, value in SETTINGS["books"].items() if key != "credit"}
    made = connector(ConnectorKind.YONBIP, settings={**SETTINGS, "books": books})
    with pytest.raises(Rejected, match="bad_connector"):
        connectors.check(made, SECRET)
    connectors.check(connector(ConnectorKind.YONBIP, settings=SETTINGS), SECRET)
    assert {event: yonbip.PLATFORM.deeds(event, made) for event in EventKind if yonbip.PLATFORM.deeds(event, made)} == {
        EventKind.COSTS_BOOKED: ["voucher"],
        EventKind.CONNECTOR_TEST: ["check"],
    }
    assert yonbip.PLATFORM.repeat("voucher") == "look" and not yonbip.PLATFORM.needs_person


def test_a_test_asks_for_a_voucher_and_posts_none(fake: Yonbip) -> None:
    news = News(event=EventKind.CONNECTOR_TEST, subject="connector:c1", at=AT, told="?")
    assert sender(fake).send(news, "check").result == "ok"
    assert sender(fake, tenant_id="t2").send(news, "check").result == "config_error"
    fake.allowed = False
    assert sender(fake).send(news, "check").result == "config_error"
    assert fake.vouchers == []


@pytest.mark.parametrize("page", ["docs/connectors/yonyou.md", "docs/connectors/yonyou.zh.md"])
def test_the_settings_on_the_page_work(page: str) -> None:
    [books] = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", text_of(page), re.S)]
    extra = json.loads(re.findall(r'`(\{"auxiliary":.*?\})`', text_of(page))[0])
    news = costs(("零售", 12, 123_455_000), ("", 1, 15_001))
    told = [[cell.replace(" MS3F…", "") for cell in cells] for cells in rows(text_of(page)) if "2026-10" in cells[0]]
    with Yonbip(accounts={"660205", "660209", "224101"}) as fake:
        assert sender(fake, books=books).send(news, "voucher").result == "ok"
        shown = [
            [line["description"].rpartition(" ")[0], line["accsubjectCode"], *(str(line.get(s, "")) for s in SIDES)]
            for line in fake.vouchers[0]["bodies"]
        ]
        assert shown == told
    with U8() as u8:
        settings = {"from_account": "isv1", "to_account": "cust1", "books": books, "entry": extra}
        made = connector(ConnectorKind.U8, u8.url, settings=settings)
        secret = json.dumps({"app_key": U8.app_key, "app_secret": U8.app_secret})
        assert Sender(made, secret).send(news, "voucher").result == "ok"
        assert u8.vouchers[0]["debit"]["entry"][0]["auxiliary"] == {"dept_id": "BM01"}


def test_every_documented_fault_is_survived(fake: Yonbip) -> None:
    fake.compares = "nothing"
    for number, fault in enumerate(fake.faults(), 1):
        fake.fail_next(1, fault)
        _, delivery = run(sender(fake), costs(("零售", 1, number * 10**6)), row(occurrence=f"booked-{number}"))
        assert delivery.state.value == "done", fault.name
    assert len(fake.vouchers) == len(fake.faults()) and set(fake.effects.values()) == {1}


@pytest.mark.parametrize(("way", "sign"), [("red", -1), ("opposite", 1)])
def test_a_booking_is_taken_back(fake: Yonbip, way: str, sign: int) -> None:
    desk = sender(fake, books={**SETTINGS["books"], "reversal": way})
    booked = costs(("零售", 3, 1_234_565_000), ("", 1, 20_000))
    desk.send(booked, "voucher", occurrence="booked-1")
    assert desk.send(reversal(booked), "voucher", occurrence="booked-2").result == "ok"
    assert desk.send(reversal(booked), "voucher", occurrence="booked-2", uncertain=True).result == "ok_duplicate"
    first, back = fake.vouchers
    left, right = ("debitOrg", "creditOrg") if way == "red" else ("creditOrg", "debitOrg")
    sides = {line["accsubjectCode"]: (line.get(left, 0), line.get(right, 0)) for line in back["bodies"]}
    assert sides == {
        line["accsubjectCode"]: (sign * line.get("debitOrg", 0), sign * line.get("creditOrg", 0))
        for line in first["bodies"]
    }
    mark = first["bodies"][0]["description"].rpartition(" ")[2]
    assert all(line["description"].startswith(f"冲销 {mark}: 2026-10") for line in back["bodies"])
    assert all(not line["description"].endswith(mark) for line in back["bodies"])
