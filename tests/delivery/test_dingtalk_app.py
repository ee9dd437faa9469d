"""The DingTalk app against a stand-in: which deeds, tokens, every class of error, storms, and that nobody is named."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakes.dingtalk import (
    BLOCKED_1111,
    BLOCKED_PAGE,
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
from mianshi.contracts.delivery import Connector, Delivery, DeliveryState, EventKind
from mianshi.contracts.news import News
from mianshi.delivery import connectors, dingtalk_app, outbox
from mianshi.delivery.dingtalk_app import AppSettings
from mianshi.errors import Rejected
from support.deeds import AT, Sender, connector, interview_news
from support.dingtalk import (
    ACTS,
    KIND,
    SETTINGS,
    WAYS,
    Clock,
    decided,
    now_at,
    running,
    sender,
)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def dingtalk(clock: Clock) -> Iterator[DingTalk]:
    yield from running(clock)


@pytest.fixture
def ours(dingtalk: DingTalk, clock: Clock) -> Sender:
    return sender(dingtalk, clock)


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


@pytest.mark.parametrize("deed", list(WAYS))
def test_the_settings_that_the_stand_in_proposes_work(ours: Sender, dingtalk: DingTalk, deed: str) -> None:
    dingtalk.forms = DingTalk().forms
    proposed = {**dingtalk.app_settings, **dingtalk.staff_settings, "receivers": ["hr02"]}
    ours.connector = connector(KIND, settings=proposed)
    assert ours.send(WAYS[deed](), deed).result in ("ok", "accepted")
    assert list(dingtalk.effects.values()) == [1]


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
    nobody = good.model_copy(update={"settings": {**good.settings, "op_user": ""}})
    with pytest.raises(Rejected, match=r"settings: pre_entry$"):  # the form marks the field
        connectors.check(nobody, '{"app_key": "k", "app_secret": "s"}')
    with pytest.raises(Exception, match="secret: app_secret"):
        connectors.check(good, '{"app_key": "k"}')
