import json
from collections.abc import Iterator
from typing import Any

import pytest

from fakes.frame import Fault, Reply
from fakes.wecom import WeCom
from mianshi.contracts.base import Bilingual
from mianshi.contracts.delivery import ConnectorKind, EventKind
from mianshi.contracts.news import JobNews, News
from mianshi.contracts.outcomes import Outcome
from mianshi.delivery import connectors, messages, outbox, wecom_app
from mianshi.delivery.outbox import uncertain
from mianshi.errors import Rejected
from support.deeds import AT, Sender, connector, interview_news

HOUR_S = 3600.0
START_S = 1_795_000_000.0


class Clock:
    def __init__(self) -> None:
        self.s = START_S

    def __call__(self) -> float:
        return self.s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def platform(clock: Clock) -> Iterator[WeCom]:
    with WeCom(clock) as running:
        yield running


def app(platform: WeCom, **settings: Any) -> Sender:
    given = {"agentid": platform.agentid, "touser": ["zhangsan", "lisi"], **settings}
    made = connector(ConnectorKind.WECOM_APP, platform.url, settings=given)
    return Sender(made, platform.app_secret, clock=platform.clock)


def last_body(sender: Sender) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(sender.requests[-1].body)
    return told


STYLES = ["textcard", "markdown", "template_card"]
TEST = News(event=EventKind.CONNECTOR_TEST, subject="connector:c1", at=AT, told="A test.")


# -- shapes


@pytest.mark.parametrize("style", STYLES)
def test_a_result_reaches_every_receiver_once_in_each_style(platform: WeCom, style: str) -> None:
    sender = app(platform, style=style, toparty=["2"])
    verdict = sender.send(interview_news(), "message")
    assert (verdict.result, verdict.detail) == ("ok", "errcode 0") and verdict.remote_id
    assert {reader: len(texts) for reader, texts in platform.shown.items()} == {"zhangsan": 1, "lisi": 1, "party 2": 1}
    text = platform.shown["lisi"][0]
    assert (
        "门店店长" in text and "82" in text and "https://hr.example.com/interviews/iv_" in text and "由人决定" in text
    )
    assert not [word for word in ("测试 一号", "13800000000", "one@example.com") if word in text]


def test_a_card_has_the_total_in_large_and_the_delivery_as_its_task(platform: WeCom) -> None:
    sender = app(platform)
    sender.send(interview_news(), "message")
    card = last_body(sender)["template_card"]
    assert (card["card_type"], card["emphasis_content"]) == ("text_notice", {"title": "82", "desc": "总分"})
    assert (
        card["task_id"]
        == outbox.new(interview_news().subject, "c1", EventKind.INTERVIEW_SCORED, "closed-1.message", AT).id
    )
    assert card["card_action"] == {"type": 1, "url": interview_news().link}
    assert "总分" not in [fact["keyname"] for fact in card["horizontal_content_list"]]
    assert interview_news().subject.rpartition(":")[2] in [fact["value"] for fact in card["horizontal_content_list"]]


def test_a_result_that_needs_a_person_has_no_number_in_large(platform: WeCom) -> None:
    news = interview_news()
    assert news.interview is not None
    bare = news.interview.model_copy(update={"outcome": Outcome.REJECTED, "total": None, "recommendation": None})
    sender = app(platform)
    sender.send(news.model_copy(update={"event": EventKind.INTERVIEW_REJECTED, "interview": bare}), "message")
    card = last_body(sender)["template_card"]
    assert "emphasis_content" not in card
    assert {"keyname": "总分", "value": "需要人工处理"} in card["horizontal_content_list"]


def test_buttons_stand_on_results_of_known_candidates_only(platform: WeCom) -> None:
    buttons = [{"key": "advance", "text": "进入下一轮"}, {"key": "note", "text": "已阅"}]
    sender = app(platform, buttons=buttons)
    sender.send(interview_news(), "message")
    card = last_body(sender)["template_card"]
    assert (card["card_type"], [one["key"] for one in card["button_list"]]) == (
        "button_interaction",
        ["advance", "note"],
    )
    assert {"keyname": "总分", "value": "82 / 100"} in card["horizontal_content_list"]
    for other in (interview_news(2, candidate=None), interview_news(3, event=EventKind.CANDIDATE_WITHDREW)):
        assert sender.send(other, "message").result == "ok"
        assert last_body(sender)["template_card"]["card_type"] == "text_notice"


