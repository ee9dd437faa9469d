import json
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakes.dingtalk import BLOCKED_1111, BLOCKED_PAGE, QUOTA_OLD, DingTalk
from fakes.frame import Fault, Reply
from mianshi.contracts.base import Bilingual
from mianshi.contracts.delivery import Answer, ConnectorKind, EventKind, Request
from mianshi.contracts.news import News
from mianshi.contracts.outcomes import Outcome
from mianshi.delivery import dingtalk_robot, outbox
from mianshi.delivery.connectors import check
from mianshi.delivery.exchange import Attempt, Call
from mianshi.errors import Rejected
from mianshi.platform import http
from support.deeds import Sender, connector, interview_news

NOW_MS = 1_700_000_000_000
SECRET = json.dumps({"access_token": "tok/en+1", "sign_secret": "SECdemo0123456789abcdef"})
KIND = ConnectorKind.DINGTALK_ROBOT


class Clock:
    def __init__(self) -> None:
        self.s = float(int(time.time()))

    def __call__(self) -> float:
        return self.s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def robot(clock: Clock) -> Iterator[DingTalk]:
    started = DingTalk(clock).start()
    yield started
    threading.Thread(target=started.stop).start()  # nobody waits for its port to close


def sender(robot: DingTalk, clock: Clock, **more: Any) -> Sender:
    return Sender(connector(KIND, robot.robot_url, **more), robot.robot_secret, clock, timeout_s=0.5)


def request(news: News, secret: str = SECRET, **more: Any) -> Request:
    """What would be sent, without sending it."""
    row = outbox.new(news.subject, "c1", news.event, "closed-1.message", news.at)
    attempt = Attempt(row, connector(KIND, "", **more), secret, news, NOW_MS)
    wish = next(dingtalk_robot.deliver(attempt))
    assert isinstance(wish, Call)
    return wish.request


def card(news: News, **more: Any) -> dict[str, str]:
    body = json.loads(request(news, **more).body)
    assert body["msgtype"] == "actionCard"
    found: dict[str, str] = body["actionCard"]
    return found


def with_interview(**changes: Any) -> News:
    news = interview_news()
    assert news.interview
    return news.model_copy(update={"interview": news.interview.model_copy(update=changes)})


def test_signature_matches_the_worked_example() -> None:
    assert dingtalk_robot.sign(NOW_MS, "SECdemo0123456789abcdef") == "uqqEBgsZDZ7Tr5zHangyqJmCFGh6+zk54sU2uRKcDZQ="


def test_request_encodes_signature_and_token_exactly_once() -> None:
    made = request(interview_news())
    assert made.url.endswith("&sign=uqqEBgsZDZ7Tr5zHangyqJmCFGh6%2Bzk54sU2uRKcDZQ%3D")
    query = parse_qs(urlsplit(made.url).query)
    assert query["access_token"] == ["tok/en+1"]
    assert query["timestamp"] == [str(NOW_MS)]
    assert b"SECdemo" not in made.body and "SECdemo" not in made.url


def test_the_card_says_what_a_reader_needs_and_its_button_opens_the_report() -> None:
    news = interview_news()
    told = card(news)
    assert "门店店长" in told["title"] and "82 / 100" in told["text"] and "建议进入下一轮" in told["text"]
    assert (told["singleTitle"], told["singleURL"]) == ("查看报告", news.link)
    assert news.interview and news.interview.id in told["text"] and news.link not in told["text"]
    english = card(news, language="en")
    assert "Total: 82 / 100" in english["text"] and "Store manager" in english["title"]


def test_every_attempt_has_the_same_body_and_the_id_of_its_delivery() -> None:
    first, second = request(interview_news()), request(interview_news())
    assert first.body == second.body
    assert json.loads(first.body)["msgUuid"].startswith("dl_")


def test_without_a_page_to_open_it_is_plain_markdown() -> None:
    news = News(event=EventKind.CONNECTOR_TEST, subject="connector:c1", at="2026-11-28T08:00:00Z", told="测试 [x](y)")
    body = json.loads(request(news).body)
    assert body["msgtype"] == "markdown" and "](y" not in body["markdown"]["text"]


@pytest.mark.parametrize("outcome", [Outcome.INSUFFICIENT_EVIDENCE, Outcome.REJECTED, Outcome.FAILED])
def test_without_a_score_no_number_is_told(outcome: Outcome) -> None:
    text = card(with_interview(outcome=outcome, total=None))["text"]
    assert "需要人工处理" in text and "/ 100" not in text and "下一轮" not in text


@pytest.mark.parametrize(
    "name", ["店长\n# [领奖](https://evil.example)", "<script>", "\u2028# x", "长" * 10_000, "\u202e⚠️👩‍🍳"]
)
def test_a_role_name_is_text_and_short(name: str) -> None:
    told = card(with_interview(role_name=Bilingual(zh=name, en=name)))
    assert "](https://evil.example)" not in told["text"] and "<" not in told["text"]
    assert sum(line.startswith("#") for line in told["text"].splitlines()) == 1
    assert len(told["text"].encode()) < 3072 and len(told["title"].encode()) <= 200


