"""The DingTalk app against a stand-in that checks what DingTalk's documents demand."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakes.dingtalk import (
    BLOCKED_1111,
    BLOCKED_PAGE,
    BUSY,
    EXPIRED_NEW,
    EXPIRED_OLD,
    EXPIRED_WRAPPED,
    QPS_NEW,
    QPS_NEW_API,
    QPS_OLD,
    QPS_OLD_API,
    QUOTA_NEW,
    QUOTA_OLD,
    DingTalk,
)
from fakes.dingtalk_app import new, old
from fakes.frame import Fault, Reply
from mianshi.contracts.afterwards import Hire
from mianshi.contracts.base import Bilingual
from mianshi.contracts.delivery import Connector, ConnectorKind, Delivery, DeliveryState, EventKind
from mianshi.contracts.hiring import DecisionKind
from mianshi.contracts.news import DecisionNews, News
from mianshi.delivery import connectors, dingtalk_app, outbox
from mianshi.delivery.dingtalk_app import AppSettings
from mianshi.delivery.dingtalk_notice import fitting, shown
from mianshi.delivery.messages import message
from support.deeds import AT, Sender, connector, interview_news

KIND = ConnectorKind.DINGTALK_APP
FORM = {"delivery": "系统编号", "job": "职位", "candidate": "候选人编号", "total": "AI评分", "decided_by": "决定人"}
SETTINGS: dict[str, Any] = {
    "receivers": ["manager01", "hr02"],
    "second_round": {"process_code": "PROC-1", "originator": "hr02", "fields": FORM},
    "offer": {
        "process_code": "PROC-2",
        "originator": "hr02",
        "approvers": ["manager01", "hr02"],
        "action": "OR",
        "fields": {"delivery": "系统编号", "starts_on": "入职日期", "position": "岗位"},
    },
    "op_user": "hr02",
    "pre_entry": {"departments": {"零售": 7}, "employee_type": 3},
    "roster": {
        "group_id": "g1",
        "fields": {"total": "f-total", "interview": "f-interview"},
        "competencies": {"处理投诉": "f-complaint", "带队": "f-lead"},
    },
}
RESETS = ("reset_after", "slow_after")
ACTS = ("/asyncsend_v2", "/addpreentry", "/v2/update", "/processInstances")
"""Ends of the addresses at which a POST changes something."""


class Clock:
    """Starts at four in the afternoon in China, so that the tests' same day is the same day."""

    def __init__(self) -> None:
        self.s = 1_795_852_800.0

    def __call__(self) -> float:
        return self.s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def dingtalk(clock: Clock) -> Iterator[DingTalk]:
    started = DingTalk(clock).start()
    started.forms = {"PROC-1": list(FORM.values()), "PROC-2": ["系统编号", "入职日期", "岗位"]}
    yield started
    threading.Thread(target=started.stop).start()  # nobody waits for its port to close


@pytest.fixture
def ours(dingtalk: DingTalk, clock: Clock) -> Sender:
    made = connector(KIND, settings={**SETTINGS, **dingtalk.app_settings})
    return Sender(made, dingtalk.app_secret, clock, timeout_s=0.25)


def of_candidate(event: EventKind, **more: Any) -> News:
    base = interview_news()
    changes = {
        "event": event,
        "subject": "candidate:jb_1:ca_1",
        "decision": DecisionNews(kind=DecisionKind.ADVANCE, by_name="李经理", at=AT).model_dump(),
        "link": "https://hr.example.com/jobs/jb_1/candidates/ca_1",
    }
    return News.model_validate({**base.model_dump(), **changes, **more})


def decided(kind: DecisionKind = DecisionKind.ADVANCE, at: str = AT) -> News:
    made = DecisionNews(kind=kind, by_name="李经理", at=at)
    return of_candidate(EventKind.CANDIDATE_DECIDED, decision=made.model_dump())


def hired(*, told: bool = True, employee: str = "manager01", **more: Any) -> News:
    made = Hire(
        starts_on="2026-12-14",
        position="店长",
        department="零售",
        employee_id=employee,
        told_about_scores=told,
        by="p1",
        at=AT,
    )
    return of_candidate(EventKind.CANDIDATE_HIRED, hire=made.model_dump(), **more)


WAYS: dict[str, Callable[[], News]] = {
    "notice": interview_news,
    "second_round": decided,
    "offer": hired,
    "pre_entry": hired,
    "roster": hired,
}


def now_at(clock: Clock) -> dict[str, str]:
    """Fields of a row that was planned and last touched now."""
    text = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(clock.s))
    return {"created_at": text, "updated_at": text}