@pytest.mark.parametrize("style", STYLES)
def test_a_message_without_a_page_to_open_is_markdown(platform: WeCom, style: str) -> None:
    sender = app(platform, style=style)
    assert sender.send(TEST, "message").result == "ok"
    assert last_body(sender)["msgtype"] == "markdown" and "A test." in platform.shown["lisi"][0]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("letter", ["店", "🙂", "x", "<", '"', "\u202e"])
@pytest.mark.parametrize("style", STYLES)
def test_no_name_is_too_long_or_becomes_markup(platform: WeCom, style: str, letter: str, language: str) -> None:
    name = Bilingual(zh=letter * 10_000, en=letter * 10_000)
    news = interview_news(event=EventKind.CANDIDATE_WITHDREW, job=JobNews(id="jb_1", title=name))
    sender = app(platform, style=style)
    sender.connector = sender.connector.model_copy(update={"language": language})
    assert sender.send(news, "message").result == "ok", platform.arrivals[-1].said
    content = last_body(sender)[style]
    if style == "textcard":
        assert content["description"].count("<") == content["description"].count(">") == 5
    if style != "template_card":
        assert "\u202e" not in json.dumps(content, ensure_ascii=False)


# -- what a repeat is


@pytest.mark.parametrize("style", STYLES)
def test_the_same_delivery_is_the_same_bytes_and_two_happenings_never_are(
    platform: WeCom, clock: Clock, style: str
) -> None:
    sender = app(platform, style=style)
    sender.send(interview_news(), "message")
    clock.s += HOUR_S
    sender.send(interview_news(), "message")
    sender.send(interview_news(), "message", occurrence="closed-2")
    first, second, other = (r.body for r in sender.requests if r.method == "POST")
    assert first == second != other
    assert [a.duplicate for a in platform.arrivals] == [False, True, False]
    assert len(platform.effects) == 2 and set(platform.effects.values()) == {1}


def test_the_same_words_about_two_tests_arrive_twice(platform: WeCom) -> None:
    sender = app(platform)
    for occurrence in ("test-1", "test-2"):
        sender.send(TEST, "message", occurrence=occurrence)
    assert len(platform.shown["lisi"]) == 2


@pytest.mark.parametrize("how", ["reset_after", "slow_after"])
def test_silence_is_answered_with_the_same_bytes_and_seen_once(platform: WeCom, clock: Clock, how: Any) -> None:
    sender = app(platform)
    sender.timeout_s = 0.3
    sender.send(TEST, "message")
    platform.fail_next(1, Fault(how))
    row = outbox.new(interview_news().subject, "c1", EventKind.INTERVIEW_SCORED, "closed-1.message", AT)
    first = sender.again(row, interview_news())
    assert (first.result, first.remote_id) == ("unknown", f"since-{int(START_S * 1000)}")
    clock.s += 1.5 * HOUR_S
    second = sender.again(
        row.model_copy(update={"remote_id": first.remote_id, "attempts": 4}), interview_news(), uncertain=True
    )
    assert second.result == "ok" and second.remote_id and not second.remote_id.startswith("since-")
    assert [a.duplicate for a in platform.arrivals] == [False, False, True] and len(platform.shown["lisi"]) == 2


def test_after_four_hours_nobody_recognises_a_repeat_so_a_person_looks(platform: WeCom, clock: Clock) -> None:
    sender = app(platform)
    since = f"since-{int(START_S * 1000)}"
    clock.s += 3.9 * HOUR_S
    assert sender.send(interview_news(), "message", uncertain=True, remote_id=since).result == "ok"
    clock.s += 0.1 * HOUR_S
    late = sender.send(interview_news(2), "message", uncertain=True, remote_id=since)
    assert late.result == "data_error" and "four hours" in late.detail
    assert len(platform.arrivals) == 1, "nothing was sent"