def test_a_keyword_is_in_every_message_and_stands_there_once() -> None:
    assert card(interview_news(), settings={"keyword": "招聘"})["text"].endswith("\n\n招聘")
    assert card(interview_news(), settings={"keyword": "面试"})["text"].count("\n\n面试") == 0


@pytest.mark.parametrize(
    "secret", ["SEConly", "{}", '{"access_token": "", "sign_secret": "SECx"}', '{"access_token": "t"}', "[]"]
)
def test_unusable_secret_is_refused_without_being_shown(secret: str) -> None:
    with pytest.raises(Rejected) as caught:
        request(interview_news(), secret)
    assert caught.value.code == "bad_connector"
    assert caught.value.__cause__ is None and "SEConly" not in str(caught.value)


def test_an_address_with_its_token_is_refused_when_it_is_saved(robot: DingTalk) -> None:
    check(connector(KIND, robot.robot_url), robot.robot_secret)
    for leaky in ("?access_token=abc-token", "#abc-token"):
        with pytest.raises(Rejected, match="url") as refused:
            check(connector(KIND, robot.robot_url + leaky), robot.robot_secret)
        assert "abc-token" not in str(refused.value)


def test_token_in_the_stored_url_and_unknown_settings_are_refused(robot: DingTalk, clock: Clock) -> None:
    leaky = Sender(connector(KIND, robot.robot_url + "?access_token=abc"), robot.robot_secret, clock)
    strange = sender(robot, clock, settings={"colour": "red"})
    for each in (leaky, strange):
        assert each.send(interview_news(), "message").result == "config_error"
    assert robot.arrivals == []


@pytest.mark.parametrize(
    ("errcode", "result", "wait"),
    [
        (0, "ok", None),
        ("0", "ok", None),
        (-1, "retry", None),
        ("-1", "retry", None),
        (310000, "config_error", None),
        (400013, "config_error", None),
        ("400101", "config_error", None),
        (400102, "config_error", None),
        (400106, "config_error", None),
        (90020, "config_error", None),
        (400105, "data_error", None),
        (40035, "data_error", None),
        (43004, "data_error", None),
        (430101, "data_error", None),
        (430102, "data_error", None),
        (430103, "data_error", None),
        (430104, "data_error", None),
        (410100, "retry", 600),
        (130101, "retry", 600),
        (90018, "retry", None),
        (90002, "retry", None),
        (999999, "retry", None),
    ],
)
def test_errcode_table(errcode: int | str, result: str, wait: int | None) -> None:
    body = json.dumps({"errcode": errcode, "errmsg": "words\nof theirs"}).encode()
    verdict = dingtalk_robot.read(Answer(status=200, body=body), NOW_MS)
    assert (verdict.result, verdict.retry_after_s) == (result, wait)
    assert "\n" not in verdict.detail


@pytest.mark.parametrize(
    ("answer", "result", "wait"),
    [
        (Answer(status=200, body=b"<!DOCTYPE html><html>blocked</html>"), "retry", 300),
        (Answer(status=403, body=b"  <html>"), "retry", 300),
        (Answer(status=200, body=b'{"status":1111,"wait":5,"source":"x5","punish":"deny"}'), "retry", 300),
        (Answer(status=503, headers={"retry-after": "77"}), "retry", 77),
        (Answer(status=500), "unknown", None),
        (Answer(status=502, body=b"<html>"), "unknown", None),
        (Answer(status=404, body=b"<html>"), "config_error", None),
        (Answer(status=302), "config_error", None),
        (Answer(status=200, body=b"{}"), "unknown", None),
        (Answer(status=200, body=b'{"errco', error="body_cut: nothing in time"), "unknown", None),
        (Answer(status=None, error="no_answer: nothing in time"), "unknown", None),
        (Answer(status=None, error="not_sent: no connection"), "retry", None),
        (Answer(status=None), "unknown", None),
    ],
)
def test_answers_that_are_not_the_robot_speaking(answer: Answer, result: str, wait: int | None) -> None:
    verdict = dingtalk_robot.read(answer, NOW_MS)
    assert (verdict.result, verdict.retry_after_s) == (result, wait)


# -- against the stand-in


def test_a_message_arrives_verified_and_a_repeat_is_recognised(robot: DingTalk, clock: Clock) -> None:
    ours = sender(robot, clock)
    assert [ours.send(interview_news(), "message").result for _ in range(2)] == ["ok", "ok"]
    assert [(a.verified, a.duplicate) for a in robot.arrivals] == [(True, False), (True, True)]
    assert list(robot.effects.values()) == [1]