def ask(ours: Sender, news: News, task: str | None, attempts: int = 2) -> Any:
    return ours.send(
        news, "notice", last_status="accepted", remote_id=task, attempts=attempts, state=DeliveryState.SENT
    )


# -- which deeds


@pytest.mark.parametrize(
    ("event", "wanted"),
    [
        (EventKind.INTERVIEW_SCORED, ["notice"]),
        (EventKind.CANDIDATE_DECIDED, ["notice", "second_round"]),
        (EventKind.CANDIDATE_HIRED, ["notice", "offer", "pre_entry", "roster"]),
        (EventKind.CONNECTOR_TEST, ["notice"]),
    ],
)
def test_only_what_the_settings_ask_for_is_done(event: EventKind, wanted: list[str]) -> None:
    full = connector(KIND, settings={"agent_id": 1, **SETTINGS})
    assert dingtalk_app.deeds(event, full) == wanted
    bare = connector(KIND, settings={"agent_id": 1})
    assert dingtalk_app.deeds(event, bare) == (["check"] if event is EventKind.CONNECTOR_TEST else [])


def test_settings_that_cannot_be_read_never_break_what_happened(ours: Sender, dingtalk: DingTalk) -> None:
    ours.connector = connector(KIND, settings={"agent_id": "many"})
    rows = connectors.plan([ours.connector], EventKind.INTERVIEW_SCORED, "interview:iv_1", "closed-1", AT)
    assert [row.deed for row in rows] == ["notice"]
    verdict = ours.send(interview_news(), "notice")
    assert verdict.result == "config_error" and "agent_id" in verdict.detail
    assert dingtalk.used == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"second_round": {"process_code": "P", "originator": "u", "fields": {"job": "职位"}}},
        {"second_round": {"process_code": "P", "originator": "u", "fields": {"delivery": "n", "name": "姓名"}}},
        {"pre_entry": {}},
        {"roster": {"group_id": "g"}},
        {"receivers": [f"u{n}" for n in range(101)]},
        {"new_api_base": "https://api.dingtalk.com/v1.0?x=1"},
        {"agent_id": 0},
    ],
)
def test_settings_that_could_not_work_are_refused_when_they_are_made(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        AppSettings.model_validate({"agent_id": 1, **wrong})


def test_a_secret_without_a_key_is_refused_without_being_shown(ours: Sender) -> None:
    ours.secret = '{"app_key": "", "app_secret": "hush-hush"}'
    verdict = ours.send(interview_news(), "notice")
    assert verdict.result == "config_error" and "hush" not in verdict.detail


# -- tokens


def test_one_token_serves_both_apis_and_is_fetched_once(ours: Sender, dingtalk: DingTalk) -> None:
    assert [ours.send(WAYS[deed](), deed).result for deed in ("second_round", "roster")] == ["ok", "ok"]
    assert sum("accessToken" in request.url for request in ours.requests) == 1
    assert dingtalk.used == 2


@pytest.mark.parametrize("deed", list(WAYS))
@pytest.mark.parametrize("refusal", [40014, 42001, 88])
def test_a_token_that_ended_is_fetched_anew_once(ours: Sender, dingtalk: DingTalk, deed: str, refusal: int) -> None:
    ours.send(decided(), "second_round")
    dingtalk.expire_tokens()
    dingtalk.refusal = refusal
    effects = sum(dingtalk.effects.values())
    assert ours.send(WAYS[deed](), deed, occurrence="other-2").result in ("ok", "accepted")
    assert sum("accessToken" in request.url for request in ours.requests) == 2
    assert sum(dingtalk.effects.values()) > effects


@pytest.mark.parametrize(
    "fault",
    [EXPIRED_OLD, EXPIRED_WRAPPED, EXPIRED_NEW, Fault("answer", old(88, "ApiException", sub_code="unheard of"))],
)
def test_a_token_refused_twice_is_for_the_operator(ours: Sender, dingtalk: DingTalk, fault: Fault) -> None:
    ours.send(decided(), "second_round")
    dingtalk.fail_next(1, fault)
    deed = "second_round" if fault is EXPIRED_NEW else "roster"
    assert ours.send(WAYS[deed](), deed, occurrence="two-2").result == "ok"
    ours.tokens = dict.fromkeys(ours.tokens, "stale")
    dingtalk.fail_next(1, fault)
    dingtalk.fail_next(1, Fault("answer", Reply.of({"accessToken": "again", "expireIn": 7200})))
    dingtalk.fail_next(1, fault)
    assert ours.send(WAYS[deed](), deed, occurrence="three-3").result == "config_error"


def test_a_wrong_app_secret_is_for_the_operator(ours: Sender, dingtalk: DingTalk) -> None:
    ours.secret = json.dumps(json.loads(dingtalk.app_secret) | {"app_secret": "wrong"})
    verdict = ours.send(interview_news(), "notice")
    assert verdict.result == "config_error" and "invalidClientIdOrSecret" in verdict.detail


def test_a_test_without_receivers_checks_the_key(ours: Sender, dingtalk: DingTalk) -> None:
    ours.connector = connector(KIND, settings=dingtalk.app_settings)
    news = News(event=EventKind.CONNECTOR_TEST, subject="connector:c1", at=AT, told="测试")
    assert ours.send(news, "check").result == "ok"
    ours.tokens.clear()
    ours.secret = json.dumps(json.loads(dingtalk.app_secret) | {"app_secret": "wrong"})
    assert ours.send(news, "check").result == "config_error"
    assert dingtalk.used == 0


# -- every class of error, for every deed


@pytest.mark.parametrize("deed", list(WAYS))
def test_blocks_quotas_and_limits_of_both_apis(ours: Sender, dingtalk: DingTalk, deed: str) -> None:
    is_new = deed in ("second_round", "offer")
    ours.send(interview_news(), "check")  # the token is there
    for fault, result, wait in [
        (BLOCKED_PAGE, "retry", 300),
        (BLOCKED_1111, "retry", 300),
        (QPS_NEW if is_new else QPS_OLD, "retry", None),
        (QPS_NEW_API if is_new else QPS_OLD_API, "retry", None),
        (Fault("answer", Reply(429, b"", {"Retry-After": "33"})), "retry", 33),
        (Fault("answer", Reply(503, b"", {"Retry-After": "7"})), "retry", 7),
        (QUOTA_NEW if is_new else QUOTA_OLD, "config_error", None),
        (Fault("answer", Reply(500)), "unknown", None),
        (Fault("answer", Reply.page(502)), "unknown", None),
        (Fault("answer", Reply(404)), "config_error", None),
        (Fault("answer", Reply(200, b"{}")), "unknown", None),
        (Fault("reset_before"), "unknown", None),
    ]:
        dingtalk.fail_next(1, fault)
        verdict = ours.send(WAYS[deed](), deed)
        assert (verdict.result, verdict.retry_after_s) == (result, wait), fault
        assert fault not in (QUOTA_NEW, QUOTA_OLD) or "next month" in verdict.detail
    assert not dingtalk.effects


@pytest.mark.parametrize(
    ("code", "status", "result"),
    [
        ("needAuth", 400, "config_error"),
        ("processCodeError", 400, "config_error"),
        ("noPermission", 403, "config_error"),
        ("Forbidden.AccessDenied.IpNotInWhiteList", 403, "config_error"),
        ("formConverterError", 400, "config_error"),
        ("illegalComponent", 400, "config_error"),
        ("invalidParameter", 400, "data_error"),
        ("processInstanceInvalidParameter", 400, "data_error"),
        ("processInstanceStartFailed", 400, "data_error"),
        ("somethingNew", 400, "data_error"),
        ("sysErrror", 400, "unknown"),
        ("systemError", 500, "unknown"),
        ("ServiceUnavailable", 503, "unknown"),
    ],
)
def test_errors_of_the_new_api(ours: Sender, dingtalk: DingTalk, code: str, status: int, result: str) -> None:
    ours.send(interview_news(), "check")
    dingtalk.fail_next(1, Fault("answer", new(status, code, "words\nof theirs")))
    verdict = ours.send(decided(), "second_round")
    assert verdict.result == result and code in verdict.detail and "\n" not in verdict.detail


@pytest.mark.parametrize(
    ("code", "more", "result"),
    [
        (-1, {}, "unknown"),
        ("-1", {}, "unknown"),
        (40035, {}, "data_error"),
        (90018, {}, "retry"),
        (90002, {}, "retry"),
        (90020, {}, "config_error"),
        (88, {"sub_code": "90018"}, "retry"),
        (88, {"sub_code": "90020"}, "config_error"),
        (999999, {}, "retry"),
    ],
)
def test_errors_of_the_old_api(
    ours: Sender, dingtalk: DingTalk, code: int | str, more: dict[str, str], result: str
) -> None:
    ours.send(interview_news(), "check")
    dingtalk.fail_next(1, Fault("answer", old(code, "words\nof theirs", **more)))
    verdict = ours.send(interview_news(), "notice")
    assert verdict.result == result and "\n" not in verdict.detail


def test_the_monthly_quota_is_real(ours: Sender, dingtalk: DingTalk) -> None:
    dingtalk.quota = 1
    assert ours.send(interview_news(), "notice").result == "accepted"
    verdict = ours.send(decided(), "second_round")
    assert verdict.result == "config_error" and "next month" in verdict.detail
    assert dingtalk_app.PLATFORM.monthly_quota == 5000


# -- notices


def test_a_notice_is_taken_and_then_asked_after(ours: Sender, dingtalk: DingTalk) -> None:
    taken = ours.send(interview_news(), "notice")
    assert taken.result == "accepted" and taken.remote_id and taken.retry_after_s == 30
    dingtalk.processed = False
    not_yet = ask(ours, interview_news(), taken.remote_id)
    assert (not_yet.result, not_yet.retry_after_s) == ("accepted", 300)
    dingtalk.processed = True
    assert ask(ours, interview_news(), taken.remote_id).result == "ok"
    [arrival] = dingtalk.arrivals
    card = arrival.body["msg"]["action_card"]
    news = interview_news()
    assert news.interview and news.interview.id in card["markdown"] and card["single_url"] == news.link
    assert list(dingtalk.effects.values()) == [1, 1]


def test_a_repeat_of_the_same_day_is_dropped_and_done(ours: Sender, dingtalk: DingTalk, clock: Clock) -> None:
    ours.send(interview_news(), "check")
    dingtalk.fail_next(1, Fault("slow_after"))
    assert ours.send(interview_news(), "notice", **now_at(clock)).result == "unknown"
    again = ours.send(interview_news(), "notice", uncertain=True, **now_at(clock))
    assert again.result == "accepted"
    assert ask(ours, interview_news(), again.remote_id).result == "ok_duplicate"
    assert list(dingtalk.effects.values()) == [1, 1]


def test_what_may_have_been_shown_yesterday_waits_for_a_person(ours: Sender, dingtalk: DingTalk, clock: Clock) -> None:
    before = now_at(clock)
    clock.s += 11 * 3600
    verdict = ours.send(interview_news(), "notice", uncertain=True, **before)
    assert verdict.result == "data_error" and "same day" in verdict.detail
    assert not dingtalk.arrivals
    assert ours.send(interview_news(), "notice", uncertain=False, **before).result == "accepted"


def test_two_results_that_read_the_same_are_both_shown(ours: Sender, dingtalk: DingTalk) -> None:
    for occurrence in ("test-1", "test-2"):
        ours.send(interview_news(), "notice", occurrence=occurrence)
    assert len(dingtalk.effects) == 4 and set(dingtalk.effects.values()) == {1}


def test_who_got_nothing_is_told(ours: Sender, dingtalk: DingTalk) -> None:
    del dingtalk.members["hr02"]
    taken = ours.send(interview_news(), "notice")
    verdict = ask(ours, interview_news(), taken.remote_id)
    assert verdict.result == "data_error" and verdict.detail == "shown to 1 of 2; not to hr02 (no such user)"
    dingtalk.members["hr02"] = "13900000002"
    dingtalk.over_day = {"manager01"}
    taken = ours.send(interview_news(2), "notice")
    assert "manager01 (over 500 messages today)" in ask(ours, interview_news(2), taken.remote_id).detail


def test_where_everybody_is_over_the_cap_of_the_day_it_is_sent_tomorrow(
    ours: Sender, dingtalk: DingTalk, clock: Clock
) -> None:
    dingtalk.over_day = {"manager01", "hr02"}
    taken = ours.send(interview_news(), "notice")
    later = ask(ours, interview_news(), taken.remote_id)
    assert (later.result, later.retry_after_s, later.remote_id) == ("retry", 8 * 3600 + 300, "")
    clock.s += later.retry_after_s
    dingtalk.over_day = set()
    taken = ours.send(interview_news(), "notice")
    assert ask(ours, interview_news(), taken.remote_id).result == "ok"


def test_the_cap_of_a_minute_is_tried_again_and_nobody_sees_it_twice(ours: Sender, dingtalk: DingTalk) -> None:
    dingtalk.over_minute = {"hr02"}
    taken = ours.send(interview_news(), "notice")
    later = ask(ours, interview_news(), taken.remote_id)
    assert (later.result, later.retry_after_s, later.remote_id) == ("retry", 120, "")
    dingtalk.over_minute = set()
    taken = ours.send(interview_news(), "notice")
    assert ask(ours, interview_news(), taken.remote_id).result == "ok"
    assert list(dingtalk.effects.values()) == [1, 1]


@pytest.mark.parametrize("fault", [QPS_OLD, BLOCKED_PAGE, BUSY, Fault("slow_after"), Fault("answer", Reply(500))])
def test_a_notice_that_cannot_be_asked_after_is_not_sent_again(ours: Sender, dingtalk: DingTalk, fault: Fault) -> None:
    taken = ours.send(interview_news(), "notice")
    dingtalk.fail_next(1, fault)
    assert ask(ours, interview_news(), taken.remote_id).result == "accepted"
    ours.tokens.clear()
    dingtalk.fail_next(1, Fault("answer", Reply(500)))  # not even a token
    assert ask(ours, interview_news(), taken.remote_id).result == "accepted"
    assert len(dingtalk.arrivals) == 1


def test_a_notice_that_dingtalk_never_tells_about_ends_with_a_person(
    ours: Sender, dingtalk: DingTalk, clock: Clock
) -> None:
    taken = ours.send(interview_news(), "notice")
    dingtalk.processed = False
    waits = [ask(ours, interview_news(), taken.remote_id, attempts).retry_after_s for attempts in range(2, 6)]
    assert waits == [300, 1800, 7200, 18_000] and 30 + sum(waits) < 86_400
    verdict = ask(ours, interview_news(), taken.remote_id, 6)
    assert verdict.result == "data_error" and "never said" in verdict.detail
    dingtalk.quota = 0
    assert "taken, but" in ask(ours, interview_news(), taken.remote_id).detail
    dingtalk.quota = 10**9
    clock.s += 90_000
    assert ask(ours, interview_news(), taken.remote_id).result == "data_error"


def test_other_codes_of_flow_control_are_told_as_they_are() -> None:
    result = {"forbidden_user_id_list": ["a", "b"], "forbidden_list": [{"code": "143199", "count": 1, "userid": "a"}]}
    verdict = shown({**result, "failed_user_id_list": ["c"]}, ["a", "b", "c"], 0)
    assert verdict and verdict.detail == "shown to 0 of 3; not to a (code 143199), b (failed), c (failed)"


@settings(max_examples=80, deadline=None)
@given(
    st.text(max_size=400) | st.sampled_from(["店" * 9000, "<script>" * 999, "👩‍🍳" * 999, "\u202e"]),
    st.sampled_from(["zh", "en"]),
    st.integers(0, 900),
)
def test_a_notice_never_has_more_than_2048_bytes(name: str, language: Any, longer: int) -> None:
    news = interview_news()
    assert news.interview
    told = news.interview.model_copy(update={"role_name": Bilingual(zh=name or "x", en=name or "x")})
    news = news.model_copy(update={"interview": told, "link": news.link + "x" * longer})
    shaped = fitting(message(news, language), language, "dl_" + "0" * 40)
    assert len(json.dumps(shaped, ensure_ascii=False).encode()) <= 2048
    assert told.id in shaped["action_card"]["markdown"]
    assert sum(line.startswith("#") for line in shaped["action_card"]["markdown"].splitlines()) == 1


def test_a_link_that_fits_nowhere_is_for_the_operator(ours: Sender) -> None:
    news = interview_news().model_copy(update={"link": "https://hr.example.com/" + "x" * 2000})
    assert ours.send(news, "notice").result == "config_error"


def test_an_event_without_a_page_is_a_plain_notice(ours: Sender, dingtalk: DingTalk) -> None:
    news = News(event=EventKind.CONNECTOR_TEST, subject="connector:c1", at=AT, told="测试 [x](y)")
    assert ours.send(news, "notice").result == "accepted"
    assert dingtalk.arrivals[0].body["msg"]["msgtype"] == "markdown"


# -- approvals


def test_a_second_round_is_started_with_our_number_in_its_form(ours: Sender, dingtalk: DingTalk) -> None:
    verdict = ours.send(decided(), "second_round")
    assert verdict.result == "ok" and verdict.remote_id in dingtalk.instances
    [given_] = [arrival.body for arrival in dingtalk.arrivals]
    form = {entry["name"]: entry["value"] for entry in given_["formComponentValues"]}
    assert form == {
        "系统编号": dingtalk.arrivals[0].key,
        "职位": "上海店长",
        "候选人编号": f"ca_{1:026d}",
        "AI评分": "82",
        "决定人": "李经理",
    }
    assert (given_["originatorUserId"], given_["deptId"], "approvers" in given_) == ("hr02", -1, False)


def test_an_offer_names_its_approvers(ours: Sender, dingtalk: DingTalk) -> None:
    assert ours.send(hired(), "offer").result == "ok"
    [given_] = [arrival.body for arrival in dingtalk.arrivals]
    assert given_["approvers"] == [{"actionType": "OR", "userIds": ["manager01", "hr02"]}]
    assert {entry["value"] for entry in given_["formComponentValues"]} >= {"2026-12-14", "店长"}


@pytest.mark.parametrize(
    "news",
    [
        decided(DecisionKind.HOLD),
        decided(DecisionKind.REJECT),
        of_candidate(EventKind.CANDIDATE_DECIDED, decision=None),
        decided(at="2026-11-28T09:00:00.000Z"),
    ],
)
def test_only_the_decision_that_it_goes_on_starts_a_second_round(ours: Sender, dingtalk: DingTalk, news: News) -> None:
    assert ours.send(news, "second_round").result == "ok"
    assert dingtalk.used == 0 and not dingtalk.instances


@pytest.mark.parametrize("deed", ["second_round", "offer"])
@pytest.mark.parametrize("how", RESETS)
def test_an_approval_whose_answer_was_lost_is_found_and_not_started_again(
    ours: Sender, dingtalk: DingTalk, clock: Clock, deed: str, how: Any
) -> None:
    ours.send(interview_news(), "check")
    dingtalk.fail_next(1, Fault(how))
    assert ours.send(WAYS[deed](), deed, **now_at(clock)).result == "unknown"
    for occurrence in ("x-1", "x-2", "x-3"):  # others of the same form stand before it
        ours.send(WAYS[deed](), deed, occurrence=occurrence)
    again = ours.send(WAYS[deed](), deed, uncertain=True, **now_at(clock))
    assert again.result == "ok_duplicate" and again.remote_id in dingtalk.instances
    assert set(dingtalk.effects.values()) == {1}


def test_an_approval_that_did_not_arrive_is_started(ours: Sender, dingtalk: DingTalk, clock: Clock) -> None:
    ours.send(interview_news(), "check")
    dingtalk.fail_next(1, Fault("reset_before"))
    assert ours.send(decided(), "second_round", **now_at(clock)).result == "unknown"
    assert ours.send(decided(), "second_round", uncertain=True, **now_at(clock)).result == "ok"
    assert list(dingtalk.effects.values()) == [1]


def test_a_look_goes_through_pages_and_stops_somewhere(ours: Sender, dingtalk: DingTalk, clock: Clock) -> None:
    more = now_at(clock)

    def started(*numbers: int) -> None:
        for number in numbers:
            clock.s += 1  # DingTalk takes twenty calls in a second
            assert ours.send(decided(), "second_round", occurrence=f"x-{number}", **more).result == "ok"

    started(*range(25))
    clock.s += 1
    ours.send(decided(), "second_round", **more)
    found = ours.send(decided(), "second_round", uncertain=True, **more)
    assert found.result == "unknown" and "QpsLimit" in found.detail  # a look that is too fast is no look
    clock.s += 1
    dingtalk_slow(dingtalk, clock)
    assert ours.send(decided(), "second_round", uncertain=True, **more).result == "ok_duplicate"
    started(*range(25, 45))
    lost = ours.send(decided(), "second_round", occurrence="gone-1", uncertain=True, **more)
    assert lost.result == "data_error" and "a person has to" in lost.detail
    assert set(dingtalk.effects.values()) == {1}


def dingtalk_slow(dingtalk: DingTalk, clock: Clock) -> None:
    """From now on a tenth of a second passes with every call."""
    answer = dingtalk.answer

    def slower(query: Any) -> Any:
        clock.s += 0.1
        return answer(query)

    dingtalk.answer = slower  # type: ignore[method-assign]


@pytest.mark.parametrize("deed", ["second_round", "offer", "pre_entry"])
@pytest.mark.parametrize(
    ("fault", "result"),
    [
        (QPS_NEW, "unknown"),
        (BLOCKED_PAGE, "unknown"),
        (Fault("answer", Reply(500)), "unknown"),
        (QUOTA_OLD, "config_error"),
    ],
)
def test_what_could_not_be_looked_at_is_not_done(
    ours: Sender, dingtalk: DingTalk, clock: Clock, deed: str, fault: Fault, result: str
) -> None:
    ours.send(interview_news(), "check")
    dingtalk.fail_next(1, fault)
    verdict = ours.send(WAYS[deed](), deed, uncertain=True, **now_at(clock))
    assert verdict.result == result and "could not look" in verdict.detail
    ours.tokens.clear()
    dingtalk.fail_next(1, Fault("answer", Reply(500)))  # not even a token
    assert ours.send(WAYS[deed](), deed, uncertain=True, **now_at(clock)).result == "retry"
    assert not dingtalk.effects


@pytest.mark.parametrize("deed", ["second_round", "pre_entry"])
def test_a_parked_row_is_looked_for_when_a_person_sends_it_again(
    ours: Sender, dingtalk: DingTalk, clock: Clock, deed: str
) -> None:
    ours.send(WAYS[deed](), deed, **now_at(clock))
    now = now_at(clock)["created_at"]
    row = outbox.new("candidate:jb_1:ca_1", "c1", WAYS[deed]().event, f"closed-1.{deed}", now)
    for status in ("unknown", "config_error", "data_error"):
        parked = row.model_copy(update={"state": DeliveryState.PARKED, "last_status": status})
        again = outbox.redeliver(parked, dingtalk_app.repeat(deed), now)
        assert ours.again(again, WAYS[deed](), uncertain=outbox.uncertain(again)).result == "ok_duplicate"
    assert list(dingtalk.effects.values()) == [1]


def test_a_form_that_lacks_a_component_is_for_the_operator(ours: Sender, dingtalk: DingTalk) -> None:
    dingtalk.forms["PROC-1"].remove("AI评分")
    assert ours.send(decided(), "second_round").result == "config_error"


@pytest.mark.parametrize("deed", list(WAYS))
def test_the_settings_that_the_stand_in_proposes_work(ours: Sender, dingtalk: DingTalk, deed: str) -> None:
    dingtalk.forms = DingTalk().forms
    proposed = {**dingtalk.app_settings, **dingtalk.staff_settings, "receivers": ["hr02"]}
    ours.connector = connector(KIND, settings=proposed)
    assert ours.send(WAYS[deed](), deed).result in ("ok", "accepted")
    assert list(dingtalk.effects.values()) == [1]


# -- Smart HR


def test_somebody_hired_is_announced(ours: Sender, dingtalk: DingTalk) -> None:
    verdict = ours.send(hired(), "pre_entry")
    assert verdict.result == "ok" and verdict.remote_id in dingtalk.waiting
    [given_] = [arrival.body for arrival in dingtalk.arrivals]
    more = json.loads(given_.pop("extend_info"))
    assert given_ == {
        "name": "测试 一号",
        "mobile": "13800000000",
        "pre_entry_time": "2026-12-14 09:00:00",
        "op_userid": "hr02",
    }
    assert more == {
        "position": "店长",
        "depts": "7",
        "mainDeptId": 7,
        "mainDeptName": "零售",
        "employeeType": 3,
    }


@pytest.mark.parametrize("how", RESETS)
def test_an_announcement_whose_answer_was_lost_is_found(
    ours: Sender, dingtalk: DingTalk, clock: Clock, how: Any
) -> None:
    ours.send(interview_news(), "check")
    dingtalk.waiting = {f"old{n}": {"mobile": f"137{n:08d}"} for n in range(60)}  # on the second page
    dingtalk.fail_next(1, Fault(how))
    assert ours.send(hired(), "pre_entry", **now_at(clock)).result == "unknown"
    assert ours.send(hired(), "pre_entry", uncertain=True, **now_at(clock)).result == "ok_duplicate"
    assert list(dingtalk.effects.values()) == [1]


def test_a_vague_refusal_is_looked_into(ours: Sender, dingtalk: DingTalk) -> None:
    assert ours.send(hired(), "pre_entry").result == "ok"
    assert ours.send(hired(), "pre_entry", occurrence="hired-2").result == "ok_duplicate"
    dingtalk.waiting.clear()
    dingtalk.members["emp9"] = "13800000000"
    verdict = ours.send(hired(), "pre_entry", occurrence="hired-3")
    assert verdict.result == "data_error" and "already" in verdict.detail


def test_too_many_to_look_through_is_for_a_person(ours: Sender, dingtalk: DingTalk, clock: Clock) -> None:
    dingtalk.waiting = {f"old{n}": {"mobile": f"137{n:08d}"} for n in range(501)}
    dingtalk_slow(dingtalk, clock)
    verdict = ours.send(hired(), "pre_entry", uncertain=True, **now_at(clock))
    assert verdict.result == "data_error" and "a person has to look" in verdict.detail


@pytest.mark.parametrize(
    ("news", "result"),
    [
        (hired(person=None), "data_error"),
        (hired(person={"name": "测试 一号", "phone": ""}), "data_error"),
        (of_candidate(EventKind.CANDIDATE_HIRED), "ok"),
    ],
)
def test_without_a_phone_or_a_hire_nobody_is_announced(
    ours: Sender, dingtalk: DingTalk, news: News, result: str
) -> None:
    assert ours.send(news, "pre_entry").result == result
    assert dingtalk.used == 0


def test_the_platforms_words_about_a_person_are_kept_without_the_person(ours: Sender, dingtalk: DingTalk) -> None:
    ours.send(interview_news(), "check")
    dingtalk.fail_next(1, Fault("answer", old(40035, "测试 一号 (13800000000) 不合法")))
    verdict = ours.send(hired(), "pre_entry")
    assert verdict.result == "data_error" and "不合法" in verdict.detail
    assert "一号" not in verdict.detail and "13800000000" not in verdict.detail


def test_scores_go_into_row_nought_and_repeating_changes_nothing(ours: Sender, dingtalk: DingTalk) -> None:
    for _ in range(3):
        assert ours.send(hired(), "roster").result == "ok"
    assert dingtalk.roster == {
        ("manager01", "g1", 0): {"f-total": "82", "f-interview": f"iv_{1:026d}", "f-complaint": "78"}
    }
    assert list(dingtalk.effects.values()) == [1]


@pytest.mark.parametrize(
    ("news", "result"),
    [
        (hired(told=False), "ok"),
        (hired(interview=None), "ok"),
        (hired(employee=""), "data_error"),
        (hired(employee="nobody"), "retry"),
        (of_candidate(EventKind.CANDIDATE_HIRED), "ok"),
    ],
)
def test_no_score_goes_into_a_file_without_a_word_to_the_person(
    ours: Sender, dingtalk: DingTalk, news: News, result: str
) -> None:
    assert ours.send(news, "roster").result == result
    assert not dingtalk.roster


def test_a_roster_that_fits_no_score_is_for_the_operator(ours: Sender, dingtalk: DingTalk) -> None:
    roster = {"group_id": "g1", "competencies": {"唱歌": "f-song"}}
    ours.connector = connector(KIND, settings={**SETTINGS, **dingtalk.app_settings, "roster": roster})
    assert ours.send(hired(), "roster").result == "config_error"


# -- nobody is named


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=40), st.sampled_from([deed for deed in WAYS if deed != "pre_entry"]))
def test_only_an_announcement_names_the_person(ours: Sender, dingtalk: DingTalk, name: str, deed: str) -> None:
    news = WAYS[deed]()
    assert news.person
    person = news.person.model_copy(update={"name": f"☞{name}☜", "phone": "13800009999"})
    ours.requests.clear()
    with dingtalk.lock:
        dingtalk._second = 0
    ours.send(news.model_copy(update={"person": person}), deed)
    sent = b"".join(request.body for request in ours.requests).decode()
    assert sent and "☞" not in sent and "13800009999" not in sent and "one@example.com" not in sent
    assert dingtalk_app.PLATFORM.needs_person == {"pre_entry"}