def test_a_doubt_outlives_a_parked_row_and_goes_when_a_person_was_told(platform: WeCom, clock: Clock) -> None:
    """Parked because the connection was off: whoever sends it again knows nothing of the lost answer."""
    sender = app(platform)
    sender.send(TEST, "message")
    platform.fail_next(1, Fault("reset_after"))
    lost = sender.send(interview_news(), "message")
    clock.s += HOUR_S
    known: dict[str, Any] = {"remote_id": lost.remote_id, "last_status": "config_error"}
    assert sender.send(interview_news(), "message", **known).result == "ok"
    assert platform.arrivals[-1].duplicate
    clock.s += 3 * HOUR_S
    late = sender.send(interview_news(), "message", **known)
    assert late.result == "data_error" and "may have arrived" in late.detail
    told = known | {"last_status": "data_error"}
    platform.fail_next(1, Fault("answer", Reply.of({"errcode": 45033, "errmsg": "x"})))
    sender.tokens.clear()
    busy = sender.send(interview_news(), "message", uncertain=True, **told)
    assert busy.remote_id == f"since-{int(clock.s * 1000)}", "the four hours begin anew"
    for uncertain_ in (False, True):
        assert sender.send(interview_news(2), "message", uncertain=uncertain_, **told).result == "ok"


def test_where_the_first_attempt_was_not_noted_the_rows_own_age_counts(platform: WeCom, clock: Clock) -> None:
    sender = app(platform)
    created = "2026-11-18T11:06:40.000Z"  # START_S
    assert sender.send(interview_news(), "message", uncertain=True, created_at=created).result == "ok"
    clock.s += 5 * HOUR_S
    assert sender.send(interview_news(2), "message", uncertain=True, created_at=created).result == "data_error"


def test_a_failure_after_silence_does_not_forget_the_silence(platform: WeCom) -> None:
    sender = app(platform)
    since = f"since-{int(START_S * 1000)}"
    platform.fail_next(1, Fault("answer", Reply.of({"errcode": 45033, "errmsg": "x"})))  # meets the token's request
    assert sender.send(interview_news(), "message", uncertain=True, remote_id=since).result == "unknown"
    sender.send(TEST, "message")
    platform.fail_next(1, Fault("answer", Reply.of({"errcode": 45009, "errmsg": "x"})))
    verdict = sender.send(interview_news(), "message", uncertain=True, remote_id=since)
    assert (verdict.result, verdict.remote_id, verdict.retry_after_s) == ("unknown", since, 60)
    platform.trusted = False
    verdict = sender.send(interview_news(), "message", uncertain=True, remote_id=since)
    assert verdict.result == "config_error" and "an earlier attempt may have arrived" in verdict.detail


def test_a_row_lives_through_every_documented_fault_and_is_seen_once(platform: WeCom, clock: Clock) -> None:
    sender = app(platform)
    sender.timeout_s = 0.3
    for number, fault in enumerate(platform.faults()):
        news = interview_news(number)
        sender.send(TEST, "message", occurrence=f"test-{number}")
        clock.s += 120
        platform.fail_next(1, fault)
        at = "2026-11-18T11:06:40.000Z"
        row = outbox.new(news.subject, "c1", news.event, "closed-1.message", at)
        for _ in range(3):
            before, row = row, outbox.sending(row, at)
            sent = before.model_copy(update={"attempts": row.attempts})
            verdict = sender.again(sent, news, uncertain=uncertain(before))
            row, receipt = outbox.after(row, verdict, at, 0.0)
            if receipt.next == "done":
                break
        assert row.state.value == "done", (fault.name, verdict)
    assert set(platform.effects.values()) == {1}


# -- token


def test_a_token_that_ended_early_is_fetched_once_more(platform: WeCom) -> None:
    sender = app(platform)
    sender.send(interview_news(1), "message")
    platform.expire_token()
    assert sender.send(interview_news(2), "message").result == "ok"
    assert [a.said for a in platform.arrivals] == ["0", "40014", "0"]
    assert sum(r.method == "GET" for r in sender.requests) == 2


@pytest.mark.parametrize("errcode", [40001, 40014, 41001, 42001])
def test_a_token_refused_twice_is_the_operators(platform: WeCom, errcode: int) -> None:
    sender = app(platform)
    sender.send(TEST, "message")
    fault = Fault("answer", Reply.of({"errcode": errcode, "errmsg": "x"}))
    platform.fail_next(1, fault)
    assert sender.send(interview_news(1), "message").result == "ok"
    platform.handle = lambda query: fault.reply if query.method == "POST" else WeCom.handle(platform, query)  # type: ignore[method-assign]
    assert sender.send(interview_news(2), "message").result == "config_error"
    assert sum(r.method == "POST" for r in sender.requests) == 1 + 2 + 2


