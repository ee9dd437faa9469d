"""Feishu Hire and Feishu People against the stand-in: every deed, every doubt, every place where a chain can break."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from fakes.feishu import Feishu, failed, throttled
from fakes.frame import Fault, Query, Reply
from mianshi.contracts.afterwards import Hire
from mianshi.contracts.delivery import INTERVIEW_EVENTS, ConnectorKind, EventKind, Verdict
from mianshi.contracts.news import CandidateNews, InvitationNews, News, PersonNews
from mianshi.contracts.outcomes import Outcome
from mianshi.delivery import feishu, feishu_hire, outbox
from mianshi.delivery.connectors import check
from mianshi.delivery.exchange import Attempt, Call, NeedToken
from mianshi.delivery.feishu_talents import phone_of
from mianshi.errors import Rejected
from support.deeds import AT, Sender, connector, interview_news

ALL = {"eco_exam": True, "external": True, "exam": True, "note": True, "pre_hire": True, "operator_id": "ou_hr"}
BEGAN = feishu.milliseconds("2026-11-28T07:00:00.000Z")


class Clock:
    def __init__(self) -> None:
        self.now = feishu.milliseconds(AT) / 1000

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def platform(clock: Clock) -> Iterator[Feishu]:
    with Feishu(clock) as fake:
        yield fake


@pytest.fixture
def hire(platform: Feishu, clock: Clock) -> Sender:
    made = connector(ConnectorKind.FEISHU_HIRE, platform.url, settings=ALL)
    secret = json.dumps({"app_id": Feishu.app_id, "app_secret": Feishu.app_secret})
    return Sender(made, secret, clock, timeout_s=0.3)


def of_exam(exam_id: str, **more: Any) -> News:
    candidate = CandidateNews(id="ca_1", external_id=exam_id, source=feishu.ECO_EXAM_SOURCE)
    return interview_news(candidate=candidate, **more)


def of_application(application_id: str, **more: Any) -> News:
    candidate = CandidateNews(id="ca_1", external_id=application_id, source=feishu.APPLICATION_SOURCE)
    return interview_news(candidate=candidate, **more)


def rescored(news: News, total: int) -> News:
    assert news.interview
    return news.model_copy(update={"interview": news.interview.model_copy(update={"total": total})})


def unscored(news: News, outcome: Outcome = Outcome.INSUFFICIENT_EVIDENCE) -> News:
    assert news.interview
    told = news.interview.model_copy(update={"outcome": outcome, "total": None, "recommendation": None})
    return news.model_copy(update={"interview": told})


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
    hire.tokens["tenant"] = _token(platform)
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


def application(platform: Feishu) -> str:
    return platform.desk.apply(platform.desk.add_talent("测试 一号", "13800000000"))


def test_total_becomes_the_result_of_a_test(hire: Sender, platform: Feishu) -> None:
    known = application(platform)
    verdict = hire.send(of_application(known), "exam")
    (kept,) = platform.desk.kept["exam"].values()
    assert verdict.remote_id == kept["id"] and kept["score"] == 82.0 and kept["exam_resource_name"] == "AI 视频面试"
    assert b'"score":82.0' in hire.requests[-1].body and "user_id_type=open_id" in hire.requests[-1].url


def test_test_result_is_looked_for_before_it_is_sent_again(hire: Sender, platform: Feishu) -> None:
    known = application(platform)
    hire.tokens["tenant"] = _token(platform)
    platform.fail_next(1, Fault("slow_after"))
    assert hire.send(of_application(known), "exam").result == "unknown"
    again = hire.send(of_application(known), "exam", uncertain=True)
    assert again.result == "ok_duplicate" and again.remote_id in platform.desk.kept["exam"]
    assert hire.send(rescored(of_application(known), 60), "exam", uncertain=True).result == "ok"
    assert len(platform.desk.kept["exam"]) == 2


def test_look_that_fails_is_no_answer(hire: Sender, platform: Feishu) -> None:
    known = application(platform)
    hire.tokens["tenant"] = _token(platform)
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


# -- the chain of an external interview


def kept(platform: Feishu) -> tuple[int, int, int, int]:
    entries = platform.desk.kept
    kinds = ("external_application", "external_interview", "external_interview_assessment")
    a, b, c = (len(entries.get(kind, {})) for kind in kinds)
    return len(platform.desk.talents), a, b, c


def test_chain_from_nobody_to_an_assessment(hire: Sender, platform: Feishu) -> None:
    verdict = hire.send(interview_news(), "external")
    assert verdict.result == "ok" and kept(platform) == (1, 1, 1, 1)
    (talent,) = platform.desk.talents.values()
    assert talent == {"name": "测试 一号", "mobile": "13800000000", "code": "86", "email": "one@example.com"}
    (interview,) = platform.desk.kept["external_interview"].values()
    assert interview["begin_time"] == BEGAN and interview["participate_status"] == 2
    (assessed,) = platform.desk.kept["external_interview_assessment"].values()
    assert verdict.remote_id == assessed["id"] and assessed["username"] == "AI 面试"
    assert assessed["conclusion"] == 3, "people pass or fail somebody"
    scores = assessed["assessment_dimension_list"]
    assert scores[0] == {"assessment_type": 1, "title": "处理投诉", "score": 78} and scores[1]["content"] == "证据不足"
    assert "测试 一号" not in assessed["content"]


def test_chain_ends_where_somebody_known_is_found_by_phone_or_by_email(hire: Sender, platform: Feishu) -> None:
    platform.desk.add_talent("测试", email="one@example.com")
    assert hire.send(interview_news(), "external").result == "ok"
    platform.desk.add_talent("测试 二", "13800000002")
    person = PersonNews(name="二", phone="+86 138-0000-0002", email="elsewhere@example.com")
    assert hire.send(interview_news(2, person=person), "external").result == "ok"
    assert kept(platform) == (2, 2, 2, 2)


def test_chain_of_an_application_uses_its_talent(hire: Sender, platform: Feishu) -> None:
    assert hire.send(of_application(application(platform)), "external").result == "ok"
    assert kept(platform) == (1, 1, 1, 1)


def test_interview_without_a_score_says_so(hire: Sender, platform: Feishu) -> None:
    assert hire.send(unscored(interview_news()), "external").result == "ok"
    (assessed,) = platform.desk.kept["external_interview_assessment"].values()
    assert assessed["assessment_dimension_list"] == [] and "需要人工处理" in assessed["content"]


CHANGES = ("talents/combined_create", "external_applications", "external_interviews", "external_interview_assessments")


def break_at(platform: Feishu, change: str, fault: Fault) -> None:
    """Let the creation of one step go wrong, once."""
    ordinary, left = platform.answer, [fault]

    def answer(query: Query) -> tuple[Reply, Fault | None]:
        if left and query.method == "POST" and query.path.endswith(change):
            platform.fail_next(1, left.pop())
        return ordinary(query)

    platform.answer = answer  # type: ignore[method-assign]


@pytest.mark.parametrize("used", ["same_id", "error"])
@pytest.mark.parametrize("how", ["reset_after", "reset_before"])
@pytest.mark.parametrize("change", CHANGES)
def test_chain_is_taken_up_wherever_it_broke(hire: Sender, platform: Feishu, change: str, how: Any, used: Any) -> None:
    platform.desk.used_external_id = used
    break_at(platform, change, Fault(how))
    assert hire.send(interview_news(), "external").result == "unknown"
    assert hire.send(interview_news(), "external", uncertain=True).result == "ok"
    assert kept(platform) == (1, 1, 1, 1) and set(platform.effects.values()) == {1}


@pytest.mark.parametrize("change", CHANGES)
def test_chain_goes_on_after_a_refusal_without_making_anything_twice(
    hire: Sender, platform: Feishu, change: str
) -> None:
    break_at(platform, change, Fault("answer", throttled(429, 4)))
    first = hire.send(interview_news(), "external")
    assert (first.result, first.retry_after_s) == ("retry", 4)
    assert hire.send(interview_news(), "external").result == "ok"
    assert set(platform.effects.values()) == {1}


@pytest.mark.parametrize(("used", "first"), [("same_id", "ok"), ("error", "unknown")])
def test_entry_that_lists_do_not_show_yet_is_not_made_twice(
    hire: Sender, platform: Feishu, clock: Clock, used: Any, first: str
) -> None:
    """Both answers that a used external_id may get, while the list still lacks what it stands for."""
    hire.send(interview_news(), "external")
    platform.desk.used_external_id, platform.desk.shows_after_s = used, 60.0
    assert hire.send(interview_news(), "external", uncertain=True).result == first
    clock.now += 61
    assert hire.send(interview_news(), "external", uncertain=True).result == "ok"
    assert kept(platform) == (1, 1, 1, 1)


@pytest.mark.parametrize("change", CHANGES[1:])
def test_entry_that_shows_only_after_creating_was_refused_is_used(
    hire: Sender, platform: Feishu, clock: Clock, change: str
) -> None:
    """As where another attempt of ours was a moment quicker."""
    hire.send(interview_news(), "external")
    platform.desk.used_external_id = "error"
    ordinary, hidden = platform.answer, [platform.desk.kept[change.removesuffix("s")]]
    platform.desk.kept[change.removesuffix("s")] = {}

    def answer(query: Query) -> tuple[Reply, Fault | None]:
        said = ordinary(query)
        if hidden and query.method == "POST" and query.path.endswith(change):
            platform.desk.kept[change.removesuffix("s")] = hidden.pop()
        return said

    platform.answer = answer  # type: ignore[method-assign]
    assert hire.send(interview_news(), "external").result == "ok"
    assert kept(platform) == (1, 1, 1, 1) and not hidden


def test_system_error_of_feishu_may_have_been_done(hire: Sender, platform: Feishu) -> None:
    for change in CHANGES:
        break_at(platform, change, Fault("answer", failed(1002001, "system error", 500)))
        assert hire.send(interview_news(), "external").result == "unknown"
    assert hire.send(interview_news(), "external", uncertain=True).result == "ok"


def test_chain_a_day_later_makes_nothing_twice_though_the_guard_is_over(
    hire: Sender, platform: Feishu, clock: Clock
) -> None:
    hire.send(interview_news(), "external")
    clock.now += 90_000
    assert hire.send(interview_news(), "external", uncertain=True).result == "ok"
    assert kept(platform) == (1, 1, 1, 1) and not [arrival for arrival in platform.arrivals if arrival.duplicate]


def test_second_result_of_an_interview_corrects_the_assessment(hire: Sender, platform: Feishu) -> None:
    hire.send(interview_news(), "external")
    assert hire.send(rescored(interview_news(), 64), "external", occurrence="closed-2").result == "ok"
    assert kept(platform) == (1, 1, 1, 1)
    (assessed,) = platform.desk.kept["external_interview_assessment"].values()
    assert "64 / 100" in assessed["content"] and "82" not in assessed["content"]


def test_assessments_of_others_are_left_alone(hire: Sender, platform: Feishu) -> None:
    hire.send(interview_news(), "external")
    (assessed,) = platform.desk.kept["external_interview_assessment"].values()
    assessed |= {"username": "张三", "content": "不错"}
    assert hire.send(interview_news(), "external", occurrence="closed-2").result == "ok"
    assert assessed["content"] == "不错" and kept(platform)[3] == 2


def test_several_talents_with_one_phone_go_to_a_person(hire: Sender, platform: Feishu) -> None:
    for _ in range(2):
        platform.desk.add_talent("测试", "13800000000")
    verdict = hire.send(interview_news(), "external")
    assert verdict.result == "data_error" and "several" in verdict.detail and kept(platform)[1] == 0


def test_nobody_is_made_who_could_not_be_found_again(hire: Sender, platform: Feishu) -> None:
    verdict = hire.send(interview_news(person=PersonNews(name="无联系方式")), "external")
    assert verdict.result == "data_error" and kept(platform) == (0, 0, 0, 0)


def test_missing_permission_of_one_step_is_named(hire: Sender, platform: Feishu) -> None:
    platform.denied.add("hire:external_application")
    verdict = hire.send(interview_news(), "external")
    assert verdict.result == "config_error" and "hire:external_application" in verdict.detail


def test_data_that_feishu_refuses_go_to_a_person(hire: Sender, platform: Feishu) -> None:
    break_at(platform, "external_interviews", Fault("answer", failed(1002002, "param invalid")))
    assert hire.send(interview_news(), "external").result == "data_error"


@pytest.mark.parametrize(
    ("given", "area", "wanted"),
    [
        ("13800000000", "86", "13800000000"),
        ("+86 138-0000-0000", "86", "13800000000"),
        ("008613800000000", "86", "13800000000"),
        ("8613800000000", "86", "13800000000"),
        ("+1 415 555 0100", "86", ""),
        ("+1 (415) 555-0100", "1", "4155550100"),
        ("12345", "86", ""),
        ("no phone", "86", ""),
        ("１３８", "86", ""),
    ],
)
def test_phone_numbers_as_feishu_wants_them(given: str, area: str, wanted: str) -> None:
    assert phone_of(PersonNews(name="x", phone=given), area) == wanted


# -- pre-hires


def hired(told: bool = True, **more: Any) -> News:
    hire = Hire(starts_on="2026-12-15", told_about_scores=told, by="u1", at=AT)
    subject = "candidate:jb_1:ca_1"
    return interview_news(event=EventKind.CANDIDATE_HIRED, subject=subject, hire=hire, **more)


def with_fields(hire: Sender) -> Sender:
    fields = {"total_field": "ai_total", "competencies_field": "ai_parts", "department_id": "od-1"}
    hire.connector = hire.connector.model_copy(update={"settings": ALL | fields})
    return hire


def test_hired_becomes_a_pre_hire_with_scores_they_were_told_about(hire: Sender, platform: Feishu) -> None:
    verdict = with_fields(hire).send(hired(), "pre_hire")
    (entry,) = platform.desk.kept["pre_hire"].values()
    assert verdict.remote_id == entry["id"] and entry["out_biz_id"] == "ca_1"
    assert entry["basic_info"] == {
        "name": {"full_name": "测试 一号"},
        "phone_number": "13800000000",
        "international_area_code": "86_china",
        "email": "one@example.com",
    }
    assert entry["offer_info"]["onboarding_date"] == "2026-12-15" and entry["offer_info"]["department_id"] == "od-1"
    values = {field["field_name"]: json.loads(field["value"]) for field in entry["offer_info"]["custom_fields"]}
    assert values == {"ai_total": 82, "ai_parts": "处理投诉 78; 带队 证据不足"}


@pytest.mark.parametrize("news", [hired(told=False), unscored(hired()), hired(interview=None)])
def test_scores_stay_out_of_the_file_otherwise(hire: Sender, platform: Feishu, news: News) -> None:
    assert with_fields(hire).send(news, "pre_hire").result == "ok"
    (entry,) = platform.desk.kept["pre_hire"].values()
    assert "custom_fields" not in entry["offer_info"] and "82" not in json.dumps(entry)


@pytest.mark.parametrize("knows", [True, False])
def test_pre_hire_is_made_once_whether_or_not_feishu_knows_our_id(
    hire: Sender, platform: Feishu, clock: Clock, knows: bool
) -> None:
    platform.desk.knows_out_biz_id = knows
    break_at(platform, "pre_hires", Fault("reset_after"))
    assert hire.send(hired(), "pre_hire").result == "unknown"
    soon = hire.send(hired(), "pre_hire", uncertain=True)
    assert (soon.result, soon.retry_after_s) == ("unknown", 10), "a new pre-hire cannot be found at once"
    clock.now += 15
    assert hire.send(hired(), "pre_hire", uncertain=True).result == "ok_duplicate"
    assert platform.effects["pre-hire", "ca_1"] == 1


def test_whoever_was_entered_by_hand_is_found_and_left_as_they_are(
    hire: Sender, platform: Feishu, clock: Clock
) -> None:
    by_hand = {"basic_info": {"name": {"full_name": "测试 一号"}, "phone_number": "+8613800000000"}, "offer_info": {}}
    platform.desk._keep("pre_hire", "p1", by_hand)
    clock.now += 60
    verdict = hire.send(hired(), "pre_hire")
    assert (verdict.result, verdict.remote_id) == ("ok_duplicate", "p1") and platform.desk.kept["pre_hire"] == {
        "p1": {"id": "p1", **by_hand}
    }


def test_withdrawn_pre_hires_and_namesakes_do_not_count(hire: Sender, platform: Feishu, clock: Clock) -> None:
    base: dict[str, Any] = {"offer_info": {}}
    name = {"full_name": "测试 一号"}
    platform.desk._keep("pre_hire", "p1", base | {"basic_info": {"name": name, "phone_number": "13900000000"}})
    gone = {"basic_info": {"name": name, "email": "one@example.com"}, "status": "withdrawn"}
    platform.desk._keep("pre_hire", "p2", base | gone)
    clock.now += 60
    assert hire.send(hired(), "pre_hire").result == "ok" and len(platform.desk.kept["pre_hire"]) == 3


def test_pre_hire_with_the_phone_of_another_is_no_second_one(hire: Sender, platform: Feishu) -> None:
    platform.desk._keep(
        "pre_hire", "p1", {"basic_info": {"name": {"full_name": "曾用名"}, "phone_number": "13800000000"}}
    )
    verdict = hire.send(hired(), "pre_hire")
    assert verdict.result == "ok_duplicate" and "1161029" in verdict.detail


@pytest.mark.parametrize(("code", "result"), [(1161015, "data_error"), (1167037, "data_error"), (1161000, "unknown")])
def test_pre_hire_codes(hire: Sender, platform: Feishu, code: int, result: str) -> None:
    break_at(platform, "pre_hires", Fault("answer", failed(code, "no")))
    assert hire.send(hired(), "pre_hire").result == result


def test_only_what_creates_or_corrects_counts_as_a_change(hire: Sender, platform: Feishu) -> None:
    """By this the outbox tells a doubt from a question that was not answered."""
    news, changes = interview_news(), list[str]()
    row = outbox.new(news.subject, "c1", news.event, "closed-1.external", AT)
    hire.tokens["tenant"] = _token(platform)
    exchange = feishu_hire.deliver(Attempt(row, hire.connector, hire.secret, news, int(hire.clock() * 1000)))
    reply: Any = None
    with pytest.raises(StopIteration):
        while True:
            wish = exchange.send(reply)
            if isinstance(wish, Call):
                changes += [wish.request.url.rpartition("/v1/")[2]] if wish.changes else []
                reply = hire._call(wish.request)
            else:
                reply = hire.tokens["tenant"]
    assert changes == list(CHANGES)


@pytest.mark.parametrize("url", ["", "https://open.larksuite.com", "https://open.larksuite.com/"])
def test_calls_go_to_feishu_unless_the_connection_names_another(hire: Sender, url: str) -> None:
    made = hire.connector.model_copy(update={"url": url})
    row = outbox.new("interview:iv_1", "c1", EventKind.INTERVIEW_SCORED, "closed-1.external", AT)
    wish = next(feishu_hire.deliver(Attempt(row, made, hire.secret, interview_news(), 0)))
    assert isinstance(wish, NeedToken)
    base = (url or "https://open.feishu.cn").rstrip("/")
    assert wish.fetch.url == f"{base}/open-apis/auth/v3/tenant_access_token/internal"


def test_everything_arrives_once_though_a_third_of_all_requests_fail(hire: Sender, platform: Feishu) -> None:
    """As the outbox would do it: again and again, uncertain after every doubt."""
    platform.fail_share(0.3, seed=7)
    for number in range(1, 13):
        news, uncertain = interview_news(number, person=PersonNews(name="人", phone=f"138000000{number:02d}")), False
        for _ in range(30):
            verdict: Verdict = hire.send(news, "external", uncertain=uncertain)
            if verdict.result == "ok":
                break
            assert verdict.result in ("retry", "unknown"), verdict
            uncertain = uncertain or verdict.result == "unknown"
        assert verdict.result == "ok"
    assert kept(platform) == (12, 12, 12, 12) and set(platform.effects.values()) == {1}


def _token(platform: Feishu) -> str:
    body = json.dumps({"app_id": Feishu.app_id, "app_secret": Feishu.app_secret}).encode()
    path = "/open-apis/auth/v3/tenant_access_token/internal"
    answer = json.loads(platform.handle(Query("POST", path, {}, {}, body)).body)
    return str(answer["tenant_access_token"])