# -- through the outbox's own rules


@pytest.mark.parametrize("deed", list(WAYS))
def test_stormy_days_end_with_everything_done_once_or_explained(
    ours: Sender, dingtalk: DingTalk, clock: Clock, deed: str
) -> None:
    ours.timeout_s = 0.1
    ends = Counter[str]()
    for seed in range(20):
        clock.s += 86_400
        dingtalk.waiting.clear()
        dingtalk.roster.clear()
        dingtalk.effects.clear()
        dingtalk.fail_share(0.4, seed)
        row = weathered(ours, clock, deed, seed)
        assert set(dingtalk.effects.values()) <= {1}, (seed, row)
        assert dingtalk.effects if row.state is DeliveryState.DONE else row.last_error, (seed, row)
        ends[row.state] += 1
    assert ends["done"] > ends["parked"]


def weathered(ours: Sender, clock: Clock, deed: str, seed: int) -> Delivery:
    """A row as the delivery workflow leaves it."""
    planned = now_at(clock)["created_at"]
    news = WAYS[deed]().model_copy(update={"at": planned})
    row = outbox.new(news.subject, "c1", news.event, f"closed-{seed}.{deed}", planned)
    while row.state not in (DeliveryState.DONE, DeliveryState.PARKED):
        now = now_at(clock)["updated_at"]
        step = outbox.next_step(row, dingtalk_app.repeat(deed), now)
        if step == "wait":
            clock.s += outbox.wait_s(row, now)
        elif step == "park":
            row, _ = outbox.park(row, now)
        else:
            sent = outbox.sending(row, now)
            before = row.model_copy(update={"attempts": sent.attempts})
            ours.requests.clear()
            verdict = ours.again(before, news, uncertain=outbox.uncertain(row))
            acted = any(r.method == "POST" and r.url.partition("?")[0].endswith(ACTS) for r in ours.requests)
            if verdict.result == "unknown" and not acted:  # as whoever drives a deed does
                verdict = verdict.model_copy(update={"result": "retry"})
            row, _ = outbox.after(sent, verdict, now_at(clock)["updated_at"], 0.0, acted=acted)
    return row


def test_the_connector_is_checked_when_it_is_made() -> None:
    good = Connector(id="c1", kind=KIND, settings={"agent_id": 1, **SETTINGS})
    connectors.check(good, '{"app_key": "k", "app_secret": "s"}')
    with pytest.raises(Exception, match="secret: app_secret"):
        connectors.check(good, '{"app_key": "k"}')
