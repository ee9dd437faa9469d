"""Feishu's bot and app messages, against the stand-in and against answers of every kind."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fakes.feishu import Feishu, failed, throttled
from fakes.frame import Fault, Reply
from mianshi.contracts.base import Bilingual
from mianshi.contracts.delivery import Answer, ConnectorKind, EventKind, Verdict
from mianshi.contracts.news import News
from mianshi.contracts.outcomes import Outcome
from mianshi.delivery import feishu, feishu_app, feishu_robot, outbox
from mianshi.delivery.connectors import check, plan, platform_of
from mianshi.errors import Rejected
from support.deeds import AT, Sender, connector, interview_news
from support.feishu import Clock

START_S = feishu.milliseconds(AT) / 1000
NOW_MS = 1_700_000_000_000


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def platform(clock: Clock) -> Iterator[Feishu]:
    with Feishu(clock) as fake:
        yield fake


@pytest.fixture
def robot(platform: Feishu, clock: Clock) -> Sender:
    made = connector(ConnectorKind.FEISHU_ROBOT, f"{platform.url}/open-apis/bot/v2/hook")
    secret = json.dumps({"hook": Feishu.hook, "sign_secret": Feishu.sign_secret})
    return Sender(made, secret, clock, timeout_s=0.3)


RECEIVERS = ["chat_id:oc_team", "open_id:ou_one"]


@pytest.fixture
def app(platform: Feishu, clock: Clock) -> Sender:
    made = connector(ConnectorKind.FEISHU_APP, platform.url, settings={"receivers": RECEIVERS})
    secret = json.dumps({"app_id": Feishu.app_id, "app_secret": Feishu.app_secret})
    return Sender(made, secret, clock, timeout_s=0.3)


def deeds(sender: Sender) -> list[str]:
    return [row.deed for row in plan([sender.connector], EventKind.INTERVIEW_SCORED, "interview:x", "closed-1", AT)]


# -- the bot


def test_signature_is_that_of_the_documents() -> None:
    assert feishu_robot.sign(1_700_000_000, "demo_feishu_secret") == "+m3gFByQZ+hQvteie2nAns9QEa4QPj/llY9O9oepnBE="


def test_bot_posts_a_card_that_the_stand_in_verifies(robot: Sender, platform: Feishu) -> None:
    verdict = robot.send(interview_news(), "message")
    assert verdict.result == "ok" and "logid" in verdict.detail
    (arrival,) = platform.arrivals
    assert arrival.verified and "82 / 100" in json.dumps(arrival.body, ensure_ascii=False)
    assert Feishu.sign_secret not in json.dumps(arrival.body)


@pytest.mark.parametrize(
    "url", ["https://open.feishu.cn/open-apis/bot/v2/hook/0f3e9a52-demo-hook", "https://open.feishu.cn/"]
)
def test_bot_whose_address_holds_its_hook_is_refused_when_it_is_saved(robot: Sender, url: str) -> None:
    check(robot.connector, robot.secret)
    with pytest.raises(Rejected, match="url") as refused:
        check(robot.connector.model_copy(update={"url": url}), robot.secret)
    assert "demo-hook" not in str(refused.value)


def test_bot_takes_the_whole_address_as_people_copy_it(robot: Sender) -> None:
    robot.secret = json.dumps({"hook": f"{robot.connector.url}/{Feishu.hook}", "sign_secret": Feishu.sign_secret})
    assert robot.send(interview_news(), "message").result == "ok"


@pytest.mark.parametrize("hook", ["https://evil.example/hook/0f3e9a52-demo-hook", "short", "../../../auth", ""])
def test_bot_of_another_address_is_refused_without_showing_the_secret(robot: Sender, hook: str) -> None:
    robot.secret = json.dumps({"hook": hook, "sign_secret": "SIGNING"})
    verdict = robot.send(interview_news(), "message")
    assert verdict.result == "config_error" and "SIGNING" not in verdict.detail and not robot.requests


@pytest.mark.parametrize(
    ("spoil", "code"),
    [({"sign_secret": "other"}, 19021), ({"hook": "another-demo-hook"}, 19001)],
)
def test_bot_with_a_wrong_secret_needs_a_person(robot: Sender, spoil: dict[str, str], code: int) -> None:
    robot.secret = json.dumps({"hook": Feishu.hook, "sign_secret": Feishu.sign_secret} | spoil)
    verdict = robot.send(interview_news(), "message")
    assert verdict.result == "config_error" and f"code {code}" in verdict.detail


def test_bot_with_a_wrong_clock_needs_a_person(robot: Sender, platform: Feishu) -> None:
    robot.clock = lambda: START_S - 3700
    assert robot.send(interview_news(), "message").result == "config_error"
    assert not platform.effects


def test_bot_above_five_a_second_waits_a_minute(robot: Sender) -> None:
    verdicts = [robot.send(interview_news(number), "message") for number in range(1, 7)]
    assert [verdict.result for verdict in verdicts] == ["ok"] * 5 + ["retry"]
    assert verdicts[-1].retry_after_s == 60


@pytest.mark.parametrize(
    ("code", "result"),
    [
        (0, "ok"),
        (11232, "retry"),
        (19001, "config_error"),
        (19021, "config_error"),
        (19022, "config_error"),
        (19024, "config_error"),
        (9499, "data_error"),
        (424242, "retry"),
    ],
)
def test_bot_codes(robot: Sender, platform: Feishu, code: int, result: str) -> None:
    platform.fail_next(1, Fault("answer", Reply.of({"code": code, "msg": "words\nof theirs", "data": {}})))
    verdict = robot.send(interview_news(), "message")
    assert verdict.result == result and "\n" not in verdict.detail


def test_bot_in_its_older_form_of_success(robot: Sender, platform: Feishu) -> None:
    platform.fail_next(1, Fault("answer", Reply.of({"StatusCode": 0, "StatusMessage": "success"})))
    assert robot.send(interview_news(), "message").result == "ok"


@pytest.mark.parametrize("how", ["reset_after", "slow_after"])
def test_bot_without_an_answer_is_never_sure(robot: Sender, platform: Feishu, how: Any) -> None:
    platform.fail_next(1, Fault(how))
    assert robot.send(interview_news(), "message").result == "unknown"
    assert sum(platform.effects.values()) == 1


def test_doubt_about_a_bot_goes_to_a_person_unless_twice_is_better_than_never(robot: Sender) -> None:
    assert deeds(robot) == ["message"] and feishu_robot.repeat("message") == "person"
    robot.connector = robot.connector.model_copy(update={"settings": {"send_twice_rather_than_never": True}})
    (insistent,) = deeds(robot)
    assert feishu_robot.repeat(insistent) == "key"
    assert robot.send(interview_news(), insistent, uncertain=True).result == "ok"


# -- cards

HOSTILE = "<at id=all></at>[领奖](https://evil.example)\x00\x1f\u202e13812345678 a.b+c@example.com 😀" + '"\\' * 20_000


def test_hostile_names_stay_text_within_every_limit(robot: Sender, app: Sender, platform: Feishu) -> None:
    news = interview_news()
    assert news.interview
    spoilt = news.interview.model_copy(update={"role_name": Bilingual(zh=HOSTILE, en=HOSTILE), "id": HOSTILE})
    assert robot.send(news.model_copy(update={"interview": spoilt}), "message").result == "ok"
    assert app.send(news.model_copy(update={"interview": spoilt}), deeds(app)[0]).result == "ok"
    for request in (*robot.requests, app.requests[-1]):
        assert len(request.body) < 20 * 1024
        text = request.body.decode()
        assert "13812345678" not in text and "a.b+c@example.com" not in text
        assert "lark_md" not in text and "\u202e" not in text and "😀" in text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("13812345678", "138****"),
        ("+86 138-1234-5678", "138****"),
        ("010-12345678 call", "010**** call"),
        ("name.x@example.com", "***@example.com"),
        ("2026-11-28 iv_00000000000000000000013812", "2026-11-28 iv_00000000000000000000013812"),
        ("CNY 1234567.00, 1764316800000", "CNY 1234567.00, 1764316800000"),
    ],
)
def test_phones_and_addresses_are_masked_and_nothing_else(text: str, kept: str) -> None:
    assert feishu.words(text) == kept


@pytest.mark.parametrize("outcome", [Outcome.INSUFFICIENT_EVIDENCE, Outcome.REJECTED, Outcome.FAILED])
def test_without_a_score_no_number_is_told(robot: Sender, outcome: Outcome) -> None:
    news = interview_news()
    assert news.interview
    told = news.interview.model_copy(update={"outcome": outcome, "total": None, "recommendation": None})
    robot.send(news.model_copy(update={"interview": told}), "message")
    text = robot.requests[0].body.decode()
    assert "需要人工处理" in text and "/ 100" not in text and "下一轮" not in text


def test_english_connector_gets_english_words(robot: Sender) -> None:
    robot.connector = robot.connector.model_copy(update={"language": "en"})
    robot.send(interview_news(), "message")
    text = robot.requests[0].body.decode()
    assert "Store manager" in text and "门店" not in text


def test_equal_attempts_are_equal_bytes(app: Sender) -> None:
    for _ in range(2):
        app.send(interview_news(), deeds(app)[0])
    first, second = (request.body for request in app.requests if "im/v1" in request.url)
    assert first == second


# -- messages


def test_every_receiver_has_a_row_and_a_message_of_their_own(app: Sender, platform: Feishu) -> None:
    assert len(set(deeds(app))) == 2
    verdicts = [app.send(interview_news(), deed) for deed in deeds(app)]
    assert all(verdict.result == "ok" and verdict.remote_id for verdict in verdicts)
    assert sorted(arrival.body["receive_id"] for arrival in platform.arrivals) == ["oc_team", "ou_one"]
    assert len({arrival.key for arrival in platform.arrivals}) == 2
    assert all(len(arrival.key or "") <= 50 for arrival in platform.arrivals)


def test_one_who_left_is_told_about_and_the_others_have_it_once(app: Sender, platform: Feishu) -> None:
    platform.unreachable["ou_one"] = 230029
    team, one = (app.send(interview_news(), deed) for deed in deeds(app))
    assert (team.result, one.result) == ("ok", "data_error") and "230029" in one.detail
    assert list(platform.effects.values()) == [1]


def test_receiver_taken_out_of_the_settings_is_not_written_to(app: Sender) -> None:
    left = deeds(app)[1]
    app.connector = app.connector.model_copy(update={"settings": {"receivers": RECEIVERS[:1]}})
    assert app.send(interview_news(), left).result == "data_error" and not app.requests


def test_repeat_within_the_hour_is_dropped_by_feishu(app: Sender, platform: Feishu, clock: Clock) -> None:
    deed = deeds(app)[0]
    app.send(interview_news(2), deed)
    platform.fail_next(1, Fault("reset_after"))
    assert app.send(interview_news(), deed).result == "unknown"
    clock.now += 50 * 60
    again = app.send(interview_news(), deed, uncertain=True)
    assert again.result == "ok" and again.remote_id
    assert list(platform.effects.values()) == [1, 1] and platform.arrivals[-1].duplicate


def test_repeat_after_the_hour_goes_to_a_person(app: Sender, platform: Feishu, clock: Clock) -> None:
    clock.now += 56 * 60
    verdict = app.send(interview_news(), deeds(app)[0], uncertain=True)
    assert verdict.result == "data_error" and "one hour" in verdict.detail
    assert not app.requests and not platform.effects


def test_the_hour_counts_from_the_first_doubt_however_often_it_was_tried(app: Sender, clock: Clock) -> None:
    """Each try is soon after the one before it; the first is too long ago all the same."""
    news, deed = interview_news(), deeds(app)[0]
    row = outbox.new(news.subject, "c1", news.event, f"closed-1.{deed}", AT)
    app.tokens["tenant"] = "t-kept"
    verdicts: list[Verdict] = []
    for _ in range(4):
        sent = outbox.sending(row, _stamp(clock))
        with Feishu(clock) as broken:
            broken.fail_next(1, Fault("reset_after"))
            app.connector = app.connector.model_copy(update={"url": broken.url})
            verdict = app.again(sent, news, uncertain=outbox.uncertain(row))
        row, _ = outbox.after(sent, verdict, _stamp(clock), 0.0)
        verdicts.append(verdict)
        clock.now += 25 * 60
    assert [verdict.result for verdict in verdicts] == ["unknown", "unknown", "unknown", "data_error"]


def test_throttled_doubt_keeps_the_moment_of_the_first(app: Sender, platform: Feishu, clock: Clock) -> None:
    """Also of an attempt that was killed, whose moment only the row tells."""
    deed = deeds(app)[0]
    app.send(interview_news(), deed)
    clock.now += 600
    platform.fail_next(1, Fault("answer", throttled(429, 9)))
    verdict = app.send(interview_news(), deed, uncertain=True)
    assert (verdict.result, verdict.retry_after_s) == ("retry", 9)
    assert verdict.remote_id == f"since-{feishu.milliseconds(AT)}"
    platform.fail_next(1, Fault("answer", throttled(429, 9)))
    assert app.send(interview_news(2), deed).remote_id is None


def test_doubt_outlives_a_parked_row_and_goes_when_a_person_was_told(
    app: Sender, platform: Feishu, clock: Clock
) -> None:
    deed = deeds(app)[0]
    app.send(interview_news(2), deed)
    platform.fail_next(1, Fault("reset_after"))
    lost = app.send(interview_news(), deed)
    known: dict[str, Any] = {"remote_id": lost.remote_id, "last_status": "config_error"}
    clock.now += 50 * 60
    assert app.send(interview_news(), deed, **known).result == "ok" and platform.arrivals[-1].duplicate
    clock.now += 10 * 60
    late = app.send(interview_news(), deed, **known)
    assert late.result == "data_error" and "may have arrived" in late.detail
    known |= {"last_status": "data_error"}
    assert app.send(interview_news(3), deed, uncertain=True, **known).result == "ok"


def test_refusal_after_a_doubt_says_that_it_may_be_there(app: Sender, platform: Feishu) -> None:
    deed = deeds(app)[0]
    platform.denied.add("im:message:send_as_bot")
    refused = app.send(interview_news(), deed, uncertain=True)
    assert refused.result == "config_error" and refused.detail.endswith("(an earlier attempt may have arrived)")
    assert "may have arrived" not in app.send(interview_news(), deed).detail
    left = app.connector.model_copy(update={"settings": {"receivers": RECEIVERS[1:]}})
    app.connector = left
    gone = app.send(interview_news(), deed, uncertain=True)
    assert gone.result == "data_error" and "may have arrived" in gone.detail


@pytest.mark.parametrize("status", [429, 400])
def test_both_forms_of_throttling_wait_as_long_as_they_say(app: Sender, platform: Feishu, status: int) -> None:
    app.send(interview_news(2), deeds(app)[0])
    platform.fail_next(1, Fault("answer", throttled(status, 17)))
    verdict = app.send(interview_news(), deeds(app)[0])
    assert (verdict.result, verdict.retry_after_s) == ("retry", 17)


def test_token_that_ended_early_is_renewed_once(app: Sender, platform: Feishu) -> None:
    deed = deeds(app)[0]
    assert app.send(interview_news(1), deed).result == "ok"
    before = app.tokens["tenant"]
    platform.end_tokens()
    assert app.send(interview_news(2), deed).result == "ok"
    assert app.tokens["tenant"] != before


def test_token_refused_twice_is_tried_later(app: Sender, platform: Feishu) -> None:
    app.send(interview_news(1), deeds(app)[0])
    platform.fail_next(3, Fault("answer", failed(99991663, "Invalid access token")))
    assert app.send(interview_news(2), deeds(app)[0]).result == "retry"


def test_wrong_app_secret_needs_a_person_and_is_not_shown(app: Sender) -> None:
    app.secret = json.dumps({"app_id": Feishu.app_id, "app_secret": "WRONGONE"})
    verdict = app.send(interview_news(), deeds(app)[0])
    assert verdict.result == "config_error" and "10014" in verdict.detail and "WRONGONE" not in verdict.detail


def test_missing_permission_is_named(app: Sender, platform: Feishu) -> None:
    platform.denied.add("im:message:send_as_bot")
    verdict = app.send(interview_news(), deeds(app)[0])
    assert verdict.result == "config_error" and "im:message:send_as_bot" in verdict.detail


@pytest.mark.parametrize(
    ("code", "result"),
    [
        (230001, "data_error"),
        (230002, "config_error"),
        (230006, "config_error"),
        (230013, "config_error"),
        (230020, "retry"),
        (230022, "data_error"),
        (230025, "data_error"),
        (230028, "data_error"),
        (230029, "data_error"),
        (230049, "unknown"),
        (230099, "data_error"),
        (99991672, "config_error"),
        (99991679, "config_error"),
        (424242, "retry"),
    ],
)
def test_message_codes(app: Sender, platform: Feishu, code: int, result: str) -> None:
    app.send(interview_news(2), deeds(app)[0])
    platform.fail_next(1, Fault("answer", failed(code, "no")))
    assert app.send(interview_news(), deeds(app)[0]).result == result


def test_refusal_of_feishu_does_not_carry_a_phone_number_into_the_table(app: Sender, platform: Feishu) -> None:
    app.send(interview_news(2), deeds(app)[0])
    platform.fail_next(1, Fault("answer", failed(230028, "audit: 13812345678 found")))
    assert "13812345678" not in app.send(interview_news(), deeds(app)[0]).detail


@pytest.mark.parametrize(
    ("answer", "result", "wait"),
    [
        (Answer(status=None, error="not_sent: no connection"), "retry", None),
        (Answer(status=None, error="no_answer: nothing in time"), "unknown", None),
        (Answer(status=503, headers={"retry-after": "77"}), "retry", 77),
        (Answer(status=429, headers={"x-ogw-ratelimit-reset": "5", "retry-after": "77"}), "retry", 5),
        (Answer(status=429, headers={"x-ogw-ratelimit-reset": "soon"}), "retry", None),
        (Answer(status=500), "unknown", None),
        (Answer(status=502, body=b"<html>bad gateway</html>"), "unknown", None),
        (Answer(status=500, body=b'{"code":1002001,"msg":"system error"}'), "unknown", None),
        (Answer(status=200, body=b"<!DOCTYPE html>"), "unknown", None),
        (Answer(status=200, body=b"[]"), "unknown", None),
        (Answer(status=200, body=b'{"code":"x"}'), "unknown", None),
        (Answer(status=200, body=b'{"co', error="body_cut: nothing in time"), "unknown", None),
        (Answer(status=404, body=b"<html>"), "config_error", None),
        (Answer(status=302), "config_error", None),
    ],
)
def test_answers_of_every_kind(answer: Answer, result: str, wait: int | None) -> None:
    said = feishu.read(answer, {0: "ok", 1002001: "unknown"}, NOW_MS)
    assert (said.verdict.result, said.verdict.retry_after_s) == (result, wait)


@pytest.mark.parametrize("receiver", ["", "oc_team", "chat:oc_team", "chat_id:", "chat_id:a b", "phone:138"])
def test_unusable_receivers_are_refused_when_they_are_saved(receiver: str) -> None:
    made = connector(ConnectorKind.FEISHU_APP, settings={"receivers": [receiver]})
    with pytest.raises(Rejected, match="receivers"):
        check(made, json.dumps({"app_id": "cli_1", "app_secret": "s"}))
    assert feishu_app.deeds(EventKind.INTERVIEW_SCORED, made) == ["message"]


def test_settings_that_cannot_be_read_stop_the_row_with_a_reason(app: Sender) -> None:
    app.connector = app.connector.model_copy(update={"settings": {}})
    assert app.send(interview_news(), "message").result == "config_error"


def test_test_message_reaches_everybody(app: Sender, platform: Feishu) -> None:
    news = News(event=EventKind.CONNECTOR_TEST, subject="connector:c1", at=AT, told="一条测试消息")
    assert {app.send(news, deed).result for deed in deeds(app)} == {"ok"}
    assert all("一条测试消息" in arrival.body["content"] for arrival in platform.arrivals)


@pytest.mark.parametrize("page", ["feishu.md", "feishu.zh.md"])
def test_page_tells_everything_that_is_typed(page: str) -> None:
    text = (Path(__file__).parents[2] / "docs/connectors" / page).read_text()
    for kind in (ConnectorKind.FEISHU_ROBOT, ConnectorKind.FEISHU_APP, ConnectorKind.FEISHU_HIRE):
        platform = platform_of(kind)
        assert platform.secret
        names = {*platform.settings.model_fields, *platform.secret.model_fields} - {"reactions"}
        assert not [name for name in names if f"`{name}`" not in text]


def _stamp(clock: Clock) -> str:
    return datetime.fromtimestamp(clock.now, tz=UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
