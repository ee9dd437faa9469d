import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.frame import Fault
from fakes.wecom import WeCom
from mianshi.contracts.base import Bilingual
from mianshi.contracts.delivery import Answer, Connector, ConnectorKind, EventKind, Request
from mianshi.contracts.news import JobNews, News
from mianshi.delivery import connectors, outbox, wecom, wecom_app, wecom_robot
from mianshi.delivery.exchange import Attempt, Call
from mianshi.errors import Rejected
from support.deeds import AT, Sender, connector, interview_news

SECRET = '{"key": "abc-123"}'


@pytest.fixture
def platform() -> Iterator[WeCom]:
    with WeCom() as running:
        yield running


def robot(platform: WeCom, **settings: object) -> Sender:
    return Sender(connector(ConnectorKind.WECOM_ROBOT, platform.robot_url, settings=settings), platform.robot_secret)


def attempt_of(news: News, made: Connector | None = None, secret: str = SECRET, **row: object) -> Attempt:
    delivery = outbox.new(news.subject, "c1", news.event, "closed-1.message", AT).model_copy(update=row)
    return Attempt(delivery, made or connector(ConnectorKind.WECOM_ROBOT), secret, news, 1_795_000_000_000)


def request_of(news: News, made: Connector | None = None, secret: str = SECRET) -> Request:
    wish = next(wecom_robot.deliver(attempt_of(news, made, secret)))
    assert isinstance(wish, Call)
    return wish.request


def content_of(news: News, made: Connector | None = None) -> str:
    told: str = json.loads(request_of(news, made).body)["markdown"]["content"]
    return told


def test_a_result_is_markdown_with_the_facts_and_the_link() -> None:
    request, text = request_of(interview_news()), content_of(interview_news())
    assert request.url == "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc-123"
    assert text.startswith("### AI 面试已完成:门店店长") and "> 总分:82 / 100" in text
    assert "](https://hr.example.com/interviews/iv_" in text and "由人决定" in text
    assert not [word for word in ("测试 一号", "13800000000", "one@example.com") if word in text]


def test_members_who_are_to_be_called_are_called() -> None:
    made = connector(ConnectorKind.WECOM_ROBOT, settings={"mention": ["zhangsan", "li.si@x"]})
    assert content_of(interview_news(), made).endswith("<@zhangsan><@li.si@x>")
    assert "<@" not in content_of(interview_news())


@pytest.mark.parametrize(
    "hostile", ["<@all>", "[x](https://evil)", "**b**\n# h", "`c`", "\u202eabc", '<font color="x">']
)
def test_names_of_roles_can_call_nobody_and_link_nowhere(hostile: str) -> None:
    news = interview_news()
    assert news.interview is not None
    told = news.model_copy(
        update={"interview": news.interview.model_copy(update={"role_name": Bilingual(zh=hostile, en=hostile)})}
    )
    heading = content_of(told).splitlines()[0]
    assert heading.startswith("### AI") and hostile not in heading
    assert not set(heading[4:]) & set("<>[]`*#\u202e")


@pytest.mark.parametrize("letter", ["店", "🙂", "x", "<"])
def test_bytes_count_not_characters(platform: WeCom, letter: str) -> None:
    name = Bilingual(zh=letter * 10_000, en=letter * 10_000)
    news = interview_news(event=EventKind.CANDIDATE_WITHDREW, job=JobNews(id="jb_1", title=name))
    assert 300 < len(content_of(news).encode()) <= 4096
    assert robot(platform).send(news, "message").result == "ok"


def test_the_robot_counts_bytes_too(platform: WeCom) -> None:
    sender = robot(platform)
    for text, said in (("店" * 1366, "40058"), ("x" * 4097, "40058"), ("x" * 4096, "0"), ("店" * 1365, "0")):
        payload = {"msgtype": "markdown", "markdown": {"content": text}}
        sender._call(wecom.posted(f"{platform.robot_url}?key={platform.robot_key}", payload))
        assert platform.arrivals[-1].said == said, len(text.encode())


def test_a_link_that_leaves_no_room_is_refused() -> None:
    with pytest.raises(Rejected, match="too long"):
        request_of(interview_news(link="https://hr.example.com/" + "x" * 4096))


def test_there_is_no_key_so_a_person_looks_after_silence(platform: WeCom) -> None:
    sender = robot(platform)
    platform.fail_next(1, Fault("reset_after"))
    verdict = sender.send(interview_news(), "message")
    assert verdict.result == "unknown" and "may be in the group or not" in verdict.detail
    row = outbox.new("interview:iv_1", "c1", EventKind.INTERVIEW_SCORED, "closed-1.message", AT)
    row, receipt = outbox.after(outbox.sending(row, AT), verdict, AT, 0.0)
    (deed,) = wecom_robot.deeds(row.event, sender.connector)
    assert outbox.next_step(row, wecom_robot.repeat(deed), row.due_at) == "park"
    parked, _ = outbox.park(row, AT)
    assert receipt.next == "retry" and "may be in the group or not" in (parked.last_error or "")
    assert set(platform.effects.values()) == {1}


def test_twice_rather_than_never_is_the_customers_choice(platform: WeCom) -> None:
    sender = robot(platform, send_twice_rather_than_never=True)
    (deed,) = wecom_robot.deeds(EventKind.INTERVIEW_SCORED, sender.connector)
    platform.fail_next(1, Fault("reset_after"))
    assert sender.send(interview_news(), deed).result == "unknown"
    assert wecom_robot.repeat(deed) == "key"
    assert sender.send(interview_news(), deed, uncertain=True).result == "ok"
    assert set(platform.effects.values()) == {2}, "this is what was chosen"