@pytest.mark.parametrize(
    ("secret", "detail"),
    [({"corpid": "ww0", "corpsecret": "s"}, "40013"), ({"corpsecret": "wrong"}, "40001")],
)
def test_a_secret_that_wecom_does_not_know_stops(platform: WeCom, secret: dict[str, str], detail: str) -> None:
    sender = app(platform)
    sender.secret = json.dumps({"corpid": platform.corpid, "corpsecret": platform.corpsecret} | secret)
    verdict = sender.send(interview_news(), "message")
    assert verdict.result == "config_error" and detail in verdict.detail and "wrong" not in verdict.detail
    assert not platform.arrivals


@pytest.mark.parametrize("reply", [Reply(500), Reply.page(200), Reply.of({"errcode": 0}), Reply.of({"errcode": -1})])
def test_no_token_no_message_and_it_is_tried_again(platform: WeCom, reply: Reply) -> None:
    sender = app(platform)
    platform.fail_next(1, Fault("answer", reply))
    assert sender.send(interview_news(), "message").result == "retry"
    assert not platform.arrivals and sender.send(interview_news(), "message").result == "ok"


# -- answers


def test_who_was_not_reached_is_told(platform: WeCom) -> None:
    sender = app(platform, touser=["zhangsan", "Gone", "left"], toparty=["2", "9"])
    verdict = sender.send(interview_news(), "message")
    assert verdict.result == "ok"
    assert verdict.detail == "errcode 0, but not to members gone|left, departments 9"
    test = app(platform, touser=["zhangsan", "gone"]).send(TEST, "message")
    assert (test.result, test.detail) == ("data_error", "errcode 0, but not to members gone")


def test_nobody_reached_is_a_data_error(platform: WeCom) -> None:
    verdict = app(platform, touser=["gone"]).send(interview_news(), "message")
    assert verdict.result == "data_error" and "81013" in verdict.detail


def test_an_address_that_is_not_listed_is_the_operators(platform: WeCom) -> None:
    platform.trusted = False
    verdict = app(platform).send(interview_news(), "message")
    assert verdict.result == "config_error"
    assert "203.0.113.7" in verdict.detail and "企业可信IP" in verdict.detail


def test_wrong_app_number(platform: WeCom) -> None:
    verdict = app(platform, agentid=7).send(interview_news(), "message")
    assert verdict.result == "config_error" and "40056" in verdict.detail


def test_more_than_a_member_may_get_is_dropped_in_silence_so_we_keep_below(platform: WeCom) -> None:
    sender = app(platform)
    assert [sender.send(interview_news(n), "message").result for n in range(31)] == ["ok"] * 31
    assert len(platform.shown["lisi"]) == 30 and "dropped" in platform.arrivals[-1].said
    per_minute = next(limit.count for limit in wecom_app.PLATFORM.limits if limit.seconds == 60)
    assert per_minute <= 30


# -- settings


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"touser": []}, "settings"),
        ({"agentid": 0}, "agentid"),
        ({"agentid": None}, "agentid"),
        ({"touser": ["a|b"]}, "touser.0"),
        ({"toparty": ["x"]}, "toparty.0"),
        ({"style": "news"}, "style"),
        ({"buttons": [{"key": "a b", "text": "x"}]}, "buttons.0.key"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_unusable_settings_are_named(platform: WeCom, settings: dict[str, Any], named: str) -> None:
    sender = app(platform, **settings)
    with pytest.raises(Rejected, match=named):
        connectors.check(sender.connector, sender.secret)
    assert sender.send(interview_news(), "message").result == "config_error"
    assert not sender.requests


def test_everybody_and_departments_alone_are_receivers(platform: WeCom) -> None:
    for settings in ({"touser": ["@all"]}, {"touser": [], "toparty": ["2"]}):
        sender = app(platform, **settings)
        connectors.check(sender.connector, sender.secret)
        assert sender.send(interview_news(len(settings)), "message").detail == "errcode 0"


def test_a_secret_without_its_parts_is_refused_without_printing_it(platform: WeCom) -> None:
    sender = app(platform)
    sender.secret = '{"corpid": "ww1", "corp_secret": "do-not-print"}'
    verdict = sender.send(interview_news(), "message")
    assert verdict.result == "config_error" and "do-not-print" not in verdict.detail


def test_the_labels_fit_the_cards() -> None:
    for language in ("zh", "en"):
        for label in messages._LABELS.values():
            assert len(label.in_language(language)) <= 12
