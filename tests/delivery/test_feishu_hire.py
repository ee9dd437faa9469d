"""Feishu Hire against the stand-in: what is told, exams, written tests and notes."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from fakes.feishu import Feishu, throttled
from fakes.frame import Fault, Reply
from mianshi.contracts.delivery import INTERVIEW_EVENTS, ConnectorKind, EventKind
from mianshi.contracts.news import InvitationNews, News, PersonNews
from mianshi.contracts.outcomes import Outcome
from mianshi.delivery import feishu, feishu_hire, outbox
from mianshi.delivery.connectors import check
from mianshi.delivery.exchange import Attempt, NeedToken
from mianshi.errors import Rejected
from support.deeds import AT, Sender, connector, interview_news
from support.feishu import (
    ALL,
    Clock,
    application,
    of_application,
    of_exam,
    rescored,
    to_hire,
    token,
    unscored,
)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def platform(clock: Clock) -> Iterator[Feishu]:
    with Feishu(clock) as fake:
        yield fake


@pytest.fixture
def hire(platform: Feishu, clock: Clock) -> Sender:
    return to_hire(platform, clock)


def arranged(platform: Feishu) -> str:
    return str(platform.desk.arrange("测试 一号", "13800000000", "one@example.com")["event"]["exam_id"])


# -- what is told, and what is not


def test_only_what_the_settings_ask_for_becomes_a_row() -> None:
    only_notes = connector(ConnectorKind.FEISHU_HIRE, settings={"note": True})
    assert {event: feishu_hire.deeds(event, only_notes) for event in EventKind if event in INTERVIEW_EVENTS} == {
        event: ["note"] for event in INTERVIEW_EVENTS
    }
    assert feishu_hire.deeds(EventKind.CANDIDATE_HIRED, only_notes) == []
    everything = connector(ConnectorKind.FEISHU_HIRE, settings=ALL)
    assert feishu_hire.deeds(EventKind.INTERVIEW_SCORED, everything) == ["exam_result", "exam", "external", "note"]
    assert feishu_hire.deeds(EventKind.INTERVIEW_FAILED, everything) == ["external", "note"]
    assert feishu_hire.deeds(EventKind.CANDIDATE_INVITED, everything) == ["login_info"]
    assert feishu_hire.deeds(EventKind.CANDIDATE_HIRED, everything) == ["pre_hire"]
    assert feishu_hire.deeds(EventKind.COSTS_BOOKED, everything) == []


@pytest.mark.parametrize("settings", [{}, {"exam": True}, {"note": True, "area_code": "+86"}, {"note": "maybe"}])
def test_unusable_settings_are_refused_when_saved_and_stop_every_row_later(hire: Sender, settings: Any) -> None:
    made = hire.connector.model_copy(update={"settings": settings})
    with pytest.raises(Rejected, match="bad_connector"):
        check(made, hire.secret)
    assert feishu_hire.deeds(EventKind.CANDIDATE_HIRED, made) == ["pre_hire"]
    hire.connector = made
    assert hire.send(interview_news(), "note").result == "config_error" and not hire.requests


def test_a_test_asks_for_a_token_only(hire: Sender, platform: Feishu) -> None:
    news = News(event=EventKind.CONNECTOR_TEST, subject="connector:c1", at=AT, told="test")
    assert hire.send(news, "test").result == "ok"
    assert not platform.arrivals
    hire.tokens.clear()
    hire.secret = json.dumps({"app_id": Feishu.app_id, "app_secret": "no"})
    assert hire.send(news, "test").result == "config_error"


# -- exams that Feishu arranged with us


def test_exam_from_paper_to_marking(hire: Sender, platform: Feishu) -> None:
    papers = {"eco_account_id": "7147998241542539527", "papers": {"jb_1": "门店店长"}}
    hire.connector = hire.connector.model_copy(update={"settings": ALL | papers})
    test = News(event=EventKind.CONNECTOR_TEST, subject="connector:c1", at=AT, told="test")
    assert feishu_hire.deeds(EventKind.CONNECTOR_TEST, hire.connector) == ["test", "papers"]
    assert hire.send(test, "papers").result == "ok" and platform.desk.papers == {"jb_1": "门店店长"}

    exam = arranged(platform)
    link = InvitationNews(url="https://hr.example.com/i/secret", ends_at=AT, language="zh")
    assert hire.send(of_exam(exam, invitation=link), "login_info").result == "ok"
    kept = platform.desk.exams[exam]
    assert kept["state"] == "arranged" and kept["login"] == {"exam_url": link.url}

    assert hire.send(of_exam(exam), "exam_result").result == "ok"
    assert kept["result"]["result"] == "82" and kept["result"]["result_time"] == str(feishu.milliseconds(AT))
    assert kept["result"]["report_list"][0]["url"].startswith("https://hr.example.com/")
    assert [(part["name"], part["result"]) for part in kept["result"]["detail_list"]] == [
        ("处理投诉", "78"),
        ("带队", "证据不足"),
    ]
    assert hire.send(rescored(of_exam(exam), 64), "exam_result").result == "ok"
    assert kept["result"]["result"] == "64" and kept["results"] == 2

    platform.desk.mark(exam)
    late = hire.send(of_exam(exam), "exam_result")
    assert late.result == "ok_duplicate" and "marked" in late.detail and kept["result"]["result"] == "64"


def test_link_in_a_wrong_state_is_a_mistake_unless_it_may_have_been_ours(hire: Sender, platform: Feishu) -> None:
    platform.desk.login_once = True
    exam = arranged(platform)
    news = of_exam(exam, invitation=InvitationNews(url="https://hr.example.com/i/s", ends_at=AT, language="zh"))
    hire.send(interview_news(), "exam")
    hire.tokens["tenant"] = token(platform)
    platform.fail_next(1, Fault("reset_after"))
    assert hire.send(news, "login_info").result == "unknown"
    assert hire.send(news, "login_info", uncertain=True).result == "ok_duplicate"
    wrong = hire.send(news, "login_info")
    assert wrong.result == "data_error" and "1002851" in wrong.detail


def test_invitation_that_is_over_is_not_told(hire: Sender, platform: Feishu) -> None:
    assert hire.send(of_exam(arranged(platform)), "login_info").result == "data_error" and not hire.requests


@pytest.mark.parametrize("deed", ["login_info", "exam_result", "exam"])
def test_candidates_of_other_sources_are_left_alone(hire: Sender, deed: str) -> None:
    verdict = hire.send(interview_news(), deed)
    assert verdict.result == "ok" and "nothing to tell" in verdict.detail and not hire.requests


@pytest.mark.parametrize("deed", ["external", "note"])
def test_interview_without_a_candidate_is_nobodys(hire: Sender, platform: Feishu, deed: str) -> None:
    verdict = hire.send(interview_news(person=None, candidate=None, job=None), deed)
    assert verdict.result == "ok" and "no candidate" in verdict.detail and not platform.arrivals


def test_without_a_score_no_exam_gets_one(hire: Sender, platform: Feishu) -> None:
    for news, deed in ((of_exam(arranged(platform)), "exam_result"), (of_application("1"), "exam")):
        assert "no score" in hire.send(unscored(news, Outcome.SCORED), deed).detail
    assert not hire.requests


def test_exam_id_cannot_leave_its_path(hire: Sender, platform: Feishu) -> None:
    hire.send(of_exam("../talents/1?x=#"), "exam_result")
    assert platform.arrivals == [] and "/eco_exams/..%2Ftalents%2F1%3Fx%3D%23/update_result" in hire.requests[-1].url


# -- a result as a written test


def test_total_becomes_the_result_of_a_test(hire: Sender, platform: Feishu) -> None:
    known = application(platform)
    verdict = hire.send(of_application(known), "exam")
    (kept,) = platform.desk.kept["exam"].values()
    assert verdict.remote_id == kept["id"] and kept["score"] == 82.0 and kept["exam_resource_name"] == "AI 视频面试"
    assert b'"score":82.0' in hire.requests[-1].body and "user_id_type=open_id" in hire.requests[-1].url


def test_test_result_is_looked_for_before_it_is_sent_again(hire: Sender, platform: Feishu) -> None:
    known = application(platform)
    hire.tokens["tenant"] = token(platform)
    platform.fail_next(1, Fault("slow_after"))
    assert hire.send(of_application(known), "exam").result == "unknown"
    again = hire.send(of_application(known), "exam", uncertain=True)
    assert again.result == "ok_duplicate" and again.remote_id in platform.desk.kept["exam"]
    assert hire.send(rescored(of_application(known), 60), "exam", uncertain=True).result == "ok"
    assert len(platform.desk.kept["exam"]) == 2


def test_look_that_fails_is_no_answer(hire: Sender, platform: Feishu) -> None:
    known = application(platform)
    hire.tokens["tenant"] = token(platform)
    for fault in (Fault("answer", throttled(400)), Fault("reset_before"), Fault("answer", Reply.page(502))):
        platform.fail_next(1, fault)
        assert hire.send(of_application(known), "exam", uncertain=True).result == "retry"
    assert not platform.effects


# -- notes


def test_note_says_the_result_and_not_who(hire: Sender, platform: Feishu) -> None:
    platform.desk.add_talent("测试 一号", "13800000000", "one@example.com")
    assert hire.send(interview_news(), "note").result == "ok"
    (note,) = platform.desk.kept["note"].values()
    assert (
        "82 / 100" in note["content"] and "https://hr.example.com" in note["content"] and "处理投诉" in note["content"]
    )
    assert note["privacy"] == 2 and note["creator_id"] == "ou_hr"
    assert "测试 一号" not in note["content"] and "138" not in note["content"]


def test_note_is_looked_for_before_it_is_written_again(hire: Sender, platform: Feishu) -> None:
    talent = platform.desk.add_talent("测试 一号", "13800000000")
    for number in range(60):
        platform.desk.kept.setdefault("note", {})[f"n{number}"] = {"id": f"n{number}", "talent_id": talent}
        platform.desk._born[f"n{number}"] = 0.0
    hire.send(interview_news(), "note")
    again = hire.send(interview_news(), "note", uncertain=True)
    assert again.result == "ok_duplicate" and again.remote_id
    assert len([n for n in platform.desk.kept["note"].values() if n.get("content")]) == 1


def test_note_of_an_application_goes_to_its_talent(hire: Sender, platform: Feishu) -> None:
    known = application(platform)
    assert hire.send(of_application(known, person=PersonNews(name="另外")), "note").result == "ok"
    (note,) = platform.desk.kept["note"].values()
    assert note["application_id"] == known and note["talent_id"] == platform.desk.applications[known]["talent_id"]


def test_note_about_somebody_unknown_waits_for_the_external_application(hire: Sender) -> None:
    assert hire.send(interview_news(), "note").result == "retry"
    hire.connector = hire.connector.model_copy(update={"settings": {"note": True}})
    assert hire.send(interview_news(), "note").result == "data_error"


@pytest.mark.parametrize("url", ["", "https://open.larksuite.com", "https://open.larksuite.com/"])
def test_calls_go_to_feishu_unless_the_connection_names_another(hire: Sender, url: str) -> None:
    made = hire.connector.model_copy(update={"url": url})
    row = outbox.new("interview:iv_1", "c1", EventKind.INTERVIEW_SCORED, "closed-1.external", AT)
    wish = next(feishu_hire.deliver(Attempt(row, made, hire.secret, interview_news(), 0)))
    assert isinstance(wish, NeedToken)
    base = (url or "https://open.feishu.cn").rstrip("/")
    assert wish.fetch.url == f"{base}/open-apis/auth/v3/tenant_access_token/internal"