def test_the_21st_message_in_a_minute_waits_a_minute_then_longer(platform: WeCom) -> None:
    platform.clock = lambda: 1000.0
    sender = robot(platform)
    assert [sender.send(interview_news(n), "message").result for n in range(20)] == ["ok"] * 20
    waits = [sender.send(interview_news(20), "message", attempts=n).retry_after_s for n in (1, 2, 3, 7)]
    assert waits == [60, 600, 3600, 3600]
    platform.clock = lambda: 1061.0
    assert sender.send(interview_news(20), "message").result == "ok"


def test_a_wrong_key_stops(platform: WeCom) -> None:
    sender = robot(platform)
    sender.secret = SECRET
    verdict = sender.send(interview_news(), "message")
    assert verdict.result == "config_error" and "93000" in verdict.detail


def answer(errcode: object, errmsg: str = "x", status: int = 200) -> Answer:
    return Answer(status=status, body=json.dumps({"errcode": errcode, "errmsg": errmsg}).encode())


@pytest.mark.parametrize(
    ("errcode", "result"),
    [
        (0, "ok"),
        *((code, "config_error") for code in (40001, 40014, 41001, 42001, 40013, 40056, 48002, 301055, 60020, 93000)),
        *((code, "data_error") for code in (40003, 81013, 40058)),
        *((code, "retry") for code in (-1, 45009, 45033, 99999)),
    ],
)
def test_error_codes(errcode: int, result: str) -> None:
    said = wecom.read(answer(errcode), attempt_of(interview_news()))
    assert (said.errcode, said.verdict.result) == (errcode, result)


def test_busy_is_tried_three_times_again_and_counted_in_a_row() -> None:
    last: str | None = None
    results = []
    for _ in range(4):
        verdict = wecom.read(answer(-1), attempt_of(interview_news(), last_error=last)).verdict
        results.append(verdict.result)
        last = verdict.detail
    assert results == ["retry", "retry", "retry", "data_error"]
    between = attempt_of(interview_news(), last_error="errcode 45033: x")
    assert wecom.read(answer(-1), between).verdict.result == "retry"


@pytest.mark.parametrize(
    ("given", "result"),
    [
        (Answer(status=None, error="not_sent: no connection"), "retry"),
        (Answer(status=None, error="no_answer: nothing in time"), "unknown"),
        (Answer(status=200, body=b'{"errcode":0', error="body_cut: broke"), "unknown"),
        (Answer(status=200, body=b"<html>"), "unknown"),
        (Answer(status=200, body=b"[]"), "unknown"),
        (answer(True), "unknown"),
        (answer("0"), "unknown"),
        (Answer(status=500), "unknown"),
        (Answer(status=502, body=b"<html>"), "unknown"),
        (Answer(status=503, headers={"retry-after": "7"}), "retry"),
        (Answer(status=429), "retry"),
        (Answer(status=404), "config_error"),
    ],
)
def test_answers_that_are_none(given: Answer, result: str) -> None:
    assert wecom.read(given, attempt_of(interview_news())).verdict.result == result


def test_an_unknown_address_is_named_and_the_way_out_too() -> None:
    told = answer(60020, "not allow to access from your ip, hint: [1], from ip: 203.0.113.7, more info at https://…")
    detail = wecom.read(told, attempt_of(interview_news())).verdict.detail
    assert "203.0.113.7" in detail and "企业可信IP" in detail and "docs/connectors/wecom.md" in detail


@pytest.mark.parametrize(
    ("url", "secret", "settings"),
    [
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc", SECRET, {}),
        ("", "abc-123", {}),
        ("", '{"key": ""}', {}),
        ("", '{"key": "a&b=c"}', {}),
        ("", SECRET, {"mention": ["<@all>"]}),
        ("", SECRET, {"colour": "red"}),
    ],
)
def test_what_cannot_be_used_is_refused_without_printing_it(url: str, secret: str, settings: dict[str, object]) -> None:
    made = connector(ConnectorKind.WECOM_ROBOT, url, settings=settings)
    with pytest.raises(Rejected, match="bad_connector") as caught:
        request_of(interview_news(), made, secret)
    assert "abc" not in str(caught.value)


def test_every_event_has_a_message(platform: WeCom) -> None:
    sender = robot(platform)
    connectors.check(sender.connector, sender.secret)
    for event in (EventKind.INTERVIEW_SCORED, EventKind.CANDIDATE_WITHDREW, EventKind.CANDIDATE_ERASED):
        assert sender.send(interview_news(event=event), "message").result == "ok"
    test = News(event=EventKind.CONNECTOR_TEST, subject="connector:c1", at=AT, told="A test.")
    assert sender.send(test, "message").result == "ok"
    assert "> 说明:A test." in platform.shown["group"][-1]


@pytest.mark.parametrize("page", ["wecom.md", "wecom.zh.md"])
def test_the_page_names_every_error_code_and_setting(page: str) -> None:
    text = (Path(__file__).parents[2] / "docs" / "connectors" / page).read_text()
    named = [*map(str, wecom._ERRORS), *wecom_robot.RobotSettings.model_fields, *wecom_app.AppSettings.model_fields]
    named += wecom_app.AppSecret.model_fields
    assert [name for name in named if f"`{name}`" not in text] == []


def test_an_address_with_its_key_is_refused_when_it_is_saved(platform: WeCom) -> None:
    connectors.check(connector(ConnectorKind.WECOM_ROBOT, platform.robot_url), SECRET)
    for leaky in ("?key=abc-123", "#abc-123"):
        with pytest.raises(Rejected, match="url") as refused:
            connectors.check(connector(ConnectorKind.WECOM_ROBOT, platform.robot_url + leaky), SECRET)
        assert "abc-123" not in str(refused.value)
