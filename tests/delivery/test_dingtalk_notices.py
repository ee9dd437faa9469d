"""Work notifications of DingTalk: taken, asked after, dropped as repeats, and too long."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.dingtalk import (
    BLOCKED_PAGE,
    BUSY,
    QPS_OLD,
    DingTalk,
)
from fakes.frame import Fault, Reply
from mianshi.contracts.base import Bilingual
from mianshi.contracts.delivery import EventKind
from mianshi.contracts.news import News
from mianshi.delivery.dingtalk_notice import fitting, shown
from mianshi.delivery.messages import message
from support.deeds import AT, Sender, interview_news
from support.dingtalk import (
    Clock,
    ask,
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