@pytest.mark.parametrize(("field", "code"), [("sign_secret", "310000"), ("access_token", "400101")])
def test_a_wrong_secret_is_refused(robot: DingTalk, clock: Clock, field: str, code: str) -> None:
    ours = sender(robot, clock)
    ours.secret = json.dumps(json.loads(ours.secret) | {field: "SECwrong"})
    verdict = ours.send(interview_news(), "message")
    assert verdict.result == "config_error" and code in verdict.detail
    assert not robot.arrivals[0].verified


def test_a_signature_encoded_twice_is_refused(robot: DingTalk, clock: Clock) -> None:
    ours = sender(robot, clock)
    ours.send(interview_news(), "message")
    head, _, sign = ours.requests[0].url.partition("&sign=")
    twice = ours.requests[0].model_copy(update={"url": f"{head}&sign={quote(sign, safe='')}"})
    answer = http.send(twice, private_address_allowed=True)
    assert dingtalk_robot.read(answer, int(clock() * 1000)).result == "config_error"
    assert robot.arrivals[1].said == "310000 sign not match (encoded twice)"


@pytest.mark.parametrize("sign", [1, -1])
def test_a_clock_more_than_an_hour_off_is_refused(robot: DingTalk, clock: Clock, sign: int) -> None:
    off = Clock()
    ours = sender(robot, off)
    off.s = clock.s + sign * 3602
    assert ours.send(interview_news(), "message").result == "config_error"
    off.s = clock.s + sign * 3598
    assert ours.send(interview_news(), "message").result == "ok"


def test_the_21st_message_of_a_minute_blocks_for_ten(robot: DingTalk, clock: Clock) -> None:
    ours = sender(robot, clock)
    assert {ours.send(interview_news(n), "message").result for n in range(20)} == {"ok"}
    for n in (20, 21):
        verdict = ours.send(interview_news(n), "message")
        assert (verdict.result, verdict.retry_after_s) == ("retry", 600)
    clock.s += 599
    assert ours.send(interview_news(20), "message").result == "retry"
    clock.s += 2
    assert ours.send(interview_news(20), "message").result == "ok"
    assert set(robot.effects.values()) == {1}


@pytest.mark.parametrize("how", ["reset_after", "slow_after"])
def test_an_answer_lost_on_the_way_is_sent_again_and_shown_once(robot: DingTalk, clock: Clock, how: Any) -> None:
    ours = sender(robot, clock)
    robot.fail_next(1, Fault(how))
    assert ours.send(interview_news(), "message").result == "unknown"
    assert ours.send(interview_news(), "message", uncertain=True).result == "ok"
    assert [(a.key, a.duplicate) for a in robot.arrivals] == [
        (robot.arrivals[0].key, False),
        (robot.arrivals[0].key, True),
    ]


@pytest.mark.parametrize(
    ("fault", "result", "wait"),
    [
        (BLOCKED_PAGE, "retry", 300),
        (BLOCKED_1111, "retry", 300),
        (QUOTA_OLD, "config_error", None),
        (Fault("answer", Reply(503, b"", {"Retry-After": "90"})), "retry", 90),
        (Fault("reset_before"), "unknown", None),
    ],
)
def test_what_stands_between_is_not_a_refusal(
    robot: DingTalk, clock: Clock, fault: Fault, result: str, wait: int | None
) -> None:
    robot.fail_next(1, fault)
    verdict = sender(robot, clock).send(interview_news(), "message")
    assert (verdict.result, verdict.retry_after_s) == (result, wait)
    assert "next month" in verdict.detail or fault is not QUOTA_OLD
    assert not robot.effects


def test_a_guard_without_the_exception_does_not_reach_the_loopback(robot: DingTalk, clock: Clock) -> None:
    made = connector(KIND, robot.robot_url)
    row = outbox.new("interview:iv_1", "c1", EventKind.INTERVIEW_SCORED, "closed-1.message", "2026-11-28T08:00:00Z")
    wish = next(dingtalk_robot.deliver(Attempt(row, made, robot.robot_secret, interview_news(), int(clock.s * 1000))))
    assert isinstance(wish, Call)
    with pytest.raises(Rejected, match="bad_url"):
        http.send(wish.request, private_address_allowed=False)
    assert robot.arrivals == []


def test_the_stand_in_wants_its_keyword(robot: DingTalk, clock: Clock) -> None:
    robot.keyword = "招聘通知"
    assert sender(robot, clock).send(interview_news(), "message").result == "config_error"
    wise = sender(robot, clock, settings={"keyword": "招聘通知"})
    assert wise.send(interview_news(), "message").result == "ok"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(min_size=3, max_size=60).filter(lambda name: name.strip() == name), st.sampled_from(["zh", "en"]))
def test_no_message_names_the_person(name: str, language: str) -> None:
    marked = f"☞{name}☜"
    news = interview_news()
    assert news.person
    news = news.model_copy(update={"person": news.person.model_copy(update={"name": marked, "phone": "13800009999"})})
    body = request(news, language=language).body.decode()
    assert "☞" not in body and "13800009999" not in body and "one@example.com" not in body
