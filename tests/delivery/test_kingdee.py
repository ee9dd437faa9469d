"""Kingdee K3Cloud against its stand-in: signatures, one bill whatever goes wrong, money to the cent."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from fakes.frame import Fault
from fakes.kingdee import Kingdee
from mianshi.contracts import money
from mianshi.contracts.afterwards import Hire
from mianshi.contracts.delivery import Answer, Connector, ConnectorKind, EventKind, Verdict
from mianshi.contracts.news import News
from mianshi.delivery import connectors, kingdee, kingdee_wire, vouchers
from mianshi.delivery.exchange import Attempt, Call, Ended
from mianshi.errors import Rejected
from mianshi.outbound import driving
from support.deeds import AT, Sender, connector, interview_news
from support.documents import rows, text_of
from support.erp import costs, reversal, row, run

APP_ID, T = "123456_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX", 1_700_000_000
SAVE = "/k3cloud/Kingdee.BOS.WebApi.ServicesStub.DynamicFormService.Save.common.kdsvc"
KEYS = {"acct_id": "66c3712248af25", "user": "demo", "app_id": APP_ID, "app_secret": "demoAppSecret"}
SECRET = json.dumps(KEYS)
BOOKS = {
    "departments": {
        "零售": {"account": "6602.05", "auxiliary": {"department": "BM01"}},
        "*": {"account": "6602.09"},
    },
    "credit": {"account": "2241.01"},
    "currencies": {"CNY": "PRE001"},
}
VOUCHER: dict[str, Any] = {
    "form": "GL_VOUCHER",
    "id_field": "FVOUCHERID",
    "fields": {"FAccountBookID": {"FNumber": "001"}, "FDate": "{date}", "FVOUCHERGROUPID": {"FNumber": "PRE001"}},
    "books": BOOKS,
    "debit": {
        "FEXPLANATION": "{description}",
        "FACCOUNTID": {"FNumber": "{account}"},
        "FDetailID": {"FDETAILID__FFLEX5": {"FNumber": "{aux:department}"}},
        "FCURRENCYID": {"FNumber": "{currency}"},
        "FDEBIT": "{amount}",
    },
    "credit": {"FEXPLANATION": "{description}", "FACCOUNTID": {"FNumber": "{account}"}, "FCREDIT": "{amount}"},
}
EMPLOYEE: dict[str, Any] = {
    "form": "BD_Empinfo",
    "fields": {
        "FName": "{name}",
        "FMobile": "{phone}",
        "FJoinDate": "{starts_on}",
        "FMianshiScore": "{total}",
        "FMianshiSkills": "{competencies}",
        "FEntity": [{"FItem": "劳动合同"}, {"FItem": "社保登记"}],
    },
}
ACCOUNTS = {"6602.05", "6602.09", "2241.01"}


@pytest.fixture
def kingdee_fake() -> Iterator[Kingdee]:
    with Kingdee(accounts=ACCOUNTS) as running:
        yield running


def hired(**changes: Any) -> News:
    hire = {"starts_on": "2026-12-01", "position": "店长", "department": "零售", "by": "lin", "at": AT, **changes}
    return interview_news(event=EventKind.CANDIDATE_HIRED, hire=Hire.model_validate(hire).model_dump())


def sender(fake: Kingdee, settings: dict[str, Any], **more: Any) -> Sender:
    return Sender(connector(ConnectorKind.KINGDEE, fake.server_url, settings=settings), SECRET, **more)


def test_the_worked_example_of_the_signature() -> None:
    keys = kingdee_wire.KingdeeSecret.model_validate(KEYS)
    assert kingdee_wire.client_secret(APP_ID) == "MDE3N2I2PzBrPzg4OD45N3IhK3B1InIk"
    headers = kingdee_wire.signed_headers(f"https://xxx.ik3cloud.com{SAVE}", keys, T, str(T))
    assert headers == {
        "X-Api-ClientID": "123456",
        "X-Api-Auth-Version": "2.0",
        "x-api-timestamp": "1700000000",
        "x-api-nonce": "1700000000",
        "x-api-signheaders": "x-api-timestamp,x-api-nonce",
        "X-Api-Signature": "NzI2MjZlOGJiNjBiYTJkYzM3NTU3NTI0ZGE3YWY4MDhmMDNhMmZmOTc0ZGI4ZWJiYjg0NWFiYWFiNzIwZTczNg==",
        "X-Kd-Appkey": APP_ID,
        "X-Kd-Appdata": "NjZjMzcxMjI0OGFmMjUsZGVtbywyMDUyLDA=",
        "X-Kd-Signature": "ODEwNjI0ZDhiY2ZlNjc2YzJjMDdjMzhjMmEwYTQ4NzQ4NDVlMTY4MGZiOGU0MDFiZmY1YzgwMTdjMTMzZDMyMw==",
    }


@pytest.mark.parametrize("user", ["demo", "财务 机器人"])
def test_headers_are_those_of_the_official_sdk(monkeypatch: pytest.MonkeyPatch, user: str) -> None:
    sdk = pytest.importorskip("k3cloud_webapi_sdk.main")
    monkeypatch.setattr(time, "time", lambda: float(T))
    client = sdk.K3CloudApiSdk("https://xxx.ik3cloud.com/k3cloud/")
    client.InitConfig("66c3712248af25", user, APP_ID, "demoAppSecret", "https://xxx.ik3cloud.com/k3cloud/", org_num=100)
    theirs = client.BuildHeader(f"https://xxx.ik3cloud.com{SAVE}")
    keys = kingdee_wire.KingdeeSecret.model_validate({**KEYS, "user": user})
    ours = kingdee_wire.signed_headers(f"https://xxx.ik3cloud.com{SAVE}", keys, T, str(T), org_number="100")
    assert {name: theirs[name] for name in ours} == ours


def test_a_booking_becomes_one_balanced_voucher(kingdee_fake: Kingdee) -> None:
    desk = sender(kingdee_fake, {"voucher": VOUCHER})
    verdict = desk.send(costs(("零售", 12, 123_455_000), ("", 1, 5_000), ("工厂", 2, 15_000)), "voucher")
    [bill] = kingdee_fake.bills
    assert (verdict.result, verdict.remote_id) == ("ok", bill.model["FBillNo"])
    assert len(bill.model["FBillNo"]) == 30 and bill.status == "A"
    rows = bill.model["FEntity"]
    assert [row.get("FDEBIT") for row in rows] == [Decimal("123.46"), Decimal("0.02"), None]  # 0.005 goes to 0.00
    assert rows[-1]["FCREDIT"] == Decimal("123.48") and bill.model["FDate"] == "2026-10-31"
    assert rows[0]["FDetailID"] == {"FDETAILID__FFLEX5": {"FNumber": "BM01"}} and "FDetailID" not in rows[1]
    assert [row["FACCOUNTID"]["FNumber"] for row in rows] == ["6602.05", "6602.09", "2241.01"]
    assert rows[0]["FEXPLANATION"] == "2026-10 AI面试费用 零售 12场"
    assert b'"FDEBIT":123.46}' in desk.requests[-1].body


@pytest.mark.parametrize(
    ("micro", "cents"),
    [(5_000, 0), (15_000, 2), (15_001, 2), (14_999, 1), (-5_000, 0), (-15_000, -2), (10**17 + 5_000, 10**13)],
)
def test_half_a_cent_goes_to_the_even_one(micro: int, cents: int) -> None:
    assert money.cents(micro) == cents
    assert str(vouchers.amount(1230)) == "12.30"


def test_a_red_entry_is_negative_on_its_own_side_and_balances(kingdee_fake: Kingdee) -> None:
    news = costs(("零售", 0, 1_230_000), ("工厂", 0, -2_230_000))
    assert sender(kingdee_fake, {"voucher": VOUCHER}).send(news, "voucher").result == "ok"
    rows = kingdee_fake.bills[0].model["FEntity"]
    assert [row.get("FDEBIT") or row.get("FCREDIT") for row in rows] == [
        Decimal("1.23"),
        Decimal("-2.23"),
        Decimal("-1.00"),
    ]


@pytest.mark.parametrize("how", ["reset_after", "slow_after"])
def test_an_answer_that_never_came_makes_no_second_bill(kingdee_fake: Kingdee, how: Any) -> None:
    desk = sender(kingdee_fake, {"voucher": {**VOUCHER, "submit": True, "audit": True}})
    news, delivery = costs(("零售", 1, 1_000_000)), row()
    kingdee_fake.fail_next(1, Fault("reset_before"))
    first = desk.again(delivery, news)
    assert (first.result, kingdee_fake.bills) == ("retry", [])
    calls = iter([None, Fault(how)])  # the look goes well, the save is done and the line is cut
    answer = kingdee_fake.answer

    def cut(query: Any) -> Any:
        fault = next(calls, None)
        return (kingdee_fake.handle(query), fault) if fault else answer(query)

    kingdee_fake.answer = cut  # type: ignore[method-assign]
    lost = desk.again(delivery, news)
    assert (lost.result, lost.retry_after_s, len(kingdee_fake.bills)) == ("unknown", 60, 1)
    again = desk.again(delivery, news, uncertain=True)
    assert (again.result, [bill.status for bill in kingdee_fake.bills]) == ("ok_duplicate", ["C"])
    assert set(kingdee_fake.effects.values()) == {1}


def test_without_looking_there_would_be_two(kingdee_fake: Kingdee) -> None:
    """The stand-in does not protect us: what is saved twice is there twice."""
    desk = sender(kingdee_fake, {"voucher": VOUCHER})
    desk.send(costs(("零售", 1, 1_000_000)), "voucher")
    [save] = [request for request in desk.requests if b'"Model"' in request.body]
    desk._call(save)
    assert len(kingdee_fake.bills) == 2 and max(kingdee_fake.effects.values()) == 2


@pytest.mark.parametrize("seed", range(6))
def test_one_bill_whatever_fails_on_the_way(kingdee_fake: Kingdee, seed: int) -> None:
    kingdee_fake.fail_share(0.4, seed)
    desk = sender(kingdee_fake, {"voucher": {**VOUCHER, "submit": True, "audit": True}}, timeout_s=0.3)
    verdict, delivery = run(desk, costs(("零售", 1, 1_000_000)), row())
    assert verdict.result in ("ok", "ok_duplicate") and delivery.state.value == "done"
    assert [bill.status for bill in kingdee_fake.bills] == ["C"]


@pytest.mark.parametrize(
    ("status", "submit", "audit", "ends"),
    [
        ("A", False, False, "A"),
        ("A", True, False, "B"),
        ("A", True, True, "C"),
        ("B", True, True, "C"),
        ("B", True, False, "B"),
        ("C", True, True, "C"),
        ("A", False, True, "A"),
    ],
)
def test_it_goes_on_from_where_the_document_stands(
    kingdee_fake: Kingdee, status: str, submit: bool, audit: bool, ends: str
) -> None:
    news = costs(("零售", 1, 1_000_000))
    sender(kingdee_fake, {"voucher": VOUCHER}).send(news, "voucher")
    kingdee_fake.bills[0].status = status
    again = sender(kingdee_fake, {"voucher": {**VOUCHER, "submit": submit, "audit": audit}}).send(news, "voucher")
    assert (again.result, kingdee_fake.bills[0].status, len(kingdee_fake.bills)) == ("ok_duplicate", ends, 1)


def test_a_bill_that_was_turned_down_waits_for_a_person_until_it_is_mended(kingdee_fake: Kingdee) -> None:
    desk = sender(kingdee_fake, {"voucher": {**VOUCHER, "submit": True}})
    news = costs(("零售", 1, 1_000_000))
    desk.send(news, "voucher")
    kingdee_fake.bills[0].status = "D"
    verdict = desk.send(news, "voucher")
    assert verdict.result == "data_error" and "turned down" in verdict.detail
    kingdee_fake.bills.clear()  # deleted in Kingdee
    assert desk.send(news, "voucher").result == "ok" and kingdee_fake.bills[0].status == "B"


def test_every_call_may_take_half_a_minute_and_two_bills_at_most_are_under_way() -> None:
    made = connector(ConnectorKind.KINGDEE, "https://x/k3cloud/", settings={"voucher": VOUCHER})
    exchange = kingdee.deliver(Attempt(row(), made, SECRET, costs(("零售", 1, 10**6)), T * 1000))
    wishes = [next(exchange), exchange.send(Answer(status=200, body=b"[]"))]
    assert [wish.seconds for wish in wishes if isinstance(wish, Call)] == [30, 30]
    [limit] = kingdee.PLATFORM.limits
    usable = int(limit.count * 0.9)  # as functions/sync_hr takes turns
    apart_s = limit.seconds / (usable - max(1, usable // 4))  # as platform.store.connectors.turn spaces them
    assert driving.BUDGET_S / 2 <= apart_s < driving.BUDGET_S


def test_the_day_of_a_booking_is_that_of_china(kingdee_fake: Kingdee) -> None:
    late = {"at": "2026-10-30T16:30:00.000Z"}  # half past midnight there
    for number, (date, day) in enumerate((("booked", "2026-10-31"), ("month_end", "2026-10-31")), 1):
        form = {**VOUCHER, "books": {**BOOKS, "date": date}}
        news = costs(("零售", 1, 10**6), sequence=number).model_copy(update=late)
        sender(kingdee_fake, {"voucher": form}).send(news, "voucher", occurrence=f"booked-{number}")
        assert kingdee_fake.bills[-1].model["FDate"] == day


def test_a_workflow_that_approved_by_itself_is_no_failure(kingdee_fake: Kingdee) -> None:
    kingdee_fake.approves_on_submit = True
    desk = sender(kingdee_fake, {"voucher": {**VOUCHER, "submit": True, "audit": True}})
    assert desk.send(costs(("零售", 1, 1_000_000)), "voucher").result == "ok"
    assert kingdee_fake.bills[0].status == "C"


def test_wrong_credentials_stop_at_once_and_are_not_shown(kingdee_fake: Kingdee) -> None:
    kingdee_fake.app_secret = "another"
    verdict = sender(kingdee_fake, {"voucher": VOUCHER}).send(costs(("零售", 1, 1_000_000)), "voucher")
    assert verdict.result == "config_error" and "demoAppSecret" not in verdict.detail
    assert kingdee_fake.bills == []


def test_unknown_codes_are_let_through_only_where_the_customer_says_so(kingdee_fake: Kingdee) -> None:
    books = {**BOOKS, "departments": {"*": {"account": "9999"}}}
    desk = sender(kingdee_fake, {"voucher": {**VOUCHER, "books": books, "verify_base_data": False}})
    assert desk.send(costs(("零售", 1, 1_000_000)), "voucher").result == "ok"


def test_a_refusal_is_told_in_kingdees_words_and_nothing_is_saved(kingdee_fake: Kingdee) -> None:
    books = {**BOOKS, "departments": {"*": {"account": "9999"}}}
    desk = sender(kingdee_fake, {"voucher": {**VOUCHER, "books": books}})
    for _ in range(2):  # once with a truth value, once with its name
        verdict = desk.send(costs(("零售", 1, 1_000_000)), "voucher")
        assert (verdict.result, verdict.detail) == ("data_error", "科目 9999 不存在")
    assert kingdee_fake.bills == []


def test_a_saved_bill_whose_submission_is_refused_says_so(kingdee_fake: Kingdee) -> None:
    desk = sender(kingdee_fake, {"voucher": {**VOUCHER, "submit": True}})
    kingdee_fake._submit = kingdee_fake._audit  # type: ignore[method-assign]
    verdict = desk.send(costs(("零售", 1, 1_000_000)), "voucher")
    assert verdict.result == "data_error"
    assert kingdee_fake.bills[0].model["FBillNo"] in verdict.detail and "Submit" in verdict.detail


def _refused(body: Any, status: int = 200) -> Verdict:
    try:
        said = kingdee_wire.read(Answer(status=status, body=body), T * 1000, changes=True)
    except Ended as end:
        return end.verdict
    found = kingdee_wire.refusal_of(said)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("body", "status", "result"),
    [
        (b'{"errcode":5001}', 519, "retry"),
        (b"", 503, "retry"),
        (b"", 429, "retry"),
        (b"", 502, "unknown"),
        (b"<html>", 200, "unknown"),
        (b"response_error: closed", 200, "unknown"),
        (b"[" * 60_000, 200, "unknown"),
        (b"", 404, "config_error"),
        (b"", 302, "config_error"),
        (b'{"Result":{"ResponseStatus":{"IsSuccess":"false","Errors":[{"Message":"x"}],"MsgCode":8}}}', 200, "data_error"),
        (b'[[{"Result":{"ResponseStatus":{"IsSuccess":false,"Errors":[],"MsgCode":1}}}]]', 200, "config_error"),
    ],
)  # fmt: skip
def test_answers_are_read_by_what_they_say(body: bytes, status: int, result: str) -> None:
    assert _refused(body, status).result == result


def test_a_currency_or_department_that_nobody_set_up_waits_for_somebody(kingdee_fake: Kingdee) -> None:
    only = {**VOUCHER, "books": {**BOOKS, "departments": {"零售": {"account": "6602.05"}}}}
    for news, settings in ((costs(("零售", 1, 10**6), currency="USD"), VOUCHER), (costs(("别处", 1, 10**6)), only)):
        assert sender(kingdee_fake, {"voucher": settings}).send(news, "voucher").result == "config_error"
    assert sender(kingdee_fake, {"voucher": VOUCHER}).send(costs(("零售", 1, 4)), "voucher").result == "data_error"
    assert kingdee_fake.bills == []


def test_an_expense_claim_has_one_side_and_no_red_entries(kingdee_fake: Kingdee) -> None:
    claim = {
        "form": "ER_ExpReimbursement",
        "fields": {"FDate": "{date}", "FCausa": "{description}", "FProposerID": {"FSTAFFNUMBER": "0001"}},
        "books": {key: value for key, value in BOOKS.items() if key != "credit"},
        "debit": {"FExpID": {"FNumber": "{account}"}, "FExpSubmitAmount": "{amount}", "FRemark": "{description}"},
    }
    desk = sender(kingdee_fake, {"voucher": claim})
    assert desk.send(costs(("零售", 3, 2_500_000), ("工厂", 1, 1_250_000)), "voucher").result == "ok"
    [bill] = kingdee_fake.bills
    assert [row["FExpSubmitAmount"] for row in bill.model["FEntity"]] == [Decimal("2.50"), Decimal("1.25")]
    assert bill.model["FCausa"] == "2026-10 AI面试费用 4场"
    assert desk.send(costs(("零售", 0, -(10**6)), sequence=2), "voucher", occurrence="booked-2").result == "data_error"


def test_a_hire_becomes_a_record_with_scores_only_where_the_person_was_told(kingdee_fake: Kingdee) -> None:
    desk = sender(kingdee_fake, {"employee": EMPLOYEE})
    assert desk.send(hired(), "employee").result == "ok"
    first = kingdee_fake.bills[0].model
    assert (first["FName"], first["FMobile"], first["FJoinDate"]) == ("测试 一号", "13800000000", "2026-12-01")
    assert "FMianshiScore" not in first and "FMianshiSkills" not in first
    assert first["FStaffNumber"].startswith("MS") and len(first["FEntity"]) == 2
    desk.send(hired(told_about_scores=True, employee_id="E7"), "employee", occurrence="hired-2")
    told = kingdee_fake.bills[1].model
    assert (told["FStaffNumber"], told["FMianshiScore"], told["FMianshiSkills"]) == ("E7", 82, "处理投诉 78")


def test_a_record_that_is_there_keeps_its_rows_and_gets_only_the_named_fields(kingdee_fake: Kingdee) -> None:
    desk = sender(kingdee_fake, {"employee": {**EMPLOYEE, "submit": True, "update": {"FMianshiScore": "{total}"}}})
    theirs = {"FID": 0, "FStaffNumber": "E7", "FName": "张三", "FEntity": [{"FItem": "合同"}]}
    kingdee_fake._save("BD_Empinfo", {"Model": theirs})
    verdict = desk.send(hired(told_about_scores=True, employee_id="E7"), "employee")
    [record] = kingdee_fake.bills
    assert verdict.note == "E7 was in Kingdee before, and all but FMianshiScore was left as it was"
    assert verdict.result == "ok_duplicate" and record.status == "A"  # theirs is not submitted in their name
    assert (record.model["FName"], record.model["FMianshiScore"], record.model["FEntity"]) == (
        "张三",
        82,
        [{"FItem": "合同"}],
    )


def test_a_number_cannot_break_out_of_the_query_and_no_name_stays_in_a_reason(kingdee_fake: Kingdee) -> None:
    desk = sender(kingdee_fake, {"employee": EMPLOYEE})
    assert desk.send(hired(employee_id="x' or '1'='1"), "employee").result == "data_error"
    assert desk.requests == []
    kingdee_fake._wrong = lambda form, model, verify: ["员工 测试 一号 13800000000 已存在"]  # type: ignore[method-assign]
    verdict = desk.send(hired(), "employee")
    assert (verdict.result, verdict.detail) == ("data_error", "员工 … … 已存在")


def test_braces_in_a_departments_name_stay_what_they_are(kingdee_fake: Kingdee) -> None:
    hostile = "{account}\u202e<script>😀" + "长" * 300
    sender(kingdee_fake, {"voucher": VOUCHER}).send(costs((hostile, 1, 10**6)), "voucher")
    words = kingdee_fake.bills[0].model["FEntity"][0]["FEXPLANATION"]
    assert words.startswith("2026-10 AI面试费用 {account}") and len(words) == 120


@pytest.mark.parametrize(
    "settings",
    [
        {"voucher": {**VOUCHER, "debit": {"FDEBIT": "{ammount}"}}},
        {"voucher": {**VOUCHER, "number_field": "FBillNo' or 1=1"}},
        {"voucher": {**VOUCHER, "number_length": 8}},
        {"employee": {**EMPLOYEE, "fields": {"FAge": "{age}"}}},
    ],
)
def test_settings_that_cannot_work_are_refused_when_they_are_made(settings: dict[str, Any]) -> None:
    made = connector(ConnectorKind.KINGDEE, "https://xxx.ik3cloud.com/k3cloud/", settings=settings)
    with pytest.raises(Rejected, match="bad_connector"):
        connectors.check(made, SECRET)


def test_settings_that_work_pass_and_say_what_is_done() -> None:
    made = connector(ConnectorKind.KINGDEE, "https://x.ik3cloud.com/k3cloud", settings={"voucher": VOUCHER})
    connectors.check(made, SECRET)
    assert kingdee.deeds(EventKind.COSTS_BOOKED, made) == ["voucher"]
    assert kingdee.deeds(EventKind.CANDIDATE_HIRED, made) == kingdee.deeds(EventKind.INTERVIEW_SCORED, made) == []
    assert kingdee.PLATFORM.needs_person == {"employee"} and kingdee.PLATFORM.repeat("voucher") == "look"
    with pytest.raises(Rejected) as caught:
        connectors.check(made, SECRET.replace(APP_ID, "demo"))
    assert "demoAppSecret" not in str(caught.value)


def test_a_test_signs_in_asks_every_form_and_changes_nothing(kingdee_fake: Kingdee) -> None:
    news = News(event=EventKind.CONNECTOR_TEST, subject="connector:c1", at=AT, told="?")
    desk = sender(kingdee_fake, {"voucher": VOUCHER, "employee": EMPLOYEE})
    assert kingdee.deeds(EventKind.CONNECTOR_TEST, desk.connector) == ["check"]
    verdict = desk.send(news, "check")
    assert (verdict.result, verdict.detail) == ("ok", "asked GL_VOUCHER, BD_Empinfo")
    assert kingdee_fake.bills == [] and len(desk.requests) == 2
    assert sender(kingdee_fake, {}).send(news, "check").result == "config_error"
    kingdee_fake.app_secret = "another"
    assert desk.send(news, "check").result == "config_error"


def test_equal_attempts_send_equal_bodies() -> None:
    made = Connector.model_validate(
        connector(ConnectorKind.KINGDEE, "https://x/k3cloud/", settings={"voucher": VOUCHER})
    )

    def bodies(now_ms: int) -> list[bytes]:
        exchange = kingdee.deliver(Attempt(row(), made, SECRET, costs(("零售", 1, 10**6)), now_ms))
        look = next(exchange)
        assert isinstance(look, Call) and not look.changes
        save = exchange.send(Answer(status=200, body=b"[]"))
        assert isinstance(save, Call) and save.changes
        assert look.request.headers["x-api-nonce"] != save.request.headers["x-api-nonce"]
        return [look.request.body, save.request.body]

    assert bodies(T * 1000) == bodies(T * 1000 + 5000)


@pytest.mark.parametrize("page", ["docs/connectors/kingdee.md", "docs/connectors/kingdee.zh.md"])
def test_the_settings_on_the_page_work(page: str) -> None:
    blocks = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", text_of(page), re.S)]
    voucher, claim, employee = blocks
    with Kingdee(accounts=ACCOUNTS | {"FY001"}) as fake:
        for number, settings in enumerate(({"voucher": voucher}, {"voucher": claim}), 1):
            connectors.check(connector(ConnectorKind.KINGDEE, fake.server_url, settings=settings), SECRET)
            news = costs(("零售", 12, 123_455_000), ("", 1, 15_001), sequence=number)
            assert sender(fake, settings).send(news, "voucher", occurrence=f"booked-{number}").result == "ok"
        assert sender(fake, {"employee": employee}).send(hired(told_about_scores=True), "employee").result == "ok"
    entries = fake.bills[0].model["FEntity"]
    shown = [
        [
            entry["FEXPLANATION"],
            entry["FACCOUNTID"]["FNumber"],
            str(entry.get("FDEBIT", "")),
            str(entry.get("FCREDIT", "")),
        ]
        for entry in entries
    ]
    told = [list(cells) for cells in rows(text_of(page)) if cells[0].startswith("2026-10")]
    assert shown == told
    assert fake.bills[2].model["FPostDept"] == {"FNumber": "BM01"} and len(fake.bills[2].model["FEntity"]) == 3


def test_every_documented_fault_is_survived(kingdee_fake: Kingdee) -> None:
    for number, fault in enumerate(kingdee_fake.faults(), 1):
        news = costs(("零售", 1, 10**6), sequence=number)
        kingdee_fake.fail_next(1, fault)
        desk = sender(kingdee_fake, {"voucher": VOUCHER}, timeout_s=0.3)
        _, delivery = run(desk, news, row(occurrence=f"booked-{number}"))
        assert delivery.state.value == "done", fault.name
    assert len(kingdee_fake.bills) == len(kingdee_fake.faults())


@pytest.mark.parametrize(("way", "sign"), [("red", -1), ("opposite", 1)])
def test_a_booking_is_taken_back_by_a_red_entry_or_by_exchanged_sides(
    kingdee_fake: Kingdee, way: str, sign: int
) -> None:
    form = {**VOUCHER, "books": {**BOOKS, "reversal": way}, "fields": {**VOUCHER["fields"], "F_MS_Of": "{reverses}"}}
    desk = sender(kingdee_fake, {"voucher": form})
    booked = costs(("零售", 12, 123_455_000), ("", 1, 15_000), ("工厂", 2, -30_000))
    desk.send(booked, "voucher", occurrence="booked-1")
    for _ in range(2):
        assert desk.send(reversal(booked), "voucher", occurrence="booked-2").remote_id
    first, back = kingdee_fake.bills
    assert "F_MS_Of" not in first.model and back.model["F_MS_Of"] == first.model["FBillNo"] != back.model["FBillNo"]
    there, again = ([_sides(entry) for entry in bill.model["FEntity"]] for bill in (first, back))
    if way == "opposite":
        again = [(account, credit, debit) for account, debit, credit in again]
    amounts = {account: (sign * debit, sign * credit) for account, debit, credit in again}
    assert amounts == {account: (debit, credit) for account, debit, credit in there}
    said = back.model["FEntity"][-1]["FEXPLANATION"]
    assert said.startswith(f"冲销 {first.model['FBillNo']}: 2026-10 AI面试费用") and "booked twice" not in str(
        back.model
    )


def _sides(entry: dict[str, Any]) -> tuple[str, Decimal, Decimal]:
    zero = Decimal()
    name = f"{entry['FACCOUNTID']['FNumber']} {entry['FEXPLANATION'].rpartition(' ')[0].rpartition(' ')[2]}"
    return name, entry.get("FDEBIT", zero), entry.get("FCREDIT", zero)


def test_an_expense_claim_is_taken_back_in_kingdee_and_that_is_said(kingdee_fake: Kingdee) -> None:
    books = {"departments": {"*": {"account": "FY001"}}, "currencies": {"CNY": "PRE001"}}
    form = {"form": "ER_ExpReimbursement", "fields": {}, "books": books, "debit": {"FExpSubmitAmount": "{amount}"}}
    verdict = sender(kingdee_fake, {"voucher": form}).send(reversal(costs(("零售", 1, 20_000))), "voucher")
    assert verdict.result == "data_error" and "take MS" in verdict.detail and kingdee_fake.bills == []
