"""Smart HR of DingTalk: announced once, and scores in a staff file only with a word to the person."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from fakes.dingtalk import (
    DingTalk,
)
from fakes.dingtalk_app import old
from fakes.frame import Fault
from mianshi.contracts.delivery import EventKind
from mianshi.contracts.news import News
from support.deeds import Sender, connector, interview_news
from support.dingtalk import (
    KIND,
    RESETS,
    SETTINGS,
    Clock,
    hired,
    now_at,
    of_candidate,
    running,
    sender,
    slowed,
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
    slowed(dingtalk, clock)
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
    verdict = ours.send(news, "pre_entry")
    assert verdict.result == result and bool(verdict.note) == (result == "ok")
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
    verdict = ours.send(news, "roster")
    assert verdict.result == result and ("nothing written" in verdict.note) == (result == "ok")
    assert not dingtalk.roster


def test_the_day_in_the_staff_file_is_that_of_china(ours: Sender, dingtalk: DingTalk) -> None:
    roster = {"group_id": "g1", "fields": {"finished_on": "f-day"}}
    ours.connector = connector(KIND, settings={**SETTINGS, **dingtalk.app_settings, "roster": roster})
    told = interview_news().interview
    assert told is not None
    late = told.model_copy(update={"closed_at": "2026-11-28T16:30:00.000Z"})
    assert ours.send(hired(interview=late.model_dump()), "roster").result == "ok"
    assert dingtalk.roster["manager01", "g1", 0] == {"f-day": "2026-11-29"}


def test_a_roster_that_fits_no_score_is_for_the_operator(ours: Sender, dingtalk: DingTalk) -> None:
    roster = {"group_id": "g1", "competencies": {"唱歌": "f-song"}}
    ours.connector = connector(KIND, settings={**SETTINGS, **dingtalk.app_settings, "roster": roster})
    assert ours.send(hired(), "roster").result == "config_error"
